"""What each side said last on a measure, in columns of its table; and our assessment."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, CharField, DateField, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.db.models.lookups import IsNull
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.analysis.assessment import LevelState
from measures.lists.expressions import DocumentPlace, SqlTemplate
from measures.lists.standings import StandingSerializer, main_assessment_at
from measures.lists.tables import Column, Labels
from measures.models import (
    INDEPENDENT,
    Addressee,
    Audience,
    Citation,
    Entry,
    Evidence,
    Party,
    Report,
    Statement,
)
from measures.models.records import has_any

OF_A_SIDE: dict[str, str | Promise] = {
    "statement": gettext_lazy("latest statement"),
    "day": gettext_lazy("day"),
    "speaker": gettext_lazy("speaker"),
    "speaker_zh_hans": gettext_lazy("speaker, in Chinese"),
    "quotation": gettext_lazy("original words"),
    "translation": gettext_lazy("in English"),
    "translation_zh_hans": gettext_lazy("in Chinese"),
    "source": gettext_lazy("source"),
}
OF_A_SIDE_FIRST = ("day", "quotation", "translation")
# By the columns of a statement that they hold.
COLUMNS_OF_STATEMENTS = {"statement": "key", "day": "said_last", "source": "citation__evidence__key"}
OF_OURS: dict[str, str | Promise] = {
    "state": gettext_lazy("state"),
    "level": gettext_lazy("level"),
    "about": gettext_lazy("about whose actions"),
    "words": gettext_lazy("in words"),
    "words_zh_hans": gettext_lazy("in words, in Chinese"),
    "day": gettext_lazy("day"),
    "entry": gettext_lazy("entry"),
    "sources": gettext_lazy("sources"),
}
# What a standing does not keep is asked of the journal, by the key of the entry that the assessment came with.
DAY = f'(SELECT "counts_from" FROM "{Entry._meta.db_table}" WHERE "key" = {{}})'  # noqa: S608
SOURCES = f"""(
    SELECT array_agg("source"."key" ORDER BY "citation"."id") FROM "{Citation._meta.db_table}" AS "citation"
    JOIN "{Evidence._meta.db_table}" AS "source" ON "source"."id" = "citation"."evidence_id"
    JOIN "{Entry._meta.db_table}" AS "entry" ON "entry"."id" = "citation"."entry_id"
    WHERE "entry"."key" = {{}} AND "source"."marking" = ANY({{}})
)"""  # noqa: S608


def sides_among(reports: Sequence[Report], audience: Audience) -> Sequence[Party]:
    """The sides of some reports, by code: the parties addressed by measures that an audience may read."""
    addressed = Addressee.objects.visible_to(audience).filter(party=OuterRef("pk"), report__in=reports)
    return list(Party.objects.visible_to(audience).filter(has_any(addressed)).order_by("code")) if reports else []


def side_columns(place: DocumentPlace, sides: Iterable[Party]) -> list[Column]:
    """What each side said last, and our assessment; the place is that of a standing."""
    return [*(column for side in sides for column in columns_of_side(side, place)), *columns_of_ours(place)]


def columns_of_side(side: Party, place: DocumentPlace) -> list[Column]:
    """The last statement of a side that is filed under the measure."""
    latest = latest_of_side(side, place)
    return [
        Column(
            f"{side.code}_{name}",
            f"{side}{_(': ')}{heading}",
            Subquery(latest.values(COLUMNS_OF_STATEMENTS.get(name, name))[:1]),
            {},
            is_read_first=name in OF_A_SIDE_FIRST,
        )
        for name, heading in OF_A_SIDE.items()
    ]


def latest_of_side(side: Party, place: DocumentPlace) -> QuerySet[Statement]:
    days: Any = {"as_of": place.as_of, "known_at": place.known_at}
    counting = Statement.objects.counting(place.audience, **days)
    speaking = counting.of_the_side().for_its_speaker().of_any([side.code])
    return speaking.filter(places__measure=OuterRef(place.path("measure_id"))).newest_first()


def columns_of_ours(place: DocumentPlace) -> list[Column]:
    """Our assessment, and what is its state without one."""
    assessment = main_assessment_at(place)
    level, nothing, about, entry = (KeyTextTransform(key, assessment) for key in ("level", "nothing", "about", "entry"))
    values: dict[str, Combinable] = {
        "state": Case(
            When(IsNull(assessment, True), then=StandingSerializer().sql_assessment(place)),  # noqa: FBT003
            When(IsNull(level, False), then=Value(LevelState.LEVEL)),  # noqa: FBT003
            default=nothing,
            output_field=CharField(),
        ),
        "level": Cast(level, IntegerField()),
        "about": about,
        "words": KeyTextTransform("text", assessment),
        "words_zh_hans": KeyTextTransform("text_zh_hans", assessment),
        "day": SqlTemplate(DAY, entry, output_field=DateField()),
        "entry": entry,
        "sources": keys_of_sources(entry, place.audience),
    }
    labels: dict[str, Labels] = {"state": dict(LevelState.choices)}
    return [
        Column(f"{INDEPENDENT}_{name}", f"{_('Our assessment')}{_(': ')}{heading}", values[name], labels.get(name, {}))
        for name, heading in OF_OURS.items()
    ]


def keys_of_sources(entry: Combinable, audience: Audience) -> SqlTemplate:
    """The keys of the sources that the entry of this key cites, as far as the audience may read them."""
    here, *elsewhere = (Value(list(each.markings), ArrayField(CharField())) for each in audience.parts)
    if not elsewhere:
        return SqlTemplate(SOURCES, entry, here, output_field=ArrayField(CharField()))
    reports = (f"WHEN {report:d} THEN {{}}" for report, _audience in audience.in_reports)
    markings = f"""CASE "entry"."report_id" {" ".join(reports)} ELSE {{}} END"""
    sources = SOURCES.replace("ANY({})", f"ANY({markings})")
    return SqlTemplate(sources, entry, *elsewhere, here, output_field=ArrayField(CharField()))
