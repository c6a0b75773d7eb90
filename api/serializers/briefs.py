"""Which brief or agenda of a report is asked for, and the lines of an agenda."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.fields import DAY_COMPUTED, DayField, KnownAtField, OfReportSerializer
from measures.analysis.agenda import AgendaLine
from measures.analysis.agenda_reasons import AgendaGroup
from measures.briefs.options import Annex, BriefLanguage
from measures.lists.fields import KeyField
from measures.models import Ambiguity, AnnouncedDate, Entry, Evidence, Measure, Subject
from measures.models.texts import CHINESE, ENGLISH

# The kinds of rows, each with the page that shows one.
KINDS: dict[type, str] = {
    Ambiguity: "ambiguity",
    AnnouncedDate: "date",
    Entry: "entry",
    Evidence: "source",
    Measure: "measure",
    Subject: "subject",
}


class BriefKeysField(serializers.ListField):
    """Keys of rows, each given by itself."""

    def __init__(self, words: Any) -> None:
        super().__init__(child=serializers.CharField(), required=False, help_text=words)


class BriefQuerySerializer(OfReportSerializer):
    """Which report, which days, by what was recorded when, in which language, for whom, and of what."""

    known_at = KnownAtField()
    language = serializers.ChoiceField(
        BriefLanguage.choices, required=False, help_text=_("English unless given; in both, English comes first.")
    )
    measures = BriefKeysField(_("Only about these measures."))
    ambiguities = BriefKeysField(_("Only about these ambiguities."))
    subjects = BriefKeysField(_("Only about these subjects."))
    annexes = serializers.MultipleChoiceField(choices=Annex.choices, required=False, help_text=_("What follows it."))

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """With two fields of which one is called by a word of Python, and one by that of the serializer's own."""
        first = DayField(help_text=_("The first day of what happened; a year before the last unless given."))
        last = DayField(help_text=_("The day that it is as of; today unless given."))
        words = _("public, participants or team; yours, or one that reads less. The least unless given.")
        audience = serializers.CharField(required=False, help_text=words)
        return {**super().get_fields(), "from": first, "to": last, "audience": audience}


class AgendaQuerySerializer(OfReportSerializer):
    """Which report, as of which day, by what was recorded when, and up to when the meeting is."""

    on = DayField(help_text=_("The day that the agenda is as of; today unless given."))
    until = DayField(help_text=_("The last day on which the meeting can be; ninety days later unless given."))
    known_at = KnownAtField()
    language = serializers.ChoiceField(
        BriefLanguage.choices, required=False, help_text=_("Of the file; English unless given.")
    )


class RowReferenceSerializer(serializers.Serializer[Any]):
    """A row of the record, and the page that shows it."""

    kind = serializers.SerializerMethodField()
    key = serializers.CharField()
    html_url = serializers.SerializerMethodField()

    def get_kind(self, row: Any) -> str:
        """ambiguity, measure, subject, date, entry or source."""
        return KINDS[type(row)]

    def get_html_url(self, row: Any) -> str:
        """Address of the page that shows it."""
        root: str = self.context["placeholders"]["root"]
        return root + reverse(KINDS[type(row)], args=[row.key])


class SideStepsSerializer(serializers.Serializer[Any]):
    """What would count as a step of one side."""

    party = serializers.CharField(source="party.code")
    milestones = serializers.SerializerMethodField()

    def get_milestones(self, side: Any) -> list[str]:
        """Keys of the next milestones that it has not met."""
        return [each.milestone.key for each in side.milestones]


class AgendaLineSerializer(serializers.Serializer[Any]):
    """Something to take up: what it is about, why, what that rests on, and what would count as a step."""

    group = serializers.ChoiceField(AgendaGroup.choices)
    topics = RowReferenceSerializer(many=True)
    row = RowReferenceSerializer(help_text="What the reason was read from.")
    reason = serializers.SerializerMethodField()
    reason_zh_hans = serializers.SerializerMethodField()
    entries = RowReferenceSerializer(many=True)
    sources = RowReferenceSerializer(many=True)
    steps = SideStepsSerializer(many=True, source="steps.sides")
    indicators = serializers.SerializerMethodField()

    def get_reason(self, line: AgendaLine) -> str:
        """Why it is here, in one sentence."""
        return words_in(ENGLISH, lambda: line.reason.sentence)

    def get_reason_zh_hans(self, line: AgendaLine) -> str:
        """The same in Chinese."""
        return words_in(CHINESE, lambda: line.reason.sentence)

    def get_indicators(self, line: AgendaLine) -> list[str]:
        """Keys of the indicators by which a step would be judged."""
        return [each.key for each in line.steps.indicators]


class AgendaSerializer(serializers.Serializer[Any]):
    """What a meeting could take up: grouped by reason, not scored; within a group in the order of the report."""

    report = KeyField("slug")
    on = serializers.DateField(help_text=DAY_COMPUTED)
    until = serializers.DateField()
    known_at = serializers.DateTimeField(allow_null=True)
    lines = AgendaLineSerializer(many=True)


def words_in(language: str, words: Callable[[], str]) -> str:
    with translation.override(language):
        return words()
