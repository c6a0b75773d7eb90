"""The overview of a report: what moved, what did not, and who sees it how."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.analysis.overview import Overview, overview_of
from measures.models import (
    DONE_WITH,
    Bearing,
    Direction,
    Entry,
    EntryKind,
    Kind,
    Measure,
    Report,
    Status,
)
from measures.models.journal import EntryQuerySet
from measures.publishing.charts import Scale, units
from measures.templatetags.record import in_sentence
from measures.views.coverage_tiles import coverage_counts, coverage_sets
from measures.views.exchanges import exchange_rows
from measures.views.reading import Reading, ReadingRequest, query, reading_page
from measures.views.rows import entry_rows
from measures.views.sides import views_table

SHOWN = 6
UNITS_LENGTH = 60
YEAR = timedelta(days=365)
MOVING = (Direction.TOWARD, Direction.AWAY, Direction.EITHER)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the list of what it counts."""

    count: int
    label: str
    url: str = ""
    chart: str = ""


@reading_page(travels=True)
def overview(request: ReadingRequest) -> HttpResponse:
    """The first page: a report at a glance, as of a day."""
    reading = request.reading
    if reading.report is None:
        return render(request, "measures/empty.html")
    seen = overview_of(reading.report, reading.audience, on=reading.on, as_of=reading.as_of, known_at=reading.known_at)
    entries = Entry.objects.visible_to(reading.audience).filter(report=reading.report, kind=EntryKind.DEVELOPMENT)
    developments = entries.counting(as_of=reading.as_of, known_at=reading.known_at)
    context = {
        "figures": headline(seen, reading, developments.count()),
        "lately": lately(developments, reading),
        "moved": entry_rows(seen.moved, reading),
        "latest": entry_rows(seen.latest[:SHOWN], reading),
        "level_example": reading.report.level_wording(2),
        "levels_range": levels_range(reading.report),
        "statuses": status_table(seen, reading),
        "views": views_table(seen, reading, request.GET.get("views", "")),
        "coverage": coverage_counts(seen.coverage, reading),
        "sets": coverage_sets(seen, reading),
        "exchanges": exchange_rows(seen.reciprocity, reading),
        **attention(seen, reading),
    }
    return render(request, "measures/overview.html", context)


def list_url(page: str, reading: Reading, **parameters: object) -> str:
    return reverse(page) + query({**reading.kept, **parameters})


def headline(seen: Overview, reading: Reading, developments: int) -> list[Figure]:
    """The numbers at the top."""
    counts = Counter(measure.standing.status for measure in seen.measures)
    total = len(seen.measures)
    still_open = total - sum(counts[status] for status in DONE_WITH)
    halted = [Status.SUSPENDED, Status.STALLED, Status.REVERSED]

    def those(label: str, count: int, **parameters: object) -> Figure:
        return Figure(count, label, list_url("measures", reading, **parameters))

    return [
        those(total_label(total, still_open), total),
        those(_("in progress"), counts[Status.IN_PROGRESS], status=Status.IN_PROGRESS.value),
        those(
            _("suspended, stalled or reversed"),
            sum(counts[status] for status in halted),
            status=[status.value for status in halted],
        ),
        those(_("overdue"), len(seen.overdue), overdue="true"),
        those(_("unchecked"), len(seen.unchecked), unchecked="true"),
        those(_("unsupported"), len(seen.unsupported), unsupported="true"),
        those(_("contested"), len(seen.contested), contested="true"),
        Figure(
            developments,
            ngettext("development on record", "developments on record", developments),
            list_url("journal", reading, kind=EntryKind.DEVELOPMENT.value),
        ),
    ]


def total_label(total: int, still_open: int) -> str:
    if total == still_open:
        return ngettext("measure, open", "measures, all open", total)
    return ngettext("measure, %(open)d open", "measures, %(open)d open", total) % {"open": still_open}


