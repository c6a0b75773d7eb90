"""Dates to watch, what was found of them, and after how many days a report's record is old."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import measures.models.markings
import measures.models.partial_dates
from measures.migrations import run_file
from measures.models.records import random_number


class Migration(migrations.Migration):
    dependencies = [("measures", "0017_mails_of_one_shape")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="search_every_days",
            field=models.PositiveSmallIntegerField(
                default=21,
                help_text="If no texts were searched for longer than this, every page says so.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(3650),
                ],
                verbose_name="days until its record is old",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="dates_note",
            field=models.TextField(blank=True, verbose_name="note on dates to watch"),
        ),
        migrations.AddField(model_name="report", name="dates_note_zh_hans", field=models.TextField(blank=True)),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("search_every_days__range", (1, 3650))), name="report_search_interval"
            ),
        ),
        migrations.CreateModel(
            name="AnnouncedDate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("loaded_version", models.PositiveIntegerField(default=1, editable=False)),
                ("key", models.CharField(max_length=100, unique=True, verbose_name="key")),
                ("title", models.CharField(max_length=300, verbose_name="what was announced")),
                ("title_zh_hans", models.CharField(blank=True, max_length=300)),
                (
                    "announced_for",
                    measures.models.partial_dates.PartialDateField(blank=True, null=True, verbose_name="announced for"),
                ),
                (
                    "announced_for_by",
                    models.GeneratedField(
                        db_persist=True,
                        expression=measures.models.partial_dates.LastDay("announced_for"),
                        output_field=models.DateField(null=True),
                    ),
                ),
                ("as_worded", models.CharField(max_length=500, verbose_name="in the source’s own words")),
                ("as_worded_zh_hans", models.CharField(blank=True, max_length=500)),
                ("why", models.TextField(blank=True, verbose_name="why it matters")),
                ("why_zh_hans", models.TextField(blank=True)),
                (
                    "marking",
                    measures.models.markings.MarkingField(
                        default="public",
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(public|participants|internal|released:[A-Z0-9-]{2,40})$"
                            )
                        ],
                        verbose_name="who may read it",
                    ),
                ),
                ("added_on", models.DateField(verbose_name="added on")),
                ("added_by_name", models.CharField(max_length=200, verbose_name="added by")),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ambiguities",
                    models.ManyToManyField(
                        blank=True,
                        related_name="dates",
                        to="measures.ambiguity",
                        verbose_name="related ambiguities",
                    ),
                ),
                (
                    "development",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="announced_dates",
                        to="measures.entry",
                        verbose_name="the development that announced it",
                    ),
                ),
                (
                    "measures",
                    models.ManyToManyField(
                        blank=True, related_name="dates", to="measures.measure", verbose_name="related measures"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="dates", to="measures.report"
                    ),
                ),
                (
                    "sources",
                    models.ManyToManyField(
                        blank=True, related_name="announced_dates", to="measures.evidence", verbose_name="sources"
                    ),
                ),
                (
                    "subjects",
                    models.ManyToManyField(
                        blank=True, related_name="dates", to="measures.subject", verbose_name="subjects"
                    ),
                ),
            ],
            options={
                "verbose_name": "date to watch",
                "verbose_name_plural": "dates to watch",
                "ordering": ["report", "announced_for_by", "key"],
                "indexes": [
                    models.Index(fields=["report", "announced_for_by"], name="date_of_report"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DateFinding",
            fields=[
                (
                    "id",
                    models.BigIntegerField(default=random_number, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("took_place", "It took place"),
                            ("put_off", "It was put off"),
                            ("nothing_found", "Checked, nothing found"),
                        ],
                        max_length=20,
                        verbose_name="what was found",
                    ),
                ),
                ("found_on", models.DateField(verbose_name="checked on")),
                (
                    "put_off_to",
                    measures.models.partial_dates.PartialDateField(blank=True, null=True, verbose_name="put off to"),
                ),
                (
                    "put_off_to_by",
                    models.GeneratedField(
                        db_persist=True,
                        expression=measures.models.partial_dates.LastDay("put_off_to"),
                        output_field=models.DateField(null=True),
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("zh-hans", "简体中文")],
                        default="en",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                ("recorded_on", models.DateField(verbose_name="recorded on")),
                ("recorded_by_name", models.CharField(max_length=200, verbose_name="recorded by")),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("withdrawn_by_name", models.CharField(blank=True, max_length=200, verbose_name="withdrawn by")),
                (
                    "date",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="measures.announceddate",
                    ),
                ),
                (
                    "development",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="date_findings",
                        to="measures.entry",
                        verbose_name="the development that shows it",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "what was found about a date",
                "verbose_name_plural": "what was found about dates",
                "ordering": ["date", "recorded_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "took_place"), ("withdrawn_at", None)),
                        fields=("date",),
                        name="date_took_place_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "took_place"), _negated=True),
                            ("development__isnull", False),
                            _connector="OR",
                        ),
                        name="date_took_place_by_a_development",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "put_off"), ("put_off_to__isnull", False)),
                            models.Q(models.Q(("kind", "put_off"), _negated=True), ("put_off_to", None)),
                            _connector="OR",
                        ),
                        name="date_put_off_to_a_date",
                    ),
                ],
            },
        ),
        run_file("row_history.sql", "b47df4903f1b"),
    ]
