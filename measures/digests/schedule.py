"""A schedule in words."""

from django.utils.translation import gettext as _

from measures.models import Cadence, Schedule, User, Weekday


def written_schedule(schedule: Schedule, of: User) -> str:
    """When mails come: “Weekly, on Monday at 8:00 (Asia/Shanghai)”."""
    facts = {
        "hour": f"{schedule.hour}:00",
        "zone": of.time_zone,
        "weekday": Weekday(schedule.weekday).label,
        "day": schedule.month_day,
    }
    match schedule.cadence:
        case Cadence.DAILY:
            return _("Daily at %(hour)s (%(zone)s)") % facts
        case Cadence.WEEKLY:
            return _("Weekly, on %(weekday)s at %(hour)s (%(zone)s)") % facts
        case Cadence.MONTHLY:
            return _("Monthly, on day %(day)d at %(hour)s (%(zone)s)") % facts
    return _("No digests")
