"""What somebody objected to, and what was done."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from measures.migrations import at_once
from measures.models.records import random_number


class Migration(migrations.Migration):
    dependencies = [("measures", "0014_why_entries_are_corrected")]

    operations = at_once(
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigIntegerField(default=random_number, editable=False, primary_key=True, serialize=False),
                ),
                ("received_on", models.DateField()),
                ("from_whom", models.CharField(blank=True, max_length=300)),
                ("objection", models.TextField()),
                ("done", models.TextField()),
                ("reply", models.TextField(blank=True)),
                ("language", models.CharField(default="en", max_length=10)),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="measures.entry",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="objections", to="measures.report"
                    ),
                ),
            ],
            options={
                "ordering": ["-received_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reply", ""), ("entry__isnull", False), _connector="OR"),
                        name="objection_reply_is_to_an_entry",
                    )
                ],
            },
        ),
    )
