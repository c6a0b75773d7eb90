"""How soon a password may be tried again: by account and address, and by account over all addresses.

Counts live in the cache and say nothing of whom they count. From one address five tries at an account may fail in five
minutes. Over all addresses each try that fails after the fifth in an hour asks for a longer pause, at most a minute, so
that strangers slow an account but shut nobody out; where somebody has signed in from, nobody waits for strangers.
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
class Tries:
    """The attempts at one account from one address."""

    account: str
    address: str

    def key(self, kind: str, *parts: str) -> str:
        return f"tries:{kind}:{sha256(chr(0).join(parts).encode()).hexdigest()}"

    @property
    def here(self) -> str:
        """The key of failures from this address."""
        return self.key("here", self.account.lower(), self.address)

    @property
    def everywhere(self) -> str:
        """The key of failures from all addresses; with `:until`, when the next attempt may come."""
        return self.key("everywhere", self.account.lower())

    @property
    def familiar(self) -> str:
        """Set if somebody has signed in from this address before."""
        return self.key("familiar", self.account.lower(), self.address)

    def seconds_to_wait(self) -> int:
        """How long until an attempt is accepted; 0 means now. A refused attempt does not lengthen it."""
        if not settings.CBM_THROTTLE:
            return 0
        failed, until_here, until, familiar = (
            cache.get(key) for key in (self.here, f"{self.here}:until", f"{self.everywhere}:until", self.familiar)
        )
        ends = [until_here if (failed or 0) >= FREE else None, None if familiar else until]
        return max((int(end - time.time()) + 1 for end in ends if end and end > time.time()), default=0)

    def note_failure(self) -> None:
        now = time.time()
        count_try(self.here, WINDOW)
        cache.set(f"{self.here}:until", now + WINDOW, WINDOW)
        beyond = count_try(self.everywhere, HOUR) - FREE
        if beyond > 0:
            pause = min(LONGEST, 2**beyond)
            cache.set(f"{self.everywhere}:until", now + pause, pause)

    def note_success(self) -> None:
        cache.delete_many([self.here, f"{self.here}:until"])
        cache.set(self.familiar, 1, MONTH)


def count_try(key: str, seconds: int) -> int:
    """Count one more under a key that expires after so many seconds."""
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:
        cache.set(key, 1, seconds)
        return 1


def too_many_tries(seconds: int) -> ValidationError:
    """The message for somebody who has to wait."""
    message = ngettext(
        "Too many attempts. Try again in %(seconds)d second.",
        "Too many attempts. Try again in %(seconds)d seconds.",
        seconds,
    )
    return ValidationError(message % {"seconds": seconds}, code="too_many_tries")
