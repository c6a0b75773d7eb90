"""The words that say what was searched can be corrected."""

from django.conf import settings
from django.db import migrations, models

from measures.migrations import at_once


class Migration(migrations.Migration):
    dependencies = [("measures", "0049_redacted_names")]

    operations = at_once(
        migrations.AddField("textsearch", "version", models.PositiveIntegerField(default=1, editable=False)),
        migrations.AddField(
            "textsearch",
            "replaces",
            models.OneToOneField(
                "measures.textsearch", models.PROTECT, null=True, blank=True, related_name="replacement"
            ),
        ),
        migrations.AddField(
            "textsearch",
            "corrected_by",
            models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"),
        ),
    )
