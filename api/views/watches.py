"""What a user watches."""

from django.db.models import QuerySet

from api.views.common import SignedInView
from api.views.lists import RecordList
from measures.lists.measures import WatchSerializer
from measures.models import Watch


class WatchList(SignedInView, RecordList):
    """The measures that you watch in your reminder digests, latest first."""

    serializer_class = WatchSerializer
    orderings = {"since": ("since", "measure__key"), "measure": ("measure__key",)}
    ordering = "-since"

    def get_queryset(self) -> QuerySet[Watch]:
        watches: QuerySet[Watch] = super().get_queryset()
        return watches.filter(user=self.writer)
