"""Feeds that are read for a report, and what comes in until somebody decides."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models
from django.db.models.functions import Now

from measures.migrations import at_once
from measures.models.evidence import validate_web_address
from measures.models.partial_dates import PartialDateField
from measures.models.records import random_number
from measures.models.search import SearchField, WordsField, WordsOf


class Migration(migrations.Migration):
    dependencies = [("measures", "0029_words_of_long_runs")]

    operations = at_once(
        migrations.CreateModel(
            "FetchHost",
            [
                ("name", models.CharField(max_length=260, primary_key=True, serialize=False)),
                ("free_at", models.DateTimeField()),
                ("robots", models.TextField(blank=True)),
                ("robots_read_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            "Feed",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("key", models.CharField(max_length=100)),
                ("title", models.CharField(max_length=300)),
                ("title_zh_hans", models.CharField(blank=True, max_length=300)),
                ("kind", models.CharField(default="feed", max_length=10)),
                ("url", models.URLField(max_length=1000, validators=[validate_web_address])),
                ("language", models.CharField(max_length=20)),
                ("publisher", models.CharField(blank=True, max_length=300)),
                ("publisher_zh_hans", models.CharField(blank=True, max_length=300)),
                (
                    "wanted_words",
                    ArrayField(base_field=models.CharField(max_length=100), default=list),
                ),
                (
                    "unwanted_words",
                    ArrayField(base_field=models.CharField(max_length=100), default=list),
                ),
                (
                    "read_every_hours",
                    models.PositiveSmallIntegerField(
                        default=6,
                        validators=[
                            MinValueValidator(1),
                            MaxValueValidator(672),
                        ],
                    ),
                ),
                ("is_on", models.BooleanField(default=False)),
                (
                    "added_at",
                    models.DateTimeField(db_default=Now(), editable=False),
                ),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("due_at", models.DateTimeField(editable=False, null=True)),
                ("read_at", models.DateTimeField(editable=False, null=True)),
                ("failing_since", models.DateTimeField(editable=False, null=True)),
                ("failures", models.PositiveIntegerField(default=0, editable=False)),
                ("etag", models.CharField(blank=True, editable=False, max_length=500)),
                ("last_modified", models.CharField(blank=True, editable=False, max_length=100)),
                ("last_text", models.TextField(blank=True, editable=False)),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to="measures.party",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="feeds", to="measures.report"),
                ),
            ],
            options={
                "ordering": ["report", "key"],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "key"), name="feed_key_once_per_report"),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("report", "url"),
                        name="feed_address_once_per_report",
                        violation_error_message="This address is read for this report already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["feed", "links", "text"])), name="feed_kind_in_list"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("read_every_hours__range", (1, 672))),
                        name="feed_read_every_hour_to_four_weeks",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("removed_at", None), ("is_on", False), _connector="OR"),
                        name="feed_removed_is_off",
                    ),
                ],
                "indexes": [models.Index(condition=models.Q(("is_on", True)), fields=["due_at"], name="feed_due")],
            },
        ),
        migrations.CreateModel(
            "FeedFetch",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("due_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=20)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("size", models.PositiveBigIntegerField(null=True)),
                ("detail", models.CharField(blank=True, max_length=300)),
                ("items", models.PositiveIntegerField(default=0)),
                ("candidates_made", models.PositiveIntegerField(default=0)),
                (
                    "feed",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="fetches", to="measures.feed"),
                ),
            ],
            options={
                "ordering": ["-due_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("feed", "due_at"), name="feed_fetch_once_per_due_moment")
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["next_attempt_at"], name="feed_fetch_waiting"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            "Candidate",
            [
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "id",
                    models.BigIntegerField(default=random_number, editable=False, primary_key=True, serialize=False),
                ),
                ("url", models.URLField(max_length=1000, validators=[validate_web_address])),
                ("address", models.CharField(editable=False, max_length=1000)),
                ("title", models.CharField(max_length=500)),
                ("text", models.TextField(blank=True)),
                ("language", models.CharField(blank=True, max_length=20)),
                ("publisher", models.CharField(blank=True, max_length=300)),
                ("published", PartialDateField(blank=True, null=True)),
                (
                    "found_at",
                    models.DateTimeField(db_default=Now(), editable=False),
                ),
                ("score", models.FloatField(default=0, editable=False)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("decided_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("drop_reason", models.CharField(blank=True, max_length=20)),
                (
                    "search",
                    SearchField(
                        db_persist=True,
                        expression=WordsOf("title", "text", "publisher", "url"),
                        output_field=WordsField(),
                    ),
                ),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="candidates",
                        to="measures.entry",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="candidates",
                        to="measures.evidence",
                    ),
                ),
                (
                    "near_to",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=models.SET_NULL,
                        related_name="near",
                        to="measures.candidate",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="candidates", to="measures.report"),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="candidates",
                        to="measures.feed",
                    ),
                ),
                (
                    "fetch",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=models.SET_NULL,
                        related_name="candidates",
                        to="measures.feedfetch",
                    ),
                ),
            ],
            options={
                "ordering": ["-score", "-found_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "feed", "address"),
                        name="candidate_once_per_feed_and_address",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "logged", "cited", "dropped"])),
                        name="candidate_state_in_list",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("state", "waiting")),
                            models.Q(models.Q(("state", "waiting"), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="candidate_decided_or_waiting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "dropped"), ("drop_reason", ""), _connector="OR"),
                        name="candidate_reason_only_if_dropped",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["report", "-score", "-found_at", "-id"],
                        name="candidate_inbox",
                    ),
                    models.Index(fields=["report", "found_at"], name="candidate_by_day"),
                    GinIndex(fastupdate=False, fields=["search"], name="candidate_search"),
                ],
            },
        ),
        migrations.CreateModel(
            "CandidateMatch",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("score", models.FloatField()),
                (
                    "words",
                    ArrayField(base_field=models.CharField(max_length=100), default=list),
                ),
                (
                    "ambiguity",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.CASCADE,
                        related_name="+",
                        to="measures.ambiguity",
                    ),
                ),
                (
                    "candidate",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="matches", to="measures.candidate"),
                ),
                (
                    "measure",
                    models.ForeignKey(null=True, on_delete=models.CASCADE, related_name="+", to="measures.measure"),
                ),
                (
                    "subject",
                    models.ForeignKey(null=True, on_delete=models.CASCADE, related_name="+", to="measures.subject"),
                ),
            ],
            options={
                "ordering": ["candidate", "-score", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("candidate", "measure", "ambiguity", "subject"),
                        name="candidate_match_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
    )
