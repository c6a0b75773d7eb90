"""How far coders agree: two of a team, and what they settled on; and a second one with what is recorded."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import permutations

from measures.errors import CodingOpenError
from measures.models import Audience, Bearing, Entry, Evidence, Grade, Measure, Report
from measures.wings.coding.models import Code, CodedVariable, Coding, CodingUnit, SecondCoding, Settlement

type Units = Sequence[Sequence[str | None]]
type Pairs = Sequence[tuple[str, str]]
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


def kappa_of(pairs: Pairs) -> float | None:
    """Cohen's kappa of what two coders gave; none where there is no pair, or one value only."""
    if not pairs:
        return None
    first, second = (Counter(values) for values in zip(*pairs, strict=True))
    by_chance = sum(first[value] * second[value] for value in first) / len(pairs) ** 2
    return (count_of_same(pairs) / len(pairs) - by_chance) / (1 - by_chance) if by_chance < 1 else None


def count_of_same(pairs: Pairs) -> int:
    return sum(one == other for one, other in pairs)


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
    latest = latest_of(entries)
    rows = Entry.objects.with_pointing(audience).in_bulk(set(latest.values()))
    return {pk: rows[now] for pk, now in latest.items()}


def latest_of(entries: Collection[int]) -> dict[int, int]:
    """For each of these entries the one that is in force now, both by primary key."""
    latest = {pk: pk for pk in entries}
    while corrections := dict(Entry.objects.filter(corrects__in=latest.values()).values_list("corrects", "pk")):
        latest = {pk: corrections.get(now, now) for pk, now in latest.items()}
    return latest


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


@dataclass(frozen=True, slots=True)
class CodedBearing:
    """A direction as it was recorded, as it was coded a second time, and as it is recorded now, if it is."""

    entry: str
    on: str
    recorded: str
    coded: str
    now: str | None


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How far two coders agree on some directions."""

    pairs: int
    same: int
    kappa: float | None
    alpha: float | None

    @property
    def percent(self) -> float:
        return 100 * self.same / self.pairs


@dataclass(frozen=True, slots=True)
class SecondAgreement:
    """A second coding, with those of its directions that its reader may read."""

    coding: SecondCoding
    bearings: Sequence[CodedBearing]

    @property
    def differences(self) -> list[CodedBearing]:
        """Where the second coder gave another direction than the one recorded then."""
        return [each for each in self.bearings if each.coded != each.recorded]

    @property
    def blind(self) -> PairAgreement:
        """With what was recorded when it was coded."""
        return pair_agreement([(each.recorded, each.coded) for each in self.bearings])

    @property
    def now(self) -> PairAgreement | None:
        """With what is recorded now, if that is anything else: whoever changed it knew the second codes."""
        pairs = [(each.now, each.coded) for each in self.bearings if each.now is not None]
        return pair_agreement(pairs) if self.changed else None

    @property
    def changed(self) -> int:
        """How many of those recorded now were recorded otherwise then."""
        return sum(each.now not in (None, each.recorded) for each in self.bearings)


def pair_agreement(pairs: Pairs) -> PairAgreement:
    return PairAgreement(len(pairs), count_of_same(pairs), kappa_of(pairs), nominal_alpha(pairs))


def second_agreements(report: Report, audience: Audience) -> list[SecondAgreement]:
    """The second codings of a report, latest first, without those of which the audience may read no direction."""
    codings = SecondCoding.objects.visible_to(audience).standing().filter(report=report)
    codes = {coding: coding.codes for coding in codings}
    entries = {code["entry"] for those in codes.values() for code in those}
    hidden, now = hidden_keys(report, audience, entries), directions_now(report, audience, entries)
    bearings = {
        coding: [
            CodedBearing(**code, now=now.get((code["entry"], code["on"])))
            for code in those
            if hidden.isdisjoint((code["entry"], code["on"]))
        ]
        for coding, those in codes.items()
    }
    return [SecondAgreement(coding, those) for coding, those in bearings.items() if those]


def hidden_keys(report: Report, audience: Audience, entries: Collection[str]) -> set[str]:
    """The keys of what the audience may not read: of these entries, and of the measures; and of redacted entries."""
    coded, measures = Entry.objects.filter(report=report, key__in=entries), Measure.objects.filter(report=report)
    seen = coded.visible_to(audience).filter(redaction__entry=None)
    seen_measures = measures.visible_to(audience)
    return {
        *coded.exclude(pk__in=seen.values("pk")).values_list("key", flat=True),
        *measures.exclude(pk__in=seen_measures.values("pk")).values_list("key", flat=True),
    }


def directions_now(report: Report, audience: Audience, entries: Collection[str]) -> dict[tuple[str, str], str]:
    """The directions in force now, each by the key of the entry that first had it, and of what it is on."""
    keys = dict(Entry.objects.filter(report=report, key__in=entries).values_list("pk", "key"))
    first_of = {now: keys[first] for first, now in latest_of(keys).items()}
    bearings = Bearing.objects.visible_to(audience).filter(entry__in=first_of)
    rows = bearings.values_list("entry", "measure__key", "ambiguity__key", "direction")
    return {(first_of[entry], measure or ambiguity): direction for entry, measure, ambiguity, direction in rows}
