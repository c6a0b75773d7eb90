"""A member of the team may dissent from an assessment of ours; the dissent stands beside it."""

from django.db import migrations, models
from django.db.models import PROTECT, Q

import measures.models.voices
from measures.migrations import at_once

RESPONDS = models.CheckConstraint(
    condition=~Q(kind="dissent") | Q(responds_to__isnull=False), name="entry_dissent_is_from_another"
)


class Migration(migrations.Migration):
    dependencies = [("measures", "0051_codings")]

    operations = [
        *at_once(
            migrations.AddConstraint("entry", RESPONDS),
            migrations.CreateModel(
                name="Dissent",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                    ("about_both", models.BooleanField(default=False)),
                    ("level", models.PositiveSmallIntegerField(blank=True, null=True)),
                    ("nothing", models.CharField(blank=True, max_length=20)),
                    ("direction", models.CharField(blank=True, max_length=20)),
                    ("confidence", models.CharField(default="moderate", max_length=20)),
                    ("text", models.TextField()),
                    ("text_zh_hans", models.TextField(blank=True)),
                    ("about", models.ForeignKey("measures.party", PROTECT, blank=True, null=True, related_name="+")),
                    (
                        "ambiguity",
                        models.ForeignKey(
                            "measures.ambiguity", PROTECT, blank=True, null=True, related_name="%(class)ss"
                        ),
                    ),
                    (
                        "measure",
                        models.ForeignKey(
                            "measures.measure", PROTECT, blank=True, null=True, related_name="%(class)ss"
                        ),
                    ),
                    ("entry", models.ForeignKey("measures.entry", PROTECT, related_name="dissents")),
                ],
                options={
                    "ordering": ["entry", "pk"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=Q(measure=None, ambiguity__isnull=False)
                            | Q(measure__isnull=False, ambiguity=None),
                            name="dissent_on_one_thing",
                        ),
                        models.CheckConstraint(
                            condition=Q(about=None) | Q(about_both=False), name="dissent_about_one_way"
                        ),
                        models.CheckConstraint(
                            condition=Q(level__in=(0, 1, 2, 3), nothing="")
                            | Q(level=None, nothing__in=["nothing_found", "not_observable"]),
                            name="dissent_has_level_or_says_nothing",
                        ),
                        models.UniqueConstraint(fields=["entry"], name="dissent_once_per_entry"),
                    ],
                },
                bases=(measures.models.voices.AboutConduct, models.Model),
            ),
        ),
    ]
