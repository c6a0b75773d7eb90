"""What is new since the last digest on what a person owns or watches."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from measures.models import Direction, EntryKind, Measure, Status, Words
from measures.models.texts import reading_language
from measures.models.written_dates import days_of_assessment_in_words
from measures.publishing.site_urls import page_url
from measures.wings.digests.sections import DigestLine, Item, Mark, Section
from measures.wings.digests.shared import OVERLAP

NEWS = "news"


class MarkedEntry(NamedTuple):
    """An entry of the journal, with what it does to the measures that its reader follows."""

    entry: Any
    marks: Sequence[Mark]


class NewsSection(Section):
    """The entries recorded since the last digest, except those that a notice covers."""

    name = NEWS
    heading = gettext_lazy("New")
    meaning = gettext_lazy("New since your last digest on what you own or watch.")
    page = "journal"
    filters = {}

    def items(self) -> Iterator[Item]:
        mine, in_notices = self.followed_with_parts, self.entries_in_notices
        since, until = self.recipient.digest.covers_since - OVERLAP, self.recipient.digest.claimed_at
        for entry in self.recipient.shared.entries:
            is_told = entry.pk in in_notices or (NEWS, entry.key) in self.recipient.memories
            # What a library brought before their first digest was there when they came.
            was_here = self.recipient.is_first and entry.library_as_of is not None
            if since < entry.recorded_at <= until and not is_told and not was_here and (marks := marks_of(entry, mine)):
                yield Item(MarkedEntry(entry, marks), entry.report)

    @property
    def followed_with_parts(self) -> dict[int, Measure]:
        """The measures that they follow, and their parts: what bears on a part counts for its whole."""
        shared, followed = self.recipient.shared, {measure.pk for measure in self.recipient.measures}
        return {pk: shared.rows[pk] for pk, whole in shared.wholes.items() if whole in followed}

    @property
    def entries_in_notices(self) -> set[int | None]:
        """The entries that notices tell them of."""
        notices = self.recipient.notices if self.recipient.reminders.notices else []
        return {notice.entry_id for notice in notices if self.recipient.assessments_in(notice)}

    def line(self, row: MarkedEntry) -> DigestLine:
        entry = row.entry
        title = entry.words("title") or Words(str(EntryKind(entry.kind).label), reading_language())
        written_on = max(
            (assessment.written_on for assessment in entry.assessments.all() if assessment.written_on), default=None
        )
        before = days_of_assessment_in_words(entry.occurred, written_on)
        return DigestLine(page_url("entry", entry.key), before, title, marks=row.marks)

    @property
    def memories(self) -> list[tuple[str, str, str, int]]:
        """Those that the next digest will look at again."""
        looked_at_again = self.recipient.digest.covers_until - OVERLAP
        entries = (item.row.entry for item in self.counted)
        return [(NEWS, entry.key, "", 1) for entry in entries if entry.recorded_at > looked_at_again]


def marks_of(entry: Any, mine: Mapping[int, Measure]) -> list[Mark]:
    """What the entry says about each of these measures: which way it moves, or else what it has on it."""
    marks: dict[int, Mark] = {}
    for bearing in entry.borne:
        if measure := mine.get(bearing["measure"]):
            status = Status(bearing["status"]).in_words if bearing["status"] else ""
            # Nobody else has reviewed it: it has no direction yet.
            direction = "" if entry.is_unreviewed else bearing["direction"]
            label = str(Direction(direction).label) if direction else _("Reported, not reviewed")
            marks[measure.pk] = Mark(direction, label, measure, status)
    assessed = (assessment.measure_id for assessment in entry.assessments.all() if assessment.whose_id is None)
    stated = (place["measure"] for place in entry.filed)
    marked = (mark["milestone__measure"] for mark in entry.marked)
    for label, pks in (
        (_("Assessment"), assessed),
        (pgettext("what was said", "Statement"), stated),
        (_("Milestone"), marked),
    ):
        for measure in (mine[pk] for pk in pks if pk in mine):
            marks.setdefault(measure.pk, Mark("", label, measure))
    return list(marks.values())
