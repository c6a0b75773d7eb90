"""What programs show in a person's place: tokens for the API, and secret addresses of lists."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models.people import TokenLimits
from measures.models.placeholders import Placeholder
from measures.models.records import RecordManager, RecordQuerySet, random_number
from measures.models.reports import Report

# How long a token works unless something else is chosen.
USUAL_LIFE = timedelta(days=365)
# How long before a token expires its user is reminded.
REMINDED_BEFORE = timedelta(days=14)


class Scope(models.TextChoices):
    READ = "read", _("Read")
    WRITE = "write", _("Read and write")


class TokenReaders(models.TextChoices):
    """The readers whose rows a token shows at most, by the names of their audiences."""

    PUBLIC = "public", _("Only what is public")
    PARTICIPANTS = "participants", _("At most what participants read")


class SecretUrlKind(models.TextChoices):
    CALENDAR = "calendar", _("Calendar of target dates and milestones")
    FEED = "feed", _("Feed of the journal")
    TABLE = "table", _("Table of a list")


class Credential(models.Model):
    """A secret of one user, kept as its hash only: the secret itself is shown once, when it is made."""

    name = models.CharField(_("name"), max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("Created"), db_default=Now(), editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("Last used"), null=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["user", "name", "pk"]

    def __str__(self) -> str:
        return self.name


def once_per_user(constraint: str, message: Any) -> models.UniqueConstraint:
    """No two credentials of a user that are not revoked have the same name."""
    return models.UniqueConstraint(
        fields=["user", "name"], condition=Q(revoked_at=None), name=constraint, violation_error_message=message
    )


class AccessTokenQuerySet(RecordQuerySet["AccessToken"]):
    def usable(self, *, at: datetime | Placeholder) -> Self:
        """Tokens that are neither revoked nor expired, of active users."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None, user__is_active=True)

    def to_be_reminded_of(self, *, at: datetime) -> Self:
        """Tokens that expire soon, were made for longer than that, and of which their user has had no mail."""
        lasting = self.filter(expires_at__gt=F("created_at") + REMINDED_BEFORE)
        return lasting.filter(expires_at__lte=at + REMINDED_BEFORE, mail=None)


class AccessToken(Credential):
    """A bearer token with which a program acts for its user through the API."""

    id = models.BigIntegerField(primary_key=True, default=random_number, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="access_tokens")
    scope = models.CharField(_("scope"), max_length=10, choices=Scope, default=Scope.READ)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    report = models.ForeignKey(
        Report, models.CASCADE, verbose_name=_("report"), related_name="+", null=True, blank=True
    )
    audience = models.CharField(_("What it reads"), max_length=20, choices=TokenReaders, blank=True)

    objects = RecordManager.from_queryset(AccessTokenQuerySet)()

    class Meta(Credential.Meta):
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        constraints = [
            once_per_user("access_token_name_once_per_user", _("You already have one with this name.")),
            models.CheckConstraint(
                condition=Q(audience="") | Q(scope=Scope.READ),
                name="access_token_for_fewer_readers_reads",
                violation_error_message=_("A token that reads less than you do cannot write. Choose “Read”."),
            ),
        ]

    @property
    def limits(self) -> TokenLimits | None:
        """What of its user's rights it has, if it has not all of them."""
        is_limited = self.report_id is not None or self.audience
        return TokenLimits(self.report_id, self.audience or None) if is_limited else None

    @property
    def expires_soon(self) -> bool:
        """Whether it still works, and not for long."""
        works = self.revoked_at is None and not self.is_expired
        return works and self.expires_at is not None and self.expires_at <= timezone.now() + REMINDED_BEFORE

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()


class SecretUrlQuerySet(RecordQuerySet["SecretUrl"]):
    def usable(self) -> Self:
        """Addresses that are not revoked, of users who are active."""
        return self.filter(revoked_at=None, user__is_active=True)


class SecretUrl(Credential):
    """An address under which a program that cannot sign in fetches its user's calendar, feed or table."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="secret_urls")
    key = models.CharField(_("key"), max_length=100, unique=True, editable=False)
    kind = models.CharField(_("Kind"), max_length=20, choices=SecretUrlKind)
    filters = models.CharField(_("Filters"), max_length=1000, blank=True)

    objects = RecordManager.from_queryset(SecretUrlQuerySet)()

    class Meta(Credential.Meta):
        verbose_name = _("secret address")
        constraints = [once_per_user("secret_url_name_once_per_user", _("You already have one with this name."))]
