"""Of very long texts search keeps the beginning; rows that are there keep their words anew."""

from django.db import migrations

from measures.migrations import run_file

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


class Migration(migrations.Migration):
    dependencies = [("measures", "0022_adjectives_of_parties")]

    operations = [run_file("search.sql"), migrations.RunSQL(KEEP_WORDS_ANEW, migrations.RunSQL.noop)]
