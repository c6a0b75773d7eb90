"""Adding measures to a report, and milestones to measures, beyond what a library brought."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Model, QuerySet
from django.utils.translation import gettext as _

from measures import access
from measures.models import Doers, Kind, Marking, Measure, Milestone, PartialDate, Party, PartyKind, Report, User
from measures.models.markings import is_within, wider_or_same
from measures.operations.batches import clean, refuse_repeated
from measures.operations.faults import Faults, faults
from measures.operations.locks import lock_measures
from measures.operations.standing import restate
from measures.operations.transactions import in_one_transaction

OWN_VALUES = (
    "code", "kind", "title", "title_zh_hans", "description", "description_zh_hans", "explicit", "source_heading",
    "source_paragraph", "due_on", "review_every_days", "marking", "extra",
)  # fmt: skip
MILESTONE_VALUES = ("doers", "type", "title", "title_zh_hans", "beyond_report")


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
    needs_to_complete: Sequence[str] = ()
    parent: str = ""
    explicit: bool = True
    source_heading: str = ""
    source_paragraph: int | None = None
    due_on: PartialDate | None = None
    review_every_days: int = 180
    marking: str = Marking.PUBLIC
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneDraft:
    """A milestone to be added to a measure; its key is made of the measure's and its code."""

    measure: str
    code: str
    doers: str
    type: str
    title: str
    title_zh_hans: str = ""
    party: str = ""
    beyond_report: bool = True


@in_one_transaction
def add_measures(drafts: Sequence[MeasureDraft], *, by: User) -> list[Measure]:
    """Add measures at the end of their reports, all or none."""
    access.require(by, "add_measure")
    reports = Report.objects.filter(slug__in={draft.report for draft in drafts}).order_by("pk")
    # One writer at a time gives out the places of a report.
    known = {report.slug: report for report in reports.select_for_update(no_key=True)}
    parties = Party.objects.in_bulk({code for draft in drafts for code in (*draft.parties, *draft.needs_to_complete)})
    parents = {row.key: row for row in named_measures([draft.parent for draft in drafts], by)}
    rows: list[Measure] = []
    places = Places(known.values())
    with faults() as found:
        refuse_repeated([key_of(draft) for draft in drafts], "code", found)
        refuse_taken([key_of(draft) for draft in drafts], Measure, found)
        for index, draft in enumerate(drafts):
            check_measure(draft, index, parties, parents, found)
            report = known.get(draft.report)
            if report is None:
                found.add_unknown(f"{index}.report", draft.report)
                continue
            row = Measure(key=key_of(draft), report=report, parent=parents.get(draft.parent))
            row.position, row.due_on_set_by = places.take(report, draft.marking), by if draft.due_on else None
            rows.append(filled(row, draft, OWN_VALUES))
            clean(row, index, found)
    Measure.objects.bulk_create(rows)
    address(rows, drafts)
    restate([row.pk for row in rows])
    return rows


def key_of(draft: MeasureDraft) -> str:
    return f"{draft.report}-{draft.code}"


def named_measures(keys: Sequence[str], by: User) -> list[Measure]:
    """The measures that are named, of those that the writer may see."""
    seen = Measure.objects.visible_to(access.audience_of(by)).filter(key__in=keys)
    return list(seen.prefetch_related("parties"))


class Places:
    """The last places that measures of each marking have in reports.

    A new one comes after those that all its readers may read, so its place tells nobody of rows that are hidden.
    """

    def __init__(self, reports: Iterable[Report]) -> None:
        taken = Measure.objects.filter(report__in=reports).order_by().values_list("report", "marking")
        self.last: dict[tuple[int, str], int] = {
            (report, marking): last for report, marking, last in taken.annotate(Max("position"))
        }

    def take(self, report: Report, marking: str) -> int:
        place = 1 + max(self.last.get((report.pk, other), 0) for other in wider_or_same(marking))
        self.last[report.pk, marking] = place
        return place


def last_places(rows: QuerySet[Any], within: str) -> dict[int, int]:
    """The last place that is taken within each measure."""
    places: dict[int, int] = defaultdict(int)
    places.update(rows.order_by().values_list(within).annotate(Max("position")))
    return places


def filled[Row: Model](row: Row, draft: object, names: Sequence[str]) -> Row:
    for name in names:
        setattr(row, name, getattr(draft, name))
    return row


def refuse_taken(keys: Sequence[str], model: type[Measure | Milestone], found: Faults) -> None:
    taken = set(model._default_manager.filter(key__in=keys).values_list("key", flat=True))
    for index, key in enumerate(keys):
        if key in taken:
            found.add(f"{index}.code", _("There is one with this code already."))


def check_measure(
    draft: MeasureDraft, index: int, parties: Mapping[str, Party], parents: Mapping[str, Measure], found: Faults
) -> None:
    """Check whom a measure is addressed to and what it is part of."""
    for name in ("parties", "needs_to_complete"):
        for place, code in enumerate(getattr(draft, name)):
            if code not in parties:
                found.add(f"{index}.{name}.{place}", _("There is no party with the code “%(code)s”.") % {"code": code})
    addressed = [parties[code] for code in draft.parties if code in parties]
    if draft.kind == Kind.UNILATERAL and len(draft.parties) != 1:
        found.add(f"{index}.parties", _("A unilateral measure is addressed to one party."))
    several = len(draft.parties) > 1 or any(party.kind == PartyKind.GROUP for party in addressed)
    if draft.kind != Kind.UNILATERAL and not several:
        found.add(f"{index}.parties", _("This kind of measure is addressed to two parties or more, or to a group."))
    found.require_choice(f"{index}.marking", draft.marking, Marking)
    if not draft.parent:
        return
    parent = parents.get(draft.parent)
    if parent is None or not draft.parent.startswith(f"{draft.report}-"):
        found.add_unknown(f"{index}.parent", draft.parent)
    elif parent.is_part:
        found.add(f"{index}.parent", _("This is a part itself."))
    elif not is_within(draft.marking, parent.marking):
        found.add(f"{index}.marking", _("Fewer people may read the measure that this is a part of."))


def address(rows: Sequence[Measure], drafts: Sequence[MeasureDraft]) -> None:
    """Say to whom measures are addressed, and whom else they need."""
    for name in ("parties", "needs_to_complete"):
        through: Any = getattr(Measure, name).through
        through.objects.bulk_create(
            through(measure_id=row.pk, party_id=code)
            for row, draft in zip(rows, drafts, strict=True)
            for code in dict.fromkeys(getattr(draft, name))
        )


@in_one_transaction
def add_milestones(drafts: Sequence[MilestoneDraft], *, by: User) -> list[Milestone]:
    """Add milestones at the end of their measures', all or none."""
    access.require(by, "revise_milestone")
    measures = {row.key: row for row in named_measures([draft.measure for draft in drafts], by)}
    lock_measures([row.pk for row in measures.values()])
    places = last_places(Milestone.objects.filter(measure__in=measures.values()), "measure")
    keys = [f"{draft.measure}-{draft.code}" for draft in drafts]
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
            row = Milestone(key=keys[index], measure=measure, party_id=draft.party or None)
            row.position = places[measure.pk]
            rows.append(filled(row, draft, MILESTONE_VALUES))
            clean(row, index, found)
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
        found.add(f"{index}.party", _("Name the party that has to meet it, or none for each or together."))
