"""A measure with lists of what is about it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema_serializer

from measures.lists.entries import EntrySerializer
from measures.lists.evidence import EvidenceSerializer
from measures.lists.measures import MeasureDetailSerializer
from measures.lists.records import RecordSerializer
from measures.lists.statements import StatementSerializer
from measures.models import Audience, Entry, Measure
from measures.models.journal import LATEST_FIRST, on_wholes
from measures.publishing.filters import NOW

# Rows of each list at most: whoever wants more asks the list itself.
MOST_INCLUDED = 20


class IncludedList(NamedTuple):
    """A list that can come with a measure: its rows about a measure and its parts, and their order."""

    serializer: type[RecordSerializer]
    order: tuple[str, ...]
    about: Callable[[Any, QuerySet[Measure], Audience], QuerySet[Any]]


def counting_about(measures: QuerySet[Measure], audience: Audience) -> QuerySet[Entry]:
    return Entry.objects.visible_to(audience).counting().filter(on_wholes(measures))


INCLUDABLE = {
    "statements": IncludedList(
        StatementSerializer,
        ("-said_last", "-key", "-pk"),
        lambda rows, measures, audience: rows.counting(audience, **NOW).filed_under(
            measure__in=Measure.objects.with_parts_of(measures)
        ),
    ),
    "sources": IncludedList(
        EvidenceSerializer,
        ("-recorded_at", "-key"),
        lambda rows, measures, audience: rows.cited_by(counting_about(measures, audience)),
    ),
    "timeline": IncludedList(
        EntrySerializer,
        LATEST_FIRST,
        lambda rows, measures, audience: rows.filter(pk__in=counting_about(measures, audience).values("pk")),
    ),
}
INCLUDE = OpenApiParameter(
    "include",
    {"type": "array", "items": {"type": "string", "enum": [*INCLUDABLE]}},
    style="form",
    explode=False,
    description=f"Lists to come with it, between commas: of each the newest rows that count, {MOST_INCLUDED} at most.",
)


@extend_schema_serializer(component_name="MeasureDetail")
class MeasureWithListsSerializer(MeasureDetailSerializer):
    """A measure with its parts, indicators and links, and with the lists that “include” asks for."""

    statements = StatementSerializer(many=True, help_text="What was said about it, if asked for.")
    sources = EvidenceSerializer(many=True, help_text="What entries about it cite, if asked for.")
    timeline = EntrySerializer(many=True, help_text="The entries about it, if asked for.")

    class Meta(MeasureDetailSerializer.Meta):
        fields = [*MeasureDetailSerializer.Meta.fields, *INCLUDABLE]
        optional = tuple(INCLUDABLE)
