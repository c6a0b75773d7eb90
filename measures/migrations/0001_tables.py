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
                        help_text="ISO 3166-1 alpha-2 for a state. It never changes.",
                        max_length=40,
                        primary_key=True,
                        serialize=False,
                        validators=[django.core.validators.RegexValidator("^[A-Z0-9-]{2,40}$")],
                        verbose_name="code",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("state", "State"), ("organisation", "Organisation"), ("group", "Group")],
                        default="state",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("name_zh_hans", models.CharField(blank=True, max_length=200, verbose_name="name in Chinese")),
            ],
            options={"ordering": ["code"], "verbose_name": "party", "verbose_name_plural": "parties"},
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "email",
                    models.EmailField(
                        error_messages={"unique": "There is already an account with this email address."},
                        max_length=254,
                        unique=True,
                        verbose_name="email address",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("reader", "Reader"),
                            ("contributor", "Contributor"),
                            ("editor", "Editor"),
                            ("administrator", "Administrator"),
                        ],
                        default="reader",
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("zh-hans", "简体中文")],
                        default="en",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default="UTC",
                        max_length=60,
                        validators=[measures.models.people.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "joined_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="joined"
                    ),
                ),
                (
                    "speaks_for",
                    models.ForeignKey(
                        blank=True,
                        help_text="Only for a representative. A person who takes part in a personal capacity is a contributor.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="representatives",
                        to="measures.party",
                        verbose_name="authorised to speak for",
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
                "verbose_name": "user",
                "verbose_name_plural": "users",
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="short name")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("title_zh_hans", models.CharField(blank=True, max_length=300)),
                ("author", models.CharField(blank=True, max_length=200, verbose_name="author")),
                ("author_zh_hans", models.CharField(blank=True, max_length=200)),
                ("publisher", models.CharField(blank=True, max_length=200, verbose_name="publisher")),
                ("publisher_zh_hans", models.CharField(blank=True, max_length=200)),
                (
                    "published",
                    measures.models.partial_dates.PartialDateField(blank=True, null=True, verbose_name="published"),
                ),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="address")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("note_zh_hans", models.TextField(blank=True)),
                ("disclaimer", models.TextField(verbose_name="disclaimer")),
                ("disclaimer_zh_hans", models.TextField(blank=True)),
                ("is_fictional", models.BooleanField(default=False, verbose_name="fictional")),
                (
                    "levels",
                    models.JSONField(
                        default=dict,
                        help_text="0 to 3, each with en and zh-hans.",
                        verbose_name="wording of its levels",
                    ),
                ),
                ("library_version", models.CharField(blank=True, max_length=40, verbose_name="version of its library")),
                ("record_as_of", models.DateField(blank=True, null=True, verbose_name="record as of")),
                ("record_note", models.TextField(blank=True, verbose_name="note on the record")),
                ("record_note_zh_hans", models.TextField(blank=True)),
                (
                    "added_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
            ],
            options={"ordering": ["is_fictional", "slug"], "verbose_name": "report", "verbose_name_plural": "reports"},
        ),
        migrations.CreateModel(
            name="Chain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
        migrations.CreateModel(
            name="Representative",
            fields=[],
            options={"proxy": True, "verbose_name": "representative", "verbose_name_plural": "representatives"},
            bases=("measures.user",),
        ),
        migrations.CreateModel(
            name="Ambiguity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_heading", models.CharField(blank=True, max_length=300, verbose_name="heading in the report")),
                ("source_heading_zh_hans", models.CharField(blank=True, max_length=300)),
                ("source_paragraph", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="paragraph")),
                ("source_note", models.CharField(blank=True, max_length=300, verbose_name="note on the place")),
                ("source_note_zh_hans", models.CharField(blank=True, max_length=300)),
                ("key", models.CharField(max_length=100, unique=True, verbose_name="key")),
                ("code", models.CharField(max_length=30, verbose_name="code")),
                ("position", models.PositiveIntegerField(verbose_name="place in the report")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("title_zh_hans", models.CharField(blank=True, max_length=300)),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("description_zh_hans", models.TextField(blank=True)),
                ("bearer_note", models.CharField(blank=True, max_length=300, verbose_name="note on where it lies")),
                ("bearer_note_zh_hans", models.CharField(blank=True, max_length=300)),
                (
                    "perceived_by_basis",
                    models.CharField(
                        blank=True,
                        choices=[("report", "Named by the report"), ("inferred", "Inferred by us")],
                        max_length=20,
                        verbose_name="basis",
                    ),
                ),
                (
                    "announced_count",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="number of elements announced in the report"
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("note_zh_hans", models.TextField(blank=True)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="elements",
                        to="measures.ambiguity",
                        verbose_name="set",
                    ),
                ),
                (
                    "bearers",
                    models.ManyToManyField(
                        related_name="ambiguities_borne", to="measures.party", verbose_name="lies with"
                    ),
                ),
                (
                    "perceived_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="measures.party",
                        verbose_name="unclear to",
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
                "verbose_name": "ambiguity",
                "verbose_name_plural": "ambiguities",
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=100, unique=True, verbose_name="key")),
                ("sequence", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("development", "Development"),
                            ("check", "Checked, nothing new"),
                            ("assessment", "Assessment"),
                        ],
                        default="development",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("occurred", measures.models.partial_dates.PartialDateField(verbose_name="when it happened")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                ("library_as_of", models.DateField(blank=True, null=True, verbose_name="as-of date of the library")),
                ("title", models.CharField(blank=True, max_length=500, verbose_name="what happened")),
                (
                    "title_zh_hans",
                    models.CharField(blank=True, max_length=500, verbose_name="what happened, in Chinese"),
                ),
                ("narrative", models.TextField(blank=True, verbose_name="narrative")),
                ("narrative_zh_hans", models.TextField(blank=True, verbose_name="narrative in Chinese")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("zh-hans", "简体中文")],
                        default="en",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "track",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("official", "Official"),
                            ("semi_official", "Semi-official (Track 1.5)"),
                            ("expert", "Expert (Track 2)"),
                            ("press_analysis", "Press and analysis"),
                        ],
                        max_length=20,
                        verbose_name="track",
                    ),
                ),
                (
                    "claim",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reported", "Reported"),
                            ("one_side", "By one side’s account"),
                            ("disputed", "Disputed"),
                        ],
                        max_length=20,
                        verbose_name="how well established",
                    ),
                ),
                ("baseline", models.BooleanField(default=False, verbose_name="before the report: background")),
                ("author_name", models.CharField(max_length=200, verbose_name="author")),
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
                "verbose_name": "entry",
                "verbose_name_plural": "entries",
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_heading", models.CharField(blank=True, max_length=300, verbose_name="heading in the report")),
                ("source_heading_zh_hans", models.CharField(blank=True, max_length=300)),
                ("source_paragraph", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="paragraph")),
                ("source_note", models.CharField(blank=True, max_length=300, verbose_name="note on the place")),
                ("source_note_zh_hans", models.CharField(blank=True, max_length=300)),
                ("key", models.CharField(max_length=100, unique=True, verbose_name="key")),
                ("code", models.CharField(max_length=30, verbose_name="code")),
                ("position", models.PositiveIntegerField(verbose_name="place in the report")),
                (
                    "kind",
                    models.CharField(
                        choices=[("unilateral", "Unilateral"), ("cooperative", "Cooperative"), ("joint", "Joint")],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=500, verbose_name="title")),
                ("title_zh_hans", models.CharField(blank=True, max_length=500, verbose_name="title in Chinese")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("description_zh_hans", models.TextField(blank=True, verbose_name="description in Chinese")),
                ("explicit", models.BooleanField(default=True, verbose_name="named as a step in the report")),
                (
                    "classification_basis",
                    models.CharField(
                        blank=True,
                        choices=[("report", "The report"), ("ours", "Our reading")],
                        max_length=20,
                        verbose_name="who classified it",
                    ),
                ),
                ("classification_why", models.TextField(blank=True, verbose_name="why this kind")),
                ("classification_why_zh_hans", models.TextField(blank=True)),
                (
                    "due_on",
                    measures.models.partial_dates.PartialDateField(blank=True, null=True, verbose_name="target date"),
                ),
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
                        verbose_name="days between checks",
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
                ("extra", models.JSONField(blank=True, default=dict, verbose_name="further fields")),
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
                        verbose_name="who set it",
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
                        verbose_name="part of",
                    ),
                ),
                (
                    "needs_to_complete",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to="measures.party",
                        verbose_name="also needed for it to be complete",
                    ),
                ),
                (
                    "parties",
                    models.ManyToManyField(related_name="measures", to="measures.party", verbose_name="addressed to"),
                ),
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
                (
                    "from_library",
                    models.BooleanField(default=False, editable=False, verbose_name="from the report’s library"),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="withdrawn")),
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
                "verbose_name": "measure",
                "verbose_name_plural": "measures",
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "basis",
                    models.CharField(
                        choices=[("report", "The report"), ("agreement", "An agreement"), ("ours", "Our reading")],
                        max_length=20,
                        verbose_name="basis",
                    ),
                ),
                ("why", models.TextField(blank=True, verbose_name="why")),
                ("why_zh_hans", models.TextField(blank=True)),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("reciprocates", "Reciprocates"),
                            ("enables", "Enables"),
                            ("depends_on", "Depends on"),
                            ("part_of", "Is part of"),
                            ("related", "Is related to"),
                            ("undercuts", "Undercuts"),
                        ],
                        max_length=20,
                        verbose_name="relation",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links_out",
                        to="measures.measure",
                        verbose_name="from",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links_in",
                        to="measures.measure",
                        verbose_name="to",
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
                "verbose_name": "link",
                "verbose_name_plural": "links",
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("name_zh_hans", models.CharField(blank=True, max_length=200)),
                ("how_judged", models.TextField(verbose_name="how it is judged")),
                ("how_judged_zh_hans", models.TextField(blank=True)),
                ("where_to_look", models.TextField(blank=True, verbose_name="where to look")),
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
                "verbose_name": "indicator",
                "verbose_name_plural": "indicators",
            },
        ),
        migrations.CreateModel(
            name="Addressing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "basis",
                    models.CharField(
                        choices=[("report", "The report"), ("ours", "Our reading")],
                        max_length=20,
                        verbose_name="basis",
                    ),
                ),
                ("why", models.TextField(blank=True, verbose_name="why")),
                ("why_zh_hans", models.TextField(blank=True)),
                (
                    "strength",
                    models.CharField(
                        choices=[("primary", "Primary"), ("secondary", "Secondary"), ("whole_set", "The whole set")],
                        max_length=20,
                        verbose_name="strength",
                    ),
                ),
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
                "verbose_name": "addressing",
                "verbose_name_plural": "addressings",
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120, unique=True, verbose_name="key")),
                ("position", models.PositiveIntegerField()),
                (
                    "doers",
                    models.CharField(
                        choices=[("party", "One party"), ("each", "Each party"), ("together", "Together")],
                        max_length=20,
                        verbose_name="who must meet it",
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("statement", "Statement"),
                            ("study", "Study"),
                            ("dialogue", "Dialogue"),
                            ("exchange", "Exchange"),
                            ("agreement", "Agreement"),
                            ("practice", "Practice"),
                        ],
                        max_length=20,
                        verbose_name="type",
                    ),
                ),
                ("title", models.CharField(max_length=500, verbose_name="title")),
                ("title_zh_hans", models.CharField(blank=True, max_length=500)),
                ("beyond_report", models.BooleanField(default=False, verbose_name="goes beyond the report")),
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
                        violation_error_message="Name the party that must meet it; name none if each party, or all together, must meet it.",
                    )
                ],
                "ordering": ["measure", "position", "pk"],
                "verbose_name": "milestone",
                "verbose_name_plural": "milestones",
            },
        ),
        migrations.CreateModel(
            name="Owner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("coordinator", "Coordinator"),
                            ("contributor", "Contributor"),
                            ("reviewer", "Reviewer"),
                        ],
                        default="coordinator",
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
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
                "verbose_name": "owner",
                "verbose_name_plural": "owners",
            },
        ),
        migrations.CreateModel(
            name="MilestoneMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("met", "Met"), ("not_met", "Not met"), ("undone", "Undone")],
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
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
                "verbose_name": "mark of a milestone",
                "verbose_name_plural": "marks of milestones",
            },
        ),
        migrations.CreateModel(
            name="Bearing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about_both", models.BooleanField(default=False)),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("toward", "Toward"),
                            ("away", "Away"),
                            ("either", "Either way"),
                            ("background", "Background"),
                            ("clearer", "Clearer"),
                            ("murkier", "Less clear"),
                        ],
                        max_length=20,
                        verbose_name="direction",
                    ),
                ),
                (
                    "concern",
                    models.CharField(
                        blank=True,
                        choices=[("up", "Concern up"), ("down", "Concern down"), ("same", "Concern unchanged")],
                        max_length=10,
                        verbose_name="concern",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("proposed", "Proposed"),
                            ("under_discussion", "Under discussion"),
                            ("agreed", "Agreed"),
                            ("in_progress", "In progress"),
                            ("suspended", "Suspended"),
                            ("stalled", "Stalled"),
                            ("reversed", "Reversed"),
                            ("implemented", "Implemented"),
                            ("no_longer_pursued", "No longer pursued"),
                        ],
                        max_length=20,
                        verbose_name="new status",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_raised", "Not raised"),
                            ("raised", "Raised by one side"),
                            ("acknowledged", "Acknowledged by the side it concerns"),
                            ("under_discussion", "Under discussion"),
                            ("narrowed", "Narrowed"),
                            ("unresolvable", "Accepted by both as unresolvable"),
                            ("resolved", "Resolved"),
                        ],
                        max_length=20,
                        verbose_name="new state",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="why")),
                ("reason_zh_hans", models.TextField(blank=True)),
                ("note", models.TextField(blank=True, verbose_name="note")),
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
                        verbose_name="whose act changed it",
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
                "verbose_name": "effect",
                "verbose_name_plural": "effects",
            },
        ),
        migrations.CreateModel(
            name="Redaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("by_name", models.CharField(max_length=200, verbose_name="redacted by")),
                ("reason", models.TextField(verbose_name="reason")),
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
            options={
                "ordering": ["redacted_at", "pk"],
                "verbose_name": "redaction",
                "verbose_name_plural": "redactions",
            },
        ),
        migrations.CreateModel(
            name="ReminderSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cadence",
                    models.CharField(
                        choices=[("daily", "Daily"), ("weekly", "Weekly"), ("monthly", "Monthly"), ("off", "Off")],
                        default="weekly",
                        max_length=10,
                        verbose_name="how often",
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        default=0,
                        verbose_name="day",
                    ),
                ),
                (
                    "hour",
                    models.PositiveSmallIntegerField(
                        default=8, validators=[django.core.validators.MaxValueValidator(23)], verbose_name="hour"
                    ),
                ),
                ("paused_until", models.DateField(blank=True, null=True, verbose_name="paused until")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("counts_after", models.DateTimeField(editable=False, null=True)),
                ("due_soon", models.BooleanField(default=True, verbose_name="due soon")),
                (
                    "month_day",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(31),
                        ],
                        verbose_name="day of the month",
                    ),
                ),
                ("news", models.BooleanField(default=True, verbose_name="new on what I own or watch")),
                ("notices", models.BooleanField(default=True, verbose_name="what concerns me")),
                ("overdue", models.BooleanField(default=True, verbose_name="overdue")),
                ("refusal", models.TextField(blank=True, editable=False, verbose_name="what the mail server said")),
                ("refused_at", models.DateTimeField(editable=False, null=True, verbose_name="address refused")),
                ("reviews", models.BooleanField(default=True, verbose_name="waiting for my review")),
                ("unchecked", models.BooleanField(default=True, verbose_name="unchecked")),
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
                ],
                "verbose_name": "reminder settings",
                "verbose_name_plural": "reminder settings",
            },
        ),
        migrations.CreateModel(
            name="Motivation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_heading", models.CharField(blank=True, max_length=300, verbose_name="heading in the report")),
                ("source_heading_zh_hans", models.CharField(blank=True, max_length=300)),
                ("source_paragraph", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="paragraph")),
                ("source_note", models.CharField(blank=True, max_length=300, verbose_name="note on the place")),
                ("source_note_zh_hans", models.CharField(blank=True, max_length=300)),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=30, verbose_name="code")),
                ("statement", models.TextField(verbose_name="statement")),
                ("statement_zh_hans", models.TextField(blank=True)),
                ("implication", models.TextField(blank=True, verbose_name="what it means for the tracker")),
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
                "verbose_name": "motivation",
                "verbose_name_plural": "motivations",
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("audience", models.CharField(max_length=60)),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("proposed", "Proposed"),
                            ("under_discussion", "Under discussion"),
                            ("agreed", "Agreed"),
                            ("in_progress", "In progress"),
                            ("suspended", "Suspended"),
                            ("stalled", "Stalled"),
                            ("reversed", "Reversed"),
                            ("implemented", "Implemented"),
                            ("no_longer_pursued", "No longer pursued"),
                        ],
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("status_since", measures.models.partial_dates.PartialDateField(null=True, verbose_name="since")),
                (
                    "latest_direction",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("toward", "Toward"),
                            ("away", "Away"),
                            ("either", "Either way"),
                            ("background", "Background"),
                        ],
                        max_length=20,
                        verbose_name="latest direction",
                    ),
                ),
                ("latest_on", models.DateField(null=True, verbose_name="latest development")),
                ("last_checked", models.DateField(null=True, verbose_name="last checked")),
                ("sources_toward", models.PositiveIntegerField(default=0)),
                ("sources_away", models.PositiveIntegerField(default=0)),
                ("sources_either", models.PositiveIntegerField(default=0)),
                ("milestones_met", models.PositiveIntegerField(default=0)),
                ("milestones", models.PositiveIntegerField(default=0)),
                ("is_unsupported", models.BooleanField(default=False, verbose_name="unsupported")),
                ("is_contested", models.BooleanField(default=False, verbose_name="contested")),
                ("level", models.PositiveSmallIntegerField(null=True, verbose_name="independent level")),
                (
                    "views",
                    models.JSONField(
                        default=list,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="latest views",
                    ),
                ),
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
                (
                    "views_state",
                    models.CharField(
                        choices=[
                            ("differ", "Levels differ"),
                            ("same", "Same level"),
                            ("one_view", "One view"),
                            ("words_only", "Words only"),
                            ("no_view", "No view"),
                        ],
                        default="no_view",
                        max_length=20,
                        verbose_name="state of the parties’ views",
                    ),
                ),
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("term", models.CharField(max_length=200, verbose_name="term")),
                ("term_zh_hans", models.CharField(blank=True, max_length=200)),
                ("definition", models.TextField(verbose_name="definition")),
                ("definition_zh_hans", models.TextField(blank=True)),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("note_zh_hans", models.TextField(blank=True)),
                ("in_report", models.BooleanField(default=True, verbose_name="used in the report")),
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
                "verbose_name": "term",
                "verbose_name_plural": "terms",
            },
        ),
        migrations.CreateModel(
            name="View",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about_both", models.BooleanField(default=False)),
                ("level", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="level")),
                (
                    "nothing",
                    models.CharField(
                        blank=True,
                        choices=[("nothing_found", "Nothing found"), ("not_observable", "Not observable")],
                        max_length=20,
                        verbose_name="without a level",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        blank=True,
                        choices=[("toward", "Toward"), ("away", "Away"), ("none", "No movement")],
                        max_length=20,
                        verbose_name="direction",
                    ),
                ),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            ("low", "Low confidence"),
                            ("moderate", "Moderate confidence"),
                            ("high", "High confidence"),
                        ],
                        default="moderate",
                        max_length=20,
                        verbose_name="confidence",
                    ),
                ),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("official_statement", "Official statement"),
                            ("representative", "Entered by an authorised representative"),
                            ("our_reading", "Our reading"),
                        ],
                        max_length=20,
                        verbose_name="provenance",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="in words")),
                ("text_zh_hans", models.TextField(blank=True)),
                ("speaker", models.CharField(blank=True, max_length=200, verbose_name="speaker")),
                ("speaker_zh_hans", models.CharField(blank=True, max_length=200)),
                ("office", models.CharField(blank=True, max_length=300, verbose_name="office")),
                ("office_zh_hans", models.CharField(blank=True, max_length=300)),
                ("administration", models.CharField(blank=True, max_length=200, verbose_name="administration")),
                ("administration_zh_hans", models.CharField(blank=True, max_length=200)),
                ("quotation", models.TextField(blank=True, verbose_name="quotation in the original")),
                (
                    "quotation_language",
                    models.CharField(blank=True, choices=[("en", "English"), ("zh-hans", "简体中文")], max_length=10),
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
                        verbose_name="whose view",
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
                "verbose_name": "view",
                "verbose_name_plural": "views",
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                "verbose_name": "watch",
                "verbose_name_plural": "watches",
            },
        ),
        migrations.CreateModel(
            name="AccessToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "scope",
                    models.CharField(
                        choices=[("read", "Read"), ("write", "Read and write")],
                        default="read",
                        max_length=10,
                        verbose_name="scope",
                    ),
                ),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created"
                    ),
                ),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="expires")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                ("last_used_at", models.DateTimeField(editable=False, null=True, verbose_name="last used")),
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
                        violation_error_message="You already have a token with this name.",
                    )
                ],
                "ordering": ["user", "name", "pk"],
                "verbose_name": "access token",
                "verbose_name_plural": "access tokens",
            },
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField(help_text="In the recipient’s time zone.", verbose_name="due day")),
                ("covers_since", models.DateTimeField(verbose_name="covers what was recorded after")),
                ("claimed_at", models.DateTimeField(verbose_name="covers what was recorded until")),
                ("message_id", models.CharField(blank=True, max_length=200)),
                ("message", models.BinaryField(null=True, verbose_name="the message as sent")),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(null=True, verbose_name="not tried again before")),
                ("problem", models.TextField(blank=True, verbose_name="why it could not be sent")),
                ("nothing_to_say", models.BooleanField(default=False)),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent")),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="digests", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "cadence",
                    models.CharField(
                        choices=[("daily", "Daily"), ("weekly", "Weekly"), ("monthly", "Monthly"), ("off", "Off")],
                        default="weekly",
                        max_length=10,
                        verbose_name="how often",
                    ),
                ),
                ("caught_up_with", models.DateField(null=True, verbose_name="missed day that it makes up for")),
                ("counts", models.JSONField(default=dict)),
                ("parked_at", models.DateTimeField(null=True, verbose_name="given up")),
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
                "verbose_name": "digest",
                "verbose_name_plural": "digests",
            },
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("size", models.PositiveBigIntegerField(verbose_name="size")),
                ("media_type", models.CharField(max_length=100, verbose_name="kind of file")),
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=100, unique=True, verbose_name="key")),
                ("title", models.CharField(blank=True, max_length=500, verbose_name="title")),
                ("title_zh_hans", models.CharField(blank=True, max_length=500)),
                ("publisher", models.CharField(max_length=300, verbose_name="publisher")),
                ("publisher_zh_hans", models.CharField(blank=True, max_length=300)),
                (
                    "origin",
                    models.CharField(blank=True, max_length=300, verbose_name="original source (agency, wire)"),
                ),
                ("origin_zh_hans", models.CharField(blank=True, max_length=300)),
                ("url", models.URLField(blank=True, max_length=1000, verbose_name="address")),
                ("archive_url", models.URLField(blank=True, max_length=1000, verbose_name="archived copy")),
                (
                    "published",
                    measures.models.partial_dates.PartialDateField(blank=True, null=True, verbose_name="published"),
                ),
                (
                    "accessed",
                    measures.models.partial_dates.PartialDateField(blank=True, null=True, verbose_name="accessed"),
                ),
                ("language", models.CharField(blank=True, max_length=20, verbose_name="language")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("official_text", "Official text"),
                            ("official_statement", "Official statement"),
                            ("press", "Press report"),
                            ("analysis", "Analysis"),
                            ("reference", "Reference work"),
                            ("dialogue_note", "Note of a dialogue, not for attribution"),
                            ("file", "Imported file"),
                        ],
                        default="press",
                        max_length=30,
                        verbose_name="kind",
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("A", "Completely reliable"),
                            ("B", "Usually reliable"),
                            ("C", "Fairly reliable"),
                            ("D", "Not usually reliable"),
                            ("E", "Unreliable"),
                            ("F", "Reliability cannot be judged"),
                        ],
                        default="F",
                        max_length=1,
                        verbose_name="grade of the source",
                    ),
                ),
                (
                    "credibility",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Confirmed by another source"),
                            (2, "Probably so"),
                            (3, "Possibly so"),
                            (4, "Doubtful"),
                            (5, "Improbable"),
                            (6, "Cannot be judged"),
                        ],
                        default=6,
                        verbose_name="credibility of the item",
                    ),
                ),
                ("by_report_author", models.BooleanField(default=False, verbose_name="by the report’s author")),
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
                        verbose_name="replaces",
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=255, verbose_name="file name")),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources",
                        to="measures.storedfile",
                        verbose_name="file",
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
                "verbose_name": "source",
                "verbose_name_plural": "sources",
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("passage", models.CharField(blank=True, max_length=200, verbose_name="passage")),
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
                "verbose_name": "citation",
                "verbose_name_plural": "citations",
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting for review"),
                            ("accepted", "Accepted"),
                            ("disputed", "Disputed"),
                            ("retracted", "Retracted"),
                        ],
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("reviewer_name", models.CharField(max_length=200, verbose_name="reviewer")),
                ("is_self_review", models.BooleanField(default=False, verbose_name="self-reviewed")),
                ("note", models.TextField(blank=True, verbose_name="note")),
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
                "verbose_name": "review",
                "verbose_name_plural": "reviews",
            },
        ),
        migrations.CreateModel(
            name="Ground",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("answers", "Answers"),
                            ("gone", "Responds that nothing is there"),
                            ("fails", "Does not respond as it should"),
                            ("not_asked", "Not asked: not a public address"),
                        ],
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("answer", models.CharField(max_length=200, verbose_name="answer")),
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sound", "As it was stored"),
                            ("changed", "Changed since it was stored"),
                            ("missing", "Missing"),
                        ],
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("since", models.DateTimeField()),
                ("checked_at", models.DateTimeField(db_index=True)),
            ],
            options={"ordering": ["file"]},
        ),
        migrations.CreateModel(
            name="RowChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("made_owner", "You now own it"),
                            ("source_reviewed", "Your source was reviewed"),
                            ("view_changed", "A view changed"),
                        ],
                        max_length=20,
                    ),
                ),
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
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
            },
        ),
        migrations.CreateModel(
            name="Snooze",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateField(verbose_name="until")),
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
                "verbose_name": "snooze",
                "verbose_name_plural": "snoozes",
            },
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(editable=False, max_length=100, unique=True, verbose_name="key")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("calendar", "Calendar of target dates and milestones"),
                            ("feed", "Feed of the journal"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("filters", models.CharField(blank=True, max_length=1000, verbose_name="filters")),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created"
                    ),
                ),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                ("last_used_at", models.DateTimeField(editable=False, null=True, verbose_name="last used")),
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
                        violation_error_message="You already have an address with this name.",
                    )
                ],
                "ordering": ["user", "name", "pk"],
                "verbose_name": "secret address",
                "verbose_name_plural": "secret addresses",
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen_until", models.DateTimeField(verbose_name="seen until")),
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
                "verbose_name": "visit",
                "verbose_name_plural": "visits",
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40, unique=True, verbose_name="key")),
                ("file_name", models.CharField(max_length=255, verbose_name="file name")),
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("looking", "Being previewed"),
                            ("looked_at", "Previewed, nothing written"),
                            ("waiting", "Waiting to be written"),
                            ("running", "Being written"),
                            ("applied", "Written"),
                            ("cancelled", "Cancelled, nothing written"),
                            ("failed", "Failed, nothing written"),
                            ("undoing", "Being undone"),
                            ("undone", "Undone"),
                        ],
                        default="looked_at",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
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
                ("problem", models.TextField(blank=True, verbose_name="problem")),
            ],
            options={"ordering": ["-made_at", "-pk"], "verbose_name": "import", "verbose_name_plural": "imports"},
        ),
        migrations.CreateModel(
            name="ImportProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
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
            options={
                "ordering": ["name"],
                "verbose_name": "import profile",
                "verbose_name_plural": "import profiles",
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="row number")),
                ("code", models.CharField(blank=True, max_length=30, verbose_name="code")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("changed", "Changed"),
                            ("unchanged", "Unchanged"),
                            ("conflict", "In conflict"),
                            ("rejected", "Rejected"),
                            ("skipped", "Skipped"),
                        ],
                        max_length=20,
                        verbose_name="outcome",
                    ),
                ),
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verified_at", models.DateTimeField(db_index=True)),
                ("entries", models.PositiveBigIntegerField()),
                ("faults", models.PositiveBigIntegerField()),
            ],
            options={"ordering": ["verified_at", "pk"]},
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(editable=False, max_length=100, unique=True, verbose_name="key")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "page",
                    models.CharField(
                        choices=[("measures", "Measures"), ("journal", "Journal"), ("sources", "Sources")],
                        max_length=20,
                        verbose_name="list",
                    ),
                ),
                ("filters", models.CharField(blank=True, max_length=2000, verbose_name="filters")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="saved"
                    ),
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
                        violation_error_message="You already have a saved view with this name.",
                    )
                ],
                "ordering": ["user", "name", "pk"],
                "verbose_name": "saved view",
                "verbose_name_plural": "saved views",
            },
        ),
        migrations.CreateModel(
            name="BulkAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(editable=False, max_length=100, unique=True, verbose_name="key")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("name_owner", "Name an owner"),
                            ("release_owner", "Remove an owner"),
                            ("due_on", "Set the target date"),
                            ("review_every_days", "Set how often they are checked"),
                            ("watch", "Watch them"),
                        ],
                        max_length=20,
                        verbose_name="what was done",
                    ),
                ),
                ("changes", models.JSONField(default=list)),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="when"
                    ),
                ),
                ("undone_at", models.DateTimeField(editable=False, null=True, verbose_name="undone")),
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
            options={
                "ordering": ["-made_at", "-pk"],
                "verbose_name": "bulk change",
                "verbose_name_plural": "bulk changes",
            },
        ),
        migrations.CreateModel(
            name="Moment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("xid", models.BigIntegerField()),
                ("database", models.CharField(max_length=100)),
            ],
            options={"ordering": ["at", "pk"]},
        ),
    )
