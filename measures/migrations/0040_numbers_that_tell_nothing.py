"""Numbers that are shown tell nothing of rows that are hidden: those of links and tokens are random, places are not
given to what not all their readers may read.
"""

from django.db import migrations, models

import measures.models.records

LINKS = "UPDATE measures_link SET id = 1 + floor(random() * (2::double precision ^ 53 - 1))::bigint"

# As `operations.additions.Places` gives them out; a library's measures keep the place that it gives them.
PLACES = """
DO $$
DECLARE
    measure record;
    of_report bigint := 0;
    last_public bigint;
    last_for_participants bigint;
    last bigint;
    place bigint;
BEGIN
    FOR measure IN
        SELECT id, report_id, marking, position, from_library FROM measures_measure
        WHERE report_id IN (SELECT report_id FROM measures_measure WHERE marking <> 'public')
        ORDER BY report_id, measures_measure.position, id
    LOOP
        IF measure.report_id <> of_report THEN
            of_report := measure.report_id;
            last_public := 0;
            last_for_participants := 0;
            last := 0;
        END IF;
        place := CASE
            WHEN measure.from_library THEN measure.position
            WHEN measure.marking = 'public' THEN last_public + 1
            WHEN measure.marking = 'internal' THEN last + 1
            ELSE last_for_participants + 1
        END;
        IF measure.marking = 'public' THEN
            last_public := greatest(last_public, place);
        END IF;
        IF measure.marking IN ('public', 'participants') THEN
            last_for_participants := greatest(last_for_participants, place);
        END IF;
        last := greatest(last, place);
        IF place <> measure.position THEN
            UPDATE measures_measure SET position = place WHERE id = measure.id;
        END IF;
    END LOOP;
END $$;
"""


def random_numbers(model: str) -> migrations.AlterField:
    number = models.BigIntegerField(
        default=measures.models.records.random_number, editable=False, primary_key=True, serialize=False
    )
    return migrations.AlterField(model_name=model, name="id", field=number)


class Migration(migrations.Migration):
    dependencies = [("measures", "0039_marking_of_reports")]

    operations = [
        random_numbers("link"),
        random_numbers("accesstoken"),
        migrations.RunSQL(LINKS, migrations.RunSQL.noop, elidable=True),
        migrations.RunSQL(PLACES, migrations.RunSQL.noop, elidable=True),
    ]
