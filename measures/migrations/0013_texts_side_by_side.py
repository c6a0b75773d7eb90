"""Texts of one meeting side by side: subjects of a report, and what comes with an entry that compares texts."""

import django.db.models.deletion
import measures.models.partial_dates
from django.db import migrations, models

from measures.migrations import at_once


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0012_order_within_a_day"),
    ]

    operations = [
        *at_once(
            migrations.CreateModel(
                name="Judgement",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "sameness",
                        models.CharField(
                            choices=[("same", "The same"), ("not_the_same", "Not the same")],
                            max_length=20,
                            verbose_name="the same or not",
                        ),
                    ),
                    ("sentence", models.TextField(verbose_name="in our words")),
                    ("sentence_zh_hans", models.TextField(blank=True)),
                    ("written_on", models.DateField(blank=True, null=True, verbose_name="written on")),
                ],
                options={
                    "verbose_name": "judgement of two sides’ texts",
                    "verbose_name_plural": "judgements of two sides’ texts",
                    "ordering": ["entry", "subject__position", "pk"],
                },
            ),
            migrations.CreateModel(
                name="ReadoutText",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("issuer", models.CharField(max_length=300, verbose_name="who issued it")),
                    ("issuer_zh_hans", models.CharField(blank=True, max_length=300)),
                    (
                        "day",
                        measures.models.partial_dates.PartialDateField(
                            blank=True, null=True, verbose_name="date of the text"
                        ),
                    ),
                    ("administration", models.CharField(blank=True, max_length=200, verbose_name="administration")),
                    ("administration_zh_hans", models.CharField(blank=True, max_length=200)),
                    ("language", models.CharField(max_length=20, verbose_name="language of the text")),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("readout", "Readout"),
                                ("joint_text", "Joint text"),
                                ("outcomes", "Outcomes"),
                                ("fact_sheet", "Fact sheet"),
                                ("broadcast", "Broadcast"),
                                ("briefing", "Briefing"),
                                ("summary", "Summary"),
                            ],
                            max_length=20,
                            verbose_name="kind of text",
                        ),
                    ),
                    (
                        "extent",
                        models.CharField(
                            choices=[("whole", "Read whole"), ("part", "Read in part")],
                            max_length=10,
                            verbose_name="how much was read",
                        ),
                    ),
                    (
                        "read_by",
                        models.CharField(
                            choices=[("person", "By a person"), ("search", "By search")],
                            default="person",
                            max_length=10,
                            verbose_name="read by",
                        ),
                    ),
                    ("note", models.TextField(blank=True, verbose_name="note")),
                    ("note_zh_hans", models.TextField(blank=True)),
                ],
                options={
                    "verbose_name": "text of a meeting",
                    "verbose_name_plural": "texts of meetings",
                    "ordering": ["entry", "party", "day", "pk"],
                },
            ),
            migrations.CreateModel(
                name="RelatedDevelopment",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                ],
                options={
                    "ordering": ["entry", "pk"],
                },
            ),
            migrations.CreateModel(
                name="Subject",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ("loaded_version", models.PositiveIntegerField(default=1, editable=False)),
                    ("key", models.CharField(max_length=100, unique=True, verbose_name="key")),
                    ("code", models.CharField(max_length=30, verbose_name="code")),
                    ("position", models.PositiveIntegerField(verbose_name="place in the list")),
                    ("title", models.CharField(max_length=300, verbose_name="title")),
                    ("title_zh_hans", models.CharField(blank=True, max_length=300)),
                    (
                        "looked_for",
                        models.JSONField(
                            blank=True,
                            default=dict,
                            help_text="A list of words for each language.",
                            verbose_name="words looked for",
                        ),
                    ),
                    ("note", models.TextField(blank=True, verbose_name="note")),
                    ("note_zh_hans", models.TextField(blank=True)),
                ],
                options={
                    "verbose_name": "subject",
                    "verbose_name_plural": "subjects",
                    "ordering": ["report", "position", "pk"],
                },
            ),
            migrations.CreateModel(
                name="TextFinding",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "position",
                        models.PositiveSmallIntegerField(
                            default=1, verbose_name="place among the passages on its subject in this text"
                        ),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("mentions", "Mentioned"),
                                ("not_in_text", "Not in this text"),
                                ("filed_under", "Only in a passage filed under another subject"),
                                ("not_looked_for", "Not looked for"),
                            ],
                            max_length=20,
                            verbose_name="what was found",
                        ),
                    ),
                    ("note", models.TextField(blank=True, verbose_name="note")),
                    ("note_zh_hans", models.TextField(blank=True)),
                    (
                        "voice",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("own", "Own side"),
                                ("other", "The other side, by this text"),
                                ("both", "Both sides, by this text"),
                                ("text", "The text itself"),
                            ],
                            max_length=10,
                            verbose_name="attributed to",
                        ),
                    ),
                    (
                        "act",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("mentioned", "Mentioned"),
                                ("views_exchanged", "Views exchanged"),
                                ("position_stated", "Position stated"),
                                ("asked_of_other", "Asked of the other side"),
                                ("proposed", "Proposed"),
                                ("agreed", "Agreed"),
                                ("announced", "Announced"),
                            ],
                            max_length=20,
                            verbose_name="what was done",
                        ),
                    ),
                    ("sentence", models.TextField(blank=True, verbose_name="in our words, with any condition")),
                    ("sentence_zh_hans", models.TextField(blank=True)),
                    ("quotation", models.CharField(blank=True, max_length=300, verbose_name="original words")),
                    (
                        "quotation_language",
                        models.CharField(blank=True, max_length=20, verbose_name="language of these words"),
                    ),
                    ("paragraph", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="paragraph")),
                    (
                        "in_another_connection",
                        models.BooleanField(
                            default=False,
                            help_text="The words mean something else and relate to no measure.",
                            verbose_name="in another context",
                        ),
                    ),
                    (
                        "names_recommendation",
                        models.BooleanField(
                            default=False,
                            help_text="Almost no official text does.",
                            verbose_name="names a recommendation of the report",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "finding in a text",
                    "verbose_name_plural": "findings in texts",
                    "ordering": ["text", "subject", "position", "pk"],
                },
            ),
            migrations.CreateModel(
                name="UnreadText",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("title", models.CharField(max_length=300, verbose_name="title")),
                    ("title_zh_hans", models.CharField(blank=True, max_length=300)),
                    (
                        "day",
                        measures.models.partial_dates.PartialDateField(
                            blank=True, null=True, verbose_name="date of the text"
                        ),
                    ),
                    ("url", models.URLField(blank=True, max_length=1000, verbose_name="address")),
                ],
                options={
                    "verbose_name": "unread text",
                    "verbose_name_plural": "unread texts",
                    "ordering": ["entry", "party", "day", "pk"],
                },
            ),
        ),
        *at_once(
            migrations.AddField(
                model_name="entry",
                name="of",
                field=models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="comparisons",
                    to="measures.entry",
                    verbose_name="development whose texts are compared",
                ),
            ),
            migrations.AddField(
                model_name="report",
                name="readouts_note",
                field=models.TextField(blank=True, verbose_name="note on texts side by side"),
            ),
            migrations.AddField(
                model_name="report",
                name="readouts_note_zh_hans",
                field=models.TextField(blank=True),
            ),
            migrations.AddField(
                model_name="report",
                name="subjects_note",
                field=models.TextField(blank=True, verbose_name="note on its subjects"),
            ),
            migrations.AddField(
                model_name="report",
                name="subjects_note_zh_hans",
                field=models.TextField(blank=True),
            ),
            migrations.AlterField(
                model_name="entry",
                name="kind",
                field=models.CharField(
                    choices=[
                        ("development", "Development"),
                        ("check", "Checked, nothing new"),
                        ("assessment", "Assessment"),
                        ("readouts", "Texts side by side"),
                    ],
                    default="development",
                    max_length=20,
                    verbose_name="kind",
                ),
            ),
            migrations.AddField(
                model_name="judgement",
                name="entry",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="judgements", to="measures.entry"
                ),
            ),
            migrations.AddField(
                model_name="readouttext",
                name="entry",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="texts", to="measures.entry"
                ),
            ),
            migrations.AddField(
                model_name="readouttext",
                name="evidence",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="readout_texts",
                    to="measures.evidence",
                    verbose_name="source",
                ),
            ),
            migrations.AddField(
                model_name="readouttext",
                name="party",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="measures.party",
                    verbose_name="whose text",
                ),
            ),
            migrations.AddField(
                model_name="relateddevelopment",
                name="development",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="related_comparisons", to="measures.entry"
                ),
            ),
            migrations.AddField(
                model_name="relateddevelopment",
                name="entry",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="related", to="measures.entry"
                ),
            ),
            migrations.AddField(
                model_name="subject",
                name="ambiguities",
                field=models.ManyToManyField(
                    blank=True,
                    related_name="subjects",
                    to="measures.ambiguity",
                    verbose_name="related ambiguities",
                ),
            ),
            migrations.AddField(
                model_name="subject",
                name="measures",
                field=models.ManyToManyField(
                    blank=True, related_name="subjects", to="measures.measure", verbose_name="related measures"
                ),
            ),
            migrations.AddField(
                model_name="subject",
                name="parent",
                field=models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="children",
                    to="measures.subject",
                    verbose_name="subject above it",
                ),
            ),
            migrations.AddField(
                model_name="subject",
                name="report",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="subjects", to="measures.report"
                ),
            ),
            migrations.AddField(
                model_name="judgement",
                name="subject",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="judgements", to="measures.subject"
                ),
            ),
            migrations.AddField(
                model_name="textfinding",
                name="filed_under",
                field=models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="measures.subject",
                    verbose_name="filed under",
                ),
            ),
            migrations.AddField(
                model_name="textfinding",
                name="subject",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="measures.subject"
                ),
            ),
            migrations.AddField(
                model_name="textfinding",
                name="text",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="measures.readouttext"
                ),
            ),
            migrations.AddField(
                model_name="unreadtext",
                name="entry",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="unread_texts", to="measures.entry"
                ),
            ),
            migrations.AddField(
                model_name="unreadtext",
                name="party",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="measures.party",
                    verbose_name="whose text",
                ),
            ),
        ),
        *at_once(
            migrations.AddConstraint(
                model_name="entry",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("kind", "readouts"), ("of__isnull", False)),
                        models.Q(models.Q(("kind", "readouts"), _negated=True), ("of", None)),
                        _connector="OR",
                    ),
                    name="entry_comparison_is_of_a_development",
                ),
            ),
            migrations.AddConstraint(
                model_name="readouttext",
                constraint=models.UniqueConstraint(
                    fields=("entry", "party", "evidence"), name="text_once_per_party_and_entry"
                ),
            ),
            migrations.AddConstraint(
                model_name="relateddevelopment",
                constraint=models.UniqueConstraint(
                    fields=("entry", "development"), name="related_development_once_per_entry"
                ),
            ),
            migrations.AddConstraint(
                model_name="subject",
                constraint=models.UniqueConstraint(fields=("report", "code"), name="subject_code_once_per_report"),
            ),
            migrations.AddConstraint(
                model_name="judgement",
                constraint=models.UniqueConstraint(fields=("entry", "subject"), name="judgement_once_per_subject"),
            ),
            migrations.AddConstraint(
                model_name="textfinding",
                constraint=models.UniqueConstraint(
                    fields=("text", "subject", "position"), name="finding_place_in_text"
                ),
            ),
            migrations.AddConstraint(
                model_name="textfinding",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            (
                                "act__in",
                                [
                                    "mentioned",
                                    "views_exchanged",
                                    "position_stated",
                                    "asked_of_other",
                                    "proposed",
                                    "agreed",
                                    "announced",
                                ],
                            ),
                            ("state", "mentions"),
                            ("voice__in", ["own", "other", "both", "text"]),
                        ),
                        models.Q(
                            ("state__in", ["not_in_text", "filed_under", "not_looked_for"]),
                            ("act", ""),
                            ("in_another_connection", False),
                            ("position", 1),
                            ("quotation", ""),
                            ("sentence", ""),
                            ("voice", ""),
                        ),
                        _connector="OR",
                    ),
                    name="finding_mentions_or_says_why_not",
                ),
            ),
            migrations.AddConstraint(
                model_name="textfinding",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("filed_under__isnull", False), ("state", "filed_under")),
                        models.Q(models.Q(("state", "filed_under"), _negated=True), ("filed_under", None)),
                        _connector="OR",
                    ),
                    name="finding_filed_under_names_where",
                ),
            ),
        ),
    ]
