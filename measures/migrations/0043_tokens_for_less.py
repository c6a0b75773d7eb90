"""Tokens for one report, and for fewer readers than their user."""

from django.db import migrations, models

from measures.migrations import at_once


class Migration(migrations.Migration):
    dependencies = [("measures", "0042_roles_for_one_report")]

    operations = at_once(
        migrations.AddField(
            "accesstoken",
            "report",
            models.ForeignKey("measures.report", models.CASCADE, blank=True, null=True, related_name="+"),
        ),
        migrations.AddField(
            "accesstoken", "audience", models.CharField(blank=True, default="", max_length=20), preserve_default=False
        ),
        migrations.AlterField(
            "tokenmail",
            "token",
            models.OneToOneField("measures.accesstoken", models.CASCADE, related_name="mail"),
        ),
        migrations.AddConstraint(
            "accesstoken",
            models.CheckConstraint(
                condition=models.Q(audience="") | models.Q(scope="read"),
                name="access_token_for_fewer_readers_reads",
                violation_error_message="A token that reads less than you do cannot write. Choose “Read”.",
            ),
        ),
    )
