"""What counts on measures and ambiguities as of the day shown, in order of time."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from measures.analysis.dissents import with_dissents
from measures.analysis.history import in_time_order
from measures.models import Ambiguity, Assessment, Audience, Bearing, Entry, Measure, MilestoneMark
from measures.models.compiled import KEPT_AUDIENCES, Compiled
from measures.models.placeholders import AS_OF, KNOWN_AT, THESE, values_of_days
from measures.models.records import among
from measures.views.reading import Reading

type Rows = Sequence[Measure | Ambiguity]

ALONG = ("entry__author", "entry__report")


def assessments_of(column: str, these: Rows, reading: Reading) -> list[Assessment]:
    """Our assessments of measures or of ambiguities, with what they rest on and who dissents."""
    compiled = compiled_assessments(column, reading.audience, is_past=reading.is_past)
    return in_time_order(compiled.filled(values_for(these, reading)))


def effects_on(ambiguities: Sequence[Ambiguity], reading: Reading) -> list[Bearing]:
    """What developments did to ambiguities."""
    found = in_time_order(
        compiled_effects(reading.audience, is_past=reading.is_past).filled(values_for(ambiguities, reading))
    )
    by_pk: dict[int | None, Ambiguity] = {each.pk: each for each in ambiguities}
    for bearing in found:
        bearing.ambiguity = by_pk[bearing.ambiguity_id]
    return found


def marks_on(measure: Measure, reading: Reading) -> list[MilestoneMark]:
    """What was said of the milestones of a measure: met or not met."""
    compiled = compiled_marks(reading.audience, is_past=reading.is_past)
    return in_time_order(compiled.filled(values_for([measure], reading)))


def values_for(these: Rows, reading: Reading) -> dict[str, object]:
    """What the statements below are asked with."""
    return {"these": [each.pk for each in these], **values_of_days(**reading.days)}


@lru_cache(KEPT_AUDIENCES)
def compiled_effects(audience: Audience, *, is_past: bool) -> Compiled[Bearing]:
    entries = counting_entries(audience, day_placeholders(is_past=is_past))
    return Compiled(Bearing.objects.filter(among("ambiguity", THESE), entry__in=entries).select_related("entry"))


@lru_cache(KEPT_AUDIENCES)
def compiled_assessments(column: str, audience: Audience, *, is_past: bool) -> Compiled[Assessment]:
    days = day_placeholders(is_past=is_past)
    ours = Assessment.objects.of_ours().filter(among(column, THESE), entry__in=counting_entries(audience, days))
    return Compiled(with_dissents(ours.select_related(*ALONG).with_grounds(audience), audience, **days))


@lru_cache(KEPT_AUDIENCES)
def compiled_marks(audience: Audience, *, is_past: bool) -> Compiled[MilestoneMark]:
    entries = counting_entries(audience, day_placeholders(is_past=is_past))
    marks = MilestoneMark.objects.filter(among("milestone__measure", THESE), entry__in=entries)
    return Compiled(marks.select_related("milestone", "entry"))


def day_placeholders(*, is_past: bool) -> dict[str, Any]:
    return {"as_of": AS_OF, "known_at": KNOWN_AT} if is_past else {}


def counting_entries(audience: Audience, days: dict[str, Any]) -> QuerySet[Any, Any]:
    return Entry.objects.visible_to(audience).counting(**days).order_by().values("pk")
