"""A person's schedule in words."""

from django.utils.translation import gettext as _

from measures.models import Cadence, ReminderSettings, Weekday


def written_schedule(reminders: ReminderSettings) -> str:
    """When digests come: “Weekly, on Monday at 8:00 (Asia/Shanghai)”."""
    facts = {
        "hour": f"{reminders.hour}:00",
        "zone": reminders.user.time_zone,
        "weekday": Weekday(reminders.weekday).label,
        "day": reminders.month_day,
    }
    match reminders.cadence:
        case Cadence.DAILY:
            return _("Daily at %(hour)s (%(zone)s)") % facts
        case Cadence.WEEKLY:
            return _("Weekly, on %(weekday)s at %(hour)s (%(zone)s)") % facts
        case Cadence.MONTHLY:
            return _("Monthly, on day %(day)d at %(hour)s (%(zone)s)") % facts
    return _("No digests")
