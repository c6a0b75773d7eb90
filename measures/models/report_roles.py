"""Roles for one report."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.models.people import Role
from measures.models.records import OF_REPORT, RecordManager
from measures.models.reports import Report


class RoleInReport(models.TextChoices):
    """The roles that may be for one report."""

    CONTRIBUTOR = Role.CONTRIBUTOR.value, Role.CONTRIBUTOR.label
    EDITOR = Role.EDITOR.value, Role.EDITOR.label


class ReportRole(models.Model):
    """What a user may do in one report, where that is more than their role in all reports.

    The database refuses one of an administrator, who may do all.
    """

    bounded_by: ClassVar = (OF_REPORT,)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="report_roles", db_index=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="roles")
    role = models.CharField(_("Role"), max_length=20, choices=RoleInReport)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = RecordManager()

    class Meta:
        verbose_name = _("role for one report")
        ordering = ["user", "report"]
        constraints = [
            models.UniqueConstraint(fields=["user", "report"], name="report_role_once_per_user"),
            models.CheckConstraint(
                condition=models.Q(role__in=RoleInReport.values), name="report_role_is_contributor_or_editor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.report_id}"
