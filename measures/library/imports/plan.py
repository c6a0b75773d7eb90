"""Plans what happens to each row: compares it with what is here, and with what its last import wrote."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext as _

from measures.library.imports.mapping import Mapping
from measures.library.imports.names import NameIndex
from measures.library.imports.rows import Fields, ParsedRow, parse_row, problem
from measures.library.sheets.sheet import Sheet
from measures.models import DONE_WITH, TEAM, Decision, ImportRow, ImportState, Measure, Outcome, Owner, Report
from measures.operations.additions import fault_of_parties

BATCH = 500
COLUMNS = (
    "code", "title", "title_zh_hans", "description", "description_zh_hans", "kind", "due_on", "review_every_days",
)  # fmt: skip
EVERY = "*"
# Measures whose codes were rewritten by the imports that made them, and by none since given as they are written.
IMPORTED = ImportRow.objects.filter(measure=OuterRef("pk"))
REWRITTEN = Exists(IMPORTED.filter(of__state__in=(ImportState.APPLIED, ImportState.UNDONE))) & ~Exists(
    IMPORTED.written().filter(fields__has_key="code")
)
DECIDED: dict[str, Outcome] = {Decision.TAKE: Outcome.CHANGED, Decision.KEEP: Outcome.UNCHANGED}


@dataclass(slots=True)
class PlannedRow:
    """A row, the measure that it is about, and what happens to it: the fields to write, and those in conflict."""

    row: ParsedRow
    measure: Measure | None
    outcome: Outcome
    writes: list[str] = field(default_factory=list)
    # By field, why: both the file and somebody here have changed it, or it does not go with another.
    conflicts: dict[str, str] = field(default_factory=dict)
    before: Fields = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """Goes through the rows of a table for one report, many at a time."""

    report: Report | None
    mapping: Mapping
    decisions: Lookup[str, Any]
    index: NameIndex = field(default_factory=NameIndex.load)
    # The first row with each code.
    first_rows: dict[str, int] = field(default_factory=dict)

    def batches(self, sheet: Sheet) -> Iterator[list[PlannedRow]]:
        for batch in batched(sheet.rows(), BATCH):
            yield self.plan_batch([parse_row(row, sheet.columns, self.mapping, self.index) for row in batch])

    def plan_batch(self, batch: Sequence[ParsedRow]) -> list[PlannedRow]:
        measures = present_measures(self.report, batch) if self.report else {}
        last = last_written(measures.values())
        return [self.plan_row(row, measures.get(row.number), last) for row in batch]

    def plan_row(self, row: ParsedRow, measure: Measure | None, last: Lookup[int, Fields]) -> PlannedRow:
        """What happens to one row; an owner of a measure that is done with is left out."""
        planned = self.judge(row, measure, last)
        if names_owner_in_vain(planned):
            message = _("It is done with: %(name)s is not made to answer for it.")
            row.problems.append(problem("owner", message % {"name": row.fields.pop("owner")}))
            planned.writes.remove("owner")
            planned.before.pop("owner", None)
            if planned.outcome == Outcome.CHANGED and not planned.writes:
                planned.outcome = Outcome.UNCHANGED
        return planned

    def judge(self, row: ParsedRow, measure: Measure | None, last: Lookup[int, Fields]) -> PlannedRow:
        codes = {row.code, measure.code if measure else ""} - {""}
        first = min((self.first_rows.setdefault(code, row.number) for code in codes), default=row.number)
        if first != row.number:
            row.problems.append(problem("code", _("Row %(number)d is about the same measure.") % {"number": first}))
        if measure is not None and measure.is_part:
            row.problems.append(problem("code", _("This is the code of a part of a measure.")))
        if row.is_rejected:
            return PlannedRow(row, measure, Outcome.REJECTED)
        if measure is None:
            return PlannedRow(row, None, Outcome.NEW, writes=list(row.fields))
        return self.compare(row, measure, last.get(measure.pk))

    def compare(self, row: ParsedRow, measure: Measure, base: Fields | None) -> PlannedRow:
        here = flat(measure_fields(measure))
        planned = PlannedRow(row, measure, Outcome.UNCHANGED)
        decided = self.decision(row)
        if decided == Decision.SKIP:
            planned.outcome = Outcome.SKIPPED
            return planned
        before = flat(base) if base is not None else None
        for name, value in flat(row.fields).items():
            fate = fate_of(value, here.get(name), before, name)
            if fate == Outcome.CONFLICT:
                chosen = decided.get(name, decided.get(EVERY)) if isinstance(decided, dict) else decided
                fate = DECIDED.get(chosen or "", fate)
            if fate != Outcome.UNCHANGED:
                planned.before[name] = here.get(name)
                if fate == Outcome.CONFLICT:
                    planned.conflicts[name] = "conflict"
                else:
                    planned.writes.append(name)
        if not planned.conflicts:
            self.check_addressees(planned, here)
        if measure.is_withdrawn:
            planned.writes.append("withdrawn_at")
            planned.before["withdrawn_at"] = str(measure.withdrawn_at)
        if planned.conflicts:
            planned.outcome = Outcome.CONFLICT
        elif planned.writes:
            planned.outcome = Outcome.CHANGED
        return planned

    def check_addressees(self, planned: PlannedRow, here: Fields) -> None:
        """Let the kind and the parties be decided together, where those of the file do not go with those here."""
        pair = ("kind", "parties")
        after = {name: planned.row.fields[name] if name in planned.writes else here[name] for name in pair}
        fault = fault_of_parties(
            after["kind"], {code: self.index.party_kinds.get(code, "") for code in after["parties"]}
        )
        if fault and set(pair) & set(planned.writes):
            planned.writes = [name for name in planned.writes if name not in pair]
            planned.before |= {name: here[name] for name in pair}
            planned.conflicts = {"kind": "conflict", "parties": fault}

    def decision(self, row: ParsedRow) -> Any:
        return self.decisions.get(str(row.number), self.decisions.get(EVERY, {}))


def names_owner_in_vain(planned: PlannedRow) -> bool:
    """Whether a row to be written names an owner of a measure that is, or will be, done with."""
    if "owner" not in planned.writes or planned.outcome == Outcome.CONFLICT:
        return False
    if "status" in planned.writes:
        return planned.row.fields["status"] in DONE_WITH
    standing = planned.measure.standing if planned.measure else None
    return standing is not None and standing.status in DONE_WITH


def fate_of(new: Any, here: Any, last: Fields | None, name: str) -> Outcome:
    """A field that differs is changed if nobody else has changed it, else it is in conflict.

    Where the file says what it said last time, whatever became of the field here is kept.
    """
    if name == "code":
        # Only one that was rewritten differs.
        return Outcome.UNCHANGED if new == here else Outcome.CHANGED
    if name == "owner":
        return Outcome.UNCHANGED if new in (here or []) else Outcome.CHANGED
    if new == here or (not new and not here):
        return Outcome.UNCHANGED
    if last is None:
        return Outcome.CONFLICT if here else Outcome.CHANGED
    if new == last.get(name):
        return Outcome.UNCHANGED
    return Outcome.CHANGED if here == last.get(name) or not here else Outcome.CONFLICT


def flat(fields: Fields) -> Fields:
    """The fields, each further one under a name of its own."""
    extra = {f"extra.{name}": text for name, text in (fields.get("extra") or {}).items()}
    return {name: value for name, value in fields.items() if name != "extra"} | extra


def present_measures(report: Report, rows: Sequence[ParsedRow]) -> dict[int, Measure]:
    """The measure of each row, by row number, withdrawn or not, with everything that an import may write."""
    owners = Prefetch("owners", Owner.objects.select_related("user"))
    measures = Measure.objects.seen_by(TEAM).filter(report=report).prefetch_related("parties", owners)
    by_code = {each.code: each for each in measures.filter(code__in=[row.code for row in rows])}
    former = {row.former_code for row in rows if row.code not in by_code}
    by_former_code = {each.code: each for each in measures.filter(REWRITTEN, code__in=former)}
    found = {row.number: by_code.get(row.code) or by_former_code.get(row.former_code) for row in rows}
    return {number: measure for number, measure in found.items() if measure}


def measure_fields(measure: Measure) -> Fields:
    """A measure as it is now, in the shape of a row's fields."""
    found: Fields = {name: getattr(measure, name) for name in COLUMNS}
    found["due_on"] = str(measure.due_on or "")
    return found | {
        "parties": sorted(party.code for party in measure.parties.all()),
        "owner": [owner.user.email for owner in measure.owners.all()],
        "status": measure.standing.status if measure.standing else "",
        "extra": measure.extra,
    }


def last_written(measures: Iterable[Measure]) -> dict[int, Fields]:
    """What the last import that was written and not undone gave for each measure."""
    rows = ImportRow.objects.written().filter(measure__in=[measure.pk for measure in measures])
    latest = rows.order_by("measure", "-of__written_at", "-pk").distinct("measure")
    return dict(latest.values_list("measure", "fields"))
