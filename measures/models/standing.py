"""The stored state of play: one row per measure and audience, restated in the transaction of every change.

And that of a past day of a very large report, which a worker has replayed.
"""

from datetime import datetime, timedelta
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from measures.models.partial_dates import PartialDateField
from measures.models.records import RecordManager, RecordQuerySet
from measures.models.words import Pointing, Status, ViewsState

# How long replays are kept, how many that are made, and how many wait at once.
KEPT_FOR = timedelta(days=1)
MOST_KEPT, MOST_WAITING = 10, 5


class Figures(models.Model):
    """Where a measure stands for one audience.

    It is computed by `analysis.standing` from the journal and holds nothing that the journal does not.
    """

    audience = models.CharField(max_length=60)
    status = models.CharField(_("status"), max_length=20, choices=Status, blank=True)
    status_since = PartialDateField(_("since"), null=True)
    latest_direction = models.CharField(_("latest direction"), max_length=20, choices=Pointing, blank=True)
    latest_on = PartialDateField(_("latest development"), null=True)
    # The day it counts from: a month, or a year, is ordered and filtered by that.
    latest_by = models.DateField(null=True)
    last_checked = models.DateField(_("last checked"), null=True)
    sources_toward = models.PositiveIntegerField(default=0)
    sources_away = models.PositiveIntegerField(default=0)
    sources_either = models.PositiveIntegerField(default=0)
    milestones_met = models.PositiveIntegerField(default=0)
    milestones = models.PositiveIntegerField(default=0)
    is_unsupported = models.BooleanField(_("unsupported"), default=False)
    is_contested = models.BooleanField(_("contested"), default=False)
    level = models.PositiveSmallIntegerField(_("independent level"), null=True)
    views_state = models.CharField(
        _("state of the parties’ views"), max_length=20, choices=ViewsState, default=ViewsState.NO_VIEW
    )
    views = models.JSONField(_("latest views"), default=list, encoder=DjangoJSONEncoder)
    levels_held = ArrayField(models.CharField(max_length=90), default=list)
    # From independent views: the sides that move it, and whether it moves away; coverage is computed from these.
    moved_by = ArrayField(models.CharField(max_length=40), default=list)
    is_moving_away = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Standing(Figures):
    """Where a measure stands now for one audience: every list, filter, count and dashboard reads it."""

    measure = models.ForeignKey("measures.Measure", models.CASCADE, related_name="standings")

    objects = RecordManager()

    class Meta:
        ordering = ["measure", "audience"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "audience"], name="standing_once_per_audience"),
        ]
        indexes = [models.Index(fields=["audience", "status"], name="standing_by_status")]

    def __str__(self) -> str:
        return f"{self.measure_id} for {self.audience}"


class ReplayQuerySet(RecordQuerySet["Replay"]):
    def waiting(self) -> Self:
        """Those that a worker is still to make, or makes."""
        return self.filter(made_at=None)

    def outdated(self, *, at: datetime) -> Self:
        """Those that are old, and of those that are made all but the newest."""
        made = self.filter(made_at__isnull=False)
        newest = made.order_by("-made_at", "-pk").values("pk")[:MOST_KEPT]
        return self.filter(requested_at__lt=at - KEPT_FOR) | made.exclude(pk__in=newest)


class Replay(models.Model):
    """How all measures of a report stood on a past day for one audience: requested by its readers, made by a worker."""

    report = models.ForeignKey("measures.Report", models.CASCADE, related_name="+")
    audience = models.CharField(max_length=60)
    as_of = models.DateField(null=True)
    known_at = models.DateTimeField()
    requested_at = models.DateTimeField()
    # The last change in the row history by then.
    last_change = models.BigIntegerField()
    # The last measure that is replayed, and how many are.
    reached = models.BigIntegerField(default=0)
    measures = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True)

    objects = RecordManager.from_queryset(ReplayQuerySet)()

    class Meta:
        ordering = ["requested_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "audience", "as_of", "known_at"], name="replay_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} for {self.audience} as of {self.as_of}, known at {self.known_at}"


class ReplayedStanding(Figures):
    """Where a measure stood on the day of a replay."""

    replay = models.ForeignKey(Replay, models.CASCADE, related_name="standings")
    # Without a constraint, whose lock on the measure would let writers wait for a replay.
    measure = models.ForeignKey("measures.Measure", models.DO_NOTHING, related_name="+", db_constraint=False)

    objects = RecordManager()

    class Meta:
        ordering = ["replay", "measure"]
        constraints = [
            models.UniqueConstraint(fields=["replay", "measure"], name="replayed_standing_once"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} in {self.replay_id}"
