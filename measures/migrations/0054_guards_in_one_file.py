"""Dissents and agreements are guarded and redacted where the rest of the journal is."""

from django.db import migrations

# Both acted on every redaction; `redact_entry` and `redact_name` do it now.
OF_THEIR_OWN = """
DROP TRIGGER IF EXISTS redact_agreement_after_insert ON measures_redaction;
DROP TRIGGER IF EXISTS redact_dissent_after_insert ON measures_redaction;
DROP FUNCTION IF EXISTS redact_agreement();
DROP FUNCTION IF EXISTS redact_dissent();
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0053_proposals")]

    operations = [migrations.RunSQL(OF_THEIR_OWN, migrations.RunSQL.noop)]
