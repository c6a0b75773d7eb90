"""A user's saved views, and those that the team shares."""

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import ActPermission
from api.serializers.saved_views import SavedViewChangesSerializer, SavedViewDraftSerializer
from api.views.common import SignedInView
from api.views.lists import RecordList
from measures import access
from measures.lists.accounts import SavedViewSerializer, SharedViewSerializer
from measures.models import SavedView
from measures.operations.saved_views import delete_view, revise_view, save_view
from measures.publishing.saved_views import check_saved_view, seen_views


class SavedViewList(SignedInView, RecordList):
    """Your saved views; others see those that you share."""

    serializer_class = SavedViewSerializer
    orderings = {"name": ("name", "key"), "created": ("created_at", "key")}

    def get_queryset(self) -> QuerySet[SavedView]:
        return SavedView.objects.filter(user=self.writer)

    @extend_schema(request=SavedViewDraftSerializer, responses={201: SavedViewSerializer})
    def post(self, request: Request) -> Response:
        """Save a view; saving the same one again changes nothing."""
        fields = self.body(SavedViewDraftSerializer).validated_data
        check_saved_view(fields["page"], fields["filters"], self.writer, on=self.today)
        view = save_view(self.writer, **fields)
        view.refresh_from_db()
        return self.created_response(SavedViewSerializer, view, at=reverse("api-saved-view", args=[view.key]))


class SharedViewList(SignedInView, RecordList):
    """The saved views that somebody shares with the team, for the team."""

    permission_classes = [*SignedInView.permission_classes, ActPermission]
    acts = {"GET": "read_shared_views"}
    serializer_class = SharedViewSerializer
    orderings = {"name": ("name", "key"), "created": ("created_at", "key")}

    def get_queryset(self) -> QuerySet[SavedView]:
        return SavedView.objects.filter(is_shared=True)


class SavedViewDetail(SignedInView):
    """One saved view: yours, or one that is shared with the team that you belong to."""

    serializer_class = SavedViewSerializer

    def view(self) -> SavedView:
        return self.find(seen_views(self.writer), key=self.kwargs["key"])

    def get(self, request: Request, key: str) -> Response:
        return Response(self.get_serializer(self.view()).data)

    @extend_schema(request=SavedViewChangesSerializer, responses=SavedViewSerializer)
    def patch(self, request: Request, key: str) -> Response:
        """Rename a view, change what it shows, share it with the team or stop sharing it."""
        view, changes = self.view(), dict(self.body(SavedViewChangesSerializer).validated_data)
        if "filters" in changes:
            access.require(self.writer, "revise_view", view.user)
            check_saved_view(view.page, changes["filters"], self.writer, on=self.today)
        return Response(self.get_serializer(revise_view(view, changes=changes, by=self.writer)).data)

    def delete(self, request: Request, key: str) -> None:
        """Delete a view."""
        delete_view(self.view(), by=self.writer)
