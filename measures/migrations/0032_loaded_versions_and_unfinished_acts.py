"""Rows say which version a library left, digests since when acts were being written that they could not read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measures", "0031_first_year_of_a_report")]

    operations = [
        migrations.AddField("measure", "loaded_version", models.PositiveIntegerField(default=1, editable=False)),
        migrations.AddField("milestone", "loaded_version", models.PositiveIntegerField(default=1, editable=False)),
        migrations.AddField("digest", "unfinished_since", models.DateTimeField(null=True)),
    ]
