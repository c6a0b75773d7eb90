"""Plans what happens to each row: compares it with what is here, and with what its last import wrote."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext as _

from measures.models import DONE_WITH, TEAM, Kind, Measure, Owner, PartyKind, Report
from measures.models.keys import short_hash
from measures.models.measures import fault_of_parties
from measures.wings.imports.mapping import Mapping
from measures.wings.imports.models import (
    CONFLICT,
    Decision,
    Import,
    ImportRow,
    ImportState,
    Outcome,
    flat,
    measure_fields,
)
from measures.wings.imports.names import NameIndex
from measures.wings.imports.rows import Fields, row_problem
from measures.wings.imports.sheets.sheet import SheetRow

# As long as a code could be that was rewritten to fit into an address, which none is any more.
LONGEST_FORMER_CODE = 30
EVERY = "*"
# Measures whose codes were rewritten by the imports that made them, and by none since given as they are written.
IMPORTED = ImportRow.objects.filter(measure=OuterRef("pk"))
REWRITTEN = Exists(IMPORTED.filter(of__state__in=(ImportState.APPLIED, ImportState.UNDONE))) & ~Exists(
    IMPORTED.applied().filter(fields__has_key="code")
)
DECIDED: dict[str, Outcome] = {Decision.TAKE: Outcome.CHANGED, Decision.KEEP: Outcome.UNCHANGED}


@dataclass(slots=True)
class Plan:
    """Says what becomes of each row of a table by a mapping."""

    job: Import
    mapping: Mapping
    index: NameIndex = field(default_factory=NameIndex.load)
    # The parties that rows which are written bring, by code, in the order in which they come.
    new_parties: dict[str, str] = field(default_factory=dict)
    # The first row with each code.
    first_rows: dict[str, int] = field(default_factory=dict)

    def judge_all(self, rows: Sequence[ImportRow], sheet_rows: Iterable[SheetRow], columns: Sequence[str]) -> None:
        """Say what becomes of each of these rows, given the cells that it was parsed from."""
        former = [former_code(row, columns, self.mapping) for row in sheet_rows]
        measures = present_measures(self.job.filled_report, [row.code for row in rows], former)
        last = last_written_fields(measures)
        for row, measure in zip(rows, measures, strict=True):
            self.judge(row, measure, last.get(measure.pk) if measure else None)

    def check_kind(self, row: ImportRow) -> None:
        """Whether a row names as many parties as its kind of measure wants; they suggest a kind where it gives none."""
        kinds = {code: self.index.party_kinds[code] for code in row.fields.get("parties", ())}
        if "kind" not in row.fields and not any(each["field"] == "kind" for each in row.problems):
            is_one = len(kinds) == 1 and PartyKind.GROUP not in kinds.values()
            row.fields["kind"] = Kind.UNILATERAL.value if is_one else Kind.COOPERATIVE.value
        elif kinds and "kind" in row.fields and (fault := fault_of_parties(row.fields["kind"], kinds)):
            row.problems.append(row_problem("kind", fault))

    def judge(self, row: ImportRow, measure: Measure | None, last: Fields | None) -> None:
        """Say what becomes of a row, given its measure and what the last import said of that."""
        row.of, row.measure = self.job, measure
        self.check_kind(row)
        codes = {row.code, measure.code if measure else ""} - {""}
        first = min((self.first_rows.setdefault(code, row.row_number) for code in codes), default=row.row_number)
        if first != row.row_number:
            row.problems.append(row_problem("code", _("Row %(number)d is about the same measure.") % {"number": first}))
        if measure is not None and measure.is_part:
            row.problems.append(row_problem("code", _("This is the code of a part of a measure.")))
        if row.problems:
            row.outcome = Outcome.REJECTED
        elif measure is None:
            row.outcome = Outcome.NEW
        else:
            self.compare(row, measure, last)
        leave_out_owner_of_done(row)

    def compare(self, row: ImportRow, measure: Measure, last: Fields | None) -> None:
        """Say what a row would change of its measure, or why that has to be decided."""
        decided = self.job.decisions.get(str(row.row_number), self.job.decisions.get(EVERY, {}))
        if decided == Decision.SKIP:
            row.outcome = Outcome.SKIPPED
            return
        here = fields_here(measure)
        conflicts = {}
        for name, value in flat(row.fields).items():
            fate = outcome_of(value, here.get(name), last, name)
            if fate == Outcome.CONFLICT:
                chosen = decided.get(name, decided.get(EVERY)) if isinstance(decided, dict) else decided
                fate = DECIDED.get(chosen or "", fate)
            if fate == Outcome.CONFLICT:
                conflicts[name] = CONFLICT
            if fate != Outcome.UNCHANGED:
                row.before[name] = here.get(name)
        if fault := "" if conflicts else self.fault_of_addressees(row, here):
            conflicts = {"kind": CONFLICT, "parties": fault}
            row.before |= {name: here[name] for name in conflicts}
        if measure.is_withdrawn:
            row.before["withdrawn_at"] = str(measure.withdrawn_at)
        row.problems = [row_problem(name, message) for name, message in conflicts.items()]
        row.outcome = Outcome.CONFLICT if conflicts else Outcome.CHANGED if row.before else Outcome.UNCHANGED

    def fault_of_addressees(self, row: ImportRow, here: Fields) -> str:
        """What is wrong with the parties that a measure gets for its kind, where the row changes only one of these."""
        kind, parties = ((row.fields if name in row.before else here)[name] for name in ("kind", "parties"))
        fault = fault_of_parties(kind, {code: self.index.party_kinds.get(code, "") for code in parties})
        return fault if {"kind", "parties"} & row.before.keys() else ""

    def parties_brought(self, rows: Iterable[ImportRow]) -> dict[str, str]:
        """The new parties of those rows that are written, noted as the table's."""
        new = self.index.new_parties
        taken = [row for row in rows if row.outcome in (Outcome.NEW, Outcome.CHANGED)]
        codes = {code for row in taken for code in row.fields["parties"]} & new.keys() - self.new_parties.keys()
        brought = {code: new[code] for code in sorted(codes)}
        self.new_parties |= brought
        return brought


