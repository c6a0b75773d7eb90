"""Up to when somebody has seen what changed in a report."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from measures.models.records import RecordManager
from measures.models.reports import Report


class Visit(models.Model):
    """Up to when a person has seen what was recorded of a report; they move it on themselves."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="visits", db_index=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="visits")
    seen_until = models.DateTimeField(_("seen until"))

    objects = RecordManager()

    class Meta:
        verbose_name = _("visit")
        ordering = ["user", "report"]
        constraints = [models.UniqueConstraint(fields=["user", "report"], name="visit_once_per_report")]

    def __str__(self) -> str:
        return f"{self.user_id} has seen {self.report_id}"
