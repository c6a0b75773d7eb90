"""Subjects that texts are read for, and the texts of one meeting side by side."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.lists.entries import JournalEntrySerializer
from measures.lists.expressions import DocumentPlace
from measures.lists.fields import KeyField, PageField, TextsField, TouchesField
from measures.lists.headings import file_columns
from measures.lists.records import RecordSerializer
from measures.models import (
    Audience,
    Entry,
    EntryKind,
    Judgement,
    ReadoutText,
    RelatedDevelopment,
    Subject,
    TextFinding,
    UnreadText,
)
from measures.models.records import value_columns

FINDING_VALUES = [name for name in value_columns(TextFinding) if name != "position"]
TEXT_VALUES = list(value_columns(ReadoutText))


class SubjectSerializer(RecordSerializer):
    """A subject that the parties' texts are read for; it touches measures and ambiguities."""

    report = KeyField("slug")
    parent = KeyField(allow_null=True)  # type: ignore[assignment]
    looked_for = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), help_text="Words to look for, by language."
    )
    touches = TouchesField()
    html_url = PageField("subject")

    class Meta:
        model = Subject
        fields = [
            "key", "report", "code", "parent", "title", "title_zh_hans", "looked_for", "touches", "note",
            "note_zh_hans", "withdrawn_at", "version", "html_url",
        ]  # fmt: skip
        columns = file_columns(
            Subject,
            fields,
            without=["withdrawn_at", "version"],
            touches=_("Related measures and ambiguities"),
        )
        read_first = ["code", "title", "looked_for", "touches"]
        sheet = _("Subjects")

    def cell_looked_for(self, place: DocumentPlace) -> Combinable:
        return Cast(place.at("looked_for"), TextField())


class FindingSerializer(RecordSerializer):
    """What was found of a subject in a text: a passage that mentions it, none, or that nobody looked."""

    subject = KeyField()
    filed_under = KeyField(allow_null=True)

    class Meta:
        model = TextFinding
        fields = ["subject", "filed_under", *FINDING_VALUES]
        cell = ["subject", "state"]


class ReadoutTextSerializer(RecordSerializer):
    """A text that a party published about a meeting, with what was found in it."""

    party = serializers.CharField(source="party_id")
    source = KeyField("key", source="evidence")  # type: ignore[assignment]
    findings = FindingSerializer(many=True)

    class Meta:
        model = ReadoutText
        fields = ["party", "source", *TEXT_VALUES, "findings"]
        cell = ["party", "source", "kind"]


class UnreadTextSerializer(RecordSerializer):
    """A known text about a meeting that was not read."""

    party = serializers.CharField(source="party_id")

    class Meta:
        model = UnreadText
        fields = ["party", *value_columns(UnreadText)]
        cell = ["party", "title"]


class JudgementSerializer(RecordSerializer):
    """Whether two sides' texts say the same on a subject: our reading."""

    subject = KeyField()

    class Meta:
        model = Judgement
        fields = ["subject", *value_columns(Judgement)]
        cell = ["subject", "sameness"]


class ReadoutsSerializer(JournalEntrySerializer):
    """The parties' texts of one meeting side by side: an entry that affects nothing and is no check."""

    of = KeyField()
    related = TextsField(help_text="Keys of other developments of the same meeting.")
    texts = ReadoutTextSerializer(many=True)
    unread_texts = UnreadTextSerializer(many=True)
    judgements = JudgementSerializer(many=True)

    class Meta:
        model = Entry
        fields = [
            "key", "report", "of", "related", "occurred", "counts_from", "recorded_at", "title", "title_zh_hans",
            "narrative", "narrative_zh_hans", "language", "author_name", "author_role", "corrects", "correction",
            "is_redacted", "redaction", "texts", "unread_texts", "judgements", "marking", "html_url",
        ]  # fmt: skip
        columns = file_columns(
            Entry,
            [
                "key", "report", "of", "occurred", "counts_from", "recorded_at", "title", "title_zh_hans", "texts",
                "unread_texts", "judgements", "author_name", "corrects", "correction", "is_redacted", "marking",
            ],
            title=_("Meeting"),
            title_zh_hans=_("Meeting, in Chinese"),
            texts=_("Texts: whose, source, kind"),
            unread_texts=_("Texts that were not read: whose, title"),
            judgements=_("Judgements: subject, the same or not"),
            correction=_("Corrected by"),
        )  # fmt: skip
        read_first = ["occurred", "title", "texts", "unread_texts", "judgements"]
        sheet = _("Meetings compared")

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Entry]:
        return super().rows(audience).filter(kind=EntryKind.READOUTS)

    def sql_related(self, place: DocumentPlace) -> Combinable:
        seen: Any = RelatedDevelopment.objects.filter(place.top.seen("development"))
        return ArraySubquery(
            seen.filter(entry=OuterRef(place.path("pk"))).order_by("development__key").values_list("development__key")
        )
