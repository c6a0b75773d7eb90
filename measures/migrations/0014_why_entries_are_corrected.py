"""A correction says why, in rows that are sealed with it; a record says what its earlier versions had wrong."""

import django.db.models.deletion
from django.db import migrations, models

from measures.models.records import random_number


class Migration(migrations.Migration):
    dependencies = [("measures", "0013_texts_side_by_side")]

    operations = [
        migrations.CreateModel(
            name="CorrectionReason",
            fields=[
                (
                    "id",
                    models.BigIntegerField(default=random_number, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("corrected_on", models.DateField()),
                ("was", models.TextField(blank=True)),
                ("was_zh_hans", models.TextField(blank=True)),
                ("now", models.TextField(blank=True)),
                ("now_zh_hans", models.TextField(blank=True)),
                ("why", models.TextField()),
                ("why_zh_hans", models.TextField(blank=True)),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reasons",
                        to="measures.entry",
                    ),
                ),
                (
                    "ground",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="measures.evidence",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction_reasons",
                        to="measures.report",
                    ),
                ),
            ],
            options={
                "ordering": ("-corrected_on", "-name", "-id"),
                "indexes": [
                    models.Index(fields=["report", "-corrected_on", "-name", "-id"], name="correction_latest_first")
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("why", ""), _negated=True), name="correction_says_why")
                ],
            },
        ),
    ]
