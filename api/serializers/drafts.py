"""What a writer sends to be logged: its shape is checked here, the rest by the operations."""

from collections.abc import Mapping
from typing import Any

from django.db.models import CharField, DateField, Model, TextField
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from api.serializers.fields import LevelField, OfReportSerializer, StrictSerializer, WordField, no_row
from measures.lists.fields import PartialDateOutputField
from measures.lists.records import AudienceContext
from measures.models import (
    AmbiguityState,
    Bearing,
    Claim,
    Clarity,
    Concern,
    Confidence,
    Direction,
    Grade,
    Language,
    MarkState,
    Nothing,
    Provenance,
    SourceKind,
    Status,
    Track,
    View,
    ViewDirection,
)
from measures.models.records import value_columns
from measures.operations.drafts import DRAFTS_WITHIN, EntryDraft, IfKnown, SourceDraft
from measures.publishing.incoming import IncomingItem, incoming_numbered

DIRECTIONS = list(dict([*Direction.choices, *Clarity.choices]).items())


def some_text(most: int | None = None, **kwargs: Any) -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, max_length=most, **kwargs)


def one_word(choices: Any, **kwargs: Any) -> WordField:
    return WordField(getattr(choices, "choices", choices), required=False, **kwargs)


def plain_fields(model: type[Model]) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
    """The texts of a model, each as long as its column, and its days."""
    columns = [model._meta.get_field(name) for name in value_columns(model)]
    return {
        **{
            column.name: some_text(column.max_length)
            for column in columns
            if isinstance(column, CharField | TextField) and not column.choices
        },
        **{
            column.name: serializers.DateField(required=False, allow_null=True)
            for column in columns
            if isinstance(column, DateField)
        },
    }


def some_keys(**kwargs: Any) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=120), required=False, **kwargs)


def correction_reason() -> serializers.CharField:
    return serializers.CharField(help_text=_("Why the entry is corrected."))


class NewSourceSerializer(StrictSerializer):
    """A source to be recorded."""

    title = some_text(500)
    title_zh_hans = some_text(500)
    publisher = some_text(300)
    publisher_zh_hans = some_text(300)
    origin = some_text(300, help_text=_("Original source (agency, wire)."))
    origin_zh_hans = some_text(300)
    url = some_text(1000)
    archive_url = some_text(1000)
    published = PartialDateOutputField(required=False, allow_null=True)
    accessed = PartialDateOutputField(required=False, allow_null=True)
    language = some_text(20)
    kind = one_word(SourceKind)
    grade = one_word(Grade)
    credibility = serializers.IntegerField(required=False, help_text=_("1 to 6 on the Admiralty scale."))
    is_by_report_author = serializers.BooleanField(source="by_report_author", required=False)
    replaces = some_text(100, help_text=_("Key of the source that this one replaces."))

    def draft(self) -> SourceDraft:
        return source_draft(self.validated_data)


class SourceDraftSerializer(NewSourceSerializer):
    """A source to be recorded along with what cites it."""

    if_known = serializers.ChoiceField(
        [each.value for each in IfKnown],
        required=False,
        help_text=_(
            "If a source with this address is already recorded: refuse this one (the default), or use that in its "
            "place, whatever else is sent here."
        ),
    )


class SourceField(serializers.Field[str | SourceDraft, Any, Any, Any]):
    """The key of a source, or a source that is recorded along with the entry."""

    default_error_messages = {
        "invalid": _("Give the key of a source, or a source with its title and address."),
    }

    def to_internal_value(self, data: Any) -> str | SourceDraft:
        if isinstance(data, str):
            key: str = serializers.CharField(max_length=100).run_validation(data)
            return key
        if not isinstance(data, Mapping):
            self.fail("invalid")
        source = SourceDraftSerializer(data=data)
        source.is_valid(raise_exception=True)
        return source.draft()


class BearingDraftSerializer(StrictSerializer):
    """The effect of the development on a measure or an ambiguity."""

    on = serializers.CharField(max_length=100, help_text=_("Key of a measure, part or ambiguity."))
    direction = WordField(DIRECTIONS)
    about = some_text(40, help_text=_("Whose conduct: the code of a party, “both” or “none”."))
    concern = one_word(Concern)
    status = one_word(Status)
    state = one_word(AmbiguityState)
    changed_by = some_text(40)

    def get_fields(self) -> dict[str, Any]:
        return plain_fields(Bearing) | super().get_fields()


