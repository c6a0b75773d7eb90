"""What becomes of each generated measure in five years: pure, and the same for the same seed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from measures.analysis.seals import SALT_BYTES
from measures.models import DONE_WITH, Direction, Kind, PartialDate, ReviewState, Status

YEARS = 5
CHECKING_DAYS = 60
ROUND_DAYS = 353
DAYS = YEARS * ROUND_DAYS + CHECKING_DAYS
SOURCES_A_YEAR = 2
OWNERS = 3
MEASURES_PER_PERSON = 10

PATHS = (
    (Status.PROPOSED, Status.UNDER_DISCUSSION, Status.AGREED, Status.IN_PROGRESS, Status.IMPLEMENTED),
    (Status.PROPOSED, Status.UNDER_DISCUSSION, Status.UNDER_DISCUSSION, Status.AGREED, Status.IN_PROGRESS),
    (Status.PROPOSED, Status.UNDER_DISCUSSION, Status.AGREED, Status.SUSPENDED, Status.REVERSED),
    (Status.PROPOSED, Status.PROPOSED, Status.UNDER_DISCUSSION, Status.STALLED, Status.NO_LONGER_PURSUED),
    (Status.PROPOSED, Status.UNDER_DISCUSSION, Status.STALLED, Status.UNDER_DISCUSSION, Status.AGREED),
    (Status.PROPOSED, Status.PROPOSED, Status.PROPOSED, Status.UNDER_DISCUSSION, Status.UNDER_DISCUSSION),
)
SETBACKS = (Status.SUSPENDED, Status.STALLED, Status.REVERSED, Status.NO_LONGER_PURSUED)


@dataclass(frozen=True, slots=True)
class Plan:
    """One measure: what it is, and the status that it has at the end of each year."""

    position: int
    kind: Kind
    act: int
    path: tuple[Status, ...]
    due_on: PartialDate | None
    review_every_days: int
    # The year whose development only the participants or the team may read, if any.
    hidden_year: int | None
    is_checked: bool
    # Of its last check.
    salt: bytes


def plan_of(position: int, *, seed: int, until: date) -> Plan:
    # To be drawn again alike, not to be hard to guess.
    chance = Random(f"{seed}:{position}")  # noqa: S311
    path = chance.choice(PATHS)
    due = until + timedelta(days=chance.randrange(-300, 900))
    return Plan(
        position=position,
        kind=chance.choices((Kind.UNILATERAL, Kind.COOPERATIVE, Kind.JOINT), (6, 2, 2))[0],
        act=chance.randrange(1000),
        path=path,
        due_on=chance.choice((PartialDate.of(due), PartialDate(due.year, due.month), None)),
        review_every_days=chance.choice((90, 180, 180, 365)),
        hidden_year=chance.randrange(YEARS) if chance.random() < 0.1 else None,
        is_checked=path[-1] not in DONE_WITH and chance.random() < 0.7,
        salt=chance.randbytes(SALT_BYTES),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to a measure in one year."""

    occurred: PartialDate
    direction: Direction
    # None where it is as it was.
    status: Status | None
    level: int
    words: tuple[int, int]
    reviews: tuple[ReviewState, ...]
    salt: bytes


def step_of(plan: Plan, year: int, *, seed: int, day: date) -> Step:
    """What happens to a measure in a year, told on a day."""
    chance = Random(f"{seed}:{plan.position}:{year}")  # noqa: S311
    status, before = plan.path[year], plan.path[year - 1] if year else None
    if status in SETBACKS:
        direction = Direction.AWAY
    elif status != before:
        direction = Direction.TOWARD
    else:
        direction = chance.choice((Direction.TOWARD, Direction.EITHER, Direction.BACKGROUND))
    occurred = day - timedelta(days=chance.randrange(30))
    return Step(
        occurred=PartialDate.of(occurred) if chance.random() < 0.8 else PartialDate(occurred.year, occurred.month),
        direction=direction,
        status=status if status != before else None,
        level=chance.randrange(4),
        words=(chance.randrange(1000), chance.randrange(1000)),
        reviews=tuple(
            chance.choices(
                (ReviewState.ACCEPTED, ReviewState.DISPUTED, ReviewState.RETRACTED), (92, 5, 3), k=SOURCES_A_YEAR
            )
        ),
        salt=chance.randbytes(SALT_BYTES),
    )


def moment_of(position: int, turn: int, *, count: int, until: date) -> datetime:
    """When something of a measure is recorded: year by year, within it measure by measure; the checks come last."""
    begin = datetime.combine(until - timedelta(days=DAYS), time(8), tzinfo=UTC) + timedelta(days=turn * ROUND_DAYS)
    length = timedelta(days=ROUND_DAYS if turn < YEARS else CHECKING_DAYS - 1)
    return begin + length * (position / count)
