"""The addresses in a digest, among them signed ones that each do one thing for one person."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone

from measures.models import Measure, Report, User

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

    def is_over(self, *, on: date) -> bool:
        return self.signed_on is not None and on - self.signed_on > LINKS_LAST


def parse_day(text: str) -> date:
    """The day on which an address was signed; addresses of the first mails have none and have expired."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


def signer(act: str) -> Signer:
    return Signer(salt=f"measures.reminders.{act}")


def host() -> str:
    """This tracker's host name, used in the ids that it gives."""
    return urlsplit(settings.CBM_SITE_URL).hostname or "localhost"


def absolute(path: str) -> str:
    return f"{settings.CBM_SITE_URL}{path}"


def page_url(name: str, *args: str) -> str:
    return absolute(reverse(name, args=args))


def measure_page_url(measure: Measure) -> str:
    return page_url("measure", measure.key)


def list_url(page: str, report: Report | None = None, **filters: str) -> str:
    """A page with filters, of one report or of all."""
    of_report = {"report": report.slug} if report else {}
    return f"{page_url(page)}?{urlencode({**of_report, **filters})}"


def stop_url(user: User, brief_of: Report | None = None) -> str:
    """What stops the digests of a person, or the brief of a report."""
    return Purpose(STOP, user.pk, brief_of.slug if brief_of else "").url


def snooze_url(user: User, measure: Measure) -> str:
    return Purpose(SNOOZE, user.pk, measure.key, timezone.now().date()).url


def checked_url(user: User, measure: Measure) -> str:
    return Purpose(CHECKED, user.pk, measure.key, timezone.now().date()).url
