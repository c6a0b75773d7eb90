"""Codings: opening one, coding it blind, settling differences, and publishing it; and loading those of a library."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from heapq import nsmallest
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from measures import access
from measures.errors import (
    CodingDoneError,
    CodingIncompleteError,
    CodingOpenError,
    CodingPublishedError,
    CodingUnsettledError,
)
from measures.models import TEAM, Entry, EntryKind, Evidence, Marking, RedactionKind, Report, User
from measures.models.journal import IN_TIME
from measures.models.texts import bilingual
from measures.operations.catalogue import LoadOutcome, LoadTally, difference, merge
from measures.operations.evidence import random_key
from measures.operations.faults import Faults, faults
from measures.operations.forgetting import leave_redaction
from measures.operations.locks import lock_row, require_version
from measures.operations.redactions import key_of, place_of, redacted_value
from measures.operations.transactions import in_one_transaction
from measures.operations.updating import raise_versions, save_values
from measures.wings.coding.models import (
    MOST_UNITS,
    VALUES,
    Code,
    CodedVariable,
    Coding,
    CodingState,
    CodingUnit,
    SecondCoding,
    Settlement,
)

# What a coding has from its report.
CODEBOOK = ("codebook", "codebook_zh_hans")
# What a library says of a second coding.
LOADED = ("coded_on", *bilingual("coder", "compared_with", "sample", "note"), "codes")

USUAL_UNITS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingDraft:
    """Who is to code what: developments by their keys, or so many at most, drawn from those of a period."""

    title: str
    title_zh_hans: str = ""
    first_coder: User
    second_coder: User
    entries: Sequence[str] = ()
    since: date | None = None
    until: date | None = None
    most: int = USUAL_UNITS


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeDraft:
    """What a coder gives the development in one place."""

    unit: int
    direction: str = ""
    claim: str = ""
    grade: str = ""


@in_one_transaction
def open_coding(report: Report, draft: CodingDraft, *, by: User) -> Coding:
    """Have two members of the team code the same developments, in the order in which they happened."""
    access.require(by, "open_coding", report)
    # Its codebook as it is now: of what is redacted meanwhile no copy is made.
    report = lock_row(report)
    coding = Coding(
        report=report,
        key=random_key(f"{report.slug}-coding"),
        title=draft.title,
        title_zh_hans=draft.title_zh_hans,
        codebook=report.codebook,
        codebook_zh_hans=report.codebook_zh_hans,
        first_coder=draft.first_coder,
        second_coder=draft.second_coder,
        opened_by=by,
    )
    with faults() as found:
        found.check(coding, ["title", "title_zh_hans"])
        for name in ("first_coder", "second_coder"):
            if not access.is_contributor(getattr(draft, name), report):
                found.add(name, _("Only a member of the team can code."))
        if draft.first_coder == draft.second_coder:
            found.add("second_coder", _("Choose two different people."))
        entries = chosen_entries(report, draft, found) if draft.entries else drawn_entries(coding, draft, found)
    coding.save()
    CodingUnit.objects.bulk_create(
        CodingUnit(coding=coding, place=place, entry=entry, source=first_source(entry))
        for place, entry in enumerate(entries, start=1)
    )
    return coding


def developments_of(report: Report) -> Any:
    """The developments of a report that count and that its whole team reads, in the order in which they happened."""
    entries = Entry.objects.visible_to(TEAM).filter(report=report, kind=EntryKind.DEVELOPMENT).counting()
    return entries.order_by(*IN_TIME).prefetch_related("citations__evidence")


def chosen_entries(report: Report, draft: CodingDraft, found: Faults) -> list[Entry]:
    entries = list(developments_of(report).filter(key__in=draft.entries))
    if len(draft.entries) > MOST_UNITS:
        found.add("entries", _("Choose at most %(most)d developments.") % {"most": MOST_UNITS})
    here = {entry.key for entry in entries}
    for index, key in enumerate(draft.entries):
        if key not in here:
            found.add_unknown(f"entries.{index}", key)
    return entries


def drawn_entries(coding: Coding, draft: CodingDraft, found: Faults) -> list[Entry]:
    """Developments of a period; of too many those whose hash with the coding's key comes first, so anyone can check."""
    if not 1 <= draft.most <= MOST_UNITS:
        found.add("most", _("Enter a number from 1 to %(most)d.") % {"most": MOST_UNITS})
    entries = developments_of(coding.report)
    if draft.since:
        entries = entries.filter(counts_from__gte=draft.since)
    if draft.until:
        entries = entries.filter(counts_from__lte=draft.until)
    keys = entries.order_by().prefetch_related(None).values_list("key", flat=True)
    drawn = nsmallest(draft.most, keys.iterator(), key=lambda key: place_in_draw(coding, key))
    if not drawn:
        found.add("since", _("There are no developments in this period."))
    return list(entries.filter(key__in=drawn))


