"""Secret addresses under which programs that cannot sign in fetch a calendar, a feed or a table."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.models.records import RecordManager, RecordQuerySet


class SecretUrlKind(models.TextChoices):
    CALENDAR = "calendar", _("Calendar of target dates and milestones")
    FEED = "feed", _("Feed of the journal")
    TABLE = "table", _("Table of a list")


class SecretUrlQuerySet(RecordQuerySet["SecretUrl"]):
    def usable(self) -> Self:
        """Addresses that are not revoked, of users who are active."""
        return self.filter(revoked_at=None, user__is_active=True)


class SecretUrl(models.Model):
    """An address that shows its user's calendar, feed or table; its secret is kept as a hash only, and shown once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="secret_urls")
    key = models.CharField(_("key"), max_length=100, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=SecretUrlKind)
    filters = models.CharField(_("filters"), max_length=1000, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)

    objects = RecordManager.from_queryset(SecretUrlQuerySet)()

    class Meta:
        verbose_name = _("secret address")
        verbose_name_plural = _("secret addresses")
        ordering = ["user", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=Q(revoked_at=None),
                name="secret_url_name_once_per_user",
                violation_error_message=_("You already have an address with this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
