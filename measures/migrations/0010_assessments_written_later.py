"""An assessment that is written after the day that it is about says when; none that is there was."""

from django.db import migrations, models
from django.db.models import Q

ADD_TO_STANDINGS = """
UPDATE measures_standing SET views = (
    SELECT jsonb_agg(view || '{"written_on": null}' ORDER BY place)
    FROM jsonb_array_elements(views) WITH ORDINALITY AS held (view, place)
)
WHERE views <> '[]'
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0009_no_traces_of_what_is_refused")]

    operations = [
        migrations.AddField(model_name="view", name="written_on", field=models.DateField(blank=True, null=True)),
        migrations.AddConstraint(
            model_name="view",
            constraint=models.CheckConstraint(
                condition=Q(("whose", None), ("written_on", None), _connector="OR"),
                name="view_written_later_is_independent",
            ),
        ),
        migrations.RunSQL(ADD_TO_STANDINGS, migrations.RunSQL.noop),
    ]
