"""Dates to watch, what was found of them, and after how many days a report's record is old."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import measures.models.markings
import measures.models.partial_dates
from measures.migrations import at_once
from measures.models.records import random_number


class Migration(migrations.Migration):
    dependencies = [("measures", "0017_mails_of_one_shape")]

    operations = [
        *at_once(
            migrations.AddField(
                model_name="report",
                name="search_every_days",
                field=models.PositiveSmallIntegerField(
                    default=21,
                    validators=[
                        django.core.validators.MinValueValidator(1),
                        django.core.validators.MaxValueValidator(3650),
                    ],
                ),
            ),
            migrations.AddField(model_name="report", name="dates_note", field=models.TextField(blank=True)),
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
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                    ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ("loaded_version", models.PositiveIntegerField(default=1, editable=False)),
                    ("key", models.CharField(max_length=100, unique=True)),
                    ("title", models.CharField(max_length=300)),
                    ("title_zh_hans", models.CharField(blank=True, max_length=300)),
                    ("announced_for", measures.models.partial_dates.PartialDateField(blank=True, null=True)),
                    (
                        "announced_for_by",
                        models.GeneratedField(
                            db_persist=True,
                            expression=measures.models.partial_dates.LastDay("announced_for"),
                            output_field=models.DateField(null=True),
                        ),
                    ),
                    ("as_worded", models.CharField(max_length=500)),
                    ("as_worded_zh_hans", models.CharField(blank=True, max_length=500)),
                    ("why", models.TextField(blank=True)),
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
                        ),
                    ),
                    ("added_on", models.DateField()),
                    ("added_by_name", models.CharField(max_length=200)),
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
                    ("ambiguities", models.ManyToManyField(blank=True, related_name="dates", to="measures.ambiguity")),
                    (
                        "development",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="announced_dates",
                            to="measures.entry",
                        ),
                    ),
                    ("measures", models.ManyToManyField(blank=True, related_name="dates", to="measures.measure")),
                    (
                        "report",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="dates", to="measures.report"
                        ),
                    ),
                    (
                        "sources",
                        models.ManyToManyField(blank=True, related_name="announced_dates", to="measures.evidence"),
                    ),
                    ("subjects", models.ManyToManyField(blank=True, related_name="dates", to="measures.subject")),
                ],
                options={
                    "ordering": ["report", "announced_for_by", "key"],
                    "indexes": [models.Index(fields=["report", "announced_for_by"], name="date_of_report")],
                },
            ),
            migrations.CreateModel(
                name="DateFinding",
                fields=[
                    (
                        "id",
                        models.BigIntegerField(
                            default=random_number, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("kind", models.CharField(max_length=20)),
                    ("found_on", models.DateField()),
                    ("put_off_to", measures.models.partial_dates.PartialDateField(blank=True, null=True)),
                    (
                        "put_off_to_by",
                        models.GeneratedField(
                            db_persist=True,
                            expression=measures.models.partial_dates.LastDay("put_off_to"),
                            output_field=models.DateField(null=True),
                        ),
                    ),
                    ("note", models.CharField(blank=True, max_length=500)),
                    ("language", models.CharField(default="en", max_length=10)),
                    ("recorded_on", models.DateField()),
                    ("recorded_by_name", models.CharField(max_length=200)),
                    (
                        "recorded_at",
                        models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                    ),
                    ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                    ("withdrawn_by_name", models.CharField(blank=True, max_length=200)),
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
        ),
    ]
