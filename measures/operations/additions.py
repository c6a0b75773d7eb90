"""Adding measures to a report, alone or with all that hangs on them, and milestones, beyond what a library brought."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from measures import access
from measures.models import (
    Addressee,
    Ambiguity,
    Doers,
    Marking,
    Measure,
    Milestone,
    OwnerRole,
    PartialDate,
    Party,
    Report,
    User,
)
from measures.models.markings import is_within
from measures.models.measures import fault_of_parties
from measures.operations.archiving import take_out_of_archive
from measures.operations.batches import as_single_row, refuse_repeated
from measures.operations.connections import AddressingDraft, address_ambiguities
from measures.operations.copying import copy_rows, fresh_keys
from measures.operations.editing import add_row
from measures.operations.faults import Faults, faults
from measures.operations.locks import lock_measures
from measures.operations.nouns import INDICATOR
from measures.operations.responsibility import OwnerDraft, name_owners
from measures.operations.rows import column_values
from measures.operations.standing import restate
from measures.operations.transactions import in_one_transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureDraft:
    """A measure to be added to a report, or a part to a measure; its key is made of the report's and its code."""

    report: str
    code: str
    kind: str
    title: str
    parties: Sequence[str]
    title_zh_hans: str = ""
    description: str = ""
    description_zh_hans: str = ""
    verb: str = ""
    timescale: str = ""
    timescale_zh_hans: str = ""
    needs_to_complete: Sequence[str] = ()
    parent: str = ""
    explicit: bool = True
    classification_basis: str = ""
    classification_why: str = ""
    classification_why_zh_hans: str = ""
    source_heading: str = ""
    source_heading_zh_hans: str = ""
    source_paragraph: int | None = None
    due_on: PartialDate | None = None
    review_every_days: int = 180
    marking: str = Marking.PUBLIC
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneDraft:
    """A milestone to be added to a measure; its key is made of the measure's and its code, or the next that is free."""

    measure: str
    code: str = ""
    doers: str
    type: str
    title: str
    title_zh_hans: str = ""
    party: str = ""
    beyond_report: bool = True


@dataclass(frozen=True, slots=True)
class NewMeasure:
    """An unsaved measure, with the codes of those whom it is addressed to and whom else it needs.

    `index` is its place among what was handed in, with which the paths of its faults begin.
    """

    index: int
    row: Measure
    parties: Sequence[str]
    needs_to_complete: Sequence[str] = ()


@in_one_transaction
def add_measures(drafts: Sequence[MeasureDraft], *, by: User) -> list[Measure]:
    """Add measures at the end of their reports, all or none."""
    access.require_somewhere(by, "add_measure")
    locked = Report.objects.select_for_update(no_key=True).order_by("pk")
    reports = {report.slug: report for report in locked.filter(slug__in={draft.report for draft in drafts})}
    access.require(by, "add_measure", *reports.values())
    parents = {row.key: row for row in visible_measures([draft.parent for draft in drafts], by)}
    keys = [f"{draft.report}-{draft.code}" for draft in drafts]
    new = []
    with faults() as found:
        refuse_repeated(keys, "code", found)
        refuse_taken(keys, Measure, found)
        refuse_taken(keys, Ambiguity, found)
        for index, draft in enumerate(drafts):
            if draft.report not in reports:
                found.add_unknown(f"{index}.report", draft.report)
            found.require_choice(f"{index}.marking", draft.marking, Marking)
            check_parent(draft, index, parents, found)
            row = Measure(**column_values(draft, Measure), key=keys[index], due_on_set_by=by if draft.due_on else None)
            row.report, row.parent = reports.get(draft.report), parents.get(draft.parent)  # type: ignore[assignment]
            new.append(NewMeasure(index, row, draft.parties, draft.needs_to_complete))
        added = insert_measures(new, found)
    restate([row.pk for row in added])
    return added


def visible_measures(keys: Sequence[str], by: User) -> list[Measure]:
    """Those of these measures that the writer may see."""
    seen = Measure.objects.visible_to(access.audience_of(by)).filter(key__in=keys)
    return list(seen.prefetch_related("parties"))


def insert_measures(new: Sequence[NewMeasure], found: Faults) -> list[Measure]:
    """Insert measures with their parties: those of a library in its order, others at the end.

    Raises ValidationError of all that is wrong with them or was found before. Part of an act, which has locked the
    reports, and restates the measures once all that counts for them is written.
    """
    check_measures(new, found)
    found.raise_if_any()
    rows = [each.row for each in new]
    reports = {row.report for row in rows if not row.from_library}
    taken = Measure.objects.filter(report__in=reports).order_by().values_list("report")
    places = defaultdict(int, taken.annotate(Max("position")))
    for row, pk in zip(rows, fresh_keys(Measure, len(rows)), strict=True):
        row.pk = pk
        if not row.from_library:
            places[row.report_id] += 1
            row.position = places[row.report_id]
    copy_rows(rows)
    address_measures({each.row.pk: each.parties for each in new})
    address_measures({each.row.pk: each.needs_to_complete for each in new}, Measure.needs_to_complete.through)
    return rows


def check_measures(new: Sequence[NewMeasure], found: Faults) -> None:
    """Check the fields of measures, and the parties that they are addressed to."""
    codes = {code for each in new for code in (*each.parties, *each.needs_to_complete)}
    kinds = dict(Party.objects.filter(code__in=codes).values_list("code", "kind"))
    for each in new:
        found.check(each.row, but=("key", "position"), at=f"{each.index}.")
        for name in ("parties", "needs_to_complete"):
            for place, code in enumerate(getattr(each, name)):
                if code not in kinds:
                    message = _("There is no party with the code “%(code)s”.") % {"code": code}
                    found.add(f"{each.index}.{name}.{place}", message)
        fault = fault_of_parties(each.row.kind, {code: kinds.get(code, "") for code in each.parties})
        if fault:
            found.add(f"{each.index}.parties", fault)