def levels_range(report: Report) -> str:
    """From where to where the levels of a report run, in its own wording."""
    lowest, highest = in_sentence(report.level_wording(0)), in_sentence(report.level_wording(3))
    return _("Levels run from 0, %(lowest)s, to 3, %(highest)s.") % {"lowest": lowest, "highest": highest}


def lately(developments: EntryQuerySet, reading: Reading) -> list[Figure]:
    """How many developments of the last twelve months bear which way, as the journal lists them."""
    since = reading.on - YEAR
    seen = Q(measure=None) | Q(measure__marking__in=reading.audience.markings)
    recent = Bearing.objects.filter(seen, entry__in=developments.filter(counts_from__gt=since))
    counts = dict(recent.order_by().values_list("direction").annotate(Count("entry", distinct=True)))
    labels = {
        Direction.TOWARD: _("%(count)d toward"),
        Direction.AWAY: _("%(count)d away"),
        Direction.EITHER: _("%(count)d either way"),
    }
    development = EntryKind.DEVELOPMENT.value
    return [
        Figure(
            counts.get(way, 0),
            label % {"count": counts.get(way, 0)},
            list_url("journal", reading, kind=development, direction=way.value, occurred_after=since),
        )
        for way, label in labels.items()
    ]


def attention(seen: Overview, reading: Reading) -> dict[str, object]:
    """What wants somebody's attention: overdue, due soon, unchecked; the first of each."""
    return {
        "has_target_dates": any(measure.due_by for measure in seen.measures),
        "overdue": Figure(len(seen.overdue), "", list_url("measures", reading, overdue="true")),
        "due_soon": Figure(len(seen.due_soon), "", list_url("measures", reading, due_soon="true")),
        "unchecked": Figure(len(seen.unchecked), "", list_url("measures", reading, unchecked="true")),
        "overdue_rows": seen.overdue[:SHOWN],
        "due_soon_rows": seen.due_soon[:SHOWN],
        "unchecked_rows": seen.unchecked[:SHOWN],
    }


@dataclass(frozen=True, slots=True)
class StatusColumn:
    """Measures of one kind; the unilateral ones of one party."""

    kind: Kind
    party: str = ""

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def parameters(self) -> dict[str, str]:
        return {"kind": self.kind.value, **({"party": self.party} if self.party else {})}

    def holds(self, measure: Measure) -> bool:
        parties = {party.code for party in measure.parties.all()}
        return measure.kind == self.kind and (not self.party or self.party in parties)


@dataclass(frozen=True, slots=True)
class StatusRow:
    """The counts of one status, by column and for all."""

    status: str
    cells: Sequence[Figure]
    total: Figure


@dataclass(frozen=True, slots=True)
class StatusTable:
    """Statuses by kind and party; the unilateral columns are the parties'."""

    columns: Sequence[StatusColumn]
    rows: Sequence[StatusRow]


def status_table(seen: Overview, reading: Reading) -> StatusTable:
    columns = [
        *(StatusColumn(Kind.UNILATERAL, side.code) for side in seen.sides),
        StatusColumn(Kind.COOPERATIVE),
        StatusColumn(Kind.JOINT),
    ]
    columns = [column for column in columns if any(map(column.holds, seen.measures))]
    counts = {
        column: Counter(measure.standing.status for measure in seen.measures if column.holds(measure))
        for column in columns
    }
    totals = Counter(measure.standing.status for measure in seen.measures)
    scale = Scale.over((count for counter in counts.values() for count in counter.values()), UNITS_LENGTH)

    def figure(status: str, column: StatusColumn) -> Figure:
        count = counts[column][status]
        side = reading.side_numbers.get(column.party)
        chart = units(count, column.label, scale, f"side-{side}" if side else "")
        url = list_url("measures", reading, status=status, **column.parameters) if status else ""
        return Figure(count, "", url, chart)

    def row(status: str) -> StatusRow:
        url = list_url("measures", reading, status=status) if status else ""
        return StatusRow(status, [figure(status, column) for column in columns], Figure(totals[status], "", url))

    unrecorded = [""] if totals[""] else []
    return StatusTable(columns, [row(status) for status in (*unrecorded, *Status.values)])
