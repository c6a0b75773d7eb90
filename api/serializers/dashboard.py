"""The overview of a report: what it says first, where its measures stand, and what each side says."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.ambiguities import PerceptionSerializer
from api.serializers.fields import DAY_COMPUTED
from measures.analysis.accounts import Account, AccountKind
from measures.analysis.first_screen import FirstScreen, StatusTurn
from measures.analysis.overview import Overview
from measures.analysis.standing import main_assessment
from measures.analysis.unclear import UnclearPoint
from measures.lists.entries import EntrySerializer
from measures.lists.fields import LEVEL, KeyField, KeysField, PartialDateOutputField, PersonRoleField
from measures.lists.records import AudienceContext, RowSerializer
from measures.models import Entry, Measure, Pointing, Status
from measures.models.bylines import name_for, role_for
from measures.publishing.figures import Figure


class SummarySerializer(AudienceContext, serializers.Serializer[Entry]):
    """The summary in force by the day."""

    entry = serializers.CharField(source="key")
    text = serializers.CharField(source="title")
    text_zh_hans = serializers.CharField(source="title_zh_hans")
    as_of = PartialDateOutputField(source="occurred", read_only=True)
    written_on = serializers.DateField()
    author_name = serializers.SerializerMethodField()
    author_role = serializers.SerializerMethodField()

    @extend_schema_field({"type": ["string", "null"]})
    def get_author_name(self, entry: Entry) -> str | None:
        return name_for(entry, "author_name", self.audience)

    @extend_schema_field(PersonRoleField("author_name"))
    def get_author_role(self, entry: Entry) -> str | None:
        return role_for(entry, "author_name")


class StatusTurnSerializer(serializers.Serializer[StatusTurn]):
    """A measure whose status an entry changed."""

    measure = serializers.CharField(source="key")
    status = serializers.ChoiceField(Status.choices)
    occurred = PartialDateOutputField(read_only=True)
    entry = serializers.CharField()


class AccountSerializer(serializers.Serializer[Account]):
    """Who reports a development."""

    kind = serializers.ChoiceField(AccountKind.choices)
    parties = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of the parties whose texts say it, if `kind` is “texts”."
    )
    comparison = serializers.CharField(help_text="Key of the entry that compares its texts, or empty.")


class LatestSerializer(serializers.Serializer[Entry]):
    """One of the latest developments that are not background."""

    entry = serializers.CharField(source="key")
    occurred = PartialDateOutputField(read_only=True)
    title = serializers.CharField()
    title_zh_hans = serializers.CharField()
    account = serializers.SerializerMethodField()

    @extend_schema_field(AccountSerializer)
    def get_account(self, entry: Entry) -> object:
        return AccountSerializer(self.context["accounts"][entry.pk]).data


class StandsSerializer(serializers.Serializer[Measure]):
    """Where a measure stands, and what we say of it in short."""

    measure = serializers.CharField(source="key")
    status = serializers.ChoiceField(Status.choices, source="standing.status", allow_blank=True)
    status_since = PartialDateOutputField(source="standing.status_since", read_only=True, allow_null=True)
    in_short = serializers.SerializerMethodField()
    in_short_zh_hans = serializers.SerializerMethodField()

    def get_in_short(self, measure: Measure) -> str:
        return sentence_in_short(measure, "in_short")

    def get_in_short_zh_hans(self, measure: Measure) -> str:
        return sentence_in_short(measure, "in_short_zh_hans")


def sentence_in_short(measure: Measure, name: str) -> str:
    ours = main_assessment(measure, measure.standing.assessments)
    return str(ours[name]) if ours else ""


class UnclearSerializer(serializers.Serializer[UnclearPoint]):
    """A point about the aims of one side on which both have spoken; `perception/` of it has the words."""

    ambiguity = KeyField()
    bearers = serializers.ListField(child=serializers.CharField(), source="ambiguity.bearer_codes")


class GlanceSerializer(serializers.Serializer[FirstScreen]):
    """The first part of the overview; nothing in it weighs the sides against each other."""

    summary = SummarySerializer(allow_null=True)
    developments_since_summary = serializers.IntegerField(source="since_summary")
    developments_lately = serializers.IntegerField(source="lately", help_text="In the twelve months up to the day.")
    status_changes = StatusTurnSerializer(source="turns", many=True)
    latest = LatestSerializer(source="developments", many=True)
    measures = StandsSerializer(
        source="listed.measures",
        many=True,
        help_text="Of a report with more than 40, those with the latest developments.",
    )
    unclear = UnclearSerializer(source="points", many=True)
    ahead = serializers.SerializerMethodField(help_text="Keys of the next dates.")
    ambiguities_with_words_of_all = serializers.IntegerField(source="standpoints.of_all")
    ambiguities_with_words_of_some = serializers.IntegerField(source="standpoints.of_some")
    ambiguities_with_words_of_none = serializers.IntegerField(source="standpoints.of_none")
    disputed_lately = serializers.IntegerField(source="disputed")
    measures_without_development = serializers.IntegerField(source="without_development")
    lost_sources = serializers.IntegerField(
        help_text="Whose address has moved, is gone, or has changed in substance; 0 as of a past day."
    )

    def get_ahead(self, glance: FirstScreen) -> list[str]:
        return [each.key for each in glance.ahead]


class MeasureLineSerializer(RowSerializer):
    """A measure in one line."""

    status = serializers.ChoiceField(Status.choices, source="standing.status", allow_blank=True)
    latest_direction = serializers.ChoiceField(Pointing.choices, source="standing.latest_direction", allow_blank=True)
    last_checked = serializers.DateField(source="standing.last_checked", allow_null=True)
    level = serializers.IntegerField(source="standing.level", allow_null=True, help_text=LEVEL)
    due_by = serializers.DateField(allow_null=True)

    class Meta:
        model = Measure
        fields = [
            "key", "code", "kind", "title", "title_zh_hans", "status", "latest_direction", "level", "last_checked",
            "due_on", "due_by",
        ]  # fmt: skip


# What lists the rows of a page, and what it needs besides to list no others; no program lists an inbox.
LISTS: dict[str, tuple[str, dict[str, str]]] = {
    "measures": ("api-measures", {}),
    "ambiguities": ("api-ambiguities", {}),
    "journal": ("api-entries", {"counting": "true"}),
    "dates": ("api-dates", {}),
    "reviews": ("api-evidence-list", {"to_review": "true"}),
    "sources": ("api-evidence-list", {}),
}


class KeysOfDatesField(serializers.ListField):
    """The keys of some dates ahead."""

    child = serializers.CharField()

    def to_representation(self, data: Any) -> list[str]:
        return [each.key for each in data]


class StatusCountSerializer(serializers.Serializer[object]):
    """How many measures of one kind or party have one status; an empty status means that none is recorded."""

    group = serializers.CharField()
    status = serializers.ChoiceField(Status.choices, allow_blank=True)
    count = serializers.IntegerField()


class FigureSerializer(serializers.Serializer[Figure]):
    """A number of the dashboard: the count of a list with these filters."""

    name = serializers.CharField()
    count = serializers.IntegerField()
    url = serializers.SerializerMethodField(
        help_text="Where this API lists what was counted; null for what it does not list."
    )
    list = serializers.CharField(
        source="of", help_text="The page: measures, ambiguities, journal, dates, reviews, inbox."
    )
    filters = serializers.DictField(source="narrowed", child=serializers.CharField(), help_text="Filters of the page.")

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_url(self, figure: Figure) -> str | None:
        if figure.of not in LISTS:
            return None
        endpoint, narrowed = LISTS[figure.of]
        # Of all reports: a source waits for its review wherever it is cited.
        of_report = {} if figure.of == "reviews" else {"report": self.context["report"]}
        parameters = {**of_report, **self.context["days"], **narrowed, **figure.narrowed}
        return f"{self.context['placeholders']['root']}{reverse(endpoint)}?{urlencode(parameters)}"


class OverviewSerializer(serializers.Serializer[Overview]):
    """The overview of a report; its lists hold whole measures, no parts.

    If a report has more than 1,000 measures, the lists are cut short: the figures count all, and name the list that
    gives them.
    """

    report = KeyField("slug")
    disclaimer = serializers.CharField(source="report.disclaimer")
    disclaimer_zh_hans = serializers.CharField(source="report.disclaimer_zh_hans")
    sides = KeysField("code")
    by_kind = StatusCountSerializer(many=True)
    by_party = StatusCountSerializer(many=True)
    measures = MeasureLineSerializer(many=True)
    moved = serializers.SerializerMethodField()
    latest = serializers.SerializerMethodField()
    overdue = KeysField()
    due_soon = KeysField()
    unchecked = KeysField()
    unsupported = KeysField()
    contested = KeysField()
    perceptions = serializers.SerializerMethodField()

    @extend_schema_field(EntrySerializer(many=True))
    def get_moved(self, overview: Overview) -> object:
        """The latest developments with a direction of toward, away or either way."""
        return EntrySerializer(self.context["moved"], many=True, context=self.context).data

    @extend_schema_field(EntrySerializer(many=True))
    def get_latest(self, overview: Overview) -> object:
        """The entries that were recorded last."""
        return EntrySerializer(self.context["latest"], many=True, context=self.context).data

    @extend_schema_field(PerceptionSerializer(many=True))
    def get_perceptions(self, overview: Overview) -> object:
        return PerceptionSerializer(self.context["perceptions"], many=True, context=self.context).data


class RecordStateSerializer(serializers.Serializer[object]):
    """To which day the record goes, whether it is older than the report's interval, and the dates ahead."""

    day = serializers.DateField(
        allow_null=True, help_text="The day of the record, or a later one up to which people have searched since."
    )
    age = serializers.IntegerField(allow_null=True, help_text="How many days before the day shown this is.")
    search_every_days = serializers.IntegerField(source="report.search_every_days")
    is_old = serializers.BooleanField(help_text="Whether it is older than the report's interval.")
    passed = KeysOfDatesField(help_text="Keys of dates that have passed and that nobody has looked at.")
    some_time = KeysOfDatesField(help_text="Keys of dates in a month or a year that has begun and is nearly over.")
    due = KeysOfDatesField(help_text="Keys of dates that come and pass within thirty days.")
    undated = KeysOfDatesField(help_text="Keys of dates without a day.")


class DashboardSerializer(serializers.Serializer[object]):
    """The overview with its day and its numbers; if you are signed in, also your own."""

    as_of = serializers.DateField(help_text=DAY_COMPUTED)
    known_at = serializers.DateTimeField(allow_null=True)
    seen_until = serializers.DateTimeField(
        source="since", allow_null=True, help_text="What came after this moment is new to you."
    )
    glance = GlanceSerializer()
    figures = FigureSerializer(many=True)
    record = RecordStateSerializer()
    overview = OverviewSerializer()
