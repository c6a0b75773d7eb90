"""What comes in and what the team decides of it, and the feeds that bring it."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.incoming import (
    AssignmentSerializer,
    CandidateDraftSerializer,
    DropSerializer,
    FeedDraftSerializer,
    FeedRevisionSerializer,
    FeedTrialSerializer,
)
from api.views.common import IF_MATCH, RecordView
from api.views.lists import DocumentView, ListWithin, RecordDetail, RecordList
from api.views.owners import users_named
from measures.intake.feed_reading import try_feed
from measures.intake.ranking import group_near_titles, rank
from measures.lists.candidates import CandidateDetailSerializer, CandidateSerializer
from measures.lists.feeds import FeedFetchSerializer, FeedSerializer
from measures.models import Candidate, Feed
from measures.operations.candidates import assign_candidate, drop_candidate, send_candidate, undo_decision
from measures.operations.clock import clock
from measures.operations.feeds import add_feed, remove_feed, revise_feed
from measures.publishing.candidate_filters import CandidateFilters
from measures.publishing.feed_filters import FeedFilters


class CandidateList(RecordList):
    """What came in for your reports, the likeliest first; for the team."""

    serializer_class = CandidateSerializer
    filterset_class = CandidateFilters
    orderings = {"score": ("score", "found_at", "id"), "found": ("found_at", "id")}
    ordering = "-score"
    acts = {"GET": "read_candidates", "POST": "send_candidate"}

    @extend_schema(request=CandidateDraftSerializer, responses={201: CandidateDetailSerializer})
    def post(self, request: Request) -> Response:
        """Send an address to the inbox of a report; a person decides what becomes of it."""
        body = self.body(CandidateDraftSerializer)
        candidate = send_candidate(body.validated_data["report"], body.draft(), by=self.writer)
        rank([candidate.pk], on=self.today)
        group_near_titles([candidate.pk])
        return self.created_response(
            CandidateDetailSerializer, candidate, at=reverse("api-candidate", args=[candidate.pk])
        )


class OfCandidate(DocumentView):
    """What is done with one candidate."""

    serializer_class = CandidateDetailSerializer
    lookup_field = "id"


class CandidateDetail(OfCandidate, RecordDetail):
    """One candidate, with the beginning of its text; its ETag names its version."""

    acts = {"GET": "read_candidates", "PATCH": "decide_candidate"}

    @extend_schema(request=AssignmentSerializer, responses=CandidateDetailSerializer, parameters=[IF_MATCH])
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Assign a candidate that waits to a member of the team, or to nobody."""
        row: Candidate = self.get_object()
        name = self.body(AssignmentSerializer).validated_data["assigned_to"]
        to = None if name is None else users_named({"assigned_to": name})["assigned_to"]
        assign_candidate(row, to=to, version=self.version_of(row), by=self.writer)
        return self.shown()


class CandidateDrop(OfCandidate):
    """Saying that a candidate is not relevant."""

    acts = {"POST": "decide_candidate"}

    @extend_schema(request=DropSerializer, responses=CandidateDetailSerializer(many=True))
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Drop a candidate as not relevant, and those waiting with nearly the same title unless its source is weak."""
        reason = self.body(DropSerializer).validated_data["reason"]
        rows = drop_candidate(self.get_object(), reason=reason, by=self.writer, at=clock())
        return Response(self.get_serializer(rows, many=True).data)


class CandidateUndoing(OfCandidate):
    """Undoing a decision."""

    acts = {"POST": "decide_candidate"}

    @extend_schema(request=None, responses=CandidateDetailSerializer(many=True))
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let a candidate wait again, with those dropped along with it; what was logged stays in the journal."""
        rows = undo_decision(self.get_object(), by=self.writer)
        return Response(self.get_serializer(rows, many=True).data)


class FeedList(RecordList):
    """The feeds that are read for your reports, or would be if they were switched on; for the team."""

    serializer_class = FeedSerializer
    filterset_class = FeedFilters
    orderings = {"report": ("report__slug", "key"), "key": ("key",)}
    acts = {"GET": "read_feeds", "POST": "add_feed"}

    def get_queryset(self) -> Any:
        return super().get_queryset().standing()

    @extend_schema(request=FeedDraftSerializer, responses={201: FeedSerializer})
    def post(self, request: Request) -> Response:
        """Add a feed to a report; it is read once somebody switches it on."""
        body = self.body(FeedDraftSerializer)
        feed = add_feed(body.validated_data["report"], body.draft(), by=self.writer)
        return self.created_response(FeedSerializer, feed, at=reverse("api-incoming-feed", args=[feed.key]))


class FeedDetail(RecordDetail):
    """A feed; its ETag names its version."""

    serializer_class = FeedSerializer
    acts = {"GET": "read_feeds", "PATCH": "revise_feed", "DELETE": "remove_feed"}

    def get_queryset(self) -> Any:
        return super().get_queryset().standing()

    @extend_schema(request=FeedRevisionSerializer, responses=FeedSerializer, parameters=[IF_MATCH])
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Change what a feed says, or switch it on (it is then read within a minute) or off."""
        feed: Feed = self.get_object()
        changes, version = self.changes(FeedRevisionSerializer), self.version_of(feed)
        revise_feed(feed, changes=changes, version=version, by=self.writer, at=clock())
        return self.shown()

    @extend_schema(parameters=[IF_MATCH])
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Remove a feed; what came from it stays."""
        feed: Feed = self.get_object()
        remove_feed(feed, version=self.version_of(feed), by=self.writer, at=clock())


class FeedTrial(RecordView):
    """Trying a feed."""

    serializer_class = FeedTrialSerializer
    acts = {"POST": "revise_feed"}

    @extend_schema(request=None, responses=FeedTrialSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Read a feed at once and show what would come in from it; nothing is kept."""
        feed = self.find(Feed.objects.standing().visible_to(self.audience), key=self.kwargs["key"])
        return Response(self.get_serializer(try_feed(feed)).data)


class FeedFetches(ListWithin):
    """The readings of a feed, the latest first."""

    serializer_class = FeedFetchSerializer
    orderings = {"due": ("due_at", "pk")}
    ordering = "-due"
    of_report = "feeds__key"
    model = Feed
    belongs_by = "feed"
    acts = {"GET": "read_feeds"}

    def within(self) -> QuerySet[Any]:
        return super().within().standing()  # type: ignore[attr-defined, no-any-return]
