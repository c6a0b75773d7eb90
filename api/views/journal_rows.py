"""What entries that count bring, a row each: views, effects, changes of a status, judgements."""

from typing import Any

from api.views.lists import RecordList
from measures.lists.journal_rows import (
    BearingRowSerializer,
    JudgementRowSerializer,
    StatusRowSerializer,
    ViewRowSerializer,
)
from measures.models import Entry, EntryKind
from measures.models.bearings import VIEW_OF
from measures.models.journal import IN_TIME, EntryQuerySet
from measures.publishing.row_filters import BearingFilters, JudgementFilters, StatusFilters, ViewFilters

IN_TIME_OF_ENTRY = tuple(f"entry__{column}" for column in IN_TIME)
ON = {"on_key": VIEW_OF["on_key"]}


class JournalRows(RecordList):
    """What entries bring that count as of a day; corrected and redacted entries bring nothing."""

    parameters = ("as_of", "known_at")
    ordering = "-occurred"

    @property
    def entries(self) -> EntryQuerySet:
        """The entries that count."""
        seen: EntryQuerySet = Entry.objects.visible_to(self.audience)
        return seen.counting(**self.days)

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(entry__in=self.entries.order_by().values("pk"))


class ViewList(JournalRows):
    """Views of parties and ours on measures, their parts and ambiguities, a row each; the latest first."""

    serializer_class = ViewRowSerializer
    filterset_class = ViewFilters
    computed = VIEW_OF
    orderings = {"occurred": (*IN_TIME_OF_ENTRY, *VIEW_OF), "on": (*VIEW_OF, *IN_TIME_OF_ENTRY)}


class BearingList(JournalRows):
    """Which way developments point for measures, and what they do to ambiguities, a row each; the latest first."""

    serializer_class = BearingRowSerializer
    filterset_class = BearingFilters
    computed = ON
    orderings = {"occurred": (*IN_TIME_OF_ENTRY, *ON), "on": (*ON, *IN_TIME_OF_ENTRY)}


class StatusList(JournalRows):
    """The history of statuses of measures and of states of ambiguities: a row for each change, the latest first."""

    serializer_class = StatusRowSerializer
    filterset_class = StatusFilters
    computed = ON
    orderings = {"occurred": (*IN_TIME_OF_ENTRY, *ON), "on": (*ON, *IN_TIME_OF_ENTRY)}

    def get_queryset(self) -> Any:
        return super().get_queryset().changing(self.entries)


class JudgementList(JournalRows):
    """Whether the sides' texts of a meeting say the same of a subject, as we read them; the latest first."""

    serializer_class = JudgementRowSerializer
    filterset_class = JudgementFilters
    orderings = {"occurred": (*IN_TIME_OF_ENTRY, "subject__position", "subject__key")}

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(entry__kind=EntryKind.READOUTS)
