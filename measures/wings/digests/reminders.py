"""What is overdue, due soon or unchecked of the measures that a person owns or watches."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from measures.analysis.standing import main_assessment, sentence_of
from measures.models import Measure, OwnerRole, Standing, Status
from measures.models.written_dates import written_date
from measures.publishing.site_urls import list_url, measure_page_url
from measures.wings.digests.mail_urls import checked_url, snooze_url
from measures.wings.digests.sections import DigestLine, Item, LineAction, Section


class ReminderSection(Section):
    """The measures that meet the condition of its name; those that are snoozed are only counted."""

    page = "measures"

    @property
    def measures(self) -> list[Measure]:
        return self.recipient.measures_that(f"is_{self.name}")

    def item(self, measure: Measure, fact: str) -> Item:
        return Item(measure, measure.report, measure.key, fact, is_snoozed=measure.pk in self.recipient.snoozed)

    def measure_line(self, measure: Measure, words: Sequence[str], acts: Sequence[LineAction]) -> DigestLine:
        """Some words of a measure, its state of play, and why they are reminded of it."""
        standing, role = standing_seen(measure), self.recipient.owned.get(measure.pk)
        state = Status(standing.status).in_words if standing.status else _("No status recorded")
        ours = main_assessment(measure, standing.assessments)
        part = _("You own it: %(role)s") % {"role": OwnerRole(role).label} if role else _("You watch it")
        snooze = LineAction(_("Snooze"), snooze_url(self.recipient.user, measure))
        url, title = measure_page_url(measure), measure.words("title")
        in_short = sentence_of(ours) if ours else None
        return DigestLine(url, measure.code, title, [*words, state, part], in_short, acts=[*acts, snooze])


class TargetDateSection(ReminderSection):
    """Measures by their target date."""

    def items(self) -> Iterator[Item]:
        for measure in sorted(self.measures, key=by_target_date):
            yield self.item(measure, str(measure.due_on))

    def line(self, measure: Measure) -> DigestLine:
        today = self.recipient.day
        target = _("Target date: %(date)s") % {"date": written_date(measure.due_on)}
        may_log = self.recipient.may("log_development", measure.report_id)
        log_it = LineAction(_("Log what happened"), list_url("log", measure=measure.key))
        acts = [log_it] if may_log else []
        return self.measure_line(measure, [target, distance((measure.due_by or today) - today)], acts)


class OverdueSection(TargetDateSection):
    name = "overdue"
    heading = gettext_lazy("Overdue")
    meaning = gettext_lazy("Open, and the target date has passed.")
    filters = {"overdue": "true", "followed": "true"}


class DueSoonSection(TargetDateSection):
    name = "due_soon"
    heading = gettext_lazy("Due soon")
    meaning = gettext_lazy("Open, and the target date is at most seven days away.")
    filters = {"due_soon": "true", "followed": "true"}


class UncheckedSection(ReminderSection):
    """Those that were not checked for longest come first."""

    name = "unchecked"
    heading = gettext_lazy("Unchecked")
    meaning = gettext_lazy("Open, and not checked within its review interval.")
    filters = {"unchecked": "true", "followed": "true"}

    def items(self) -> Iterator[Item]:
        checked = ((measure, standing_seen(measure).last_checked) for measure in self.measures)
        for measure, last_checked in sorted(checked, key=lambda pair: pair[1] or date.min):
            yield self.item(measure, str(last_checked or ""))

    def line(self, measure: Measure) -> DigestLine:
        checked = standing_seen(measure).last_checked
        words = _("Last checked: %(date)s") % {"date": written_date(checked)} if checked else _("Never checked")
        may_check = self.recipient.may("confirm_unchanged", measure.report_id)
        url = checked_url(self.recipient.user, measure)
        return self.measure_line(measure, [words], [LineAction(_("Checked, nothing new"), url)] if may_check else [])


def by_target_date(measure: Measure) -> tuple[date, int, int]:
    return measure.due_by or date.max, measure.position, measure.pk


def distance(between: timedelta) -> str:
    days = abs(between.days)
    if between.days == 0:
        return _("today")
    if between.days < 0:
        return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}
    return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}


def standing_seen(measure: Measure) -> Standing:
    """The standing that the audience sees, or one that says nothing yet."""
    return getattr(measure, "standing", None) or Standing(measure=measure)
