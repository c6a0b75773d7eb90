"""Changes of many measures at once: previewed, made, listed and undone."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.bulk import BulkDraftSerializer, BulkStepSerializer
from api.views.common import SignedInView
from api.views.lists import RecordList
from measures.lists.accounts import BulkActSerializer
from measures.models import BulkAct, Measure, User
from measures.operations.bulk import BulkDraft, apply_to_measures, bulk_draft, planned_steps, undo
from measures.operations.clock import clock
from measures.operations.faults import faults


class DraftedActs(SignedInView):
    """What reads a draft of an act."""

    def drafted(self) -> tuple[BulkDraft, list[Measure]]:
        """The act that is asked for, and the measures that it is on, of those that its writer may see."""
        fields: dict[str, Any] = dict(self.body(BulkDraftSerializer).validated_data)
        keys = list(dict.fromkeys(fields.pop("measures")))
        rows = {row.key: row for row in Measure.objects.visible_to(self.audience).filter(key__in=keys)}
        person = User.objects.filter(pk=fields["person"], is_active=True).first() if "person" in fields else None
        with faults() as found:
            for index, key in enumerate(keys):
                if key not in rows:
                    found.add_unknown(f"measures.{index}", key)
            if "person" in fields and person is None:
                found.add_unknown("person", str(fields["person"]))
        return bulk_draft(**{**fields, "person": person}), [rows[key] for key in keys]


class BulkActList(DraftedActs, RecordList):
    """Your own changes of many measures at once."""

    serializer_class = BulkActSerializer
    orderings = {"made": ("made_at", "key")}
    ordering = "-made"

    def get_queryset(self) -> QuerySet[BulkAct]:
        return BulkAct.objects.filter(by=self.writer)

    @extend_schema(request=BulkDraftSerializer, responses={201: BulkActSerializer})
    def post(self, request: Request) -> Response:
        """Change all of these measures in one way; those that the preview says cannot change stay as they are."""
        draft, measures = self.drafted()
        act = apply_to_measures(draft, measures, by=self.writer)
        act.refresh_from_db()
        return self.created_response(BulkActSerializer, act)


class BulkActPreview(DraftedActs):
    """A preview of a change of many measures."""

    serializer_class = BulkStepSerializer

    @extend_schema(request=BulkDraftSerializer, responses=BulkStepSerializer(many=True))
    def post(self, request: Request) -> Response:
        """Preview what each measure would become; nothing is changed."""
        draft, measures = self.drafted()
        return Response(BulkStepSerializer(planned_steps(draft, measures, by=self.writer), many=True).data)


class BulkActUndoing(SignedInView):
    """Undoing a change of many measures."""

    serializer_class = BulkStepSerializer

    @extend_schema(request=None, responses=BulkStepSerializer(many=True))
    def post(self, request: Request, key: str) -> Response:
        """Undo the change within a day; what was changed since stays, and is named. A second time does nothing."""
        act = self.find(BulkAct.objects.filter(by=self.writer), key=key)
        return Response(BulkStepSerializer(undo(act, by=self.writer, at=clock()), many=True).data)
