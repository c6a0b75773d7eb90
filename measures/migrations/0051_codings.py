"""Codings: developments that two members of the team code, each without the other's codes."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, F, Q, Value
from django.db.models.functions import Now

from measures.migrations import at_once
from measures.models.markings import MarkingField


def number() -> tuple[str, models.BigAutoField]:
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)


def text(
    name: str, field: type[models.CharField | models.TextField], **kwargs: object
) -> list[tuple[str, models.Field]]:
    return [(name, field(**kwargs)), (f"{name}_zh_hans", field(**{**kwargs, "blank": True}))]


def user(**kwargs: object) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+", **kwargs)


STATE = models.Case(
    models.When(Q(first_done_at=None) | Q(second_done_at=None), then=Value("open")),
    models.When(marking="internal", then=Value("compared")),
    default=Value("published"),
)
BOTH_DONE = Q(first_done_at__isnull=False, second_done_at__isnull=False)


class Migration(migrations.Migration):
    dependencies = [("measures", "0050_corrected_searches")]

    operations = at_once(
        migrations.CreateModel(
            "Coding",
            [
                number(),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("report", models.ForeignKey("measures.report", PROTECT, related_name="codings")),
                ("key", models.CharField(max_length=100, unique=True, editable=False)),
                *text("title", models.CharField, max_length=300),
                *text("codebook", models.TextField, blank=True, editable=False),
                ("first_coder", user()),
                ("second_coder", user()),
                ("first_done_at", models.DateTimeField(null=True, editable=False)),
                ("second_done_at", models.DateTimeField(null=True, editable=False)),
                ("marking", MarkingField(default="internal")),
                (
                    "state",
                    models.GeneratedField(
                        expression=STATE, output_field=models.CharField(max_length=20), db_persist=True
                    ),
                ),
                ("opened_by", user(editable=False)),
                ("opened_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("withdrawn_at", models.DateTimeField(null=True, blank=True, editable=False)),
            ],
            options={
                "ordering": ["-opened_at", "key"],
                "constraints": [
                    models.CheckConstraint(condition=~Q(first_coder=F("second_coder")), name="coding_by_two"),
                    models.CheckConstraint(
                        condition=Q(marking__in=["public", "participants", "internal"])
                        & (Q(marking="internal") | BOTH_DONE),
                        name="coding_published_after_both",
                    ),
                    models.CheckConstraint(
                        condition=Q(withdrawn_at=None) | Q(marking="internal"), name="coding_withdrawn_is_internal"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "CodingUnit",
            [
                number(),
                ("coding", models.ForeignKey("measures.coding", CASCADE, related_name="units")),
                ("place", models.PositiveSmallIntegerField()),
                ("entry", models.ForeignKey("measures.entry", PROTECT, related_name="+")),
                ("source", models.ForeignKey("measures.evidence", PROTECT, related_name="+", null=True)),
            ],
            options={
                "ordering": ["coding", "place"],
                "constraints": [
                    models.UniqueConstraint(fields=["coding", "place"], name="coding_unit_once_per_place"),
                    models.UniqueConstraint(fields=["coding", "entry"], name="coding_unit_once_per_entry"),
                ],
            },
        ),
        migrations.CreateModel(
            "Code",
            [
                number(),
                ("unit", models.ForeignKey("measures.codingunit", CASCADE, related_name="codes")),
                ("coder", user()),
                ("direction", models.CharField(max_length=20, blank=True)),
                ("claim", models.CharField(max_length=20, blank=True)),
                ("grade", models.CharField(max_length=1, blank=True)),
            ],
            options={
                "ordering": ["unit", "pk"],
                "constraints": [models.UniqueConstraint(fields=["unit", "coder"], name="code_once_per_coder")],
            },
        ),
        migrations.CreateModel(
            "Settlement",
            [
                number(),
                ("unit", models.ForeignKey("measures.codingunit", CASCADE, related_name="settlements")),
                ("variable", models.CharField(max_length=20)),
                ("value", models.CharField(max_length=20, blank=True)),
                *text("how", models.TextField),
                ("settled_by", user()),
                ("settled_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["unit", "variable"],
                "constraints": [
                    models.UniqueConstraint(fields=["unit", "variable"], name="settlement_once_per_variable")
                ],
            },
        ),
    )
