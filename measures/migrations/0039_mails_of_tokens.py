"""Mails that remind somebody that a token expires."""

from django.conf import settings
from django.db import migrations, models

from measures.migrations import at_once


class Migration(migrations.Migration):
    dependencies = [("measures", "0038_account_log")]

    operations = at_once(
        migrations.CreateModel(
            "TokenMail",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("message_id", models.CharField(blank=True, max_length=200)),
                ("message", models.BinaryField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(null=True)),
                ("problem", models.TextField(blank=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("parked_at", models.DateTimeField(null=True)),
                (
                    "recipient",
                    models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="%(class)ss"),
                ),
                ("token", models.OneToOneField("measures.accesstoken", models.PROTECT, related_name="mail")),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        fields=["next_attempt_at"],
                        condition=models.Q(sent_at=None, parked_at=None),
                        name="token_mail_to_send",
                    ),
                ],
            },
        ),
    )
