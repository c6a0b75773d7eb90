"""What is signed of chains: each head once, only what continues the one before, and nothing of what is hidden."""

import base64
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import transaction
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from measures.errors import NotAllowedError, OriginInUseError
from measures.models import ChainKind, Entry, Measure, Role
from measures.operations.redactions import redact_entry
from measures.wings.checkpoints.models import Checkpoint, Origin
from measures.wings.checkpoints.operations import begin_origin, sign_heads
from measures.wings.checkpoints.trees import leaf_hash, root_of
from tests.checkpoints.test_trees import root_by_inclusion, roots_by_consistency
from tests.factories import client_of, get, log, make_measure, make_report, make_user
from tests.files import signed_in
from tests.markup import compact

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ORIGIN = "tracker.example.org/journal/calm/public"


@pytest.fixture(autouse=True)
def heads(settings: Any, tmp_path: Path) -> Path:
    settings.CBM_SITE_URL = "https://tracker.example.org"
    settings.CBM_SIGNING_KEY = base64.b64encode(bytes(range(32))).decode()
    settings.CBM_SIGNED_HEADS = str(tmp_path / "signed-heads.json")
    return tmp_path / "signed-heads.json"


@pytest.fixture
def measure() -> Measure:
    return make_measure(make_report("calm"))


def grow(measure: Measure, rows: int) -> list[Entry]:
    return [log(measure, title=f"Step {each}") for each in range(rows)]


def signed(size: int) -> Checkpoint:
    return Checkpoint.objects.get(origin__name=ORIGIN, size=size)


def is_signed_by_its_key(checkpoint: Checkpoint) -> bool:
    """Whether the signature of a note is by the public key that stands with it, as c2sp.org/signed-note checks it."""
    text, _, signature = checkpoint.note.partition("\n\n")
    _dash, name, encoded = signature.strip().split(" ")
    key_name, hashed, key = checkpoint.key.split("+", 2)
    raw = base64.b64decode(encoded)
    assert (name, raw[:4].hex()) == (key_name, hashed)
    Ed25519PublicKey.from_public_bytes(base64.b64decode(key)[1:]).verify(raw[4:], f"{text}\n".encode())
    return True


def test_the_note_says_origin_size_and_root_and_is_signed(measure: Measure) -> None:
    entries = grow(measure, 3)

    sign_heads(at=NOW)

    root = root_of([leaf_hash(bytes(entry.commitment)) for entry in entries])
    lines = signed(3).note.splitlines()
    assert lines[:4] == [ORIGIN, "3", base64.b64encode(root).decode(), ""]
    assert is_signed_by_its_key(signed(3))


def test_the_list_says_when_in_utc(measure: Measure) -> None:
    grow(measure, 1)
    sign_heads(at=NOW)

    [row] = [each for each in get("checkpoints/")["results"] if each["name"] == ORIGIN]

    assert row["signed_at"] == "2026-11-25T12:00:00.000000Z"


def test_what_has_not_grown_is_signed_once(measure: Measure) -> None:
    grow(measure, 2)

    for _ in range(3):
        sign_heads(at=NOW)

    assert list(Checkpoint.objects.filter(origin__name=ORIGIN).values_list("size", flat=True)) == [2]


def test_growth_and_redaction_leave_each_earlier_head_a_beginning_of_the_later(measure: Measure) -> None:
    entries = grow(measure, 5)
    sign_heads(at=NOW)
    redact_entry(entries[1], by=make_user(role=Role.ADMINISTRATOR), reason="On request")
    grow(measure, 4)
    sign_heads(at=NOW + timedelta(minutes=1))
    asked = {"origin": ORIGIN, "since": 5}

    answer = APIClient().get("/api/v1/checkpoints/consistency/", asked)

    hashes = [bytes.fromhex(each) for each in answer.json()["hashes"]]
    roots = bytes(signed(5).root), bytes(signed(9).root)
    assert answer.json()["until"] == 9
    assert roots_by_consistency(5, 9, roots[0], hashes) == roots


