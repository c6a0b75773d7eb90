"""A record may say how its statements were checked, and what is in doubt."""

from django.db import migrations, models

from measures.migrations import at_once


class Migration(migrations.Migration):
    dependencies = [("measures", "0074_in_short")]

    operations = at_once(
        migrations.AddField("report", "statements_note", models.TextField(blank=True)),
        migrations.AddField("report", "statements_note_zh_hans", models.TextField(blank=True)),
    )
