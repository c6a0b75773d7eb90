"""Chinese texts that a second reader has checked against the English."""

from hashlib import sha256
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.models.records import RecordManager


def digest_of_texts(english: str, chinese: str) -> str:
    """A digest of a text and its translation: when either changes, what was said of them no longer holds."""
    return sha256(f"{english}\0{chinese}".encode()).hexdigest()


class TranslationState(models.TextChoices):
    """Whether a text has its Chinese, and whether somebody else has checked it."""

    MISSING = "missing", _("Translation missing")
    WORKING = "working", _("Working translation")
    CHECKED = "checked", _("Translation checked")


class TranslationCheck(models.Model):
    """A person has checked a Chinese text against the English; it holds as long as neither changes."""

    bounded_by: ClassVar = ()

    table = models.CharField(max_length=63)
    row = models.BigIntegerField()
    field = models.CharField(max_length=63)
    digest = models.CharField(max_length=64)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = RecordManager()

    class Meta:
        ordering = ["table", "row", "field", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["table", "row", "field", "digest"], name="translation_checked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row} {self.field}"
