"""A party has an adjective: the Chinese text, the U.S. text."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measures", "0021_summaries")]

    operations = [
        migrations.AddField(
            model_name="party",
            name="adjective",
            field=models.CharField(blank=True, default="", max_length=100),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="party",
            name="adjective_zh_hans",
            field=models.CharField(blank=True, default="", max_length=100),
            preserve_default=False,
        ),
    ]
