"""The corrections of a report: what was wrong, what stands now, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from measures import access
from measures.lists.corrections import CorrectionReasonSerializer
from measures.models import (
    INDEPENDENT,
    CorrectionReason,
    Entry,
    Evidence,
    Objection,
    PartialDate,
    Report,
    Status,
    Words,
)
from measures.models.corrections import LATEST_FIRST, CorrectionReasonQuerySet
from measures.models.written_dates import written_date
from measures.publishing.feeds import MEDIA_TYPE, corrections_feed
from measures.views.exports import chosen_format, export_links, export_page
from measures.views.pages import paged
from measures.views.reading import Reading, ReadingRequest, for_report, query, reading_page
from measures.views.rows import entry_heading
from measures.views.shown_assessments import about_words

PAGE_SIZE = 50


@reading_page()
@for_report
def corrections(request: ReadingRequest, report: Report) -> HttpResponseBase:
    """What was corrected in a report, the latest first."""
    reading = request.reading
    found = visible_corrections(reading)
    if chosen_format(request):
        return export_page(request, reading, CorrectionReasonSerializer, found.latest_first())
    page = paged(request.GET, found.for_reading(), LATEST_FIRST, PAGE_SIZE)
    context = {
        "rows": correction_rows(page.rows, reading),
        **page.links,
        "objections": objections_of(reading)[:PAGE_SIZE],
        "may_note": access.allows(request.user, "record_objection", report),
        "exports": export_links(request),
        "feed_url": reverse("corrections_feed") + query(reading.kept),
    }
    return render(request, "measures/corrections.html", context, status=400 if page.problems else 200)


@reading_page()
def feed(request: ReadingRequest) -> HttpResponse:
    """The latest corrections of a report, for feed readers."""
    reading = request.reading
    if reading.report is None:
        return render(request, "measures/empty.html", status=404)
    rows = visible_corrections(reading).latest_first().for_reading()[:PAGE_SIZE]
    return HttpResponse(corrections_feed(reading.report, rows, reading.audience), content_type=MEDIA_TYPE)


def visible_corrections(reading: Reading) -> CorrectionReasonQuerySet:
    return CorrectionReason.objects.visible_to(reading.audience).filter(report=reading.report)


def objections_of(reading: Reading) -> QuerySet[Objection]:
    objections = Objection.objects.visible_to(reading.audience).filter(report=reading.report)
    return objections.select_related("entry__redaction")


@dataclass(frozen=True, slots=True)
class NamedRow:
    """An entry, a source or another part of the record by its title, with its page if it has one."""

    text: Words | str
    url: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A correction with the rows it names, of which the reader may read what is here."""

    reason: CorrectionReason
    before: NamedRow | None
    after: NamedRow
    ground: NamedRow | None


def correction_rows(reasons: Sequence[CorrectionReason], reading: Reading) -> list[CorrectionRow]:
    """Corrections with the rows they name: the entries before and after, or the one entry or source concerned.

    Of those only what the reader may read.
    """
    grounds = [reason.ground_id for reason in reasons]
    alone = [reason.name for reason in reasons if reason.entry is None]
    sources = Evidence.objects.visible_to(reading.audience)
    seen: dict[int | None, Evidence] = {row.pk: row for row in sources.filter(pk__in=[pk for pk in grounds if pk])}
    rows = {row.key: named_source(row) for row in sources.filter(key__in=alone)}
    entries = Entry.objects.visible_to(reading.audience).filter(key__in=alone).select_related("redaction")
    rows |= {row.key: named_entry(row) for row in entries}
    return [
        CorrectionRow(
            reason=reason,
            before=named_entry(reason.entry.corrects) if reason.entry and reason.entry.corrects else None,
            after=named_entry(reason.entry)
            if reason.entry
            else rows.get(reason.name, NamedRow(record_name_in_words(reason.name, reading))),
            ground=named_source(seen[reason.ground_id]) if is_separate_source(reason, seen) else None,
        )
        for reason in reasons
    ]


def is_separate_source(reason: CorrectionReason, seen: Mapping[int | None, Evidence]) -> bool:
    """Whether the reader may read the source that shows the error, and it is not the corrected source itself."""
    return reason.ground_id in seen and seen[reason.ground_id].key != reason.name


def named_entry(entry: Entry) -> NamedRow:
    return NamedRow(entry_heading(entry), reverse("entry", args=[entry.key]))


def named_source(source: Evidence) -> NamedRow:
    text = source.words("title") or source.words("publisher")
    return NamedRow(text, reverse("source", args=[source.key]))


def record_name_in_words(name: str, reading: Reading) -> str:
    """A part of the record that has no entry: ``view:zhao-2020-US-3/independent/US/2026-05-22``, or a status."""
    kind, _colon, place = name.partition(":")
    match kind, place.split("/"):
        case "view", [key, whose, about, day]:
            holder = _("Our assessment") if whose == INDEPENDENT else str(reading.parties.get(whose, whose))
            words = [holder, about_words(about, reading)]
        case "status", [key, status, day] if status in Status:
            words = [str(Status(status).label)]
        case _other:
            return name
    code = key.removeprefix(f"{reading.report.slug}-") if reading.report else key
    return " · ".join([code, *words, written_date(PartialDate.parse(day))])
