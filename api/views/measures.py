"""Measures, where they stand, and their milestones."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Case, Model, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.pagination import flag
from api.serializers.drafts import MilestoneMarkDraftSerializer
from api.serializers.fields import AsOfSerializer
from api.serializers.measures import INCLUDABLE, INCLUDE, MOST_INCLUDED, MeasureWithListsSerializer
from api.serializers.readings import StandingAsOfSerializer
from api.serializers.row_history import MeasureHistorySerializer
from api.views.common import RecordView
from api.views.entries import EntryWritingView
from api.views.lists import RecordDetail, RecordList
from api.views.row_history import RowHistory
from measures.analysis.past import standings_as_of
from measures.lists.entries import EntrySerializer
from measures.lists.measures import MeasureDetailSerializer, MeasureSerializer
from measures.lists.milestones import MilestoneSerializer
from measures.lists.paging import PageRow, bare
from measures.lists.shapes import Shape
from measures.lists.sql import fetch_documents
from measures.models import POINTINGS, Measure, Milestone, Status
from measures.models.measures import MeasureQuerySet
from measures.models.records import among
from measures.operations.entries import meet_milestone
from measures.publishing.measure_filters import MeasureFilters
from measures.publishing.row_filters import MilestoneFilters

# Below all levels.
NO_LEVEL = -1


def place_among(words: Sequence[str], column: str) -> Case:
    """The place of a word of a closed list in that list, from 1; 0 where there is none."""
    places = [When(**{column: word}, then=Value(place)) for place, word in enumerate(words, start=1)]
    return Case(*places, default=Value(0))


class MeasureList(RecordList):
    """Measures with their standings, in the reports' order; without parts unless you ask for them."""

    serializer_class = MeasureSerializer
    filterset_class = MeasureFilters
    filters: MeasureFilters | None
    orderings = {
        "report": ("report__slug", "position", "key"),
        "key": ("key",),
        "added": ("added_at", "key"),
        "due": ("due", "key"),
        "checked": ("checked", "key"),
        "latest": ("latest", "key"),
        "title": ("title", "key"),
        "status": ("status_place", "key"),
        "level": ("level_or_none", "key"),
        "direction": ("direction_place", "key"),
    }
    ordered_by_standing = frozenset({"checked", "latest", "status_place", "level_or_none", "direction_place"})
    # What has no day of its own comes last among target dates, and first among those of developments and checks; so
    # does what has no status, level or direction.
    computed = {
        "due": Coalesce("due_by", Value(date.max)),
        "checked": Coalesce("standing__last_checked", Value(date.min)),
        "latest": Coalesce("standing__latest_by", Value(date.min)),
        "status_place": place_among(Status.values, "standing__status"),
        "level_or_none": Coalesce("standing__level", Value(NO_LEVEL)),
        "direction_place": place_among(POINTINGS, "standing__latest_direction"),
    }
    held_by = {"report__slug": "report"}
    parameters = ("parts", "as_of", "known_at")

    def get_queryset(self) -> MeasureQuerySet:
        return self.recommended(super().get_queryset())

    def recommended(self, measures: MeasureQuerySet) -> MeasureQuerySet:
        return measures.recommended() if flag(self.request, "parts") else measures.whole()

    def answer(self, rows: QuerySet[Any], order: Sequence[str], request: Request, **kwargs: Any) -> HttpResponseBase:
        if not self.needs_all_standings(order):
            return super().answer(rows, order, request, **kwargs)
        lasting = self.filters.lasting if self.filters else Measure.objects.visible_to(self.audience)
        with standings_as_of(self.recommended(lasting), self.audience, **self.days):
            return super().answer(rows, order, request, **kwargs)

    def fetch(self, rows: QuerySet[Model], order: Sequence[str], limit: int) -> list[PageRow[str]]:
        if self.needs_all_standings(order):
            return super().fetch(rows, order, limit)
        page = Measure.objects.filter(among("pk", rows.order_by(*order)[:limit]))
        with standings_as_of(page, self.audience, **self.days):
            return super().fetch(rows, order, limit)

    def needs_all_standings(self, order: Sequence[str]) -> bool:
        """Whether the standings of all measures are needed: for filters, for the order, or since all rows are given."""
        is_by_standing = not self.ordered_by_standing.isdisjoint(map(bare, order))
        return is_by_standing or self.is_export or bool(self.filters and self.filters.go_by_standings)


