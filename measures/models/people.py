"""Who reads and writes: users, and the parties they follow."""

from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import cached_property
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo, available_timezones

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Coalesce, Lower, Now
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from measures.models.markings import Audience
from measures.models.records import RecordManager, RecordQuerySet, Versioned, related_rows
from measures.models.texts import Bilingual, Language


class PartyKind(models.TextChoices):
    STATE = "state", pgettext_lazy("a party", "State")
    ORGANISATION = "organisation", _("Organisation")
    GROUP = "group", _("Group")


# The models that tie a measure to a party, and say no more of either.
OF_MEASURES = ("addressee", "measure_needs_to_complete")


def lists_of_parties(model: Any) -> tuple[str, ...]:
    """The columns of a model that list codes of parties."""
    return getattr(model, "lists_of_parties", ())


def is_listed_in(column: str) -> models.Func:
    """Whether a column lists the code of the party of the query around."""
    parts: dict[str, str] = {"template": "(%(expressions)s))", "arg_joiner": " = ANY("}
    return models.Func(models.OuterRef("pk"), models.F(column), output_field=models.BooleanField(), **parts)


class PartyQuerySet(RecordQuerySet["Party"]):
    """Parties that are …"""

    def current(self) -> Self:
        """Not archived."""
        return self.filter(archived_at=None)

    def unused(self) -> Self:
        """Those that nothing names but measures that were withdrawn."""
        found = self
        for relation in self.model._meta.get_fields(include_hidden=True):
            if isinstance(relation, models.ManyToOneRel):
                rows = relation.related_model._base_manager.filter(**{relation.field.name: models.OuterRef("pk")})
                if relation.related_model._meta.model_name in OF_MEASURES:
                    rows = rows.filter(measure__withdrawn_at=None)
                found = found.exclude(models.Exists(rows))
                for column in lists_of_parties(relation.related_model):
                    listing = relation.related_model._base_manager.filter(is_listed_in(column))
                    found = found.exclude(models.Exists(listing))
        return found

    def visible_to(self, audience: Audience) -> Self:
        """Those that a row visible to the audience refers to; the team sees all. None is archived."""
        if audience.reads_every_report:
            return self.current()
        references = [
            relation.related_model._default_manager.visible_to(audience)  # type: ignore[attr-defined]
            # As a range, since that enters an index: by equality, where most rows name one of two parties, all rows are
            # read for a third.
            .filter(**{f"{relation.remote_field.name}__{bound}": models.OuterRef("pk") for bound in ("gte", "lte")})
            .order_by()
            .values("pk")[:1]
            for relation in self.model._meta.get_fields(include_hidden=True)
            if isinstance(relation, models.ForeignObjectRel) and hasattr(relation.related_model, "bounded_by")
            # What is between a measure and a party refers to the party by itself.
            if not hasattr(getattr(relation, "through", None), "bounded_by")
        ]
        references += [
            relation.related_model._default_manager.visible_to(audience)  # type: ignore[attr-defined]
            .filter(is_listed_in(column))
            .order_by()
            .values("pk")[:1]
            for relation in self.model._meta.get_fields(include_hidden=True)
            if isinstance(relation, models.ForeignObjectRel)
            for column in lists_of_parties(relation.related_model)
        ]
        # Coalesce tries one after the other until a row is found; EXISTS joined by OR would scan all rows.
        referenced = self.current().alias(first_naming=Coalesce(*(models.Subquery(rows) for rows in references)))
        return referenced.filter(first_naming__isnull=False)


class Party(Bilingual, Versioned):
    """A state, organisation or group that measures are addressed to or that holds a view."""

    code = models.CharField(
        _("code"),
        primary_key=True,
        max_length=40,
        validators=[RegexValidator(r"^[A-Z0-9-]{2,40}$")],
        help_text=_("ISO 3166-1 alpha-2 for a state. It never changes."),
    )
    kind = models.CharField(_("Kind"), max_length=20, choices=PartyKind, default=PartyKind.STATE)
    name = models.CharField(_("name"), max_length=200)
    name_zh_hans = models.CharField(_("Name in Chinese"), max_length=200, blank=True)
    adjective = models.CharField(
        _("adjective"),
        max_length=100,
        blank=True,
        help_text=_("As in “the Chinese text”; empty: the name is used."),
    )
    adjective_zh_hans = models.CharField(_("adjective in Chinese"), max_length=100, blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)

    objects = RecordManager.from_queryset(PartyQuerySet)()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["code"]

    @property
    def key(self) -> str:
        """What it is called in addresses; other rows have a key."""
        return self.code

    @property
    def before_noun(self) -> str:
        """The party as an adjective, as in “the Chinese text”."""
        return str(self.words("adjective") or self.words("name"))


class Role(models.TextChoices):
    """What a user may do, each including the one before."""

    READER = "reader", _("Reader")
    CONTRIBUTOR = "contributor", _("Contributor")
    EDITOR = "editor", _("Editor")
    ADMINISTRATOR = "administrator", _("Administrator")


TEAM_ROLES = (Role.CONTRIBUTOR, Role.EDITOR, Role.ADMINISTRATOR)


