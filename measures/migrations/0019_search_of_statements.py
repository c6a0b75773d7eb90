"""Views and mentions keep their words, sources that of their author; rows that are there keep their words anew."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

from measures.migrations import run_file
from measures.models.search import SearchField

KEEP_WORDS_ANEW = """
DO $$
DECLARE
    kept record;
BEGIN
    FOR kept IN
        SELECT attrelid::regclass AS name, pg_get_expr(adbin, adrelid) AS words
        FROM pg_attribute JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE attname = 'search' AND attgenerated = 's'
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN search SET EXPRESSION AS (%s)', kept.name, kept.words);
    END LOOP;
END $$
"""

AUTHOR = """
ALTER TABLE measures_evidence ALTER COLUMN search SET EXPRESSION AS (
    search_vector(VARIADIC ARRAY[title, title_zh_hans, author, publisher, publisher_zh_hans, url, key])
)
"""
SOURCE = SearchField("title", "title_zh_hans", "author", "publisher", "publisher_zh_hans", "url", "key")


class Migration(migrations.Migration):
    dependencies = [("measures", "0018_dates_to_watch")]

    operations = [
        run_file("search.sql", "dc162b1fd0d0"),
        migrations.RunSQL(KEEP_WORDS_ANEW, migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(AUTHOR, migrations.RunSQL.noop)],
            [migrations.AlterField("evidence", "search", SOURCE)],
        ),
        migrations.AddField(
            "view",
            "search",
            SearchField("quotation", "text", "text_zh_hans", "speaker", "speaker_zh_hans", "office", "office_zh_hans"),
        ),
        migrations.AddIndex("view", GinIndex(fields=["search"], name="view_search", fastupdate=False)),
        migrations.AddField("textfinding", "search", SearchField("quotation", "sentence", "sentence_zh_hans")),
        migrations.AddIndex("textfinding", GinIndex(fields=["search"], name="finding_search", fastupdate=False)),
    ]
