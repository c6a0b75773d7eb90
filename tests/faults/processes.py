"""The processes that are started and killed: web servers, workers, beats, the broker and the database."""

import os
import random
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cbm_tracker.embedded.postgres import PostgresServer
from cbm_tracker.embedded.services import servers
from cbm_tracker.embedded.valkey import ValkeyServer
from cbm_tracker.run import granian
from tests.servers import ROOT

CELERY = ("celery", "--app", "cbm_tracker", "--quiet")


@dataclass
class Process:
    """A web server, a worker or a beat, in a session of its own."""

    name: str
    command: Sequence[str]
    log: Path
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            command = [sys.executable, "-W", "ignore", "-m", *self.command]
            self.running = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)

    def kill(self) -> None:
        """All of it at once, as when a machine goes."""
        if self.running is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()
            self.running = None

    def kill_child(self) -> None:
        """Only the process that does the work, as when memory runs out."""
        if self.running is None:
            return
        children = Path(f"/proc/{self.running.pid}/task/{self.running.pid}/children")
        with suppress(OSError, IndexError):
            os.kill(int(children.read_text().split()[0]), signal.SIGKILL)

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
        self.kill(self.chance.choice(("worker", "worker", "child", "beat", "broker", "database")))
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
                self.chance.choice(self.workers).kill_child()
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


def kill_listener(path: Path) -> None:
    """Kill the process that listens on a socket."""
    with suppress(OSError), socket.socket(socket.AF_UNIX) as link:
        link.connect(str(path))
        credentials = link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        os.kill(struct.unpack("3i", credentials)[0], signal.SIGKILL)


def kill_postmaster(database: PostgresServer) -> None:
    with suppress(OSError, IndexError):
        os.kill(int(database.lock_file.read_text().split()[0]), signal.SIGKILL)


@contextmanager
def everything(var: Path, chance: random.Random, ports: Sequence[int] = ()) -> Iterator[Everything]:
    """Two workers, two beats and a web server on each port, on running services; all ended at last."""
    database, broker = servers(var)
    assert isinstance(database, PostgresServer)
    assert isinstance(broker, ValkeyServer)
    workers = [
        Process(
            f"worker-{index}",
            (*CELERY, "worker", "--concurrency", "1", "--loglevel", "ERROR", "--hostname", f"w{index}@h"),
            var / f"worker-{index}.log",
        )
        for index in (1, 2)
    ]
    beats = [
        Process(
            f"beat-{index}",
            (*CELERY, "beat", "--pidfile", "", "--schedule", str(var / f"beat-{index}"), "--loglevel", "ERROR"),
            var / f"beat-{index}.log",
        )
        for index in (1, 2)
    ]
    webs = [
        Process(f"web-{index}", granian(port, workers=1), var / f"web-{index}.log")
        for index, port in enumerate(ports, start=1)
    ]
    all_of_it = Everything(var, chance, workers, beats, webs, database, broker)
    try:
        all_of_it.keep_up()
        yield all_of_it
    finally:
        for process in (*workers, *beats, *webs):
            process.kill()
