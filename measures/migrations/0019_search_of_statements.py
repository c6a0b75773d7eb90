"""Views and mentions keep their words, sources that of their author; 0023 lets rows that are there keep theirs."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

from measures.migrations import at_once
from measures.models.search import SearchField

AUTHOR = """
ALTER TABLE measures_evidence ALTER COLUMN search SET EXPRESSION AS (
    search_vector(VARIADIC ARRAY[title, title_zh_hans, author, publisher, publisher_zh_hans, url, key])
)
"""
SOURCE = SearchField("title", "title_zh_hans", "author", "publisher", "publisher_zh_hans", "url", "key")


class Migration(migrations.Migration):
    dependencies = [("measures", "0018_dates_to_watch")]

    operations = [
        *at_once(
            migrations.SeparateDatabaseAndState(
                [migrations.RunSQL(AUTHOR, migrations.RunSQL.noop)],
                [migrations.AlterField("evidence", "search", SOURCE)],
            ),
            migrations.AddField(
                "view",
                "search",
                SearchField(
                    "quotation", "text", "text_zh_hans", "speaker", "speaker_zh_hans", "office", "office_zh_hans"
                ),
            ),
            migrations.AddField("textfinding", "search", SearchField("quotation", "sentence", "sentence_zh_hans")),
            migrations.AddIndex("view", GinIndex(fields=["search"], name="view_search", fastupdate=False)),
            migrations.AddIndex("textfinding", GinIndex(fields=["search"], name="finding_search", fastupdate=False)),
        ),
    ]
