"""What coverage is made of is kept with a standing: which sides move a measure, and whether it moves away."""

import django.contrib.postgres.fields
from django.db import migrations, models

# As `analysis.standing` has it, of the independent views that standings keep.
FILL = """
UPDATE measures_standing AS standing SET
    moved_by = ARRAY(
        SELECT view ->> 'about' FROM jsonb_array_elements(views) AS view
        WHERE view ->> 'whose' = 'independent' AND (view ->> 'level')::int >= 1
            AND view ->> 'about' NOT IN ('none', 'both')
        UNION
        SELECT party_id FROM measures_measure_parties AS addressed, jsonb_array_elements(views) AS view
        WHERE addressed.measure_id = measure.id AND measure.kind <> 'unilateral'
            AND view ->> 'whose' = 'independent' AND view ->> 'about' = 'none' AND (view ->> 'level')::int >= 1
            AND NOT views @> jsonb_build_array(jsonb_build_object('whose', 'independent', 'about', party_id))
        ORDER BY 1
    ),
    is_moving_away = views @> jsonb_build_array(jsonb_build_object(
        'whose', 'independent', 'direction', 'away', 'about', CASE measure.kind WHEN 'unilateral' THEN coalesce(
            (SELECT min(party_id) FROM measures_measure_parties WHERE measure_id = measure.id), 'none'
        ) ELSE 'none' END
    ))
FROM measures_measure AS measure
WHERE measure.id = standing.measure_id AND views @> '[{"whose": "independent"}]'
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0025_user_has_a_name")]

    operations = [
        migrations.AddField(
            model_name="standing",
            name="is_moving_away",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="standing",
            name="moved_by",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop, elidable=True),
    ]
