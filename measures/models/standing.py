"""The stored state of play: one row per measure and audience, restated in the transaction of every change."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from measures.models.partial_dates import PartialDateField
from measures.models.records import RecordManager
from measures.models.words import Pointing, Status


class Standing(models.Model):
    """Where a measure stands now for one audience: every list, filter, count and dashboard reads it.

    It is computed by `analysis.standing` from the journal and holds nothing that the journal does not. Who reads a past
    day does not read this table: `analysis.past` lets the same queries read rows that are computed for that day.
    """

    measure = models.ForeignKey("measures.Measure", models.CASCADE, related_name="standings", db_index=False)
    audience = models.CharField(max_length=60)
    status = models.CharField(_("Status"), max_length=20, choices=Status, blank=True)
    status_since = PartialDateField(_("since"), null=True)
    latest_direction = models.CharField(_("Latest direction"), max_length=20, choices=Pointing, blank=True)
    latest_on = PartialDateField(_("Latest development"), null=True)
    # The day it counts from: a month, or a year, is ordered and filtered by that.
    latest_by = models.DateField(null=True)
    last_checked = models.DateField(_("Last checked"), null=True)
    sources_toward = models.PositiveIntegerField(default=0)
    sources_away = models.PositiveIntegerField(default=0)
    sources_either = models.PositiveIntegerField(default=0)
    milestones_met = models.PositiveIntegerField(default=0)
    milestones = models.PositiveIntegerField(default=0)
    is_unsupported = models.BooleanField(_("Unsupported"), default=False)
    is_contested = models.BooleanField(_("Contested"), default=False)
    level = models.PositiveSmallIntegerField(_("independent level"), null=True)
    assessments = models.JSONField(_("latest assessments"), default=list, encoder=DjangoJSONEncoder)

    objects = RecordManager()

    class Meta:
        ordering = ["measure", "audience"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "audience"], name="standing_once_per_audience"),
        ]
        indexes = [models.Index(fields=["audience", "status"], name="standing_by_status")]

    def __str__(self) -> str:
        return f"{self.measure_id} for {self.audience}"
