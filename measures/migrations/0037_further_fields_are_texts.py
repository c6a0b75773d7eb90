"""Makes texts of what further fields hold besides, and lets the database refuse it from now on."""

from django.db import migrations, models

import measures.models.measures

# A number or a yes as it is written, what is nested as JSON; nothing is no field, and a field has a name.
AS_TEXTS = """
UPDATE measures_measure AS measure SET extra = (
    SELECT coalesce(jsonb_object_agg(coalesce(nullif(field.key, ''), '?'), field.value #>> '{}'), '{}')
    FROM jsonb_each(CASE jsonb_typeof(measure.extra) WHEN 'object' THEN measure.extra ELSE '{}' END) AS field
    WHERE jsonb_typeof(field.value) <> 'null'
)
WHERE jsonb_typeof(extra) <> 'object' OR extra ? '' OR jsonb_path_exists(extra, '$.* ? (@.type() <> "string")')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0036_developments_of_a_month"),
    ]

    operations = [
        migrations.AlterField(
            model_name="measure",
            name="extra",
            field=models.JSONField(
                blank=True,
                default=dict,
                validators=[measures.models.measures.check_further_fields],
                verbose_name="further fields",
            ),
        ),
        migrations.RunSQL(AS_TEXTS, migrations.RunSQL.noop),
        # What the statement leaves to be done at the end of the transaction is in the way of the next one.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=measures.models.measures.TextsUnderNames("extra"),
                name="measure_further_fields_are_texts",
                violation_error_message="Further fields are texts under names.",
            ),
        ),
    ]
