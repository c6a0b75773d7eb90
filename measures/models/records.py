"""What the models of the record share: managers that never read one row at a time, and rows written once."""

from typing import ClassVar, Self

from django.db import models

from measures.models.markings import Audience


class RecordQuerySet[M: models.Model](models.QuerySet[M, M]):
    """Rows whose related rows are fetched for all at once, so that a loop costs one query, not one for each row."""

    def visible_to(self, audience: Audience) -> Self:
        """Rows that the audience may read, by their own marking."""
        return self.filter(marking__in=audience.markings)


class RecordManager[M: models.Model](models.Manager[M]):
    """The manager of every model of the record."""

    _queryset_class = RecordQuerySet

    def get_queryset(self) -> RecordQuerySet[M]:
        return super().get_queryset().fetch_mode(models.FETCH_PEERS)  # type: ignore[return-value]

    def visible_to(self, audience: Audience) -> RecordQuerySet[M]:
        return self.get_queryset().visible_to(audience)


class JournalRow(models.Model):
    """A row that is written once.

    The role that the application runs as has no right to change or delete it, and triggers refuse the same to the
    role that owns the tables. `mutable_columns` names the columns that may change all the same.
    """

    mutable_columns: ClassVar[tuple[str, ...]] = ()
    inserted_by_function: ClassVar[bool] = False

    class Meta:
        abstract = True
