"""Sources say who wrote them, in which language their own title is, and what a reader has to know."""

from django.db import migrations, models

from measures.migrations import at_once


class Migration(migrations.Migration):
    dependencies = [("measures", "0007_search_without_spaces")]

    operations = [
        *at_once(
            migrations.AddField("evidence", "original_title_language", models.CharField(blank=True, max_length=20)),
            migrations.AddField("evidence", "author", models.CharField(blank=True, max_length=300)),
            migrations.AddField("evidence", "note", models.TextField(blank=True)),
            migrations.AddField("evidence", "note_zh_hans", models.TextField(blank=True)),
        )
    ]
