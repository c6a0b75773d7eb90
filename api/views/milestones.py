"""Milestones, and marking them."""

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.drafts import MilestoneMarkDraftSerializer
from api.serializers.entries import EntrySerializer
from api.serializers.milestones import MilestoneSerializer
from api.views.common import RecordList
from api.views.entries import Logging
from measures.models import Audience, Entry, Milestone, MilestoneMark
from measures.operations.milestones import meet_milestone
from measures.publishing.filters import MilestoneFilters


def seen_by(audience: Audience) -> QuerySet[Milestone]:
    """Milestones of measures that an audience may read, with the marks that count for it."""
    counting = Entry.objects.counting().visible_to(audience)
    marks = MilestoneMark.objects.filter(entry__in=counting).select_related("entry")
    return (
        Milestone.objects.filter(measure__marking__in=audience.markings)
        .select_related("measure__report")
        .prefetch_related("measure__parties", Prefetch("marks", marks))
    )


def of_this_body(error: ValidationError) -> ValidationError:
    """What is wrong with the one mark of the entry, under the names of the body that asked for it."""
    return ValidationError({field.removeprefix("milestones.0."): text for field, text in error.message_dict.items()})


class MilestoneList(RecordList):
    """Milestones, in the order of their measures."""

    queryset = Milestone.objects.all()
    serializer_class = MilestoneSerializer
    filterset_class = MilestoneFilters
    keyset = ("measure__report__slug", "measure__position", "position", "key")

    def get_queryset(self) -> QuerySet[Milestone]:
        return seen_by(self.audience)


class MilestoneMarks(Logging):
    """Marking a milestone: met, not met or undone, by an entry of the journal."""

    queryset = Milestone.objects.all()
    serializer_class = MilestoneMarkDraftSerializer

    @extend_schema(request=MilestoneMarkDraftSerializer, responses={201: EntrySerializer})
    def post(self, request: Request, key: str) -> Response:
        """Log that the milestone was met, was not met, or was undone."""
        milestone = self.find(seen_by(self.audience), key=key)
        asked = {"title": "", "narrative": "", **self.body(MilestoneMarkDraftSerializer).validated_data}
        try:
            entry = meet_milestone(milestone, by=self.writer, on=self.writers_today, **asked)
        except ValidationError as error:
            raise of_this_body(error) from error
        return self.logged(entry)
