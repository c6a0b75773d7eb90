"""What is overdue, due soon or unchecked of the measures that a person owns or watches."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from measures import access
from measures.digests.links import list_url, measure_url
from measures.digests.sections import Line, Section, groups_of
from measures.digests.wording import written_date
from measures.models import PARTICIPANTS, PUBLIC, Audience, Measure, Owner, PartialDate, Status, User
from measures.models.measures import DUE_SOON_DAYS, MeasureQuerySet


def audience_for(recipient: User) -> Audience:
    """Whose rows a digest is made of: the participants' at most, for mail passes through many hands."""
    return PUBLIC if access.audience_of(recipient) == PUBLIC else PARTICIPANTS


@dataclass(frozen=True, slots=True)
class Follower:
    """Who a digest is for, on their day, with the measures that they own or watch as their audience sees them."""

    user: User
    audience: Audience
    day: date

    @classmethod
    def of(cls, user: User, day: date) -> Self:
        return cls(user, audience_for(user), day)

    @property
    def measures(self) -> MeasureQuerySet:
        mine = Owner.objects.filter(measure=OuterRef("pk"), user=self.user)
        followed: MeasureQuerySet = Measure.objects.seen_by(self.audience).whole().followed_by(self.user)
        return followed.annotate(is_mine=Exists(mine))


def overdue_section(follower: Follower) -> Section:
    return measure_section(
        "overdue",
        _("Overdue"),
        _("Open, and the target date has passed."),
        follower.measures.overdue(on=follower.day).order_by("due_by", "position", "pk"),
        target_date,
        {"overdue": "true"},
    )


def due_soon_section(follower: Follower) -> Section:
    return measure_section(
        "due_soon",
        _("Due soon"),
        _("Open, and the target date is at most seven days away."),
        follower.measures.due_soon(on=follower.day).order_by("due_by", "position", "pk"),
        target_date,
        {
            "due_after": str(follower.day - timedelta(days=1)),
            "due_before": str(follower.day + timedelta(days=DUE_SOON_DAYS + 1)),
        },
    )


def unchecked_section(follower: Follower) -> Section:
    longest_ago = F("standing__last_checked").asc(nulls_first=True)
    return measure_section(
        "unchecked",
        _("Unchecked"),
        _("Open, and nobody has looked at it within its review interval."),
        follower.measures.unchecked(on=follower.day).order_by(longest_ago, "position", "pk"),
        last_check,
        {"unchecked": "true"},
    )


def measure_section(
    name: str,
    heading: str,
    meaning: str,
    measures: MeasureQuerySet,
    fact: Callable[[Measure], str],
    filters: dict[str, str],
) -> Section:
    def line(measure: Measure) -> Line:
        facts = [fact(measure), state_of_play(measure), part_in_it(measure)]
        return Line(measure_url(measure), measure.code, measure.words("title"), facts)

    return Section(
        name, heading, meaning, groups_of(measures, line, lambda report: list_url("measures", report, **filters))
    )


def target_date(measure: Measure) -> str:
    return _("Target date: %(date)s") % {"date": written_date(measure.due_on)}


def last_check(measure: Measure) -> str:
    standing = getattr(measure, "standing", None)
    if standing is None or standing.last_checked is None:
        return _("Never checked")
    return _("Last checked: %(date)s") % {"date": written_date(PartialDate.of(standing.last_checked))}


def state_of_play(measure: Measure) -> str:
    standing = getattr(measure, "standing", None)
    return str(Status(standing.status).label) if standing and standing.status else _("No status on record")


def part_in_it(measure: Measure) -> str:
    return _("You answer for it") if measure.is_mine else _("You watch it")
