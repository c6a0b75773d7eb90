"""Accounts that are linked to a provider, the keys of second factors, and letting somebody in."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import is_password_usable
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from measures import access
from measures.errors import OwnAccountError
from measures.models import Role, User
from measures.operations.account_log import note_event
from measures.operations.accounts import ADMINISTERED, revised
from measures.operations.encryption import cipher
from measures.operations.transactions import in_one_transaction
from measures.wings.sign_in.events import SignInEvent
from measures.wings.sign_in.identity_providers import IdentityProvider

logger = logging.getLogger(__name__)


@in_one_transaction
def account_of(provider: IdentityProvider, claims: Mapping[str, object]) -> SocialAccount:
    """The link to the account of whoever a provider has let in, made at the first time.

    Raises ValidationError with what they can do if there is none for them.
    """
    linked = SocialAccount.objects.filter(provider=provider.issuer, uid=claims["sub"]).select_related("user").first()
    link = linked or link_to(invited(provider, claims), provider, claims)
    require_trust(provider, link.user.email)
    if not link.user.is_active:
        raise not_invited(link.user.email)
    follow_groups(link.user, provider, claims)
    return link


@in_one_transaction
def link_own_account(user: User, provider: IdentityProvider, claims: Mapping[str, object]) -> None:
    """Let somebody who is signed in do so at a provider from now on, and no longer with a password."""
    address = verified_address(provider, claims)
    if address != user.email:
        words = {"provider": provider, "address": address, "own": user.email}
        raise ValidationError(
            _("You signed in at %(provider)s as %(address)s, but your account here has the address %(own)s.") % words,
            code="another_address",
        )
    SocialAccount.objects.filter(user=user).delete()
    link_to(user, provider, claims)


@in_one_transaction
def unlink_account(user: User, *, by: User) -> None:
    """End the link to a person at a provider, and their sessions; whoever comes next with the address is linked."""
    access.require(by, "manage_users")
    if user == by:
        raise OwnAccountError
    provider = provider_name(user)
    if not provider:
        return
    SocialAccount.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    note_event(user, SignInEvent.PROVIDER_UNLINKED, about=provider)


def invited(provider: IdentityProvider, claims: Mapping[str, Any]) -> User:
    """The account that was invited by this address and that nobody has used."""
    address = verified_address(provider, claims)
    user = User.objects.select_for_update(of=("self",), no_key=True).filter(email=address, is_active=True).first()
    if user is None:
        raise not_invited(address)
    words = {"address": address, "provider": provider}
    if SocialAccount.objects.filter(user=user).exists():
        raise ValidationError(
            _(
                "At %(provider)s the account with the address %(address)s belongs to another person. If it is yours, "
                "ask an administrator to deactivate and reactivate it. If the address was another person’s before, "
                "ask an administrator to change that account’s address and to invite you."
            )
            % words,
            code="another_subject",
        )
    if is_password_usable(user.password):
        raise ValidationError(
            _(
                "The account with the address %(address)s has a password. Sign in with it, and choose %(provider)s "
                "under “How you sign in”. If you cannot, ask an administrator to deactivate and reactivate the "
                "account."
            )
            % words,
            code="has_password",
        )
    return user


def verified_address(provider: IdentityProvider, claims: Mapping[str, object]) -> str:
    """The address that a provider has verified, of a domain for which it is trusted."""
    address = str(claims.get("email") or "").strip().lower()
    if not address or claims.get("email_verified") is not True:
        raise ValidationError(
            _("%(provider)s did not give your email address, or has not verified it.") % {"provider": provider},
            code="not_verified",
        )
    require_trust(provider, address)
    return address


def require_trust(provider: IdentityProvider, address: str) -> None:
    if not provider.is_trusted_for(address):
        words = {"provider": provider, "address": address}
        raise ValidationError(
            _("Addresses such as %(address)s do not sign in at %(provider)s.") % words, code="not_trusted"
        )


def not_invited(address: str) -> ValidationError:
    return ValidationError(
        _("No active account has the address %(address)s. Ask an administrator to invite you.") % {"address": address},
        code="not_invited",
    )


def link_to(user: User, provider: IdentityProvider, claims: Mapping[str, object]) -> SocialAccount:
    """Link an account to a subject; a password no longer opens it."""
    if SocialAccount.objects.filter(provider=provider.issuer, uid=claims["sub"]).exists():
        raise ValidationError(
            _("You already sign in to another account here with %(provider)s.") % {"provider": provider},
            code="linked_elsewhere",
        )
    user.set_unusable_password()
    user.save(update_fields=["password"])
    said = {"second_factor": provider.proves_second_factor(claims)}
    link = SocialAccount.objects.create(user=user, provider=provider.issuer, uid=claims["sub"], extra_data=said)
    logger.info("Account %s was linked to the provider %s.", user.pk, provider.key)
    return link


def follow_groups(user: User, provider: IdentityProvider, claims: Mapping[str, object]) -> None:
    """Give somebody the role of their groups, or take away one that these no longer give."""
    role = provider.role_by_groups(user.role, claims)
    if role == user.role or is_last_administrator(user):
        return
    user.role = revised(user, {"role": role}, ADMINISTERED, None).role
    logger.warning("The role of account %s is now %s, by the groups of %s.", user.pk, role, provider.key)


def provider_of(user: User) -> IdentityProvider | None:
    """The provider at which somebody signs in."""
    issuers = set(SocialAccount.objects.filter(user=user).values_list("provider", flat=True))
    return next((each for each in settings.CBM_PROVIDERS if each.issuer in issuers), None)


def provider_name(user: User) -> str:
    """What the provider is called at which somebody signs in; one that was taken out, by its issuer."""
    if provider := provider_of(user):
        return str(provider)
    return SocialAccount.objects.filter(user=user).values_list("provider", flat=True).first() or ""


def is_last_administrator(user: User) -> bool:
    administrators = User.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    return [each.pk for each in administrators.filter(role=Role.ADMINISTRATOR, is_active=True)] == [user.pk]


# What the key of their cipher is for.
FACTORS = "measures.factors"
# Where a factor keeps its secret; a passkey has none.
SECRETS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


@in_one_transaction
def encrypt_factors_anew() -> None:
    """Encrypt all secrets under the present key, so that the one before can go."""
    for factor in Authenticator.objects.select_for_update().filter(type__in=SECRETS).order_by("pk"):
        name = SECRETS[Authenticator.Type(factor.type)]
        factor.data[name] = cipher(FACTORS).rotate(factor.data[name].encode()).decode()
        factor.save(update_fields=["data"])


@in_one_transaction
def reset_factors(user: User) -> None:
    """Remove all second factors of somebody, and sign them out: they sign in with their password and set up others."""
    Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    note_event(user, SignInEvent.FACTORS_RESET)
    logger.warning("The second factors of account %s were removed.", user.pk)


LASTS = timedelta(minutes=10)
SALT = "measures.letting_in"


def key_to_let_in(user: User) -> str:
    """What the link of an administrator carries; signing in makes it worthless."""
    logger.warning("A link to let in account %s was made.", user.pk)
    return signing.dumps([user.pk, str(user.last_login)], salt=SALT)


def account_let_in(key: str) -> User | None:
    """The administrator whom a link lets in now."""
    try:
        pk, last_login = signing.loads(key, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, is_active=True, role=Role.ADMINISTRATOR).first()
    return user if user and str(user.last_login) == last_login else None
