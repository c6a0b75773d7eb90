"""The recipients of digests: what each owns, watches and snoozes, may do, was shown, and is told alone.

Read for all of them in a constant number of queries.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple, Self, cast

from django.db.models import DateField, DateTimeField, Value, prefetch_related_objects
from django.db.models.functions import Cast

from measures import access
from measures.models import Assessment, Audience, Measure, Notice, Owner, User, Watch
from measures.wing import from_wings
from measures.wings.digests.models import Digest, ReminderMemory, ReminderSettings, Snooze
from measures.wings.digests.shared import AudienceRows, Window, name_on

# What decides which sections a recipient gets, and what a line offers them to do; besides what sections of wings need.
ACTS = ("log_development", "confirm_unchanged", "record_finding", "read_proposals")


class Subscription(NamedTuple):
    """How a person is connected to a measure: they own it in a role, snooze it until a day, or watch it."""

    user_id: int
    measure_id: int
    role: str
    since: datetime | None
    until: date | None


@dataclass(frozen=True)
class RecipientRows:
    """What is read for all recipients of some digests, each kind of rows once, when it is first asked for."""

    digests: Sequence[Digest]
    # What they share with all who may read the same.
    by_audience: dict[Audience, AudienceRows] = field(default_factory=dict)
    # By what read them.
    read: dict[Callable[[Self], object], object] = field(default_factory=dict)

    @cached_property
    def of_recipients(self) -> dict[str, list[int]]:
        """The condition that rows are of these people."""
        return {"user__in": [digest.recipient_id for digest in self.digests]}

    @cached_property
    def window(self) -> Window:
        return Window.of(self.digests)

    @cached_property
    def days(self) -> frozenset[date]:
        return frozenset(digest.day for digest in self.digests)

    @cached_property
    def subscriptions(self) -> Mapping[int, Sequence[Subscription]]:
        """All their connections, in one query."""
        no_role, no_day, no_moment = Value(""), Cast(Value(None), DateField()), Cast(Value(None), DateTimeField())
        owned = Owner.objects.filter(**self.of_recipients).order_by()
        watched = Watch.objects.filter(**self.of_recipients).order_by()
        resting = Snooze.objects.filter(until__gt=min(self.days), **self.of_recipients).order_by()
        rows = owned.values_list("user", "measure", "role", "named_at", no_day).union(
            watched.values_list("user", "measure", no_role, "since", no_day),
            resting.values_list("user", "measure", no_role, no_moment, "until"),
            all=True,
        )
        return by_user(Subscription(*row) for row in rows.order_by())

    @cached_property
    def memories(self) -> Mapping[int, Sequence[ReminderMemory]]:
        return by_user(ReminderMemory.objects.filter(**self.of_recipients))

    @cached_property
    def notices(self) -> Mapping[int, Sequence[Notice]]:
        waiting = Notice.objects.filter(told_at=None, made_at__lte=self.window.until, **self.of_recipients)
        return by_user(waiting.select_related("measure__report", "review__evidence", "entry"))

    def read_once[Rows](self, read: Callable[[Self], Rows]) -> Rows:
        """What else a section reads for all of them."""
        if read not in self.read:
            self.read[read] = read(self)
        return cast(Rows, self.read[read])

    def shared_by(self, audience: Audience) -> AudienceRows:
        if audience not in self.by_audience:
            followed = frozenset(
                tie.measure_id for each in self.subscriptions.values() for tie in each if not tie.until
            )
            reviews = (notice.review for each in self.notices.values() for notice in each)
            noticed = frozenset(review.evidence_id for review in reviews if review)
            self.by_audience[audience] = AudienceRows(audience, self.window, followed, noticed, self.days)
        return self.by_audience[audience]


def by_user[Row: Any](rows: Iterable[Row]) -> Mapping[int, Sequence[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.user_id].append(row)
    return found


@dataclass(frozen=True)
class Recipient:
    """The recipient of a digest or a brief, with what they own, watch and snooze, may do, and were shown."""

    digest: Digest
    audience: Audience
    # For each of these acts, as `access.reports_where` gives them.
    reports_where: Mapping[str, frozenset[int | None]]
    rows: RecipientRows

    @property
    def user(self) -> User:
        return self.digest.recipient

    @property
    def reminders(self) -> ReminderSettings:
        return ReminderSettings.of(self.user)

    @property
    def day(self) -> date:
        return self.digest.day

    @property
    def shared(self) -> AudienceRows:
        return self.rows.shared_by(self.audience)

    @property
    def subscriptions(self) -> Sequence[Subscription]:
        return self.rows.subscriptions[self.user.pk]

    @cached_property
    def memories(self) -> dict[tuple[str, str], ReminderMemory]:
        return {(memory.section, memory.item): memory for memory in self.rows.memories[self.user.pk]}

    @cached_property
    def notices(self) -> list[Notice]:
        return [each for each in self.rows.notices[self.user.pk] if each.made_at <= self.digest.claimed_at]

    @cached_property
    def is_first(self) -> bool:
        """Whether they had no digest before: later ones begin where the one before ended."""
        return self.digest.covers_since in {
            *(tie.since for tie in self.subscriptions),
            *(each.made_at for each in self.notices),
        }

    def may(self, act: str, report: int) -> bool:
        """Whether they may do something in a report."""
        return not self.reports_where[act].isdisjoint({report, None})

    def may_somewhere(self, act: str) -> bool:
        return bool(self.reports_where[act])

    @cached_property
    def owned(self) -> dict[int, str]:
        """The measures that they own, and in which role."""
        return {tie.measure_id: tie.role for tie in self.subscriptions if tie.role}

    @cached_property
    def snoozed(self) -> set[int]:
        return {tie.measure_id for tie in self.subscriptions if tie.until and tie.until > self.day}

    @cached_property
    def measures(self) -> list[Measure]:
        """The measures that they follow and may read, in the order of their reports."""
        followed = {tie.measure_id for tie in self.subscriptions if not tie.until}
        mine = [measure for pk, measure in self.shared.measures.items() if pk in followed]
        return sorted(mine, key=lambda measure: (measure.report.slug, measure.position))

    def measures_that(self, condition: str) -> list[Measure]:
        """Those of them that meet a condition of `timeliness` on their day."""
        return [measure for measure in self.measures if getattr(measure, name_on(condition, self.day))]

    def assessments_in(self, notice: Notice) -> list[Assessment]:
        """The assessments on the notice's measure in its entry, if that counts and they own the measure still."""
        if self.shared.wholes.get(notice.measure_id or 0) not in self.owned:
            return []
        entries = (entry for entry in self.shared.entries if entry.pk == notice.entry_id)
        return [
            assessment
            for entry in entries
            for assessment in entry.assessments.all()
            if assessment.measure_id == notice.measure_id and not assessment.whose_id
        ]


def recipients_of(digests: Sequence[Digest]) -> list[Recipient]:
    """The recipients of digests and briefs, with what they may read and do."""
    people = (digest.recipient for digest in digests)
    prefetch_related_objects([person for person in people if person.may_do_more_in_a_report], "report_roles")
    acts = {*ACTS, *(section.needs for section in from_wings(lambda wing: wing.sections) if section.needs)}
    rows = RecipientRows([digest for digest in digests if digest.brief_of is None])
    return [
        Recipient(
            digest,
            access.audience_sent_to(digest.recipient),
            {act: access.reports_where(digest.recipient, act) for act in acts},
            rows,
        )
        for digest in digests
    ]
