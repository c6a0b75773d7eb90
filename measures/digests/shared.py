"""What digests are made of, read once for all recipients in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any, NamedTuple, Self

from django.db.models import (
    CharField,
    Count,
    DateField,
    DateTimeField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Value,
    prefetch_related_objects,
)
from django.db.models.functions import Cast

from measures import access
from measures.analysis.staleness import wanting_attention
from measures.models import (
    AnnouncedDate,
    Audience,
    Bearing,
    Candidate,
    CandidateState,
    DateState,
    Digest,
    Entry,
    EntryKind,
    Evidence,
    Feed,
    FollowUp,
    Measure,
    MilestoneMark,
    Notice,
    Owner,
    Proposal,
    ReminderMemory,
    ReminderSettings,
    Snooze,
    User,
    View,
    Watch,
    Webhook,
)
from measures.models.compiled import Compiled
from measures.models.measures import timeliness
from measures.models.placeholders import THESE, TODAY, Placeholder
from measures.models.records import among, json_rows, readable_by, rows_along

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
    def waiting(self) -> Mapping[str, int]:
        """How many candidates wait, and by the number of whoever proposed them how many proposals.

        Of reports that the audience may read.
        """
        candidates = self.of_teams(Candidate.objects.waiting()).order_by().values_list("state")
        proposals = self.of_teams(Proposal.objects.waiting()).order_by()
        by_proposer = proposals.values_list(Cast("proposed_by", CharField()))
        number = Count("pk")
        return dict(candidates.annotate(number).union(by_proposer.annotate(number), all=True).order_by())

    @property
    def candidates_waiting(self) -> int:
        return self.waiting.get(CandidateState.WAITING, 0)

    def proposals_waiting_for(self, user: User) -> int:
        """How many proposals wait that others have made."""
        return sum(self.waiting.values()) - self.candidates_waiting - self.waiting.get(str(user.pk), 0)

    @cached_property
    def failing_feeds(self) -> list[Feed]:
        """The feeds of such reports that could not be read for long, the longest failing first."""
        feeds = self.of_teams(Feed.objects.failing_long(at=self.window.until))
        return list(feeds.select_related("report").order_by("failing_since", "key"))

    def of_teams[Q: QuerySet[Any]](self, rows: Q) -> Q:
        """Rows that only the team reads, of reports that the audience may read; or of those whose team they are of."""
        if self.audience.in_reports:
            return rows.filter(report__in=[report for report, _audience in self.audience.in_reports])
        return rows.filter(readable_by(rows.model, self.audience))

    def dates_on(self, day: date) -> list[Any]:
        """The dates to watch that want attention on a day."""
        if day not in self.dates:
            self.dates[day] = compiled_dates(self.audience).filled({"today": day})
        return self.dates[day]


@cache
def compiled_entries(audience: Audience) -> Compiled[Any]:
    """The entries that count and say something of some measures; a check says that there is nothing new.

    Each with what is told of all its bearings and its milestones' marks: `borne`, `marked`.
    """
    of_entry, on_these = Q(entry=OuterRef("pk")), among("measure", THESE)
    bearings, marks = Bearing.objects.filter(of_entry), MilestoneMark.objects.filter(of_entry)
    return Compiled(
        Entry.objects.counting()
        .visible_to(audience)
        .filter(recorded_at__gt=AFTER, recorded_at__lte=UNTIL)
        .exclude(kind=EntryKind.CHECK)
        .filter(
            Exists(bearings.filter(on_these))
            | Exists(View.objects.filter(of_entry, on_these))
            | Exists(marks.filter(among("milestone__measure", THESE)))
        )
        .annotate(
            borne=json_rows(bearings.order_by("pk"), "measure", "direction", "status"),
            marked=json_rows(marks.order_by("pk"), "milestone__measure"),
        )
        .latest_first()
        .select_related("report")
        .prefetch_related(rows_along(Entry, "views", "whose"))
    )


@cache
def compiled_dates(audience: Audience) -> Compiled[Any]:
    """The dates to watch that on a day have passed and nobody looked at, or that pass soon."""
    seen = AnnouncedDate.objects.visible_to(audience).standing().as_found(TODAY)
    wanting = wanting_attention(seen, TODAY).exclude(state=DateState.UNDATED)
    return Compiled(wanting.select_related("report").order_by("place", "due_order", "key"))


class OwnMatter(NamedTuple):
    """What one person alone is told: of a webhook of theirs that was switched off, or that a follow-up is due."""

    user_id: int
    key: str
    name: str
    failing_since: datetime | None
    switched_off_at: datetime | None
    due_on: date | None


@dataclass(frozen=True)
class Recipient:
    """The recipient of a digest, with what they own, watch and snooze, their notices, and what they were shown."""

    digest: Digest
    reminders: ReminderSettings
    owned: Mapping[int, str]
    watched: frozenset[int]
    snoozed: frozenset[int]
    memories: Mapping[tuple[str, str], ReminderMemory]
    notices: Sequence[Notice]
    own: Sequence[OwnMatter]
    is_first: bool
    shared: AudienceRows

    @property
    def user(self) -> User:
        return self.digest.recipient

    @property
    def day(self) -> date:
        return self.digest.day

    @cached_property
    def measures(self) -> list[Measure]:
        """The measures that they follow and may read, in the order of their reports."""
        seen = self.shared.measures
        mine = [seen[pk] for pk in {*self.owned, *self.watched} if pk in seen]
        return sorted(mine, key=lambda measure: (measure.report.slug, measure.position))

    def measures_that(self, condition: str) -> list[Measure]:
        """Those of them that meet a condition of `timeliness` on their day."""
        return [measure for measure in self.measures if getattr(measure, name_on(condition, self.day))]

    @property
    def webhooks_off(self) -> list[OwnMatter]:
        """Their webhooks that were switched off because they failed, the first one first."""
        return [matter for matter in self.own if matter.due_on is None]

    @property
    def follow_ups_due(self) -> int:
        """How many follow-ups of sessions that they organise are due on their day."""
        return sum(matter.due_on is not None and matter.due_on <= self.day for matter in self.own)

    @property
    def dates(self) -> list[Any]:
        """The dates to watch that want attention on their day."""
        return self.shared.dates_on(self.day)

    def rests(self, section: str, item: str, fact: str) -> bool:
        """Whether they were shown it lately: at first it rests a day, then two, four and so on."""
        memory = self.memories.get((section, item))
        return memory is not None and memory.fact == fact and self.day < memory.again_on

    def times(self, section: str, item: str, fact: str) -> int:
        """How often they will have been shown it."""
        memory = self.memories.get((section, item))
        return memory.times + 1 if memory and memory.fact == fact else 1


def recipients_of(digests: Sequence[Digest]) -> list[Recipient]:
    """The recipients of digests, with what was read for all of them."""
    rows, days = RecipientRows.of(digests), frozenset(digest.day for digest in digests)
    people = (digest.recipient for digest in digests)
    prefetch_related_objects([each for each in people if each.may_do_more_in_a_report], "report_roles")
    audiences = {digest.pk: access.audience_sent_to(digest.recipient) for digest in digests}
    shared = {
        audience: AudienceRows(audience, rows.window, rows.followed, rows.noticed, days)
        for audience in set(audiences.values())
    }
    return [rows.follower(digest, shared[audiences[digest.pk]]) for digest in digests]


class Subscription(NamedTuple):
    """How a person is connected to a measure: they own it in a role, snooze it until a day, or watch it."""

    user_id: int
    measure_id: int
    role: str
    since: datetime | None
    until: date | None

    @property
    def is_snooze(self) -> bool:
        return self.until is not None

    @property
    def is_watch(self) -> bool:
        return not self.role and not self.is_snooze


@dataclass(frozen=True)
class RecipientRows:
    """The rows of all recipients, by recipient."""

    window: Window
    ties: Mapping[int, Sequence[Subscription]]
    memories: Mapping[int, Sequence[ReminderMemory]]
    notices: Mapping[int, Sequence[Notice]]
    own: Mapping[int, Sequence[OwnMatter]]

    @classmethod
    def of(cls, digests: Sequence[Digest]) -> Self:
        window = Window(
            min(digest.covers_since for digest in digests) - OVERLAP, max(digest.claimed_at for digest in digests)
        )
        mine = {"user__in": [digest.recipient_id for digest in digests]}
        resting = Snooze.objects.filter(until__gt=min(digest.day for digest in digests), **mine)
        waiting = Notice.objects.filter(told_at=None, made_at__lte=window.until, **mine)
        return cls(
            window,
            by_user(ties_of(Owner.objects.filter(**mine), Watch.objects.filter(**mine), resting)),
            by_user(ReminderMemory.objects.filter(**mine)),
            by_user(waiting.select_related("measure__report", "review__evidence", "entry")),
            by_user(matters_of(mine["user__in"], on=max(digest.day for digest in digests))),
        )

    @property
    def followed(self) -> frozenset[int]:
        return frozenset(tie.measure_id for ties in self.ties.values() for tie in ties if not tie.is_snooze)

    @property
    def noticed(self) -> frozenset[int]:
        reviews = (notice.review for notices in self.notices.values() for notice in notices)
        return frozenset(review.evidence_id for review in reviews if review)

    def follower(self, digest: Digest, shared: AudienceRows) -> Recipient:
        user, ties = digest.recipient_id, self.ties[digest.recipient_id]
        return Recipient(
            digest=digest,
            reminders=ReminderSettings.of(digest.recipient),
            owned={tie.measure_id: tie.role for tie in ties if tie.role},
            watched=frozenset(tie.measure_id for tie in ties if tie.is_watch),
            snoozed=frozenset(tie.measure_id for tie in ties if tie.until and tie.until > digest.day),
            memories={(memory.section, memory.item): memory for memory in self.memories[user]},
            notices=[notice for notice in self.notices[user] if notice.made_at <= digest.claimed_at],
            own=self.own[user],
            # Later ones begin where the one before ended.
            is_first=digest.covers_since in {tie.since for tie in ties} | {each.made_at for each in self.notices[user]},
            shared=shared,
        )


def ties_of(owners: QuerySet[Owner], watches: QuerySet[Watch], snoozes: QuerySet[Snooze]) -> Iterable[Subscription]:
    """All connections of these people, in one query."""
    no_role, no_day, no_moment = Value(""), Cast(Value(None), DateField()), Cast(Value(None), DateTimeField())
    rows = (
        owners.order_by().values_list("user", "measure", "role", "named_at", no_day),
        watches.order_by().values_list("user", "measure", no_role, "since", no_day),
        snoozes.order_by().values_list("user", "measure", no_role, no_moment, "until"),
    )
    return (Subscription(*row) for row in rows[0].union(*rows[1:], all=True).order_by())


def matters_of(users: Sequence[int], *, on: date) -> Iterable[OwnMatter]:
    """What these people alone are told, of follow-ups those due by a day; in one query."""
    no_words, no_day, no_moment = Value(""), Cast(Value(None), DateField()), Cast(Value(None), DateTimeField())
    failed = Webhook.objects.standing().filter(
        switched_off_at__isnull=False, failing_since__isnull=False, user__in=users
    )
    webhooks = failed.order_by().values_list("user", "key", "name", "failing_since", "switched_off_at", no_day)
    due = FollowUp.objects.due(on=on).of_organisers(users).order_by()
    follow_ups = due.values_list("organiser", no_words, no_words, no_moment, no_moment, "due_on")
    rows = webhooks.union(follow_ups, all=True).order_by("switched_off_at", "key")
    return (OwnMatter(*row) for row in rows)


def by_user[Row: Any](rows: Iterable[Row]) -> Mapping[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.user_id].append(row)
    return found


def name_on(condition: str, day: date) -> str:
    """The annotation that holds a condition of a day."""
    return f"{condition}_on_{day}"
