"""What was called a view is our assessment; what earlier versions recorded as a party's stands with its entry only.

Standings keep our assessments: those of parties leave them, with what only these had. `rebuild_standings` restates the
rest of what an entry with nothing but such a view counted for.
"""

from django.db import migrations, models
from django.db.models.deletion import PROTECT

ONLY_OURS = """
UPDATE measures_standing SET assessments = coalesce((
    SELECT jsonb_agg(view - ARRAY[
        'whose', 'provenance', 'speaker', 'speaker_zh_hans', 'office', 'office_zh_hans', 'administration',
        'administration_zh_hans'
    ] ORDER BY place)
    FROM jsonb_array_elements(assessments) WITH ORDINALITY AS held (view, place)
    WHERE view->>'whose' = 'independent'
), '[]')
WHERE assessments <> '[]'
"""
# A proposal that waits says its assessments as they are sent now.
OF_PROPOSALS = """
UPDATE measures_proposal SET body = body - 'views' || jsonb_build_object('assessments', coalesce((
    SELECT jsonb_agg(view - ARRAY['whose', 'provenance'] ORDER BY place)
    FROM jsonb_array_elements(body->'views') WITH ORDINALITY AS sent (view, place)
    WHERE view->>'whose' = 'independent'
), '[]'))
WHERE body ? 'views'
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0080_chosen_words")]

    operations = [
        # The table keeps its name, and so does the column of what an assessment rests on.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterModelTable("view", "measures_view"),
                migrations.RenameModel("View", "Assessment"),
                migrations.RemoveConstraint("ground", "ground_once"),
                migrations.RenameField("ground", "view", "assessment"),
                migrations.AlterField(
                    "ground",
                    "assessment",
                    models.ForeignKey(
                        db_column="view_id",
                        db_index=False,
                        on_delete=PROTECT,
                        related_name="grounds",
                        to="measures.assessment",
                    ),
                ),
                migrations.AlterModelOptions("ground", {"ordering": ["assessment", "pk"]}),
                migrations.AddConstraint(
                    "ground",
                    models.UniqueConstraint(
                        fields=["assessment", "entry", "citation"], name="ground_once", nulls_distinct=False
                    ),
                ),
                migrations.AlterField(
                    "assessment",
                    "entry",
                    models.ForeignKey(
                        db_index=False, on_delete=PROTECT, related_name="assessments", to="measures.entry"
                    ),
                ),
                migrations.AlterField(
                    "assessment",
                    "whose",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=PROTECT, related_name="assessments", to="measures.party"
                    ),
                ),
            ]
        ),
        migrations.RenameField("standing", "views", "assessments"),
        migrations.RunSQL(ONLY_OURS, migrations.RunSQL.noop),
        migrations.RunSQL(OF_PROPOSALS, migrations.RunSQL.noop),
    ]
