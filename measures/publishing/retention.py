"""How long this tracker keeps what it holds, as its operator tells its readers."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.digests.mail_urls import LINKS_LAST
from measures.digests.outbox import MESSAGES_KEPT
from measures.intake.feed_reading import DROPPED_KEPT, FETCHES_KEPT
from measures.models.account_events import EVENTS_KEPT
from measures.models.credentials import USUAL_LIFE
from measures.models.repeats import KEPT_FOR
from measures.models.traces import TRACES_LAST
from measures.operations.dropping import PREVIEWS_KEPT
from measures.wings.webhooks.models import DELIVERIES_KEPT

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Retention:
    """A kind of thing, and how long it is kept."""

    what: str
    how_long: str


def retention() -> list[Retention]:
    """What is kept for how long, what stays longest first."""
    session = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return [
        Retention(_("The record: reports, journal, sources and their reviews"), _("For good, unless it is redacted")),
        Retention(_("Who changed which field of the record, and when"), _("For good")),
        Retention(_("Accounts"), _("For good; those that are deactivated cannot sign in")),
        Retention(_("What happened to each account, such as signing in"), period_in_words(EVENTS_KEPT)),
        Retention(_("Access tokens and secret addresses"), usually(USUAL_LIFE)),
        Retention(_("What came in from a feed and was found not relevant"), period_in_words(DROPPED_KEPT)),
        Retention(_("Which rows changed, for programs that read changes only"), period_in_words(TRACES_LAST)),
        Retention(_("When each feed was read, and what came of it"), period_in_words(FETCHES_KEPT)),
        Retention(_("Previews of tables for a new report that were never written"), period_in_words(PREVIEWS_KEPT)),
        Retention(_("Links in mails, except those that stop them"), period_in_words(LINKS_LAST)),
        Retention(_("When each webhook was called, and what came of it"), period_in_words(DELIVERIES_KEPT)),
        Retention(
            _("The text of mails that were sent; that they were sent is kept for good"), period_in_words(MESSAGES_KEPT)
        ),
        Retention(_("From which network address something happened to an account"), addresses_kept()),
        Retention(_("Sessions of those who signed in, with browser and network address"), period_in_words(session)),
        Retention(_("Answers to programs, in case they ask again"), period_in_words(KEPT_FOR)),
        Retention(_("Logs of the server"), _("As its operator sets it; they name no reader by email or address")),
    ]


def period_in_words(period: timedelta) -> str:
    """A period in days, or in hours if it is less than two days."""
    if period < 2 * DAY:
        hours = period // HOUR
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d day", "%(count)d days", period.days) % {"count": period.days}


def addresses_kept() -> str:
    days = settings.CBM_KEEP_ADDRESSES
    return period_in_words(timedelta(days=days)) if days else _("Never kept")


def usually(period: timedelta) -> str:
    return _("%(period)s, if nothing else was chosen, or until they are revoked") % {"period": period_in_words(period)}
