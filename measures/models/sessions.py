"""Dialogue sessions: what was on the table and what came of it. Who was there has no place here."""

from collections.abc import Collection
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from measures.models.circles import Circle
from measures.models.markings import PUBLIC, Audience, Marking, MarkingField
from measures.models.partial_dates import LATEST_DAY, PartialDateField
from measures.models.people import Party
from measures.models.records import OF_REPORT, RecordManager, RecordQuerySet, Versioned, random_number
from measures.models.reports import Ambiguity, Report
from measures.models.subjects import Subject
from measures.models.texts import Bilingual
from measures.models.words import Track

SESSION_TRACKS = (Track.OFFICIAL, Track.SEMI_OFFICIAL, Track.EXPERT)
# The order of sessions, and of follow-ups `with_due_order`: those without a day last.
BY_MONTH, BY_DUE = ("month", "key"), ("due_order", "key")


class AttributionRule(models.TextChoices):
    """What may be attributed to whom, each rule stricter than the one before."""

    ON_THE_RECORD = "on_the_record", _("On the record")
    SIDES_MAY_BE_NAMED = "sides_may_be_named", _("Sides may be named, persons may not")
    CHATHAM_HOUSE = "chatham_house", _("Chatham House Rule")

    @property
    def strictness(self) -> int:
        return list(AttributionRule).index(self)


def stricter_rule(one: str, other: str) -> str:
    """The stricter of two rules, of which either may be empty."""
    return max(one, other, key=["", *AttributionRule.values].index)


