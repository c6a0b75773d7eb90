"""What parties say in their own words comes with entries of the journal."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import PROTECT, Q

from measures.migrations import at_once, run_file
from measures.models.partial_dates import LastDay, PartialDateField
from measures.models.search import SearchField

NEWEST_FIRST = ("-said_last", "-key", "-pk")

STATEMENT = migrations.CreateModel(
    name="Statement",
    fields=[
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
        ("key", models.CharField(max_length=100)),
        ("parties", ArrayField(models.CharField(max_length=40))),
        ("about", models.CharField(max_length=10)),
        ("voice", models.CharField(default="own", max_length=20)),
        ("authority", models.CharField(max_length=30)),
        ("speaker", models.CharField(max_length=200)),
        ("speaker_zh_hans", models.CharField(blank=True, max_length=200)),
        ("office", models.CharField(blank=True, max_length=300)),
        ("office_zh_hans", models.CharField(blank=True, max_length=300)),
        ("occasion", models.CharField(blank=True, max_length=300)),
        ("occasion_zh_hans", models.CharField(blank=True, max_length=300)),
        ("said_on", PartialDateField()),
        ("published_on", PartialDateField(blank=True, null=True)),
        ("place", models.CharField(blank=True, max_length=200)),
        ("place_zh_hans", models.CharField(blank=True, max_length=200)),
        ("quotation", models.TextField()),
        ("quotation_language", models.CharField(max_length=20)),
        ("speech", models.CharField(default="direct", max_length=20)),
        ("as_quoted_by", models.CharField(blank=True, max_length=200)),
        ("as_quoted_by_zh_hans", models.CharField(blank=True, max_length=200)),
        ("translation", models.TextField(blank=True)),
        ("translation_zh_hans", models.TextField(blank=True)),
        ("translation_by", models.CharField(default="ours", max_length=20)),
        ("acts", ArrayField(models.CharField(max_length=20))),
        ("to", ArrayField(models.CharField(max_length=40), blank=True, default=list)),
        ("in_answer_to", models.CharField(blank=True, max_length=300)),
        ("in_answer_to_zh_hans", models.CharField(blank=True, max_length=300)),
        ("note", models.TextField(blank=True)),
        ("note_zh_hans", models.TextField(blank=True)),
        (
            "said_last",
            models.GeneratedField(expression=LastDay("said_on"), output_field=models.DateField(), db_persist=True),
        ),
        (
            "search",
            SearchField(
                "quotation",
                "translation",
                "translation_zh_hans",
                "speaker",
                "speaker_zh_hans",
                "office",
                "office_zh_hans",
                "occasion",
                "occasion_zh_hans",
            ),
        ),
        ("about_party", models.ForeignKey("measures.party", PROTECT, blank=True, null=True, related_name="+")),
        ("citation", models.ForeignKey("measures.citation", PROTECT, related_name="statements")),
        ("entry", models.ForeignKey("measures.entry", PROTECT, related_name="statements")),
    ],
    options={
        "ordering": NEWEST_FIRST,
        "indexes": [
            GinIndex(fields=["search"], fastupdate=False, name="statement_search"),
            models.Index(fields=NEWEST_FIRST[:2], name="statement_newest_first"),
        ],
        "constraints": [
            models.UniqueConstraint(fields=["key", "entry"], name="statement_once_per_entry"),
            models.CheckConstraint(condition=~Q(parties=[]) & ~Q(acts=[]), name="statement_by_somebody_does_something"),
            models.CheckConstraint(
                condition=Q(about="party", about_party__isnull=False) | (~Q(about="party") & Q(about_party=None)),
                name="statement_about_a_party_names_it",
            ),
        ],
    },
)

PLACE = migrations.CreateModel(
    name="StatementPlace",
    fields=[
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
        (
            "ambiguity",
            models.ForeignKey("measures.ambiguity", PROTECT, blank=True, null=True, related_name="statement_places"),
        ),
        (
            "citation",
            models.ForeignKey("measures.citation", PROTECT, blank=True, null=True, related_name="also_in"),
        ),
        (
            "measure",
            models.ForeignKey("measures.measure", PROTECT, blank=True, null=True, related_name="statement_places"),
        ),
        ("statement", models.ForeignKey("measures.statement", PROTECT, db_index=False, related_name="places")),
        (
            "subject",
            models.ForeignKey("measures.subject", PROTECT, blank=True, null=True, related_name="statement_places"),
        ),
    ],
    options={
        "ordering": ["statement", "pk"],
        "constraints": [
            models.CheckConstraint(
                condition=Q(
                    Q(subject__isnull=False, measure=None, ambiguity=None, citation=None)
                    | Q(subject=None, measure__isnull=False, ambiguity=None, citation=None)
                    | Q(subject=None, measure=None, ambiguity__isnull=False, citation=None)
                    | Q(subject=None, measure=None, ambiguity=None, citation__isnull=False)
                ),
                name="statement_place_is_one_thing",
            ),
            models.UniqueConstraint(
                fields=["statement", "subject", "measure", "ambiguity", "citation"],
                nulls_distinct=False,
                name="statement_place_once",
            ),
        ],
    },
)

REFERENCE = migrations.CreateModel(
    name="StatementReference",
    fields=[
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
        ("to_statement", models.CharField(blank=True, max_length=100)),
        ("how", models.CharField(max_length=20)),
        ("manner", models.CharField(default="words", max_length=20)),
        ("basis", models.CharField(default="ours", max_length=10)),
        ("statement", models.ForeignKey("measures.statement", PROTECT, db_index=False, related_name="references")),
        ("to_entry", models.CharField(blank=True, max_length=100)),
    ],
    options={
        "ordering": ["statement", "pk"],
        "constraints": [
            models.CheckConstraint(
                condition=(Q(to_entry="") & ~Q(to_statement="")) | (~Q(to_entry="") & Q(to_statement="")),
                name="statement_reference_to_one_thing",
            ),
            models.UniqueConstraint(fields=["statement", "to_statement", "to_entry"], name="statement_reference_once"),
        ],
    },
)


class Migration(migrations.Migration):
    dependencies = [("measures", "0070_no_bulk_acts")]

    operations = [*at_once(STATEMENT, PLACE, REFERENCE), run_file("journal.sql", "fadfa00f4552")]
