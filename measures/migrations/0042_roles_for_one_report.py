"""Roles for one report."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

from measures.migrations import at_once


class Migration(migrations.Migration):
    dependencies = [("measures", "0041_webhooks")]

    operations = at_once(
        migrations.CreateModel(
            "ReportRole",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("role", models.CharField(max_length=20)),
                ("given_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("given_by", models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")),
                ("report", models.ForeignKey("measures.report", models.CASCADE, related_name="roles")),
                ("user", models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="report_roles")),
            ],
            options={
                "ordering": ["user", "report"],
                "constraints": [
                    models.UniqueConstraint(fields=["user", "report"], name="report_role_once_per_user"),
                    models.CheckConstraint(
                        condition=models.Q(role__in=["contributor", "editor"]),
                        name="report_role_is_contributor_or_editor",
                    ),
                ],
            },
        ),
    )
