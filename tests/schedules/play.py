"""One schedule: people act and read while things break, all is mended and told, and then the history is checked."""

import logging
import math
import os
import random
import shutil
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.db import connection

from cbm_tracker.processes import say
from measures.models import Entry, Role
from measures.wings.digests.models import Digest
from tests.factories import make_user
from tests.faults.feeds import News
from tests.faults.hooks import Receivers
from tests.faults.mail import Sink
from tests.faults.processes import Setup, everything
from tests.faults.rounds import begin_round, mails_of, mails_sent, patiently, prepare, stuck, take_away
from tests.load.client import NOT_NOW, Client, Exchange, Person
from tests.load.downtime import Downtime
from tests.load.verdict import faults_of_imports
from tests.load.writers import Importer
from tests.schedules.checker import MARKINGS, anomalies
from tests.schedules.doors import ApiDoor, OperationsDoor
from tests.schedules.final import final_state
from tests.schedules.history import History
from tests.schedules.nemesis import BROKER_CUT, CLOCK, DISKS, KILLS, Break, Nemesis, clock_environment, plan
from tests.schedules.readers import JOURNAL, Reader
from tests.schedules.stage import Eyes, set_stage
from tests.schedules.writers import Loader, Shared, Writer
from tests.servers import ROOT
from tests.sites import free_port

WORKERS, BEATS = 2, 1
BY_API, BY_OPERATIONS = 3, 2
RECIPIENTS, FEEDS, RECEIVERS, ROWS = 12, 2, 2, 40
# Seconds until somebody who is not answered goes on, and does not know.
PATIENCE = 5.0
# Seconds between two imports.
IMPORT_EVERY = 3.0
# Seconds in which all that is due has to be told once everything is whole.
SETTLES_IN = 180.0
WEB, TASKS = "tests.schedules.web", "tests.schedules.tasks"
WARMING = (JOURNAL, "/journal/?report=busy")
HISTORIES = ROOT / "var" / "schedules"


class Schedule:
    """Everybody who takes part, and what came of it."""

    def __init__(self, seed: int, seconds: float, var: Path) -> None:
        self.seed, self.seconds, self.var = seed, seconds, var
        self.sink, self.news, self.receivers = Sink(), News(FEEDS), Receivers(RECEIVERS)
        self.ports = [free_port(), free_port()]
        self.exchanges: list[Exchange] = []
        self.stop = threading.Event()
        self.faults: list[str] = []
        self.rounds = self.due_days = 0
        self.stage = set_stage(BY_API + BY_OPERATIONS)
        self.measure, self.author = prepare(RECIPIENTS)
        self.administrator = make_user(role=Role.ADMINISTRATOR)
        self.news.prepare(self.measure.report)
        self.receivers.prepare()
        self.news.start()
        self.begin_round()
        self.history = History()
        importer = self.client("importer", session=self.stage.editor_session)
        self.importer = Importer(importer, self.stop, ROWS, IMPORT_EVERY)

    def chance(self, who: str) -> random.Random:
        """Of each the same, whatever the others do."""
        return random.Random(f"{who} {self.seed}")

    def client(self, who: str, token: str = "", session: str = "") -> Client:
        return Client(self.ports, self.chance(who), self.exchanges, token, session, PATIENCE)

    def everybody(self) -> list[Person]:
        loader = Loader(self.var, self.chance("loader"), self.stop, self.history)
        return [*self.writers(), *map(self.reader, self.stage.readers), self.importer, loader]

    def writers(self) -> Iterator[Writer]:
        shared = Shared(self.stage.keys, taken_away=self.note_taken_away)
        for index, (user, token) in enumerate(self.stage.writers.items()):
            by_operations = OperationsDoor(user)
            door = ApiDoor(self.client(user.name, token), by_operations) if index < BY_API else by_operations
            reader = self.reader(Eyes(user.name, token, MARKINGS))
            yield Writer(user.name, door, shared, reader, self.chance(user.name), self.stop, self.history)

    def reader(self, eyes: Eyes) -> Reader:
        client = self.client(f"{eyes.who} reads", eyes.token)
        return Reader(eyes, client, self.stop, self.history, self.stage.keys)

    def wait_until_warm(self) -> None:
        """Whoever reads first waits for what each server compiles once."""
        for port in self.ports:
            for path in WARMING:
                Client([port], self.chance("warm"), [], self.stage.readers[-1].token).insist("GET", path, what="warm")

    def note_taken_away(self, key: str, is_known: bool) -> None:
        """Whoever is called for it from then on, if it is known to be taken away, must not be told of it."""
        self.receivers.withdrawn[key] = time.time() if is_known else math.inf

    def remind(self) -> None:
        """One due day after the other, each when the one before is told; what one of them tells of is taken away."""
        while not self.stop.is_set():
            entry = self.begin_round()
            self.wait_for_mails(mails_of(RECIPIENTS) * self.chance(f"round {self.rounds}").uniform(0.05, 0.9))
            patiently(lambda: take_away(entry, self.rounds, self.administrator))  # noqa: B023
            self.sink.withdrawn.add(entry.title)
            self.receivers.withdrawn[entry.key] = time.time()
            self.wait_for_mails(mails_of(RECIPIENTS))
            self.rounds += 1
        connection.close()

    def begin_round(self) -> Entry:
        """The first one begins before there is anybody who could find that there is nothing to say."""
        self.due_days = self.rounds + 1
        entry = patiently(lambda: begin_round(self.rounds, self.measure, self.author))
        patiently(lambda: self.news.begin_round(self.rounds))
        return entry

    def wait_for_mails(self, number: float) -> None:
        """Whatever becomes of them, the end of the schedule is waited for at most."""
        while patiently(mails_sent) < number and not self.stop.wait(0.1):
            pass

    def settle(self) -> None:
        """Wait until all that is due is told."""
        deadline = time.monotonic() + SETTLES_IN
        while left := patiently(self.left):
            if time.monotonic() > deadline:
                self.faults.append(f"Not told in {SETTLES_IN:.0f} s: {left}; {stuck()}")
                return
            time.sleep(0.2)

    def left(self) -> dict[str, int]:
        left = {
            "mails": mails_of(RECIPIENTS) - mails_sent(),
            "news": self.news.waiting(),
            "calls": self.receivers.waiting(),
        }
        return {what: number for what, number in left.items() if number}

    def play(self, nemesis: Nemesis, breaks: Sequence[Break]) -> None:
        """Let all of it happen, mend what is broken, and wait until all is told."""
        everybody = self.everybody()
        breaking = threading.Thread(target=nemesis.carry_out, args=(breaks, self.stop), daemon=True)
        reminding = threading.Thread(target=self.remind, daemon=True)
        # It has set the stage; the database may be killed.
        connection.close()
        self.history.began = time.monotonic()
        for thread in (*everybody, breaking, reminding):
            thread.start()
        time.sleep(self.seconds)
        self.stop.set()
        breaking.join()
        self.faults += nemesis.heal()
        for thread in (*everybody, reminding):
            thread.join(SETTLES_IN)
            if thread.is_alive():
                self.faults.append(f"{thread.name} does not end")
        self.settle()
        self.faults += [fault for person in everybody for fault in person.faults]
        self.faults += [
            f"{each.what}: {each.status} {each.problem}"
            for each in self.exchanges
            if each.status >= 500 and each.status not in NOT_NOW
        ]


