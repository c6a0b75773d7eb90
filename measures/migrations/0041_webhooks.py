"""Webhooks and the calls that they are due."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models.functions import Now

from measures.migrations import at_once
from measures.models.evidence import validate_web_address
from measures.models.records import random_number


class Migration(migrations.Migration):
    dependencies = [("measures", "0040_redacted_sources")]

    operations = [
        *at_once(
            migrations.CreateModel(
                "Webhook",
                [
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                    ("key", models.CharField(editable=False, max_length=100, unique=True)),
                    ("name", models.CharField(max_length=100)),
                    ("url", models.URLField(max_length=1000, validators=[validate_web_address])),
                    ("events", ArrayField(models.CharField(max_length=20))),
                    ("secret", models.TextField(editable=False)),
                    ("former_secret", models.TextField(blank=True, editable=False)),
                    ("former_until", models.DateTimeField(editable=False, null=True)),
                    ("created_at", models.DateTimeField(db_default=Now(), editable=False)),
                    ("removed_at", models.DateTimeField(editable=False, null=True)),
                    ("failing_since", models.DateTimeField(editable=False, null=True)),
                    ("switched_off_at", models.DateTimeField(editable=False, null=True)),
                    ("last_number", models.PositiveBigIntegerField(default=0, editable=False)),
                    ("entries_until", models.TextField(editable=False)),
                    ("due_until", models.DateField(editable=False)),
                    ("candidates_until", models.DateTimeField(editable=False)),
                    (
                        "report",
                        models.ForeignKey("measures.report", models.PROTECT, blank=True, null=True, related_name="+"),
                    ),
                    ("user", models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="webhooks")),
                ],
                options={
                    "ordering": ["user", "name", "pk"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=["user", "name"],
                            condition=models.Q(removed_at=None),
                            name="webhook_name_once_per_user",
                            violation_error_message="You already have one with this name.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                "Delivery",
                [
                    (
                        "id",
                        models.BigIntegerField(
                            default=random_number, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("due_at", models.DateTimeField()),
                    ("attempts", models.PositiveSmallIntegerField(default=0)),
                    ("next_attempt_at", models.DateTimeField(null=True)),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("outcome", models.CharField(blank=True, max_length=20)),
                    ("status", models.PositiveSmallIntegerField(null=True)),
                    ("size", models.PositiveBigIntegerField(null=True)),
                    ("detail", models.CharField(blank=True, max_length=300)),
                    ("number", models.PositiveBigIntegerField()),
                    ("event", models.CharField(max_length=20)),
                    ("key", models.CharField(blank=True, max_length=250)),
                    ("cause", models.CharField(blank=True, max_length=250)),
                    ("subject", models.CharField(blank=True, max_length=250)),
                    ("webhook", models.ForeignKey("measures.webhook", models.CASCADE, related_name="deliveries")),
                ],
                options={
                    "ordering": ["webhook", "-number"],
                    "indexes": [
                        models.Index(
                            fields=["next_attempt_at"], condition=models.Q(ended_at=None), name="delivery_waiting"
                        ),
                        models.Index(
                            fields=["webhook", "subject", "number"],
                            condition=models.Q(ended_at=None),
                            name="delivery_of_subject",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=["webhook", "number"], name="delivery_number_once_per_webhook"),
                        models.UniqueConstraint(
                            fields=["webhook", "event", "key", "cause"], name="delivery_once_per_event"
                        ),
                    ],
                },
            ),
        ),
    ]
