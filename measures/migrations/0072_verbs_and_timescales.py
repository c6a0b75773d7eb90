"""Measures say how strongly the report urges them, and by when."""

from django.db import migrations, models

from measures.migrations import at_once


class Migration(migrations.Migration):
    dependencies = [("measures", "0071_statements")]

    operations = at_once(
        migrations.AddField("measure", "verb", models.CharField(blank=True, max_length=20)),
        migrations.AddField("measure", "timescale", models.CharField(blank=True, max_length=200)),
        migrations.AddField("measure", "timescale_zh_hans", models.CharField(blank=True, max_length=200)),
    )
