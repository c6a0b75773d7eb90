"""Dialogue sessions, their circles and follow-ups. None of it says who wrote it.

Which rows of these somebody may read depends on their circles: whoever lists them chooses them by `access`.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.lists.expressions import DocumentPlace, only_if
from measures.lists.fields import KeyField, KeysField, PageField, PartialDateOutputField
from measures.lists.headings import file_columns
from measures.lists.records import RecordSerializer
from measures.models import (
    SESSION_TRACKS,
    AttributionRule,
    Circle,
    CircleMember,
    DialogueSession,
    FollowUp,
    FollowUpOwner,
    SessionState,
)
from measures.models.placeholders import READER

TRACKS = [(track.value, track.label) for track in SESSION_TRACKS]


class CircleMemberSerializer(RecordSerializer):
    """Somebody who may read the sessions of a circle."""

    id = serializers.IntegerField(source="user_id", help_text="Number of the person.")
    name = serializers.CharField(source="user.name", help_text="Name of the person.")
    organises = serializers.BooleanField(help_text="Whether they organise its sessions.")

    class Meta:
        model = CircleMember
        fields = ["id", "name", "organises"]


class CircleSerializer(RecordSerializer):
    """A circle: who may read some sessions. Who is in it is told to those who organise them."""

    report = KeyField("slug")
    name = serializers.CharField(help_text="Name of the circle.")
    name_zh_hans = serializers.CharField(help_text="Its name in Chinese.")
    members = CircleMemberSerializer(
        many=True, allow_null=True, help_text="Its members; null unless you organise its sessions."
    )
    html_url = PageField("circle")

    class Meta:
        model = Circle
        fields = ["key", "report", "name", "name_zh_hans", "members", "html_url"]
        columns = file_columns(Circle, fields, without=["members"])

    def sql_members(self, place: DocumentPlace) -> Combinable:
        """Who is in it: for those of the team of its report who organise its sessions."""
        organising = CircleMember.objects.filter(circle=OuterRef(place.path("pk")), user=READER, organises=True)
        members: Any = self.fields["members"]
        return only_if(Q(Exists(organising)) & place.of_team("report"), members.expression(place))


class SessionSerializer(RecordSerializer):
    """A dialogue session. Participants speak for themselves and bind no government."""

    report = KeyField("slug")
    circle = KeyField(help_text="Key of the circle that may read it.")
    title = serializers.CharField()
    title_zh_hans = serializers.CharField()
    month = PartialDateOutputField(read_only=True, help_text="The month, such as 2026-03.")
    country = serializers.CharField(help_text="A country, or “online”.")
    country_zh_hans = serializers.CharField(help_text="The country, in Chinese.")
    track = serializers.ChoiceField(choices=TRACKS)
    subjects = KeysField(help_text="Keys of subjects.")
    rule = serializers.ChoiceField(choices=AttributionRule.choices)
    is_publicly_known = serializers.BooleanField(help_text="Whether the meeting itself is publicly known.")
    day = serializers.DateField(allow_null=True, help_text="The day, of a publicly known meeting.")
    hosts = serializers.CharField(help_text="The hosting institutions, of a publicly known meeting.")
    hosts_zh_hans = serializers.CharField(help_text="The hosting institutions, in Chinese.")
    marking = serializers.CharField()
    state = serializers.ChoiceField(choices=SessionState.choices)
    html_url = PageField("session")

    class Meta:
        model = DialogueSession
        fields = [
            "key", "report", "circle", "title", "title_zh_hans", "month", "country", "country_zh_hans", "track",
            "subjects", "rule", "is_publicly_known", "day", "hosts", "hosts_zh_hans", "marking", "state", "version",
            "html_url",
        ]  # fmt: skip
        columns = file_columns(
            DialogueSession,
            fields,
            without=["is_publicly_known", "version"],
            country_zh_hans=_("Country in Chinese"),
            hosts_zh_hans=_("Hosting institutions in Chinese"),
        )


class FollowUpSerializer(RecordSerializer):
    """What is to be done after a session."""

    session = KeyField(help_text="Key of the session.")
    text = serializers.CharField(help_text="What is to be done.")
    text_zh_hans = serializers.CharField(help_text="What is to be done, in Chinese.")
    owner = serializers.ChoiceField(choices=FollowUpOwner.choices, help_text="Who sees to it; never a person.")
    item = serializers.IntegerField(
        source="item_id", allow_null=True, help_text="Number of the item of the agenda, or null."
    )
    due_on = serializers.DateField(allow_null=True, help_text="Day by which it is due.")
    done_on = serializers.DateField(allow_null=True, help_text="Day on which it was done; null while it is open.")
    html_url = PageField("session", "session.key")

    class Meta:
        model = FollowUp
        fields = ["key", "session", "text", "text_zh_hans", "owner", "item", "due_on", "done_on", "html_url"]
        columns = {
            "key": _("Key"),
            "session": _("Session"),
            "text": _("What is to be done"),
            "text_zh_hans": _("What is to be done, in Chinese"),
            "owner": _("Owner"),
            "due_on": _("Due"),
            "done_on": _("Done"),
        }
