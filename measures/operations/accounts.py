"""Accounts: inviting people and letting them go. Nobody is deleted, for the record names who wrote it."""

from collections.abc import Collection, Mapping
from typing import Any

from measures import access
from measures.errors import OwnAccountError
from measures.models import Language, Party, User
from measures.operations.locks import require_version
from measures.operations.transactions import in_one_transaction

# What an account may do, and whether it is one at all.
ENTITLING = {"role", "speaks_for", "is_active"}
ADMINISTERED = ("name", "role", "speaks_for", "is_active", "language", "time_zone")
OWN_CHOICE = ("language", "time_zone")


@in_one_transaction
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


@in_one_transaction
def revise_user(user: User, *, changes: Mapping[str, Any], version: int | None = None, by: User) -> User:
    """Change whose an account is and what it may do; to let somebody in again is among it.

    What their own account may do an administrator cannot change: nobody shuts themselves out.
    """
    access.require(by, "manage_users")
    if user == by and ENTITLING & set(changes):
        raise OwnAccountError
    return revised(user, changes, ADMINISTERED, version)


@in_one_transaction
def revise_profile(user: User, *, changes: Mapping[str, Any], version: int | None = None) -> User:
    """Change one's own language and time zone."""
    return revised(user, changes, OWN_CHOICE, version)


def revised(user: User, changes: Mapping[str, Any], allowed: Collection[str], version: int | None) -> User:
    locked = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    require_version(locked, version)
    changed = [name for name in allowed if name in changes and getattr(locked, name) != changes[name]]
    for name in changed:
        setattr(locked, name, changes[name])
    if changed:
        locked.version += 1
        locked.full_clean(exclude=["password"])
        locked.save(update_fields=[*changed, "version"])
    return locked


@in_one_transaction
def deactivate_user(user: User, *, by: User) -> User:
    """Shut somebody out: no page, no token, no mail. Their own account an administrator cannot shut."""
    access.require(by, "manage_users")
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked == by:
        raise OwnAccountError
    locked.is_active = False
    locked.version += 1
    locked.save(update_fields=["is_active", "version"])
    return locked