def test_an_entry_is_shown_to_be_in_what_was_signed(measure: Measure) -> None:
    entries = grow(measure, 6)
    sign_heads(at=NOW)

    proof = APIClient().get("/api/v1/checkpoints/inclusion/", {"entry": entries[3].key}).json()

    leaf = leaf_hash(bytes.fromhex(proof["commitment"]))
    hashes = [bytes.fromhex(each) for each in proof["hashes"]]
    assert (proof["index"], proof["size"], proof["note"]) == (3, 6, signed(6).note)
    assert root_by_inclusion(3, 6, leaf, hashes) == bytes(signed(6).root)
    assert proof["key"] == signed(6).key


def test_an_entry_is_shown_to_be_in_what_was_signed_by_a_moment(measure: Measure) -> None:
    entries = grow(measure, 3)
    sign_heads(at=NOW)
    entries += grow(measure, 2)
    sign_heads(at=NOW + timedelta(minutes=2))
    asked = {"known_at": (NOW + timedelta(minutes=1)).isoformat()}

    early, late = (
        APIClient().get("/api/v1/checkpoints/inclusion/", {"entry": entries[place].key, **asked}) for place in (1, 4)
    )

    assert (early.json()["size"], early.json()["note"]) == (3, signed(3).note)
    assert late.status_code == 404


@contextmanager
def forgotten() -> Iterator[None]:
    """What is written meanwhile is gone afterwards, as from a database that was restored; the file is not."""
    before = transaction.savepoint_create()
    yield
    transaction.savepoint_rollback(before)


def test_a_restored_journal_signs_nothing_until_a_new_origin_is_begun(measure: Measure) -> None:
    administrator = make_user(role=Role.ADMINISTRATOR)
    grow(measure, 3)
    sign_heads(at=NOW)
    with forgotten():
        grow(measure, 2)
        sign_heads(at=NOW)

    grow(measure, 4)
    sign_heads(at=NOW)
    sign_heads(at=NOW)

    stopped = Origin.objects.get(name=ORIGIN)
    assert (stopped.stopped_at, stopped.checkpoints.count()) == (NOW, 1)
    assert "the chain does not continue what was signed" in page("/checkpoints/")
    begun = begin_origin(stopped, reason="Restored from the backup of Monday", by=administrator, at=NOW)
    sign_heads(at=NOW)
    assert begun.name == f"{ORIGIN}/2"
    assert begun.checkpoints.get().size == 7
    text = page("/checkpoints/")
    assert "the chain does not continue what was signed" in text
    assert "Restored from the backup of Monday" in text
    assert APIClient().get(f"/journal/{measure.report.slug}/checkpoint").content.decode().startswith(f"{ORIGIN}/2\n7\n")


def test_a_journal_that_lost_its_end_signs_nothing(measure: Measure) -> None:
    grow(measure, 3)
    sign_heads(at=NOW)
    with forgotten():
        grow(measure, 2)
        sign_heads(at=NOW)

    sign_heads(at=NOW)

    assert Origin.objects.get(name=ORIGIN).stopped_at == NOW


def test_where_the_file_is_lost_nobody_knows_what_was_signed(measure: Measure, heads: Path) -> None:
    grow(measure, 3)
    sign_heads(at=NOW)
    heads.unlink()
    grow(measure, 1)

    sign_heads(at=NOW)

    assert Origin.objects.get(name=ORIGIN).stopped_at == NOW


def test_what_was_written_down_and_not_yet_stored_is_signed_again_alike(measure: Measure) -> None:
    grow(measure, 3)
    sign_heads(at=NOW)
    grow(measure, 2)
    with forgotten():
        sign_heads(at=NOW)
        note = signed(5).note

    sign_heads(at=NOW)

    assert signed(5).note == note


def test_without_a_key_or_a_place_nothing_is_signed(measure: Measure, settings: Any) -> None:
    grow(measure, 1)
    settings.CBM_SIGNED_HEADS = ""
    sign_heads(at=NOW)
    settings.CBM_SIGNED_HEADS, settings.CBM_SIGNING_KEY, settings.CBM_EMBEDDED = "heads.json", "", False
    sign_heads(at=NOW)

    assert not Checkpoint.objects.exists()
    assert "Nothing is signed" in page("/checkpoints/")
    assert Client().get("/journal/calm/checkpoint").status_code == 404


