"""The feeds that are read for a report: adding, changing, trying and removing them, and their readings."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.feeds import FeedDraftSerializer, FeedRevisionSerializer, FeedTrialSerializer
from api.views.common import IF_MATCH, RecordView
from api.views.lists import ListWithin, RecordDetail, RecordList
from measures.intake.feed_reading import try_feed
from measures.lists.feeds import FeedFetchSerializer, FeedSerializer
from measures.models import Feed
from measures.operations.clock import clock
from measures.operations.feeds import add_feed, remove_feed, revise_feed
from measures.publishing.feed_filters import FeedFilters


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
