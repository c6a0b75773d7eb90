"""The row history follows the first year of a report too: the trigger as it is, with one more argument."""

from django.db import migrations

FOLLOW = """
DO $$
DECLARE
    definition CONSTANT text := pg_get_triggerdef(oid) FROM pg_trigger
        WHERE tgrelid = 'measures_report'::regclass AND tgname = 'record_row_change';
BEGIN
    EXECUTE 'DROP TRIGGER record_row_change ON measures_report';
    EXECUTE left(definition, -1) || ', ''first_year'')';
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0033_codes_as_written")]

    operations = [migrations.RunSQL(FOLLOW, elidable=False)]
