"""Keys, versions and withdrawal of what people edit of a report, and which translations somebody has checked."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

from measures.migrations import at_once


def number() -> models.PositiveIntegerField:
    return models.PositiveIntegerField(default=1, editable=False)


def key(length: int, *, unique: bool) -> models.CharField:
    return models.CharField(max_length=length, **({"unique": True} if unique else {"default": ""}))


EDITED = ("ambiguity", "indicator", "motivation", "term")
KEYS = {"indicator": 180, "motivation": 100, "term": 200}
# As measures.models.keys makes them of words; rows of the same words are told apart by their place.
GIVE_KEYS = """
UPDATE measures_motivation SET key = report.slug || '-' || code
FROM measures_report AS report WHERE report.id = report_id;
"""
GIVE_KEYS_OF_WORDS = """
UPDATE measures_{table} SET key = made.key || CASE WHEN made.number = 1 THEN '' ELSE '-' || made.number END
FROM (
    SELECT id, key, row_number() OVER (PARTITION BY key ORDER BY position, id) AS number FROM (
        SELECT each.id, each.position, above.{above_key} || '-' || btrim(
            left(btrim(regexp_replace(lower(each.{words}), '[^a-z0-9]+', '-', 'g'), '-'), 36), '-'
        ) AS key
        FROM measures_{table} AS each JOIN measures_{above} AS above ON above.id = each.{above}_id
    ) AS proposed
) AS made
WHERE made.id = measures_{table}.id;
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0044_when_mails_of_tokens_were_claimed")]

    operations = [
        *at_once(
            *(migrations.AddField(model, name, number()) for model in EDITED for name in ("version", "loaded_version")),
            *(
                migrations.AddField(model, "withdrawn_at", models.DateTimeField(null=True, blank=True, editable=False))
                for model in (*EDITED, "subject")
            ),
            *(migrations.AddField(model, "key", key(length, unique=False)) for model, length in KEYS.items()),
            migrations.AddField("party", "version", number()),
            migrations.AddField("report", "loaded_version", number()),
            migrations.CreateModel(
                "TranslationCheck",
                [
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                    ("table", models.CharField(max_length=63)),
                    ("row", models.BigIntegerField()),
                    ("field", models.CharField(max_length=63)),
                    ("digest", models.CharField(max_length=64)),
                    ("checked_at", models.DateTimeField(db_default=Now(), editable=False)),
                    ("checked_by", models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")),
                ],
                options={
                    "ordering": ["table", "row", "field", "pk"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=["table", "row", "field", "digest"], name="translation_checked_once"
                        ),
                    ],
                },
            ),
        ),
        migrations.RunSQL(
            GIVE_KEYS
            + GIVE_KEYS_OF_WORDS.format(table="term", words="term", above="report", above_key="slug")
            + GIVE_KEYS_OF_WORDS.format(table="indicator", words="name", above="measure", above_key="key")
        ),
        *at_once(*(migrations.AlterField(model, "key", key(length, unique=True)) for model, length in KEYS.items())),
    ]
