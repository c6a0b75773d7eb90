"""What earlier versions kept and this one does not is redacted, by nobody's account; written down before if wished."""

from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import PROTECT

from measures.upgrading.taking_away import take_away


def take_away_rows(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        take_away(cursor)


class Migration(migrations.Migration):
    dependencies = [("measures", "0062_people_who_agree_to_be_named")]

    operations = [
        migrations.AlterField(
            "redaction", "by", models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+", null=True)
        ),
        migrations.RunPython(take_away_rows, migrations.RunPython.noop),
    ]
