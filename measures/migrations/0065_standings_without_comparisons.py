"""Standings keep what the record says of a measure, and nothing that is derived from levels."""

from django.db import migrations

from measures.migrations import at_once


class Migration(migrations.Migration):
    dependencies = [("measures", "0064_no_replays")]

    operations = at_once(
        migrations.RemoveField(model_name="standing", name="views_state"),
        migrations.RemoveField(model_name="standing", name="levels_held"),
        migrations.RemoveField(model_name="standing", name="moved_by"),
        migrations.RemoveField(model_name="standing", name="is_moving_away"),
    )
