"""The developments of a report by month: one mark for each, stacked, by who acted; no scale, and no up and down."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from measures.analysis.timeline import DatedDevelopment, acting_sides, days_without_series
from measures.models import PartialDate
from measures.models.written_dates import written_month
from measures.views.reading import Reading, query
from measures.views.strips import OTHERS, SHAPES, Mark, Scale, Span

# The height of a mark, and its width beside another, in pixels.
STEP = 11
MONTHS = range(1, 13)
# So many years are drawn, the last ones; the list has all.
MOST_YEARS = 12


@dataclass(frozen=True, slots=True)
class MonthLink:
    """A month under its marks; without developments it has no link."""

    name: str
    url: str
    # How many each side's are, for those who do not see the marks.
    words: str


@dataclass(frozen=True, slots=True)
class YearOfMonths:
    """The months of a year with their marks: a lane for each side, and one for what several or others did."""

    year: int
    url: str
    height: int
    before: Span | None
    unsearched: Sequence[Span]
    marks: Sequence[Mark]
    months: Sequence[MonthLink]
    joins: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class MonthMark:
    """A development in its month, by the places of the sides that acted; none where others did."""

    month: int
    sides: Sequence[int]
    is_hollow: bool

    @property
    def lane(self) -> int:
        """The side whose lane it stands in, or 0 for the lane between them."""
        return self.sides[0] if len(self.sides) == 1 else 0


def years_of_months(developments: Sequence[DatedDevelopment], reading: Reading) -> list[YearOfMonths]:
    """The years from the first development on; what is dated by its year alone has no month and no mark."""
    by_year: Mapping[int, list[DatedDevelopment]] = defaultdict(list)
    for each in developments:
        by_year[each.occurred.year].append(each)
    if not by_year:
        return []
    first, last = min(by_year), max(by_year)
    return [year_of_months(year, by_year[year], reading) for year in range(max(first, last - MOST_YEARS + 1), last + 1)]


def year_of_months(year: int, developments: Sequence[DatedDevelopment], reading: Reading) -> YearOfMonths:
    found = [month_mark(each, reading) for each in developments if each.occurred.month]
    by_month: Mapping[int, list[MonthMark]] = defaultdict(list)
    for mark in found:
        by_month[mark.month].append(mark)
    lanes = lanes_of(found, len(reading.sides))
    height = sum(lanes.values())
    days = Scale(date(year, 1, 1), date(year, 12, 31))
    return YearOfMonths(
        year=year,
        url=month_url({"year": year}, reading),
        height=height,
        before=days_before(days, height, reading),
        unsearched=unsearched_in(days, lanes, reading),
        marks=[mark for month, marks in by_month.items() for mark in drawn(month, marks, lanes)],
        months=[month_link(year, month, by_month.get(month, ()), reading) for month in MONTHS],
    )


def month_mark(development: DatedDevelopment, reading: Reading) -> MonthMark:
    sides = acting_sides(development.about, list(reading.side_places))
    places = [reading.side_places[code] for code in sides]
    return MonthMark(development.occurred.month or 0, places, len(places) > 1 and len(development.told_by) == 1)


def lanes_of(marks: Iterable[MonthMark], sides: int) -> dict[int, int]:
    """The height of each lane from the top: the first side, what several or others did, the further sides."""
    stacks: dict[tuple[int, int], int] = defaultdict(int)
    for mark in marks:
        stacks[mark.lane, mark.month] += 1
    highest: dict[int, int] = defaultdict(int)
    for (lane, _month), count in stacks.items():
        highest[lane] = max(highest[lane], count)
    order = [*range(1, sides + 1)]
    order.insert(1, 0)
    return {lane: STEP * max(1, highest[lane]) for lane in order}


def drawn(month: int, marks: Sequence[MonthMark], lanes: Mapping[int, int]) -> list[Mark]:
    """The marks of a month, each lane stacked from its foot; those of several sides stand beside each other."""
    x = f"{100 * (month - 0.5) / len(MONTHS):.2f}%"
    found: list[Mark] = []
    stacked: dict[int, int] = defaultdict(int)
    for each in marks:
        y = foot_of(each.lane, lanes) - STEP * stacked[each.lane] - STEP // 2
        stacked[each.lane] += 1
        middle = (len(each.sides) - 1) * STEP // 2
        found += [
            Mark(x, y, side, SHAPES.get(side, OTHERS), each.is_hollow, STEP * place - middle)
            for place, side in enumerate(each.sides or (0,))
        ]
    return found


def foot_of(lane: int, lanes: Mapping[int, int]) -> int:
    order = list(lanes)
    return sum(lanes[each] for each in order[: order.index(lane) + 1])


def days_before(days: Scale, height: int, reading: Reading) -> Span | None:
    """The days of a year before the report was published."""
    since = published_by(reading)
    return Span("0%", days.place(min(since, days.end)), 0, height) if since > days.start else None


def unsearched_in(days: Scale, lanes: Mapping[int, int], reading: Reading) -> list[Span]:
    """In each side's lane, the days of a year up to the one shown of which no series of its texts was searched."""
    start, end = max(days.start, published_by(reading)), min(days.end, reading.on)
    return [
        Span(days.place(first), days.width(first, last), foot_of(place, lanes) - lanes[place], lanes[place])
        for searched in reading.searched
        if (place := reading.side_places.get(searched.party.code))
        for first, last in days_without_series(searched.spans, start, end)
    ]


def published_by(reading: Reading) -> date:
    published = reading.report.published if reading.report else None
    return published.first if published else date.min


def month_link(year: int, month: int, marks: Sequence[MonthMark], reading: Reading) -> MonthLink:
    day = PartialDate(year, month)
    name = written_month(month)
    if not marks:
        return MonthLink(name, "", "")
    counts = Counter(whose(mark, reading) for mark in marks)
    words = _(", ").join(f"{who} {count}" for who, count in counts.items())
    return MonthLink(name, month_url({"month": day}, reading), _(": ") + words)


def whose(mark: MonthMark, reading: Reading) -> str:
    if not mark.sides:
        return _("others")
    if mark.is_hollow:
        return _("both, by one side’s text")
    return _("both") if len(mark.sides) > 1 else str(reading.sides[mark.lane - 1].words("name"))


def month_url(days: Mapping[str, object], reading: Reading) -> str:
    """Where the developments of a year or a month are listed."""
    return f"{reverse('journal')}{query({**reading.kept, **days})}#list"
