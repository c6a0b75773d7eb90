"""Milestones, and marking them."""

from functools import partial

from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.drafts import MilestoneMarkDraftSerializer
from api.serializers.editing import row_serializer
from api.serializers.measures import MilestoneDraftSerializer
from api.views.editing import edited_detail
from api.views.entries import Logging
from api.views.lists import WrittenTogether, describe_rows
from measures.lists.entries import EntrySerializer
from measures.lists.milestones import MilestoneSerializer
from measures.models import Milestone
from measures.operations.additions import MilestoneDraft, add_milestones
from measures.operations.editing import revise_together
from measures.operations.milestones import meet_milestone
from measures.operations.nouns import MILESTONE
from measures.publishing.child_filters import MilestoneFilters


def of_this_body(error: ValidationError) -> ValidationError:
    """What is wrong with the one mark of the entry, under the names of the body that asked for it."""
    return ValidationError({field.removeprefix("milestones.0."): text for field, text in error.message_dict.items()})


class MilestoneList(WrittenTogether):
    """Milestones, in the order of their measures."""

    serializer_class = MilestoneSerializer
    filterset_class = MilestoneFilters
    orderings = {"report": ("measure__report__slug", "measure__position", "position", "key"), "key": ("key",)}
    acts = {"POST": "revise_milestone", "PATCH": "revise_milestone"}
    parameters = ("as_of", "known_at")

    @describe_rows("milestones_bulk_create", MilestoneDraftSerializer, MilestoneSerializer, status=201)
    def post(self, request: Request) -> Response:
        """Add milestones to measures, all or none."""
        return self.added(MilestoneDraftSerializer, MilestoneDraft, add_milestones)

    @describe_rows("milestones_bulk_update", row_serializer(MILESTONE), MilestoneSerializer, status=200)
    def patch(self, request: Request) -> Response:
        """Revise milestones, all or none."""
        return self.revised(row_serializer(MILESTONE), partial(revise_together, MILESTONE))


@extend_schema_view(patch=extend_schema(description="Change what a milestone says; who has to meet it stays."))
class MilestoneDetail(edited_detail(MILESTONE, MilestoneSerializer)):  # type: ignore[misc]
    """A milestone; its ETag names its version."""


class MilestoneMarks(Logging):
    """Marking a milestone: met, not met or undone, by an entry of the journal."""

    acts = {"POST": "meet_milestone"}

    def acted_on(self) -> Milestone:
        return self.find(MilestoneSerializer.rows(self.audience), key=self.kwargs["key"])

    @extend_schema(request=MilestoneMarkDraftSerializer, responses={201: EntrySerializer})
    def post(self, request: Request, key: str) -> Response:
        """Log that the milestone was met, not met or undone."""
        milestone = self.acted_on()
        fields = {"title": "", "narrative": "", **self.body(MilestoneMarkDraftSerializer).validated_data}
        try:
            entry = meet_milestone(milestone, by=self.writer, on=self.writers_today, **fields)
        except ValidationError as error:
            raise of_this_body(error) from error
        return self.logged(entry)
