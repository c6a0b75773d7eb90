"""Texts of one meeting side by side: subjects of a report, and what comes with an entry that compares texts."""

import django.db.models.deletion
import measures.models.partial_dates
from django.db import migrations, models

from measures.migrations import at_once


class Migration(migrations.Migration):
    dependencies = [("measures", "0012_order_within_a_day")]

    operations = [
        *at_once(
            migrations.CreateModel(
                name="Judgement",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                    ("sameness", models.CharField(max_length=20)),
                    ("sentence", models.TextField()),
                    ("sentence_zh_hans", models.TextField(blank=True)),
                    ("written_on", models.DateField(blank=True, null=True)),
                ],
                options={"ordering": ["entry", "subject__position", "pk"]},
            ),
            migrations.CreateModel(
                name="ReadoutText",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                    ("issuer", models.CharField(max_length=300)),
                    ("issuer_zh_hans", models.CharField(blank=True, max_length=300)),
                    ("day", measures.models.partial_dates.PartialDateField(blank=True, null=True)),
                    ("administration", models.CharField(blank=True, max_length=200)),
                    ("administration_zh_hans", models.CharField(blank=True, max_length=200)),
                    ("language", models.CharField(max_length=20)),
                    ("kind", models.CharField(max_length=20)),
                    ("extent", models.CharField(max_length=10)),
                    ("read_by", models.CharField(default="person", max_length=10)),
                    ("note", models.TextField(blank=True)),
                    ("note_zh_hans", models.TextField(blank=True)),
                ],
                options={"ordering": ["entry", "party", "day", "pk"]},
            ),
            migrations.CreateModel(
                name="RelatedDevelopment",
                fields=[("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False))],
                options={"ordering": ["entry", "pk"]},
            ),
            migrations.CreateModel(
                name="Subject",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                    ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ("loaded_version", models.PositiveIntegerField(default=1, editable=False)),
                    ("key", models.CharField(max_length=100, unique=True)),
                    ("code", models.CharField(max_length=30)),
                    ("position", models.PositiveIntegerField()),
                    ("title", models.CharField(max_length=300)),
                    ("title_zh_hans", models.CharField(blank=True, max_length=300)),
                    ("looked_for", models.JSONField(blank=True, default=dict)),
                    ("note", models.TextField(blank=True)),
                    ("note_zh_hans", models.TextField(blank=True)),
                ],
                options={"ordering": ["report", "position", "pk"]},
            ),
            migrations.CreateModel(
                name="TextFinding",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                    ("position", models.PositiveSmallIntegerField(default=1)),
                    ("state", models.CharField(max_length=20)),
                    ("note", models.TextField(blank=True)),
                    ("note_zh_hans", models.TextField(blank=True)),
                    ("voice", models.CharField(blank=True, max_length=10)),
                    ("act", models.CharField(blank=True, max_length=20)),
                    ("sentence", models.TextField(blank=True)),
                    ("sentence_zh_hans", models.TextField(blank=True)),
                    ("quotation", models.CharField(blank=True, max_length=300)),
                    ("quotation_language", models.CharField(blank=True, max_length=20)),
                    ("paragraph", models.PositiveSmallIntegerField(blank=True, null=True)),
                    ("in_another_connection", models.BooleanField(default=False)),
                    ("names_recommendation", models.BooleanField(default=False)),
                ],
                options={"ordering": ["text", "subject", "position", "pk"]},
            ),
            migrations.CreateModel(
                name="UnreadText",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                    ("title", models.CharField(max_length=300)),
                    ("title_zh_hans", models.CharField(blank=True, max_length=300)),
                    ("day", measures.models.partial_dates.PartialDateField(blank=True, null=True)),
                    ("url", models.URLField(blank=True, max_length=1000)),
                ],
                options={"ordering": ["entry", "party", "day", "pk"]},
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
                ),
            ),
            migrations.AddField(model_name="report", name="readouts_note", field=models.TextField(blank=True)),
            migrations.AddField(model_name="report", name="readouts_note_zh_hans", field=models.TextField(blank=True)),
            migrations.AddField(model_name="report", name="subjects_note", field=models.TextField(blank=True)),
            migrations.AddField(model_name="report", name="subjects_note_zh_hans", field=models.TextField(blank=True)),
            migrations.AlterField(
                model_name="entry", name="kind", field=models.CharField(default="development", max_length=20)
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
                    on_delete=django.db.models.deletion.PROTECT, related_name="readout_texts", to="measures.evidence"
                ),
            ),
            migrations.AddField(
                model_name="readouttext",
                name="party",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="+", to="measures.party"
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
                field=models.ManyToManyField(blank=True, related_name="subjects", to="measures.ambiguity"),
            ),
            migrations.AddField(
                model_name="subject",
                name="measures",
                field=models.ManyToManyField(blank=True, related_name="subjects", to="measures.measure"),
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
                    on_delete=django.db.models.deletion.PROTECT, related_name="+", to="measures.party"
                ),
            ),
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
