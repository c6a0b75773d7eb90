"""Requests and replies on record."""

from typing import Any

from rest_framework import serializers

from api.serializers.fields import DAY_COMPUTED
from measures.analysis.requests import AddresseeWords, ReplyKind
from measures.lists.fields import KeyField, KeysField, PartialDateOutputField, TextsField
from measures.models import ReferenceBasis


class ReplySerializer(serializers.Serializer[Any]):
    """A statement that answers a request."""

    statement = KeyField(help_text="Key of the statement that answers.")
    how = serializers.ChoiceField(ReplyKind.choices, source="kind", help_text="How it answers.")
    basis = serializers.ChoiceField(ReferenceBasis.choices, help_text="Who says that it answers.")


class AddresseeWordsSerializer(serializers.Serializer[Any]):
    """A party of which no reply is on record: its words on the subject, which are no replies, and where we looked."""

    party = KeyField("code")
    later = KeysField(help_text="Keys of its first statements on the subject after the request.")
    earlier = KeysField(help_text="Keys of its last ones before, if there are none after.")
    searched = serializers.SerializerMethodField(
        help_text="Texts searched in which no answer was found, each with the day to which; only those that reach the "
        "day of the request. Empty too for what is put among several states, of which no reply is looked for."
    )

    def get_searched(self, row: AddresseeWords) -> list[str]:
        return list(row.searched.parts) if row.searched and row.is_looked_for else []


class RequestSerializer(serializers.Serializer[Any]):
    """A request to a named party, with what answered it."""

    statement = KeyField(help_text="Key of the statement that asks.")
    said_on = PartialDateOutputField(source="statement.said_on", read_only=True)
    parties = TextsField(source="statement.parties", help_text="Codes of those who ask.")
    to = TextsField(source="statement.to", help_text="Codes of those of whom it is asked, or words for several states.")
    earlier = KeysField(help_text="Keys of earlier requests of the same side on the subject that nothing answers.")
    replies = ReplySerializer(many=True, help_text="What answers it, in the order of time.")
    addressees = AddresseeWordsSerializer(many=True, help_text="Sides of which it is asked and no reply is on record.")


class SubjectRequestsSerializer(serializers.Serializer[Any]):
    """The requests on a subject, newest first."""

    subject = KeyField(allow_null=True, help_text="Key of the subject; null for what is filed under none.")
    requests = RequestSerializer(many=True, help_text="Each stands under the subject that it is filed under first.")


class RequestsSerializer(serializers.Serializer[Any]):
    """What was asked of parties by name, by subject, and what refers to it as an answer."""

    report = KeyField("slug")
    as_of = serializers.DateField(help_text=DAY_COMPUTED)
    known_at = serializers.DateTimeField(allow_null=True)
    subjects = SubjectRequestsSerializer(many=True, help_text="Subjects with requests, in the order of the report.")
    among_several = KeysField(help_text="Keys of requests to several or all states, of which no reply is looked for.")
