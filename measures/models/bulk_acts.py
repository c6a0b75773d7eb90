"""Changes of many measures at once, each of which whoever made it can take back as one."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.models.records import RecordManager

UNDONE_WITHIN = timedelta(hours=24)


class BulkKind(models.TextChoices):
    """What can be done to many measures at once."""

    NAME_OWNER = "name_owner", _("Name an owner")
    RELEASE_OWNER = "release_owner", _("Remove an owner")
    TARGET_DATE = "due_on", _("Set the target date")
    REVIEW_INTERVAL = "review_every_days", _("Set how often they are checked")
    WATCH = "watch", _("Watch them")


class BulkAct(models.Model):
    """One act on many measures, with what each was before and is after it: ``[key, before, after]``."""

    key = models.CharField(_("key"), max_length=100, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="bulk_acts")
    kind = models.CharField(_("what was done"), max_length=20, choices=BulkKind)
    subject = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    changes = models.JSONField(default=list)
    made_at = models.DateTimeField(_("when"), db_default=Now(), editable=False)
    undone_at = models.DateTimeField(_("undone"), null=True, editable=False)

    objects = RecordManager()

    class Meta:
        verbose_name = _("bulk change")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({len(self.changes)})"

    def can_be_undone(self, *, at: datetime) -> bool:
        return self.undone_at is None and at < self.made_at + UNDONE_WITHIN
