"""What is signed of chains: origins and their checkpoints."""

from django.conf import settings
from django.db import migrations, models

from measures.migrations import at_once


class Migration(migrations.Migration):
    dependencies = [("measures", "0035_no_link_checks")]

    operations = [
        *at_once(
            migrations.CreateModel(
                "Origin",
                [
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                    ("name", models.CharField(max_length=300, unique=True)),
                    ("begun_at", models.DateTimeField()),
                    ("reason", models.TextField(blank=True)),
                    ("stopped_at", models.DateTimeField(null=True)),
                    (
                        "begun_by",
                        models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"),
                    ),
                    ("chain", models.ForeignKey("measures.chain", models.PROTECT, related_name="origins")),
                ],
                options={
                    "ordering": ["chain", "pk"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=["chain"], condition=models.Q(stopped_at=None), name="origin_one_in_use"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                "Checkpoint",
                [
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                    ("size", models.PositiveIntegerField()),
                    ("root", models.BinaryField()),
                    ("note", models.TextField()),
                    ("key", models.CharField(max_length=400)),
                    ("signed_at", models.DateTimeField()),
                    ("origin", models.ForeignKey("measures.origin", models.PROTECT, related_name="checkpoints")),
                ],
                options={
                    "ordering": ["origin", "size"],
                    "constraints": [
                        models.UniqueConstraint(fields=["origin", "size"], name="checkpoint_once_per_size"),
                    ],
                },
            ),
        ),
    ]