def place_in_draw(coding: Coding, entry: str) -> str:
    return sha256(f"{coding.key} {entry}".encode()).hexdigest()


def first_source(entry: Entry) -> Evidence | None:
    """The first source that an entry cites and the whole team reads."""
    sources = (citation.evidence for citation in sorted(entry.citations.all(), key=lambda each: each.pk))
    return next((source for source in sources if TEAM.may_read(source.marking)), None)


@in_one_transaction
def write_codes(coding: Coding, drafts: Sequence[CodeDraft], *, by: User) -> list[Code]:
    """Write what a coder gives some developments, over what they gave before; all or none."""
    locked = coding_to_code(coding, by)
    units = {unit.place: unit for unit in locked.units.all()}
    with faults() as found:
        for index, draft in enumerate(drafts):
            if draft.unit not in units:
                found.add_unknown(f"{index}.unit", str(draft.unit))
                continue
            for variable, words in VALUES.items():
                if value := getattr(draft, variable):
                    found.require_choice(f"{index}.{variable}", value, words)
            if draft.grade and units[draft.unit].source_id is None:
                found.add(f"{index}.grade", _("This development cites no source."))
    for draft in drafts:
        values = {variable.value: getattr(draft, variable) for variable in CodedVariable}
        Code.objects.update_or_create(unit=units[draft.unit], coder=by, defaults=values)
    return list(Code.objects.filter(unit__coding=locked, coder=by).select_related("unit").order_by("unit__place"))


@in_one_transaction
def finish_coding(coding: Coding, *, by: User, at: datetime) -> Coding:
    """Say that one is done: once both are, each sees the other's codes."""
    locked = coding_to_code(coding, by)
    if locked.units.exclude(codes__coder=by).exists():
        raise CodingIncompleteError
    return save_coding(locked, **{locked.done_column(by): at})


@in_one_transaction
def resume_coding(coding: Coding, *, by: User) -> Coding:
    """Take back that one is done, as long as the other is not."""
    locked = lock_coding(coding, "code_development", by)
    if not locked.is_open:
        raise CodingDoneError
    return save_coding(locked, **{locked.done_column(by): None})


@in_one_transaction
def settle_difference(
    unit: CodingUnit, variable: str, *, value: str, how: str, how_zh_hans: str = "", by: User, at: datetime
) -> Settlement:
    """Note what a difference was settled on, over what was noted before."""
    coding = coding_to_settle(unit, by)
    with faults() as found:
        found.require_choice("variable", variable, CodedVariable)
        found.require("how", how)
        if variable in CodedVariable.values:
            if value:
                found.require_choice("value", value, VALUES[CodedVariable(variable)])
            if len(set(unit.codes.values_list(variable, flat=True))) < 2:
                found.add("variable", _("The coders do not differ on this."))
    noted = {"value": value, "how": how, "how_zh_hans": how_zh_hans, "settled_by": by, "settled_at": at}
    settlement, _is_new = Settlement.objects.update_or_create(
        unit=coding.units.get(pk=unit.pk), variable=variable, defaults=noted
    )
    return settlement


@in_one_transaction
def unsettle_difference(unit: CodingUnit, variable: str, *, by: User) -> None:
    """Take back what a difference was settled on."""
    coding = coding_to_settle(unit, by)
    Settlement.objects.filter(unit=unit, unit__coding=coding, variable=variable).delete()