def test_the_key_of_a_demonstration_says_so(measure: Measure, settings: Any) -> None:
    grow(measure, 1)
    settings.CBM_SIGNING_KEY, settings.CBM_EMBEDDED = "", True

    sign_heads(at=NOW)

    assert Checkpoint.objects.filter(origin__name=f"{ORIGIN}/demonstration").exists()


def test_the_size_of_a_hidden_chain_is_nowhere_to_be_had(measure: Measure) -> None:
    team = make_user(role=Role.EDITOR)
    grow(measure, 1)
    hidden = [log(measure, title="Kept apart", marking="internal") for _ in range(7)]
    sign_heads(at=NOW)
    origin = Origin.objects.get(chain__marking="internal", chain__kind=ChainKind.JOURNAL)

    assert re.fullmatch(r"tracker\.example\.org/chain/[0-9a-f]{16}", origin.name)
    assert origin.name not in json.dumps(APIClient().get("/api/v1/checkpoints/").json())
    assert origin.name not in page("/checkpoints/")
    asked = {"origin": origin.name, "since": 1}
    assert APIClient().get("/api/v1/checkpoints/consistency/", asked).status_code == 404
    assert APIClient().get("/api/v1/checkpoints/inclusion/", {"entry": hidden[0].key}).status_code == 404
    assert client_of(team).get("/api/v1/checkpoints/consistency/", asked).json()["until"] == 7
    assert origin.name in signed_in(team).get("/checkpoints/").content.decode()


def test_sizes_that_were_not_signed_are_refused_with_the_field_named(measure: Measure) -> None:
    grow(measure, 3)
    sign_heads(at=NOW)

    for sizes in ({"since": 2, "until": 4}, {"since": 3, "until": 2}):
        answer = APIClient().get("/api/v1/checkpoints/consistency/", {"origin": ORIGIN, **sizes})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "until")


def test_only_an_administrator_begins_an_origin_and_only_for_one_that_was_stopped(measure: Measure) -> None:
    administrator, editor = make_user(role=Role.ADMINISTRATOR), make_user(role=Role.EDITOR)
    grow(measure, 1)
    sign_heads(at=NOW)
    origin = Origin.objects.get(name=ORIGIN)

    with pytest.raises(NotAllowedError):
        begin_origin(origin, reason="So", by=editor, at=NOW)
    with pytest.raises(OriginInUseError):
        begin_origin(origin, reason="So", by=administrator, at=NOW)
    assert signed_in(editor).get(f"/checkpoints/{origin.pk}/").status_code == 403
    assert signed_in(administrator).get(f"/checkpoints/{origin.pk}/").status_code == 403
    Origin.objects.update(stopped_at=NOW)
    assert signed_in(administrator).post(f"/checkpoints/{origin.pk}/", {"reason": "So"}).status_code == 302
    assert Origin.objects.filter(name=f"{ORIGIN}/2", reason="So", begun_by=administrator).exists()


def test_an_entry_its_citation_and_a_brief_name_origin_size_and_root(measure: Measure) -> None:
    [entry] = grow(measure, 1)
    sign_heads(at=NOW)
    line = " ".join(signed(1).note.splitlines()[:3])
    assert line in page(f"/journal/{entry.key}/")
    assert line in page(f"/cite/entry/{entry.key}/")
    assert f"checkpoint {line}" in page("/brief/?report=calm&from=2026-01-01")


def test_what_was_signed_later_is_not_in_what_was_known_before(measure: Measure) -> None:
    [entry] = grow(measure, 1)
    sign_heads(at=timezone.now() + timedelta(days=2))

    assert ORIGIN not in page(f"/cite/entry/{entry.key}/")


def page(address: str) -> str:
    return compact(Client().get(address, follow=True).content.decode())
