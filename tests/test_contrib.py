"""What is handed to operators besides the program: service files and proxies that agree with it."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands

from cbm_tracker.bodies import MEGABYTE, most_bytes
from cbm_tracker.secrecy import scrubbed
from tests.servers import ROOT
from tests.test_compose import OURS, SERVICES
from tests.test_settings import PRODUCTION, settings_of

SYSTEMD = ROOT / "contrib" / "systemd"
NGINX = (ROOT / "contrib" / "nginx" / "cbm-tracker.conf").read_text(encoding="utf-8")
CADDY = (ROOT / "contrib" / "caddy" / "Caddyfile").read_text(encoding="utf-8")
PROGRAM = "/srv/cbm-tracker"
SECRET_PATHS = [
    "/api/v1/calendars/secret.ics",
    "/api/v1/feeds/secret.atom",
    "/api/v1/tables/secret.csv",
    "/reminders/stop/secret/",
    "/reminders/snooze/secret/",
    "/reminders/checked/secret/",
    "/accounts/password/reset/key/secret/",
    "/accounts/let-in/secret/",
]


def commands_of(unit: str) -> list[list[str]]:
    """What a unit runs, as systemd reads it."""
    text = (SYSTEMD / f"cbm-{unit}.service").read_text(encoding="utf-8")
    return [shlex.split(line.replace("%%", "%")) for line in re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)]


def plain(words: list[str]) -> list[str]:
    return [words[0].removeprefix(f"{PROGRAM}/.venv/bin/"), *words[1:]]


def test_there_is_a_unit_for_each_service_of_the_composition() -> None:
    assert {path.name for path in SYSTEMD.glob("*.service")} == {f"cbm-{name}.service" for name in OURS}


@pytest.mark.parametrize("unit", OURS)
def test_what_a_unit_runs_is_there(unit: str) -> None:
    for program, *words in commands_of(unit):
        assert os.access(program.replace(PROGRAM, str(ROOT)), os.X_OK), program
        if words[0] == "manage.py":
            assert words[1] in get_commands()
    if unit != "migrate":
        assert len(commands_of(unit)) == 1


@pytest.mark.parametrize("unit", ["worker", "imports", "beat", "backup"])
def test_units_run_what_the_composition_runs(unit: str) -> None:
    pidfile = {"/tmp/beat.pid": ""}
    composed = [pidfile.get(word, word) for word in shlex.split(SERVICES[unit]["command"])]

    assert [plain(words) for words in commands_of(unit)] == [composed]


def test_migrations_are_run_as_in_the_composition() -> None:
    composed = shlex.split(SERVICES["migrate"]["command"])[-1].split(" && ")

    assert [plain(words) for words in commands_of("migrate")] == [shlex.split(each) for each in composed]


def test_the_unit_of_the_web_server_gives_it_options_that_it_takes() -> None:
    [words] = commands_of("web")
    wrong = [str(ROOT / ".venv/bin/python"), *words[1:], "--no-such-option"]

    refused = subprocess.run(wrong, cwd=ROOT, capture_output=True, text=True, check=False)

    assert refused.stderr.splitlines()[-1].endswith("error: unrecognized arguments: --no-such-option")


def test_the_files_of_variables_have_all_that_production_needs() -> None:
    def variables(name: str) -> dict[str, str]:
        text = (SYSTEMD / name).read_text(encoding="utf-8")
        return dict(word.split("=", 1) for word in shlex.split(text, comments=True))

    tracker, owner = variables("tracker.env"), variables("owner.env")
    filled = {name: value or "filled-in" for name, value in (tracker | owner).items()}

    assert PRODUCTION.keys() <= tracker.keys()
    assert settings_of(filled, "CBM_FIRST_ADMINISTRATOR", "CBM_EMBEDDED").stdout.split()[-1] == "False"
    assert all(name.startswith("CBM_OWNER_") for name in owner)
    assert "owner.env" in (SYSTEMD / "cbm-migrate.service").read_text(encoding="utf-8")
    assert all("owner.env" not in path.read_text("utf-8") for path in SYSTEMD.rglob("*") if is_for_all(path))


def is_for_all(path: Path) -> bool:
    return path.suffix in (".service", ".conf") and path.name != "cbm-migrate.service"


def test_nginx_takes_bodies_as_large_as_the_tracker_does_and_waits_as_long() -> None:
    everywhere, rest = NGINX.split("location = /imports/")

    assert re.findall(r"client_max_body_size (\d+);", everywhere) == [str(most_bytes("/"))]
    assert re.findall(r"client_max_body_size (\d+);", rest) == [str(most_bytes("/imports/"))]
    assert re.findall(r"client_body_timeout (\d+)s;", NGINX) == settings_of({}, "CBM_BODY_PATIENCE").stdout.split()


def test_caddy_takes_bodies_as_large_as_the_tracker_does() -> None:
    sizes = dict(re.findall(r"request_body @(\w+) \{\s+max_size (\d+)MB", CADDY))

    assert re.search(r"@tables path /imports/\n", CADDY) and re.search(r"@others not path /imports/\n", CADDY)
    assert {name: int(size) * MEGABYTE for name, size in sizes.items()} == {
        "tables": most_bytes("/imports/"),
        "others": most_bytes("/"),
    }


@pytest.mark.parametrize("path", SECRET_PATHS)
def test_nginx_does_not_log_what_the_tracker_keeps_out_of_its_log(path: str) -> None:
    patterns = re.findall(r"^ +~(\S+) 0;$", NGINX, re.MULTILINE)

    assert "secret" not in scrubbed(path)
    assert [each for each in patterns if re.match(each, path)]
    assert not any(re.match(each, "/api/v1/measures/") for each in patterns)
