"""What each row of a table would change: compared with what is here, and with what the last import of it wrote."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext as _

from measures.library.imports.mapping import Mapping
from measures.library.imports.rows import Fields, Known, Said, problem, said
from measures.library.sheets.sheet import Sheet
from measures.models import DONE_WITH, TEAM, Decision, ImportRow, ImportState, Measure, Outcome, Owner, Report

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
class Planned:
    """A row, the measure that it is about, and what becomes of it: the fields to write, and those in conflict."""

    said: Said
    measure: Measure | None
    outcome: Outcome
    writes: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    before: Fields = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """Goes through the rows of a table against one report, many at a time."""

    report: Report | None
    mapping: Mapping
    decisions: Lookup[str, Any]
    known: Known = field(default_factory=Known.now)
    # The row in which a code came first.
    seen: dict[str, int] = field(default_factory=dict)

    def batches(self, sheet: Sheet) -> Iterator[list[Planned]]:
        for batch in batched(sheet.read(), BATCH):
            yield self.planned([said(row, sheet.columns, self.mapping, self.known) for row in batch])

    def planned(self, batch: Sequence[Said]) -> list[Planned]:
        measures = present(self.report, batch) if self.report else {}
        last = last_written(measures.values())
        return [self.one(row, measures.get(row.number), last) for row in batch]

    def one(self, row: Said, measure: Measure | None, last: Lookup[int, Fields]) -> Planned:
        """What becomes of one row, with whoever is to answer for a measure that is done with left out."""
        planned = self.judged(row, measure, last)
        if is_named_in_vain(planned):
            told = _("It is done with: %(name)s is not made to answer for it.")
            row.problems.append(problem("owner", told % {"name": row.fields.pop("owner")}))
            planned.writes.remove("owner")
            planned.before.pop("owner", None)
            if planned.outcome == Outcome.CHANGED and not planned.writes:
                planned.outcome = Outcome.UNCHANGED
        return planned

    def judged(self, row: Said, measure: Measure | None, last: Lookup[int, Fields]) -> Planned:
        codes = {row.code, measure.code if measure else ""} - {""}
        first = min((self.seen.setdefault(code, row.number) for code in codes), default=row.number)
        if first != row.number:
            row.problems.append(problem("code", _("Row %(number)d is about the same measure.") % {"number": first}))
        if measure is not None and measure.is_part:
            row.problems.append(problem("code", _("This is the code of a part of a measure.")))
        if row.is_rejected:
            return Planned(row, measure, Outcome.REJECTED)
        if measure is None:
            return Planned(row, None, Outcome.NEW, writes=list(row.fields))
        return self.compared(row, measure, last.get(measure.pk))

    def compared(self, row: Said, measure: Measure, base: Fields | None) -> Planned:
        here = flat(fields_of(measure))
        planned = Planned(row, measure, Outcome.UNCHANGED)
        decided = self.decision(row)
        if decided == Decision.SKIP:
            planned.outcome = Outcome.SKIPPED
            return planned
        was = flat(base) if base is not None else None
        for name, value in flat(row.fields).items():
            fate = compare(value, here.get(name), was, name)
            if fate == Outcome.CONFLICT:
                chosen = decided.get(name, decided.get(EVERY)) if isinstance(decided, dict) else decided
                fate = DECIDED.get(chosen or "", fate)
            if fate != Outcome.UNCHANGED:
                planned.before[name] = here.get(name)
                (planned.conflicts if fate == Outcome.CONFLICT else planned.writes).append(name)
        if measure.is_withdrawn:
            planned.writes.append("withdrawn_at")
            planned.before["withdrawn_at"] = str(measure.withdrawn_at)
        if planned.conflicts:
            planned.outcome = Outcome.CONFLICT
        elif planned.writes:
            planned.outcome = Outcome.CHANGED
        return planned

    def decision(self, row: Said) -> Any:
        return self.decisions.get(str(row.number), self.decisions.get(EVERY, {}))


def is_named_in_vain(planned: Planned) -> bool:
    """Whether a row that is written names an owner of a measure that is done with, or will be by the same row."""
    if "owner" not in planned.writes or planned.outcome == Outcome.CONFLICT:
        return False
    if "status" in planned.writes:
        return planned.said.fields["status"] in DONE_WITH
    standing = planned.measure.standing if planned.measure else None
    return standing is not None and standing.status in DONE_WITH


def compare(new: Any, here: Any, was: Fields | None, name: str) -> Outcome:
    """A field that differs is changed where nobody else has changed it, else in conflict.

    Where the file says what it said last time, whatever became of the field here is kept.
    """
    if name == "code":
        # Only one that was rewritten differs.
        return Outcome.UNCHANGED if new == here else Outcome.CHANGED
    if name == "owner":
        return Outcome.UNCHANGED if new in (here or []) else Outcome.CHANGED
    if new == here or (not new and not here):
        return Outcome.UNCHANGED
    if was is None:
        return Outcome.CONFLICT if here else Outcome.CHANGED
    if new == was.get(name):
        return Outcome.UNCHANGED
    return Outcome.CHANGED if here == was.get(name) or not here else Outcome.CONFLICT


def flat(fields: Fields) -> Fields:
    """The fields with each further one under a name of its own."""
    extra = {f"extra.{name}": text for name, text in (fields.get("extra") or {}).items()}
    return {name: value for name, value in fields.items() if name != "extra"} | extra


def present(report: Report, rows: Sequence[Said]) -> dict[int, Measure]:
    """The measure of each row, by its number: withdrawn or not, with all that an import may write."""
    owners = Prefetch("owners", Owner.objects.select_related("user"))
    measures = Measure.objects.seen_by(TEAM).filter(report=report).prefetch_related("parties", owners)
    by_code = {each.code: each for each in measures.filter(code__in=[row.code for row in rows])}
    former = {row.former_code for row in rows if row.code not in by_code}
    by_former_code = {each.code: each for each in measures.filter(REWRITTEN, code__in=former)}
    found = {row.number: by_code.get(row.code) or by_former_code.get(row.former_code) for row in rows}
    return {number: measure for number, measure in found.items() if measure}


def fields_of(measure: Measure) -> Fields:
    """What a measure is now, in the shape of what a row says."""
    found: Fields = {name: getattr(measure, name) for name in COLUMNS}
    found["due_on"] = str(measure.due_on or "")
    return found | {
        "parties": sorted(party.code for party in measure.parties.all()),
        "owner": [owner.user.email for owner in measure.owners.all()],
        "status": measure.standing.status if measure.standing else "",
        "extra": measure.extra,
    }


def last_written(measures: Iterable[Measure]) -> dict[int, Fields]:
    """What the last import that was written, and not undone, said of each measure."""
    rows = ImportRow.objects.written().filter(measure__in=[measure.pk for measure in measures])
    latest = rows.order_by("measure", "-of__written_at", "-pk").distinct("measure")
    return dict(latest.values_list("measure", "fields"))
