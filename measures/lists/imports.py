"""Imports of tables, and what becomes of their rows."""

from measures.lists.fields import KeyField
from measures.lists.records import RecordSerializer
from measures.models import Import, ImportRow


class ImportSerializer(RecordSerializer):
    """An import: how its table is read, how many rows become what, and how far the writing is."""

    report = KeyField("slug", allow_null=True)

    class Meta:
        model = Import
        fields = [
            "key", "report", "file_name", "state", "problem", "counts", "notes", "mapping", "decisions", "marking",
            "done", "total", "made_at", "ended_at",
        ]  # fmt: skip


class ImportDetailSerializer(ImportSerializer):
    """An import with the columns of its table, some of what they say, how it was read and how it could be."""

    class Meta(ImportSerializer.Meta):
        fields = [*ImportSerializer.Meta.fields, "found"]


class ImportRowSerializer(RecordSerializer):
    """One row of a table: what it says, what was there where that differs, and why it cannot be taken."""

    measure = KeyField(allow_null=True)

    class Meta:
        model = ImportRow
        fields = ["number", "code", "outcome", "fields", "before", "problems", "measure"]
