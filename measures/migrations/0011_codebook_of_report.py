"""A report may bring its codebook: how the independent levels are given."""

from django.db import migrations, models

from measures.migrations import at_once


class Migration(migrations.Migration):
    dependencies = [("measures", "0010_assessments_written_later")]

    operations = [
        *at_once(
            migrations.AddField(model_name="report", name="codebook", field=models.TextField(blank=True)),
            migrations.AddField(model_name="report", name="codebook_zh_hans", field=models.TextField(blank=True)),
        )
    ]