def faults_of_mails(schedule: Schedule) -> Iterator[str]:
    """Whether everybody is due a mail for each day that they should be, and none says what was taken away."""
    due, claimed = schedule.due_days * mails_of(RECIPIENTS), Digest.objects.count()
    empty = Digest.objects.filter(nothing_to_say=True).count()
    if (claimed, empty) != (due, 0):
        yield f"{claimed} mails were claimed, {empty} of them empty, and {due} were due"
    yield from (f"A mail said “{words}”, which had been taken away" for words in schedule.sink.too_late)


def found_in(schedule: Schedule) -> list[str]:
    """Everything that is not as it has to be."""
    final = final_state(
        list(schedule.stage.writers),
        schedule.sink,
        schedule.receivers,
        schedule.news,
        [*schedule.faults, *faults_of_mails(schedule), *faults_of_imports(schedule.importer)],
    )
    return anomalies(schedule.history, final)


def tell(schedule: Schedule, left_out: Sequence[str], found: Sequence[str]) -> None:
    """The figures of a schedule; of one with anomalies its history and what its processes wrote are kept in files."""
    history = schedule.history
    if found:
        history.write(HISTORIES / f"seed-{schedule.seed}.jsonl")
    for log in schedule.var.glob("*.log") if found else ():
        shutil.copy(log, HISTORIES / f"seed-{schedule.seed}-{log.name}")
    outcomes = Counter(act.outcome for act in history.acts)
    say(f"Broken: {', '.join(f'{what} ({ended - began:.1f} s)' for what, began, ended in history.breaks)}.")
    if left_out:
        say(f"Left out, since this machine does not have it: {', '.join(left_out)}.")
    say(f"Acts: {', '.join(f'{number} {outcome}' for outcome, number in sorted(outcomes.items()))};")
    say(f"{len(history.readings)} readings, {len(schedule.importer.imported)} imports, {schedule.due_days} due days,")
    say(f"{schedule.sink.count} mails, {schedule.receivers.count} calls of webhooks, {schedule.news.summary()}")
    for anomaly in found[:20]:
        say(f"ANOMALY: {anomaly}")


def what_may_break(disks: Sequence[str], *, has_clock: bool) -> list[str]:
    """What can be broken on this machine."""
    clock = [CLOCK] if has_clock else []
    return [*KILLS, BROKER_CUT, *clock, *(what for what, folder in DISKS.items() if folder in disks)]


def main() -> None:
    seed, seconds, disks = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3].split(",")
    var, began = Path(os.environ["CBM_VAR"]), time.monotonic()
    # They tell of each mail, and of each connection that a kill has cost.
    for talker in ("mail.log", "psycopg.pool"):
        logging.getLogger(talker).setLevel(logging.ERROR)
    schedule = Schedule(seed, seconds, var)
    controller = schedule.sink.start()
    os.environ["CBM_MAIL_URL"] = f"smtp://127.0.0.1:{schedule.sink.port}"
    clock = var / "clock"
    environment = clock_environment(clock)
    available = what_may_break(disks, has_clock=bool(environment))
    breaks = plan(seed, seconds, available)
    left_out = sorted({each.what for each in plan(seed, seconds)} - set(available))
    setup = Setup(schedule.ports, WORKERS, BEATS, WEB, TASKS, environment)
    with everything(var, schedule.chance("kills"), setup) as all_of_it:
        Downtime(all_of_it, schedule.ports, schedule.chance("")).wait_until_ready()
        schedule.wait_until_warm()
        nemesis = Nemesis(all_of_it, schedule.history, schedule.chance("nemesis"), clock)
        schedule.play(nemesis, breaks)
        found = found_in(schedule)
    controller.stop()
    tell(schedule, left_out, found)
    say(f"Seed {seed}, {time.monotonic() - began:.0f} s: {len(found)} anomalies.")
    sys.exit(1 if found else 0)
