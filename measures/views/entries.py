"""The page of one entry of the journal: its content, its sources, and its seal."""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from measures import access
from measures.analysis.dissents import with_dissents
from measures.analysis.readouts import meetings_about
from measures.analysis.signed_notes import head_in_words, signed_note
from measures.analysis.standing import shows_our_level
from measures.models import (
    Assessment,
    Claim,
    Dissent,
    Entry,
    EntryKind,
    Evidence,
    Marking,
    Objection,
    Statement,
    Subject,
    Track,
)
from measures.models.evidence import review_words
from measures.models.journal import EntryQuerySet
from measures.models.markings import marking_label
from measures.models.records import rows_along
from measures.views.keeping import CORRECTED_AT, offers_tightening
from measures.views.reading import Reading, ReadingRequest, reading_page
from measures.views.readouts import compared_meetings
from measures.views.rows import EntryRow, entry_rows
from measures.views.shown_assessments import shown_assessments
from measures.views.statements import StatementRow, statement_rows

SEAL_SHOWN = 16


@reading_page(travels=True)
def entry(request: ReadingRequest, key: str) -> HttpResponse:
    """One entry of the journal."""
    found: Any = get_object_or_404(whole_entries(request.reading), key=key)
    reading = request.reading = request.reading.of(found.report)
    page = entry_page(found, reading)
    has_texts = found.is_in_report_with_texts and not found.is_redacted
    meetings = meetings_about(found, reading.audience, **reading.days) if has_texts else []
    compared = compared_meetings(meetings, None if reading.is_past else request.user)
    stands = not (found.is_corrected or found.is_redacted or reading.is_past)
    may = {
        "correct": stands and access.allows(request.user, "correct_entry", found),
        "dissent": stands and may_dissent(found, request.user),
        "compare": stands and may_compare(found, request.user) and all(each.development != found for each in meetings),
        "tighten": offers_tightening(found, reading),
        "redact": not (found.is_redacted or reading.is_past) and access.allows(request.user, "redact_entry", found),
    }
    correct = CORRECTED_AT.get(found.kind, "correct")
    context = {"page": page, "entry": found, "may": may, "compared": compared}
    context["correct_url"] = reverse(correct, args=[found.key])
    return render(request, "measures/entry.html", context)


def may_compare(entry: Any, reader: access.Reader) -> bool:
    """Whether the reader may compare the texts about a development: its report has subjects to read them for."""
    is_development = entry.kind == EntryKind.DEVELOPMENT
    return is_development and entry.has_subjects and access.allows(reader, "log_development", entry.report)


def may_dissent(entry: Entry, reader: access.Reader) -> bool:
    """Whether the entry has an assessment of ours that the reader may dissent from: one that somebody else wrote."""
    is_by_others = reader.is_authenticated and entry.author_id != reader.pk
    is_of_ours = any(assessment.whose_id is None for assessment in entry.assessments.all())
    return is_by_others and is_of_ours and access.allows(reader, "dissent", entry)


def whole_entries(reading: Reading) -> EntryQuerySet:
    """Entries with all that the page of one shows of them, except their sources."""
    audience = reading.audience
    assessments = with_dissents(Assessment.objects.with_grounds(audience), audience, **reading.days)
    comparisons = Entry.objects.filter(report=OuterRef("report"), of__isnull=False)
    return (
        Entry.objects.visible_to(audience)
        .recorded(**reading.days)
        .with_sources(audience)
        .with_review(audience, known_at=reading.known_at)
        .annotate(
            is_in_report_with_texts=Exists(comparisons),
            has_statements=Exists(Statement.objects.filter(entry=OuterRef("pk"))),
            has_subjects=Exists(Subject.objects.filter(report=OuterRef("report"))),
            signed_note=signed_note(OuterRef("chain"), known_at=reading.known_at),
        )
        .select_related("report", "correction", "redaction", "agreement")
        .prefetch_related(
            rows_along(Entry, "bearings", "measure", "ambiguity"),
            Prefetch("assessments", assessments.select_related("measure", "ambiguity")),
            rows_along(Entry, "marks", "milestone__measure"),
        )
    )


