"""Dates ahead, and what was found of them."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.lists.expressions import DocumentPlace
from measures.lists.fields import (
    KeyField,
    KeysField,
    PageField,
    PartialDateOutputField,
    PersonField,
    PersonRoleField,
    SeenKeyField,
    TouchesField,
)
from measures.lists.headings import file_columns
from measures.lists.records import RecordSerializer
from measures.models import AnnouncedDate, DateFinding, DateState


class FindingOfDateSerializer(RecordSerializer):
    """What somebody found of a date; a withdrawn one is kept."""

    development = SeenKeyField()
    recorded_by_name = PersonField()
    recorded_by_role = PersonRoleField("recorded_by_name")
    withdrawn_by_name = PersonField()
    withdrawn_by_role = PersonRoleField("withdrawn_by_name")
    html_url = PageField("date", "date.key")

    class Meta:
        model = DateFinding
        fields = [
            "id", "kind", "found_on", "development", "put_off_to", "note", "language", "recorded_on",
            "recorded_by_name", "recorded_by_role", "recorded_at", "withdrawn_at", "withdrawn_by_name",
            "withdrawn_by_role", "html_url",
        ]  # fmt: skip
        columns = file_columns(
            DateFinding,
            fields,
            without=["language", "recorded_on", "recorded_by_role", "withdrawn_by_name", "withdrawn_by_role"],
            id=_("Number"),
            kind=_("What was found"),
            withdrawn_at=_("Withdrawn"),
        )
        sheet = _("What was found")


class AnnouncedDateSerializer(RecordSerializer):
    """What sources announced for a day, a month or a year, or without a date; and its state on the day shown."""

    report = KeyField("slug")
    due = PartialDateOutputField(
        read_only=True, allow_null=True, help_text="The announced date, or the one to which it was last put off."
    )
    state = serializers.ChoiceField(
        choices=DateState.choices,
        read_only=True,
        help_text="A month or a year passes with its last day; only a look on that day or later counts.",
    )
    looked_on = serializers.DateField(
        read_only=True, allow_null=True, help_text="The last day on which somebody looked for it and found nothing."
    )
    touches = TouchesField()
    subjects = KeysField()
    development = SeenKeyField()
    sources = KeysField()
    added_by_name = PersonField()
    added_by_role = PersonRoleField("added_by_name")
    html_url = PageField("date")

    class Meta:
        model = AnnouncedDate
        fields = [
            "key", "report", "title", "title_zh_hans", "announced_for", "due", "state", "looked_on", "as_worded",
            "as_worded_zh_hans", "why", "why_zh_hans", "touches", "subjects", "development", "sources", "marking",
            "added_on", "added_by_name", "added_by_role", "recorded_at", "withdrawn_at", "version", "html_url",
        ]  # fmt: skip
        columns = file_columns(
            AnnouncedDate,
            fields,
            without=["added_by_name", "added_by_role", "withdrawn_at", "version"],
            title=_("Title"),
            due=_("Due"),
            state=_("State"),
            looked_on=_("Checked on"),
            as_worded_zh_hans=_("In the source’s own words, for Chinese readers"),
            why_zh_hans=_("Why it matters, in Chinese"),
            touches=_("Related measures and ambiguities"),
            development=_("Announced by"),
        )
        read_first = ["due", "title", "state", "as_worded", "why", "looked_on"]
        sheet = _("Dates ahead")

    def found(self, place: DocumentPlace, name: str) -> Combinable:
        """What was found of it by the day shown."""
        here = AnnouncedDate.objects.filter(pk=OuterRef(place.path("pk"))).order_by()
        return Subquery(here.as_found(place.today, as_of=place.as_of, known_at=place.known_at).values(name))

    def sql_due(self, place: DocumentPlace) -> Combinable:
        return self.found(place, "due")

    def sql_state(self, place: DocumentPlace) -> Combinable:
        return self.found(place, "state")

    def sql_looked_on(self, place: DocumentPlace) -> Combinable:
        return self.found(place, "looked_on")

    def sql_sources(self, place: DocumentPlace) -> Combinable:
        """Those that the reader may read."""
        sources = AnnouncedDate.sources.through.objects.filter(
            place.top.seen_source("evidence"), announceddate=OuterRef(place.path("pk"))
        )
        return ArraySubquery(sources.order_by("evidence__key").values_list("evidence__key"))
