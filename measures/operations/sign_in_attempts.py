"""How soon a password may be tried again: by account and address, and by account over all addresses.

Counts live in the cache and say nothing of whom they count. From one address five attempts at an account may fail in
five minutes. Over all addresses each attempt that fails after the fifth in an hour asks for a longer pause, at most a
minute, so that strangers slow an account but shut nobody out; where somebody has signed in from, nobody waits for
strangers.
"""

import time
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

FREE = 5
WINDOW = 300
HOUR = 3600
MONTH = 30 * 86400
LONGEST = 60


@dataclass(frozen=True, slots=True)
class SignInAttempts:
    """The attempts at one account from one address."""

    account: str
    address: str

    def key(self, kind: str, *parts: str) -> str:
        return f"tries:{kind}:{sha256(chr(0).join(parts).encode()).hexdigest()}"

    @property
    def address_key(self) -> str:
        """The key of failures from this address."""
        return self.key("here", self.account.lower(), self.address)

    @property
    def account_key(self) -> str:
        """The key of failures from all addresses; with `:until`, when the next attempt may come."""
        return self.key("everywhere", self.account.lower())

    @property
    def known_address_key(self) -> str:
        """Set if somebody has signed in from this address before."""
        return self.key("familiar", self.account.lower(), self.address)

    def seconds_to_wait(self) -> int:
        """How long until an attempt is accepted; 0 means now. A refused attempt does not lengthen it."""
        if not settings.CBM_THROTTLE:
            return 0
        keys = (self.address_key, f"{self.address_key}:until", f"{self.account_key}:until", self.known_address_key)
        failed, until_here, until, is_known = (cache.get(key) for key in keys)
        ends = [until_here if (failed or 0) >= FREE else None, None if is_known else until]
        return max((int(end - time.time()) + 1 for end in ends if end and end > time.time()), default=0)

    def note_failure(self) -> None:
        now = time.time()
        count_attempt(self.address_key, WINDOW)
        cache.set(f"{self.address_key}:until", now + WINDOW, WINDOW)
        beyond = count_attempt(self.account_key, HOUR) - FREE
        if beyond > 0:
            pause = min(LONGEST, 2**beyond)
            cache.set(f"{self.account_key}:until", now + pause, pause)

    def note_success(self) -> None:
        cache.delete_many([self.address_key, f"{self.address_key}:until"])
        cache.set(self.known_address_key, 1, MONTH)


def count_attempt(key: str, seconds: int) -> int:
    """Count one more under a key that expires after so many seconds."""
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:
        cache.set(key, 1, seconds)
        return 1


def too_many_attempts(seconds: int) -> ValidationError:
    """The message for somebody who has to wait."""
    message = ngettext(
        "Too many attempts. Try again in %(seconds)d second.",
        "Too many attempts. Try again in %(seconds)d seconds.",
        seconds,
    )
    return ValidationError(message % {"seconds": seconds}, code="too_many_tries")
