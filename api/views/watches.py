"""What one follows."""

from django.db.models import QuerySet

from api.permissions import ScopePermission, SignedInPermission
from api.views.lists import RecordList
from measures.lists.measures import WatchSerializer
from measures.models import Watch


class WatchList(RecordList):
    """The measures that one follows in one's reminder digests, the latest first."""

    serializer_class = WatchSerializer
    permission_classes = [SignedInPermission, ScopePermission]
    orderings = {"since": ("since", "measure__key"), "measure": ("measure__key",)}
    ordering = "-since"

    def get_queryset(self) -> QuerySet[Watch]:
        watches: QuerySet[Watch] = super().get_queryset()
        return watches.filter(user=self.writer)
