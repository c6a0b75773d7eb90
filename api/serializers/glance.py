"""What the overview of a report says first: what happened, what is latest, what each side says."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from measures.analysis.accounts import Account, AccountKind
from measures.analysis.glance import Glance, StatusTurn
from measures.analysis.statements import SideStatement, SubjectStatements
from measures.lists.fields import KeyField, PartialDateOutputField
from measures.models import Entry, Status


class SummarySerializer(serializers.Serializer[Entry]):
    """The summary in force by the day."""

    entry = serializers.CharField(source="key")
    text = serializers.CharField(source="title")
    text_zh_hans = serializers.CharField(source="title_zh_hans")
    as_of = PartialDateOutputField(source="occurred", read_only=True)
    written_on = serializers.DateField()
    author_name = serializers.CharField()


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
    def get_account(self, entry: Entry) -> Any:
        return AccountSerializer(self.context["accounts"][entry.pk]).data


class SideStatementSerializer(serializers.Serializer[SideStatement]):
    """What a side said last on a subject; if there is no entry, no statement was found."""

    party = KeyField("code")
    entry = serializers.CharField(source="statement.context.entry.key", default="")
    day = PartialDateOutputField(source="statement.day", read_only=True, default=None, allow_null=True)
    administration = serializers.CharField(source="statement.context.administration", default="")
    quotation = serializers.CharField(source="statement.row.quotation", default="", help_text="The original words.")
    in_our_words = serializers.CharField(source="statement.ours", default="")
    in_our_words_zh_hans = serializers.CharField(source="statement.ours_zh_hans", default="")
    is_of_earlier_administration = serializers.BooleanField()


class SubjectStatementsSerializer(serializers.Serializer[SubjectStatements]):
    """What each side said last on a subject, in the order of the report."""

    subject = KeyField()
    months_apart = serializers.IntegerField(help_text="0 unless the statements are more than twelve months apart.")
    sides = SideStatementSerializer(many=True)


class GlanceSerializer(serializers.Serializer[Glance]):
    """The first part of the overview; nothing in it weighs the sides against each other."""

    summary = SummarySerializer(allow_null=True)
    developments_since_summary = serializers.IntegerField(source="since_summary")
    developments_lately = serializers.IntegerField(source="lately", help_text="In the twelve months up to the day.")
    status_changes = StatusTurnSerializer(source="turns", many=True)
    latest = LatestSerializer(source="developments", many=True)
    subjects = SubjectStatementsSerializer(source="statements", many=True)
    ambiguities_with_words_of_all = serializers.IntegerField(source="standpoints.of_all")
    ambiguities_with_words_of_some = serializers.IntegerField(source="standpoints.of_some")
    ambiguities_with_words_of_none = serializers.IntegerField(source="standpoints.of_none")
    disputed_lately = serializers.IntegerField(source="disputed")
    measures_without_development = serializers.IntegerField(source="without_development")
    lost_sources = serializers.IntegerField(
        help_text="Whose address has moved, is gone, or has changed in substance; 0 as of a past day."
    )
