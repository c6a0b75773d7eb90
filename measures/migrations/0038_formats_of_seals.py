"""Seals have formats, and reviews are sealed in chains of their own.

What entries have so far is format 1. Reviews that exist are sealed here in format 2, in the order in which they were
recorded, in the chains of the markings that their sources have now; each says that it was sealed today.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import batched
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TOGETHER = 2000
SEALED = """
    UPDATE measures_review SET chain_id = sealed.chain, sequence = sealed.sequence, seal_format = 2, salt = sealed.salt,
        name_salt = sealed.name_salt, name_commitment = sealed.name_commitment, commitment = sealed.commitment,
        seal = sealed.seal, sealed_at = %s
    FROM unnest(
        %s::bigint[], %s::bigint[], %s::integer[], %s::bytea[], %s::bytea[], %s::bytea[], %s::bytea[], %s::bytea[]
    ) AS sealed (id, chain, sequence, salt, name_salt, name_commitment, commitment, seal)
    WHERE measures_review.id = sealed.id
"""


def seal_reviews(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    reviews = apps.get_model("measures", "Review").objects.using(alias)
    chains = apps.get_model("measures", "Chain").objects.using(alias)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [now] = cursor.fetchone()
        cursor.execute("ALTER TABLE measures_review DISABLE TRIGGER USER")
        rows = reviews.order_by("evidence__marking", "recorded_at", "pk").values_list(
            "pk",
            "evidence__marking",
            "evidence__key",
            "state",
            "note",
            "is_self_review",
            "reviewer_name",
            "recorded_at",
        )
        for batch in batched(sealed(rows.iterator(TOGETHER), chains, now), TOGETHER):
            cursor.execute(SEALED, [now, *map(list, zip(*batch, strict=True))])
        # No table is altered while checks of its rows are pending.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE measures_review ENABLE TRIGGER USER")


def sealed(rows: Iterable[tuple[Any, ...]], chains: Any, now: datetime) -> Iterator[tuple[Any, ...]]:
    """What is sealed of each review: as format 2 has it, for ever."""
    chain, sequence, seal = None, 0, bytes(32)
    for pk, marking, source, state, note, is_self_review, reviewer_name, recorded_at in rows:
        if chain is None or chain.marking != marking:
            chain, sequence, seal = chains.create(kind="sources", marking=marking), 0, bytes(32)
        sequence += 1
        salt, name_salt = secrets.token_bytes(16), secrets.token_bytes(16)
        name_commitment = hashlib.sha256(name_salt + reviewer_name.encode()).digest()
        content = {
            "first_marking": marking,
            "sequence": sequence,
            "recorded_at": written(recorded_at),
            "seal_format": 2,
            "name_commitment": name_commitment.hex(),
            "state": state,
            "note": note,
            "is_self_review": is_self_review,
            "evidence": source,
            "sealed_at": written(now),
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        commitment = hashlib.sha256(salt + text.encode()).digest()
        seal = hashlib.sha256(seal + commitment).digest()
        yield pk, chain.pk, sequence, salt, name_salt, name_commitment, commitment, seal


def written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


# As before, but the salt of the author's name goes with that of the content.
REDACT = """
CREATE OR REPLACE FUNCTION redact_entry(entry bigint, account bigint, why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    administrator text;
    redaction bigint;
BEGIN
    SELECT name INTO administrator FROM measures_user
        WHERE id = account AND is_active AND role = 'administrator';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Only an active administrator redacts.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF btrim(why) = '' THEN
        RAISE EXCEPTION 'A redaction needs its reason.' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO measures_redaction (entry_id, by_id, by_name, reason, redacted_at)
        VALUES (entry, account, administrator, why, clock_timestamp()) RETURNING id INTO redaction;
    INSERT INTO measures_redactionmail (redaction_id, recipient_id, message_id, attempts, problem)
        SELECT redaction, id, '', 0, '' FROM measures_user WHERE is_active AND role = 'administrator' ORDER BY id;
    DELETE FROM measures_ground WHERE view_id IN (SELECT id FROM measures_view WHERE entry_id = entry);
    DELETE FROM measures_view WHERE entry_id = entry;
    -- Those of earlier redactions, too, that only a view of this entry rested on.
    DELETE FROM measures_citation
        USING measures_redaction
        WHERE measures_redaction.entry_id = measures_citation.entry_id
        AND NOT EXISTS (SELECT 1 FROM measures_ground WHERE citation_id = measures_citation.id);
    DELETE FROM measures_bearing WHERE entry_id = entry;
    DELETE FROM measures_milestonemark WHERE entry_id = entry;
    UPDATE measures_entry
        SET title = '', title_zh_hans = '', narrative = '', narrative_zh_hans = '', salt = '', name_salt = ''
        WHERE id = entry;
END $$;
"""

GUARD = """
CREATE OR REPLACE FUNCTION guard_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    -- Before an update generated columns are not computed yet; they follow from the others.
    generated CONSTANT text[] := ARRAY['counts_from', 'recorded_on', 'search'];
    content CONSTANT text[] :=
        ARRAY['title', 'title_zh_hans', 'narrative', 'narrative_zh_hans', 'salt', 'name_salt'];
    before CONSTANT jsonb := to_jsonb(OLD) - generated;
    after CONSTANT jsonb := to_jsonb(NEW) - generated;
BEGIN
    IF narrower_marking(OLD.marking, NEW.marking) IS DISTINCT FROM NEW.marking THEN
        RAISE EXCEPTION 'A marking is never loosened: from % to % is refused.', OLD.marking, NEW.marking
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF after - 'marking' = before - 'marking' THEN
        RETURN NEW;
    END IF;
    IF is_redacted(OLD.id)
        AND after - content = before - content
        AND NEW.title || NEW.title_zh_hans || NEW.narrative || NEW.narrative_zh_hans = ''
        AND length(NEW.salt) = 0
        AND length(NEW.name_salt) = 0
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The journal is written once: update of % is refused.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""

COLUMNS = {
    "chain": models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="measures.chain"
    ),
    "sequence": models.PositiveIntegerField(),
    "seal_format": models.PositiveSmallIntegerField(verbose_name="format of its seal"),
    "salt": models.BinaryField(),
    "name_salt": models.BinaryField(),
    "name_commitment": models.BinaryField(),
    "commitment": models.BinaryField(),
    "seal": models.BinaryField(),
}


