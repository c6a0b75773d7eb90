"""Who answers for a measure, and who follows it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.models.measures import Measure
from measures.models.records import OF_REPORT, RecordManager, Versioned


class OwnerRole(models.TextChoices):
    COORDINATOR = "coordinator", _("Coordinator")
    CONTRIBUTOR = "contributor", _("Contributor")
    REVIEWER = "reviewer", _("Reviewer")


class Owner(Versioned):
    """A user who answers for a measure."""

    bounded_by: ClassVar = ("measure__marking", f"measure__{OF_REPORT}")

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="owners", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="ownerships")
    role = models.CharField(_("Role"), max_length=20, choices=OwnerRole, default=OwnerRole.COORDINATOR)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = RecordManager()

    class Meta:
        verbose_name = _("owner")
        ordering = ["measure", "named_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "user"],
                name="owner_once_per_measure",
                violation_error_message=_("This person already owns the measure."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.measure_id}"


class Watch(models.Model):
    """A user follows a measure in the reminder digests."""

    bounded_by: ClassVar = ("measure__marking", f"measure__{OF_REPORT}")

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="watches", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="watches")
    since = models.DateTimeField(db_default=Now(), editable=False)

    objects = RecordManager()

    class Meta:
        verbose_name = _("watch")
        ordering = ["measure", "since", "pk"]
        constraints = [models.UniqueConstraint(fields=["measure", "user"], name="watch_once_per_measure")]

    def __str__(self) -> str:
        return f"{self.user_id} watches {self.measure_id}"
