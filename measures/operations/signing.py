"""The key of this tracker."""

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SEED_BYTES = 32


def signing_key() -> Ed25519PrivateKey | None:
    """The key of CBM_SIGNING_KEY, 32 random bytes in base64; none where it is not set."""
    if not settings.CBM_SIGNING_KEY:
        return None
    try:
        seed = base64.b64decode(settings.CBM_SIGNING_KEY, validate=True)
    except ValueError:
        seed = b""
    if len(seed) != SEED_BYTES:
        raise ImproperlyConfigured("CBM_SIGNING_KEY is 32 random bytes in base64: openssl rand -base64 32.")
    return Ed25519PrivateKey.from_private_bytes(seed)
