"""The row history: changes of rows outside the journal, written only by triggers."""

from hashlib import sha256
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from measures.models.people import User
from measures.models.records import JournalRow, RecordManager


def row_number(row: models.Model) -> int:
    """The number by which the row history names a row: its primary key, or one made of a key that is a text."""
    return row.pk if isinstance(row.pk, int) else int(sha256(row.pk.encode()).hexdigest()[:15], 16)


class RowChange(JournalRow):
    """One row that was added, changed or removed: the columns that differ, before and after.

    It names rows by table and number, for they may be gone. `measures` are those whose page shows the change.
    """

    inserted_by_function: ClassVar[bool] = True

    at = models.DateTimeField()
    table = models.CharField(max_length=63)
    row = models.BigIntegerField()
    measures = ArrayField(models.BigIntegerField(), default=list)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, db_constraint=False)
    request_id = models.CharField(max_length=64, blank=True)
    command = models.CharField(max_length=64, blank=True)
    database_role = models.CharField(max_length=63)

    objects = RecordManager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["table", "row", "-id"], name="rowchange_of_row"),
            GinIndex(fields=["measures"], name="rowchange_of_measures"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row}"
