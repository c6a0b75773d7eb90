"""With each source is kept whether it waits for a review."""

from django.db import migrations, models
from django.db.models import Q

from measures.migrations import run_file

# Most do not wait: those rows are not written anew. Neither history nor traces: nothing has changed for readers.
FILL_IN = """
ALTER TABLE measures_evidence DISABLE TRIGGER USER;
UPDATE measures_evidence AS source SET waits_for_review = true WHERE coalesce((
    SELECT state FROM measures_review AS review WHERE review.evidence_id = source.id
    ORDER BY recorded_at DESC, id DESC LIMIT 1
), 'pending') = 'pending';
ALTER TABLE measures_evidence ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0057_reports_of_addressees")]

    operations = [
        migrations.AddField("evidence", "waits_for_review", models.BooleanField(default=False, editable=False)),
        migrations.RunSQL(FILL_IN),
        migrations.AlterField("evidence", "waits_for_review", models.BooleanField(default=True, editable=False)),
        migrations.AddIndex(
            "evidence",
            models.Index(
                fields=["recorded_at", "key"], condition=Q(waits_for_review=True), name="evidence_waiting_for_review"
            ),
        ),
        run_file("reviews.sql", "255628784d9d"),
    ]
