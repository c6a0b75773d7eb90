"""What is overdue, due soon or unchecked of the measures that a person owns or watches."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db.models import F
from django.utils.translation import gettext as _

from measures import access
from measures.digests.links import list_url, measure_url
from measures.digests.sections import Line, Section, groups_of
from measures.models import PARTICIPANTS, PUBLIC, Audience, Measure, Owner, Status, User
from measures.models.measures import MeasureQuerySet
from measures.models.written_dates import written_date


def audience_for(recipient: User) -> Audience:
    """Whose rows a digest is made of: the participants' at most, for mail passes through many hands."""
    return PUBLIC if access.audience_of(recipient) == PUBLIC else PARTICIPANTS


@dataclass(frozen=True, slots=True)
class Follower:
    """Who a digest is for, on their day, with the measures that they own or watch as their audience sees them."""

    user: User
    audience: Audience
    day: date
    owned: frozenset[int]

    @classmethod
    def of(cls, user: User, day: date) -> Self:
        owned = frozenset(Owner.objects.filter(user=user).values_list("measure_id", flat=True))
        return cls(user, audience_for(user), day, owned)

    @property
    def measures(self) -> MeasureQuerySet:
        return Measure.objects.seen_by(self.audience).whole().followed_by(self.user)

    def part_in(self, measure: Measure) -> str:
        return _("You answer for it") if measure.pk in self.owned else _("You watch it")


def overdue_section(follower: Follower) -> Section:
    return Section(
        "overdue",
        _("Overdue"),
        _("Open, and the target date has passed."),
        groups_of(
            follower.measures.overdue(on=follower.day).order_by("due_by", "position", "pk"),
            lambda measure: line_of(measure, target_date(measure), follower),
            lambda report: list_url("measures", report, overdue="true", followed="true"),
        ),
    )


def due_soon_section(follower: Follower) -> Section:
    return Section(
        "due_soon",
        _("Due soon"),
        _("Open, and the target date is at most seven days away."),
        groups_of(
            follower.measures.due_soon(on=follower.day).order_by("due_by", "position", "pk"),
            lambda measure: line_of(measure, target_date(measure), follower),
            lambda report: list_url("measures", report, due_soon="true", followed="true"),
        ),
    )


def unchecked_section(follower: Follower) -> Section:
    longest_ago = F("standing__last_checked").asc(nulls_first=True)
    return Section(
        "unchecked",
        _("Unchecked"),
        _("Open, and nobody has looked at it within its review interval."),
        groups_of(
            follower.measures.unchecked(on=follower.day).order_by(longest_ago, "position", "pk"),
            lambda measure: line_of(measure, last_check(measure), follower),
            lambda report: list_url("measures", report, unchecked="true", followed="true"),
        ),
    )


def line_of(measure: Measure, fact: str, follower: Follower) -> Line:
    facts = [fact, state_of_play(measure), follower.part_in(measure)]
    return Line(measure_url(measure), measure.code, measure.words("title"), facts)


def target_date(measure: Measure) -> str:
    return _("Target date: %(date)s") % {"date": written_date(measure.due_on)}


def last_check(measure: Measure) -> str:
    standing = getattr(measure, "standing", None)
    if standing is None or standing.last_checked is None:
        return _("Never checked")
    return _("Last checked: %(date)s") % {"date": written_date(standing.last_checked)}


def state_of_play(measure: Measure) -> str:
    standing = getattr(measure, "standing", None)
    return str(Status(standing.status).label) if standing and standing.status else _("No status on record")
