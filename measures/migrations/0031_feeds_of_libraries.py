"""Feeds that libraries bring and people edit, each with one key in all reports."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from measures.migrations import at_once


class Migration(migrations.Migration):
    dependencies = [("measures", "0030_feeds_and_candidates")]

    operations = [
        *at_once(
            migrations.RemoveConstraint("feed", "feed_key_once_per_report"),
            migrations.AddField("feed", "loaded_version", models.PositiveIntegerField(default=1, editable=False)),
            migrations.AlterField("feed", "key", models.CharField(max_length=100, unique=True)),
            *(
                migrations.AlterField(
                    "feed",
                    name,
                    ArrayField(base_field=models.CharField(max_length=100), blank=True, default=list),
                )
                for name in ("wanted_words", "unwanted_words")
            ),
        ),
    ]
