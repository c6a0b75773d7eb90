"""Columns and a table are called by what is in them."""

from django.conf import settings
from django.db import migrations, models

from measures.migrations import at_once


class Migration(migrations.Migration):
    dependencies = [("measures", "0024_tables_under_secret_addresses")]

    operations = [
        *at_once(
            migrations.RenameField("digest", "tells", "memories"),
            migrations.RemoveConstraint("told", "told_once_per_item"),
            migrations.RemoveConstraint("importrow", "import_row_once"),
            migrations.RemoveIndex("importrow", "import_row_by_outcome"),
        ),
        migrations.RenameModel("Told", "ReminderMemory"),
        *at_once(
            migrations.AlterField(
                "remindermemory",
                "user",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="reminder_memories", to=settings.AUTH_USER_MODEL
                ),
            ),
            migrations.AddConstraint(
                "remindermemory",
                models.UniqueConstraint(fields=("user", "section", "item"), name="reminder_memory_once_per_item"),
            ),
            migrations.RenameField("importrow", "number", "row_number"),
            migrations.AlterModelOptions("importrow", options={"ordering": ["of", "row_number"]}),
            migrations.AddConstraint(
                "importrow", models.UniqueConstraint(fields=("of", "row_number"), name="import_row_once")
            ),
            migrations.AddIndex(
                "importrow", models.Index(fields=["of", "outcome", "row_number"], name="import_row_by_outcome")
            ),
        ),
    ]
