"""The commands of docs/api.md, data.md and README, run in order by a shell against a server, each as who it names."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from api.urls import urlpatterns
from measures.library.load import load_library
from measures.lists.paging import bare
from measures.models import Entry, Evidence, Measure, Role, SecretUrl, User
from tests.conftest import FIXTURES, ROOT
from tests.factories import make_token, make_user
from tests.lists import LISTS

TEXT = (ROOT / "docs/api.md").read_text()
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMANDS = BLOCK.findall(TEXT)
DATA_COMMANDS = BLOCK.findall((ROOT / "docs/data.md").read_text())
README_COMMANDS = BLOCK.findall((ROOT / "README.md").read_text())
NORTH = "two-shores-NORTH-1"
PASSWORD = "a harbour at the end of May"


@pytest.fixture
def accounts(transactional_db: None, storage: Path) -> dict[str, User]:
    """One of each role, on a tracker that has the fictional report."""
    load_library(FIXTURES / "two-shores.yaml")
    return {role: make_user(role=role, password=PASSWORD) for role in Role.values}


@pytest.fixture
def shell(accounts: dict[str, User], live_server: LiveServer, tmp_path: Path) -> Iterator[Any]:
    """Runs commands as somebody would who has set where the tracker is, and a token; an answer of 400 fails."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not on this machine.")
    (tmp_path / ".curlrc").write_text("silent\nshow-error\nfail-with-body\n")
    tokens = {role: make_token(user) for role, user in accounts.items()}

    def run(commands: str, role: str = "") -> str:
        token = tokens[role or role_named(commands)]
        settings = f"{COMMANDS[0].replace('TOKEN', token)}TOKEN={token}\n"
        ended = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", (settings + commands).replace("http://127.0.0.1:8000", live_server.url)],
            cwd=tmp_path, env=os.environ | {"HOME": str(tmp_path), "PASSWORD": PASSWORD},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ended.returncode == 0, commands + ended.stdout[-2000:] + ended.stderr[-2000:]
        return ended.stdout

    return run


def role_named(commands: str) -> str:
    """Whose account the first line of commands says that they take."""
    found = re.match(r"# As an? (\w+)\n", commands)
    assert found, commands
    return found[1]


def test_ten_things_are_told_each_with_its_command() -> None:
    section = TEXT.split("\n## Ten things people do\n")[1].split("\n## ")[0]

    things = re.split(r"^\*\*(?=\d+\. )", section, flags=re.MULTILINE)[1:]

    assert [thing.split(".")[0] for thing in things] == [str(index) for index in range(1, 11)]
    assert all("```sh\n" in thing and "curl " in thing for thing in things)


def address_of(route: object) -> str:
    """An address of the API as the text writes it: ``measures/{key}/``."""
    return re.sub(r"<\w+:(\w+)>", r"{\1}", str(route))


def test_every_endpoint_is_told() -> None:
    addresses = {address_of(route.pattern) for route in urlpatterns if route.name}

    assert [address for address in sorted(addresses) if address not in TEXT] == []


def test_every_list_is_told_with_its_orderings_and_filters() -> None:
    section = TEXT.split("\n### Every list\n")[1].split("\n## ")[0]
    lines = [line.split(" | ") for line in section.splitlines() if line.startswith("| `")]
    rows = [[re.findall("`(.*?)`", cell) for cell in line] for line in lines]

    found: dict[str, tuple[list[str], list[str]]] = {}
    for [address], orderings, filters in rows:
        is_as_another = bool(filters) and filters[0] in found
        found[address] = (orderings, found[filters[0]][1] if is_as_another else filters)

    assert found == {
        address_of(route): (
            [view.ordering, *(name for name in view.orderings if name != bare(view.ordering))],
            [*view.filterset_class.base_filters, *view.parameters],
        )
        for route, view in LISTS.items()
    }


def test_every_command_is_answered_to_the_account_that_it_names(
    shell: Any, accounts: dict[str, User], tmp_path: Path
) -> None:
    words = "".join(shell(command) for command in COMMANDS[1:])

    measure = Measure.objects.get(key=NORTH)
    source = Evidence.objects.get(key="two-shores-SRC-01")
    assert (source.grade, source.credibility) == ("C", 3)
    assert measure.watches.filter(user=accounts[Role.READER]).exists()
    logged = Entry.objects.get(title="The summer timetable came out early")
    assert set(logged.citations.values_list("evidence__publisher", flat=True)) >= {"Harbour office of the North Shore"}
    corrected = Entry.objects.get(corrects__key="two-shores-EV-14")
    assert list(corrected.citations.values_list("evidence__key", flat=True)) == ["two-shores-SRC-16"]
    assert (corrected.bearings.count(), corrected.marks.count()) == (2, 0)
    assert corrected.title_zh_hans == "报纸统计北岸时刻表的临时改动"
    assert Evidence.objects.get(title="Sailings of the week").file_name == "sailings.txt"
    assert measure.owners.filter(user=accounts[Role.EDITOR], role="coordinator").exists()
    assert (tmp_path / "measures.csv").read_text("utf-8-sig").startswith("key,")
    assert (tmp_path / "measures.xlsx").read_bytes().startswith(b"PK")
    assert SecretUrl.objects.get(user=accounts[Role.READER]).name == "What I follow"
    assert '"secret":' in words


def test_a_command_names_the_least_of_the_accounts_that_may_run_it(shell: Any) -> None:
    roles_below = {role: below for below, role in pairwise(Role.values)}

    for command in COMMANDS[1:]:
        if role := roles_below.get(role_named(command)):
            with pytest.raises(AssertionError, match="403"):
                shell(command, role)

    assert not Entry.objects.filter(title="The summer timetable came out early").exists()


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not on this machine.")
def test_the_commands_on_tables_are_answered(shell: Any) -> None:
    [words] = [shell(command) for command in DATA_COMMANDS]

    assert "two-shores-SOUTH-1\treversed\t" in words
    assert '{"on":"two-shores-NORTH-1","direction":"away","day":"2026-06-30"' in words


def test_the_command_of_the_readme_logs_a_development(shell: Any) -> None:
    [command] = [each for each in README_COMMANDS if "curl" in each]
    made, _, sent = command.partition("\n")

    shell(sent, Role.CONTRIBUTOR)

    assert made.startswith("TOKEN=$(.venv/bin/python manage.py create_token analyst@example.org")
    assert Entry.objects.get(title="A fog signal was agreed").author.role == Role.CONTRIBUTOR


def test_a_command_that_is_refused_would_be_noticed(shell: Any) -> None:
    with pytest.raises(AssertionError, match="not_found"):
        shell('curl -H "$AUTH" "$API/measures/nowhere/"\n', Role.READER)
