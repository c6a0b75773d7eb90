"""Measures say whether the library of their report brought them, and since when they are withdrawn.

Before now only libraries have added measures.
"""

from django.db import migrations, models

FROM_LIBRARY = "UPDATE measures_measure SET from_library = true"

# The row history follows `withdrawn_at` too: the trigger as it is, with one more argument.
FOLLOW = """
DO $$
DECLARE
    definition CONSTANT text := pg_get_triggerdef(oid) FROM pg_trigger
        WHERE tgrelid = 'measures_measure'::regclass AND tgname = 'record_row_change';
BEGIN
    EXECUTE 'DROP TRIGGER record_row_change ON measures_measure';
    EXECUTE left(definition, -1) || ', ''withdrawn_at'')';
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0008_reminders")]

    operations = [
        # A newer library gives the place of a withdrawn measure to another; lists go by place, then by key.
        migrations.RemoveConstraint(model_name="measure", name="measure_place_once_per_report"),
        migrations.AddField(
            model_name="measure",
            name="from_library",
            field=models.BooleanField(default=False, editable=False, verbose_name="from the report's library"),
        ),
        migrations.AddField(
            model_name="measure",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="withdrawn"),
        ),
        migrations.RunSQL(FROM_LIBRARY, elidable=True),
        migrations.RunSQL(FOLLOW, elidable=False),
    ]
