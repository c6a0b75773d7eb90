"""Accounts: inviting and deactivating people. Nobody is deleted, because the record names who wrote it."""

from collections.abc import Collection, Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.hashers import is_password_usable
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from measures import access
from measures.errors import OwnAccountError, RedactedRowError
from measures.models import AccountEventKind, Language, Report, ReportRole, Role, RoleInReport, User
from measures.operations.account_log import note_event
from measures.operations.credentials import revoke_keys
from measures.operations.faults import faults
from measures.operations.locks import lock_row, require_version
from measures.operations.sign_in_attempts import SignInAttempts, too_many_attempts
from measures.operations.transactions import in_one_transaction

# The fields that decide what an account may do, and whether it is active.
ENTITLING = {"role", "is_participant", "is_active"}
ADMINISTERED = ("email", "name", "role", "is_participant", "is_active", "language", "time_zone")
OWN_CHOICE = ("language", "time_zone", "is_named_in_public")


@in_one_transaction
def invite_user(
    email: str,
    *,
    name: str,
    role: str,
    by: User,
    is_participant: bool = False,
    language: str = Language.ENGLISH,
    time_zone: str = "UTC",
) -> User:
    """Create an account that nobody has used: its owner sets a password as if it were forgotten, or uses a provider.

    Raises ValidationError for an address that is known or with which nobody could sign in.
    """
    access.require(by, "manage_users")
    return invited(
        User(
            email=email.strip().lower(),
            name=name,
            role=role,
            is_participant=is_participant,
            language=language,
            time_zone=time_zone,
        )
    )


@in_one_transaction
def first_administrator(email: str, *, name: str) -> User | None:
    """Whoever is to let the others in, as long as no administrator can sign in; made if they are not there yet."""
    administrators = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    if any(each.last_login or is_password_usable(each.password) for each in administrators):
        return None
    address = email.strip().lower()
    there = administrators.filter(email=address).first()
    return there or invited(User(email=address, name=name, role=Role.ADMINISTRATOR))


def invited(user: User) -> User:
    """Save an account that nobody has used."""
    if not (settings.CBM_PASSWORDS or any(each.is_trusted_for(user.email) for each in settings.CBM_PROVIDERS)):
        raise ValidationError({"email": _("No identity provider here is for such addresses.")})
    user.set_unusable_password()
    user.full_clean()
    user.save()
    note_event(user, AccountEventKind.INVITED, after=user.role)
    if user.is_participant:
        note_event(user, AccountEventKind.MADE_PARTICIPANT)
    return user


@in_one_transaction
def revise_user(user: User, *, changes: Mapping[str, object], version: int | None = None, by: User) -> User:
    """Change an account's owner and its rights; this also reactivates it.

    What their own account may do an administrator cannot change: nobody shuts themselves out. Of whoever is shut out
    password, factors, provider, tokens and secret addresses go for good: let in again, they begin as if just invited.
    """
    access.require(by, "manage_users")
    if user == by and ENTITLING & set(changes):
        raise OwnAccountError
    if user.is_nameless:
        raise RedactedRowError
    return revised(user, changes, ADMINISTERED, version)


@in_one_transaction
def give_report_role(user: User, report: Report, *, role: str, by: User) -> None:
    """Let somebody do more in one report than in all, or with an empty role no more than that."""
    access.require(by, "manage_users")
    # Locked, so that nobody makes them an administrator meanwhile.
    locked = lock_row(user)
    with faults() as found:
        if role:
            found.require_choice("role", role, RoleInReport)
        if role and locked.role == Role.ADMINISTRATOR:
            found.add("role", _("An administrator has no role for one report."))
    rows = ReportRole.objects.filter(user=locked, report=report)
    before = rows.values_list("role", flat=True).first() or ""
    if role == before:
        return
    if role:
        rows.update_or_create(user=locked, report=report, defaults={"role": role, "given_by": by})
    else:
        rows.delete()
    note_event(locked, AccountEventKind.REPORT_ROLE_CHANGED, about=report.slug, before=before, after=role)


@in_one_transaction
def revise_profile(user: User, *, changes: Mapping[str, object], version: int | None = None) -> User:
    """Change one's own language and time zone, and whether others than the team see one's name."""
    return revised(user, changes, OWN_CHOICE, version)


def revised(user: User, changes: Mapping[str, object], allowed: Collection[str], version: int | None) -> User:
    locked = lock_row(user)
    require_version(locked, version)
    changed = [name for name in allowed if name in changes and getattr(locked, name) != changes[name]]
    if not changed:
        return locked
    before = {name: getattr(locked, name) for name in changed}
    for name in changed:
        setattr(locked, name, changes[name])
    locked.version += 1
    locked.full_clean(exclude=["password"])
    if "is_active" in changed and not locked.is_active:
        locked.set_unusable_password()
        changed.append("password")
        revoke_keys(locked)
        Authenticator.objects.filter(user=locked).delete()
        SocialAccount.objects.filter(user=locked).delete()
    if locked.role == Role.ADMINISTRATOR:
        end_report_roles(locked)
    locked.save(update_fields=[*changed, "version"])
    for name, value in before.items():
        note_change(locked, name, value)
    return locked


def end_report_roles(user: User) -> None:
    """End all roles for one report of somebody who becomes an administrator."""
    for row in user.report_roles.select_related("report"):
        note_event(user, AccountEventKind.REPORT_ROLE_CHANGED, about=row.report.slug, before=row.role)
    user.report_roles.all().delete()


def note_change(user: User, name: str, before: Any) -> None:
    """Note in the account log that a field has been changed, if that decides who somebody is or what they may do."""
    match name:
        case "email":
            note_event(user, AccountEventKind.EMAIL_CHANGED)
        case "role":
            note_event(user, AccountEventKind.ROLE_CHANGED, before=before, after=user.role)
        case "is_participant":
            is_made = user.is_participant
            note_event(user, AccountEventKind.MADE_PARTICIPANT if is_made else AccountEventKind.NO_PARTICIPANT)
        case "is_active":
            note_event(user, AccountEventKind.REACTIVATED if user.is_active else AccountEventKind.DEACTIVATED)


def require_password(user: User, password: str) -> None:
    """Have somebody who is signed in repeat their password. Raises ValidationError; attempts are counted."""
    if not user.has_usable_password():
        raise ValidationError(_("You have no password here: do this on your account’s page."), code="no_password")
    attempts = SignInAttempts(account=user.email, address="signed in")
    if seconds := attempts.seconds_to_wait():
        raise too_many_attempts(seconds)
    if not user.check_password(password):
        attempts.note_failure()
        note_event(user, AccountEventKind.CONFIRMATION_FAILED, about="password")
        raise ValidationError(_("This is not your password."), code="wrong_password")
    attempts.note_success()
