"""An assessment of ours of a measure as a whole has a sentence in short; none that is there does."""

from django.db import migrations, models
from django.db.models import Q

from measures.migrations import at_once

ADD_TO_STANDINGS = """
UPDATE measures_standing SET views = (
    SELECT jsonb_agg(view || '{"in_short": "", "in_short_zh_hans": ""}' ORDER BY place)
    FROM jsonb_array_elements(views) WITH ORDINALITY AS held (view, place)
)
WHERE views <> '[]'
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0073_feeds_that_were_tried")]

    operations = [
        *at_once(
            migrations.AddField("view", "in_short", models.CharField(blank=True, max_length=160)),
            migrations.AddField("view", "in_short_zh_hans", models.CharField(blank=True, max_length=60)),
            migrations.AddConstraint(
                model_name="view",
                constraint=models.CheckConstraint(
                    condition=Q(in_short="", in_short_zh_hans="")
                    | (
                        Q(whose=None, measure__isnull=False, about_both=False)
                        & ~Q(in_short="")
                        & ~Q(in_short_zh_hans="")
                    ),
                    name="view_in_short_is_ours_in_both_languages",
                ),
            ),
        ),
        migrations.RunSQL(ADD_TO_STANDINGS, migrations.RunSQL.noop),
    ]
