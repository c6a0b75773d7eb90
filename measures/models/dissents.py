"""How a member of the team sees a measure or an ambiguity otherwise than an assessment of ours."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.models.bearings import LEVELS, AssessmentDirection, Confidence, Nothing, TargetedRow, on_one_thing
from measures.models.journal import Entry
from measures.models.records import RecordManager

DISSENT_FORMAT = 10


class Dissent(TargetedRow):
    """What an entry of its kind says beside the assessment that it responds to; it moves no standing."""

    sealed_from_format: ClassVar = dict.fromkeys(
        ("level", "nothing", "direction", "confidence", "text", "text_zh_hans"), DISSENT_FORMAT
    )

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="dissents", db_index=False)
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)
    nothing = models.CharField(_("without a level"), max_length=20, choices=Nothing, blank=True)
    direction = models.CharField(_("Direction"), max_length=20, choices=AssessmentDirection, blank=True)
    confidence = models.CharField(_("Confidence"), max_length=20, choices=Confidence, default=Confidence.MODERATE)
    text = models.TextField(_("in words"))
    text_zh_hans = models.TextField(blank=True)

    objects = RecordManager()

    class Meta:
        verbose_name = _("dissent")
        ordering = ["entry", "pk"]
        constraints = [
            *on_one_thing("dissent"),
            models.CheckConstraint(
                condition=Q(level__in=LEVELS, nothing="") | Q(level=None, nothing__in=Nothing.values),
                name="dissent_has_level_or_says_nothing",
            ),
            models.UniqueConstraint(fields=["entry"], name="dissent_once_per_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} about {self.about_code}"

    @property
    def original_language(self) -> str:
        return self.entry.language
