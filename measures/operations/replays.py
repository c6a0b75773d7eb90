"""A past day of a very large report: its measures are replayed by a worker, in the background, for who asks next.

Redacting or tightening anything takes all replays away, as it recalls mails, and is waited for (`mails.py`).
"""

from datetime import date, datetime, timedelta

from django.db.models import F, Max, Q

from measures.analysis.history import load_histories
from measures.analysis.past import holding_replays
from measures.analysis.standing import standing_of
from measures.models import MOST_WAITING, Audience, Measure, Replay, ReplayedStanding, Report, RowChange
from measures.models.markings import audience_called
from measures.operations.clock import clock
from measures.operations.copying import copy_rows
from measures.operations.locks import lock_mails_shared, lock_replays
from measures.operations.standing import BATCH, FIGURES
from measures.operations.transactions import in_one_transaction

# So many measures are replayed while a reader waits.
AT_ONCE = 1_000
# How long a replay is shown to readers who choose no moment.
SHOWN_FOR = timedelta(hours=1)


def needs_replay(report: Report, audience: Audience) -> bool:
    """Whether so many measures of a report may be read that a past day of it is replayed by a worker."""
    return report.measures.whole().visible_to(audience).order_by()[AT_ONCE : AT_ONCE + 1].exists()


def replay_to_show(
    report: Report, audience: Audience, *, as_of: date | None, known_at: datetime | None, at: datetime
) -> Replay | None:
    """The replay of a day and a moment; without a moment, the newest of those that were made in the last hour."""
    replays = holding_replays(report, audience, as_of=as_of).filter(of_moment(known_at))
    if known_at is None:
        replays = replays.filter(made_at__gt=at - SHOWN_FOR)
    return replays.order_by("-known_at", "-pk").first()


def of_moment(known_at: datetime | None) -> Q:
    """Replays of a moment; without one, of those that were requested."""
    return Q(known_at=F("requested_at") if known_at is None else known_at)


@in_one_transaction
def request_replay(
    report: Report, audience: Audience, *, as_of: date | None, known_at: datetime | None, at: datetime
) -> Replay | None:
    """Let a worker replay a report for a day; none is returned if it is requested already, or too many wait."""
    lock_replays()
    of_report = {"report": report, "audience": audience.within(report.pk).name, "as_of": as_of}
    same = Replay.objects.filter(of_moment(known_at), **of_report)
    if same.waiting().exists() or Replay.objects.waiting().count() >= MOST_WAITING:
        return None
    # What is there does not hold any more, or is shown no longer.
    same.delete()
    last_change = RowChange.objects.aggregate(last=Max("pk"))["last"] or 0
    return Replay.objects.create(**of_report, known_at=known_at or at, requested_at=at, last_change=last_change)


@in_one_transaction
def replay_batch(replay_id: int) -> bool:
    """Replay the next measures of a waiting replay, unless another worker does; returns whether there may be more.

    What is redacted or tightened meanwhile waits until the batch is committed, and then takes it away.
    """
    lock_mails_shared()
    waiting = Replay.objects.waiting().filter(pk=replay_id).select_for_update(of=("self",), skip_locked=True)
    replay = waiting.select_related("report").first()
    if replay is None:
        return False
    audience = audience_called(replay.audience)
    found = replay.report.measures.whole().visible_to(audience).filter(pk__gt=replay.reached).order_by("pk")
    measures = list(found.for_histories().only("kind", "report")[:BATCH])
    copy_rows(replayed_standings(replay, measures, audience))
    replay.measures += len(measures)
    if len(measures) < BATCH:
        replay.made_at = clock()
    else:
        replay.reached = measures[-1].pk
    replay.save(update_fields=["reached", "measures", "made_at"])
    return replay.made_at is None


def replayed_standings(replay: Replay, measures: list[Measure], audience: Audience) -> list[ReplayedStanding]:
    histories = load_histories(measures, as_of=replay.as_of, known_at=replay.known_at, audience=audience)
    standings = (standing_of(history.read_by(audience), as_of=replay.as_of) for history in histories)
    return [
        ReplayedStanding(
            replay=replay,
            measure_id=each.measure_id,
            audience=each.audience,
            **{name: getattr(each, name) for name in FIGURES},
        )
        for each in standings
    ]


def waiting_replays() -> list[int]:
    """Replays that wait or are being made: each is looked at again, in case its worker was killed."""
    return list(Replay.objects.waiting().values_list("pk", flat=True))


@in_one_transaction
def forget_replays(*, at: datetime) -> None:
    """Delete old replays, and those beyond the newest, while no act takes all away."""
    lock_mails_shared()
    Replay.objects.outdated(at=at).delete()
