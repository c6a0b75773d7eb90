"""One index for each text by which rows are looked up, and none that only begins another."""

from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.migrations import RunPython
from django.db.models import CASCADE, PROTECT, Index

from measures.migrations import at_once


MADE_FOR_LIKE = r"""
SELECT relname FROM pg_class WHERE relkind = 'i' AND relname LIKE '%\_like' AND pg_table_is_visible(oid) ORDER BY relname
"""


def remove_second_indexes(apps: Any, schema_editor: Any) -> None:
    """Those that Django made for LIKE, in the tables of every application: no other makes more of them."""
    report = apps.get_model("measures", "Report")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(MADE_FOR_LIKE)
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        schema_editor.remove_index(report, Index(fields=["pk"], name=name))


class Migration(migrations.Migration):
    dependencies = [("measures", "0067_participants")]

    operations = [
        *at_once(
            migrations.AlterField(
                "accountevent",
                "account",
                models.ForeignKey(
                    db_index=False, on_delete=PROTECT, related_name="events", to=settings.AUTH_USER_MODEL
                ),
            ),
            migrations.AlterField(
                "addressing",
                "measure",
                models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="addressings", to="measures.measure"),
            ),
            migrations.AlterField(
                "ambiguity",
                "report",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="ambiguities", to="measures.report"),
            ),
            migrations.AlterField(
                "announceddate",
                "report",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="dates", to="measures.report"),
            ),
            migrations.AlterField(
                "bearing",
                "entry",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="bearings", to="measures.entry"),
            ),
            migrations.AlterField(
                "briefsubscription",
                "user",
                models.ForeignKey(
                    db_index=False, on_delete=CASCADE, related_name="brief_subscriptions", to=settings.AUTH_USER_MODEL
                ),
            ),
            migrations.AlterField(
                "candidate",
                "report",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="candidates", to="measures.report"),
            ),
            migrations.AlterField(
                "candidatematch",
                "candidate",
                models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="matches", to="measures.candidate"),
            ),
            migrations.AlterField(
                "capture",
                "chain",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="captures", to="measures.chain"),
            ),
            migrations.AlterField(
                "checkpoint",
                "origin",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="checkpoints", to="measures.origin"),
            ),
            migrations.AlterField(
                "citation",
                "entry",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="citations", to="measures.entry"),
            ),
            migrations.AlterField(
                "code",
                "unit",
                models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="codes", to="measures.codingunit"),
            ),
            migrations.AlterField(
                "codingunit",
                "coding",
                models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="units", to="measures.coding"),
            ),
            migrations.AlterField(
                "correctionreason",
                "report",
                models.ForeignKey(
                    db_index=False, on_delete=PROTECT, related_name="correction_reasons", to="measures.report"
                ),
            ),
            migrations.AlterField(
                "delivery",
                "webhook",
                models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="deliveries", to="measures.webhook"),
            ),
            migrations.AlterField(
                "dissent",
                "entry",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="dissents", to="measures.entry"),
            ),
            migrations.AlterField(
                "entry",
                "author",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=PROTECT,
                    related_name="entries",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            migrations.AlterField(
                "entry",
                "chain",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="entries", to="measures.chain"),
            ),
            migrations.AlterField(
                "entry",
                "report",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="entries", to="measures.report"),
            ),
            migrations.AlterField(
                "evidence",
                "file",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=PROTECT,
                    related_name="sources",
                    to="measures.storedfile",
                ),
            ),
            migrations.AlterField(
                "feedfetch",
                "feed",
                models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="fetches", to="measures.feed"),
            ),
            migrations.AlterField(
                "ground",
                "view",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="grounds", to="measures.view"),
            ),
            migrations.AlterField(
                "idempotencykey",
                "user",
                models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to=settings.AUTH_USER_MODEL),
            ),
            migrations.AlterField(
                "importrow",
                "of",
                models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="rows", to="measures.import"),
            ),
            migrations.AlterField(
                "indicator",
                "measure",
                models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="indicators", to="measures.measure"),
            ),
            migrations.AlterField(
                "judgement",
                "entry",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="judgements", to="measures.entry"),
            ),
            migrations.AlterField(
                "link",
                "source",
                models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="links_out", to="measures.measure"),
            ),
            migrations.AlterField(
                "measure",
                "report",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="measures", to="measures.report"),
            ),
            migrations.AlterField(
                "milestonemark",
                "entry",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="marks", to="measures.entry"),
            ),
            migrations.AlterField(
                "motivation",
                "report",
                models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="motivations", to="measures.report"),
            ),
            migrations.AlterField(
                "owner",
                "measure",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="owners", to="measures.measure"),
            ),
            migrations.AlterField(
                "readouttext",
                "entry",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="texts", to="measures.entry"),
            ),
            migrations.AlterField(
                "redaction",
                "chain",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="redactions", to="measures.chain"),
            ),
            migrations.AlterField(
                "redactionmail",
                "redaction",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="mails", to="measures.redaction"),
            ),
            migrations.AlterField(
                "relateddevelopment",
                "entry",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="related", to="measures.entry"),
            ),
            migrations.AlterField(
                "remindermemory",
                "user",
                models.ForeignKey(
                    db_index=False, on_delete=CASCADE, related_name="reminder_memories", to=settings.AUTH_USER_MODEL
                ),
            ),
            migrations.AlterField(
                "reportrole",
                "user",
                models.ForeignKey(
                    db_index=False, on_delete=PROTECT, related_name="report_roles", to=settings.AUTH_USER_MODEL
                ),
            ),
            migrations.AlterField(
                "review",
                "chain",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="reviews", to="measures.chain"),
            ),
            migrations.AlterField(
                "review",
                "evidence",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="reviews", to="measures.evidence"),
            ),
            migrations.AlterField(
                "savedview",
                "user",
                models.ForeignKey(
                    db_index=False, on_delete=CASCADE, related_name="saved_views", to=settings.AUTH_USER_MODEL
                ),
            ),
            migrations.AlterField(
                "settlement",
                "unit",
                models.ForeignKey(
                    db_index=False, on_delete=CASCADE, related_name="settlements", to="measures.codingunit"
                ),
            ),
            migrations.AlterField(
                "snooze",
                "user",
                models.ForeignKey(
                    db_index=False, on_delete=CASCADE, related_name="snoozes", to=settings.AUTH_USER_MODEL
                ),
            ),
            migrations.AlterField(
                "standing",
                "measure",
                models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="standings", to="measures.measure"),
            ),
            migrations.AlterField(
                "subject",
                "report",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="subjects", to="measures.report"),
            ),
            migrations.AlterField(
                "term",
                "report",
                models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="glossary", to="measures.report"),
            ),
            migrations.AlterField(
                "textfinding",
                "text",
                models.ForeignKey(
                    db_index=False, on_delete=PROTECT, related_name="findings", to="measures.readouttext"
                ),
            ),
            migrations.AlterField(
                "view",
                "entry",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="views", to="measures.entry"),
            ),
            migrations.AlterField(
                "visit",
                "user",
                models.ForeignKey(
                    db_index=False, on_delete=CASCADE, related_name="visits", to=settings.AUTH_USER_MODEL
                ),
            ),
            migrations.AlterField(
                "watch",
                "measure",
                models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="watches", to="measures.measure"),
            ),
        ),
        RunPython(remove_second_indexes),
    ]
