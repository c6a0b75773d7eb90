"""Past days are read at once: no worker replays them any more, and nothing of what was replayed stays."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("measures", "0063_what_is_not_kept")]

    operations = [
        migrations.DeleteModel(name="ReplayedStanding"),
        migrations.DeleteModel(name="Replay"),
    ]