class ViewDraftSerializer(StrictSerializer):
    """How a party, or the independent analyst, sees a measure or an ambiguity."""

    whose = serializers.CharField(max_length=40, help_text=_("Code of a party, or “independent”."))
    on = serializers.CharField(max_length=100, help_text=_("Key of a measure, part or ambiguity."))
    about = some_text(40, help_text=_("About whose actions: the code of a party, “both” or “none”."))
    level = LevelField(required=False, allow_null=True)
    nothing = one_word(Nothing)
    direction = one_word(ViewDirection)
    confidence = one_word(Confidence)
    provenance = one_word(Provenance)
    quotation_language = serializers.ChoiceField(Language.choices, required=False, allow_blank=True)
    rests_on = some_keys(help_text=_("Keys of earlier entries."))
    sources = some_keys(help_text=_("Keys of sources that this entry or those earlier ones cite."))

    def get_fields(self) -> dict[str, Any]:
        return plain_fields(View) | super().get_fields()


class MarkDraftSerializer(StrictSerializer):
    """Whether a milestone was met."""

    on = serializers.CharField(max_length=120, help_text=_("Key of a milestone."))
    state = WordField(MarkState.choices)
    party = some_text(40)


class EntryContentSerializer(AudienceContext, StrictSerializer):
    """What an entry says."""

    occurred = PartialDateOutputField()
    title = some_text(500)
    title_zh_hans = some_text(500)
    narrative = some_text()
    narrative_zh_hans = some_text()
    language = serializers.ChoiceField(Language.choices, required=False)
    track = one_word(Track)
    claim = one_word(Claim)
    bears_on = BearingDraftSerializer(many=True, required=False)
    views = ViewDraftSerializer(many=True, required=False)
    sources = serializers.ListField(child=SourceField(), required=False)
    milestones = MarkDraftSerializer(many=True, required=False)
    responds_to = some_text(100, help_text=_("Key of an entry of the same report."))
    is_baseline = serializers.BooleanField(source="baseline", required=False)
    marking = some_text(60)
    candidate = serializers.IntegerField(required=False, help_text=_("Number of the candidate that this decides."))

    def validate_candidate(self, value: int) -> IncomingItem:
        candidate = incoming_numbered(value, self.audience)
        if candidate is None:
            raise serializers.ValidationError(no_row(value))
        return candidate

    @property
    def changes(self) -> dict[str, Any]:
        """What was sent, as a draft has it."""
        values = {name: value for name, value in self.validated_data.items() if name not in ("report", "candidate")}
        for name, make in DRAFTS_WITHIN.items():
            if name in values:
                values[name] = [make(**row) for row in values[name]]
        return values

    def draft(self, **given: Any) -> EntryDraft:
        """The draft that was sent; `given` stands where the writer sent nothing."""
        return EntryDraft(**{**given, **self.changes})


class CorrectionSerializer(EntryContentSerializer):
    """What an entry says otherwise now, and why; what is left out stays as it was, an empty list takes it away."""

    occurred = PartialDateOutputField(required=False)
    reason = correction_reason()


class EntryDraftSerializer(OfReportSerializer, EntryContentSerializer):
    """One development with everything it affects, logged at once."""

    needed = ("title", "narrative", "track", "claim", "bears_on")

    def missing(self, sent: Mapping[str, Any]) -> list[str]:
        # A view and a milestone say as well what an entry affects.
        affects = sent.get("views") or sent.get("milestones")
        return [name for name in super().missing(sent) if not (affects and name == "bears_on")]


class MilestoneMarkDraftSerializer(StrictSerializer):
    """The development by which a milestone was met, not met or undone."""

    needed = ("title", "narrative")
    state = serializers.ChoiceField(MarkState.choices)
    party = some_text(40, help_text=_("Who met it; leave it out if it was met together."))
    occurred = PartialDateOutputField()
    title = some_text(500)
    narrative = some_text()
    track = one_word(Track)
    claim = one_word(Claim)
    sources = serializers.ListField(child=SourceField(), required=False)
    marking = some_text(60)


def source_draft(values: Mapping[str, Any]) -> SourceDraft:
    return SourceDraft(**{"publisher": "", **values})


class SourceFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A source in the description of the API: its key, or all of it."""

    target_class = "api.serializers.drafts.SourceField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        component = auto_schema.resolve_serializer(SourceDraftSerializer, "request")
        return {"anyOf": [{"type": "string", "description": str(_("Key of a source."))}, component.ref]}
