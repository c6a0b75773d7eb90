"""Copies of what is at the addresses of sources, sealed in the chains of sources together with reviews."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

from measures.migrations import at_once
from measures.models.evidence import validate_web_address
from measures.models.records import random_number
from measures.models.search import SearchField, WordsField, WordsOf


class Migration(migrations.Migration):
    dependencies = [("measures", "0032_operator")]

    operations = [
        *at_once(
            migrations.CreateModel(
                "SourceAddress",
                [
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                    ("due_at", models.DateTimeField()),
                    ("attempts", models.PositiveSmallIntegerField(default=0)),
                    ("next_attempt_at", models.DateTimeField(null=True)),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("outcome", models.CharField(blank=True, max_length=20)),
                    ("status", models.PositiveSmallIntegerField(null=True)),
                    ("size", models.PositiveBigIntegerField(null=True)),
                    ("detail", models.CharField(blank=True, max_length=300)),
                    ("url", models.URLField(max_length=1000, validators=[validate_web_address])),
                    ("state", models.CharField(blank=True, max_length=20)),
                    ("read_at", models.DateTimeField(null=True)),
                    (
                        "evidence",
                        models.ForeignKey(on_delete=models.PROTECT, related_name="addresses", to="measures.evidence"),
                    ),
                    (
                        "redaction",
                        models.ForeignKey(
                            null=True, on_delete=models.PROTECT, related_name="addresses", to="measures.redaction"
                        ),
                    ),
                ],
                options={
                    "ordering": ["evidence", "pk"],
                    "constraints": [
                        models.UniqueConstraint(fields=("evidence", "url"), name="source_address_once"),
                        models.CheckConstraint(
                            condition=models.Q(("state__in", ["", "there", "moved", "gone", "changed", "not_read"])),
                            name="source_address_state_in_list",
                        ),
                    ],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("ended_at", None)),
                            fields=["next_attempt_at"],
                            name="source_address_waiting",
                        ),
                        models.Index(fields=["due_at"], name="source_address_due"),
                    ],
                },
            ),
            migrations.CreateModel(
                "Capture",
                [
                    ("sequence", models.PositiveIntegerField()),
                    ("seal_format", models.PositiveSmallIntegerField()),
                    ("salt", models.BinaryField()),
                    ("name_salt", models.BinaryField()),
                    ("name_commitment", models.BinaryField()),
                    ("commitment", models.BinaryField()),
                    ("seal", models.BinaryField()),
                    (
                        "id",
                        models.BigIntegerField(
                            default=random_number, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("payload_sha256", models.CharField(blank=True, max_length=64)),
                    ("text", models.TextField(blank=True)),
                    ("tool", models.CharField(max_length=200)),
                    ("recorded_at", models.DateTimeField()),
                    (
                        "search",
                        SearchField(db_persist=True, expression=WordsOf("text"), output_field=WordsField()),
                    ),
                    (
                        "chain",
                        models.ForeignKey(on_delete=models.PROTECT, related_name="captures", to="measures.chain"),
                    ),
                    (
                        "file",
                        models.OneToOneField(
                            null=True, on_delete=models.PROTECT, related_name="capture", to="measures.storedfile"
                        ),
                    ),
                    (
                        "address",
                        models.OneToOneField(
                            on_delete=models.PROTECT, related_name="capture", to="measures.sourceaddress"
                        ),
                    ),
                ],
                options={
                    "ordering": ["chain", "sequence"],
                    "constraints": [
                        models.UniqueConstraint(fields=("chain", "sequence"), name="capture_place_in_chain")
                    ],
                    "indexes": [GinIndex(fastupdate=False, fields=["search"], name="capture_search")],
                },
            ),
            migrations.CreateModel(
                "SourceLink",
                [
                    ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                    ("of", models.CharField(max_length=20)),
                    ("sequence", models.PositiveIntegerField()),
                    ("seal_format", models.PositiveSmallIntegerField()),
                    ("commitment", models.BinaryField()),
                    ("seal", models.BinaryField()),
                    ("recorded_at", models.DateTimeField()),
                    ("sealed_at", models.DateTimeField(null=True)),
                ],
                options={"ordering": ["chain", "sequence"], "managed": False},
            ),
        ),
    ]
