"""The processes that are started and killed: web servers, workers, beats, the broker and the database."""

import os
import random
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cbm_tracker.embedded.postgres import PostgresServer
from cbm_tracker.embedded.services import servers
from cbm_tracker.embedded.valkey import ValkeyServer
from cbm_tracker.run import is_answering, web_server
from tests.servers import ROOT

# Seconds, on a busy machine too.
LONGEST_START = 240.0
KILLED = ("worker", "worker", "child", "beat", "broker", "database", "child of the web", "child of the web")


@dataclass
class Process:
    """A web server, a worker or a beat, in a session of its own."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    running: subprocess.Popen[bytes] | None = None
    starts: int = 0

    def start(self) -> None:
        self.starts += 1
        with self.log.open("ab") as log:
            command = [sys.executable, "-W", "ignore", "-m", *self.command]
            existing = os.environ | self.environment
            self.running = subprocess.Popen(
                command, cwd=ROOT, env=existing, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """All of it at once, as when a machine goes."""
        if self.running is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()
            self.running = None

    def kill_child(self, chance: random.Random) -> None:
        """Only a process that does the work, as when memory runs out."""
        if self.running is None:
            return
        with suppress(OSError, IndexError):
            os.kill(chance.choice(children_of(self.running.pid)), signal.SIGKILL)

    def keep_up(self) -> None:
        if self.running is None or self.running.poll() is not None:
            self.start()


@dataclass
class Everything:
    """All processes, and which was killed how often."""

    var: Path
    chance: random.Random
    workers: Sequence[Process]
    beats: Sequence[Process]
    webs: Sequence[Process]
    database: PostgresServer
    broker: ValkeyServer
    killed: dict[str, int] = field(default_factory=dict)

    def kill_something(self) -> None:
        """Kill one process at random, and start it again."""
        self.kill(self.chance.choice(KILLED))
        self.keep_up()

    def kill(self, what: str) -> None:
        """Kill one of a kind of process, and leave it dead."""
        self.killed[what] = self.killed.get(what, 0) + 1
        match what:
            case "web":
                self.chance.choice(self.webs).kill()
            case "worker":
                self.chance.choice(self.workers).kill()
            case "child":
                self.chance.choice(self.workers).kill_child(self.chance)
            case "child of the web":
                self.webs[0].kill_child(self.chance)
            case "beat":
                self.chance.choice(self.beats).kill()
            case "broker":
                kill_listener(self.broker.socket)
            case "database":
                kill_postmaster(self.database)

    def keep_up(self) -> None:
        self.database.start()
        self.broker.start()
        for process in (*self.workers, *self.beats, *self.webs):
            process.keep_up()


def children_of(pid: int) -> list[int]:
    """The processes that a process has started, the oldest first."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def listener_of(path: Path) -> int:
    """The process that listens on a socket, or 0."""
    with suppress(OSError), socket.socket(socket.AF_UNIX) as link:
        link.connect(str(path))
        credentials = link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        return int(struct.unpack("3i", credentials)[0])
    return 0


def kill_listener(path: Path) -> None:
    """Kill the process that listens on a socket."""
    if pid := listener_of(path):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def kill_postmaster(database: PostgresServer) -> None:
    with suppress(OSError, IndexError):
        os.kill(int(database.lock_file.read_text().split()[0]), signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Setup:
    """Which processes there are, where they begin, and what is in their environment."""

    ports: Sequence[int] = ()
    workers: int = 2
    beats: int = 2
    web_module: str = "cbm_tracker.web"
    celery_application: str = "cbm_tracker"
    environment: Mapping[str, str] = field(default_factory=dict)
    web_processes: int = 1
    # Besides the others, which then leave imports to them.
    importers: int = 0

    def processes(self, var: Path, kind: str, commands: Iterable[Sequence[str]]) -> list[Process]:
        names = ((f"{kind}-{index}", command) for index, command in enumerate(commands, start=1))
        return [Process(name, command, var / f"{name}.log", self.environment) for name, command in names]

    @property
    def celery(self) -> tuple[str, ...]:
        return "celery", "--app", self.celery_application, "--quiet"

    def all_workers(self, var: Path) -> list[Process]:
        queues = ["celery"] * self.workers + ["imports"] * self.importers
        options = "worker", "--concurrency", "1", "--loglevel", "ERROR", "--hostname"
        commands = [
            (*self.celery, *options, f"w{index}@h", *(("--queues", queue) if self.importers else ()))
            for index, queue in enumerate(queues, start=1)
        ]
        return self.processes(var, "worker", commands)

    def all_beats(self, var: Path) -> list[Process]:
        options = "beat", "--pidfile", "", "--loglevel", "ERROR", "--schedule"
        commands = [(*self.celery, *options, str(var / f"beat-{index}")) for index in range(1, self.beats + 1)]
        return self.processes(var, "beat", commands)

    def all_webs(self, var: Path) -> list[Process]:
        number = "--processes", str(self.web_processes)
        commands = [(self.web_module, *web_server(port)[1:], *number) for port in self.ports]
        return self.processes(var, "web", commands)


def wait_until_answered(ports: Sequence[int]) -> None:
    deadline = time.monotonic() + LONGEST_START
    while not all(is_answering(port) for port in ports):
        if time.monotonic() > deadline:
            raise SystemExit(f"Nobody answers after {LONGEST_START:.0f} s")
        time.sleep(0.2)


@contextmanager
def everything(var: Path, chance: random.Random, setup: Setup) -> Iterator[Everything]:
    """All processes of a setup, on running services; all ended at last."""
    database, broker = servers(var)
    assert isinstance(database, PostgresServer)
    assert isinstance(broker, ValkeyServer)
    workers, beats, webs = setup.all_workers(var), setup.all_beats(var), setup.all_webs(var)
    all_of_it = Everything(var, chance, workers, beats, webs, database, broker)
    try:
        for web in webs:
            web.start()
        wait_until_answered(setup.ports)
        all_of_it.keep_up()
        yield all_of_it
    finally:
        for each in (*workers, *beats, *webs):
            each.kill()
