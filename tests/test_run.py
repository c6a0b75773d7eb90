"""`make run`: a SIGKILL of any part loses nothing that was answered with success, and it stops all that it started."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cbm_tracker.embedded.addresses import valkey_socket
from cbm_tracker.embedded.services import servers
from tests.servers import ROOT
from tests.sites import free_port

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("CBM_")}


def run(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cbm_tracker.run"]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


class Tracker:
    """A running tracker with a folder of its own."""

    def __init__(self, var: Path) -> None:
        self.port = free_port()
        self.environment = ENVIRONMENT | {"CBM_VAR": str(var), "PORT": str(self.port), "CBM_TICK": "2"}
        self.var = var
        self.log = var.parent / "run.log"

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        manage = [sys.executable, str(ROOT / "manage.py"), *arguments]
        return subprocess.run(manage, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=True)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cbm_tracker.run"],
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_ready()

    def wait_ready(self, seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                self.get("/readyz")
            except OSError:
                time.sleep(0.2)
            else:
                return
        pytest.fail(self.log.read_text())

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return json.load(answer)

    def post(self, path: str, token: str, body: dict[str, Any]) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def pids(self, pattern: str) -> list[int]:
        """The processes whose command line matches and that name this tracker's folder or that of its sockets."""
        folders = (str(self.var), str(valkey_socket(self.var).parent))
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                environment = (folder / "environ").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if re.search(pattern, command) and any(name in environment + command for name in folders):
                found.append(int(folder.name))
        return sorted(found)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)


@pytest.fixture(scope="module")
def tracker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tracker]:
    """One for this module: to start takes many seconds."""
    tracker = Tracker(tmp_path_factory.mktemp("run") / "var")
    tracker.start()
    yield tracker
    if tracker.process.poll() is None:
        tracker.stop()
    for server in servers(tracker.var):
        server.stop()


def entry(index: int) -> dict[str, Any]:
    return {
        "report": "two-shores",
        "occurred": "2026-01-05",
        "title": f"Fog signal {index}",
        "narrative": "A fictional notice was read out.",
        "track": "official",
        "claim": "reported",
        "bears_on": [{"on": "two-shores-COOP-1", "direction": "toward", "about": "both"}],
    }


def test_nothing_that_was_answered_with_success_is_lost_and_the_passwords_stay(tracker: Tracker) -> None:
    passwords = tracker.var / "demonstration-accounts.txt"
    assert passwords.stat().st_mode & 0o777 == 0o600
    before = passwords.read_text()
    token = tracker.command("create_token", "analyst@example.org", "--name", "test", "--scope", "write").stdout.strip()
    logged = []
    parts = {
        "web": r"cbm_tracker\.web",
        "worker": r"celery.* worker",
        "PostgreSQL": r"postgres -D|postgres .*data",
        "Valkey": r"valkey-server",
    }

    for index, (name, pattern) in enumerate(parts.items()):
        logged.append(tracker.post("/api/v1/entries/", token, entry(index))["key"])
        pids = tracker.pids(pattern)
        assert pids, name
        os.kill(pids[0], signal.SIGKILL)
        time.sleep(1)
        tracker.wait_ready()

    for part in (tracker.process.pid, *tracker.pids("|".join(parts.values()))):
        try:
            os.kill(part, signal.SIGKILL)
        except ProcessLookupError:
            continue
    tracker.process.wait(10)
    time.sleep(1)
    tracker.start()

    kept = tracker.get("/api/v1/measures/two-shores-COOP-1/entries/?page_size=500")["results"]
    assert set(logged) <= {row["key"] for row in kept}
    assert tracker.get("/api/v1/measures/?report=zhao-2020&count=true")["count"] == 14
    assert passwords.read_text() == before


def test_one_runs_in_a_folder_and_stops_all_that_it_started(tracker: Tracker) -> None:
    second = run(tracker.environment | {"PORT": str(free_port())})
    assert (second.returncode, second.stderr) == (1, "The tracker runs from this folder already; one is enough.\n")

    tracker.stop()
    assert tracker.process.returncode == 0
    assert tracker.pids(r"cbm_tracker\.web|celery|postgres|valkey") == []


def test_a_taken_port_is_said_before_anything_is_started(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment = ENVIRONMENT | {"CBM_VAR": str(tmp_path / "var"), "PORT": str(taken.getsockname()[1])}
        run = subprocess.run(
            [sys.executable, "-m", "cbm_tracker.run"],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    assert run.returncode == 1
    assert re.fullmatch(r"Port \d+ is taken: .*make run PORT=8001.*\n", run.stderr)
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["run.lock"]
