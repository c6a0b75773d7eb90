"""What is overdue, due soon or unchecked of the measures that a person owns or watches, and what waits for them."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures import access
from measures.digests.mail_urls import checked_url, list_url, log_url, measure_page_url, page_url, snooze_url
from measures.digests.sections import LINES_SHOWN, DigestLine, Item, LineAction, Section, section_of
from measures.digests.shared import Recipient
from measures.models import Evidence, Measure, OwnerRole, Standing, Status, Words
from measures.models.written_dates import SHORT_MONTH, written_date


def overdue_section(follower: Recipient) -> Section:
    return target_date_section("overdue", _("Overdue"), _("Open, and the target date has passed."), follower)


def due_soon_section(follower: Recipient) -> Section:
    meaning = _("Open, and the target date is at most seven days away.")
    return target_date_section("due_soon", _("Due soon"), meaning, follower)


def target_date_section(name: str, heading: str, meaning: str, follower: Recipient) -> Section:
    measures = sorted(follower.measures_that(f"is_{name}"), key=by_target_date)
    items = measure_items(name, measures, follower, target_date, logging_acts)
    filters = {name: "true", "followed": "true"}
    return section_of(name, heading, meaning, items, lambda report: list_url("measures", report, **filters))


def unchecked_section(follower: Recipient) -> Section:
    stale = follower.measures_that("is_unchecked")
    longest_ago = sorted(stale, key=lambda row: standing_for_audience(row).last_checked or date.min)
    items = measure_items("unchecked", longest_ago, follower, last_check, checking_acts)
    heading, meaning = _("Unchecked"), _("Open, and not checked within its review interval.")
    filters = {"unchecked": "true", "followed": "true"}
    return section_of("unchecked", heading, meaning, items, lambda report: list_url("measures", report, **filters))


def reviews_section(follower: Recipient) -> Section:
    """Sources that wait for a review by somebody of the team other than their recorder."""
    items = [
        Item(
            report=None,
            line=None if follower.rests("reviews", source.key, "") else review_line(source),
            key=source.key,
        )
        for source in access.reviewable_among(follower.user, follower.shared.pending)
        if source.recorded_by_id != follower.user.pk
    ]
    meaning = _("Sources that others recorded and that nobody has accepted, disputed or retracted.")
    return section_of("reviews", _("Waiting for my review"), meaning, items, lambda report: page_url("reviews"))


def measure_items(
    section: str,
    measures: Sequence[Measure],
    follower: Recipient,
    fact_of: Callable[[Measure, Recipient], tuple[str, Sequence[str]]],
    acts_of: Callable[[Measure, Recipient], Sequence[LineAction]],
) -> list[Item]:
    """An item for each measure, with what to remember; as many lines as a section shows are written."""
    items, lines = [], 0
    for measure in measures:
        fact, words = fact_of(measure, follower)
        rests = measure.pk in follower.snoozed or follower.rests(section, measure.key, fact)
        line = None if rests or lines == LINES_SHOWN else measure_line(measure, words, follower, acts_of)
        lines += line is not None
        items.append(Item(measure.report, line, measure.key, fact))
    return items


def measure_line(
    measure: Measure,
    words: Sequence[str],
    follower: Recipient,
    acts_of: Callable[[Measure, Recipient], Sequence[LineAction]],
) -> DigestLine:
    facts = [*words, state_of_play(measure), part_in(measure, follower)]
    acts = [*acts_of(measure, follower), LineAction(_("Snooze"), snooze_url(follower.user, measure))]
    return DigestLine(measure_page_url(measure), measure.code, measure.words("title"), facts, acts=acts)


def review_line(source: Evidence) -> DigestLine:
    recorded = written_date(source.recorded_at.date(), SHORT_MONTH)
    url = f"{page_url('source', source.key)}#reviews"
    facts = [str(source.words("publisher")), _("Recorded by somebody else; you may review it")]
    title = source.shown_title.first or Words(source.key, "en")
    return DigestLine(url, recorded, title, facts, acts=[LineAction(_("Review it"), url)])


def by_target_date(measure: Measure) -> tuple[date, int, int]:
    return measure.due_by or date.max, measure.position, measure.pk


def target_date(measure: Measure, follower: Recipient) -> tuple[str, Sequence[str]]:
    """The target date, and how far it is from the day of the digest."""
    target = _("Target date: %(date)s") % {"date": written_date(measure.due_on)}
    return str(measure.due_on), [target, distance((measure.due_by or follower.day) - follower.day)]


def distance(between: timedelta) -> str:
    days = abs(between.days)
    if between.days == 0:
        return _("today")
    if between.days < 0:
        return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}
    return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}


def last_check(measure: Measure, follower: Recipient) -> tuple[str, Sequence[str]]:
    checked = standing_for_audience(measure).last_checked
    words = _("Last checked: %(date)s") % {"date": written_date(checked)} if checked else _("Never checked")
    return str(checked or ""), [words]


def logging_acts(measure: Measure, follower: Recipient) -> Sequence[LineAction]:
    may = access.allows(follower.user, "log_development", measure.report)
    return [LineAction(_("Log what happened"), log_url(measure))] if may else []


def checking_acts(measure: Measure, follower: Recipient) -> Sequence[LineAction]:
    may = access.allows(follower.user, "confirm_unchanged", measure)
    return [LineAction(_("Checked, nothing new"), checked_url(follower.user, measure))] if may else []


def part_in(measure: Measure, follower: Recipient) -> str:
    """Why they are reminded of it."""
    role = follower.owned.get(measure.pk)
    return _("You own it: %(role)s") % {"role": OwnerRole(role).label} if role else _("You watch it")


def state_of_play(measure: Measure) -> str:
    status = standing_for_audience(measure).status
    return Status(status).in_words if status else _("No status recorded")


def standing_for_audience(measure: Measure) -> Standing:
    """The standing that the audience sees, or one that says nothing yet."""
    return getattr(measure, "standing", None) or Standing(measure=measure)
