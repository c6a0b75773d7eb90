"""The words by which candidates are ranked, and those of their titles, by which the same news is recognised."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

from measures.migrations import at_once, run_file


def of_report(relation: type[models.ForeignKey] = models.ForeignKey, **settings: bool) -> models.ForeignKey:
    return relation("measures.report", models.CASCADE, related_name="+", **settings)


def target(model: str) -> models.ForeignKey:
    return models.ForeignKey(model, models.CASCADE, related_name="+", null=True)


class Migration(migrations.Migration):
    dependencies = [("measures", "0033_captures")]

    operations = [
        run_file("ranking.sql"),
        *at_once(
            migrations.CreateModel(
                "RankingBasis",
                [
                    ("report", of_report(models.OneToOneField, primary_key=True, serialize=False)),
                    ("computed_for", models.DateField()),
                    ("candidates", models.JSONField(default=dict)),
                ],
                options={"ordering": ["report"]},
            ),
            migrations.CreateModel(
                "CommonWord",
                [
                    ("pk", models.CompositePrimaryKey("report", "word", "language", editable=False, serialize=False)),
                    ("report", of_report(db_index=False)),
                    ("language", models.CharField(max_length=20)),
                    ("word", models.TextField()),
                    ("candidates", models.PositiveIntegerField()),
                ],
                options={"ordering": ["report", "word", "language"]},
            ),
            migrations.CreateModel(
                "RankingTarget",
                [
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                    ("report", of_report()),
                    ("measure", target("measures.measure")),
                    ("ambiguity", target("measures.ambiguity")),
                    ("subject", target("measures.subject")),
                ],
                options={"ordering": ["report", "pk"]},
            ),
            migrations.CreateModel(
                "ReportWord",
                [
                    ("pk", models.CompositePrimaryKey("report", "word", editable=False, serialize=False)),
                    ("report", of_report(db_index=False)),
                    ("word", models.TextField()),
                    ("targets", ArrayField(models.BigIntegerField())),
                    ("weights", ArrayField(models.FloatField())),
                    ("rarity", models.JSONField(default=dict)),
                ],
                options={"ordering": ["report", "word"]},
            ),
            migrations.AddField(
                "candidate",
                "title_words",
                models.GeneratedField(
                    expression=models.Func("title", function="title_words"),
                    output_field=ArrayField(models.TextField()),
                    db_persist=True,
                ),
            ),
            # A candidate is written twice, as it comes in and as it is ranked, which costs little if the index takes in many at once.
            migrations.RemoveIndex("candidate", "candidate_search"),
            migrations.AddIndex("candidate", GinIndex(fields=["search"], name="candidate_search")),
            migrations.AddIndex(
                "candidate",
                GinIndex(
                    fields=["title_words"],
                    condition=models.Q(near_to=None),
                    name="candidate_title_words",
                ),
            ),
        ),
    ]
