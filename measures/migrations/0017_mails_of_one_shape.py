"""Digests and mails of redactions are the same kind of row. Nothing of this changes the tables."""

from django.conf import settings
from django.db import migrations, models

from measures.migrations import at_once


def recipient() -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="%(class)ss")


class Migration(migrations.Migration):
    dependencies = [("measures", "0016_texts_that_were_searched")]

    operations = at_once(
        migrations.AlterField("digest", "recipient", recipient()),
        migrations.AlterField("redactionmail", "recipient", recipient()),
        migrations.AlterField("redactionmail", "message", models.BinaryField(null=True)),
        migrations.AlterField("redactionmail", "next_attempt_at", models.DateTimeField(null=True)),
        migrations.AlterField("redactionmail", "problem", models.TextField(blank=True)),
        migrations.AlterField("redactionmail", "sent_at", models.DateTimeField(null=True)),
        migrations.AlterField("redactionmail", "parked_at", models.DateTimeField(null=True)),
    )
