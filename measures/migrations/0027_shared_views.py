"""Saved views can be shared with the team."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measures", "0026_headlines_and_directions")]

    operations = [
        migrations.AddField(model_name="savedview", name="is_shared", field=models.BooleanField(default=False))
    ]
