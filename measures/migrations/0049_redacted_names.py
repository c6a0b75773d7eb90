"""The names of persons can be redacted."""

from django.db import migrations

from measures.migrations import run_file

# It refused any change of a redaction; the name of who redacted may go now.
GUARD = "DROP TRIGGER IF EXISTS refuse_journal_change_before_update_or_delete ON measures_redaction"


class Migration(migrations.Migration):
    dependencies = [("measures", "0048_judgement_cards")]

    operations = [
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
        run_file("journal.sql", "8bc2e3c8257f"),
        run_file("account_log.sql", "8686a0da3e47"),
        run_file("sessions.sql", "4aa63808cd36"),
    ]
