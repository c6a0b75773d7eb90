"""What has changed of the tables since commit 62d23dc, and what becomes of the rows that a tracker of it has.

What entries have so far is format 1 of their seals. Reviews that exist are sealed here in format 2, in the order in
which they were recorded, in the chains of the markings that their sources have now; each says that it was sealed today.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import batched
from typing import Any

import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import measures.models.evidence
import measures.models.markings
import measures.models.measures
import measures.models.partial_dates
import measures.models.records
import measures.models.search
from measures.migrations import at_once

IMPORTS_SAY_WHEN_THEY_WERE_WRITTEN = """
UPDATE measures_import SET written_at = ended_at WHERE state IN ('applied', 'undoing', 'undone')
"""

# As `analysis.standing` has it: of the entries that count and that the audience may read, the latest that moves.
STANDINGS_SAY_WHAT_IS_LATEST = """
UPDATE measures_standing AS standing SET latest_on = (
    SELECT entry.occurred FROM measures_bearing AS bearing
    JOIN measures_entry AS entry ON entry.id = bearing.entry_id
    JOIN measures_measure AS measure ON measure.id = bearing.measure_id
    CROSS JOIN LATERAL (SELECT ARRAY['public'] || CASE standing.audience
        WHEN 'public' THEN ARRAY[]::text[]
        WHEN 'participants' THEN ARRAY['participants']
        WHEN 'team' THEN ARRAY['participants', 'internal']
        ELSE ARRAY['participants', replace(standing.audience, 'party:', 'released:')]
    END AS markings) AS readable
    WHERE standing.measure_id IN (measure.id, measure.parent_id)
        AND entry.marking = ANY(readable.markings) AND measure.marking = ANY(readable.markings)
        AND bearing.direction = standing.latest_direction AND entry.counts_from = standing.latest_by
        AND NOT EXISTS (SELECT FROM measures_entry AS correction WHERE correction.corrects_id = entry.id)
        AND NOT EXISTS (SELECT FROM measures_redaction AS redaction WHERE redaction.entry_id = entry.id)
    ORDER BY entry.recorded_at DESC, entry.key DESC LIMIT 1
)
WHERE standing.latest_by IS NOT NULL
"""

# A number or a yes as it is written, what is nested as JSON; nothing is no field, and a field has a name.
FURTHER_FIELDS_ARE_TEXTS = """
UPDATE measures_measure AS measure SET extra = (
    SELECT coalesce(jsonb_object_agg(coalesce(nullif(field.key, ''), '?'), field.value #>> '{}'), '{}')
    FROM jsonb_each(CASE jsonb_typeof(measure.extra) WHEN 'object' THEN measure.extra ELSE '{}' END) AS field
    WHERE jsonb_typeof(field.value) <> 'null'
)
WHERE jsonb_typeof(extra) <> 'object' OR extra ? '' OR jsonb_path_exists(extra, '$.* ? (@.type() <> "string")')
"""

NUMBERS_OF_LINKS_TELL_NOTHING = """
UPDATE measures_link SET id = 1 + floor(random() * (2::double precision ^ 53 - 1))::bigint
"""

# As `operations.additions.Places` gives them out; a library's measures keep the place that it gives them.
PLACES_TELL_NOTHING = """
DO $$
DECLARE
    measure record;
    of_report bigint := 0;
    last_public bigint;
    last_for_participants bigint;
    last bigint;
    place bigint;
BEGIN
    FOR measure IN
        SELECT id, report_id, marking, position, from_library FROM measures_measure
        WHERE report_id IN (SELECT report_id FROM measures_measure WHERE marking <> 'public')
        ORDER BY report_id, measures_measure.position, id
    LOOP
        IF measure.report_id <> of_report THEN
            of_report := measure.report_id;
            last_public := 0;
            last_for_participants := 0;
            last := 0;
        END IF;
        place := CASE
            WHEN measure.from_library THEN measure.position
            WHEN measure.marking = 'public' THEN last_public + 1
            WHEN measure.marking = 'internal' THEN last + 1
            ELSE last_for_participants + 1
        END;
        IF measure.marking = 'public' THEN
            last_public := greatest(last_public, place);
        END IF;
        IF measure.marking IN ('public', 'participants') THEN
            last_for_participants := greatest(last_for_participants, place);
        END IF;
        last := greatest(last, place);
        IF place <> measure.position THEN
            UPDATE measures_measure SET position = place WHERE id = measure.id;
        END IF;
    END LOOP;
END $$
"""

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
            "recorded_at": as_text(recorded_at),
            "seal_format": 2,
            "name_commitment": name_commitment.hex(),
            "state": state,
            "note": note,
            "is_self_review": is_self_review,
            "evidence": source,
            "sealed_at": as_text(now),
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        commitment = hashlib.sha256(salt + text.encode()).digest()
        seal = hashlib.sha256(seal + commitment).digest()
        yield pk, chain.pk, sequence, salt, name_salt, name_commitment, commitment, seal


def as_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


# Filled in by `seal_reviews`, and never empty afterwards.
COLUMNS_OF_SEALS = {
    "chain": models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="measures.chain"
    ),
    "sequence": models.PositiveIntegerField(),
    "seal_format": models.PositiveSmallIntegerField(),
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


def random_numbers(model: str) -> migrations.AlterField:
    number = models.BigIntegerField(
        default=measures.models.records.random_number, editable=False, primary_key=True, serialize=False
    )
    return migrations.AlterField(model, "id", number)


def web_address(**more: Any) -> models.URLField:
    return models.URLField(
        blank=True, max_length=1000, validators=[measures.models.evidence.validate_web_address], **more
    )


class Migration(migrations.Migration):
    replaces = [
        ("measures", "0028_mails_that_are_recalled"),
        ("measures", "0029_redact_by_account"),
        ("measures", "0030_when_imports_were_written"),
        ("measures", "0031_first_year_of_a_report"),
        ("measures", "0032_loaded_versions_and_unfinished_acts"),
        ("measures", "0033_codes_as_written"),
        ("measures", "0034_follow_first_years"),
        ("measures", "0035_addresses_of_the_web"),
        ("measures", "0036_developments_of_a_month"),
        ("measures", "0037_further_fields_are_texts"),
        ("measures", "0038_formats_of_seals"),
        ("measures", "0039_marking_of_reports"),
        ("measures", "0040_numbers_that_tell_nothing"),
    ]

    dependencies = [("measures", "0001_tables")]

    operations = [
        # No table is altered while checks of its rows are pending: they are made at once.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.RunSQL("DROP FUNCTION IF EXISTS redact_entry(bigint, bigint, text, text, timestamptz)"),
        *at_once(
            migrations.AddField("digest", "composed_for", models.CharField(blank=True, max_length=20)),
            migrations.AddField("digest", "unfinished_since", models.DateTimeField(null=True)),
            migrations.AddIndex(
                "digest",
                models.Index(
                    condition=models.Q(("message__isnull", False)), fields=["sent_at"], name="digest_with_its_message"
                ),
            ),
            migrations.CreateModel(
                name="RedactionMail",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                    ("message_id", models.CharField(blank=True, max_length=200)),
                    ("message", models.BinaryField(null=True)),
                    ("attempts", models.PositiveSmallIntegerField(default=0)),
                    ("next_attempt_at", models.DateTimeField(null=True)),
                    ("problem", models.TextField(blank=True)),
                    ("sent_at", models.DateTimeField(null=True)),
                    ("parked_at", models.DateTimeField(null=True)),
                    (
                        "recipient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "redaction",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="mails", to="measures.redaction"
                        ),
                    ),
                ],
                options={
                    "ordering": ["redaction", "pk"],
                    "indexes": [
                        models.Index(
                            fields=["next_attempt_at"],
                            condition=models.Q(("parked_at", None), ("sent_at", None)),
                            name="redaction_mail_to_send",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("redaction", "recipient"), name="redaction_mail_once_per_person"
                        )
                    ],
                },
            ),
            migrations.AddField("import", "written_at", models.DateTimeField(null=True, editable=False)),
            migrations.AlterField("importrow", "code", models.CharField(blank=True, max_length=200)),
            migrations.AddField(
                "report",
                "first_year",
                models.PositiveSmallIntegerField(
                    default=1900,
                    validators=[
                        django.core.validators.MinValueValidator(1000),
                        django.core.validators.MaxValueValidator(1900),
                    ],
                ),
            ),
            migrations.AddField(
                "report", "marking", measures.models.markings.MarkingField(default="public", max_length=20)
            ),
            migrations.AddField("report", "version", models.PositiveIntegerField(default=1, editable=False)),
            migrations.AddField("measure", "loaded_version", models.PositiveIntegerField(default=1, editable=False)),
            migrations.AddField("milestone", "loaded_version", models.PositiveIntegerField(default=1, editable=False)),
            migrations.RemoveIndex("measure", "measure_search"),
            migrations.AddField(
                "entry", "seal_format", models.PositiveSmallIntegerField(default=1), preserve_default=False
            ),
            migrations.AddField("entry", "name_salt", models.BinaryField(default=b""), preserve_default=False),
            migrations.AddField("entry", "name_commitment", models.BinaryField(default=b""), preserve_default=False),
            migrations.AlterModelOptions("chain", {"ordering": ["kind", "report", "marking", "pk"]}),
            migrations.AddField("chain", "kind", models.CharField(default="journal", max_length=20)),
            migrations.AlterField(
                "chain",
                "report",
                models.ForeignKey(
                    null=True, on_delete=django.db.models.deletion.PROTECT, related_name="chains", to="measures.report"
                ),
            ),
            migrations.RemoveConstraint("chain", "chain_once_per_marking"),
            migrations.AddField("review", "sealed_at", models.DateTimeField(null=True)),
            migrations.AlterField("evidence", "url", web_address()),
            migrations.AlterField("evidence", "archive_url", web_address()),
            migrations.AddField(
                "evidence", "cited_within", models.CharField(default="public", editable=False, max_length=20)
            ),
        ),
        migrations.RunSQL(IMPORTS_SAY_WHEN_THEY_WERE_WRITTEN),
        migrations.RunSQL(FURTHER_FIELDS_ARE_TEXTS),
        *at_once(
            migrations.AddConstraint(
                "report",
                models.CheckConstraint(
                    condition=models.Q(("first_year__range", (1000, 1900))), name="report_first_year"
                ),
            ),
            migrations.AddConstraint(
                "report",
                models.CheckConstraint(
                    condition=models.Q(("marking__in", ["public", "participants", "internal"])), name="report_marking"
                ),
            ),
            migrations.AlterField(
                "measure",
                "extra",
                models.JSONField(blank=True, default=dict, validators=[measures.models.measures.check_further_fields]),
            ),
            migrations.AddConstraint(
                "measure",
                models.CheckConstraint(
                    condition=measures.models.measures.TextsUnderNames("extra"),
                    name="measure_further_fields_are_texts",
                    violation_error_message="Further fields must be texts, each with a name.",
                ),
            ),
            migrations.RemoveField("measure", "search"),
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
        ),
        # PostgreSQL widens no column that another is computed of: the words for the search are made anew.
        *at_once(
            migrations.AlterField("measure", "code", models.CharField(max_length=200)),
            migrations.AddField(
                "measure",
                "search",
                measures.models.search.SearchField(
                    db_persist=True,
                    expression=measures.models.search.WordsOf(
                        "title", "title_zh_hans", "description", "description_zh_hans", "code", "key"
                    ),
                    output_field=measures.models.search.WordsField(),
                ),
            ),
        ),
        *at_once(
            migrations.AddIndex(
                "measure",
                django.contrib.postgres.indexes.GinIndex(fields=["search"], name="measure_search", fastupdate=False),
            ),
            migrations.RenameField("standing", "latest_on", "latest_by"),
        ),
        migrations.RunSQL(PLACES_TELL_NOTHING),
        migrations.AddField("standing", "latest_on", measures.models.partial_dates.PartialDateField(null=True)),
        migrations.RunSQL(STANDINGS_SAY_WHAT_IS_LATEST),
        # Seals, and the chains of reviews.
        *at_once(*(migrations.AddField("review", name, nullable(field)) for name, field in COLUMNS_OF_SEALS.items())),
        migrations.RunPython(seal_reviews),
        *at_once(*(migrations.AlterField("review", name, field) for name, field in COLUMNS_OF_SEALS.items())),
        migrations.AddConstraint(
            "review", models.UniqueConstraint(fields=("chain", "sequence"), name="review_place_in_chain")
        ),
        # Numbers that readers see.
        migrations.RunSQL(NUMBERS_OF_LINKS_TELL_NOTHING),
        *at_once(
            random_numbers("link"),
            random_numbers("accesstoken"),
        ),
    ]
