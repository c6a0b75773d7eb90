"""What an entry says ties to a checkpoint, by a program that imports nothing of ours; what was redacted does not."""

import base64
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer
from rest_framework.test import APIClient

from measures.models import Entry, Role
from measures.operations.redactions import redact_entry
from measures.wings.checkpoints.models import Checkpoint
from measures.wings.checkpoints.operations import sign_heads
from measures.wings.static_copy.data import VERIFIER
from tests.factories import log, make_measure, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SLUG = "two-shores"


@pytest.fixture(autouse=True)
def signing(settings: Any, tmp_path: Path) -> None:
    settings.CBM_SITE_URL = "https://tracker.example.org"
    settings.CBM_SIGNING_KEY = base64.b64encode(bytes(range(32))).decode()
    settings.CBM_SIGNED_HEADS = str(tmp_path / "signed-heads.json")


class Outsider:
    """Somebody with the address of a tracker, the public key, and a copy of the program."""

    def __init__(self, site: str, at: Path) -> None:
        self.site, self.at = site, at
        self.key = Checkpoint.objects.filter(origin__chain__report__slug=SLUG).latest("size").key
        shutil.copy(VERIFIER, at)

    def verify(self, entry: str, key: str = "") -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-I", "verify_entry.py", self.site, entry, key or self.key]
        return subprocess.run(command, cwd=self.at, capture_output=True, text=True, check=False)


def test_an_outsider_ties_the_words_of_entries_to_a_checkpoint(
    committed_reports: None, live_server: LiveServer, tmp_path: Path
) -> None:
    sign_heads(at=NOW)
    outsider = Outsider(live_server.url, tmp_path)
    developments = Entry.objects.filter(report__slug=SLUG, marking="public", kind="development")
    redacted, *others = developments.order_by("sequence")[:11]

    first = outsider.verify(redacted.key)
    redact_entry(redacted, by=make_user(role=Role.ADMINISTRATOR), reason="On request")
    after = outsider.verify(redacted.key)
    proven = [outsider.verify(entry.key) for entry in others]

    assert (first.returncode, after.returncode) == (0, 1)
    assert "404" in after.stderr
    assert redacted.title in first.stdout
    assert redacted.title not in after.stdout
    assert [each.stderr for each in proven] == [""] * 10
    assert all(f"{entry.title}\n" in each.stdout for entry, each in zip(others, proven, strict=True))
    assert outsider.verify(others[0].key, outsider.key.replace("A", "B")).returncode == 1


@pytest.mark.parametrize("altered", ["salt", "content", "index", "hashes", "note"])
def test_what_is_altered_is_refused(altered: str) -> None:
    namespace: dict[str, Any] = {"__name__": "verifier"}
    exec(VERIFIER.read_text(), namespace)
    measure = make_measure()
    entry = [log(measure) for _ in range(5)][2]
    sign_heads(at=NOW)
    checkpoint = Checkpoint.objects.get(size=5)
    proof = APIClient().get("/api/v1/checkpoints/inclusion/", {"entry": entry.key}).json()
    words = APIClient().get(f"/api/v1/entries/{entry.key}/sealed/").json()
    changes = {
        "salt": (words, "00" * 16),
        "content": (words, words["content"].replace(entry.title, "Another")),
        "index": (proof, 3),
        "hashes": (proof, proof["hashes"][:-1]),
        "note": (proof, proof["note"].replace("\n5\n", "\n6\n")),
    }

    verified = namespace["verify"](words, proof, entry.key, checkpoint.key)
    answer, value = changes[altered]
    assert answer[altered] != value
    answer[altered] = value

    assert verified["title"] == entry.title
    with pytest.raises(SystemExit):
        namespace["verify"](words, proof, entry.key, checkpoint.key)
