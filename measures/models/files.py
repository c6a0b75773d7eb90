"""Files that sources bring along: each is kept once, under the hash of its bytes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.models.records import JournalRow, RecordManager


class StoredFile(JournalRow):
    """Bytes that are stored once under their hash; who may read them depends on the sources that have them."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField(_("size"))
    media_type = models.CharField(_("kind of file"), max_length=100)
    stored_at = models.DateTimeField()

    objects = RecordManager()

    class Meta:
        ordering = ["sha256"]
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="stored_file_has_a_hash"),
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.sha256

    @property
    def path(self) -> str:
        """Where its bytes are in the storage."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"


class FileState(models.TextChoices):
    SOUND = "sound", _("As it was stored")
    CHANGED = "changed", _("Changed since it was stored")
    MISSING = "missing", _("Missing")


class FileCheck(models.Model):
    """The result of the last check of a stored file."""

    file = models.OneToOneField(StoredFile, models.CASCADE, primary_key=True, related_name="last_check")
    state = models.CharField(_("state"), max_length=20, choices=FileState)
    since = models.DateTimeField()
    checked_at = models.DateTimeField(db_index=True)

    objects = RecordManager()

    class Meta:
        ordering = ["file"]

    def __str__(self) -> str:
        return f"{self.file_id} {self.state}"
