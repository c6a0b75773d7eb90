"""The ambiguities of a report, and one of them: what each side says of it, what touched it, what addresses it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from measures import access
from measures.analysis.past import with_standings
from measures.analysis.perception import Perception, perceptions_by, perceptions_of
from measures.analysis.readouts import with_naming
from measures.analysis.searches import SearchedTexts
from measures.analysis.standing import assessment_figures
from measures.analysis.unclear import (
    OF_A_SIDE,
    OF_OTHERS,
    Cell,
    UnclearPoint,
    searched_of,
    shown_statements,
    unclear_points,
)
from measures.models import (
    Addressing,
    Ambiguity,
    Basis,
    Bearing,
    ChosenWords,
    Clarity,
    Concern,
    Measure,
    Party,
    Report,
    Strength,
    Words,
)
from measures.models.measures import MeasureQuerySet
from measures.models.reports import AmbiguityQuerySet
from measures.models.texts import in_sentence
from measures.publishing.spreadsheets import Stamp, exported
from measures.publishing.unclear_tables import unclear_sheet
from measures.views.exports import chosen_format, export_links
from measures.views.proposals import proposals_on
from measures.views.reading import Reading, ReadingRequest, for_report, query, reading_page
from measures.views.recorded_rows import assessments_of, effects_on
from measures.views.rows import ShortLink, entry_heading, short_link
from measures.views.shown_assessments import assessment_cell, shown_assessments
from measures.views.statements import StatementRow, statement_rows

# How many of the measures that address an ambiguity are shown with it; the list has all.
SHOWN = 40


@reading_page(travels=True)
@for_report
def ambiguities(request: ReadingRequest, report: Report) -> HttpResponseBase:
    """The index of ambiguities as of a day, of those on which a side has not spoken if they are asked for."""
    reading = request.reading
    standing = report.ambiguities.standing(known_at=reading.known_at)
    every = with_first_addressings(standing, report.measures.whole(), reading)
    addressings = addressings_for(every, list(shown_measures(every).visible_to(reading.audience)))
    elements = [ambiguity for ambiguity in every if not ambiguity.is_set]
    rows = ambiguity_rows(elements, addressings, reading)
    rows = chosen_perceptions(rows, request.GET.getlist("unheard"), reading)
    if chosen_format(request):
        return unclear_file(request, [row.ambiguity for row in rows])
    groups = [ambiguity_group(parent, rows, addressings, reading) for parent in every if parent.is_set]
    context = {
        "groups": [group for group in groups if group.rows],
        "shown": len(rows),
        "total": len(elements),
        "is_narrowed": len(rows) < len(elements),
        "has_words": any(row.words.has_words for row in rows),
        "exports": export_links(request),
    }
    return render(request, "measures/ambiguities.html", context)


def unclear_file(request: ReadingRequest, ambiguities: Sequence[Ambiguity]) -> HttpResponseBase:
    """What is unclear in these, as a file: all words that are filed on them."""
    reading = request.reading
    sides = [side.code for side in reading.sides]
    points = unclear_points(ambiguities, sides, reading.audience, **reading.days)
    reports = [reading.report] if reading.report else []
    stamp = Stamp(reports, reading.on, reading.known_at, request.build_absolute_uri())
    return exported(unclear_sheet("unclear", points, stamp), chosen_format(request))


def with_first_addressings(ambiguities: AmbiguityQuerySet, whole: MeasureQuerySet, reading: Reading) -> list[Ambiguity]:
    """Ambiguities, each with how the first of these measures address it."""
    return list(
        ambiguities.with_bearer_codes()
        .select_related("report", "parent", "perceived_by")
        .with_first_addressings(whole.visible_to(reading.audience).values("pk"), SHOWN)
    )


def shown_measures(ambiguities: Iterable[Any]) -> MeasureQuerySet:
    """The measures that are shown with ambiguities."""
    shown = {columns["measure_id"] for each in ambiguities for columns in each.addressing_rows}
    return Measure.objects.filter(pk__in=shown)


def addressings_for(ambiguities: Iterable[Any], measures: Iterable[Measure]) -> list[Addressing]:
    """How measures address ambiguities loaded with their addressings, each with the given measure.

    What is hidden is not among the measures.
    """
    given = {measure.pk: measure for measure in measures}
    found = []
    for ambiguity in ambiguities:
        for columns in ambiguity.addressing_rows:
            row = Addressing(**columns)
            if row.measure_id in given:
                row.measure, row.ambiguity = given[row.measure_id], ambiguity
                found.append(row)
    return sorted(found, key=lambda row: (row.ambiguity.position, row.strength, row.measure.position, row.pk))


def left_out(ambiguity: Any) -> int:
    """How many measures that address an ambiguity are not shown with it."""
    return int(ambiguity.addressed_by - len(ambiguity.addressing_rows))


# How many developments that touched a point its page names.
MOST_TOUCHES = 10


@dataclass(frozen=True, slots=True)
class WordsCell:
    """The words of one role on a point, its newest first; without any, what was searched for them."""

    title: str
    sides: Sequence[Party]
    rows: Sequence[StatementRow]
    # Whether words of theirs that do not answer to the role are filed on the point.
    has_other_words: bool
    searched: Sequence[SearchedTexts]
    # Where an editor chooses among the words of these sides, and why one of them was chosen.
    bearer: str
    role: str
    is_choosable: bool
    choice: ChosenWords | None

    @property
    def first(self) -> Sequence[StatementRow]:
        return self.rows[:1]


@dataclass(frozen=True, slots=True)
class PointWords:
    """What is filed on a point: the cells of the sides, the words of others, and where all of them are listed."""

    cells: Sequence[WordsCell]
    others: Sequence[StatementRow]
    of_others: int
    more: str
    spoken: frozenset[str]
    has_words: bool


@dataclass(frozen=True, slots=True)
class LinksOf:
    """The measures that are meant to clear a point up, by whose link it is."""

    basis: str
    measures: Sequence[ShortLink]


@dataclass(frozen=True, slots=True)
class Touch:
    """A development that touched a point, and how."""

    bearing: Bearing
    heading: Words
    concern: str


@dataclass(frozen=True, slots=True)
class AmbiguityRow:
    """An element: whose it is, what each side says of it, whether it gets clearer, and which measures address it."""

    ambiguity: Ambiguity
    url: str
    bearers: Sequence[Party]
    perception: Perception
    concern: str
    measures: Sequence[ShortLink]
    links: Sequence[LinksOf]
    left_out: int
    ours: dict[str, object] | None
    words: PointWords


@dataclass(frozen=True, slots=True)
class AmbiguityGroup:
    """A set, the measures that address the whole of it, and its elements."""

    ambiguity: Ambiguity
    url: str
    whole_set: Sequence[ShortLink]
    left_out: int
    rows: Sequence[AmbiguityRow]


def chosen_perceptions(rows: list[AmbiguityRow], unheard: Sequence[str], reading: Reading) -> list[AmbiguityRow]:
    """The ambiguities on which the chosen sides have not spoken, or all."""
    sides = set(unheard).intersection(reading.side_places)
    return [row for row in rows if sides.isdisjoint(row.words.spoken)]


def ambiguity_group(
    parent: Ambiguity, rows: Sequence[AmbiguityRow], addressings: Sequence[Addressing], reading: Reading
) -> AmbiguityGroup:
    whole = [row for row in addressings if row.strength == Strength.WHOLE_SET and row.ambiguity_id == parent.pk]
    return AmbiguityGroup(
        ambiguity=parent,
        url=reverse("ambiguity", args=[parent.key]) + query(reading.day_kept),
        whole_set=[short_link(row.measure, reading) for row in whole],
        left_out=left_out(parent),
        rows=[row for row in rows if row.ambiguity.parent_id == parent.pk],
    )


def ambiguity_rows(
    ambiguities: Sequence[Ambiguity], addressings: Sequence[Addressing], reading: Reading
) -> list[AmbiguityRow]:
    perceptions = perceptions_of(ambiguities, reading.audience, **reading.days)
    words = words_on(ambiguities, reading)
    return [ambiguity_row(each, addressings, words[each.ambiguity.pk], reading) for each in perceptions]


def words_on(ambiguities: Sequence[Ambiguity], reading: Reading) -> dict[int, PointWords]:
    """What is filed on ambiguities, by their primary keys."""
    sides = [side.code for side in reading.sides]
    points = unclear_points(ambiguities, sides, reading.audience, **reading.days)
    shown = shown_statements(points)
    rows = {row.statement.pk: row for row in statement_rows(list(shown.values()), reading)}
    return {point.ambiguity.pk: point_words(point, rows, reading) for point in points}


def point_words(point: UnclearPoint, rows: Mapping[int, StatementRow], reading: Reading) -> PointWords:
    listed = query({"ambiguity": point.ambiguity.key, **reading.kept})
    return PointWords(
        cells=[words_cell(cell, point, rows, reading) for cell in point.cells],
        others=[rows[pk] for pk in point.others[:OF_OTHERS]],
        of_others=len(point.others),
        more=reverse("statements") + listed if point.count > len(point.shown) else "",
        spoken=point.spoken,
        has_words=point.has_words,
    )


def words_cell(cell: Cell, point: UnclearPoint, rows: Mapping[int, StatementRow], reading: Reading) -> WordsCell:
    return WordsCell(
        title=cell.title,
        sides=[reading.parties[code] for code in cell.sides],
        rows=[rows[pk] for pk in cell.statements[:OF_A_SIDE]],
        has_other_words=not point.spoken.isdisjoint(cell.sides),
        searched=searched_of(cell, reading.searched),
        bearer=cell.bearer,
        role=cell.role,
        is_choosable=bool(cell.choosable),
        choice=cell.choice,
    )


def links_of(addressings: Sequence[Addressing], reading: Reading) -> list[LinksOf]:
    """How measures address a point, those of the report first."""
    found = []
    for basis in Basis:
        measures = [short_link(row.measure, reading) for row in addressings if row.basis == basis]
        if measures:
            found.append(LinksOf(in_sentence(basis.label), measures))
    return found


def touches_of(ambiguity: Ambiguity, bearings: Sequence[Bearing]) -> list[Touch]:
    """The last developments that made a point clearer or less clear, or a concern larger or smaller."""
    touching = (
        row
        for row in reversed(bearings)
        if row.ambiguity_id == ambiguity.pk and (row.direction != Clarity.BACKGROUND or row.concern)
    )
    return [
        Touch(row, entry_heading(row.entry), str(row.get_concern_display()) if row.concern else "")
        for row in islice(touching, MOST_TOUCHES)
    ]


def ambiguity_row(
    perception: Perception, addressings: Sequence[Addressing], words: PointWords, reading: Reading
) -> AmbiguityRow:
    ambiguity: Any = perception.ambiguity
    bearing, ours = perception.concern, perception.independent
    # Measures that address a whole set are shown at the set.
    direct = [row for row in addressings if row.ambiguity == ambiguity and row.strength != Strength.WHOLE_SET]
    return AmbiguityRow(
        ambiguity=ambiguity,
        url=reverse("ambiguity", args=[ambiguity.key]) + query(reading.day_kept),
        bearers=[reading.parties[code] for code in ambiguity.bearer_codes],
        perception=perception,
        concern=str(Concern(bearing.concern).label) if bearing else "",
        measures=[short_link(row.measure, reading) for row in direct],
        links=links_of(direct, reading),
        left_out=left_out(ambiguity),
        ours=assessment_cell(assessment_figures(ours), reading) if ours else None,
        words=words,
    )


@reading_page(travels=True)
def ambiguity(request: ReadingRequest, key: str) -> HttpResponseBase:
    """One ambiguity: what each side says of it, whether it gets clearer, and which measures address it."""
    around, measures = around_ambiguity(key, request.reading)
    found = next((each for each in around if each.key == key), None)
    if found is None:
        raise Http404(key)
    request.reading = request.reading.of(found.report)
    if chosen_format(request):
        return unclear_file(request, [found, *elements_of(found, around)])
    page = ambiguity_page(found, around, measures, request.reading)
    may_edit = access.allows(request.user, "edit_catalogue", found)
    context = {"page": page, "ambiguity": found, "may_edit": may_edit, "exports": export_links(request)}
    context["proposals"] = proposals_on(found.report, [found.key], request.reading)
    return render(request, "measures/ambiguity.html", context)


def around_ambiguity(key: str, reading: Reading) -> tuple[list[Ambiguity], list[Measure]]:
    """The ambiguity with this key, its set and its elements, and the first measures that address each of them."""
    its_set = Ambiguity.objects.filter(key=key).values("parent")
    around = Ambiguity.objects.visible_to(reading.audience).filter(Q(key=key) | Q(parent__key=key) | Q(pk__in=its_set))
    every = with_first_addressings(around, Measure.objects.whole(), reading)
    return every, with_standings(shown_measures(every), reading.audience, **reading.days)


def elements_of(ambiguity: Ambiguity, around: Iterable[Ambiguity]) -> list[Ambiguity]:
    return [each for each in around if each.parent_id == ambiguity.pk and each.withdrawn_at is None]


def ambiguity_page(
    ambiguity: Ambiguity, around: Sequence[Ambiguity], measures: Sequence[Measure], reading: Reading
) -> dict[str, object]:
    elements = elements_of(ambiguity, around)
    rows = addressings_for(around, measures)
    points = [ambiguity, *elements]
    effects = effects_on(points, reading)
    perceptions = perceptions_by(points, assessments_of("ambiguity", points, reading), effects)
    perception = perceptions[0]
    words = words_on(points, reading)
    parents = [each for each in around if each.pk == ambiguity.parent_id]
    return {
        "ambiguity": ambiguity,
        "perception": perception,
        "words": words[ambiguity.pk],
        "touches": touches_of(ambiguity, effects),
        "independent": shown_assessments([perception.independent] if perception.independent else []),
        "addressings": [row for row in rows if row.ambiguity_id == ambiguity.pk],
        "whole_set": [
            row for row in rows if row.strength == Strength.WHOLE_SET and row.ambiguity_id == ambiguity.parent_id
        ],
        "left_out": left_out(ambiguity),
        "left_out_of_set": sum(map(left_out, parents)),
        "elements_have_words": any(words[each.pk].has_words for each in elements),
        "elements": [ambiguity_row(each, rows, words[each.ambiguity.pk], reading) for each in perceptions[1:]],
        "subjects": list(with_naming(ambiguity.subjects.standing(), reading.audience, **reading.days)),
    }
