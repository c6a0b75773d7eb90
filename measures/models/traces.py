"""Which rows a transaction changed, and for which readers: what those who keep a copy must fetch again."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from measures.models.markings import MarkingField
from measures.models.records import RecordManager

# How long a reader who keeps a copy may stay away.
MOMENTS_LAST = timedelta(days=90)
# A trace is dated when its transaction begins: one that stays open for a month hides no change from anybody.
TRACES_LAST = MOMENTS_LAST + timedelta(days=30)


class Trace(models.Model):
    """A transaction added a row, took it away, or changed what it shows to those who read rows of this marking.

    Triggers write it, of every change, also of what a row shows of others. It names rows by key, for they may be gone.
    """

    bounded_by: ClassVar = ("marking",)

    pk = models.CompositePrimaryKey("kind", "xid", "key", "marking")
    kind = models.CharField(max_length=20)
    xid = models.BigIntegerField()
    key = models.CharField(max_length=250)
    marking = MarkingField()
    is_new = models.BooleanField()
    at = models.DateTimeField(db_default=Now())

    objects = RecordManager()

    class Meta:
        ordering = ["kind", "xid", "key", "marking"]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} in {self.xid}"
