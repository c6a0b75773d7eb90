"""The names of persons can be redacted."""

from django.db import migrations

# It refused any change of a redaction; the name of who redacted may go now.
GUARD = "DROP TRIGGER IF EXISTS refuse_journal_change_before_update_or_delete ON measures_redaction"


class Migration(migrations.Migration):
    dependencies = [("measures", "0048_judgement_cards")]

    operations = [migrations.RunSQL(GUARD, migrations.RunSQL.noop)]
