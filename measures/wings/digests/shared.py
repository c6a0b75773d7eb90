"""What digests are made of, read once for all recipients who may read the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any, Self, cast

from django.db.models import Count, DateTimeField, Exists, Model, OuterRef, Q, QuerySet

from measures.analysis.staleness import wanting_attention
from measures.models import (
    AnnouncedDate,
    Assessment,
    Audience,
    Bearing,
    DateState,
    Entry,
    EntryKind,
    Evidence,
    Measure,
    MilestoneMark,
    Proposal,
    StatementPlace,
    User,
)
from measures.models.compiled import KEPT_AUDIENCES, Compiled
from measures.models.journal import is_unreviewed
from measures.models.measures import timeliness
from measures.models.placeholders import THESE, TODAY, Placeholder
from measures.models.records import among, json_rows, readable_by, rows_along
from measures.wings.digests.models import Digest

# Not shown in a mail, and long.
LEFT_OUT = ("description", "description_zh_hans", "extra", "classification_why", "classification_why_zh_hans")
# How far a digest looks back past what the last one covers, in case a clock was set back.
OVERLAP = timedelta(minutes=10)
AFTER = Placeholder("after", DateTimeField())
UNTIL = Placeholder("until", DateTimeField())


@dataclass(frozen=True)
class Window:
    """The period covered by all digests that are composed together."""

    after: datetime
    until: datetime

    @classmethod
    def of(cls, digests: Sequence[Digest]) -> Self:
        return cls(
            min(digest.covers_since for digest in digests) - OVERLAP, max(digest.claimed_at for digest in digests)
        )


@dataclass(frozen=True)
class AudienceRows:
    """What one audience may see on a day of everything that its recipients follow."""

    audience: Audience
    window: Window
    followed: frozenset[int]
    noticed: frozenset[int]
    days: frozenset[date]
    # By day, once they were read.
    dates: dict[date, list[Any]] = field(default_factory=dict)
    # By what read them.
    read: dict[Callable[[Self], object], object] = field(default_factory=dict)

    @cached_property
    def rows(self) -> dict[int, Measure]:
        """The measures that somebody follows and their parts, each with the standing that the audience sees.

        And with their timeliness on each day that a digest is of.
        """
        of_these = Q(pk__in=self.followed) | Q(parent__in=self.followed)
        rows = Measure.objects.seen_by(self.audience).filter(of_these)
        for day in self.days:
            rows = rows.annotate(**{name_on(name, day): condition for name, condition in timeliness(on=day).items()})
        return {row.pk: row for row in rows.select_related("report").defer(*LEFT_OUT)}

    @cached_property
    def measures(self) -> dict[int, Measure]:
        """Open or not, the whole measures that somebody follows."""
        return {pk: row for pk, row in self.rows.items() if not row.is_part and not row.withdrawn_at}

    @cached_property
    def wholes(self) -> dict[int, int]:
        """The measure that is followed for each of these measures and their parts."""
        wholes = {pk: row.parent_id or pk for pk, row in self.rows.items()}
        return {pk: whole for pk, whole in wholes.items() if whole in self.measures}

    @cached_property
    def entries(self) -> list[Any]:
        """The entries of the period that say something of these."""
        window = {"after": self.window.after, "until": self.window.until}
        return compiled_entries(self.audience).filled({"these": list(self.wholes), **window})

    @cached_property
    def reviewed(self) -> frozenset[int]:
        """The sources whose reviews somebody waits to hear of, as far as the audience may read them."""
        seen = Evidence.objects.visible_to(self.audience).filter(pk__in=self.noticed)
        return frozenset(seen.values_list("pk", flat=True))

    @cached_property
    def pending(self) -> list[Evidence]:
        """The sources that wait for a review, those that wait longest first."""
        return list(Evidence.objects.visible_to(self.audience).pending().order_by("recorded_at", "key"))

    @cached_property
    def proposals(self) -> Mapping[int, int]:
        """By whoever proposed them how many proposals wait, of reports that the audience may read."""
        rows = self.of_teams(Proposal.objects.waiting()).order_by().values_list("proposed_by")
        return dict(rows.annotate(Count("pk")))

    def proposals_waiting_for(self, user: User) -> int:
        """How many proposals wait that others have made."""
        return sum(self.proposals.values()) - self.proposals.get(user.pk, 0)

    def read_once[Rows](self, read: Callable[[Self], Rows]) -> Rows:
        """What else a section reads for all who may read the same."""
        if read not in self.read:
            self.read[read] = read(self)
        return cast(Rows, self.read[read])

    def of_teams[Q: QuerySet[Model]](self, rows: Q) -> Q:
        """Rows that only the team reads, of the reports in whose team the readers are."""
        if self.audience.in_reports:
            return rows.filter(report__in=[report for report, _audience in self.audience.in_reports])
        return rows.filter(readable_by(rows.model, self.audience))

    def dates_on(self, day: date) -> list[Any]:
        """The dates ahead that want attention on a day."""
        if day not in self.dates:
            self.dates[day] = compiled_dates(self.audience).filled({"today": day})
        return self.dates[day]


@lru_cache(KEPT_AUDIENCES)
def compiled_entries(audience: Audience) -> Compiled[Any]:
    """The entries that count and say something of some measures; a check says that there is nothing new.

    Each with what is told of all its bearings, its milestones' marks and where its statements are filed: `borne`,
    `marked`, `filed`.
    """
    of_entry, on_these = Q(entry=OuterRef("pk")), among("measure", THESE)
    bearings, marks = Bearing.objects.filter(of_entry), MilestoneMark.objects.filter(of_entry)
    places = StatementPlace.objects.filter(statement__entry=OuterRef("pk"), measure__isnull=False)
    return Compiled(
        Entry.objects.counting()
        .visible_to(audience)
        .filter(recorded_at__gt=AFTER, recorded_at__lte=UNTIL)
        .exclude(kind=EntryKind.CHECK)
        .filter(
            Exists(bearings.filter(on_these))
            | Exists(Assessment.objects.of_ours().filter(of_entry, on_these))
            | Exists(places.filter(on_these))
            | Exists(marks.filter(among("milestone__measure", THESE)))
        )
        .annotate(
            borne=json_rows(bearings.order_by("pk"), "measure", "direction", "status"),
            marked=json_rows(marks.order_by("pk"), "milestone__measure"),
            filed=json_rows(places.order_by("pk"), "measure"),
            is_unreviewed=is_unreviewed(audience),
        )
        .latest_first()
        .select_related("report")
        .prefetch_related(rows_along(Entry, "assessments", "whose"))
    )


@lru_cache(KEPT_AUDIENCES)
def compiled_dates(audience: Audience) -> Compiled[Any]:
    """The dates ahead that on a day have passed and nobody looked at, or that pass soon."""
    seen = AnnouncedDate.objects.visible_to(audience).standing().as_found(TODAY)
    wanting = wanting_attention(seen, TODAY).exclude(state=DateState.UNDATED)
    return Compiled(wanting.select_related("report").order_by("place", "due_order", "key"))


def name_on(condition: str, day: date) -> str:
    """The annotation that holds a condition of a day."""
    return f"{condition}_on_{day}"
