"""The page of one entry of the journal: its content, its sources, and its seal."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from measures import access
from measures.analysis.readouts import meetings_about
from measures.models import Audience, Claim, Entry, EntryKind, Evidence, Marking, Subject, Track, View
from measures.models.evidence import review_words
from measures.models.journal import EntryQuerySet
from measures.models.markings import marking_label, narrower_than
from measures.models.records import rows_along
from measures.views.reading import Reading, ReadingRequest, reading_page
from measures.views.readouts import compared_meetings
from measures.views.rows import EntryRow, entry_rows
from measures.views.view_columns import shown_views

SEAL_SHOWN = 16


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source of the entry, with the state of its review."""

    source: Evidence
    state: str


@reading_page()
def entry(request: ReadingRequest, key: str) -> HttpResponse:
    """One entry of the journal."""
    found: Any = get_object_or_404(whole_entries(request.reading.audience), key=key)
    request.reading = request.reading.of(found.report)
    page = entry_page(found, request.reading)
    has_texts = found.is_in_report_with_texts and not found.is_redacted
    meetings = meetings_about(found, request.reading.audience) if has_texts else []
    stands = not (found.is_corrected or found.is_redacted)
    may = {
        "correct": stands and access.allows(request.user, "correct_entry", found),
        "compare": stands and may_compare(found, request.user) and all(each.development != found for each in meetings),
        "tighten": access.allows(request.user, "tighten_marking", found) and bool(narrower_than(found.marking)),
        "redact": not found.is_redacted and access.allows(request.user, "redact_entry", found),
    }
    correct = "correct_summary" if found.kind == EntryKind.SUMMARY else "correct"
    context = {"page": page, "entry": found, "may": may, "compared": compared_meetings(meetings, request.user)}
    context["correct_url"] = reverse(correct, args=[found.key])
    return render(request, "measures/entry.html", context)


def may_compare(entry: Any, reader: access.Reader) -> bool:
    """Whether the reader may compare the texts about a development: its report has subjects to read them for."""
    is_development = entry.kind == EntryKind.DEVELOPMENT
    return is_development and entry.has_subjects and access.allows(reader, "log_development", entry.report)


def whole_entries(audience: Audience) -> EntryQuerySet:
    """Entries with all that the page of one shows of them, except their sources."""
    views = View.objects.with_grounds(audience).select_related("measure", "ambiguity")
    comparisons = Entry.objects.filter(report=OuterRef("report"), of__isnull=False)
    return (
        Entry.objects.visible_to(audience)
        .with_sources(audience)
        .with_review(audience)
        .annotate(
            is_in_report_with_texts=Exists(comparisons),
            has_subjects=Exists(Subject.objects.filter(report=OuterRef("report"))),
        )
        .select_related("report", "correction", "redaction")
        .prefetch_related(
            rows_along(Entry, "bearings", "measure", "ambiguity"),
            Prefetch("views", views),
            rows_along(Entry, "marks", "milestone__measure"),
        )
    )


def entry_page(entry: Entry, reading: Reading) -> dict[str, object]:
    rests_on = {row.development_id for row in entry.related.all()} if entry.kind == EntryKind.SUMMARY else set()
    around = entries_around(entry, reading, also=rests_on)
    rows = {row.entry.pk: row for row in entry_rows([entry, *around], reading)}

    def those(*keys: int | None) -> list[EntryRow]:
        return [rows[key] for key in keys if key in rows]

    may_read = reading.audience.may_read
    tells_marking = access.is_contributor(reading.reader) or entry.marking != Marking.PUBLIC
    return {
        "entry": entry,
        "row": rows[entry.pk],
        "kind": str(EntryKind(entry.kind).label),
        "track": str(Track(entry.track).label) if entry.track else "",
        "claim": str(Claim(entry.claim).label) if entry.claim else "",
        "marking": marking_label(entry.marking) if tells_marking else "",
        "seal": bytes(entry.seal).hex()[:SEAL_SHOWN],
        "bearings": [row for row in entry.bearings.all() if row.measure is None or may_read(row.measure.marking)],
        "views": shown_views(row for row in entry.views.all() if row.measure is None or may_read(row.measure.marking)),
        "sources": cited_sources(entry, reading),
        "answers": those(entry.responds_to_id),
        "responses": [rows[each.pk] for each in around if each.responds_to_id == entry.pk],
        "corrected": those(entry.corrects_id),
        "correction": [rows[each.pk] for each in around if each.corrects_id == entry.pk],
        "reasons": list(entry.reasons.all()) if entry.corrects_id else [],
        "rests_on": [rows[each.pk] for each in around if each.pk in rests_on],
        "replies": [] if entry.is_redacted else list(entry.objections.exclude(reply="")),
    }


def cited_sources(entry: Entry, reading: Reading) -> list[CitedSource]:
    """The sources that the entry cites and the reader may read."""
    if entry.is_redacted:
        return []  # Its citations are kept only where views of others rest on them.
    sources: QuerySet[Any] = Evidence.objects.visible_to(reading.audience).filter(citations__entry=entry).for_reading()
    return [
        CitedSource(source, review_words(source.review_state, reviewed_here=source.reviewed_here))
        for source in sources.order_by("citations__pk")
    ]


def entries_around(entry: Entry, reading: Reading, *, also: Collection[int]) -> list[Entry]:
    """The entries that it answers, that answer it, that it corrects or that corrects it, and some others."""
    pks = [*also, *(pk for pk in (entry.responds_to_id, entry.corrects_id) if pk is not None)]
    near = Q(pk__in=pks) | Q(responds_to=entry) | Q(corrects=entry)
    return list(Entry.objects.visible_to(reading.audience).filter(near).for_lists(reading.audience))
