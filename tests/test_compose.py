"""The image and the composition, as far as they can be proved without an engine: natively, as they are written."""

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from cbm_tracker.embedded.postgres import THROWAWAY, PostgresServer, find_binaries
from tests.places import Place
from tests.servers import ROOT
from tests.test_run import free_port

OURS = ("web", "worker", "imports", "beat", "backup", "migrate")
INSIDE = "/var/lib/cbm"
NEEDED = {
    "CBM_SECRET_KEY": "for-this-test-only",
    "CBM_APP_PASSWORD": "of@the:appli/ca%41tion#$?",
    "CBM_OWNER_PASSWORD": "of@the:own/er%41#$?",
    "POSTGRES_PASSWORD": "of-the-superuser",
    "CBM_MAIL_FROM": "tracker@example.org",
    "CBM_ALLOWED_HOSTS": "tracker.example.org",
    "CBM_SITE_URL": "https://tracker.example.org",
}
FIRST = {"CBM_FIRST_ADMINISTRATOR": "Wei Keeper <wei@example.org>"}
# These lead to services and volumes of the composition.
SET_BY_COMPOSE = {
    "CBM_MODE",
    "CBM_VAR",
    "CBM_FILES",
    "CBM_DATABASE_URL",
    "CBM_DATABASE_PASSWORD",
    "CBM_OWNER_DATABASE_URL",
    "CBM_OWNER_DATABASE_PASSWORD",
    "CBM_BROKER_URL",
}
# Read where no tracker is run for others: by a developer or by tests, and by `make run`.
NOT_FOR_PRODUCTION = {"CBM_DEBUG", "CBM_FETCH_NETWORKS"}
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def instructions() -> list[tuple[str, str]]:
    """The steps of the Dockerfile, each in one line."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in lines)]


def steps(name: str) -> list[str]:
    return [rest for each, rest in instructions() if each == name]


def resolved(text: str, dotenv: Mapping[str, str] = NEEDED) -> str:
    """What compose makes of a value, with the variables of .env: unless others are given, those that have to be set."""

    def value(match: re.Match[str]) -> str:
        if match["name"] in dotenv:
            return dotenv[match["name"]]
        assert not match["needed"], f"{match['name']} is needed, and no test sets it"
        return match["default"] or ""

    pattern = r"\$\{(?P<name>\w+)(?::(?P<needed>\?)|:-(?P<default>[^}]*))?\}"
    return re.sub(pattern, value, text).replace("$$", "$")


def told(service: str, dotenv: Mapping[str, str]) -> dict[str, str]:
    """The environment that compose gives a service."""
    assert SERVICES[service]["env_file"] == ".env"
    own = {name: resolved(str(value), dotenv) for name, value in SERVICES[service]["environment"].items()}
    return {**dotenv, **own}


def documented() -> set[str]:
    """The variables of the table of the configuration."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = text.split("\n## Configuration\n")[1].split("\n##")[0]
    first_cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return {name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)}


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the image holds: what git knows and .dockerignore leaves, with the steps of the build done to it."""
    app = tmp_path_factory.mktemp("image") / "app"
    ignored = [line.removeprefix("**/").rstrip("/") for line in (ROOT / ".dockerignore").read_text().split()]
    existing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, existing.split("\0")):
        if not any(fnmatch(part, pattern) for part in Path(name).parts for pattern in ignored):
            (app / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, app / name)
    built = next(step for step in steps("RUN") if "collectstatic" in step)
    subprocess.run(["bash", "-euc", built], cwd=app, env=plain(), check=True, capture_output=True)
    return app


def plain() -> dict[str, str]:
    """The environment of a container before it is told anything; its packages are compiled, as by their installer."""
    bytecode = {name: value for name, value in os.environ.items() if name == "PYTHONPYCACHEPREFIX"}
    return {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOSTNAME": socket.gethostname()} | bytecode


class Composition:
    """Services that run natively, each with its own command and environment, on private servers."""

    def __init__(self, app: Path, place: Place, folder: Path) -> None:
        self.app, self.place, self.folder = app, place, folder
        self.port = free_port()
        for name in ("files", "backups", "heads", "tmp"):
            (folder / name).mkdir(parents=True)

    def native(self, text: str) -> str:
        here = {INSIDE: str(self.folder), "/tmp": f"{self.folder}/tmp", "8000": str(self.port)}
        return re.sub(rf"{INSIDE}|(?<!\w)/tmp\b|\b8000\b", lambda match: here[match.group()], resolved(text))

    def environment(self, name: str) -> dict[str, str]:
        pairs = (pair.partition("=") for step in steps("ENV") for pair in shlex.split(step))
        of_image = {key: self.native(value) for key, _, value in pairs if key != "PATH"}
        found = {key: self.native(value) for key, value in told(name, NEEDED | FIRST).items()}
        found |= {key: self.place.environment[key] for key in ("CBM_DATABASE_URL", "CBM_BROKER_URL")}
        if found["CBM_OWNER_DATABASE_URL"]:
            found["CBM_OWNER_DATABASE_URL"] = self.place.environment["CBM_OWNER_DATABASE_URL"]
        return plain() | of_image | found

    def command(self, name: str) -> list[str]:
        command_line = SERVICES[name].get("command")
        words = shlex.split(command_line) if command_line else json.loads(steps("CMD")[-1])
        return [self.native(word) for word in words]

    def start(self, name: str, **options: Any) -> subprocess.Popen[bytes]:
        environment = self.environment(name)
        return subprocess.Popen(self.command(name), cwd=self.app, env=environment, start_new_session=True, **options)

    def is_healthy(self, name: str) -> bool:
        check = SERVICES[name].get("healthcheck")
        if check:
            kind, *words = check["test"]
        else:
            kind, _, text = steps("HEALTHCHECK")[-1].partition("CMD ")
            kind, words = "CMD", json.loads(text)
            # It names its port itself.
            source = (self.app / words[1]).read_text(encoding="utf-8")
            words = [words[0], "-c", self.native(source)]
        command = ["sh", "-c", self.native(words[0])] if kind == "CMD-SHELL" else words
        found = subprocess.run(command, cwd=self.app, env=self.environment(name), capture_output=True, check=False)
        return found.returncode == 0


@pytest.fixture
def composition(image: Path, place: Place, tmp_path: Path) -> Composition:
    return Composition(image, place, tmp_path / "container")


def ended(child: subprocess.Popen[bytes]) -> int:
    child.send_signal(signal.SIGTERM)
    try:
        return child.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        raise


def test_every_service_of_ours_comes_up_as_written_is_healthy_and_stops(composition: Composition) -> None:
    migrating = composition.start("migrate", stdout=subprocess.PIPE)
    printed = migrating.communicate(timeout=180)[0].decode()
    assert migrating.returncode == 0
    assert f"begins here: {NEEDED['CBM_SITE_URL']}/accounts/password/reset/key/" in printed.splitlines()[-1]
    names = [name for name in OURS if name != "migrate"]
    with ExitStack() as stack:
        children = {}
        for name in names:
            assert not composition.is_healthy(name)
            children[name] = composition.start(name)
            stack.callback(children[name].kill)
        deadline = time.monotonic() + 180
        # One after the other: asking a worker for its health takes as long as starting one.
        for name in names:
            while not composition.is_healthy(name):
                assert [name for name in names if children[name].poll() is not None] == []
                assert time.monotonic() < deadline, name
                time.sleep(0.5)

        codes = {name: ended(child) for name, child in children.items()}

    # A command of Django's answers a signal with its number, and 128.
    assert codes == {"web": 0, "worker": 0, "imports": 0, "beat": 0, "backup": 143}
    assert len(list((composition.folder / "backups").glob("cbm-*.zip"))) == 1


def test_every_variable_that_is_read_is_documented() -> None:
    modules = (ROOT / "cbm_tracker" / name for name in ("settings.py", "environment.py"))
    read = {name for module in modules for name in re.findall(r'"(CBM_[A-Z0-9_]+)"', module.read_text("utf-8"))}

    assert read - documented() == NOT_FOR_PRODUCTION
    assert documented() <= read


def test_every_documented_variable_arrives_from_dotenv_except_where_the_composition_leads() -> None:
    dotenv = NEEDED | dict.fromkeys(documented(), "from-dotenv")

    for service in OURS:
        arrived = {name for name in documented() if told(service, dotenv)[name] == "from-dotenv"}
        assert documented() - arrived == SET_BY_COMPOSE, service


def test_nobody_but_who_migrates_knows_the_owners_password_and_nobody_the_superusers() -> None:
    for service in OURS:
        values = set(told(service, NEEDED).values())
        assert (NEEDED["CBM_OWNER_PASSWORD"] in values) == (service == "migrate"), service
        assert NEEDED["POSTGRES_PASSWORD"] not in values, service


def test_a_password_may_hold_signs_that_an_address_has() -> None:
    code = "from django.conf import settings; print(*(each['PASSWORD'] for each in settings.DATABASES.values()))"
    environment = plain() | told("migrate", NEEDED) | {"DJANGO_SETTINGS_MODULE": "cbm_tracker.settings"}
    command = [sys.executable, "-c", code]
    found = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert found.split() == [NEEDED["CBM_APP_PASSWORD"], NEEDED["CBM_OWNER_PASSWORD"]]


def test_what_has_to_be_set_is_in_the_example() -> None:
    needed = set(re.findall(r"\$\{(\w+):\?\}", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    example = (ROOT / "docker" / "example.env").read_text(encoding="utf-8")

    assert needed == NEEDED.keys()
    assert {name for name in needed if not re.search(rf"^{name}=", example, re.MULTILINE)} == set()


def test_nothing_of_ours_runs_as_root_or_writes_into_its_image() -> None:
    names = [name for name, _ in instructions()]

    assert steps("USER") == ["cbm"]
    assert names.index("USER") > max(index for index, name in enumerate(names) if name == "RUN")
    for name in OURS:
        service = SERVICES[name]
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "user" not in service and "privileged" not in service, name


def test_what_a_service_writes_to_belongs_to_it() -> None:
    made = {word for step in steps("RUN") if "--owner cbm" in step for word in step.split() if word.startswith("/var/")}

    mounted = {volume.split(":")[-2 if volume.endswith(":ro") else -1] for name in OURS for volume in volumes(name)}
    assert mounted <= made


def volumes(name: str) -> Iterator[str]:
    for volume in SERVICES[name].get("volumes", []):
        yield resolved(volume)


def test_each_volume_is_declared() -> None:
    names = {volume.split(":")[0] for name in SERVICES for volume in volumes(name)}

    assert {name for name in names if not name.startswith((".", "/"))} == set(COMPOSE["volumes"])


def test_what_a_killed_process_leaves_running_is_waited_for_when_it_ends() -> None:
    assert all(SERVICES[name]["init"] is True for name in OURS)


def test_the_steps_of_the_image_find_what_they_need() -> None:
    # An image is built by root, who also finds what only root needs.
    path = f"{plain()['PATH']}:/usr/local/sbin:/usr/sbin:/sbin"
    for step in steps("COPY"):
        if not step.startswith("--from="):
            assert (ROOT / step.split()[0]).exists(), step
    for step in steps("RUN"):
        for command in step.split("&&"):
            word = next(each for each in command.split() if "=" not in each)
            assert word.startswith("/venv/") or shutil.which(word, path=path), word
    assert (ROOT / "requirements" / "prod.txt").exists()


def test_the_roles_are_made_once_and_given_their_passwords_again(tmp_path: Path) -> None:
    server = PostgresServer(tmp_path / "postgres", THROWAWAY)
    server.start()
    environment = NEEDED | {"PATH": f"{find_binaries()}:{os.environ['PATH']}", "PGHOST": str(server.sockets)}

    def run_roles() -> None:
        script = ["bash", str(ROOT / "docker" / "roles.sh")]
        subprocess.run(script, env=environment, check=True, capture_output=True, text=True)

    def passwords() -> list[Any]:
        with psycopg.connect(server.address()) as link:
            return link.execute(
                "SELECT rolname, rolpassword FROM pg_authid WHERE rolname ~ '^cbm' ORDER BY 1"
            ).fetchall()

    try:
        with psycopg.connect(server.address(), autocommit=True) as link:
            for statement in ("DROP DATABASE cbm", "DROP ROLE cbm_app", "DROP ROLE cbm_owner"):
                link.execute(statement.encode())
        run_roles()
        first = passwords()
        environment["CBM_APP_PASSWORD"] = "another"
        run_roles()

        assert [name for name, _ in first] == ["cbm_app", "cbm_owner"]
        assert passwords()[0] != first[0]
        with psycopg.connect(server.address("cbm", "cbm_owner")) as link:
            link.execute("CREATE TABLE kept ()")
        with psycopg.connect(server.address("cbm", "cbm_app")) as link, pytest.raises(psycopg.Error):
            link.execute("CREATE TABLE mine ()")
        ready = [find_binaries() / "pg_isready", *SERVICES["postgres"]["healthcheck"]["test"][2:]]
        parameters = [str(server.sockets) if word == "127.0.0.1" else word for word in ready]
        assert subprocess.run(parameters, check=False).returncode == 0
    finally:
        server.stop()
