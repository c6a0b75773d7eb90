"""Accounts: inviting people and letting them go. Nobody is deleted, for the record names who wrote it."""

from django.db import transaction

from measures import access
from measures.errors import NotAllowedError
from measures.models import Language, Party, User


@transaction.atomic
def invite_user(
    email: str,
    *,
    name: str,
    role: str,
    by: User,
    speaks_for: Party | None = None,
    language: str = Language.ENGLISH,
    time_zone: str = "UTC",
) -> User:
    """Make an account without a password, which its owner sets by the way of a forgotten one.

    Raises ValidationError for an address that is known, and for a member of the team who would speak for a party.
    """
    access.require(by, "manage_users")
    user = User(
        email=email.strip().lower(),
        name=name,
        role=role,
        speaks_for=speaks_for,
        language=language,
        time_zone=time_zone,
    )
    user.set_unusable_password()
    user.full_clean()
    user.save()
    return user


@transaction.atomic
def deactivate_user(user: User, *, by: User) -> User:
    """Shut somebody out: no page, no token, no mail. Their own account an administrator cannot shut."""
    access.require(by, "manage_users")
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked == by:
        raise NotAllowedError
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    return locked
