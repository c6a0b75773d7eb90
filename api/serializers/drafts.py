"""What a writer sends to be logged: its shape is checked here, the rest by the operations."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import MISSING
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import CharField, TextField
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers
from rest_framework_dataclasses.field_utils import TypeInfo
from rest_framework_dataclasses.serializers import DataclassSerializer

from api.serializers.fields import LevelField, OfReportSerializer, StrictSerializer, WordField, no_row
from measures.lists.fields import PartialDateOutputField
from measures.lists.records import AudienceContext
from measures.models import EntryKind, PartialDate
from measures.operations.draft_fields import Sent, types_of
from measures.operations.drafts import EntryDraft, MarkDraft, SourceDraft
from measures.publishing.incoming import IncomingItem, incoming_numbered

type TextColumn = CharField[Any, Any] | TextField[Any, Any]
type Field = serializers.Field[Any, Any, Any, Any]


def some_text(most: int | None = None, **kwargs: Any) -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, max_length=most, **kwargs)


def one_word(choices: Any, **kwargs: Any) -> WordField:
    return WordField(getattr(choices, "choices", choices), required=False, **kwargs)


def some_keys(**kwargs: Any) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=120), required=False, **kwargs)


class DraftSerializer(StrictSerializer, DataclassSerializer[Any]):
    """A body that is a draft of an operation: its fields, each as long as the column that it becomes.

    Words of a closed list are checked by the operation, so that a writer gets all faults at once.
    """

    serializer_field_mapping = {**DataclassSerializer.serializer_field_mapping, PartialDate: PartialDateOutputField}

    @property
    def draft_class(self) -> type[Any]:
        draft: type[Any] = self.dataclass_definition.dataclass_type
        return draft

    @property
    def serializer_dataclass_field(self) -> type[Field]:
        return DraftSerializer

    @cached_property
    def types(self) -> Mapping[str, tuple[Any, Sent]]:
        return types_of(self.draft_class)

    @cached_property
    def columns(self) -> Mapping[str, TextColumn]:
        """The columns of text that fields of the draft become."""
        columns = self.draft_class.model._meta.concrete_fields
        return {column.name: column for column in columns if isinstance(column, CharField | TextField)}

    def create_field(self, field_name: str, extra_kwargs: dict[str, Any]) -> Field:
        field: Field = super().create_field(field_name, self.limits(field_name) | extra_kwargs)
        return field

    def limits(self, name: str) -> dict[str, Any]:
        """What a field is, and how long its text may be, or how large its number."""
        (kind, sent), column = self.types[name], self.columns.get(name)
        says: dict[str, Any] = {"help_text": sent.what} if sent.what else {}
        if column is not None and column.choices:
            return says
        if kind is str:
            is_optional = self.draft_class.__dataclass_fields__[name].default is not MISSING
            return says | {"max_length": column.max_length if column else sent.most, "allow_blank": is_optional}
        if kind == Sequence[str]:
            return says | {"child_kwargs": {"max_length": sent.most}}
        return says | ({"min_value": sent.least, "max_value": sent.most} if sent.least is not None else {})

    def build_standard_field(self, field_name: str, type_info: TypeInfo) -> tuple[type[Field], dict[str, Any]]:
        column = self.columns.get(field_name)
        if column is not None and column.choices:
            return WordField, {"choices": column.choices}
        if field_name == "level":
            return LevelField, {}
        return super().build_standard_field(field_name, type_info)

    def build_union_field(self, *_: Any) -> tuple[type[Field], dict[str, Any]]:
        return SourceField, {}


class BodySerializer(StrictSerializer):
    """A body with fields of a draft, and others besides."""

    draft_class: ClassVar[type[Any]]
    draft_fields: ClassVar[Sequence[str]]
    optional: ClassVar[Sequence[str]] = ()

    def get_fields(self) -> dict[str, Field]:
        return draft_fields(self.draft_class, *self.draft_fields, optional=self.optional) | super().get_fields()

    @property
    def changes(self) -> dict[str, Any]:
        """What was sent of the draft."""
        names = self.draft_class.__dataclass_fields__
        return {name: value for name, value in self.validated_data.items() if name in names}

    def draft(self, **given: Any) -> Any:
        """The draft that was sent; `given` stands where the writer sent nothing."""
        return self.draft_class(**{**given, **self.changes})


def draft_fields(draft: type[Any], *names: str, optional: Collection[str] = ()) -> dict[str, Field]:
    """The fields of a body for those of a draft; a body may leave out the `optional` ones, though the draft may not."""
    serializer = DraftSerializer(dataclass=draft)
    return {name: serializer.create_field(name, {"required": False} if name in optional else {}) for name in names}


class NewSourceSerializer(BodySerializer):
    """A source to be recorded."""

    draft_class = SourceDraft
    draft_fields = [
        "title", "title_zh_hans", "publisher", "publisher_zh_hans", "origin", "origin_zh_hans", "url", "archive_url",
        "published", "accessed", "language", "kind", "grade", "credibility", "copy_sha256", "replaces",
    ]  # fmt: skip
    is_read_as_copy = serializers.BooleanField(source="read_as_copy", required=False)
    is_unopened = serializers.BooleanField(source="unopened", required=False)
    is_address_withheld = serializers.BooleanField(source="address_withheld", required=False)
    is_by_report_author = serializers.BooleanField(source="by_report_author", required=False)


class SourceDraftSerializer(NewSourceSerializer):
    """A source to be recorded along with what cites it."""

    draft_fields = [*NewSourceSerializer.draft_fields, "if_known"]


class SourceField(serializers.Field[str | SourceDraft, Any, Any, Any]):
    """The key of a source, or a source that is recorded along with the entry."""

    default_error_messages = {
        "invalid": _("The key of a source, or its title and address."),
    }

    def to_internal_value(self, data: Any) -> str | SourceDraft:
        if isinstance(data, str):
            key: str = serializers.CharField(max_length=100).run_validation(data)
            return key
        if not isinstance(data, Mapping):
            self.fail("invalid")
        source = SourceDraftSerializer(data=data)
        source.is_valid(raise_exception=True)
        draft: SourceDraft = source.draft()
        return draft

    def to_representation(self, value: str | SourceDraft) -> Any:
        """What an entry cites is recorded, and has a key."""
        return value


class EntryContentSerializer(BodySerializer):
    """What an entry says."""

    draft_class = EntryDraft
    draft_fields = [
        "occurred", "title", "title_zh_hans", "narrative", "narrative_zh_hans", "language", "track", "claim",
        "bears_on", "assessments", "statements", "sources", "milestones", "responds_to", "marking",
    ]  # fmt: skip
    is_baseline = serializers.BooleanField(source="baseline", required=False)


class DecidingSerializer(AudienceContext, StrictSerializer):
    """A body that may decide what came in."""

    candidate = serializers.IntegerField(required=False, help_text=_("Number of the candidate that this decides."))

    def validate_candidate(self, value: int) -> IncomingItem:
        candidate = incoming_numbered(value, self.audience)
        if candidate is None:
            raise serializers.ValidationError(no_row(value))
        return candidate


class DraftOfEntrySerializer(EntryContentSerializer):
    """What an entry says, as its correction may say it again: add why, and what is otherwise."""

    draft_fields = [*EntryContentSerializer.draft_fields, "drops_recorded_views"]
    optional = ["occurred"]


class CorrectionSerializer(DecidingSerializer, DraftOfEntrySerializer):
    """What an entry says otherwise now, and why; what is left out stays as it was, an empty list takes it away."""

    draft_fields = [*DraftOfEntrySerializer.draft_fields, "reason"]
    needed = ("reason",)


class EntryDraftSerializer(OfReportSerializer, DecidingSerializer, EntryContentSerializer):
    """One development with everything it affects, logged at once."""

    needed = ("title", "narrative", "track", "claim", "bears_on")
    kind = serializers.ChoiceField(
        [(EntryKind.DEVELOPMENT, EntryKind.DEVELOPMENT.label), (EntryKind.STATEMENT, EntryKind.STATEMENT.label)],
        default=EntryKind.DEVELOPMENT,
        help_text=_("“statement” if something was only said: with statements and a source, without effects."),
    )

    def missing(self, sent: Mapping[str, Any]) -> list[str]:
        if sent.get("kind") == EntryKind.STATEMENT:
            return [] if sent.get("statements") else ["statements"]
        # An assessment and a milestone say as well what an entry affects.
        affects = sent.get("assessments") or sent.get("milestones")
        return [name for name in super().missing(sent) if not (affects and name == "bears_on")]


class MilestoneMarkDraftSerializer(StrictSerializer):
    """The development by which a milestone was met, not met or undone."""

    needed = ("title", "narrative")

    def get_fields(self) -> dict[str, Field]:
        of_entry = ["occurred", "title", "narrative", "track", "claim", "sources", "marking"]
        return draft_fields(MarkDraft, "state", "party") | draft_fields(EntryDraft, *of_entry)


class SourceFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A source in the description of the API: its key, or all of it."""

    target_class = "api.serializers.drafts.SourceField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        component = auto_schema.resolve_serializer(SourceDraftSerializer, "request")
        return {"anyOf": [{"type": "string", "description": str(_("Key of a source."))}, component.ref]}
