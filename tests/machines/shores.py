"""The small record on which the machines act: two shores, two measures, a part, two ambiguities, and people."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from measures.models import PARTICIPANTS, PUBLIC, TEAM, Link, Party, Report, Role, SecretUrlKind, User
from measures.operations.clock import clock
from measures.operations.credentials import create_secret_url
from measures.operations.responsibility import watch_measure
from measures.operations.standing import rebuild_standings
from measures.publishing.secret_addresses import url_of_secret
from tests.factories import (
    make_ambiguity,
    make_measure,
    make_milestone,
    make_participant,
    make_report,
    make_subject,
    make_user,
)
from tests.machines.record import Goal, TinyRecord
from tests.readings import Reader

X, Y = "NORTHSHORE", "SOUTHSHORE"
SIDES = (X, Y)
AUDIENCES = (PUBLIC, TEAM, PARTICIPANTS)
PARTIES = {"A": (X,), "B": SIDES, "B-1": SIDES}
MEASURES = tuple(PARTIES)
AMBIGUITIES = ("E1", "E2")
LONG_AGO = timedelta(days=1000)


@dataclass
class Calendar:
    """A clock that starts long ago and can be put forward, so that what is recorded is recorded on many days."""

    passed: timedelta = timedelta()

    def now(self) -> datetime:
        return clock() - LONG_AGO + self.passed

    @property
    def today(self) -> date:
        return self.now().date()


@dataclass
class Shores:
    """The rows of the record by their code, its people by what they may do, and who reads it."""

    report: Report
    parties: list[Party]
    rows: dict[str, Any]
    users: dict[str, User]
    readers: list[Reader]
    goals: list[Goal]
    calendar: Calendar = field(default_factory=Calendar)

    def begin(self) -> TinyRecord:
        """The model of this record before anything happened, on its first day."""
        self.calendar.passed = timedelta()
        return TinyRecord(PARTIES, {"B-1": "B"}, self.goals)

    def code_of(self, key: str) -> str:
        return next(code for code, row in self.rows.items() if row.key == key)


def make_shores() -> Shores:
    report = make_report("shores")
    group = make_ambiguity(report, "E")
    elements = [make_ambiguity(report, code, parent=group) for code in AMBIGUITIES]
    first = make_measure(report, code="A", parties=PARTIES["A"], addresses=elements[:1], due_on="2025")
    second = make_measure(report, code="B", parties=SIDES, addresses=elements)
    part = make_measure(report, code="B-1", parties=SIDES, parent=second)
    Link.objects.create(source=first, target=second, relation="reciprocates", basis="report")
    make_subject(report).measures.set([first])
    users = {
        "contributor": make_user(),
        "editor": make_user(role=Role.EDITOR),
        "administrator": make_user(role=Role.ADMINISTRATOR),
        "participant": make_participant(),
    }
    goals = [
        Goal(make_milestone(first, doers="party", party=first.parties.get()).key, "A", (X,)),
        Goal(make_milestone(second, doers="each").key, "B", SIDES),
        Goal(make_milestone(second, doers="together").key, "B"),
    ]
    rebuild_standings()
    # So that calendars and reminder mail have something to say.
    for user in users.values():
        for measure in (first, second):
            watch_measure(measure, by=user)
    # In the order of AUDIENCES.
    readers = (None, users["contributor"], users["participant"])
    return Shores(
        report=report,
        parties=list(second.parties.order_by("code")),
        rows={row.code: row for row in (*elements, first, second, part)},
        users=users,
        readers=[Reader(audience, user, secrets_of(user)) for audience, user in zip(AUDIENCES, readers, strict=True)],
        goals=goals,
    )


def secrets_of(user: User | None) -> tuple[str, ...]:
    """The addresses of a calendar and a feed of somebody with an account."""
    if user is None:
        return ()
    made = {kind: create_secret_url(user, name=f"My {kind}", kind=kind)[1] for kind in SecretUrlKind}
    return tuple(urlsplit(url_of_secret(kind, secret)).path for kind, secret in made.items())
