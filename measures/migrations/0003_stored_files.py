"""Files of sources, kept once under the hash of their bytes; what became of them and of addresses.

A stored file is written once, like the journal.
"""

import django.db.models.deletion
from django.db import migrations, models


GUARD = """
CREATE TRIGGER refuse_journal_change_before_update_or_delete BEFORE UPDATE OR DELETE ON measures_storedfile
    FOR EACH ROW EXECUTE FUNCTION refuse_journal_change();
CREATE TRIGGER refuse_journal_change_before_truncate BEFORE TRUNCATE ON measures_storedfile
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_journal_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0002_guard_the_journal"),
    ]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("size", models.PositiveBigIntegerField(verbose_name="size")),
                ("media_type", models.CharField(max_length=100, verbose_name="kind of file")),
                ("stored_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["sha256"],
            },
        ),
        migrations.CreateModel(
            name="LinkCheck",
            fields=[
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="link_check",
                        serialize=False,
                        to="measures.evidence",
                    ),
                ),
                ("url", models.URLField(max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("answers", "Answers"),
                            ("gone", "Answers that there is nothing there"),
                            ("fails", "Does not answer as it should"),
                            ("not_asked", "Is not asked: not a public address"),
                        ],
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("answer", models.CharField(max_length=200, verbose_name="answer")),
                ("failures", models.PositiveIntegerField(default=0)),
                ("checked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "ordering": ["evidence"],
            },
        ),
        migrations.AddField(
            model_name="evidence",
            name="file_name",
            field=models.CharField(blank=True, max_length=255, verbose_name="name of the file"),
        ),
        migrations.CreateModel(
            name="FileCheck",
            fields=[
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="last_check",
                        serialize=False,
                        to="measures.storedfile",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sound", "As it was stored"),
                            ("changed", "Changed since it was stored"),
                            ("missing", "Missing"),
                        ],
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("since", models.DateTimeField()),
                ("checked_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "ordering": ["file"],
            },
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="stored_file_has_a_hash"
            ),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="stored_file_is_not_empty"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sources",
                to="measures.storedfile",
                verbose_name="file",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(fields=("file", "marking"), name="evidence_file_once_per_marking"),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "dialogue_note"), ("marking", "public"), _negated=True),
                name="evidence_dialogue_note_is_not_public",
                violation_error_message="A note of a dialogue is never public.",
            ),
        ),
        migrations.RunSQL(GUARD, elidable=False),
    ]
