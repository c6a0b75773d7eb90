"""The first page of a report: what it asks, what has happened since, and where each of its measures stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from measures.analysis.first_screen import FirstScreen, ListedMeasures, first_screen
from measures.analysis.standing import main_assessment, sentence_of
from measures.analysis.unclear import Cell, UnclearPoint
from measures.models import (
    FROM_ABSENCE,
    Ambiguity,
    CellRole,
    Kind,
    Measure,
    Party,
    Report,
    Statement,
    Status,
    User,
    Words,
)
from measures.models.partial_dates import is_within_reach
from measures.models.texts import in_sentence
from measures.operations.clock import clock
from measures.operations.visits import mark_seen
from measures.publishing.dashboard import PersonalCounts, personal_counts
from measures.publishing.filters import LOST
from measures.views.acts import writer_of, writers_only
from measures.views.development_lines import development_lines
from measures.views.linked_counts import LinkedCount, LinkedCounts
from measures.views.menus import menu_for
from measures.views.next_steps import next_steps
from measures.views.reading import Reading, ReadingRequest, for_report, query, reading_page
from measures.views.rows import status_with_day
from measures.views.strips import Scale, Strip, scale_of, strips_of
from measures.wing import wings


@dataclass(frozen=True, slots=True)
class ListedMeasure:
    """A measure in the overview: its status in the first words of its line, and what we say of it in short."""

    measure: Measure
    url: str
    status: str
    has_changed: bool
    in_short: Words | None
    strip: Strip | None


@dataclass(frozen=True, slots=True)
class MeasureGroup:
    """Measures to one side, or of one kind."""

    heading: str
    party: Party | None
    rows: Sequence[ListedMeasure]


@dataclass(frozen=True, slots=True)
class StatedCell:
    """What one side says on a point, in the words that stand first."""

    party: Party
    # Of its own aim, or how it reads the other's.
    role: str
    statement: Statement
    # Who spoke, up to the day.
    byline: str
    url: str


@dataclass(frozen=True, slots=True)
class StatedPoint:
    """What is unclear, and what each side says on it; the sides in their order, whatever their roles."""

    ambiguity: Ambiguity
    url: str
    cells: Sequence[StatedCell]


@reading_page(travels=True)
@for_report
def overview(request: ReadingRequest, report: Report) -> HttpResponse:
    """The first page: what the report asks, what has happened since, and where each of its measures stands."""
    reading = request.reading
    seen = first_screen(report, reading.audience, sides=reading.sides, on=reading.on, **reading.days)
    personal = personal_counts_for(reading)
    new = [entry for entry in seen.developments if personal is not None and personal.is_new(entry)]
    scale = scale_of(seen.listed.acts, reading)
    context = {
        "glance": seen,
        "answer": answer_in_sentences(seen.listed.statuses) if seen.listed.count else (),
        "developments": development_lines(seen.developments, reading, new=new),
        "groups": measure_groups(seen.listed, scale, reading),
        "years": scale.years,
        "statuses": status_counts(seen.listed, reading) if len(seen.listed.measures) < seen.listed.count else (),
        "points": stated_points(seen.points, reading),
        "pages": menu_for(reading.reader, report, (wing.further_pages for wing in wings())),
        "next_steps": () if seen.entries else next_steps(report, reading),
        "mine": my_numbers(LinkedCounts(personal.figures, reading)) if personal else [],
        "lost": lost_sources(seen, reading) if personal else [],
        "news": news_of(personal, LinkedCounts(personal.figures, reading)) if personal else None,
    }
    return render(request, "measures/overview.html", context)


def answer_in_sentences(statuses: Mapping[str, int]) -> list[str]:
    """How many of the measures are carried out, and where the others stand, in the order of statuses."""
    done = statuses.get(Status.IMPLEMENTED, 0)
    found = [
        ngettext("As we read the public record, %(count)d is carried out in full.",
                 "As we read the public record, %(count)d are carried out in full.", done) % {"count": done}
        if done else _("As we read the public record, none is carried out in full.")
    ]  # fmt: skip
    changed = [
        _("%(count)d %(status)s") % {"count": count, "status": in_sentence(status.in_words)}
        for status in Status
        if status not in (Status.PROPOSED, Status.IMPLEMENTED, *FROM_ABSENCE) and (count := statuses.get(status, 0))
    ]
    if changed:
        found.append(_("%(statuses)s.") % {"statuses": _(", ").join(changed)})
    if absent := sum(statuses.get(status, 0) for status in FROM_ABSENCE):
        found.append(_("On %(count)d no further step was found (our assessment).") % {"count": absent})
    unchanged = statuses.get(Status.PROPOSED, 0) + statuses.get("", 0)
    if unchanged:
        found.append(
            ngettext(
                "On %(count)d no change of status is recorded.",
                "On %(count)d no change of status is recorded.",
                unchanged,
            )
            % {"count": unchanged}
        )
    return found


def status_counts(listed: ListedMeasures, reading: Reading) -> list[LinkedCount]:
    """How many measures have each status, with their lists: for a report too long to list."""
    return [
        LinkedCount(count, reverse("measures") + query({**reading.kept, "status": status or "none"}),
                    label=Status(status).in_words if status else _("No status recorded"))
        for status in (*Status.values, "")
        if (count := listed.statuses.get(status, 0))
    ]  # fmt: skip


def measure_groups(listed: ListedMeasures, scale: Scale, reading: Reading) -> list[MeasureGroup]:
    """The measures by whom they ask: each side alone, both or all helping each other, both or all together."""
    strips = strips_of(listed.measures, listed.acts, scale, reading)
    rows: dict[tuple[str, str], list[ListedMeasure]] = {}
    for measure in listed.measures:
        codes: list[str] = measure.party_codes
        alone = codes[0] if measure.kind == Kind.UNILATERAL and len(codes) == 1 else ""
        rows.setdefault((measure.kind, alone), []).append(listed_measure(measure, strips.get(measure.pk), reading))
    places = {kind: place for place, kind in enumerate(Kind.values)}
    order = sorted(rows, key=lambda group: (places[group[0]], group[1]))
    return [
        MeasureGroup(group_heading(kind, code, reading), reading.parties.get(code), rows[kind, code])
        for kind, code in order
    ]


def group_heading(kind: str, code: str, reading: Reading) -> str:
    """Whom the measures ask: one side, or both or all and how."""
    if code:
        return str(reading.parties[code].words("name"))
    if len(reading.sides) != len(("one", "other")):
        return str(Kind(kind).label)
    together = {Kind.COOPERATIVE: _("Both, each helping the other"), Kind.JOINT: _("Both together")}
    return together.get(Kind(kind)) or str(Kind(kind).label)


def listed_measure(measure: Measure, strip: Strip | None, reading: Reading) -> ListedMeasure:
    standing = measure.standing
    ours = main_assessment(measure, standing.assessments)
    return ListedMeasure(
        measure=measure,
        url=reverse("measure", args=[measure.key]) + query(reading.day_kept),
        status=status_with_day(standing),
        has_changed=standing.status not in ("", Status.PROPOSED),
        in_short=sentence_of(ours) if ours else None,
        strip=strip,
    )


def stated_points(points: Sequence[UnclearPoint], reading: Reading) -> list[StatedPoint]:
    """Points with the words that stand first in their cells."""
    pks = {cell.statements[0] for point in points for cell in point.cells}
    found = Statement.objects.filter(pk__in=pks).select_related("entry") if pks else ()
    statements = {each.pk: each for each in found}
    return [stated_point(point, statements, reading) for point in points]


def stated_point(point: UnclearPoint, statements: Mapping[int, Statement], reading: Reading) -> StatedPoint:
    cells = [stated_cell(cell, statements[cell.statements[0]], reading) for cell in point.cells]
    cells.sort(key=lambda cell: reading.side_places[cell.party.code])
    url = reverse("ambiguity", args=[point.ambiguity.key]) + query(reading.day_kept)
    return StatedPoint(point.ambiguity, url, cells)


def stated_cell(cell: Cell, statement: Statement, reading: Reading) -> StatedCell:
    code = next(code for code in statement.parties if code in cell.sides)
    roles = {CellRole.OWN: _("says what worries it") if cell.is_worry else _("says of itself")}
    url = reverse("entry", args=[statement.entry.key]) + query(reading.day_kept) + f"#{statement.key}"
    named = [str(statement.words(name)) for name in ("speaker", "office") if getattr(statement, name)]
    byline = _("%(who)s,") % {"who": _(", ").join(named)}
    return StatedCell(reading.parties[code], roles.get(cell.role) or _("reads it"), statement, byline, url)


def personal_counts_for(reading: Reading) -> PersonalCounts | None:
    """What waits in the report for a signed-in reader who looks at the present."""
    if reading.is_past or reading.report is None or not isinstance(reading.reader, User):
        return None
    return personal_counts(reading.reader, reading.report, reading.audience, on=reading.on)


def my_numbers(counts: LinkedCounts) -> list[LinkedCount]:
    """What waits for this reader: only counts above 0."""
    found = counts.available(
        {
            "mine.overdue": _("overdue, among the measures you own or watch"),
            "mine.due_soon": _("due soon, among the measures you own or watch"),
            "mine.unchecked": _("unchecked, among the measures you own or watch"),
            "mine.reviews": _("waiting for your review"),
            "mine.inbox": _("waiting in the inbox"),
        }
    )
    return [linked for linked in found if linked.count]


def lost_sources(seen: FirstScreen, reading: Reading) -> list[LinkedCount]:
    """How many sources are no longer at their addresses as they were cited, if there are some."""
    url = reverse("sources") + query({**reading.kept, "address": LOST})
    label = ngettext(
        "source is no longer at its address as it was cited",
        "sources are no longer at their addresses as they were cited",
        seen.lost_sources,
    )
    return [LinkedCount(seen.lost_sources, url, label=label)] if seen.lost_sources else []


def news_of(personal: PersonalCounts, counts: LinkedCounts) -> dict[str, object]:
    """What is new to a reader, since when, and up to when they can mark it as seen."""
    until = personal.newest.isoformat() if personal.newest and personal.newest > personal.since else ""
    return {"since": personal.since, "has_visited": personal.has_visited, "until": until, "all": counts("new")}


@require_POST
@writers_only("mark_seen")
def seen(request: ReadingRequest) -> HttpResponse:
    """Mark everything up to the newest entry on the page as seen; what was recorded after it stays new."""
    seen_by_them = Report.objects.visible_to(request.reading.audience)
    report = get_object_or_404(seen_by_them, slug=request.POST.get("report", ""))
    until = parse_seen_moment(request.POST.get("until", ""))
    if until is None:
        return HttpResponse(status=400)
    mark_seen(report, by=writer_of(request), until=until, at=clock())
    messages.success(request, _("Marked as seen."))
    return redirect(reverse("overview") + query({"report": report.slug}))


def parse_seen_moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and is_aware(moment) and is_within_reach(moment.date()) else None
