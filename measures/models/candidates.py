"""Candidates: what came in and may be worth a development, until a member of the team decides."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.models.evidence import Evidence, validate_web_address
from measures.models.feeds import Feed, FeedFetch, TeamQuerySet
from measures.models.journal import Entry
from measures.models.measures import Measure
from measures.models.partial_dates import PartialDateField
from measures.models.records import OF_REPORT, RecordManager, Versioned, random_number
from measures.models.redactions import Redaction
from measures.models.reports import Ambiguity, Report
from measures.models.search import SearchField
from measures.models.subjects import Subject
from measures.models.texts import Language, Words, reading_language


class CandidateState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    LOGGED = "logged", _("Logged as a development")
    CITED = "cited", _("Added as a source")
    DROPPED = "dropped", _("Not relevant")


class DropReason(models.TextChoices):
    """Why a candidate is not relevant."""

    OFF_TOPIC = "off_topic", _("About something else")
    ON_RECORD = "on_record", _("Already recorded")
    NOTHING_NEW = "nothing_new", _("Says nothing new")
    WEAK_SOURCE = "weak_source", _("The source is too weak")
    OTHER = "other", _("Another reason")


class CandidateQuerySet(TeamQuerySet["Candidate"]):
    """Candidates that are …"""

    def waiting(self) -> Self:
        """Not yet decided."""
        return self.filter(state=CandidateState.WAITING)

    def heading(self) -> Self:
        """Not shown below an earlier one that waits with nearly the same title."""
        above = Candidate.objects.waiting().filter(pk=models.OuterRef("near_to"), near_to=None)
        return self.filter(~models.Exists(above))


class Candidate(Versioned):
    """An item of a feed, or an address that somebody sent, with what it may concern; the team alone reads it."""

    bounded_by: ClassVar = (OF_REPORT,)

    id = models.BigIntegerField(primary_key=True, default=random_number, editable=False)
    report = models.ForeignKey(
        Report, models.PROTECT, verbose_name=_("report"), related_name="candidates", db_index=False
    )
    feed = models.ForeignKey(
        Feed, models.PROTECT, verbose_name=_("feed"), related_name="candidates", null=True, blank=True
    )
    fetch = models.ForeignKey(FeedFetch, models.SET_NULL, related_name="candidates", null=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("sent by"), related_name="+", null=True, blank=True
    )
    url = models.URLField(_("address"), max_length=1000, validators=[validate_web_address])
    # The address in the one form by which two of the same page are recognised.
    address = models.CharField(max_length=1000, editable=False)
    title = models.CharField(_("title"), max_length=500)
    text = models.TextField(_("beginning of its text"), blank=True)
    language = models.CharField(_("language"), max_length=20, blank=True)
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    published = PartialDateField(_("published"), null=True, blank=True)
    found_at = models.DateTimeField(_("found"), db_default=Now(), editable=False)
    # The oldest of those with nearly the same title; the others stand below it.
    near_to = models.ForeignKey("self", models.SET_NULL, related_name="near", null=True, editable=False)
    # How likely it concerns something of the report, compared with others of the same report; no unit.
    score = models.FloatField(default=0, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=CandidateState, default=CandidateState.WAITING)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("assigned to"), related_name="+", null=True, blank=True
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    drop_reason = models.CharField(_("why it is not relevant"), max_length=20, choices=DropReason, blank=True)
    entry = models.ForeignKey(
        Entry, models.PROTECT, verbose_name=_("development"), related_name="candidates", null=True, blank=True
    )
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, verbose_name=_("source"), related_name="candidates", null=True, blank=True
    )
    redaction = models.ForeignKey(Redaction, models.PROTECT, related_name="candidates", null=True, editable=False)
    search = SearchField("title", "text", "publisher", "url")
    # By which the same news is recognised.
    title_words = models.GeneratedField(
        expression=models.Func("title", function="title_words"),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )

    objects = RecordManager.from_queryset(CandidateQuerySet)()

    class Meta:
        verbose_name = _("candidate")
        ordering = ["-score", "-found_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "feed", "address"], name="candidate_once_per_feed_and_address", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(state__in=CandidateState.values), name="candidate_state_in_list"),
            models.CheckConstraint(
                condition=Q(state=CandidateState.WAITING, decided_at=None)
                | Q(~Q(state=CandidateState.WAITING), decided_at__isnull=False),
                name="candidate_decided_or_waiting",
            ),
            models.CheckConstraint(
                condition=Q(state=CandidateState.DROPPED) | Q(drop_reason=""),
                name="candidate_reason_only_if_dropped",
            ),
        ]
        indexes = [
            models.Index(
                fields=["report", "-score", "-found_at", "-id"],
                condition=Q(state=CandidateState.WAITING),
                name="candidate_inbox",
            ),
            models.Index(fields=["report", "found_at"], name="candidate_by_day"),
            # A candidate is written twice, as it comes in and as it is ranked: these indexes take in many at once.
            GinIndex(fields=["search"], name="candidate_search"),
            GinIndex(fields=["title_words"], condition=Q(near_to=None), name="candidate_title_words"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_waiting(self) -> bool:
        return self.state == CandidateState.WAITING

    @property
    def is_redacted(self) -> bool:
        return self.redaction_id is not None

    @property
    def title_in_language(self) -> Words:
        if self.is_redacted:
            return Words(gettext("Redacted"), reading_language())
        return Words(self.title, self.reading_language)

    @property
    def reading_language(self) -> str:
        """Its language, as the tracker names that if it is written in it."""
        return next((each.value for each in Language if self.language[:2] == each.value[:2]), self.language)


class CandidateMatch(models.Model):
    """What a candidate may concern, by the words that both have."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="matches", db_index=False)
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="+", null=True)
    ambiguity = models.ForeignKey(Ambiguity, models.CASCADE, related_name="+", null=True)
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+", null=True)
    score = models.FloatField()
    words = ArrayField(models.CharField(max_length=100), default=list)

    objects = RecordManager()

    class Meta:
        ordering = ["candidate", "-score", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "measure", "ambiguity", "subject"],
                name="candidate_match_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.measure_id or self.ambiguity_id or self.subject_id}"
