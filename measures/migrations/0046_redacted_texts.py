"""Texts of the catalogue and names of persons can be redacted."""

from django.db import migrations, models

from measures.migrations import at_once
from measures.models.markings import MarkingField

# Two take more arguments now; and of lines of a record that come with no entry something can be taken away.
FUNCTIONS = """
DROP TRIGGER IF EXISTS refuse_journal_change_before_update ON measures_correctionreason;
DROP FUNCTION IF EXISTS claim_redaction(text, bigint, text, text, text, text[], text, bigint, text);
DROP FUNCTION IF EXISTS redact_row(text, text, text, text, text[], text, bigint, text);
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0045_edited_catalogue")]

    operations = [
        *at_once(
            migrations.AddField(
                "redaction",
                "report",
                models.ForeignKey("measures.report", models.PROTECT, null=True, related_name="redactions"),
            ),
            migrations.AddField("redaction", "marking", MarkingField(default="internal")),
        ),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
    ]
