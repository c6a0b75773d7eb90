"""A headline is called so, a latest direction may be both ways, and a review leaves a trace of what cites its source."""

from django.db import migrations, models

from measures.migrations import at_once

# By all that the latest development says of a measure and of its parts, of those that each audience may read.
POINT_ANEW = """
WITH said AS (
    SELECT standing.id AS standing, bearing.direction, rank() OVER (
        PARTITION BY standing.id
        ORDER BY entry.counts_from DESC, entry.place_in_day DESC, entry.recorded_at DESC, entry.key DESC
    ) AS place
    FROM measures_standing AS standing
        JOIN measures_measure AS measure ON standing.measure_id IN (measure.id, measure.parent_id)
        JOIN measures_bearing AS bearing ON bearing.measure_id = measure.id AND direction <> 'background'
        JOIN measures_entry AS entry ON entry.id = bearing.entry_id
    WHERE (
            entry.marking = 'public'
            OR entry.marking = 'participants' AND audience <> 'public'
            OR entry.marking = 'internal' AND audience = 'team'
            OR replace(entry.marking, 'released:', 'party:') = audience
        )
        AND NOT EXISTS (SELECT FROM measures_redaction WHERE measures_redaction.entry_id = entry.id)
        AND NOT EXISTS (SELECT FROM measures_entry AS correction WHERE correction.corrects_id = entry.id)
), latest AS (
    SELECT standing, CASE
            WHEN bool_or(direction = 'toward') AND bool_or(direction = 'away') THEN 'both_ways'
            WHEN bool_or(direction = 'toward') THEN 'toward'
            WHEN bool_or(direction = 'away') THEN 'away'
            ELSE 'either'
        END AS points
    FROM said WHERE place = 1 GROUP BY standing
)
UPDATE measures_standing SET latest_direction = points FROM latest WHERE id = standing AND latest_direction <> points
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0025_plain_names")]

    operations = [
        *at_once(
            migrations.AlterField("entry", "title", models.CharField(blank=True, max_length=500)),
            migrations.AlterField("entry", "title_zh_hans", models.CharField(blank=True, max_length=500)),
            migrations.AlterField("entry", "narrative", models.TextField(blank=True)),
            migrations.AlterField("entry", "narrative_zh_hans", models.TextField(blank=True)),
            migrations.AlterField("standing", "latest_direction", models.CharField(blank=True, max_length=20)),
        ),
        migrations.RunSQL(POINT_ANEW, migrations.RunSQL.noop),
    ]
