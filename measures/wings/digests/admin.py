"""What an administrator sees of reminders beside an account."""

from django.contrib import admin

from measures.wings.digests.models import BriefSubscription, ReminderSettings


class ReminderSettingsInline(admin.StackedInline):  # type: ignore[type-arg]
    """When a person gets their digest; without a row the defaults hold."""

    model = ReminderSettings
    fields = ["cadence", "weekday", "hour", "paused_until"]
    can_delete = False


class BriefSubscriptionInline(admin.TabularInline):  # type: ignore[type-arg]
    """The briefs that a person gets by mail."""

    model = BriefSubscription
    fields = ["report", "cadence"]
    extra = 0