def nullable(field: "models.Field[Any, Any]") -> "models.Field[Any, Any]":
    copy = field.clone()
    copy.null = True
    return copy


class Migration(migrations.Migration):
    dependencies = [("measures", "0037_further_fields_are_texts")]

    operations = [
        migrations.AddField(
            "entry",
            "seal_format",
            models.PositiveSmallIntegerField(default=1, verbose_name="format of its seal"),
            preserve_default=False,
        ),
        migrations.AddField("entry", "name_salt", models.BinaryField(default=b""), preserve_default=False),
        migrations.AddField("entry", "name_commitment", models.BinaryField(default=b""), preserve_default=False),
        migrations.RunSQL(REDACT, elidable=False),
        migrations.RunSQL(GUARD, elidable=False),
        migrations.AlterModelOptions("chain", {"ordering": ["kind", "report", "marking", "pk"]}),
        migrations.AddField(
            "chain",
            "kind",
            models.CharField(
                choices=[("journal", "Journal"), ("sources", "Sources")],
                default="journal",
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            "chain",
            "report",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="chains",
                to="measures.report",
            ),
        ),
        migrations.RemoveConstraint("chain", "chain_once_per_marking"),
        migrations.AddConstraint(
            "chain",
            models.UniqueConstraint(
                fields=("kind", "report", "marking"), name="chain_once_per_marking", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            "chain",
            models.CheckConstraint(
                condition=models.Q(("kind", "journal"), ("report__isnull", False))
                | models.Q(("kind", "sources"), ("report__isnull", True)),
                name="chain_of_the_journal_has_a_report",
            ),
        ),
        migrations.AddField("review", "sealed_at", models.DateTimeField(null=True, verbose_name="sealed")),
        *(migrations.AddField("review", name, nullable(field)) for name, field in COLUMNS.items()),
        migrations.RunPython(seal_reviews, elidable=False),
        *(migrations.AlterField("review", name, field) for name, field in COLUMNS.items()),
        migrations.AddConstraint(
            "review", models.UniqueConstraint(fields=("chain", "sequence"), name="review_place_in_chain")
        ),
    ]
