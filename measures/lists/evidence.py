"""Sources and their reviews."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from measures.lists.chains import RowRedactionSerializer
from measures.lists.expressions import DocumentPlace, JSONDocument, UtcTimestamp, address_of, holds, only_if
from measures.lists.fields import PageField, PersonField, PersonRoleField
from measures.lists.headings import file_columns, label_in_model
from measures.lists.records import RecordSerializer
from measures.models import (
    AddressState,
    Capture,
    Citation,
    Entry,
    Evidence,
    Review,
    ReviewState,
)
from measures.models.captures import CaptureQuerySet, address_state_of
from measures.models.evidence import is_reviewed_here, review_state_of
from measures.models.journal import entries_latest_first
from measures.models.placeholders import NO_MOMENT

FILE = {
    "type": ["object", "null"],
    "description": "Its file, and where that is handed out.",
    "required": ["name", "media_type", "size", "sha256", "url"],
    "properties": {
        "name": {"type": "string"},
        "media_type": {"type": "string"},
        "size": {"type": "integer"},
        "sha256": {"type": "string"},
        "url": {"type": "string", "format": "uri"},
    },
}


CAPTURE = {
    "type": ["object", "null"],
    "description": "The copy of what was at its address when it was recorded; the team may fetch it.",
    "required": ["recorded_at", "tool", "sha256", "payload_sha256", "url"],
    "properties": {
        "recorded_at": {"type": "string", "format": "date-time"},
        "tool": {"type": "string"},
        "sha256": {"type": "string", "description": "Of the WARC."},
        "payload_sha256": {"type": "string", "description": "Of the page alone, as it was answered."},
        "url": {"type": ["string", "null"], "format": "uri", "description": "For the team: the WARC."},
    },
}


@extend_schema_field(CAPTURE)
class CaptureField(serializers.ReadOnlyField):
    """What is told of the copy of a source."""


@extend_schema_field(FILE)
class FileField(serializers.ReadOnlyField):
    """What is told of the file of a source."""


def opened_address(place: DocumentPlace) -> Combinable:
    """The address of the source at a place, if somebody has opened it there."""
    return Case(When(**{place.path("unopened"): False}, then=place.at("url")), default=Value(""))


class EvidenceSerializer(RecordSerializer):
    """A source, its grades and its review."""

    is_by_report_author = serializers.BooleanField(source="by_report_author", read_only=True)
    is_read_as_copy = serializers.BooleanField(source="read_as_copy", read_only=True)
    is_unopened = serializers.BooleanField(source="unopened", read_only=True)
    is_address_withheld = serializers.BooleanField(source="address_withheld", read_only=True)
    review_state = serializers.ChoiceField(ReviewState.choices, read_only=True)
    is_reviewed_here = serializers.BooleanField(
        read_only=True, help_text="Whether a person has reviewed it, or only the record’s authors graded it."
    )
    replaces = serializers.CharField(read_only=True, allow_null=True)
    file = FileField(read_only=True)
    capture = CaptureField(read_only=True)
    address_state = serializers.ChoiceField(
        AddressState.choices,
        read_only=True,
        allow_null=True,
        help_text="What is at its address now, compared with the copy; read every week. None as known at a moment.",
    )
    recorded_by_name = PersonField(source="recorded_by.name")
    recorded_by_role = PersonRoleField("recorded_by__name")
    is_redacted = serializers.BooleanField()
    redaction = RowRedactionSerializer(allow_null=True)
    copies_redaction = RowRedactionSerializer(
        allow_null=True, help_text="If its file and its copies were taken away, and no more are made."
    )
    html_url = PageField("source")

    class Meta:
        model = Evidence
        fields = [
            "key", "title", "title_zh_hans", "original_title_language", "author", "publisher", "publisher_zh_hans",
            "origin", "origin_zh_hans", "url", "archive_url", "published", "accessed", "language", "note",
            "note_zh_hans", "kind", "grade", "credibility", "is_by_report_author", "is_read_as_copy", "copy_sha256",
            "is_unopened", "is_address_withheld", "replaces", "file", "capture", "address_state", "review_state",
            "is_reviewed_here", "marking",
            "recorded_by_name", "recorded_by_role", "recorded_at", "is_redacted", "redaction", "copies_redaction",
            "version", "html_url",
        ]  # fmt: skip
        # The constraint on addresses would have it described as "" where nothing is sent, which is no address.
        extra_kwargs = {"url": {"default": empty}}
        columns = file_columns(
            Evidence,
            [
                "key", "title", "title_zh_hans", "original_title_language", "author", "publisher",
                "publisher_zh_hans", "origin", "url", "archive_url", "published", "accessed", "language", "note",
                "note_zh_hans", "kind", "grade", "credibility", "is_by_report_author", "is_read_as_copy",
                "copy_sha256", "is_unopened", "is_address_withheld", "replaces", "file", "file_sha256",
                "capture_sha256", "address_state", "review_state", "is_reviewed_here", "cited_by", "marking",
                "recorded_by_name", "recorded_at", "is_redacted",
            ],
            publisher_zh_hans=_("Publisher in Chinese"),
            is_by_report_author=label_in_model(Evidence, "by_report_author"),
            is_read_as_copy=label_in_model(Evidence, "read_as_copy"),
            is_unopened=label_in_model(Evidence, "unopened"),
            is_address_withheld=label_in_model(Evidence, "address_withheld"),
            origin=_("Original source (agency, wire)"),
            file=_("File name"),
            file_sha256=_("SHA-256 of its file"),
            capture_sha256=_("SHA-256 of the copy kept here"),
            address_state=_("What is at its address"),
            review_state=_("Review"),
            is_reviewed_here=_("Reviewed here"),
            cited_by=_("Cited by entries"),
            recorded_by_name=_("Recorded by"),
        )  # fmt: skip
        read_first = ["title", "publisher", "published", "url", "kind", "grade", "review_state"]
        sheet = _("Sources")

    def sql_url(self, place: DocumentPlace) -> Combinable:
        return opened_address(place)

    def cell_file(self, place: DocumentPlace) -> Combinable:
        return place.at("file_name")

    def cell_file_sha256(self, place: DocumentPlace) -> Combinable:
        return place.at("file_id")

    def cell_capture_sha256(self, place: DocumentPlace) -> Combinable:
        return Subquery(self.captures(place).values("file_id")[:1])

    def cell_cited_by(self, place: DocumentPlace) -> Combinable:
        """The entries that cite it and that the audience may read, of those that were there."""
        entries: Any = Entry.objects.visible_to(place.audience)
        there = entries.recorded(as_of=place.as_of, known_at=place.known_at).filter(redaction=None)
        cited = Citation.objects.filter(entry__in=there, evidence=OuterRef(place.path("pk")))
        latest_first = cited.order_by(*entries_latest_first("entry"))
        return ArraySubquery(latest_first.values_list("entry__key"))

    def sql_review_state(self, place: DocumentPlace) -> Combinable:
        return Coalesce(
            review_state_of(OuterRef(place.path("pk")), known_at=place.known_at), Value(ReviewState.PENDING)
        )

    def sql_is_reviewed_here(self, place: DocumentPlace) -> Combinable:
        return holds(is_reviewed_here(OuterRef(place.path("pk")), known_at=place.known_at))

    def sql_file(self, place: DocumentPlace) -> Combinable:
        members: dict[str, Combinable] = {
            "name": place.at("file_name"),
            "media_type": place.at("file.media_type"),
            "size": place.at("file.size"),
            "sha256": place.at("file_id"),
            "url": address_of("api-file", place.at("key")),
        }
        return only_if(Q(**{place.path("file__isnull"): False}), JSONDocument(members))

    def captures(self, place: DocumentPlace) -> CaptureQuerySet:
        return Capture.objects.recorded(known_at=place.known_at).of(OuterRef(place.path("pk")))

    def sql_capture(self, place: DocumentPlace) -> Combinable:
        url = address_of("api-capture", F("address__evidence__key"))
        readable = Evidence.copies_read_by(place.audience, "address__evidence__")
        members: dict[str, Combinable] = {
            "recorded_at": UtcTimestamp("recorded_at"),
            "tool": F("tool"),
            "sha256": F("file_id"),
            "payload_sha256": F("payload_sha256"),
            "url": Value(None, TextField()) if readable is None else only_if(readable, url) if readable else url,
        }
        return Subquery(self.captures(place).values_list(JSONDocument(members))[:1])

    def sql_address_state(self, place: DocumentPlace) -> Combinable:
        """What is there now: a reading as known at a past moment has none."""
        is_of_now = Q(Exact(place.known_at, Value(NO_MOMENT)))
        return only_if(is_of_now, address_state_of(OuterRef(place.path("pk"))))

    def sql_is_redacted(self, place: DocumentPlace) -> Combinable:
        return holds(Q(**{place.path("redaction__isnull"): False}))

    def sql_replaces(self, place: DocumentPlace) -> Combinable:
        replaced = Evidence.objects.visible_to(place.audience).filter(pk=OuterRef(place.path("replaces")))
        return Subquery(replaced.values("key"))


class ReviewSerializer(RecordSerializer):
    """A review of a source."""

    reviewer_name = PersonField()
    reviewer_role = PersonRoleField("reviewer_name")
    html_url = PageField("source", "evidence.key")

    class Meta:
        model = Review
        fields = ["state", "reviewer_name", "reviewer_role", "is_self_review", "note", "recorded_at", "html_url"]
        columns = file_columns(Review, fields, without=["reviewer_role"], state=_("Review"))
        sheet = _("Reviews")