def leave_out_owner_of_done(row: ImportRow) -> None:
    """Leave out who is to answer for a measure that is done with, or will be by the same row."""
    brought = {Outcome.NEW: row.fields, Outcome.CHANGED: row.before}.get(Outcome(row.outcome), {})
    if "owner" not in brought:
        return
    standing = row.measure.standing if row.measure else None
    status = row.fields["status"] if "status" in brought else standing.status if standing else ""
    if status in DONE_WITH:
        message = _("The measure is closed: %(name)s will not be its owner.")
        row.problems.append(row_problem("owner", message % {"name": row.fields.pop("owner")}))
        row.before.pop("owner", None)
        if row.outcome == Outcome.CHANGED and not row.before:
            row.outcome = Outcome.UNCHANGED


def outcome_of(new: object, here: Any, last: Fields | None, name: str) -> Outcome:
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


def fields_here(measure: Measure) -> Fields:
    """What a measure is now, with its status and those who answer for it."""
    return flat(measure_fields(measure)) | {
        "owner": [owner.user.email for owner in measure.owners.all()],
        "status": measure.standing.status if measure.standing else "",
    }


def former_code(row: SheetRow, columns: Sequence[str], mapping: Mapping) -> str:
    """The code that a row was given when codes were rewritten, and others made of all cells in their order."""
    if own := row.cells.get(mapping.column_of("code") or "", ""):
        plain = re.sub(r"[^A-Za-z0-9_-]+", "-", own).strip("-")
        return plain if plain and len(plain) <= LONGEST_FORMER_CODE and own.isascii() else f"R-{short_hash([own])}"
    return f"R-{short_hash(row.cells.get(column, '') for column in columns)}"


def present_measures(report: Report, codes: Sequence[str], former: Sequence[str]) -> list[Measure | None]:
    """The measure of each row by its code or its former one: withdrawn or not, with all that an import may write."""
    owners = Prefetch("owners", Owner.objects.select_related("user"))
    measures = Measure.objects.seen_by(TEAM).filter(report=report).prefetch_related("parties", owners)
    by_code = {each.code: each for each in measures.filter(code__in=codes)}
    others = {old for code, old in zip(codes, former, strict=True) if code not in by_code}
    by_former_code = {each.code: each for each in measures.filter(REWRITTEN, code__in=others)}
    return [by_code.get(code) or by_former_code.get(old) for code, old in zip(codes, former, strict=True)]


def last_written_fields(measures: Iterable[Measure | None]) -> dict[int, Fields]:
    """What the last import that was written and not undone gave for each measure."""
    rows = ImportRow.objects.applied().filter(measure__in=[measure.pk for measure in measures if measure])
    latest = rows.order_by("measure", "-of__written_at", "-pk").distinct("measure")
    return {measure: flat(fields) for measure, fields in latest.values_list("measure", "fields")}
