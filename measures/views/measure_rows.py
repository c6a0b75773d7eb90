"""What the page of a measure rests on: its row and those of its parts, and what is on record of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from measures.analysis.past import standings_as_of
from measures.analysis.timeline import ACTS
from measures.models import Addressing, Direction, Entry, Evidence, Measure, Milestone, Owner, Watch
from measures.models.evidence import EvidenceQuerySet
from measures.models.journal import EntryQuerySet
from measures.models.records import count_of, json_rows, related_rows
from measures.models.statements import StatementQuerySet
from measures.views.reading import Reading
from measures.views.statements import counting_statements

OWNER_ACCOUNT = ("user_id", "user__name", "user__is_named_in_public")
MILESTONE = [field.attname for field in Milestone._meta.concrete_fields]
AMBIGUITY = ("key", "title", "title_zh_hans")


@dataclass(frozen=True, slots=True)
class MeasureRows:
    """A measure with its parts, as far as the reader may see them."""

    measure: Measure
    with_parts: Sequence[Measure]

    @property
    def keys(self) -> list[int]:
        return [row.pk for row in self.with_parts]


def measure_rows(key: str, reading: Reading) -> list[Measure]:
    """The measure with this key and its parts, as far as the reader may see them, with what hangs on them."""
    of_measure = {"measure": OuterRef("pk")}
    needs = Measure.needs_to_complete.through.objects.filter(**of_measure).order_by("party").values("party")
    watches = Watch.objects.filter(**of_measure)
    addressings = Addressing.objects.filter(**of_measure).order_by("strength", "ambiguity__position")
    measures = Measure.objects.with_parts_of(Measure.objects.filter(key=key))
    found = (
        measures.seen_by(reading.audience)
        .with_timeliness(on=reading.on)
        .with_party_codes()
        .select_related("report", "parent", "due_on_set_by")
        .annotate(
            needs_codes=ArraySubquery(needs),
            milestone_columns=json_rows(Milestone.objects.filter(**of_measure), *MILESTONE),
            cleared_columns=json_rows(addressings, "strength", *(f"ambiguity__{name}" for name in AMBIGUITY)),
            owner_columns=json_rows(Owner.objects.filter(**of_measure), "id", "role", *OWNER_ACCOUNT),
            watchers=count_of(watches),
            is_watched=Exists(watches.filter(user=reading.reader.pk)),
        )
    )
    with standings_as_of(measures, reading.audience, **reading.days):
        return list(found)


def story_entries(rows: MeasureRows, reading: Reading) -> EntryQuerySet:
    """The entries that are more than background for a measure or its parts, or meet one of their milestones."""
    bearings = related_rows(Entry, "bearings").filter(Q(direction__in=ACTS) | ~Q(status=""), measure__in=rows.keys)
    marks = related_rows(Entry, "marks").filter(milestone__measure__in=rows.keys)
    either = bearings.order_by().values("entry").union(marks.order_by().values("entry"))
    found: EntryQuerySet = Entry.objects.visible_to(reading.audience).filter(pk__in=either)
    return found


def background_entries(rows: MeasureRows, reading: Reading) -> EntryQuerySet:
    borne = related_rows(Entry, "bearings").filter(direction=Direction.BACKGROUND, measure__in=rows.keys)
    found: EntryQuerySet = Entry.objects.visible_to(reading.audience).filter(pk__in=borne.order_by().values("entry"))
    return found


def filed_statements(measure: Measure, reading: Reading) -> StatementQuerySet:
    return counting_statements(measure.report, reading).filed_under(measure=measure)


def cited_sources(rows: MeasureRows, reading: Reading) -> EvidenceQuerySet:
    """The sources of what happened."""
    telling = story_entries(rows, reading).counting(**reading.days).order_by().values("pk")
    found: EvidenceQuerySet = Evidence.objects.visible_to(reading.audience).cited_by(telling)
    return found


def part_counts(rows: MeasureRows, reading: Reading) -> Mapping[str, int]:
    """How many rows each part has that is a list, and how many developments are background: one query."""
    kinds: Mapping[str, QuerySet[Any]] = {
        "story": story_entries(rows, reading).counting(**reading.days),
        "background": background_entries(rows, reading).counting(**reading.days),
        "statements": filed_statements(rows.measure, reading),
        "sources": cited_sources(rows, reading),
    }
    first, *others = (
        found.order_by().values_list(Value(name)).annotate(number=Count("pk")) for name, found in kinds.items()
    )
    return dict(first.union(*others, all=True).order_by())
