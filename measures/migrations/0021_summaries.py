"""A summary is an entry of its own kind, which says when it was written."""

from django.db import migrations, models

from measures.migrations import at_once


class Migration(migrations.Migration):
    dependencies = [("measures", "0020_dates_in_digests")]

    operations = [
        *at_once(
            migrations.AddField(model_name="entry", name="written_on", field=models.DateField(blank=True, null=True)),
            migrations.AddConstraint(
                model_name="entry",
                constraint=models.CheckConstraint(
                    condition=models.Q(("kind", "summary"), ("written_on__isnull", False))
                    | models.Q(~models.Q(("kind", "summary")), ("written_on", None)),
                    name="entry_summary_says_when_it_was_written",
                ),
            ),
        ),
    ]
