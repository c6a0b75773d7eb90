"""The page of one entry of the journal: all that it says, what it rests on, and how it is sealed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from measures import access
from measures.models import Bearing, Claim, Entry, EntryKind, Evidence, Marking, ReviewState, Track
from measures.models.markings import marking_label, narrower_than
from measures.views.reading import Reading, ReadingRequest, reading_page
from measures.views.rows import EntryRow, entry_rows
from measures.views.view_columns import ShownView, shown_views

SEAL_SHOWN = 16


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source of the entry, with how its review stands."""

    source: Evidence
    state: str


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry, as far as the reader may see what it names."""

    entry: Entry
    row: EntryRow
    kind: str
    track: str
    claim: str
    marking: str
    seal: str
    bearings: Sequence[Bearing]
    views: Sequence[ShownView]
    sources: Sequence[CitedSource]
    answers: Sequence[EntryRow]
    responses: Sequence[EntryRow]
    corrected: Sequence[EntryRow]
    correction: Sequence[EntryRow]


@reading_page()
def entry(request: ReadingRequest, key: str) -> HttpResponse:
    """One entry of the journal."""
    found = get_object_or_404(Entry.objects.visible_to(request.reading.audience).for_reading(), key=key)
    request.reading = request.reading.of(found.report)
    page = entry_page(found, request.reading)
    stands = not (found.is_corrected or found.is_redacted)
    may = {
        "correct": stands and access.allows(request.user, "correct_entry", found),
        "tighten": access.allows(request.user, "tighten_marking", found) and bool(narrower_than(found.marking)),
        "redact": not found.is_redacted and access.allows(request.user, "redact_entry", found),
    }
    return render(request, "measures/entry.html", {"page": page, "entry": found, "may": may})


def entry_page(entry: Entry, reading: Reading) -> EntryPage:
    around = entries_around(entry, reading)
    rows = {row.entry.pk: row for row in entry_rows([entry, *around], reading)}

    def those(*keys: int | None) -> list[EntryRow]:
        return [rows[key] for key in keys if key in rows]

    may_read = reading.audience.may_read
    tells_marking = access.is_contributor(reading.reader) or entry.marking != Marking.PUBLIC
    return EntryPage(
        entry=entry,
        row=rows[entry.pk],
        kind=str(EntryKind(entry.kind).label),
        track=str(Track(entry.track).label) if entry.track else "",
        claim=str(Claim(entry.claim).label) if entry.claim else "",
        marking=marking_label(entry.marking) if tells_marking else "",
        seal=bytes(entry.seal).hex()[:SEAL_SHOWN],
        bearings=[row for row in entry.bearings.all() if row.measure is None or may_read(row.measure.marking)],
        views=shown_views(
            [row for row in entry.views.all() if row.measure is None or may_read(row.measure.marking)], reading.audience
        ),
        sources=cited_sources(entry, reading),
        answers=those(entry.responds_to_id),
        responses=[rows[each.pk] for each in around if each.responds_to_id == entry.pk],
        corrected=those(entry.corrects_id),
        correction=[rows[each.pk] for each in around if each.corrects_id == entry.pk],
    )


def cited_sources(entry: Entry, reading: Reading) -> list[CitedSource]:
    """The sources that the entry cites and the reader may read."""
    sources = Evidence.objects.visible_to(reading.audience).filter(citations__entry=entry).for_reading()
    return [
        CitedSource(source, str(ReviewState(source.review_state or ReviewState.PENDING).label))  # type: ignore[attr-defined]
        for source in sources.order_by("citations__pk")
    ]


def entries_around(entry: Entry, reading: Reading) -> list[Entry]:
    """The entries that it answers, that answer it, that it corrects and that corrects it."""
    near = Q(responses=entry) | Q(responds_to=entry) | Q(correction=entry) | Q(corrects=entry)
    return list(Entry.objects.visible_to(reading.audience).filter(near).distinct().for_reading())
