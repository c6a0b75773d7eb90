"""What each side says of a measure, in columns of its table: a state, words, their day and sources."""

from collections.abc import Iterable, Sequence

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, CharField, DateField, IntegerField, JSONField, OuterRef, Value, When
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, NullIf
from django.db.models.lookups import IsNull
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.analysis.assessment import SideState
from measures.lists.expressions import DocumentPlace, SqlTemplate
from measures.lists.standings import StandingSerializer, view_of_ours_at
from measures.lists.tables import Column, Labels
from measures.models import (
    BOTH,
    INDEPENDENT,
    NONE,
    Addressee,
    Audience,
    Citation,
    Entry,
    Evidence,
    Party,
    Provenance,
    Report,
    View,
)
from measures.models.records import has_any

HEADINGS: dict[str, str | Promise] = {
    "state": gettext_lazy("state"),
    "level": gettext_lazy("level"),
    "about": gettext_lazy("about whose actions"),
    "words": gettext_lazy("in words"),
    "words_zh_hans": gettext_lazy("in words, in Chinese"),
    "provenance": gettext_lazy("how we know it"),
    "quotation": gettext_lazy("original words"),
    "day": gettext_lazy("day"),
    "entry": gettext_lazy("entry"),
    "sources": gettext_lazy("sources"),
}


# Of the views of a standing, that of a side: of several one with a level, then the latest.
VIEW_OF_SIDE = """(
    SELECT "side"."view" FROM jsonb_array_elements({}) AS "side"("view") WHERE "side"."view"->>'whose' = {}
    ORDER BY "side"."view"->'level' = 'null', "side"."view"->>'occurred' DESC, "side"."view"->>'about' LIMIT 1
)"""
# The rest is asked of the journal, by the key of the entry that the view came with.
DAY = f'(SELECT "counts_from" FROM "{Entry._meta.db_table}" WHERE "key" = {{}})'  # noqa: S608
SOURCES = f"""(
    SELECT array_agg("source"."key" ORDER BY "citation"."id") FROM "{Citation._meta.db_table}" AS "citation"
    JOIN "{Evidence._meta.db_table}" AS "source" ON "source"."id" = "citation"."evidence_id"
    JOIN "{Entry._meta.db_table}" AS "entry" ON "entry"."id" = "citation"."entry_id"
    WHERE "entry"."key" = {{}} AND "source"."marking" = ANY({{}})
)"""  # noqa: S608
QUOTATION = f"""(
    SELECT "view"."quotation" FROM "{View._meta.db_table}" AS "view"
    JOIN "{Entry._meta.db_table}" AS "entry" ON "entry"."id" = "view"."entry_id"
    WHERE "entry"."key" = {{}} AND "view"."measure_id" = {{}} AND coalesce("view"."whose_id", '{INDEPENDENT}') = {{}}
    AND CASE WHEN "view"."about_both" THEN '{BOTH}' ELSE coalesce("view"."about_id", '{NONE}') END = {{}}
)"""  # noqa: S608


def sides_among(reports: Sequence[Report], audience: Audience) -> Sequence[Party]:
    """The sides of some reports, by code: the parties addressed by measures that an audience may read."""
    addressed = Addressee.objects.visible_to(audience).filter(party=OuterRef("pk"), report__in=reports)
    return list(Party.objects.visible_to(audience).filter(has_any(addressed)).order_by("code")) if reports else []


def side_columns(place: DocumentPlace, sides: Iterable[Party]) -> list[Column]:
    """What each side says, and what we do; the place is that of a standing."""
    parties = [(side.code, str(side), view_of(side, place), Value(SideState.NO_VIEW)) for side in sides]
    unassessed = StandingSerializer().sql_assessment(place)
    ours = (INDEPENDENT, _("Our assessment"), view_of_ours_at(place), unassessed)
    return [column for side in (*parties, ours) for column in columns_of_side(*side, place)]


def view_of(side: Party, place: DocumentPlace) -> SqlTemplate:
    return SqlTemplate(VIEW_OF_SIDE, place.at("views"), Value(side.code), output_field=JSONField())


def keys_of_sources(entry: Combinable, audience: Audience) -> SqlTemplate:
    """The keys of the sources that the entry of this key cites, as far as the audience may read them."""
    here, *elsewhere = (Value(list(each.markings), ArrayField(CharField())) for each in audience.parts)
    if not elsewhere:
        return SqlTemplate(SOURCES, entry, here, output_field=ArrayField(CharField()))
    reports = (f"WHEN {report:d} THEN {{}}" for report, _audience in audience.in_reports)
    markings = f"""CASE "entry"."report_id" {" ".join(reports)} ELSE {{}} END"""
    sources = SOURCES.replace("ANY({})", f"ANY({markings})")
    return SqlTemplate(sources, entry, *elsewhere, here, output_field=ArrayField(CharField()))


def columns_of_side(name: str, side: str, view: Combinable, without: Combinable, place: DocumentPlace) -> list[Column]:
    """The columns of one side, by its view, and what is its state without one."""
    level, nothing, about, entry = (KeyTextTransform(key, view) for key in ("level", "nothing", "about", "entry"))
    words_only = Coalesce(NullIf(nothing, Value("")), Value(SideState.WORDS_ONLY))
    values: dict[str, Combinable] = {
        "state": Case(
            When(IsNull(view, True), then=without),  # noqa: FBT003
            When(IsNull(level, False), then=Value(SideState.LEVEL)),  # noqa: FBT003
            default=words_only,
            output_field=CharField(),
        ),
        "level": Cast(level, IntegerField()),
        "about": about,
        "words": KeyTextTransform("text", view),
        "words_zh_hans": KeyTextTransform("text_zh_hans", view),
        "provenance": KeyTextTransform("provenance", view),
        "quotation": SqlTemplate(
            QUOTATION, entry, place.at("measure_id"), Value(name), about, output_field=CharField()
        ),
        "day": SqlTemplate(DAY, entry, output_field=DateField()),
        "entry": entry,
        "sources": keys_of_sources(entry, place.audience),
    }
    labels: dict[str, Labels] = {"state": dict(SideState.choices), "provenance": dict(Provenance.choices)}
    return [
        Column(f"{name}_{key}", f"{side}{_(': ')}{heading}", values[key], labels.get(key, {}))
        for key, heading in HEADINGS.items()
    ]
