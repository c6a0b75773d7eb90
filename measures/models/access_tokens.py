"""Keys with which a program acts for a user through the API."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.models.records import RecordManager, RecordQuerySet, random_number

# How long a token works unless something else is chosen.
USUAL_LIFE = timedelta(days=365)


class Scope(models.TextChoices):
    READ = "read", _("Read")
    WRITE = "write", _("Read and write")


class AccessTokenQuerySet(RecordQuerySet["AccessToken"]):
    def usable(self, *, at: datetime) -> Self:
        """Tokens that are neither revoked nor expired, of users who are active."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None, user__is_active=True)


class AccessToken(models.Model):
    """A bearer token, kept as its hash only: the token itself is shown once, when it is made."""

    id = models.BigIntegerField(primary_key=True, default=random_number, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="access_tokens")
    name = models.CharField(_("name"), max_length=100)
    scope = models.CharField(_("scope"), max_length=10, choices=Scope, default=Scope.READ)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)

    objects = RecordManager.from_queryset(AccessTokenQuerySet)()

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        ordering = ["user", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=Q(revoked_at=None),
                name="access_token_name_once_per_user",
                violation_error_message=_("You already have a token with this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
