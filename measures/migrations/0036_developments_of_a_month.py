"""The latest development of a standing as it is dated, to the month where no day is on record, and the day it counts from."""

from django.db import migrations, models

import measures.models.partial_dates

# As `analysis.standing` has it: of the entries that count and that the audience may read, the latest that moves.
FILL = """
UPDATE measures_standing AS standing SET latest_on = (
    SELECT entry.occurred FROM measures_bearing AS bearing
    JOIN measures_entry AS entry ON entry.id = bearing.entry_id
    JOIN measures_measure AS measure ON measure.id = bearing.measure_id
    CROSS JOIN LATERAL (SELECT ARRAY['public'] || CASE standing.audience
        WHEN 'public' THEN ARRAY[]::text[]
        WHEN 'participants' THEN ARRAY['participants']
        WHEN 'team' THEN ARRAY['participants', 'internal']
        ELSE ARRAY['participants', replace(standing.audience, 'party:', 'released:')]
    END AS markings) AS readable
    WHERE standing.measure_id IN (measure.id, measure.parent_id)
        AND entry.marking = ANY(readable.markings) AND measure.marking = ANY(readable.markings)
        AND bearing.direction = standing.latest_direction AND entry.counts_from = standing.latest_by
        AND NOT EXISTS (SELECT FROM measures_entry AS correction WHERE correction.corrects_id = entry.id)
        AND NOT EXISTS (SELECT FROM measures_redaction AS redaction WHERE redaction.entry_id = entry.id)
    ORDER BY entry.recorded_at DESC, entry.key DESC LIMIT 1
)
WHERE standing.latest_by IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0035_addresses_of_the_web")]

    operations = [
        migrations.RenameField(model_name="standing", old_name="latest_on", new_name="latest_by"),
        migrations.AlterField(model_name="standing", name="latest_by", field=models.DateField(null=True)),
        migrations.AddField(
            model_name="standing",
            name="latest_on",
            field=measures.models.partial_dates.PartialDateField(null=True, verbose_name="latest development"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop, elidable=True),
    ]
