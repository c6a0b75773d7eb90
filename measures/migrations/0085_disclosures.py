"""What webhooks were told of, and traces of what is new beside the entries."""

import django.db.models.deletion
from django.db import migrations, models

from measures.migrations import run_file
from measures.models.markings import MarkingField


class Migration(migrations.Migration):
    dependencies = [("measures", "0084_calls_that_say_more")]

    operations = [
        migrations.AlterField("delivery", "happened_at", models.DateTimeField()),
        migrations.AddConstraint(
            "delivery",
            models.UniqueConstraint(
                fields=["webhook", "event", "key", "entry", "cause"], name="delivery_once_per_event"
            ),
        ),
        migrations.CreateModel(
            "Disclosure",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("marking", MarkingField()),
                (
                    "entry",
                    models.ForeignKey("measures.entry", django.db.models.deletion.CASCADE, related_name="+"),
                ),
                (
                    "webhook",
                    models.ForeignKey(
                        "measures.webhook",
                        django.db.models.deletion.CASCADE,
                        db_index=False,
                        related_name="disclosures",
                    ),
                ),
            ],
            options={
                "ordering": ["webhook", "entry"],
                "constraints": [
                    models.UniqueConstraint(fields=["webhook", "entry"], name="disclosure_once_per_webhook")
                ],
            },
        ),
        run_file("traces.sql", "46c8a399f8f8"),
    ]
