"""What two coders gave each development, how far they agree, and where what they settled on is not what is recorded."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import permutations

from measures.errors import CodingOpenError
from measures.models import Audience, Entry, Evidence, Grade
from measures.wings.coding.models import Code, CodedVariable, Coding, CodingUnit, Settlement

type Units = Sequence[Sequence[str | None]]
type Distance = Callable[[str, str], float]


def nominal_alpha(units: Units) -> float | None:
    """The agreement on values without an order, each unit with the value that each coder gave, or None."""
    return alpha_of(units, lambda one, other: float(one != other))


def ordinal_alpha(units: Units, scale: Sequence[str]) -> float | None:
    """The agreement on values of an ordered scale; how far apart two are follows from the frequencies between them."""
    counts = Counter(value for unit in pairable(units) for value in unit)

    def distance(one: str, other: str) -> float:
        low, high = sorted((scale.index(one), scale.index(other)))
        return (sum(counts[each] for each in scale[low : high + 1]) - (counts[one] + counts[other]) / 2) ** 2

    return alpha_of(units, distance)


def alpha_of(units: Units, distance: Distance) -> float | None:
    """Alpha by some distance of two values; none where there is nothing to agree on: no pair, or one value only."""
    paired = pairable(units)
    counts = Counter(value for unit in paired for value in unit)
    observed = sum(distance(*pair) / (len(unit) - 1) for unit in paired for pair in permutations(unit, 2))
    expected = sum(counts[one] * counts[other] * distance(one, other) for one, other in permutations(counts, 2))
    return 1 - (counts.total() - 1) * observed / expected if expected else None


def pairable(units: Units) -> list[list[str]]:
    """The units that two coders or more gave a value, without what is missing."""
    given = ([value for value in unit if value is not None] for unit in units)
    return [unit for unit in given if len(unit) > 1]


# What cannot be judged stands nowhere on the scale.
GRADE_SCALE = tuple(grade.value for grade in Grade if grade != Grade.F)


@dataclass(frozen=True, slots=True)
class CodedValue:
    """One variable of one development: what either coder gave, what was settled, and what is recorded now."""

    unit: CodingUnit
    variable: CodedVariable
    first: str
    second: str
    settlement: Settlement | None
    entry: Entry
    recorded: str

    @property
    def is_difference(self) -> bool:
        return self.first != self.second

    @property
    def is_settled(self) -> bool:
        return self.settlement is not None

    @property
    def outcome(self) -> str:
        """What both gave, or settled on; nothing if it could not be coded or is not settled."""
        if not self.is_difference:
            return self.first
        return self.settlement.value if self.settlement else ""

    @property
    def is_off_record(self) -> bool:
        return self.outcome not in ("", self.recorded)


@dataclass(frozen=True, slots=True)
class VariableAgreement:
    """How far the coders agree on one variable, by the developments that both could code."""

    variable: CodedVariable
    pairs: int
    same: int
    nominal: float | None
    ordinal: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """What came out of a coding, of the developments that its reader may read."""

    units: int
    variables: Sequence[VariableAgreement]
    values: Sequence[CodedValue]

    @property
    def differences(self) -> list[CodedValue]:
        return [value for value in self.values if value.is_difference]

    @property
    def off_record(self) -> list[CodedValue]:
        """Where the outcome is not what is recorded: somebody may correct the record, and nothing does so by itself."""
        return [value for value in self.values if value.is_off_record]


def agreement_of(coding: Coding, audience: Audience) -> Agreement:
    """The agreement of the two coders; not before both are done."""
    if coding.is_open:
        raise CodingOpenError
    found = CodingUnit.objects.visible_to(audience).filter(coding=coding).select_related("entry__redaction", "source")
    units = list(found.prefetch_related("codes", "settlements").order_by("place"))
    entries = in_force([unit.entry_id for unit in units], audience)
    readable = set(
        Evidence.objects.visible_to(audience)
        .filter(pk__in=[unit.source_id for unit in units])
        .values_list("pk", flat=True)
    )
    values = [
        coded_value(coding, unit, variable, entries[unit.entry_id])
        for unit in units
        for variable in CodedVariable
        if variable != CodedVariable.GRADE or unit.source_id in readable
    ]
    variables = [variable_agreement(variable, values) for variable in CodedVariable]
    return Agreement(len(units), variables, values)


def in_force(entries: Collection[int], audience: Audience) -> dict[int, Entry]:
    """For each of these entries, by primary key, the one that is in force now, with where it `points`."""
    latest = {pk: pk for pk in entries}
    while corrections := dict(Entry.objects.filter(corrects__in=latest.values()).values_list("corrects", "pk")):
        latest = {pk: corrections.get(now, now) for pk, now in latest.items()}
    rows = Entry.objects.with_pointing(audience).in_bulk(set(latest.values()))
    return {pk: rows[now] for pk, now in latest.items()}


def coded_value(coding: Coding, unit: CodingUnit, variable: CodedVariable, entry: Entry) -> CodedValue:
    codes = {code.coder_id: code for code in unit.codes.all()}
    first, second = (
        value_in_code(codes.get(coder), variable) for coder in (coding.first_coder_id, coding.second_coder_id)
    )
    settlement = next((each for each in unit.settlements.all() if each.variable == variable), None)
    return CodedValue(unit, variable, first, second, settlement, entry, recorded_value(unit, variable, entry))


def value_in_code(code: Code | None, variable: CodedVariable) -> str:
    return getattr(code, variable) if code else ""


def recorded_value(unit: CodingUnit, variable: CodedVariable, entry: Entry) -> str:
    if variable == CodedVariable.GRADE:
        return unit.source.grade if unit.source else ""
    return str(entry.points) if variable == CodedVariable.DIRECTION else entry.claim  # type: ignore[attr-defined]


def variable_agreement(variable: CodedVariable, values: Sequence[CodedValue]) -> VariableAgreement:
    pairs = [(value.first or None, value.second or None) for value in values if value.variable == variable]
    both = [pair for pair in pairs if None not in pair]
    return VariableAgreement(
        variable=variable,
        pairs=len(both),
        same=sum(first == second for first, second in both),
        nominal=nominal_alpha(pairs),
        ordinal=ordinal_alpha([on_scale(pair) for pair in pairs], GRADE_SCALE)
        if variable == CodedVariable.GRADE
        else None,
    )


def on_scale(pair: Sequence[str | None]) -> list[str | None]:
    return [value if value in GRADE_SCALE else None for value in pair]
