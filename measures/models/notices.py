"""Notices: what concerns one person, and is told once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.models.evidence import Review
from measures.models.journal import Entry
from measures.models.measures import Measure
from measures.models.records import RecordManager


class NoticeKind(models.TextChoices):
    MADE_OWNER = "made_owner", _("You now own it")
    SOURCE_REVIEWED = "source_reviewed", _("Your source was reviewed")
    VIEW_CHANGED = "view_changed", _("An assessment changed")
    VIEW_FORGOTTEN = "view_forgotten", _("Your saved view was deleted")
    ADDRESS_FORGOTTEN = "address_forgotten", _("Your secret address was deleted")


class Notice(models.Model):
    """Something that concerns one person, told once, in their next digest."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind)
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="+", null=True)
    review = models.ForeignKey(Review, models.CASCADE, related_name="+", null=True)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+", null=True)
    by_name = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    told_at = models.DateTimeField(null=True)

    objects = RecordManager()

    class Meta:
        verbose_name = _("notice")
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["user", "made_at"], condition=Q(told_at=None), name="notice_waiting")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"
