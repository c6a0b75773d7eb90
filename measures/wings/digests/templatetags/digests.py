"""When somebody is reminded, as templates say it."""

from django import template

from measures.models import User
from measures.wings.digests.models import ReminderSettings

register = template.Library()


@register.simple_tag
def schedule_of(user: User) -> str:
    """When a person gets their reminders, in words."""
    return ReminderSettings.of(user).schedule.in_words(user.time_zone)
