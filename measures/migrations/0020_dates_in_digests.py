"""Digests tell the team which dates to watch have passed or are near, unless they want none of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measures", "0019_search_of_statements")]

    operations = [migrations.AddField("remindersettings", "dates", models.BooleanField(default=True))]