class MeasureDetail(RecordDetail):
    """A measure or a part of one; its ETag names its version."""

    serializer_class = MeasureDetailSerializer

    @extend_schema(parameters=[INCLUDE], responses=MeasureWithListsSerializer)
    def get(self, request: Request, *args: object, **kwargs: object) -> HttpResponse:
        return super().get(request, *args, **kwargs)

    def fetch(self, rows: QuerySet[Model], order: Sequence[str], limit: int) -> list[PageRow[str]]:
        return [
            replace(row, content=with_lists(row.content, {name: self.included(name, rows) for name in self.include}))
            for row in super().fetch(rows, order, limit)
        ]

    @property
    def include(self) -> Sequence[str]:
        """The lists that are to come with the measure."""
        names = [name.strip() for name in self.request.query_params.get("include", "").split(",")]
        if unknown := {*filter(None, names)} - {*INCLUDABLE}:
            words = _("Choose one of these: %(choices)s.") % {"choices": ", ".join(INCLUDABLE)}
            raise serializers.ValidationError({"include": [f"“{name}”: {words}" for name in sorted(unknown)]})
        return [name for name in INCLUDABLE if name in names]

    def included(self, name: str, measures: QuerySet[Any]) -> list[str]:
        """The first rows of a list of what is about the measure or its parts."""
        listed = INCLUDABLE[name]
        document = listed.serializer.statement(self.audience, Shape(language=self.shape.language))
        rows = listed.about(listed.serializer.rows(self.audience), measures, self.audience)
        found = fetch_documents(rows, document, order=listed.order, limit=MOST_INCLUDED, values=self.placeholders)
        return [row.content for row in found]


def with_lists(content: str, lists: Mapping[str, list[str]]) -> str:
    """A row with lists of others as further members."""
    members = [f'"{name}": [{", ".join(rows)}]' for name, rows in lists.items()]
    return f"{content.removesuffix('}')}, {', '.join(members)}}}" if members else content


class MeasureStanding(RecordView):
    """Where a measure stands, with each side's latest words: now or as of a past day."""

    serializer_class = StandingAsOfSerializer

    @extend_schema(parameters=[AsOfSerializer])
    def get(self, request: Request, key: str) -> Response:
        parameters = self.reading_parameters()
        with standings_as_of(Measure.objects.filter(key=key), self.audience, **parameters):
            measure: Any = self.find(Measure.objects.seen_by(self.audience), key=key)
            reading = {
                **self.reading_days(parameters),
                "measure": measure.key,
                "standing": measure.standing,
            }
            context = {**self.get_serializer_context(), "placeholders": self.placeholders_for(parameters)}
            return Response(StandingAsOfSerializer(reading, context=context).data)


class MeasureHistory(RowHistory):
    """Changes of a measure's titles, dates, owners, links, milestones and, for the team, markings."""

    serializer_class = MeasureHistorySerializer
    model = Measure


def of_this_body(error: ValidationError) -> ValidationError:
    """What is wrong with the one mark of the entry, under the names of the body that asked for it."""
    return ValidationError({field.removeprefix("milestones.0."): text for field, text in error.message_dict.items()})


class MilestoneList(RecordList):
    """Milestones, in the order of their measures."""

    serializer_class = MilestoneSerializer
    filterset_class = MilestoneFilters
    orderings = {"report": ("measure__report__slug", "measure__position", "position", "key"), "key": ("key",)}
    parameters = ("as_of", "known_at")


class MilestoneDetail(RecordDetail):
    """A milestone; its ETag names its version."""

    serializer_class = MilestoneSerializer


class MilestoneMarks(EntryWritingView):
    """Marking a milestone: met, not met or undone, by an entry of the journal."""

    acts = {"POST": "meet_milestone"}

    def act_target(self) -> Milestone:
        return self.find(MilestoneSerializer.rows(self.audience), key=self.kwargs["key"])

    @extend_schema(request=MilestoneMarkDraftSerializer, responses={201: EntrySerializer})
    def post(self, request: Request, key: str) -> Response:
        """Log that the milestone was met, not met or undone."""
        milestone = self.act_target()
        fields = {"title": "", "narrative": "", **self.body(MilestoneMarkDraftSerializer).validated_data}
        try:
            entry = meet_milestone(milestone, by=self.writer, on=self.writers_today, **fields)
        except ValidationError as error:
            raise of_this_body(error) from error
        return self.entry_response(entry)
