"""Ambiguities, and what each side says on them."""

from collections.abc import Mapping, Sequence

from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.ambiguities import PerceptionAsOfSerializer
from api.serializers.fields import AsOfSerializer
from api.views.lists import RecordDetail, RecordList
from api.views.tables import TableView
from measures.analysis.assessment import unassessed
from measures.analysis.perception import Perception, perceptions_of
from measures.analysis.sides import sides_of
from measures.analysis.unclear import OF_A_SIDE, OF_OTHERS, UnclearPoint, shown_statements, unclear_points
from measures.lists.ambiguities import AmbiguitySerializer, PerceivedAssessmentSerializer
from measures.lists.statements import StatementSerializer
from measures.models import Ambiguity, Statement
from measures.publishing.filters import AmbiguityFilters
from measures.publishing.unclear_tables import HEADINGS, unclear_rows


class AmbiguityList(RecordList):
    """Ambiguities, as sets and their elements, in the order of their reports."""

    serializer_class = AmbiguitySerializer
    filterset_class = AmbiguityFilters
    orderings = {"report": ("report__slug", "position", "key"), "key": ("key",), "title": ("title", "key")}
    parameters = ("as_of", "known_at")


class AmbiguityDetail(RecordDetail):
    """One ambiguity; its ETag names its version."""

    serializer_class = AmbiguitySerializer


class AmbiguityPerception(TableView):
    """Where an ambiguity stands, how we read it, and what each side says on it in its own words."""

    serializer_class = PerceptionAsOfSerializer
    table_columns = HEADINGS

    @extend_schema(parameters=[AsOfSerializer])
    def get(self, request: Request, key: str) -> HttpResponseBase:
        seen = Ambiguity.objects.visible_to(self.audience).select_related("report")
        ambiguity = self.find(seen, key=key)
        parameters = self.reading_parameters()
        sides = sides_of(ambiguity.report, self.audience)
        [point] = unclear_points([ambiguity], [side.code for side in sides], self.audience, **parameters)
        if self.is_export:
            days = {"as_of": parameters["as_of"], "known_at": parameters["known_at"]}
            return self.table(unclear_rows([point]), [ambiguity.report], **days)
        [perception] = perceptions_of([ambiguity], self.audience, **parameters)
        context = self.get_serializer_context()
        context["assessments"] = documents_of_assessments([perception], context)
        context["unassessed"] = unassessed(ambiguity.report, self.audience, known_at=parameters["known_at"])
        statements = shown_statements([point])
        context["statements"] = documents_of_statements(list(statements.values()), context)
        answer = {**self.reading_days(parameters), "perception": perception, **words_on(point, statements)}
        return Response(PerceptionAsOfSerializer(answer, context=context).data)


def documents_of_assessments(perceptions: Sequence[Perception], context: dict[str, object]) -> dict[int, object]:
    """What is shown of the assessments in perceptions, by primary key, in one statement for all."""
    assessments = [each.independent for each in perceptions if each.independent]
    documents = PerceivedAssessmentSerializer(assessments, many=True, context=context).data
    return {assessment.pk: document for assessment, document in zip(assessments, documents, strict=True)}


def words_on(point: UnclearPoint, statements: Mapping[int, Statement]) -> dict[str, object]:
    """The cells of an ambiguity and the words of others, as far as they are shown."""
    cells = [
        {
            "role": cell.role,
            "bearer": cell.bearer,
            "sides": cell.sides,
            "statements": [statements[pk] for pk in cell.statements[:OF_A_SIDE]],
            "choice": cell.choice,
        }
        for cell in point.cells
    ]
    return {"cells": cells, "others": [statements[pk] for pk in point.others[:OF_OTHERS]]}


def documents_of_statements(statements: Sequence[Statement], context: dict[str, object]) -> dict[int, object]:
    """What is shown of statements, by primary key, in one statement for all."""
    documents = StatementSerializer(statements, many=True, context=context).data
    return {each.pk: document for each, document in zip(statements, documents, strict=True)}