def entry_page(entry: Any, reading: Reading) -> dict[str, object]:
    rests_on = {row.development_id for row in entry.related.all()} if entry.kind == EntryKind.SUMMARY else set()
    around = entries_around(entry, reading, also=rests_on)
    rows = {row.entry.pk: row for row in entry_rows([entry, *around], reading)}

    def those(*keys: int | None) -> list[EntryRow]:
        return [rows[key] for key in keys if key in rows]

    may_read = reading.audience.within(entry.report_id).may_read
    assessments = [row for row in entry.assessments.all() if row.measure is None or may_read(row.measure.marking)]
    tells_marking = access.is_contributor(reading.reader, entry) or entry.marking != Marking.PUBLIC
    return {
        "entry": entry,
        "row": rows[entry.pk],
        "kind": str(EntryKind(entry.kind).label),
        "track": str(Track(entry.track).label) if entry.track else "",
        "claim": str(Claim(entry.claim).label) if entry.claim else "",
        "marking": marking_label(entry.marking) if tells_marking else "",
        "checkpoint": head_in_words(getattr(entry, "signed_note", None) or ""),
        "seal": bytes(entry.seal).hex()[:SEAL_SHOWN],
        "bearings": [row for row in entry.bearings.all() if row.measure is None or may_read(row.measure.marking)],
        "assessments": shown_assessments(assessment for assessment in assessments if assessment.whose_id is None),
        "recorded_views": [assessment for assessment in assessments if assessment.whose_id is not None],
        "dissents": [
            (row, shows_our_level(row.measure, row.about_code))
            for row in (dissents_in(entry) if entry.kind == EntryKind.DISSENT else ())
            if row.measure is None or may_read(row.measure.marking)
        ],
        "statements": statements_of(entry, reading),
        "sources": cited_sources(entry, reading),
        "answers": those(entry.responds_to_id),
        "responses": [rows[each.pk] for each in around if each.responds_to_id == entry.pk],
        "corrected": those(entry.corrects_id),
        "correction": [rows[each.pk] for each in around if each.corrects_id == entry.pk],
        "reasons": list(entry.reasons.all()) if entry.corrects_id else [],
        "rests_on": [rows[each.pk] for each in around if each.pk in rests_on],
        "replies": [] if entry.is_redacted else replies_to(entry, reading),
    }


def statements_of(entry: Any, reading: Reading) -> list[StatementRow]:
    """What parties say in the entry, in the order in which it was logged."""
    said = entry.statements.for_reading().order_by("pk") if entry.has_statements else ()
    return statement_rows(list(said), reading, with_copies=True) if said else []


def dissents_in(entry: Entry) -> QuerySet[Dissent]:
    return entry.dissents.select_related("measure", "ambiguity")


def replies_to(entry: Entry, reading: Reading) -> list[Objection]:
    replies = entry.objections.exclude(reply="")
    return list(replies if reading.known_at is None else replies.filter(recorded_at__lte=reading.known_at))


def cited_sources(entry: Entry, reading: Reading) -> list[dict[str, object]]:
    """The sources that the entry cites and the reader may read, each with the state of its review."""
    # A dissent rests on what the assessment does; of a redacted entry citations are kept only for those of others.
    if entry.kind == EntryKind.DISSENT or entry.is_redacted:
        return []
    seen = Evidence.objects.visible_to(reading.audience).filter(citations__entry=entry)
    sources: QuerySet[Any] = seen.for_reading(known_at=reading.known_at)
    return [
        {"source": source, "state": review_words(source.review_state, reviewed_here=source.reviewed_here)}
        for source in sources.order_by("citations__pk")
    ]


def entries_around(entry: Entry, reading: Reading, *, also: Collection[int]) -> list[Entry]:
    """The entries that it answers, that answer it, that it corrects or that corrects it, and some others."""
    pks = [*also, *(pk for pk in (entry.responds_to_id, entry.corrects_id) if pk is not None)]
    near = Q(pk__in=pks) | Q(responds_to=entry, counts_from__lte=reading.on) | Q(corrects=entry)
    found = Entry.objects.visible_to(reading.audience).recorded(known_at=reading.known_at).filter(near)
    return list(found.for_lists(reading.audience, known_at=reading.known_at))
