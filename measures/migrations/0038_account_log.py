"""What happened to accounts."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

from measures.migrations import at_once


class Migration(migrations.Migration):
    dependencies = [("measures", "0037_sessions_begin_anew")]

    operations = at_once(
        migrations.CreateModel(
            "AccountEvent",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=30)),
                ("at", models.DateTimeField(db_default=Now())),
                ("about", models.CharField(blank=True, max_length=200)),
                ("before", models.CharField(blank=True, max_length=40)),
                ("after", models.CharField(blank=True, max_length=40)),
                ("address", models.GenericIPAddressField(null=True)),
                ("account", models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="events")),
                ("by", models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["account", "-at", "-id"], name="account_event_latest")],
            },
        ),
    )
