"""Dialogue sessions: circles, agendas, notes with the chains that seal them, agreed words, follow-ups."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT, Q

from measures.migrations import at_once
from measures.models.markings import MarkingField
from measures.models.partial_dates import PartialDateField
from measures.models.records import random_number


def number() -> tuple[str, models.BigAutoField]:
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)


def unordered_number() -> tuple[str, models.BigIntegerField]:
    return "id", models.BigIntegerField(primary_key=True, default=random_number, editable=False, serialize=False)


def key(length: int) -> tuple[str, models.CharField]:
    return "key", models.CharField(max_length=length, unique=True, editable=False)


def version() -> tuple[str, models.PositiveIntegerField]:
    return "version", models.PositiveIntegerField(default=1, editable=False)


def text(name: str, field: type[models.CharField | models.TextField], length: int) -> list[tuple[str, models.Field]]:
    return [(name, field(max_length=length)), (f"{name}_zh_hans", field(max_length=length, blank=True))]


def of(model: str, related_name: str, *, is_optional: bool = False) -> models.ForeignKey:
    optional = {"null": True, "blank": True} if is_optional else {}
    return models.ForeignKey(f"measures.{model}", PROTECT, related_name=related_name, **optional)


RULES = ["on_the_record", "sides_may_be_named", "chatham_house"]
SESSION = migrations.CreateModel(
    "DialogueSession",
    [
        number(),
        version(),
        key(100),
        *text("title", models.CharField, 300),
        ("month", PartialDateField()),
        *text("country", models.CharField, 100),
        ("track", models.CharField(max_length=20)),
        ("rule", models.CharField(max_length=20)),
        ("is_publicly_known", models.BooleanField(default=False)),
        ("day", models.DateField(null=True, blank=True)),
        ("hosts", models.CharField(max_length=300, blank=True)),
        ("hosts_zh_hans", models.CharField(max_length=300, blank=True)),
        ("marking", MarkingField(default="participants")),
        ("state", models.CharField(max_length=20, default="planned")),
        ("report", of("report", "sessions")),
        ("circle", of("circle", "sessions")),
        ("subjects", models.ManyToManyField("measures.subject", related_name="sessions", blank=True)),
    ],
    options={
        "ordering": ["-month", "key"],
        "constraints": [
            models.CheckConstraint(condition=Q(month__regex=r"^\d{4}-\d{2}$"), name="session_month_is_a_month"),
            models.CheckConstraint(
                condition=Q(track__in=("official", "semi_official", "expert")), name="session_track_in_list"
            ),
            models.CheckConstraint(condition=Q(rule__in=RULES), name="session_rule_in_list"),
            models.CheckConstraint(
                condition=Q(marking__in=["public", "participants", "internal"]), name="session_marking_in_list"
            ),
            models.CheckConstraint(
                condition=Q(is_publicly_known=True) | Q(day=None, hosts="", hosts_zh_hans=""),
                name="session_day_and_hosts_only_if_known",
            ),
            models.CheckConstraint(
                condition=~Q(marking="public") | Q(is_publicly_known=True, rule="on_the_record"),
                name="session_public_only_on_the_record",
            ),
        ],
    },
)
NOTE = migrations.CreateModel(
    "SessionNote",
    [
        number(),
        version(),
        key(120),
        ("kind", models.CharField(max_length=20)),
        ("state", models.CharField(max_length=10, default="draft")),
        ("shown_on", models.DateField(null=True, blank=True, editable=False)),
        ("cleared_by", models.CharField(max_length=10, default="neither")),
        ("session", of("dialoguesession", "notes")),
        ("of_side", of("party", "+", is_optional=True)),
        (
            "redaction",
            models.ForeignKey(
                "measures.redaction", PROTECT, related_name="notes", null=True, blank=True, editable=False
            ),
        ),
    ],
    options={
        "ordering": ["session", "kind", "of_side", "pk"],
        "constraints": [
            models.CheckConstraint(
                condition=Q(kind="side_note", of_side__isnull=False) | Q(kind="chairs_summary", of_side=None),
                name="note_of_a_side_or_the_chairs",
            ),
            models.UniqueConstraint(
                fields=["session", "kind", "of_side"], name="note_once_per_side", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(state="draft", shown_on=None) | (~Q(state="draft") & Q(shown_on__isnull=False)),
                name="note_shown_on_a_day",
            ),
        ],
    },
)


class Migration(migrations.Migration):
    dependencies = [("measures", "0046_redacted_texts")]

    operations = [
        *at_once(
            migrations.CreateModel(
                "Circle",
                [number(), key(100), *text("name", models.CharField, 200), ("report", of("report", "circles"))],
                options={"ordering": ["report", "name", "pk"]},
            ),
            migrations.CreateModel(
                "CircleMember",
                [
                    unordered_number(),
                    ("organises", models.BooleanField(default=False)),
                    ("circle", of("circle", "members")),
                    (
                        "user",
                        models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="circle_memberships"),
                    ),
                ],
                options={
                    "ordering": ["circle", "user__name", "pk"],
                    "constraints": [models.UniqueConstraint(fields=["circle", "user"], name="circle_member_once")],
                },
            ),
            SESSION,
            migrations.CreateModel(
                "FollowUp",
                [
                    number(),
                    key(120),
                    *text("text", models.TextField, 1000),
                    ("owner", models.CharField(max_length=20)),
                    ("due_on", models.DateField(null=True, blank=True)),
                    ("done_on", models.DateField(null=True, blank=True)),
                    ("session", of("dialoguesession", "follow_ups")),
                ],
                options={"ordering": [models.F("due_on").asc(nulls_last=True), "key"]},
            ),
            migrations.CreateModel(
                "AgendaItem",
                [
                    unordered_number(),
                    ("position", models.PositiveSmallIntegerField()),
                    *text("question", models.TextField, 1000),
                    ("rule", models.CharField(max_length=20, blank=True)),
                    ("session", of("dialoguesession", "items")),
                    ("ambiguity", of("ambiguity", "agenda_items", is_optional=True)),
                    ("subject", of("subject", "agenda_items", is_optional=True)),
                    ("asks_more_of", of("party", "+", is_optional=True)),
                    (
                        "from_follow_up",
                        models.ForeignKey(
                            "measures.followup", models.SET_NULL, related_name="agenda_items", null=True, blank=True
                        ),
                    ),
                ],
                options={
                    "ordering": ["session", "position", "pk"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=["session", "position"],
                            name="agenda_item_once_per_place",
                            deferrable=models.Deferrable.DEFERRED,
                        ),
                        models.CheckConstraint(
                            condition=Q(ambiguity=None) | Q(subject=None), name="agenda_item_on_one_thing"
                        ),
                    ],
                },
            ),
            NOTE,
            migrations.CreateModel(
                "NoteLine",
                [
                    unordered_number(),
                    ("part", models.CharField(max_length=20)),
                    ("position", models.PositiveSmallIntegerField()),
                    ("text", models.TextField(max_length=2000, blank=True)),
                    ("text_zh_hans", models.TextField(max_length=2000, blank=True)),
                    ("is_amended", models.BooleanField(default=False)),
                    ("note", of("sessionnote", "lines")),
                    ("item", of("agendaitem", "lines")),
                ],
                options={
                    "ordering": ["note", "item__position", "position", "pk"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=Q(text__regex=r"\S") | Q(text_zh_hans__regex=r"\S"), name="note_line_has_text"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                "NoteSeal",
                [
                    ("sequence", models.PositiveIntegerField()),
                    ("seal_format", models.PositiveSmallIntegerField()),
                    ("salt", models.BinaryField()),
                    ("commitment", models.BinaryField()),
                    ("seal", models.BinaryField()),
                    unordered_number(),
                    ("recorded_at", models.DateTimeField()),
                    ("chain", of("chain", "note_seals")),
                    ("note", models.OneToOneField("measures.sessionnote", PROTECT, related_name="sealed")),
                ],
                options={
                    "ordering": ["chain", "sequence"],
                    "constraints": [models.UniqueConstraint(fields=["chain", "sequence"], name="note_place_in_chain")],
                },
            ),
            migrations.CreateModel(
                "AgreedWords",
                [
                    number(),
                    key(120),
                    ("text", models.TextField(max_length=2000)),
                    ("text_zh_hans", models.TextField(max_length=2000)),
                    ("authentic", models.CharField(max_length=10)),
                    ("interpretation", models.TextField(max_length=1000, blank=True)),
                    ("is_cleared_by_both", models.BooleanField(default=False)),
                    ("session", of("dialoguesession", "agreed_words")),
                ],
                options={
                    "ordering": ["session", "key"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=Q(text__regex=r"\S", text_zh_hans__regex=r"\S"),
                            name="agreed_words_in_both_languages",
                        ),
                    ],
                },
            ),
            migrations.RemoveConstraint("chain", "chain_once_per_marking"),
            migrations.RemoveConstraint("chain", "chain_of_the_journal_has_a_report"),
        ),
        *at_once(
            migrations.AddField("followup", "item", of("agendaitem", "follow_ups", is_optional=True)),
            migrations.AddField(
                "chain", "circle", models.ForeignKey("measures.circle", PROTECT, related_name="chains", null=True)
            ),
            migrations.AddConstraint(
                "chain",
                models.UniqueConstraint(
                    fields=["kind", "report", "circle", "marking"], name="chain_once_per_marking", nulls_distinct=False
                ),
            ),
            migrations.AddConstraint(
                "chain",
                models.CheckConstraint(
                    condition=Q(kind="journal", report__isnull=False, circle=None)
                    | Q(kind="sources", report=None, circle=None)
                    | Q(kind="session", report=None, circle__isnull=False, marking="internal"),
                    name="chain_of_what_its_kind_says",
                ),
            ),
        ),
    ]