def address_measures(parties: Mapping[int, Iterable[str]], through: Any = Addressee) -> None:
    """Add the parties that measures are addressed to, or that they need."""
    rows = [through(measure_id=pk, party_id=code) for pk, codes in parties.items() for code in dict.fromkeys(codes)]
    copy_rows(rows)
    take_out_of_archive({row.party_id for row in rows})


def next_code(prefix: str, taken: Collection[str]) -> str:
    """The first number behind a prefix that is free."""
    return next(code for number in count(1) if (code := f"{prefix}{number}") not in taken)


def refuse_taken(keys: Sequence[str], model: type[Ambiguity | Measure | Milestone], found: Faults) -> None:
    taken = set(model._default_manager.filter(key__in=keys).values_list("key", flat=True))
    for index, key in enumerate(keys):
        if key in taken:
            found.add(f"{index}.code", _("This is already in use."))


def check_parent(draft: MeasureDraft, index: int, parents: Mapping[str, Measure], found: Faults) -> None:
    """A part belongs to a measure of the same report, and is not more widely readable."""
    if not draft.parent:
        return
    parent = parents.get(draft.parent)
    if parent is None or not draft.parent.startswith(f"{draft.report}-"):
        found.add_unknown(f"{index}.parent", draft.parent)
    elif parent.is_part:
        found.add(f"{index}.parent", _("This is itself a part: choose a whole measure."))
    elif not is_within(draft.marking, parent.marking):
        found.add(
            f"{index}.marking",
            _("Fewer people may read the measure that this is a part of: choose a narrower marking."),
        )


@in_one_transaction
def add_milestones(drafts: Sequence[MilestoneDraft], *, by: User) -> list[Milestone]:
    """Add milestones at the end of their measures, all or none."""
    access.require_somewhere(by, "revise_milestone")
    measures = {row.key: row for row in visible_measures([draft.measure for draft in drafts], by)}
    access.require(by, "revise_milestone", *measures.values())
    lock_measures([row.pk for row in measures.values()])
    present = Milestone.objects.filter(measure__in=measures.values()).order_by()
    places = defaultdict(int, present.values_list("measure").annotate(Max("position")))
    keys: list[str] = []
    taken = set(present.values_list("key", flat=True))
    for draft in drafts:
        keys.append(f"{draft.measure}-{draft.code}" if draft.code else next_code(f"{draft.measure}-M", {*taken, *keys}))
    rows = []
    with faults() as found:
        refuse_repeated(keys, "code", found)
        refuse_taken(keys, Milestone, found)
        for index, draft in enumerate(drafts):
            measure = measures.get(draft.measure)
            if measure is None:
                found.add_unknown(f"{index}.measure", draft.measure)
                continue
            check_doers(draft, measure, index, found)
            places[measure.pk] += 1
            row = Milestone(**column_values(draft, Milestone), key=keys[index], measure=measure)
            row.position, row.party_id = places[measure.pk], draft.party or None
            rows.append(row)
            found.check(row, at=f"{index}.")
    Milestone.objects.bulk_create(rows)
    restate({row.measure_id for row in rows})
    return rows


def check_doers(draft: MilestoneDraft, measure: Measure, index: int, found: Faults) -> None:
    """A milestone of one party names one of those that its measure is addressed to; others name none."""
    if draft.doers == Doers.PARTY:
        addressed = [party.code for party in measure.parties.all()]
        if draft.party not in addressed:
            found.add(f"{index}.party", _("This measure is addressed to: %(names)s.") % {"names": ", ".join(addressed)})
    elif draft.party:
        found.add(
            f"{index}.party",
            _("Name the party that must meet it; none if each party or all together must."),
        )


LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeMeasureDraft:
    """A measure and what hangs on it; parts and milestones say where they belong once it is there."""

    measure: MeasureDraft
    parts: Sequence[MeasureDraft] = ()
    milestones: Sequence[MilestoneDraft] = ()
    addressings: Sequence[AddressingDraft] = ()
    indicators: Sequence[Mapping[str, str]] = ()
    owners: Sequence[User] = ()


@contextmanager
def below(name: str) -> Iterator[None]:
    """Name the faults of rows by where these stand in the whole."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError({f"{name}.{path}": texts for path, texts in error.message_dict.items()}) from error


@in_one_transaction
def add_whole_measure(draft: WholeMeasureDraft, *, by: User) -> Measure:
    """Add a measure with all that hangs on it, or nothing."""
    with as_single_row():
        [measure] = add_measures([draft.measure], by=by)
    parts = [
        replace(part, parent=measure.key, code=part.code or f"{measure.code}{letter}")
        for part, letter in zip(draft.parts, LETTERS, strict=False)
    ]
    with below("parts"):
        add_measures(parts, by=by)
    with below("milestones"):
        add_milestones([replace(each, measure=measure.key) for each in draft.milestones], by=by)
    with below("addressings"):
        address_ambiguities(measure, draft.addressings, by=by)
    for place, values in enumerate(draft.indicators):
        with below(f"indicators.{place}"):
            add_row(INDICATOR, measure, values=values, by=by)
    with below("owners"):
        name_owners([OwnerDraft(measure, owner, OwnerRole.COORDINATOR) for owner in draft.owners], by=by)
    return measure