# What stands in the place of a name that was removed; the database has it too (`removed_name`).
NAME_REMOVED = "[name removed]"


def name_for_readers(name: str) -> str:
    """A name as pages and mails have it: of somebody whose name was removed, they say so."""
    return gettext("a person whose name was removed") if name == NAME_REMOVED else name


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("This is not a time zone. Enter one like Asia/Shanghai."))


@dataclass(frozen=True, slots=True)
class TokenLimits:
    """What a token lets its user read and do at most: in one report, or what an audience reads."""

    report_id: int | None = None
    audience_name: str | None = None


class UserManager(BaseUserManager["User"]):
    """Creates users; email addresses ignore case."""

    def create_user(self, email: str, password: str | None = None, *, name: str, **fields: object) -> "User":
        user = User(email=email.strip().lower(), name=name.strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, role=Role.ADMINISTRATOR, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def matching(self, words: str) -> models.QuerySet["User"]:
        """Those whose name or address holds each of these words."""
        found = (models.Q(name__icontains=word) | models.Q(email__icontains=word) for word in words.split())
        return self.filter(*found)

    def lacking_second_factor(self) -> models.QuerySet["User"]:
        """Those whose role needs a second factor, and who have none, here or at a provider that is trusted for it."""
        factors = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
        trusted = [each.issuer for each in settings.CBM_PROVIDERS if each.second_factor]
        shown = SocialAccount.objects.filter(provider__in=trusted, extra_data__second_factor=True)
        in_reports = related_rows(self.model, "report_roles").filter(role__in=settings.CBM_SECOND_FACTOR)
        asked = models.Q(role__in=settings.CBM_SECOND_FACTOR) | models.Q(pk__in=in_reports.values("user"))
        needing = self.filter(asked)
        return needing.exclude(pk__in=factors.values("user")).exclude(pk__in=shown.values("user"))


class User(AbstractBaseUser, Versioned):
    """Somebody with an account: invited, deactivated, never deleted."""

    email = models.EmailField(
        _("Email address"),
        max_length=254,
        unique=True,
        error_messages={"unique": _("There is already an account with this email address.")},
    )
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("Role"), max_length=20, choices=Role, default=Role.READER)
    is_participant = models.BooleanField(
        _("participant"),
        default=False,
        db_default=False,
        help_text=_("Lets a reader read what is marked for participants. The team always can."),
    )
    language = models.CharField(_("Language"), max_length=10, choices=Language, default=Language.ENGLISH)
    time_zone = models.CharField(_("Time zone"), max_length=60, default="UTC", validators=[validate_time_zone])
    is_active = models.BooleanField(_("active"), default=True)
    is_named_in_public = models.BooleanField(
        _("named outside the team"),
        default=False,
        db_default=False,
        help_text=_("Whether readers outside the team see your name beside what you record, or your role."),
    )
    joined_at = models.DateTimeField(_("joined"), db_default=Now(), editable=False)

    # Set on the instance for which a request with a token is answered.
    limits: TokenLimits | None = None

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_in_lower_case"),
            models.CheckConstraint(
                condition=models.Q(name__regex=r"\S"),
                name="user_has_a_name",
                violation_error_message=_("Enter this person’s name: the journal names the author of each entry."),
            ),
        ]

    def __str__(self) -> str:
        # Never the email address: this is shown to everybody, and sealed into the journal.
        return name_for_readers(self.name)

    @property
    def is_nameless(self) -> bool:
        """Whether the name and the address of this account were removed."""
        return self.name == NAME_REMOVED

    @property
    def is_team(self) -> bool:
        return self.role in TEAM_ROLES

    @cached_property
    def roles_in_reports(self) -> dict[int, str]:
        """The roles for one report, by the report's primary key, where they are more than the role in all."""
        return {row.report_id: row.role for row in self.report_roles.all()} if self.may_do_more_in_a_report else {}

    @property
    def may_do_more_in_a_report(self) -> bool:
        return self.role in (Role.READER, Role.CONTRIBUTOR)

    @property
    def lacks_second_factor(self) -> bool:
        """Whether this user may do nothing but set up a second factor."""
        asked_of = settings.CBM_SECOND_FACTOR
        needed = asked_of and not {self.role, *self.roles_in_reports.values()}.isdisjoint(asked_of)
        return bool(needed) and User.objects.lacking_second_factor().filter(pk=self.pk).exists()

    @property
    def has_own_door(self) -> bool:
        """Whether this user signs in here, by password or passkey, and not at an identity provider."""
        return settings.CBM_PASSWORDS and not SocialAccount.objects.filter(user=self.pk).exists()

    def check_password(self, raw_password: str | None) -> bool:
        return settings.CBM_PASSWORDS and super().check_password(raw_password)

    def has_usable_password(self) -> bool:
        return settings.CBM_PASSWORDS and super().has_usable_password()

    @property
    def is_staff(self) -> bool:
        """Whether the admin lets this user in."""
        return self.role == Role.ADMINISTRATOR

    @property
    def zone(self) -> tzinfo:
        return UTC if self.time_zone == "UTC" else ZoneInfo(self.time_zone)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_staff
