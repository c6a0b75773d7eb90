"""A link that lets an administrator in once, for when nobody can sign in otherwise."""

import logging
from datetime import timedelta

from django.core import signing

from measures.models import Role, User

LASTS = timedelta(minutes=10)
SALT = "measures.letting_in"

logger = logging.getLogger(__name__)


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
