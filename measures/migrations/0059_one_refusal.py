"""What is written once is refused by one function, made by the files of SQL: what was refused by others goes."""

from django.db import migrations

# With their triggers: each refused by itself. That of checkpoints was one for both events.
OF_THEIR_OWN = """
DROP FUNCTION IF EXISTS guard_content_of_entry(), guard_ground(), guard_finding(), guard_review(), guard_agreement(),
    guard_redaction(), guard_correction_reason(), guard_row_change(), guard_stored_file(), guard_note_seal() CASCADE;
DROP TRIGGER IF EXISTS refuse_journal_change_before_update_or_delete ON measures_checkpoint;
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0058_sources_that_wait")]

    operations = [
        migrations.RunSQL(OF_THEIR_OWN, migrations.RunSQL.noop),
    ]
