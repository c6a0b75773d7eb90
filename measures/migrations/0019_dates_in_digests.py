"""Digests tell the team which dates to watch have passed or are near, unless they want none of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measures", "0018_dates_to_watch")]

    operations = [
        migrations.AddField(
            "remindersettings", "dates", models.BooleanField(default=True, verbose_name="dates to watch")
        ),
    ]
