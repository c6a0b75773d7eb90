"""Redactions are sealed, each upon the one before; rows of a chain are recorded when they are written."""

from django.db import migrations, models
from django.db.models import Q

from measures.migrations import at_once, run_file

SEALS = {
    "chain": models.ForeignKey("measures.chain", models.PROTECT, related_name="redactions"),
    "sequence": models.PositiveIntegerField(),
    "seal_format": models.PositiveSmallIntegerField(),
    "salt": models.BinaryField(),
    "commitment": models.BinaryField(),
    "seal": models.BinaryField(),
    "name_salt": models.BinaryField(),
    "name_commitment": models.BinaryField(),
}

# In the order in which they were made; nobody can tell what was done to them before.
SEAL = """
ALTER TABLE measures_redaction DISABLE TRIGGER USER;
DO $$
DECLARE
    redaction measures_redaction;
BEGIN
    FOR redaction IN SELECT * FROM measures_redaction ORDER BY redacted_at, id LOOP
        redaction.sealed_at := clock_timestamp();
        redaction := sealed_upon_last(redaction);
        UPDATE measures_redaction
            SET (chain_id, sequence, seal_format, salt, commitment, seal, name_salt, name_commitment, sealed_at) = ROW(
                redaction.chain_id, redaction.sequence, redaction.seal_format, redaction.salt, redaction.commitment,
                redaction.seal, redaction.name_salt, redaction.name_commitment, redaction.sealed_at
            )
            WHERE id = redaction.id;
    END LOOP;
END $$;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE measures_redaction ENABLE TRIGGER USER;
"""


def nullable(field: "models.Field[object, object]") -> "models.Field[object, object]":
    copy = field.clone()
    copy.null = True
    return copy


class Migration(migrations.Migration):
    dependencies = [("measures", "0060_front_page_and_archive")]

    operations = [
        migrations.RemoveConstraint("chain", "chain_of_what_its_kind_says"),
        migrations.AddConstraint(
            "chain",
            models.CheckConstraint(
                condition=Q(circle=None, kind="journal", report__isnull=False)
                | Q(circle=None, kind="sources", report=None)
                | Q(circle=None, kind="redactions", marking="internal", report=None)
                | Q(circle__isnull=False, kind="session", marking="internal", report=None),
                name="chain_of_what_its_kind_says",
            ),
        ),
        *at_once(
            *(migrations.AddField("redaction", name, nullable(field)) for name, field in SEALS.items()),
            migrations.AddField("redaction", "sealed_at", models.DateTimeField(null=True)),
        ),
        run_file("journal.sql"),
        run_file("account_log.sql", "8686a0da3e47"),
        migrations.RunSQL(SEAL),
        *at_once(*(migrations.AlterField("redaction", name, field) for name, field in SEALS.items())),
        migrations.AddConstraint(
            "redaction", models.UniqueConstraint(fields=["chain", "sequence"], name="redaction_place_in_chain")
        ),
    ]
