"""How long this tracker keeps what it holds, as its operator tells its readers."""

from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.models.account_events import EVENTS_KEPT
from measures.models.credentials import USUAL_LIFE
from measures.models.repeats import KEPT_FOR
from measures.models.traces import TRACES_LAST
from measures.wing import RetentionPeriod, from_wings

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Retention:
    """A kind of thing, and how long it is kept."""

    what: str
    how_long: str


def retention() -> list[Retention]:
    """What is kept for how long, what stays longest first."""
    periods = sorted(
        (*core_retention_periods(), *from_wings(lambda wing: wing.retention_periods)),
        key=attrgetter("period"),
    )
    return [
        Retention(_("The record: reports, journal, sources and their reviews"), _("For good, unless it is redacted")),
        Retention(_("Who changed which field of the record, and when"), _("For good")),
        Retention(_("Accounts"), _("For good; those that are deactivated cannot sign in")),
        *(Retention(str(each.what), str(each.how_long or period_in_words(each.period))) for each in reversed(periods)),
        Retention(_("Logs of the server"), _("As its operator sets it; they name no reader by email or address")),
    ]


def core_retention_periods() -> list[RetentionPeriod]:
    addresses, session = timedelta(days=settings.CBM_KEEP_ADDRESSES), timedelta(seconds=settings.SESSION_COOKIE_AGE)
    never = "" if addresses else _("Never kept")
    return [
        RetentionPeriod(_("Answers to programs, in case they ask again"), KEPT_FOR),
        RetentionPeriod(_("Sessions of those who signed in, with browser and network address"), session),
        RetentionPeriod(_("Network addresses of what happened to accounts"), addresses, never),
        RetentionPeriod(_("Which rows changed, for programs that read changes"), TRACES_LAST),
        RetentionPeriod(_("Access tokens and secret addresses"), USUAL_LIFE, usually(USUAL_LIFE)),
        RetentionPeriod(_("What happened to each account, such as signing in"), EVENTS_KEPT),
    ]


def period_in_words(period: timedelta) -> str:
    """A period in days, or in hours if it is less than two days."""
    if period < 2 * DAY:
        hours = period // HOUR
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d day", "%(count)d days", period.days) % {"count": period.days}


def usually(period: timedelta) -> str:
    return _("%(period)s unless chosen otherwise, or until they are revoked") % {"period": period_in_words(period)}
