"""A summary is an entry of its own kind, which says when it was written."""

from django.db import migrations, models

KINDS = [
    ("development", "Development"),
    ("check", "Checked, nothing new"),
    ("assessment", "Assessment"),
    ("readouts", "Texts side by side"),
    ("summary", "Summary"),
]


class Migration(migrations.Migration):
    dependencies = [("measures", "0020_dates_in_digests")]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="written_on",
            field=models.DateField(blank=True, null=True, verbose_name="written on"),
        ),
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(choices=KINDS, default="development", max_length=20, verbose_name="kind"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "summary"), ("written_on__isnull", False))
                | models.Q(~models.Q(("kind", "summary")), ("written_on", None)),
                name="entry_summary_says_when_it_was_written",
            ),
        ),
    ]
