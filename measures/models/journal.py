"""The journal: what happened, what it bears on, who sees it how, and the sources. It is written once."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Least
from django.db.models.lookups import Exact
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.models.chains import Chain, SealedByName
from measures.models.evidence import Review, ReviewState, review_state_of
from measures.models.markings import Audience, MarkingField
from measures.models.measures import Measure
from measures.models.partial_dates import DayInUTC, LastDay, PartialDate, PartialDateField
from measures.models.records import OF_REPORT, RecordManager, RecordQuerySet, among, count_of, related_rows, rows_along
from measures.models.reports import Report
from measures.models.search import SearchField
from measures.models.texts import Bilingual, Language, bilingual
from measures.models.words import Claim, Direction, EntryKind, Pointing, Track

# The order in which entries follow each other: the last one of several is the latest.
IN_TIME = ("counts_from", "place_in_day", "recorded_at", "key")
LATEST_FIRST = tuple(f"-{column}" for column in IN_TIME)
# The place of entries that no library brings: after the library's entries of that day.
AFTER_LIBRARIES = 2_147_483_647


def entries_latest_first(path: str) -> list[str]:
    """The order of rows whose entries are at this path."""
    return [f"-{path}__{column}" for column in IN_TIME]


def of_wholes(measures: models.QuerySet[Measure], path: str) -> Q:
    """Rows on any of these measures or on their parts; `path` leads from a row to its measure."""
    return Q(among(path, Measure.objects.with_parts_of(measures)))


def on_wholes(measures: models.QuerySet[Measure]) -> Q:
    """Entries about any of these measures or their parts."""
    paths = {"bearings": "measure", "assessments": "measure", "marks": "milestone__measure"}
    entries = (related_rows(Entry, rows).filter(of_wholes(measures, path)) for rows, path in paths.items())
    first, *others = (rows.order_by().values("entry") for rows in entries)
    return Q(pk__in=first.union(*others))


def is_unreviewed(audience: Audience, *, path: str = "", known_at: datetime | Combinable | None = None) -> Combinable:
    """Whether a person recorded a development and nobody else has accepted a source since that the audience may read.

    What a library brings, its authors have judged; how they graded a source says nothing of what a person adds to it.
    `path` leads to the entry and ends in __.
    """
    source = models.OuterRef("evidence")
    by_others = Review.objects.recorded(known_at=known_at).filter(
        evidence=source,
        state=ReviewState.ACCEPTED,
        reviewer__isnull=False,
        recorded_at__gte=models.OuterRef(models.OuterRef(f"{path}recorded_at")),
    )
    accepted = related_rows(Entry, "citations").filter(
        models.Exists(by_others.exclude(reviewer=models.OuterRef(models.OuterRef(f"{path}author")))),
        Exact(review_state_of(source, known_at=known_at), ReviewState.ACCEPTED),
        Q(entry=models.OuterRef(f"{path}pk")),
        audience.reads("entry__report", "evidence__marking"),
    )
    by_a_person = Q(**{f"{path}kind": EntryKind.DEVELOPMENT, f"{path}author__isnull": False})
    return models.ExpressionWrapper(by_a_person & ~models.Exists(accepted), models.BooleanField())


def versions_of(entries: Collection[int]) -> set[int]:
    """The primary keys of all versions of these entries: of those they correct, and of those that correct them."""
    found = set(entries)
    while True:
        beside = Entry.objects.filter(Q(corrects__in=found) | Q(correction__in=found)).exclude(pk__in=found)
        more = set(beside.order_by().values_list("pk", flat=True))
        if not more:
            return found
        found |= more


class EntryQuerySet(RecordQuerySet["Entry"]):
    """Entries that are …"""

    def counting(
        self, *, as_of: date | Combinable | None = None, known_at: datetime | Combinable | None = None
    ) -> Self:
        """Entries that count for the record as of a day, as it was known at a moment.

        A corrected entry no longer counts once its correction is recorded, a redacted one never.
        """
        # By the column of the join: so the planner sees that entries without a redaction are wanted.
        counted = self.filter(redaction__entry=None)
        if as_of is not None:
            counted = counted.filter(counts_from__lte=as_of)
        if known_at is None:
            return counted.filter(correction__corrects=None)
        # Not by a join: the planner would expect that a single entry counts.
        corrected = Entry.objects.filter(corrects=models.OuterRef("pk"), recorded_at__lte=known_at)
        return counted.filter(~models.Exists(corrected.order_by()), recorded_at__lte=known_at)

    def recorded(self, *, as_of: date | None = None, known_at: datetime | None = None) -> Self:
        """Entries on record as of a day, as known at a moment, including those that no longer count."""
        found = self if as_of is None else self.filter(counts_from__lte=as_of)
        return found if known_at is None else found.filter(recorded_at__lte=known_at)

    def comparisons(self) -> Self:
        """Those that compare texts; what stands in the place of one that a library has taken out compares none."""
        return self.filter(
            models.Exists(related_rows(Entry, "texts").filter(entry=models.OuterRef("pk"))), kind=EntryKind.READOUTS
        )

    def comparing(self, developments: Collection[int]) -> Self:
        """Those that compare the texts about one of these developments, in whatever version."""
        return self.comparisons().filter(of__in=versions_of(developments))

    def latest_first(self) -> Self:
        return self.order_by(*LATEST_FIRST)

    def bearing(self, direction: str, audience: Audience) -> models.Exists:
        """Whether an entry bears in a direction on a measure that the audience may read."""
        borne = related_rows(self.model, "bearings").filter(audience.reads("measure__report", "measure__marking"))
        return models.Exists(borne.filter(entry=models.OuterRef("pk"), direction=direction))

    def with_pointing(self, audience: Audience) -> Self:
        """Each with where it `points` by all its bearings on measures that the audience may read: see `Pointing`."""
        toward, away, either = (
            self.bearing(direction, audience) for direction in (Direction.TOWARD, Direction.AWAY, Direction.EITHER)
        )
        if_toward = models.Case(
            models.When(away, then=models.Value(Pointing.BOTH_WAYS.value)),
            default=models.Value(Pointing.TOWARD.value),
        )
        points = models.Case(
            models.When(toward, then=if_toward),
            models.When(away, then=models.Value(Pointing.AWAY.value)),
            models.When(either, then=models.Value(Pointing.EITHER_WAY.value)),
            default=models.Value(Pointing.BACKGROUND.value),
        )
        return self.annotate(points=points)

    def pointing(self, *ways: str, audience: Audience) -> Self:
        """The developments that point one of these ways."""
        toward, away, either = (
            Q(self.bearing(direction, audience)) for direction in (Direction.TOWARD, Direction.AWAY, Direction.EITHER)
        )
        conditions = {
            Pointing.TOWARD: toward & ~away,
            Pointing.AWAY: away & ~toward,
            Pointing.BOTH_WAYS: toward & away,
            Pointing.EITHER_WAY: either & ~toward & ~away,
            Pointing.BACKGROUND: ~toward & ~away & ~either,
        }
        pointing = Q.create([conditions[Pointing(way)] for way in ways], connector=Q.OR)
        return self.filter(pointing, kind=EntryKind.DEVELOPMENT)

    def moving(self, audience: Audience) -> Self:
        """The developments that are more than background for an ambiguity or a measure that the audience may read."""
        readable = Q(measure=None) | audience.reads("measure__report", "measure__marking")
        borne = related_rows(self.model, "bearings").filter(readable)
        more = borne.filter(entry=models.OuterRef("pk")).exclude(direction=Direction.BACKGROUND)
        return self.filter(models.Exists(more), kind=EntryKind.DEVELOPMENT)

    def sourced(self, audience: Audience) -> Self:
        """Resting on a source that the audience may read."""
        cited = related_rows(self.model, "citations").filter(audience.reads("entry__report", "evidence__marking"))
        return self.filter(models.Exists(cited.filter(entry=models.OuterRef("pk"))))

    def for_reading(self) -> Self:
        """With its bearings, assessments, marks and sources, as a page or an answer shows them."""
        return self.select_related(
            "report", "author", "responds_to", "corrects", "correction", "redaction", "agreement"
        ).prefetch_related(
            rows_along(self.model, "bearings", "measure", "ambiguity"),
            rows_along(self.model, "assessments", "measure", "ambiguity", "whose"),
            rows_along(self.model, "citations", "evidence"),
            rows_along(self.model, "marks", "milestone__measure"),
        )

    def for_lines(self) -> Self:
        """With what the line of a development shows: what it bears on, and what became of it."""
        bearings = rows_along(self.model, "bearings", "measure", "ambiguity")
        return self.select_related("correction", "redaction").prefetch_related(bearings)

    def for_lists(self, audience: Audience, *, known_at: datetime | None = None) -> Self:
        """With what rows of lists show: what it bears on or assesses, its `sources`, whether it `is_unreviewed`."""
        return (
            self.select_related("report", "correction", "redaction")
            .prefetch_related(
                rows_along(self.model, "bearings", "measure", "ambiguity"),
                rows_along(self.model, "assessments", "measure", "ambiguity"),
            )
            .with_sources(audience)
            .with_review(audience, known_at=known_at)
        )

    def with_review(self, audience: Audience, *, known_at: datetime | None = None) -> Self:
        """Each with whether it `is_unreviewed`."""
        return self.annotate(is_unreviewed=is_unreviewed(audience, known_at=known_at))

    def with_sources(self, audience: Audience) -> Self:
        """Each with the number of `sources` that it cites and the audience may read."""
        cited = related_rows(self.model, "citations").filter(entry=models.OuterRef("pk"))
        return self.annotate(sources=count_of(cited.filter(audience.reads("entry__report", "evidence__marking"))))


class Dated:
    """When an entry counts and up to when somebody had looked: of its row, and of the facts that are read of one."""

    __slots__ = ()

    if TYPE_CHECKING:
        key: str
        counts_from: date
        place_in_day: int
        recorded_at: datetime
        recorded_on: date
        library_as_of: date | None
        is_imported: bool

    @property
    def checked_on(self) -> date | None:
        """The day up to which its author had looked: a library's as-of date, else the day of recording.

        Who imports a table has looked at no measure.
        """
        return None if self.is_imported else self.library_as_of or self.recorded_on

    @property
    def latest_key(self) -> tuple[date, int, datetime, str]:
        """By what *latest* is decided: `IN_TIME`."""
        return self.counts_from, self.place_in_day, self.recorded_at, self.key


class Entry(Dated, Bilingual, SealedByName):
    """One development, check or assessment, in one report."""

    mutable_columns: ClassVar[tuple[str, ...]] = ("marking", "place_in_day")
    sealed_from_format: ClassVar = {
        **dict.fromkeys(("key", "kind", *bilingual("title", "narrative"), "language", "track", "claim"), 1),
        "written_on": 6,
    }
    bounded_by: ClassVar = ("marking", OF_REPORT)

    key = models.CharField(_("key"), max_length=100, unique=True)
    report = models.ForeignKey(Report, models.PROTECT, related_name="entries", db_index=False)
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="entries", db_index=False)
    kind = models.CharField(_("Kind"), max_length=20, choices=EntryKind, default=EntryKind.DEVELOPMENT)
    occurred: "models.Field[PartialDate | str, PartialDate]" = PartialDateField(  # type: ignore[assignment]
        _("When it happened")
    )
    recorded_at = models.DateTimeField(_("Recorded"))
    library_as_of = models.DateField(_("as-of date of the library"), null=True, blank=True)
    # Among the entries of its library that count from one day; each load brings it up to date.
    place_in_day = models.PositiveIntegerField(default=AFTER_LIBRARIES, editable=False)
    title = models.CharField(_("Headline"), max_length=500, blank=True)
    title_zh_hans = models.CharField(_("Headline in Chinese"), max_length=500, blank=True)
    narrative = models.TextField(_("What happened"), blank=True)
    narrative_zh_hans = models.TextField(_("What happened (in Chinese)"), blank=True)
    language = models.CharField(_("Language"), max_length=10, choices=Language, default=Language.ENGLISH)
    track = models.CharField(_("Track"), max_length=20, choices=Track, blank=True)
    claim = models.CharField(_("How well established"), max_length=20, choices=Claim, blank=True)
    baseline = models.BooleanField(_("before the report: background"), default=False)
    # Made of the rows of a table, which nobody has checked against what happened.
    is_imported = models.BooleanField(default=False, editable=False)
    # Of a summary, which holds to the day on which it occurs.
    written_on = models.DateField(_("Written on"), null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="entries", null=True, blank=True, db_index=False
    )
    author_name = models.CharField(_("Author"), max_length=200)
    responds_to = models.ForeignKey("self", models.PROTECT, related_name="responses", null=True, blank=True)
    corrects = models.OneToOneField("self", models.PROTECT, related_name="correction", null=True, blank=True)
    of = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("development whose texts are compared"),
        related_name="comparisons",
        null=True,
        blank=True,
    )
    marking = MarkingField()
    recorded_on = models.GeneratedField(
        expression=DayInUTC("recorded_at"), output_field=models.DateField(), db_persist=True
    )
    counts_from = models.GeneratedField(
        expression=Least(LastDay("occurred"), DayInUTC("recorded_at")), output_field=models.DateField(), db_persist=True
    )
    search = SearchField("title", "title_zh_hans", "narrative", "narrative_zh_hans", "key")

    objects = RecordManager.from_queryset(EntryQuerySet)()

    class Meta:
        verbose_name = _("entry")
        ordering = LATEST_FIRST
        indexes = [
            models.Index(fields=["report", *LATEST_FIRST], name="entry_latest_first"),
            models.Index(fields=["report", "-recorded_at"], name="entry_recorded_last"),
            models.Index(fields=["author", "recorded_at"], name="entry_of_author"),
            GinIndex(fields=["search"], name="entry_search", fastupdate=False),
            # Only summaries have this day.
            models.Index(fields=["report"], condition=Q(written_on__isnull=False), name="entry_summaries"),
            # What entries are counted by: of very many, the texts beside it need not be read.
            models.Index(
                fields=["id"],
                include=["report", "kind", "marking", "counts_from", "recorded_at", "occurred", "claim"],
                name="entry_counted_by",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="entry_place_in_chain"),
            models.CheckConstraint(
                condition=(Q(kind=EntryKind.DEVELOPMENT) & ~Q(track="") & ~Q(claim=""))
                | (~Q(kind=EntryKind.DEVELOPMENT) & Q(track="", claim="")),
                name="entry_development_has_track_and_claim",
                violation_error_message=_(
                    "A development needs a track and how well it is established; a check or an assessment has neither."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.READOUTS, of__isnull=False) | (~Q(kind=EntryKind.READOUTS) & Q(of=None)),
                name="entry_comparison_is_of_a_development",
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.SUMMARY, written_on__isnull=False)
                | (~Q(kind=EntryKind.SUMMARY) & Q(written_on=None)),
                name="entry_summary_says_when_it_was_written",
            ),
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.DISSENT) | Q(responds_to__isnull=False),
                name="entry_dissent_is_from_another",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def original_language(self) -> str:
        return self.language

    @property
    def writer_name(self) -> str:
        return self.author_name

    @property
    def is_corrected(self) -> bool:
        return hasattr(self, "correction")

    @property
    def corrected_on(self) -> date | None:
        """The day on which its correction was recorded."""
        return self.correction.recorded_on if self.is_corrected else None

    def is_corrected_by(self, known_at: datetime | None) -> bool:
        """Whether its correction was recorded by a moment."""
        return self.is_corrected and (known_at is None or self.correction.recorded_at <= known_at)

    def counts_by(self, known_at: datetime | None) -> bool:
        """`EntryQuerySet.counting` of one entry that was recorded by a moment."""
        return not (self.is_redacted or self.is_corrected_by(known_at))

    @property
    def cited(self) -> Sequence[Any]:
        """What it cites; nothing once it is redacted, though citations that other assessments rest on are kept."""
        return [] if self.is_redacted else list(self.citations.all())

    @property
    def is_redacted(self) -> bool:
        return hasattr(self, "redaction")

    @property
    def heading_with_key(self) -> str:
        """Its heading with its key, by which it is found in a long list."""
        return f"{self.key} {self.heading}"

    @property
    def heading(self) -> str:
        """The entry's heading: its title, or what kind of entry it is."""
        if self.is_redacted:
            return gettext("Redacted")
        return str(self.words("title")) or str(EntryKind(self.kind).label)
