"""Whatever the description of the API allows, or does not, is answered as it says: no fault of ours, no other status.

The short form sends some hundreds of requests as an editor; CBM_LONG_TESTS=1 sends 5,000 and more as each of five, so
25,000 and more in all. Only the fictional report is there to be written to.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from measures.library.load import load_library
from measures.models import Ambiguity, Entry, Evidence, Measure, Milestone, Role, Scope, User
from measures.operations.credentials import create_token
from measures.operations.entries import confirm_unchanged
from measures.wings.intake.forgetting import redact_candidate
from tests.conftest import FIXTURES, ROOT
from tests.factories import log, make_candidate, make_milestone, make_participant, make_report, make_token, make_user

IS_LONG = bool(os.environ.get("CBM_LONG_TESTS"))
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
# The short form counts and looks at no clock: on a busy machine a limit of time leaves nothing to send.
SHORT = ["--phases", "fuzzing,stateful", "--max-examples", "2"]
LONG = ["--max-examples", "60", "--max-time", "600"]
AT_LEAST = 5_000 if IS_LONG else 130
SENT = re.compile(r"Test cases:\s+([\d,]+) generated")
REPORT = "two-shores"


@pytest.fixture
def record(transactional_db: None) -> None:
    """The fictional report, with an entry that cites a source, a milestone, and rows that say as little as any does."""
    load_library(FIXTURES / "two-shores.yaml")
    measure = Measure.objects.order_by("key")[0]
    log(measure, sources=[Evidence.objects.order_by("key")[0].key])
    make_milestone(measure)
    confirm_unchanged([measure], by=make_user(role=Role.CONTRIBUTOR), on=timezone.localdate())
    redact_candidate(make_candidate(measure.report), by=make_user(role=Role.ADMINISTRATOR), reason="Asked for.")
    make_report()


def named_rows(spare: int) -> dict[str, dict[str, Any]]:
    """Of each kind of address, a row that is there: random keys would find nothing.

    Of tokens it is a spare one, or the tester would come to revoke its own.
    """
    kinds = (Ambiguity, Entry, Evidence, Measure, Milestone)
    ambiguity, entry, evidence, measure, milestone = (kind.objects.order_by("key")[0].key for kind in kinds)
    return {
        "ambiguities": {"path.key": ambiguity},
        "entries": {"path.key": entry},
        "evidence": {"path.key": evidence},
        "measures": {"path.key": measure},
        "milestones": {"path.key": milestone},
        "reports": {"path.slug": REPORT},
        "tokens": {"path.token": spare},
    }


def configuration(folder: Path, user: User) -> Path:
    """What the tester is told of the record."""
    # Rows with some fields only, or in one language, have fewer than is described of whole ones: blank is neither.
    lines = ['[parameters]\n"query.fields" = ""\n"query.language" = ""\n']
    for name, parameters in named_rows(spare_token(user)).items():
        values = ", ".join(f"{json.dumps(key)} = {json.dumps(value)}" for key, value in parameters.items())
        lines.append(f'[[operations]]\ninclude-path-regex = "^/api/v1/{name}/{{"\nparameters = {{ {values} }}\n')
    path = folder / "schemathesis.toml"
    path.write_text("\n".join(lines))
    return path


def spare_token(user: User) -> int:
    return create_token(user, name="spare", scope=Scope.READ)[0].pk


def somebody(role: str) -> User:
    return make_participant() if role == "participant" else make_user(role=role)


@pytest.mark.parametrize("role", [*Role.values, "participant"] if IS_LONG else [Role.EDITOR])
def test_the_api_answers_as_it_is_described(
    record: None, live_server: LiveServer, description: Path, tmp_path: Path, role: str
) -> None:
    user = somebody(role)
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration(tmp_path, user)), "run"]
    command += [str(description), "--url", live_server.url]
    command += ["--header", f"Authorization: Bearer {make_token(user)}"]
    command += ["--checks", CHECKS, "--workers", "1", "--seed", "7", "--no-color", "--warnings", "off"]
    command += ["--generation-database", "none"]

    sent = requests_sent([*command, *(LONG if IS_LONG else SHORT)], tmp_path)

    sys.stdout.write(f"{role}: {sent} requests\n")
    assert sent >= AT_LEAST
    assert user.access_tokens.usable(at=timezone.now()).filter(scope=Scope.WRITE).exists()


def requests_sent(command: list[str], folder: Path) -> int:
    """How many requests the tester sent, none of which was answered otherwise than is described."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-20000:] + ended.stderr[-2000:]
    found = SENT.search(ended.stdout)
    assert found, ended.stdout[-2000:]
    return int(found[1].replace(",", ""))