class SessionState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("a session", "Planned")
    HELD = "held", pgettext_lazy("a session", "Held")
    CLOSED = "closed", pgettext_lazy("a session", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("a session", "Cancelled")


class DialogueSessionQuerySet(RecordQuerySet["DialogueSession"]):
    """Sessions that are …"""

    def visible_to(self, audience: Audience) -> Self:
        """Public ones; who else may read a session depends on its circle, not on an audience alone."""
        return self.marked_for(audience).filter(marking=Marking.PUBLIC)

    def open_to(self, user: int | None, audience: Audience) -> Self:
        """Public ones, and those of the circles of a user, by primary key, as far as their audience reads them."""
        of_circle = Q(circle__in=Circle.objects.of_member(user))
        return self.marked_for(audience).filter(Q(marking=Marking.PUBLIC) | of_circle)

    def marked_for(self, audience: Audience) -> Self:
        return self.filter(audience.reads("report", "marking", OF_REPORT))


class DialogueSession(Bilingual, Versioned):
    """A meeting at which a report is discussed: its month and its country, and no more unless the meeting is public.

    What the rule of attribution forbids has no column here, under no rule: participants, speakers, affiliations,
    interpreters, note-takers, invitations, attendance. Nor does a row say who wrote it.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="sessions")
    circle = models.ForeignKey(Circle, models.PROTECT, verbose_name=_("circle"), related_name="sessions")
    key = models.CharField(_("key"), max_length=100, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=300)
    title_zh_hans = models.CharField(max_length=300, blank=True)
    month = PartialDateField(_("month"))
    country = models.CharField(_("country"), max_length=100, help_text=_("A country, or “online”. No city, no venue."))
    country_zh_hans = models.CharField(max_length=100, blank=True)
    track = models.CharField(
        _("track"), max_length=20, choices=[(track.value, track.label) for track in SESSION_TRACKS]
    )
    subjects = models.ManyToManyField(Subject, verbose_name=_("subjects"), related_name="sessions", blank=True)
    rule = models.CharField(_("rule of attribution"), max_length=20, choices=AttributionRule)
    is_publicly_known = models.BooleanField(
        _("The meeting itself is publicly known"),
        default=False,
        help_text=_("For example from an announcement of its hosts. Only then may the day and the hosts be recorded."),
    )
    day = models.DateField(_("day"), null=True, blank=True)
    hosts = models.CharField(
        _("hosting institutions"), max_length=300, blank=True, help_text=_("Institutions only, never persons.")
    )
    hosts_zh_hans = models.CharField(max_length=300, blank=True)
    marking = MarkingField(default=Marking.PARTICIPANTS)
    state = models.CharField(_("state"), max_length=20, choices=SessionState, default=SessionState.PLANNED)

    objects = RecordManager.from_queryset(DialogueSessionQuerySet)()

    class Meta:
        verbose_name = _("dialogue session")
        ordering = ["-month", "key"]
        constraints = [
            models.CheckConstraint(condition=Q(month__regex=r"^\d{4}-\d{2}$"), name="session_month_is_a_month"),
            models.CheckConstraint(condition=Q(track__in=SESSION_TRACKS), name="session_track_in_list"),
            models.CheckConstraint(condition=Q(rule__in=AttributionRule.values), name="session_rule_in_list"),
            models.CheckConstraint(condition=Q(marking__in=Marking.values), name="session_marking_in_list"),
            models.CheckConstraint(
                condition=Q(is_publicly_known=True) | Q(day=None, hosts="", hosts_zh_hans=""),
                name="session_day_and_hosts_only_if_known",
            ),
            models.CheckConstraint(
                condition=~Q(marking=Marking.PUBLIC) | Q(is_publicly_known=True, rule=AttributionRule.ON_THE_RECORD),
                name="session_public_only_on_the_record",
            ),
        ]

    @property
    def is_public(self) -> bool:
        return PUBLIC.may_read(self.marking)

    @property
    def may_be_revised(self) -> bool:
        return self.state in (SessionState.PLANNED, SessionState.HELD)


class AgendaItem(Bilingual):
    """An item of the agenda, as it is circulated: an open question to both sides."""

    id = models.BigIntegerField(primary_key=True, default=random_number, editable=False)
    session = models.ForeignKey(DialogueSession, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(_("place in the agenda"))
    ambiguity = models.ForeignKey(Ambiguity, models.PROTECT, related_name="agenda_items", null=True, blank=True)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="agenda_items", null=True, blank=True)
    question = models.TextField(_("question"), max_length=1000)
    question_zh_hans = models.TextField(max_length=1000, blank=True)
    asks_more_of = models.ForeignKey(
        Party, models.PROTECT, verbose_name=_("asks more of"), related_name="+", null=True, blank=True
    )
    # Only if it is stricter than that of the session.
    rule = models.CharField(_("stricter rule"), max_length=20, choices=AttributionRule, blank=True)
    from_follow_up = models.ForeignKey("FollowUp", models.SET_NULL, related_name="agenda_items", null=True, blank=True)

    objects = RecordManager()

    class Meta:
        verbose_name = _("item of the agenda")
        ordering = ["session", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "position"],
                name="agenda_item_once_per_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(ambiguity=None) | Q(subject=None), name="agenda_item_on_one_thing"),
        ]

    @property
    def on(self) -> Ambiguity | Subject | None:
        """What of the report it is about."""
        return self.ambiguity or self.subject

    @property
    def rule_in_force(self) -> AttributionRule:
        """Its own rule or that of its session, whichever is stricter."""
        return AttributionRule(stricter_rule(self.rule, self.session.rule))


class FollowUpOwner(models.TextChoices):
    """Who sees to a follow-up: never a person."""

    ORGANISERS = "organisers", _("The organisers’ staff")
    OUTSIDE = "outside", _("Outside the tracker")


class FollowUpQuerySet(RecordQuerySet["FollowUp"]):
    """Follow-ups that are …"""

    def open(self) -> Self:
        return self.filter(done_on=None)

    def due(self, *, on: date) -> Self:
        """Open, and due by a day."""
        return self.open().filter(due_on__lte=on)

    def with_due_order(self) -> Self:
        """Each with its place in a list as `due_order`."""
        return self.annotate(due_order=Coalesce("due_on", models.Value(LATEST_DAY), output_field=models.DateField()))

    def of_organisers(self, users: Collection[int]) -> Self:
        """For each of these users those that they organise, with the user as `organiser`."""
        members = "session__circle__members"
        of_them = self.filter(**{f"{members}__user__in": users, f"{members}__organises": True})
        return of_them.annotate(organiser=models.F(f"{members}__user"))


class FollowUp(Bilingual):
    """Something to be done after a session; open ones come first in the next agenda of its circle."""

    session = models.ForeignKey(DialogueSession, models.PROTECT, related_name="follow_ups")
    key = models.CharField(_("key"), max_length=120, unique=True, editable=False)
    item = models.ForeignKey(
        AgendaItem,
        models.PROTECT,
        verbose_name=_("item of the agenda"),
        related_name="follow_ups",
        null=True,
        blank=True,
    )
    text = models.TextField(_("what is to be done"), max_length=1000)
    text_zh_hans = models.TextField(max_length=1000, blank=True)
    owner = models.CharField(_("owner"), max_length=20, choices=FollowUpOwner)
    due_on = models.DateField(_("due"), null=True, blank=True)
    done_on = models.DateField(_("done"), null=True, blank=True)

    objects = RecordManager.from_queryset(FollowUpQuerySet)()

    class Meta:
        verbose_name = _("follow-up")
        ordering = [models.F("due_on").asc(nulls_last=True), "key"]
