"""People may get the brief of a report by mail: a digest of its own."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

from measures.migrations import at_once


class Migration(migrations.Migration):
    dependencies = [("measures", "0027_shared_views")]

    operations = [
        *at_once(
            migrations.AddField(
                "remindersettings", "brief_attachment", models.CharField(default="none", max_length=10)
            ),
            migrations.CreateModel(
                "BriefSubscription",
                [
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                    ("cadence", models.CharField(max_length=10)),
                    ("since", models.DateTimeField(db_default=Now(), editable=False)),
                    (
                        "report",
                        models.ForeignKey("measures.report", models.CASCADE, related_name="brief_subscriptions"),
                    ),
                    (
                        "user",
                        models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="brief_subscriptions"),
                    ),
                ],
                options={
                    "ordering": ["user", "report"],
                    "constraints": [
                        models.UniqueConstraint(fields=("user", "report"), name="brief_subscription_once_per_report")
                    ],
                },
            ),
            migrations.AddField(
                "digest", "brief_of", models.ForeignKey("measures.report", models.CASCADE, null=True, related_name="+")
            ),
            migrations.RemoveConstraint("digest", "digest_once_per_day"),
        ),
        migrations.AddConstraint(
            "digest",
            models.UniqueConstraint(
                fields=("recipient", "brief_of", "due_on"), name="digest_once_per_day", nulls_distinct=False
            ),
        ),
    ]
