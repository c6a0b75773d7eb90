"""One report is that of the front page; what is empty or unused is archived; what tables brought says so."""

from django.db import migrations, models
from django.db.models import Q

from measures.migrations import at_once

# What strangers found on the front page stays there. Neither history nor traces: nothing has changed for readers.
CHOOSE_FRONT_PAGE = """
ALTER TABLE measures_report DISABLE TRIGGER USER;
UPDATE measures_report SET is_front_page = true WHERE id = (
    SELECT id FROM measures_report
    ORDER BY array_position(ARRAY['public', 'participants', 'internal'], marking::text), is_fictional, slug LIMIT 1
);
ALTER TABLE measures_report ENABLE TRIGGER USER;
"""
# Of the entries that cite an imported file those that its import logged, which say so in their headline.
FIND_IMPORTED = """
ALTER TABLE measures_entry DISABLE TRIGGER USER;
UPDATE measures_entry AS entry SET is_imported = true
    FROM measures_citation AS citation JOIN measures_import AS import ON import.evidence_id = citation.evidence_id
    WHERE citation.entry_id = entry.id AND import.report_id = entry.report_id AND entry.kind = 'assessment'
        AND entry.corrects_id IS NULL AND entry.title = 'Imported from ' || import.file_name;
ALTER TABLE measures_entry ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0059_one_refusal")]

    operations = [
        *at_once(
            migrations.AddField("report", "is_front_page", models.BooleanField(default=False, editable=False)),
            migrations.AddField("report", "archived_at", models.DateTimeField(blank=True, editable=False, null=True)),
            migrations.AddField("party", "archived_at", models.DateTimeField(blank=True, editable=False, null=True)),
            migrations.AddField("entry", "is_imported", models.BooleanField(default=False, editable=False)),
        ),
        migrations.RunSQL(CHOOSE_FRONT_PAGE),
        migrations.RunSQL(FIND_IMPORTED),
        *at_once(
            migrations.AddConstraint(
                "report",
                models.UniqueConstraint(
                    fields=["is_front_page"], condition=Q(is_front_page=True), name="report_one_front_page"
                ),
            ),
            migrations.AddConstraint(
                "report",
                models.CheckConstraint(
                    condition=Q(archived_at=None) | Q(marking="internal", is_front_page=False),
                    name="report_archived_is_internal",
                ),
            ),
        ),
    ]
