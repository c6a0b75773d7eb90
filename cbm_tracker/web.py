"""The web server: reads the program once, and answers in processes that are copies of it (`python -m cbm_tracker.web`).

A copy is made in milliseconds and has nothing left to read, so one that is killed is replaced before anybody waits for
it. Each listens by itself, and only when it answers, so that nobody is connected to one that does not yet.
"""

import argparse
import asyncio
import gc
import logging
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkProcess
from pathlib import Path
from types import FrameType
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.apps import apps
from django.conf import settings
from django.db import connection, connections
from django.template.loader import get_template
from django.urls import reverse
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from cbm_tracker.asgi import application
from cbm_tracker.gateway import Environ
from cbm_tracker.health import database_answers

STOPPING = (signal.SIGINT, signal.SIGTERM)
# Seconds.
BETWEEN_LOOKS = 0.1
LONGEST_STOP = 8.0
# To one process at the same time; each takes twice as many that wait.
CONNECTIONS = 512

logger = logging.getLogger("cbm_tracker.web")


@dataclass
class WebServer:
    """The process that answers nobody itself, and keeps up those that do."""

    host: str
    port: int
    count: int
    processes: list[ForkProcess] = field(default_factory=list)
    is_stopping: bool = False

    def serve(self) -> None:
        """Answer requests until told to stop."""
        for signal_number in STOPPING:
            signal.signal(signal_number, self.ask_to_stop)
        reading_end, writing_end = os.pipe()
        with port_held(self.host, self.port):
            while not self.is_stopping:
                self.keep_up(reading_end, writing_end)
                time.sleep(BETWEEN_LOOKS)
            self.stop()

    def ask_to_stop(self, signal_number: int, frame: FrameType | None) -> None:
        self.is_stopping = True

    def keep_up(self, reading_end: int, writing_end: int) -> None:
        """Replace what has ended."""
        for ended in [each for each in self.processes if not each.is_alive()]:
            self.processes.remove(ended)
            logger.error("A process of the web server ended (%s); another takes its place.", ended.exitcode)
        while len(self.processes) < self.count:
            arguments = (self.host, self.port, reading_end, writing_end)
            process = multiprocessing.get_context("fork").Process(target=answer, args=arguments)
            try:
                process.start()
            except OSError:
                # There is no room for another now; those that there are go on.
                logger.exception("A process of the web server could not be started.")
                return
            self.processes.append(process)

    def stop(self) -> None:
        """Let all finish what they are answering, and kill those that take too long."""
        deadline = time.monotonic() + LONGEST_STOP
        while (left := [each for each in self.processes if each.is_alive()]) and time.monotonic() < deadline:
            # Again and again: one that has only begun does not hear the first.
            for process in left:
                process.terminate()
            time.sleep(BETWEEN_LOOKS)
        for process in left:
            process.kill()


@contextmanager
def port_held(host: str, port: int) -> Iterator[None]:
    """Keep a port from others, also while nobody listens; if it is taken, the program ends and says so."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        try:
            holder.bind((host, port))
        except OSError as error:
            raise SystemExit(f"{host} port {port}: {error.strerror}.") from error
        yield


def answer(host: str, port: int, reading_end: int, writing_end: int) -> None:
    """What a copy does, until it is told to stop or the process that made it is gone."""
    # Then the pipe has no other end.
    os.close(writing_end)
    asyncio.run(answer_until_stopped(host, port, reading_end))


async def answer_until_stopped(host: str, port: int, reading_end: int) -> None:
    server = Server(
        application,
        host,
        port,
        interface=Interfaces.ASGINL,
        websockets=False,
        backlog=2 * CONNECTIONS,
        backpressure=CONNECTIONS,
        log_level=LogLevels.error,
    )
    loop = asyncio.get_running_loop()
    for signal_number in STOPPING:
        loop.add_signal_handler(signal_number, server.stop)
    loop.add_reader(reading_end, server.stop)
    await server.serve()


def read_all() -> None:
    """Read what a request needs and no request changes: all that answers addresses, and all templates."""
    reverse("livez")
    of_ours = (each for each in apps.get_app_configs() if each.name.startswith("measures"))
    for folder in (Path(each.path) / "templates" for each in of_ours):
        for path in folder.rglob("*.html"):
            get_template(str(path.relative_to(folder)))
    if database_answers():
        answer_first()
    # A copy makes connections of its own.
    connections.close_all()
    connection.close_pool()  # type: ignore[attr-defined]  # of PostgreSQL's wrapper alone
    # What is never freed is shared by all copies for as long as it is not looked through.
    gc.collect()
    gc.freeze()


def answer_first() -> None:
    """Answer a request that nobody sent, since much is worked out at the first and kept for all others."""
    host = settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost")
    environ: Environ = {"HTTP_HOST": host, "HTTP_X_FORWARDED_PROTO": "https", "REMOTE_ADDR": "127.0.0.1"}
    setup_testing_defaults(environ)
    answer: Any = application.answering(environ, lambda status, headers: None)
    with closing(answer):
        list(answer)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m cbm_tracker.web", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--processes", type=int, default=2, help="how many answer")
    parameters = parser.parse_args()
    read_all()
    WebServer(parameters.host, parameters.port, parameters.processes).serve()


if __name__ == "__main__":
    main()