@in_one_transaction
def revise_coding(coding: Coding, *, changes: Mapping[str, Any], version: int | None, by: User, at: datetime) -> Coding:
    """Change its title; publish it by its marking, or make it internal again; withdraw it, or bring it back."""
    locked = lock_coding(coding, "revise_coding", by)
    require_version(locked, version)
    values = {name: changes[name] for name in ("title", "title_zh_hans", "marking") if name in changes}
    for name, value in values.items():
        setattr(locked, name, value)
    with faults() as found:
        found.check(locked, ["title", "title_zh_hans"])
        found.require_choice("marking", locked.marking, Marking)
    if locked.marking != Marking.INTERNAL:
        require_settled(locked)
    if "withdrawn" in changes and changes["withdrawn"] != (locked.withdrawn_at is not None):
        values["withdrawn_at"] = at if changes["withdrawn"] else None
    if locked.marking != Marking.INTERNAL and values.get("withdrawn_at", locked.withdrawn_at):
        raise CodingPublishedError
    return save_coding(locked, **values)


def require_settled(coding: Coding) -> None:
    """Refuse to publish a coding that is not done, or with a difference that is not settled."""
    if coding.is_open:
        raise CodingOpenError
    settled = set(Settlement.objects.filter(unit__coding=coding).values_list("unit", "variable"))
    for unit in coding.units.prefetch_related("codes"):
        for variable in CodedVariable:
            values = {getattr(code, variable) for code in unit.codes.all()}
            if len(values) > 1 and (unit.pk, variable.value) not in settled:
                raise CodingUnsettledError


def lock_coding(coding: Coding, act: str, by: User) -> Coding:
    """The coding as it is now, locked until the end of the transaction, if somebody may do this with it."""
    locked = lock_row(coding, "report")
    access.require(by, act, locked)
    return locked


def coding_to_code(coding: Coding, by: User) -> Coding:
    """The coding, locked, if this coder is not done with it."""
    locked = lock_coding(coding, "code_development", by)
    if locked.is_done_by(by):
        raise CodingDoneError
    return locked


def coding_to_settle(unit: CodingUnit, by: User) -> Coding:
    """The coding of a unit, locked, if its differences can be settled now."""
    locked = lock_coding(unit.coding, "settle_difference", by)
    if locked.is_open:
        raise CodingOpenError
    if locked.state == CodingState.PUBLISHED:
        raise CodingPublishedError
    return locked


def save_coding(coding: Coding, **values: object) -> Coding:
    """Save these values of a locked coding, as its next version; the database computes its state."""
    save_values(coding, **values)
    coding.refresh_from_db(fields=["state"])
    return coding


def forget_codebooks(report: Report, columns: Collection[str], *, by: User, reason: str) -> None:
    """Take the codebook of a report out of its codings: each has it as it was when it was opened."""
    for coding in Coding.objects.filter(report=report):
        blank: dict[str, object] = {name: redacted_value(coding, name) for name in columns if getattr(coding, name)}
        if blank:
            Coding.objects.filter(pk=coding.pk).update(**blank, version=F("version") + 1)
            marking = place_of(coding)[1]
            leave_redaction(
                RedactionKind.TEXT, coding, key_of(coding), list(blank), by=by, reason=reason, report=report,
                marking=marking,
            )  # fmt: skip


def load_second_codings(report: Report, codings: Sequence[SecondCoding], *, at: datetime) -> LoadTally:
    """Make the second codings of a library what stands; what was redacted stays so."""
    tally = merge(codings, identity=["key"], texts=LOADED)
    raise_versions(SecondCoding, tally.changed_rows)
    here, rows = [coding.pk for coding in codings], SecondCoding.objects.filter(report=report)
    rows.filter(pk__in=here).exclude(withdrawn_at=None).update(withdrawn_at=None)
    gone = list(rows.filter(withdrawn_at=None).exclude(pk__in=here))
    rows.filter(pk__in=[row.pk for row in gone]).update(withdrawn_at=at)
    tally.withdrawn = len(gone)
    tally.differences += [difference(row, LoadOutcome.WITHDRAWN, row) for row in gone]
    return tally
