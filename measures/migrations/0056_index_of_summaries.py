"""An index of the few entries that are summaries, with which the overview begins."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("measures", "0055_replays")]

    operations = [
        migrations.AddIndex(
            "entry", models.Index(fields=["report"], condition=Q(written_on__isnull=False), name="entry_summaries")
        )
    ]
