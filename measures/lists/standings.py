"""Where a measure stands, and the latest view of each side."""

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Case,
    CharField,
    DateField,
    Func,
    JSONField,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.db.models.lookups import IsNull
from rest_framework import serializers

from measures.analysis.assessment import Assessment, has_assessments
from measures.lists.expressions import DocumentPlace, SqlTemplate
from measures.lists.fields import LEVEL, WRITTEN_ON, PartialDateOutputField
from measures.lists.records import RecordSerializer
from measures.lists.shapes import IN_CHINESE
from measures.models import (
    INDEPENDENT,
    NONE,
    Addressee,
    Confidence,
    Kind,
    Language,
    Nothing,
    Provenance,
    Report,
    Standing,
    View,
    ViewDirection,
)
from measures.models.records import among


class ViewOfOurs(Func):
    """`standing.view_of_ours`, in the database, of the views of a standing and about whom; null where there is none."""

    function = "jsonb_path_query_first"
    arg_joiner = f""", '$[*] ? (@.whose == "{INDEPENDENT}" && @.about == $about)', """
    output_field = JSONField()


def view_of_ours_at(place: DocumentPlace) -> ViewOfOurs:
    parties = Addressee.objects.filter(measure=OuterRef(place.path("measure_id"))).order_by("party")
    party = Case(When(Q(**{place.path("measure.kind"): Kind.UNILATERAL}), then=Subquery(parties.values("party")[:1])))
    return ViewOfOurs(place.at("views"), JSONObject(about=Coalesce(party, Value(NONE))))


def views_in_one_language(views: Combinable, language: Language) -> SqlTemplate:
    """The views of a standing without their Chinese, which stands in the place of the English if it is wanted."""
    names = View.names_in_lists()
    chinese = Value([f"{name}{IN_CHINESE}" for name in names], ArrayField(CharField()))
    texts = {
        name: SqlTemplate(
            """coalesce(nullif("each"."view"->>{}, ''), "each"."view"->>{})""",
            Value(f"{name}{IN_CHINESE}"),
            Value(name),
            output_field=TextField(),
        )
        for name in names
    }
    shown = JSONObject(**texts) if language == Language.CHINESE else Value({}, JSONField())
    return SqlTemplate(
        """(SELECT coalesce(jsonb_agg(("each"."view" || {}) - {} ORDER BY "each"."place"), '[]')
        FROM jsonb_array_elements({}) WITH ORDINALITY AS "each"("view", "place"))""",
        shown,
        chinese,
        views,
        output_field=JSONField(),
    )


class LatestViewSerializer(serializers.Serializer[Any]):
    """The latest view of one side about one subject, as the standing keeps it."""

    whose = serializers.CharField(help_text="Code of a party, or “independent”.")
    about = serializers.CharField(help_text="Code of a party, “both” or “none”.")
    level = serializers.IntegerField(allow_null=True, help_text=LEVEL)
    nothing = serializers.ChoiceField(Nothing.choices, allow_blank=True)
    direction = serializers.ChoiceField(ViewDirection.choices, allow_blank=True)
    confidence = serializers.ChoiceField(Confidence.choices)
    provenance = serializers.ChoiceField(Provenance.choices)
    occurred = serializers.CharField()
    entry = serializers.CharField(help_text="Key of the entry that brought it.")
    language = serializers.CharField()
    written_on = serializers.DateField(allow_null=True, help_text=WRITTEN_ON)

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | {name: serializers.CharField() for name in View.columns_in_lists()}

    def to_representation(self, instance: Mapping[str, Any]) -> dict[str, Any]:
        """As the standing keeps it: its values are those of JSON."""
        return {name: instance[name] for name, _field in self.fields.items()}


class StandingSerializer(RecordSerializer):
    """Where a measure stands; empty if nothing is recorded. A null level is no view or nothing found, never 0."""

    latest_occurred = PartialDateOutputField(source="latest_on", read_only=True, allow_null=True)
    latest_counts_from = serializers.DateField(source="latest_by", read_only=True, allow_null=True)
    milestone_count = serializers.IntegerField(source="milestones", read_only=True)
    assessment = serializers.ChoiceField(
        Assessment.choices, read_only=True, help_text="Whether a view of ours gives its level, or why it has none."
    )
    written_on = serializers.DateField(read_only=True, allow_null=True, help_text=WRITTEN_ON)
    in_short = serializers.CharField(read_only=True, allow_null=True)
    in_short_zh_hans = serializers.CharField(read_only=True, allow_null=True)
    views = LatestViewSerializer(many=True)

    class Meta:
        model = Standing
        fields = [
            "status", "status_since", "latest_direction", "latest_occurred", "latest_counts_from", "last_checked",
            "sources_toward", "sources_away", "sources_either", "milestone_count", "milestones_met", "is_unsupported",
            "is_contested", "level", "assessment", "written_on", "in_short", "in_short_zh_hans",
            "views",
        ]  # fmt: skip
        extra_kwargs = {
            "status_since": {"help_text": "The day from which we record it; the entry says whether an act changed it."},
            "level": {"help_text": LEVEL},
        }

    def sql_assessment(self, place: DocumentPlace) -> Combinable:
        assessed = Report.objects.filter(has_assessments(place.audience, known_at=place.known_at))
        return Case(
            When(IsNull(view_of_ours_at(place), False), then=Value(Assessment.ASSESSED)),  # noqa: FBT003
            When(among(place.path("measure.report"), assessed), then=Value(Assessment.NOT_FOR_THIS_DAY)),
            default=Value(Assessment.NOT_ASSESSED),
        )

    def sql_written_on(self, place: DocumentPlace) -> Combinable:
        return Cast(KeyTextTransform("written_on", view_of_ours_at(place)), DateField())

    def sql_in_short(self, place: DocumentPlace) -> Combinable:
        return KeyTextTransform("in_short", view_of_ours_at(place))

    def sql_in_short_zh_hans(self, place: DocumentPlace) -> Combinable:
        return KeyTextTransform("in_short_zh_hans", view_of_ours_at(place))

    def sql_views(self, place: DocumentPlace) -> Combinable:
        """As they are stored, with their texts in one language, if that is wanted."""
        if self.language is None:
            return place.at("views")
        return views_in_one_language(place.at("views"), self.language)
