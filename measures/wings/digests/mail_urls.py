"""The addresses in a digest, among them signed ones that each do one thing for one person."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone

from measures.models import Measure, Report, User
from measures.publishing.site_urls import absolute

STOP, SNOOZE, CHECKED = "stop", "snooze", "checked"
# Longer than the longest wait between two digests.
LINKS_LAST = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a signed address is for: one act, for one person, and on one measure or the brief of one report if on any.

    One with a day is over in the end; those that stop mails have none.
    """

    act: str
    user: int
    on: str = ""
    signed_on: date | None = None

    @property
    def url(self) -> str:
        day = f"{self.signed_on}." if self.signed_on else ""
        token = signer(self.act).sign(f"{self.user}.{day}{self.on}")
        return absolute(reverse(f"{self.act}_from_mail", args=[token]))

    @classmethod
    def of(cls, act: str, token: str) -> Self | None:
        """What an address is for; none if it was not signed for this act."""
        try:
            user, _, rest = signer(act).unsign(token).partition(".")
        except BadSignature:
            return None
        if act == STOP:
            return cls(act, int(user), rest)
        day, _, measure = rest.partition(".")
        return cls(act, int(user), measure, parse_day(day))

    def is_expired(self, *, on: date) -> bool:
        return self.signed_on is not None and on - self.signed_on > LINKS_LAST


def parse_day(text: str) -> date:
    """The day on which an address was signed; addresses of the first mails have none and have expired."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


def signer(act: str) -> Signer:
    return Signer(salt=f"measures.reminders.{act}")


def stop_url(user: User, brief_of: Report | None = None) -> str:
    """What stops the digests of a person, or the brief of a report."""
    return Purpose(STOP, user.pk, brief_of.slug if brief_of else "").url


def snooze_url(user: User, measure: Measure) -> str:
    return Purpose(SNOOZE, user.pk, measure.key, timezone.now().date()).url


def checked_url(user: User, measure: Measure) -> str:
    return Purpose(CHECKED, user.pk, measure.key, timezone.now().date()).url
