"""Entries of the journal with all that came with them, as far as their reader may see it."""

from typing import Any

from rest_framework import serializers

from api.serializers.fields import StrictSerializer
from measures.lists.entries import EntrySerializer
from measures.lists.readouts import ReadoutsSerializer
from measures.models import Entry
from measures.operations.redrafting import compare_drafts, draft_of_entry


class ChecksDraftSerializer(StrictSerializer):
    """Measures that were checked, with nothing new."""

    measures = serializers.ListField(
        child=serializers.CharField(max_length=100), min_length=1, max_length=500, help_text="Keys of measures."
    )
    quotes_feeds = serializers.BooleanField(
        default=False,
        help_text="Whether the entry says how many feeds of each side were read, when, and how many fail.",
    )


class ChecksSerializer(serializers.Serializer[Any]):
    """The entries that say so: one for each report and marking."""

    entries = EntrySerializer(many=True)


class SealedEntrySerializer(serializers.Serializer[Any]):
    """What the commitment of an entry is the SHA-256 of: the salt, followed by the content in UTF-8."""

    key = serializers.CharField()
    salt = serializers.CharField(help_text="16 random bytes, in hexadecimal.")
    content = serializers.CharField(
        help_text="What was sealed, as JSON. Hash it as it stands: written anew it may be other bytes."
    )


class PieceSerializer(serializers.Serializer[Any]):
    """A piece of an entry."""

    part = serializers.CharField(
        help_text="The part that it belongs to, as it is sent: `sources`, `assessments` and so on."
    )
    what = serializers.CharField(
        help_text="Key of the source or subject, or of what is affected; with about whom, if it is an assessment."
    )


class PiecesSerializer(serializers.Serializer[Any]):
    """What became of each piece of the entry that was corrected."""

    stays = PieceSerializer(many=True)
    changes = PieceSerializer(many=True)
    goes = PieceSerializer(many=True)
    comes = PieceSerializer(many=True)


class CorrectedEntrySerializer(EntrySerializer):
    """The entry in the place of another, and what became of the pieces of that."""

    pieces = PiecesSerializer()

    class Meta(EntrySerializer.Meta):
        fields = [*EntrySerializer.Meta.fields, "pieces"]

    def to_representation(self, instance: Entry) -> dict[str, Any]:
        entry: dict[str, Any] = EntrySerializer(context=self.context).to_representation(instance)
        return entry | pieces_of_correction(instance)


class CorrectedReadoutsSerializer(ReadoutsSerializer):
    """The comparison in the place of another, and what became of the pieces of that."""

    pieces = PiecesSerializer()

    class Meta(ReadoutsSerializer.Meta):
        fields = [*ReadoutsSerializer.Meta.fields, "pieces"]

    def to_representation(self, instance: Entry) -> dict[str, Any]:
        comparison: dict[str, Any] = ReadoutsSerializer(context=self.context).to_representation(instance)
        return comparison | pieces_of_correction(instance)


def pieces_of_correction(entry: Entry) -> dict[str, Any]:
    """What an entry leaves, changes, takes away and adds of the one that it corrects."""
    before = entry.corrects or entry
    return {"pieces": PiecesSerializer(compare_drafts(draft_of_entry(before), draft_of_entry(entry))).data}
