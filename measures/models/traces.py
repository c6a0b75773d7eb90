"""Which rows were changed by which transaction, for which readers: what those who keep a copy have to fetch again."""

from datetime import timedelta
from typing import ClassVar

from django.db import connection, models
from django.db.models import Max, Min, Q

from measures.models.markings import MarkingField
from measures.models.records import RecordManager, RecordQuerySet

# For how long one may stay away who keeps a copy.
TRACES_KEPT_FOR = timedelta(days=90)
NOW = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
    concat_ws('.', system_identifier, timeline_id, 'measures_trace'::regclass::oid), clock_timestamp()
FROM pg_control_system(), pg_control_checkpoint()
"""


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

    objects = RecordManager()

    class Meta:
        ordering = ["kind", "xid", "key", "marking"]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} in {self.xid}"


class MomentQuerySet(RecordQuerySet["Moment"]):
    def present(self) -> "Moment":
        """How it is now, which is not noted."""
        with connection.cursor() as cursor:
            cursor.execute(NOW)
            xid, database, at = cursor.fetchone()
        return Moment(xid=xid, database=database, at=at)

    def noted_with(self, moment: "Moment") -> "MomentQuerySet":
        """Those of the same database: in another one the numbers of transactions mean nothing."""
        return self.filter(database=moment.database)

    def kept_from(self, present: "Moment") -> int:
        """The first transaction from which on may be asked: no trace of it or of a later one is gone."""
        found = self.noted_with(present).aggregate(
            first=Min("xid"), past=Max("xid", filter=Q(at__lt=present.at - TRACES_KEPT_FOR))
        )
        return max(found["first"] or 0, found["past"] or 0)


class Moment(models.Model):
    """The oldest transaction that ran at a time: what is left of earlier ones is older than that."""

    at = models.DateTimeField()
    xid = models.BigIntegerField()
    # A name that no restored database has.
    database = models.CharField(max_length=100)

    objects = RecordManager.from_queryset(MomentQuerySet)()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.xid} at {self.at}"
