"""Feeds that are read for a report, and their readings."""

from django.db.models import OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.analysis.incoming import with_yield
from measures.lists.expressions import DocumentPlace
from measures.lists.fields import KeyField, PageField
from measures.lists.headings import file_columns
from measures.lists.records import RecordSerializer
from measures.models import Feed, FeedFetch, FetchOutcome


class FeedSerializer(RecordSerializer):
    """A feed or page that is read for a report while it is switched on, and what became of what it brought."""

    report = KeyField("slug")
    party = serializers.CharField(
        source="party_id", allow_null=True, help_text="Code of the party whose official voice it is, if any."
    )
    outcome = serializers.ChoiceField(
        choices=FetchOutcome.choices, read_only=True, allow_null=True, help_text="How its last reading ended."
    )
    taken = serializers.IntegerField(
        read_only=True, help_text="How many of its candidates were logged, or added as a source."
    )
    dropped = serializers.IntegerField(read_only=True, help_text="How many of them were dropped within a year.")
    waiting = serializers.IntegerField(read_only=True, help_text="How many of them wait.")
    html_url = PageField("feed")

    class Meta:
        model = Feed
        fields = [
            "key", "report", "title", "title_zh_hans", "kind", "url", "language", "publisher", "publisher_zh_hans",
            "party", "wanted_words", "unwanted_words", "read_every_hours", "is_on", "due_at", "read_at", "outcome",
            "failing_since", "failures", "taken", "dropped", "waiting", "added_at", "version", "html_url",
        ]  # fmt: skip
        columns = file_columns(
            Feed,
            [
                "key", "report", "party", "title", "title_zh_hans", "kind", "url", "language", "publisher",
                "wanted_words", "unwanted_words", "read_every_hours", "is_on", "read_at", "outcome", "failing_since",
                "taken", "dropped", "waiting",
            ],
            title_zh_hans=_("What is published there, in Chinese"),
            outcome=_("Outcome"),
            taken=_("Logged or added as a source"),
            dropped=_("Dropped"),
            waiting=_("Waiting"),
        )  # fmt: skip

    def brought(self, place: DocumentPlace, name: str) -> Combinable:
        here = Feed.objects.filter(pk=OuterRef(place.path("pk"))).order_by()
        return Subquery(with_yield(here).values(name))

    def sql_outcome(self, place: DocumentPlace) -> Combinable:
        return self.brought(place, "outcome")

    def sql_taken(self, place: DocumentPlace) -> Combinable:
        return self.brought(place, "taken")

    def sql_dropped(self, place: DocumentPlace) -> Combinable:
        return self.brought(place, "dropped")

    def sql_waiting(self, place: DocumentPlace) -> Combinable:
        return self.brought(place, "waiting")


class FeedFetchSerializer(RecordSerializer):
    """One reading of a feed."""

    html_url = PageField("feed", "feed.key")

    class Meta:
        model = FeedFetch
        fields = [
            "id", "due_at", "attempts", "next_attempt_at", "ended_at", "outcome", "status", "size", "detail", "items",
            "candidates_made", "html_url",
        ]  # fmt: skip
        columns = file_columns(
            FeedFetch,
            fields,
            without=["next_attempt_at"],
            id=_("Number"),
            due_at=_("Due"),
            items=_("Items"),
            candidates_made=_("Items that came in"),
        )
