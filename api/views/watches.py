"""What a user watches."""

from typing import Any

from api.views.common import SignedInView
from api.views.lists import RecordList
from measures.lists.measures import WatchSerializer


class WatchList(SignedInView, RecordList):
    """The measures that you watch in your reminder digests, latest first."""

    serializer_class = WatchSerializer
    orderings = {"since": ("since", "measure__key"), "measure": ("measure__key",)}
    ordering = "-since"

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(user=self.writer)
