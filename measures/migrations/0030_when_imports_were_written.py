"""An import says when it was written, which a failed attempt to undo it does not change."""

from django.db import migrations, models

WRITTEN = """
UPDATE measures_import SET written_at = ended_at WHERE state IN ('applied', 'undoing', 'undone');
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0029_redact_by_account")]

    operations = [
        migrations.AddField("import", "written_at", models.DateTimeField(null=True, editable=False)),
        migrations.RunSQL(WRITTEN, migrations.RunSQL.noop),
    ]
