"""Second factors: how their secrets are kept, and how somebody who has lost theirs gets in again."""

import logging

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from measures.models import AccountEventKind, User
from measures.operations.account_log import note_event
from measures.operations.encryption import cipher
from measures.operations.transactions import in_one_transaction

logger = logging.getLogger(__name__)

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
    note_event(user, AccountEventKind.FACTORS_RESET)
    logger.warning("The second factors of account %s were removed.", user.pk)
