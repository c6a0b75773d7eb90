"""Webhooks are called for more, and their calls say more."""

import json

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.functions import Replace

from measures.errors import ForgottenMomentError
from measures.publishing.changed import kept_moment, present, transaction_of

EVENTS = {
    "development": "entry.logged",
    "comparison": "entry.logged",
    "correction": "entry.corrected",
    "status": "measure.status_set",
    "due": "date.due",
    "candidates": "candidate.found",
}


def rename_events(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give webhooks and their calls the new names of events, and each call the entry by which it happened."""
    by_owner = editor.connection.alias
    for webhook in apps.get_model("measures", "Webhook").objects.using(by_owner).order_by("pk"):
        webhook.events = sorted({EVENTS[each] for each in webhook.events})
        webhook.changes_until = plain(webhook.changes_until)
        webhook.save(update_fields=["events", "changes_until"])
    calls = apps.get_model("measures", "Delivery").objects.using(by_owner).order_by()
    calls.update(happened_at=models.F("due_at"))
    calls.filter(event="status").update(entry=models.F("cause"), cause="")
    calls.filter(event__in=["development", "comparison", "correction"]).update(entry=models.F("key"), cause="")
    calls.filter(event="due").update(cause=Replace("cause", models.Value("due "), models.Value("")))
    for before, after in EVENTS.items():
        calls.filter(event=before).update(event=after)


def plain(moment: str) -> str:
    """A moment that was encrypted, as plain text; where it cannot be read, the present one."""
    try:
        return json.dumps(present().of_transaction(transaction_of(moment)))
    except (ValueError, ForgottenMomentError):
        return kept_moment()


class Migration(migrations.Migration):
    dependencies = [("measures", "0083_alternatives_in_searches")]

    operations = [
        migrations.RenameField("webhook", "entries_until", "changes_until"),
        migrations.AddField("delivery", "entry", models.CharField(blank=True, max_length=100)),
        migrations.AddField("delivery", "happened_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("delivery", "delivery_once_per_event"),
        migrations.RunPython(rename_events, migrations.RunPython.noop, elidable=True),
    ]
