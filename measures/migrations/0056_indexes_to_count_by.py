"""Indexes that hold what entries and sources are counted by, and which entries are summaries."""

from django.db import migrations, models
from django.db.models import Q

from measures.migrations import at_once


class Migration(migrations.Migration):
    dependencies = [("measures", "0055_replays")]

    operations = at_once(
        migrations.AddIndex(
            "entry", models.Index(fields=["report"], condition=Q(written_on__isnull=False), name="entry_summaries")
        ),
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["id"],
                include=["report", "kind", "marking", "counts_from", "recorded_at", "occurred", "claim"],
                name="entry_counted_by",
            ),
        ),
        migrations.AddIndex(
            "evidence",
            models.Index(
                fields=["id"], include=["marking", "cited_within", "by_report_author"], name="evidence_counted_by"
            ),
        ),
    )
