"""Sources, their files and copies, and candidates can be redacted."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from measures.migrations import at_once

# Their functions were others: of reviews and of the row history nothing could be taken away.
GUARDS = "; ".join(
    f"DROP TRIGGER IF EXISTS refuse_journal_change_before_update_or_delete ON {table}"
    for table in ("measures_review", "measures_rowchange")
)

# What a feed remembers are marks of addresses and lines.
MARKS = r"""
UPDATE measures_feed SET last_text = (
    SELECT string_agg(left(encode(sha256(convert_to(line, 'UTF8')), 'hex'), 20), E'\n' ORDER BY place)
    FROM regexp_split_to_table(last_text, E'\n') WITH ORDINALITY AS lines (line, place)
)
WHERE last_text <> ''
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0039_mails_of_tokens")]

    operations = [
        *at_once(
            migrations.AddField("redaction", "kind", models.CharField(default="entry", max_length=20)),
            migrations.AddField(
                "redaction", "table", models.CharField(blank=True, default="", max_length=63), preserve_default=False
            ),
            migrations.AddField(
                "redaction", "row", models.CharField(blank=True, default="", max_length=64), preserve_default=False
            ),
            migrations.AddField(
                "redaction", "key", models.CharField(blank=True, default="", max_length=200), preserve_default=False
            ),
            migrations.AddField(
                "redaction", "columns", ArrayField(base_field=models.CharField(max_length=63), default=list)
            ),
            migrations.AddField(
                "redaction",
                "address_sha256",
                models.CharField(blank=True, default="", max_length=64),
                preserve_default=False,
            ),
            migrations.AlterField(
                "redaction",
                "entry",
                models.OneToOneField("measures.entry", models.PROTECT, null=True, related_name="redaction"),
            ),
            migrations.AddField(
                "evidence",
                "redaction",
                models.ForeignKey(
                    "measures.redaction", models.PROTECT, blank=True, editable=False, null=True, related_name="sources"
                ),
            ),
            migrations.AddField(
                "evidence",
                "copies_redaction",
                models.ForeignKey(
                    "measures.redaction", models.PROTECT, blank=True, editable=False, null=True, related_name="+"
                ),
            ),
            migrations.AddField(
                "candidate",
                "redaction",
                models.ForeignKey(
                    "measures.redaction", models.PROTECT, editable=False, null=True, related_name="candidates"
                ),
            ),
            migrations.AlterField(
                "import",
                "file",
                models.ForeignKey("measures.storedfile", models.PROTECT, null=True, related_name="imports"),
            ),
            migrations.RemoveConstraint("sourceaddress", "source_address_once"),
            migrations.AddConstraint(
                "sourceaddress",
                models.UniqueConstraint(
                    fields=["evidence", "url"], condition=~models.Q(url=""), name="source_address_once"
                ),
            ),
            migrations.AddIndex("redaction", models.Index(fields=["table", "row"], name="redaction_of_row")),
            migrations.AddIndex(
                "redaction",
                models.Index(
                    fields=["address_sha256"], condition=~models.Q(address_sha256=""), name="redaction_of_address"
                ),
            ),
            migrations.AddConstraint(
                "redaction",
                models.CheckConstraint(
                    condition=models.Q(kind="entry", entry__isnull=False, row="")
                    | (~models.Q(kind="entry") & models.Q(entry=None) & ~models.Q(row="")),
                    name="redaction_of_an_entry_or_a_row",
                ),
            ),
        ),
        migrations.RunSQL(MARKS, migrations.RunSQL.noop),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
