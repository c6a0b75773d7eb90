"""Entries of a library follow each other within a day as in the library; sources know what a library left of them."""

from django.db import migrations, models

from measures.migrations import at_once


class Migration(migrations.Migration):
    dependencies = [("measures", "0011_codebook_of_report")]

    operations = [
        *at_once(
            migrations.AddField("evidence", "loaded_version", models.PositiveIntegerField(default=1, editable=False)),
            migrations.AddField(
                "entry", "place_in_day", models.PositiveIntegerField(default=2147483647, editable=False)
            ),
            migrations.AlterModelOptions(
                "entry", options={"ordering": ("-counts_from", "-place_in_day", "-recorded_at", "-key")}
            ),
            migrations.RemoveIndex("entry", "entry_latest_first"),
            migrations.AddIndex(
                "entry",
                models.Index(
                    fields=["report", "-counts_from", "-place_in_day", "-recorded_at", "-key"],
                    name="entry_latest_first",
                ),
            ),
        ),
    ]
