"""Traces say when their transaction began, and moments of readers are dated: no table remembers them."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("measures", "0003_functions_and_triggers")]

    operations = [
        migrations.DeleteModel("Moment"),
        migrations.AddField("trace", "at", models.DateTimeField(db_default=Now())),
    ]
