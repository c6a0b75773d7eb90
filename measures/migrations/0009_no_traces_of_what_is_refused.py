"""What the guards of the journal refuse leaves no trace: the triggers that waited for it go."""

from django.db import migrations


NEVER_FIRED = """
DROP TRIGGER IF EXISTS leave_trace ON measures_entry;
DROP TRIGGER IF EXISTS leave_trace ON measures_review;
DROP TRIGGER IF EXISTS leave_trace_of_update ON measures_review;
DROP TRIGGER IF EXISTS leave_trace_of_update ON measures_redaction;
DROP TRIGGER IF EXISTS leave_trace_of_update ON measures_citation;
DROP TRIGGER IF EXISTS leave_trace_of_update ON measures_milestonemark;
DROP FUNCTION IF EXISTS trace_review();
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0008_what_sources_are")]

    operations = [migrations.RunSQL(NEVER_FIRED, migrations.RunSQL.noop)]
