"""What comes in: feeds and pages that are read, what they brought, and what ranks it."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.models.evidence import Evidence, validate_web_address
from measures.models.fetches import Fetch, FetchOutcome, FetchQuerySet
from measures.models.journal import Entry
from measures.models.measures import Measure
from measures.models.partial_dates import PartialDateField
from measures.models.people import Party
from measures.models.records import OF_REPORT, Loaded, RecordManager, Versioned, random_number
from measures.models.redactions import Redaction
from measures.models.reports import Ambiguity, Report, TeamQuerySet
from measures.models.search import SearchField
from measures.models.subjects import Subject
from measures.models.texts import Bilingual, Language, Words, reading_language

USUAL_HOURS, MOST_HOURS = 6, 24 * 28
FAILING_LONG = timedelta(days=14)


class FeedKind(models.TextChoices):
    """What at the address is new."""

    FEED = "feed", _("Feed (Atom or RSS)")
    LINKS = "links", _("Page: new links")
    TEXT = "text", _("Page: changes of its text")


class FeedQuerySet(TeamQuerySet["Feed"]):
    """Feeds that are …"""

    def standing(self) -> Self:
        """Not removed."""
        return self.filter(removed_at=None)

    def due(self, *, at: datetime) -> Self:
        """Switched on, and to be read by now."""
        return self.standing().filter(is_on=True, due_at__lte=at)

    def failing_long(self, *, at: datetime) -> Self:
        """Switched on, and not read for so long that an editor should look."""
        return self.standing().filter(is_on=True, failing_since__lte=at - FAILING_LONG)


class Feed(Bilingual, Loaded):
    """A feed, or a page without one, that is read for a report now and then while it is switched on."""

    bounded_by: ClassVar = (OF_REPORT,)

    report = models.ForeignKey(Report, models.PROTECT, verbose_name=_("report"), related_name="feeds")
    key = models.CharField(_("key"), max_length=100, unique=True)
    title = models.CharField(_("What is published there"), max_length=300)
    title_zh_hans = models.CharField(max_length=300, blank=True)
    kind = models.CharField(_("Kind"), max_length=10, choices=FeedKind, default=FeedKind.FEED)
    url = models.URLField(_("Address"), max_length=1000, validators=[validate_web_address])
    language = models.CharField(_("Language"), max_length=20)
    publisher = models.CharField(_("Publisher"), max_length=300, blank=True)
    publisher_zh_hans = models.CharField(max_length=300, blank=True)
    party = models.ForeignKey(
        Party, models.PROTECT, verbose_name=_("Whose official voice"), related_name="+", null=True, blank=True
    )
    # An item is let in if it has one of the first, where there are any, and none of the others.
    wanted_words = ArrayField(
        models.CharField(max_length=100), verbose_name=_("Words that let an item in"), default=list, blank=True
    )
    unwanted_words = ArrayField(
        models.CharField(max_length=100), verbose_name=_("Words that keep an item out"), default=list, blank=True
    )
    read_every_hours = models.PositiveSmallIntegerField(
        _("Hours between two readings"),
        default=USUAL_HOURS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)],
    )
    is_on = models.BooleanField(_("Switched on"), default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    added_at = models.DateTimeField(db_default=Now(), editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    due_at = models.DateTimeField(_("to be read"), null=True, editable=False)
    read_at = models.DateTimeField(_("Last read"), null=True, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    # When its address was last asked, by an editor who tried it or as it fell due, and what came of that.
    tried_at = models.DateTimeField(_("Last tried"), null=True, editable=False)
    tried_outcome = models.CharField(max_length=20, choices=FetchOutcome, blank=True, editable=False)
    # What the site gave, to be asked only for what has changed; and the text that a change is seen by.
    etag = models.CharField(max_length=500, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    last_text = models.TextField(blank=True, editable=False)

    objects = RecordManager.from_queryset(FeedQuerySet)()

    class Meta:
        app_label = "measures"
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")
        ordering = ["report", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "url"],
                condition=Q(removed_at=None),
                name="feed_address_once_per_report",
                violation_error_message=_("This address is read for this report already."),
            ),
            models.CheckConstraint(condition=Q(kind__in=FeedKind.values), name="feed_kind_in_list"),
            models.CheckConstraint(
                condition=Q(read_every_hours__range=(1, MOST_HOURS)), name="feed_read_every_hour_to_four_weeks"
            ),
            models.CheckConstraint(condition=Q(removed_at=None) | Q(is_on=False), name="feed_removed_is_off"),
            models.CheckConstraint(
                condition=Q(tried_at__isnull=False) | Q(tried_outcome=""), name="feed_outcome_only_if_tried"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(is_on=True), name="feed_due")]


class FeedFetch(Fetch):
    """One reading of a feed that fell due."""

    bounded_by: ClassVar = (f"feed__{OF_REPORT}",)

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="fetches", db_index=False)
    # How many items it had, and how many of them became candidates.
    items = models.PositiveIntegerField(default=0)
    candidates_made = models.PositiveIntegerField(default=0)

    objects = RecordManager.from_queryset(FetchQuerySet)()

    class Meta:
        app_label = "measures"
        verbose_name = _("reading of a feed")
        ordering = ["-due_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["feed", "due_at"], name="feed_fetch_once_per_due_moment")]
        indexes = [models.Index(fields=["next_attempt_at"], condition=Q(ended_at=None), name="feed_fetch_waiting")]

    def __str__(self) -> str:
        return f"{self.feed_id} {self.due_at}"


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

    def likely(self) -> Self:
        """Not those that have little in common with the report."""
        return self.filter(has_little_in_common=False)

    def heading(self, among: "CandidateQuerySet") -> Self:
        """Not shown below an earlier one, among these, with nearly the same title."""
        above = among.filter(pk=models.OuterRef("near_to"), near_to=None)
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
    url = models.URLField(_("Address"), max_length=1000, validators=[validate_web_address])
    # The address in the one form by which two of the same page are recognised.
    address = models.CharField(max_length=1000, editable=False)
    title = models.CharField(_("title"), max_length=500)
    text = models.TextField(_("beginning of its text"), blank=True)
    language = models.CharField(_("Language"), max_length=20, blank=True)
    publisher = models.CharField(_("Publisher"), max_length=300, blank=True)
    published = PartialDateField(_("Published"), null=True, blank=True)
    found_at = models.DateTimeField(_("found"), db_default=Now(), editable=False)
    # The oldest of those with nearly the same title; the others stand below it.
    near_to = models.ForeignKey("self", models.SET_NULL, related_name="near", null=True, editable=False)
    # How likely it concerns something of the report, compared with others of the same report; no unit.
    score = models.FloatField(default=0, editable=False)
    # So little that the inbox folds it: `ranking.sql` says when.
    has_little_in_common = models.BooleanField(default=False, db_default=False, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=CandidateState, default=CandidateState.WAITING)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("Assigned to"), related_name="+", null=True, blank=True
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    drop_reason = models.CharField(_("Why it is not relevant"), max_length=20, choices=DropReason, blank=True)
    entry = models.ForeignKey(
        Entry, models.PROTECT, verbose_name=_("Development"), related_name="candidates", null=True, blank=True
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
        app_label = "measures"
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
        app_label = "measures"
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


class RankingBasis(models.Model):
    """What the words of a report were last computed from."""

    bounded_by: ClassVar = (OF_REPORT,)

    report = models.OneToOneField(Report, models.CASCADE, related_name="+", primary_key=True)
    computed_for = models.DateField()
    # How many candidates of each language the common words are counted in.
    candidates = models.JSONField(default=dict)

    objects = RecordManager()

    class Meta:
        app_label = "measures"
        ordering = ["report"]

    def __str__(self) -> str:
        return f"{self.report_id} on {self.computed_for}"


class CommonWord(models.Model):
    """A word that several of the latest candidates of one language have."""

    bounded_by: ClassVar = (OF_REPORT,)

    pk = models.CompositePrimaryKey("report", "word", "language")
    report = models.ForeignKey(Report, models.CASCADE, related_name="+", db_index=False)
    language = models.CharField(max_length=20)
    word = models.TextField()
    candidates = models.PositiveIntegerField()

    objects = RecordManager()

    class Meta:
        app_label = "measures"
        ordering = ["report", "word", "language"]

    def __str__(self) -> str:
        return self.word


class RankingTarget(models.Model):
    """A measure, ambiguity or subject that candidates are compared with."""

    bounded_by: ClassVar = (OF_REPORT,)

    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="+", null=True)
    ambiguity = models.ForeignKey(Ambiguity, models.CASCADE, related_name="+", null=True)
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+", null=True)

    objects = RecordManager()

    class Meta:
        app_label = "measures"
        ordering = ["report", "pk"]

    def __str__(self) -> str:
        return f"{self.measure_id or self.ambiguity_id or self.subject_id}"


class ReportWord(models.Model):
    """A word of a report and its record: what it weighs for each target that has it, and how rare it is."""

    bounded_by: ClassVar = (OF_REPORT,)

    pk = models.CompositePrimaryKey("report", "word")
    report = models.ForeignKey(Report, models.CASCADE, related_name="+", db_index=False)
    word = models.TextField()
    targets = ArrayField(models.BigIntegerField())
    weights = ArrayField(models.FloatField())
    # Of languages in which it is common; in others it is 1.
    rarity = models.JSONField(default=dict)

    objects = RecordManager()

    class Meta:
        app_label = "measures"
        ordering = ["report", "word"]

    def __str__(self) -> str:
        return self.word
