"""Many writers at once on few measures: nothing is lost, chains stay whole, no two wait for each other."""

import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from measures.analysis.standing import standings_of
from measures.analysis.verification import verify
from measures.errors import RuleError
from measures.models import Entry, Evidence, Measure, PartialDate, Review, Role, Standing, User
from measures.models.markings import COMMON_AUDIENCES
from measures.operations.developments import confirm_unchanged, correct_entry, log_development
from measures.operations.drafts import BearingDraft, EntryDraft, SourceDraft, ViewDraft
from measures.operations.evidence import review_evidence
from measures.operations.markings import tighten_marking
from measures.operations.redactions import redact_entry
from measures.operations.standing import FIGURES
from tests.factories import TODAY, log, make_evidence, make_measure, make_party, make_report, make_user
from tests.test_markings import more_widely_readable

THREADS = 16
PATIENCE = 180.0
SECONDS = 30 if os.environ.get("CBM_LONG_TESTS") == "1" else 10
# How often each act is chosen; the last three are rare, and take the most locks.
ACTS = {"log": 8, "correct": 4, "review": 4, "cite": 6, "check": 2, "replace": 1, "redact": 1, "tighten": 1}

pytestmark = pytest.mark.django_db(transaction=True)


class Writer(threading.Thread):
    """Acts on the record as one person until its time is over, and counts what became of it."""

    def __init__(self, number: int, by: User, administrator: User, until: float) -> None:
        super().__init__()
        self.number, self.random = number, Random(number)
        self.by, self.administrator, self.until = by, administrator, until
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.logged: list[str] = []
        self.reviewed = 0
        self.errors: list[Exception] = []

    def run(self) -> None:
        names = list(ACTS)
        # However slow the machine is, each kind of act once, the rare ones by some; then by chance.
        first = [name for name in names if ACTS[name] > 1 or self.number % 4 == 0]
        self.random.shuffle(first)
        try:
            while first or time.monotonic() < self.until:
                name = first.pop() if first else self.random.choices(names, list(ACTS.values()))[0]
                self.attempt(name, getattr(self, name))
        except Exception as error:  # noqa: BLE001 (a thread has nobody else to tell)
            self.errors.append(error)
        finally:
            connection.close()

    def attempt(self, name: str, act: Callable[[], None]) -> None:
        try:
            act()
            self.done[name] += 1
        except (RuleError, ValidationError) as error:
            self.refused[f"{name}: {type(error).__name__}"] += 1

    def draft(self, marking: str, **fields: object) -> EntryDraft:
        """A development on some of the measures, in any order, with a view."""
        chosen = self.random.sample(list(Measure.objects.all()), self.random.randint(1, 3))
        bearings = [BearingDraft(on=row.key, direction=self.random.choice(["toward", "away"])) for row in chosen]
        values: dict[str, object] = {
            "occurred": PartialDate(2024, self.random.randint(1, 12)),
            "title": "A ferry ran",
            "narrative": "It was seen.",
            "track": "official",
            "claim": "reported",
            "bears_on": bearings,
            "views": [ViewDraft(on=chosen[0].key, whose="independent", level=self.random.randint(0, 3))],
            "marking": marking,
            **fields,
        }
        return EntryDraft(**values)  # type: ignore[arg-type]

    def write(self, **fields: object) -> None:
        measure = Measure.objects.order_by("key")[0]
        marking = self.random.choice(["public", "public", "internal"])
        entry = log_development(measure.report, self.draft(marking, **fields), by=self.by, on=TODAY)
        self.logged.append(entry.key)

    def any_entry(self) -> Entry:
        return self.random.choice(list(Entry.objects.order_by("-pk")[:10]))

    def sources(self) -> list[Evidence]:
        return self.random.sample(list(Evidence.objects.all()), 2)

    def log(self) -> None:
        self.write()

    def cite(self) -> None:
        self.write(sources=[source.key for source in self.sources()])

    def replace(self) -> None:
        cited, replaced = self.sources()
        address = f"https://example.org/{self.ident}/{time.monotonic_ns()}"
        newer = SourceDraft(title="Newer", publisher="P", url=address, replaces=replaced.key)
        self.write(sources=[newer, cited.key])

    def correct(self) -> None:
        entry = self.any_entry()
        newer = correct_entry(entry, self.draft(entry.marking), by=self.by, on=TODAY)
        self.logged.append(newer.key)

    def review(self) -> None:
        state = self.random.choice(["accepted", "disputed", "retracted"])
        review_evidence(self.sources()[0], by=self.by, state=state, note="Read again.")
        self.reviewed += 1

    def check(self) -> None:
        self.logged += [entry.key for entry in confirm_unchanged(Measure.objects.all(), by=self.by, on=TODAY)]

    def redact(self) -> None:
        redact_entry(self.any_entry(), by=self.administrator, reason="A private name stood in it.")

    def tighten(self) -> None:
        row = self.random.choice([self.any_entry(), self.sources()[0], Measure.objects.order_by("key")[1]])
        tighten_marking(row, marking=self.random.choice(["participants", "internal"]), by=self.by)


def assert_standings_are_replayed() -> None:
    for audience in COMMON_AUDIENCES:
        replayed = standings_of(Measure.objects.all(), audience)
        stored = Standing.objects.filter(audience=audience.name)
        assert figures_of(stored) == figures_of(replayed.values())


def figures_of(standings: Iterable[Standing]) -> dict[int, dict[str, object]]:
    return {row.measure_id: {name: getattr(row, name) for name in FIGURES} for row in standings}


def test_many_writers_lose_nothing_and_never_wait_in_a_circle(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a loaded machine sixteen connections take a while to open; that is not what is tested.
    monkeypatch.setattr(connection.pool, "timeout", PATIENCE)
    make_party("NORTHSHORE")
    report = make_report()
    measures = [make_measure(report, marking=marking) for marking in ("public", "public", "internal")]
    first = log(measures[0])
    for _ in range(4):
        make_evidence()
    editors, administrator = [make_user(role=Role.EDITOR) for _ in range(THREADS)], make_user(role=Role.ADMINISTRATOR)
    reviews = Review.objects.count()
    until = time.monotonic() + SECONDS
    writers = [Writer(number, editor, administrator, until) for number, editor in enumerate(editors)]
    connection.close()  # the threads take all the connections that the pool has

    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=SECONDS + PATIENCE)

    assert not [writer for writer in writers if writer.is_alive()], "somebody waits for ever"
    assert [error for writer in writers for error in writer.errors] == []
    done, refused = sum((w.done for w in writers), Counter()), sum((w.refused for w in writers), Counter())
    deadlocks = caplog.text.count("was broken off by the database")
    with capsys.disabled():
        sys.stdout.write(f"\n{done.total()} acts in {SECONDS} s: {dict(done)}; refused: {dict(refused)}; ")
        sys.stdout.write(f"{deadlocks} deadlocks\n")
    assert set(done) == set(ACTS)
    assert deadlocks == 0
    logged = [first.key, *(key for writer in writers for key in writer.logged)]
    assert sorted(logged) == sorted(Entry.objects.values_list("key", flat=True))
    assert Review.objects.count() == reviews + sum(writer.reviewed for writer in writers)
    findings = verify()
    assert (findings.faults, findings.entries) == ([], len(logged))
    assert more_widely_readable() == []
    assert_standings_are_replayed()
