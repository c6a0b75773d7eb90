"""The tables as a tracker of commit 62d23dc had them, which is upgraded from here."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
import measures.models.markings
import measures.models.partial_dates
import measures.models.people
import measures.models.search
from django.conf import settings
from django.db import migrations, models

from measures.migrations import at_once, run_file


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("measures", "0001_initial"),
        ("measures", "0002_guard_the_journal"),
        ("measures", "0003_stored_files"),
        ("measures", "0004_row_history"),
        ("measures", "0005_one_review_at_a_time"),
        ("measures", "0006_links_of_agreement"),
        ("measures", "0007_search"),
        ("measures", "0008_reminders"),
        ("measures", "0009_withdrawn_measures"),
        ("measures", "0010_secret_urls"),
        ("measures", "0011_traces"),
        ("measures", "0012_views_state_and_visits"),
        ("measures", "0013_redact_what_others_rest_on"),
        ("measures", "0014_imports"),
        ("measures", "0015_versions_and_repeated_requests"),
        ("measures", "0016_verifications"),
        ("measures", "0017_saved_views"),
        ("measures", "0018_bulk_acts"),
        ("measures", "0019_moments"),
        ("measures", "0020_measures_in_order"),
        ("measures", "0021_further_fields"),
        ("measures", "0022_rows_added_at_once"),
        ("measures", "0023_entries_as_recorded"),
        ("measures", "0024_imports_by_workers"),
        ("measures", "0025_user_has_a_name"),
        ("measures", "0026_coverage_with_standings"),
        ("measures", "0027_files_nobody_names"),
    ]

    # Made before, they are not rendered anew with all tables that follow.
    dependencies = [("auth", "0012_alter_user_first_name_max_length")]

    operations = at_once(
        run_file("search.sql"),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        primary_key=True,
                        serialize=False,
                        validators=[django.core.validators.RegexValidator("^[A-Z0-9-]{2,40}$")],
                    ),
                ),
                ("kind", models.CharField(default="state", max_length=20)),
                ("name", models.CharField(max_length=200)),
                ("name_zh_hans", models.CharField(blank=True, max_length=200)),
            ],
            options={"ordering": ["code"]},
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("password", models.CharField(max_length=128)),
                ("last_login", models.DateTimeField(blank=True, null=True)),
                (
                    "email",
                    models.EmailField(
                        error_messages={"unique": "There is already an account with this email address."},
                        max_length=254,
                        unique=True,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("role", models.CharField(default="reader", max_length=20)),
                ("language", models.CharField(default="en", max_length=10)),
                (
                    "time_zone",
                    models.CharField(
                        default="UTC", max_length=60, validators=[measures.models.people.validate_time_zone]
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                (
                    "joined_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "speaks_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="representatives",
                        to="measures.party",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="user_email_in_lower_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("speaks_for", None), ("role", "reader"), _connector="OR"),
                        name="team_speaks_for_no_party",
                        violation_error_message="A member of the team cannot speak for a party: choose the role “Reader”.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name__regex", "\\S")),
                        name="user_has_a_name",
                        violation_error_message="Enter this person’s name: the journal names the author of each entry.",
                    ),
                ],
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=300)),
                ("title_zh_hans", models.CharField(blank=True, max_length=300)),
                ("author", models.CharField(blank=True, max_length=200)),
                ("author_zh_hans", models.CharField(blank=True, max_length=200)),
                ("publisher", models.CharField(blank=True, max_length=200)),
                ("publisher_zh_hans", models.CharField(blank=True, max_length=200)),
                ("published", measures.models.partial_dates.PartialDateField(blank=True, null=True)),
                ("url", models.URLField(blank=True, max_length=500)),
                ("note", models.TextField(blank=True)),
                ("note_zh_hans", models.TextField(blank=True)),
                ("disclaimer", models.TextField()),
                ("disclaimer_zh_hans", models.TextField(blank=True)),
                ("is_fictional", models.BooleanField(default=False)),
                ("levels", models.JSONField(default=dict)),
                ("library_version", models.CharField(blank=True, max_length=40)),
                ("record_as_of", models.DateField(blank=True, null=True)),
                ("record_note", models.TextField(blank=True)),
                ("record_note_zh_hans", models.TextField(blank=True)),
                (
                    "added_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
            ],
            options={"ordering": ["is_fictional", "slug"]},
        ),
        migrations.CreateModel(
            name="Chain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
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
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="chains", to="measures.report"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("report", "marking"), name="chain_once_per_marking")],
                "ordering": ["report", "marking", "pk"],
            },
        ),
        migrations.CreateModel(name="Representative", fields=[], options={"proxy": True}, bases=("measures.user",)),
        migrations.CreateModel(
            name="Ambiguity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("source_heading", models.CharField(blank=True, max_length=300)),
                ("source_heading_zh_hans", models.CharField(blank=True, max_length=300)),
                ("source_paragraph", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("source_note", models.CharField(blank=True, max_length=300)),
                ("source_note_zh_hans", models.CharField(blank=True, max_length=300)),
                ("key", models.CharField(max_length=100, unique=True)),
                ("code", models.CharField(max_length=30)),
                ("position", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=300)),
                ("title_zh_hans", models.CharField(blank=True, max_length=300)),
                ("description", models.TextField(blank=True)),
                ("description_zh_hans", models.TextField(blank=True)),
                ("bearer_note", models.CharField(blank=True, max_length=300)),
                ("bearer_note_zh_hans", models.CharField(blank=True, max_length=300)),
                ("perceived_by_basis", models.CharField(blank=True, max_length=20)),
                ("announced_count", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
                ("note_zh_hans", models.TextField(blank=True)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="elements",
                        to="measures.ambiguity",
                    ),
                ),
                ("bearers", models.ManyToManyField(related_name="ambiguities_borne", to="measures.party")),
                (
                    "perceived_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="measures.party",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ambiguities", to="measures.report"
                    ),
                ),
                (
                    "search",
                    measures.models.search.SearchField(
                        db_persist=True,
                        expression=measures.models.search.WordsOf(
                            "title", "title_zh_hans", "description", "description_zh_hans", "code", "key"
                        ),
                        output_field=measures.models.search.WordsField(),
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("report", "code"), name="ambiguity_code_once_per_report")
                ],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["search"], name="ambiguity_search"
                    )
                ],
                "ordering": ["report", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=100, unique=True)),
                ("sequence", models.PositiveIntegerField()),
                ("kind", models.CharField(default="development", max_length=20)),
                ("occurred", measures.models.partial_dates.PartialDateField()),
                ("recorded_at", models.DateTimeField()),
                ("library_as_of", models.DateField(blank=True, null=True)),
                ("title", models.CharField(blank=True, max_length=500)),
                ("title_zh_hans", models.CharField(blank=True, max_length=500)),
                ("narrative", models.TextField(blank=True)),
                ("narrative_zh_hans", models.TextField(blank=True)),
                ("language", models.CharField(default="en", max_length=10)),
                ("track", models.CharField(blank=True, max_length=20)),
                ("claim", models.CharField(blank=True, max_length=20)),
                ("baseline", models.BooleanField(default=False)),
                ("author_name", models.CharField(max_length=200)),
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
                ("salt", models.BinaryField()),
                ("commitment", models.BinaryField()),
                ("seal", models.BinaryField()),
                (
                    "recorded_on",
                    models.GeneratedField(
                        db_persist=True,
                        expression=measures.models.partial_dates.DayInUTC("recorded_at"),
                        output_field=models.DateField(),
                    ),
                ),
                (
                    "counts_from",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Least(
                            measures.models.partial_dates.LastDay("occurred"),
                            measures.models.partial_dates.DayInUTC("recorded_at"),
                        ),
                        output_field=models.DateField(),
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "chain",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="measures.chain"
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction",
                        to="measures.entry",
                    ),
                ),
                (
                    "responds_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses",
                        to="measures.entry",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="measures.report"
                    ),
                ),
                (
                    "search",
                    measures.models.search.SearchField(
                        db_persist=True,
                        expression=measures.models.search.WordsOf(
                            "title", "title_zh_hans", "narrative", "narrative_zh_hans", "key"
                        ),
                        output_field=measures.models.search.WordsField(),
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("chain", "sequence"), name="entry_place_in_chain"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "development"),
                                models.Q(("track", ""), _negated=True),
                                models.Q(("claim", ""), _negated=True),
                            ),
                            models.Q(models.Q(("kind", "development"), _negated=True), ("claim", ""), ("track", "")),
                            _connector="OR",
                        ),
                        name="entry_development_has_track_and_claim",
                        violation_error_message="A development needs a track and how well it is established; a check or an assessment has neither.",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["report", "-counts_from", "-recorded_at", "-key"], name="entry_latest_first"),
                    models.Index(fields=["author", "recorded_at"], name="entry_of_author"),
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["search"], name="entry_search"),
                    models.Index(fields=["report", "-recorded_at"], name="entry_recorded_last"),
                ],
                "ordering": ["-counts_from", "-recorded_at", "-key"],
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("source_heading", models.CharField(blank=True, max_length=300)),
                ("source_heading_zh_hans", models.CharField(blank=True, max_length=300)),
                ("source_paragraph", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("source_note", models.CharField(blank=True, max_length=300)),
                ("source_note_zh_hans", models.CharField(blank=True, max_length=300)),
                ("key", models.CharField(max_length=100, unique=True)),
                ("code", models.CharField(max_length=30)),
                ("position", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=500)),
                ("title_zh_hans", models.CharField(blank=True, max_length=500)),
                ("description", models.TextField(blank=True)),
                ("description_zh_hans", models.TextField(blank=True)),
                ("explicit", models.BooleanField(default=True)),
                ("classification_basis", models.CharField(blank=True, max_length=20)),
                ("classification_why", models.TextField(blank=True)),
                ("classification_why_zh_hans", models.TextField(blank=True)),
                ("due_on", measures.models.partial_dates.PartialDateField(blank=True, null=True)),
                (
                    "due_by",
                    models.GeneratedField(
                        db_persist=True,
                        expression=measures.models.partial_dates.LastDay("due_on"),
                        null=True,
                        output_field=models.DateField(null=True),
                    ),
                ),
                (
                    "review_every_days",
                    models.PositiveSmallIntegerField(
                        default=180,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                    ),
                ),
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
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("extra", models.JSONField(blank=True, default=dict)),
                (
                    "added_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "due_on_set_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="measures.measure",
                    ),
                ),
                ("needs_to_complete", models.ManyToManyField(blank=True, related_name="+", to="measures.party")),
                ("parties", models.ManyToManyField(related_name="measures", to="measures.party")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="measures", to="measures.report"
                    ),
                ),
                (
                    "search",
                    measures.models.search.SearchField(
                        db_persist=True,
                        expression=measures.models.search.WordsOf(
                            "title", "title_zh_hans", "description", "description_zh_hans", "code", "key"
                        ),
                        output_field=measures.models.search.WordsField(),
                    ),
                ),
                ("from_library", models.BooleanField(default=False, editable=False)),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("report", "code"), name="measure_code_once_per_report"),
                    models.CheckConstraint(
                        condition=models.Q(("review_every_days__range", (1, 3650))), name="measure_review_interval"
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_on__isnull", False)), fields=["due_by"], name="measure_due_by"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["search"], name="measure_search"
                    ),
                    models.Index(fields=["report", "position", "key"], name="measure_in_order"),
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["extra"], name="measure_extra"),
                ],
                "ordering": ["report", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("basis", models.CharField(max_length=20)),
                ("why", models.TextField(blank=True)),
                ("why_zh_hans", models.TextField(blank=True)),
                ("relation", models.CharField(max_length=20)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links_out", to="measures.measure"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links_in", to="measures.measure"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("source", "target", "relation"), name="link_once"),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("target")), _negated=True),
                        name="link_to_another",
                        violation_error_message="A measure cannot be linked to itself.",
                    ),
                ],
                "ordering": ["source", "target", "relation", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("position", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("name_zh_hans", models.CharField(blank=True, max_length=200)),
                ("how_judged", models.TextField()),
                ("how_judged_zh_hans", models.TextField(blank=True)),
                ("where_to_look", models.TextField(blank=True)),
                ("where_to_look_zh_hans", models.TextField(blank=True)),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="indicators", to="measures.measure"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("measure", "name"), name="indicator_once_per_measure")],
                "ordering": ["measure", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Addressing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("basis", models.CharField(max_length=20)),
                ("why", models.TextField(blank=True)),
                ("why_zh_hans", models.TextField(blank=True)),
                ("strength", models.CharField(max_length=20)),
                (
                    "ambiguity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="addressings", to="measures.ambiguity"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="addressings", to="measures.measure"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("measure", "ambiguity"), name="addressing_once")],
                "ordering": ["measure", "strength", "ambiguity", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=120, unique=True)),
                ("position", models.PositiveIntegerField()),
                ("doers", models.CharField(max_length=20)),
                ("type", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=500)),
                ("title_zh_hans", models.CharField(blank=True, max_length=500)),
                ("beyond_report", models.BooleanField(default=False)),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="milestones", to="measures.measure"
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="measures.party",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("doers", "party"), ("party__isnull", False)),
                            models.Q(models.Q(("doers", "party"), _negated=True), ("party", None)),
                            _connector="OR",
                        ),
                        name="milestone_names_its_party",
                        violation_error_message="Name the party that must meet it; none if each party or all together must.",
                    )
                ],
                "ordering": ["measure", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Owner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("role", models.CharField(default="coordinator", max_length=20)),
                (
                    "named_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="owners", to="measures.measure"
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ownerships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("measure", "user"),
                        name="owner_once_per_measure",
                        violation_error_message="This person already owns the measure.",
                    )
                ],
                "ordering": ["measure", "named_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MilestoneMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("state", models.CharField(max_length=20)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="measures.entry"
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="measures.milestone"
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="measures.party",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entry", "milestone", "party"), name="mark_once_per_entry", nulls_distinct=False
                    )
                ],
                "ordering": ["entry", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Bearing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("about_both", models.BooleanField(default=False)),
                ("direction", models.CharField(max_length=20)),
                ("concern", models.CharField(blank=True, max_length=10)),
                ("status", models.CharField(blank=True, max_length=20)),
                ("state", models.CharField(blank=True, max_length=20)),
                ("reason", models.TextField(blank=True)),
                ("reason_zh_hans", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("note_zh_hans", models.TextField(blank=True)),
                (
                    "ambiguity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="measures.ambiguity",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bearings", to="measures.entry"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="measures.measure",
                    ),
                ),
                (
                    "about",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="measures.party",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="measures.party",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ambiguity__isnull", False), ("measure", None)),
                            models.Q(("ambiguity", None), ("measure__isnull", False)),
                            _connector="OR",
                        ),
                        name="bearing_on_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("about", None), ("about_both", False), _connector="OR"),
                        name="bearing_about_one_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("concern", ""),
                                ("direction__in", ["toward", "away", "either", "background"]),
                                ("measure__isnull", False),
                                ("state", ""),
                            ),
                            models.Q(
                                ("ambiguity__isnull", False),
                                ("direction__in", ["clearer", "murkier", "either", "background"]),
                                ("status", ""),
                            ),
                            _connector="OR",
                        ),
                        name="bearing_direction_fits",
                    ),
                    models.UniqueConstraint(fields=("entry", "measure"), name="bearing_once_per_measure"),
                    models.UniqueConstraint(fields=("entry", "ambiguity"), name="bearing_once_per_ambiguity"),
                ],
                "ordering": ["entry", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Redaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("by_name", models.CharField(max_length=200)),
                ("reason", models.TextField()),
                ("redacted_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="redaction", to="measures.entry"
                    ),
                ),
            ],
            options={"ordering": ["redacted_at", "pk"]},
        ),
        migrations.CreateModel(
            name="ReminderSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("cadence", models.CharField(default="weekly", max_length=10)),
                ("weekday", models.PositiveSmallIntegerField(default=0)),
                (
                    "hour",
                    models.PositiveSmallIntegerField(
                        default=8, validators=[django.core.validators.MaxValueValidator(23)]
                    ),
                ),
                ("paused_until", models.DateField(blank=True, null=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("counts_after", models.DateTimeField(editable=False, null=True)),
                ("due_soon", models.BooleanField(default=True)),
                (
                    "month_day",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(31),
                        ],
                    ),
                ),
                ("news", models.BooleanField(default=True)),
                ("notices", models.BooleanField(default=True)),
                ("overdue", models.BooleanField(default=True)),
                ("refusal", models.TextField(blank=True, editable=False)),
                ("refused_at", models.DateTimeField(editable=False, null=True)),
                ("reviews", models.BooleanField(default=True)),
                ("unchecked", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("hour__range", (0, 23))), name="reminder_hour_0_to_23"),
                    models.CheckConstraint(
                        condition=models.Q(("weekday__range", (0, 6))), name="reminder_weekday_0_to_6"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month_day__range", (1, 31))), name="reminder_month_day_1_to_31"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Motivation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("source_heading", models.CharField(blank=True, max_length=300)),
                ("source_heading_zh_hans", models.CharField(blank=True, max_length=300)),
                ("source_paragraph", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("source_note", models.CharField(blank=True, max_length=300)),
                ("source_note_zh_hans", models.CharField(blank=True, max_length=300)),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=30)),
                ("statement", models.TextField()),
                ("statement_zh_hans", models.TextField(blank=True)),
                ("implication", models.TextField(blank=True)),
                ("implication_zh_hans", models.TextField(blank=True)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="motivations", to="measures.report"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("report", "code"), name="motivation_code_once_per_report")
                ],
                "ordering": ["report", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("audience", models.CharField(max_length=60)),
                ("status", models.CharField(blank=True, max_length=20)),
                ("status_since", measures.models.partial_dates.PartialDateField(null=True)),
                ("latest_direction", models.CharField(blank=True, max_length=20)),
                ("latest_on", models.DateField(null=True)),
                ("last_checked", models.DateField(null=True)),
                ("sources_toward", models.PositiveIntegerField(default=0)),
                ("sources_away", models.PositiveIntegerField(default=0)),
                ("sources_either", models.PositiveIntegerField(default=0)),
                ("milestones_met", models.PositiveIntegerField(default=0)),
                ("milestones", models.PositiveIntegerField(default=0)),
                ("is_unsupported", models.BooleanField(default=False)),
                ("is_contested", models.BooleanField(default=False)),
                ("level", models.PositiveSmallIntegerField(null=True)),
                ("views", models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "levels_held",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=90), default=list),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="standings", to="measures.measure"
                    ),
                ),
                ("views_state", models.CharField(default="no_view", max_length=20)),
                ("is_moving_away", models.BooleanField(default=False)),
                (
                    "moved_by",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("measure", "audience"), name="standing_once_per_audience")
                ],
                "indexes": [models.Index(fields=["audience", "status"], name="standing_by_status")],
                "ordering": ["measure", "audience"],
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("position", models.PositiveIntegerField()),
                ("term", models.CharField(max_length=200)),
                ("term_zh_hans", models.CharField(blank=True, max_length=200)),
                ("definition", models.TextField()),
                ("definition_zh_hans", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("note_zh_hans", models.TextField(blank=True)),
                ("in_report", models.BooleanField(default=True)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="glossary", to="measures.report"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("report", "term"), name="term_once_per_report")],
                "ordering": ["report", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="View",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("about_both", models.BooleanField(default=False)),
                ("level", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("nothing", models.CharField(blank=True, max_length=20)),
                ("direction", models.CharField(blank=True, max_length=20)),
                ("confidence", models.CharField(default="moderate", max_length=20)),
                ("provenance", models.CharField(max_length=20)),
                ("text", models.TextField(blank=True)),
                ("text_zh_hans", models.TextField(blank=True)),
                ("speaker", models.CharField(blank=True, max_length=200)),
                ("speaker_zh_hans", models.CharField(blank=True, max_length=200)),
                ("office", models.CharField(blank=True, max_length=300)),
                ("office_zh_hans", models.CharField(blank=True, max_length=300)),
                ("administration", models.CharField(blank=True, max_length=200)),
                ("administration_zh_hans", models.CharField(blank=True, max_length=200)),
                ("quotation", models.TextField(blank=True)),
                ("quotation_language", models.CharField(blank=True, max_length=10)),
                (
                    "about",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="measures.party",
                    ),
                ),
                (
                    "ambiguity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="measures.ambiguity",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="views", to="measures.entry"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="measures.measure",
                    ),
                ),
                (
                    "whose",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="views",
                        to="measures.party",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ambiguity__isnull", False), ("measure", None)),
                            models.Q(("ambiguity", None), ("measure__isnull", False)),
                            _connector="OR",
                        ),
                        name="view_on_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("about", None), ("about_both", False), _connector="OR"),
                        name="view_about_one_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level", None), ("level__in", (0, 1, 2, 3)), _connector="OR"),
                        name="view_level_0_to_3",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("nothing", ""), ("whose__isnull", False)),
                            models.Q(("level__isnull", False), ("nothing", ""), ("whose", None)),
                            models.Q(
                                ("level", None), ("nothing__in", ["nothing_found", "not_observable"]), ("whose", None)
                            ),
                            _connector="OR",
                        ),
                        name="view_independent_has_level_or_says_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("whose__isnull", False), ("provenance", "our_reading"), _connector="OR"),
                        name="view_independent_is_our_reading",
                    ),
                    models.UniqueConstraint(
                        fields=("entry", "measure", "ambiguity", "whose", "about", "about_both"),
                        name="view_once_per_entry",
                        nulls_distinct=False,
                    ),
                ],
                "ordering": ["entry", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("since", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="watches", to="measures.measure"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="watches", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("measure", "user"), name="watch_once_per_measure")],
                "ordering": ["measure", "since", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AccessToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100)),
                ("scope", models.CharField(default="read", max_length=10)),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("last_used_at", models.DateTimeField(editable=False, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="access_tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("user", "name"),
                        name="access_token_name_once_per_user",
                        violation_error_message="You already have one with this name.",
                    )
                ],
                "ordering": ["user", "name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("due_on", models.DateField()),
                ("covers_since", models.DateTimeField()),
                ("claimed_at", models.DateTimeField()),
                ("message_id", models.CharField(blank=True, max_length=200)),
                ("message", models.BinaryField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(null=True)),
                ("problem", models.TextField(blank=True)),
                ("nothing_to_say", models.BooleanField(default=False)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="digests", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("cadence", models.CharField(default="weekly", max_length=10)),
                ("caught_up_with", models.DateField(null=True)),
                ("counts", models.JSONField(default=dict)),
                ("parked_at", models.DateTimeField(null=True)),
                ("tells", models.JSONField(default=list)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("recipient", "due_on"), name="digest_once_per_day")],
                "indexes": [
                    models.Index(
                        condition=models.Q(("nothing_to_say", False), ("parked_at", None), ("sent_at", None)),
                        fields=["next_attempt_at"],
                        name="digest_still_to_send",
                    )
                ],
                "ordering": ["-due_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("size", models.PositiveBigIntegerField()),
                ("media_type", models.CharField(max_length=100)),
                ("stored_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="stored_file_has_a_hash"
                    ),
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="stored_file_is_not_empty"),
                ],
                "ordering": ["sha256"],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=100, unique=True)),
                ("title", models.CharField(blank=True, max_length=500)),
                ("title_zh_hans", models.CharField(blank=True, max_length=500)),
                ("publisher", models.CharField(max_length=300)),
                ("publisher_zh_hans", models.CharField(blank=True, max_length=300)),
                ("origin", models.CharField(blank=True, max_length=300)),
                ("origin_zh_hans", models.CharField(blank=True, max_length=300)),
                ("url", models.URLField(blank=True, max_length=1000)),
                ("archive_url", models.URLField(blank=True, max_length=1000)),
                ("published", measures.models.partial_dates.PartialDateField(blank=True, null=True)),
                ("accessed", measures.models.partial_dates.PartialDateField(blank=True, null=True)),
                ("language", models.CharField(blank=True, max_length=20)),
                ("kind", models.CharField(default="press", max_length=30)),
                ("grade", models.CharField(default="F", max_length=1)),
                ("credibility", models.PositiveSmallIntegerField(default=6)),
                ("by_report_author", models.BooleanField(default=False)),
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
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="measures.evidence",
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=255)),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources",
                        to="measures.storedfile",
                    ),
                ),
                (
                    "search",
                    measures.models.search.SearchField(
                        db_persist=True,
                        expression=measures.models.search.WordsOf(
                            "title", "title_zh_hans", "publisher", "publisher_zh_hans", "url", "key"
                        ),
                        output_field=measures.models.search.WordsField(),
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("credibility__range", (1, 6))), name="evidence_credibility_1_to_6"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("grade__in", ["A", "B", "C", "D", "E", "F"])), name="evidence_grade_a_to_f"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("url", ""), _negated=True),
                        fields=("url", "marking"),
                        name="evidence_address_once_per_marking",
                    ),
                    models.UniqueConstraint(fields=("file", "marking"), name="evidence_file_once_per_marking"),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "dialogue_note"), ("marking", "public"), _negated=True),
                        name="evidence_dialogue_note_is_not_public",
                        violation_error_message="A note of a dialogue is never public.",
                    ),
                ],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["search"], name="evidence_search"
                    )
                ],
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("passage", models.CharField(blank=True, max_length=200)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="citations", to="measures.entry"
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="citations", to="measures.evidence"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entry", "evidence"),
                        name="citation_once_per_entry",
                        violation_error_message="This entry already cites this source.",
                    )
                ],
                "ordering": ["entry", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("state", models.CharField(max_length=20)),
                ("reviewer_name", models.CharField(max_length=200)),
                ("is_self_review", models.BooleanField(default=False)),
                ("note", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="measures.evidence"
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("evidence", "recorded_at"), name="review_one_at_a_time")
                ],
                "ordering": ["evidence", "recorded_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Ground",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "citation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grounds",
                        to="measures.citation",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grounds",
                        to="measures.entry",
                    ),
                ),
                (
                    "view",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grounds", to="measures.view"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("citation__isnull", False), ("entry", None)),
                            models.Q(("citation", None), ("entry__isnull", False)),
                            _connector="OR",
                        ),
                        name="ground_is_one_thing",
                    ),
                    models.UniqueConstraint(
                        fields=("view", "entry", "citation"), name="ground_once", nulls_distinct=False
                    ),
                ],
                "ordering": ["view", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LinkCheck",
            fields=[
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="link_check",
                        serialize=False,
                        to="measures.evidence",
                    ),
                ),
                ("url", models.URLField(max_length=1000)),
                ("state", models.CharField(max_length=20)),
                ("answer", models.CharField(max_length=200)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("checked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(db_index=True)),
            ],
            options={"ordering": ["evidence"]},
        ),
        migrations.CreateModel(
            name="FileCheck",
            fields=[
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="last_check",
                        serialize=False,
                        to="measures.storedfile",
                    ),
                ),
                ("state", models.CharField(max_length=20)),
                ("since", models.DateTimeField()),
                ("checked_at", models.DateTimeField(db_index=True)),
            ],
            options={"ordering": ["file"]},
        ),
        migrations.CreateModel(
            name="RowChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("table", models.CharField(max_length=63)),
                ("row", models.BigIntegerField()),
                (
                    "measures",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list),
                ),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                ("request_id", models.CharField(blank=True, max_length=64)),
                ("command", models.CharField(blank=True, max_length=64)),
                ("database_role", models.CharField(max_length=63)),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["table", "row", "-id"], name="rowchange_of_row"),
                    django.contrib.postgres.indexes.GinIndex(fields=["measures"], name="rowchange_of_measures"),
                ],
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("by_name", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="measures.entry"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="measures.measure"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="measures.review"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("told_at", None)), fields=["user", "made_at"], name="notice_waiting"
                    )
                ],
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Snooze",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("until", models.DateField()),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="snoozes", to="measures.measure"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="snoozes", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "measure"), name="snooze_once_per_measure")],
                "ordering": ["until", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("section", models.CharField(max_length=20)),
                ("item", models.CharField(max_length=100)),
                ("fact", models.CharField(max_length=40)),
                ("times", models.PositiveSmallIntegerField(default=1)),
                ("last_on", models.DateField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="told", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "section", "item"), name="told_once_per_item")],
                "ordering": ["user", "section", "item"],
            },
        ),
        migrations.CreateModel(
            name="SecretUrl",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("key", models.CharField(editable=False, max_length=100, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("kind", models.CharField(max_length=20)),
                ("filters", models.CharField(blank=True, max_length=1000)),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("last_used_at", models.DateTimeField(editable=False, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="secret_urls",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("user", "name"),
                        name="secret_url_name_once_per_user",
                        violation_error_message="You already have one with this name.",
                    )
                ],
                "ordering": ["user", "name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Trace",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "kind", "xid", "key", "marking", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("xid", models.BigIntegerField()),
                ("key", models.CharField(max_length=250)),
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
                ("is_new", models.BooleanField()),
            ],
            options={"ordering": ["kind", "xid", "key", "marking"]},
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("seen_until", models.DateTimeField()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="visits", to="measures.report"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="visits", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "report"), name="visit_once_per_report")],
                "ordering": ["user", "report"],
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=40, unique=True)),
                ("file_name", models.CharField(max_length=255)),
                ("mapping", models.JSONField(default=dict)),
                ("decisions", models.JSONField(default=dict)),
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
                ("state", models.CharField(default="looked_at", max_length=20)),
                ("counts", models.JSONField(default=dict)),
                ("notes", models.JSONField(default=list)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("is_to_stop", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="measures.evidence",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imports", to="measures.storedfile"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imports", to="measures.report"
                    ),
                ),
                ("found", models.JSONField(default=dict)),
                ("problem", models.TextField(blank=True)),
            ],
            options={"ordering": ["-made_at", "-pk"]},
        ),
        migrations.CreateModel(
            name="ImportProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100, unique=True)),
                ("mapping", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["name"]},
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("code", models.CharField(blank=True, max_length=30)),
                ("outcome", models.CharField(max_length=20)),
                ("fields", models.JSONField(default=dict)),
                ("before", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=list)),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="import_rows",
                        to="measures.measure",
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="measures.import"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("of", "number"), name="import_row_once")],
                "indexes": [models.Index(fields=["of", "outcome", "number"], name="import_row_by_outcome")],
                "ordering": ["of", "number"],
            },
        ),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=255)),
                ("digest", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("headers", models.JSONField(default=dict)),
                ("body", models.TextField(default="")),
                (
                    "claimed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "key"), name="idempotency_key_once_per_user")],
                "ordering": ["user", "key"],
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("verified_at", models.DateTimeField(db_index=True)),
                ("entries", models.PositiveBigIntegerField()),
                ("faults", models.PositiveBigIntegerField()),
            ],
            options={"ordering": ["verified_at", "pk"]},
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("key", models.CharField(editable=False, max_length=100, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("page", models.CharField(max_length=20)),
                ("filters", models.CharField(blank=True, max_length=2000)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "name"),
                        name="saved_view_name_once_per_user",
                        violation_error_message="You already have one with this name.",
                    )
                ],
                "ordering": ["user", "name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="BulkAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("key", models.CharField(editable=False, max_length=100, unique=True)),
                ("kind", models.CharField(max_length=20)),
                ("changes", models.JSONField(default=list)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("undone_at", models.DateTimeField(editable=False, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bulk_acts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-made_at", "-pk"]},
        ),
        migrations.CreateModel(
            name="Moment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("xid", models.BigIntegerField()),
                ("database", models.CharField(max_length=100)),
            ],
            options={"ordering": ["at", "pk"]},
        ),
    )
