"""Requests that a program may send again, and the stored answers."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from measures.models.records import RecordManager, RecordQuerySet

KEPT_FOR = timedelta(hours=24)


class IdempotencyKeyQuerySet(RecordQuerySet["IdempotencyKey"]):
    def outdated(self) -> Self:
        """Those whose time is over by the database's clock, which dated them: another clock may be wrong."""
        return self.filter(claimed_at__lt=Now() - KEPT_FOR)


class IdempotencyKey(models.Model):
    """A key that a program gave a request, what it asked for, and the answer; without a status it is not answered."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(default="")
    claimed_at = models.DateTimeField(db_default=Now(), db_index=True)

    objects = RecordManager.from_queryset(IdempotencyKeyQuerySet)()

    class Meta:
        ordering = ["user", "key"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once_per_user")]

    def __str__(self) -> str:
        return self.key
