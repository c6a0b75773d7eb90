"""What was signed of chains is guarded, and what is done to it past the guards is named by `verify_journal`."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from measures.analysis.verification import verify
from measures.models import Entry, Measure, Role
from measures.wings.checkpoints.models import Checkpoint, Origin
from measures.wings.checkpoints.operations import begin_origin, sign_heads
from measures.wings.checkpoints.signed_heads import SignedHead
from tests.factories import log, make_measure, make_report, make_user
from tests.test_verification import tamper

pytestmark = pytest.mark.django_db(transaction=True)

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


@pytest.fixture
def signed(measure: Measure) -> Iterator[list[SignedHead]]:
    """What is pinned of a chain that was signed with 2, 3 and 5 rows; each test begins without a fault."""
    for day, rows in enumerate((2, 1, 2)):
        for _ in range(rows):
            log(measure)
        sign_heads(at=NOW + timedelta(days=day))
    pinned = verify().signed
    assert faults(pinned) == []
    return pinned


def faults(pinned: list[SignedHead]) -> list[str]:
    return [str(fault) for fault in verify(signed=pinned).faults]


OF_A_CHECKPOINT = {
    "size = 4": "is not what was signed",
    "root = sha256(root)": "is not what was signed",
    "note = replace(note, 'calm', 'loud')": "is not what was signed",
    "note = note || E'\n'": "is not what was signed",
    "key = replace(key, 'calm', 'loud')": "is not what was signed",
    "signed_at = signed_at - interval '2 days'": "was signed before that of 2",
}


@pytest.mark.parametrize("change", OF_A_CHECKPOINT)
def test_what_is_done_to_a_checkpoint_is_named(change: str, signed: list[SignedHead]) -> None:
    tamper(f"UPDATE measures_checkpoint SET {change} WHERE size = 3")

    assert any(OF_A_CHECKPOINT[change] in fault for fault in faults([]))


def test_what_is_done_to_an_origin_is_named_by_what_was_pinned(signed: list[SignedHead]) -> None:
    for change in ("reason = 'Another'", "begun_at = begun_at - interval '1 day'"):
        tamper(f"UPDATE measures_origin SET {change}")
        assert faults([]) == []
        assert faults(signed) == [f"origin {ORIGIN}: it is not as it was pinned with 5 rows"]

    tamper("UPDATE measures_origin SET name = 'elsewhere'")

    assert f"origin {ORIGIN}: the pinned origin is gone" in faults(signed)
    assert "origin elsewhere: its checkpoint of 5 rows is not what was signed" in faults([])


def test_a_checkpoint_that_was_deleted_is_named_by_what_was_pinned(signed: list[SignedHead]) -> None:
    tamper("DELETE FROM measures_checkpoint WHERE size = 3")

    assert faults(signed) == [f"origin {ORIGIN}: 3 checkpoints of up to 5 rows were pinned, and 2 are there"]


def test_a_chain_that_does_not_continue_its_checkpoints_is_named(signed: list[SignedHead]) -> None:
    last = Entry.objects.latest("sequence")
    for table, column in (("bearing", "entry_id"), ("entry", "id")):
        tamper(f"DELETE FROM measures_{table} WHERE {column} = %s", last.pk)

    assert faults([]) == [f"origin {ORIGIN}: its chain does not begin with the 5 rows that were signed"]


def test_later_checkpoints_and_another_origin_leave_what_was_pinned_green(
    signed: list[SignedHead], measure: Measure
) -> None:
    log(measure)
    sign_heads(at=NOW + timedelta(days=5))
    assert faults(signed) == []
    Origin.objects.update(stopped_at=NOW + timedelta(days=6))
    administrator = make_user(role=Role.ADMINISTRATOR)

    begin_origin(Origin.objects.get(), reason="Restored", by=administrator, at=NOW + timedelta(days=7))
    sign_heads(at=NOW + timedelta(days=7))

    assert faults(signed) == []
    assert [each.size for each in verify().signed] == [6, 6]


def test_a_head_has_to_continue_the_last_one_in_the_database_also_if_the_file_is_older(
    measure: Measure, heads: Path
) -> None:
    entries = [log(measure), log(measure)]
    sign_heads(at=NOW)
    older = heads.read_bytes()
    entries.append(log(measure))
    sign_heads(at=NOW)
    for table, column in (("bearing", "entry_id"), ("entry", "id")):
        tamper(f"DELETE FROM measures_{table} WHERE {column} = %s", entries[-1].pk)
    heads.write_bytes(older)
    for _ in range(2):
        log(measure)

    sign_heads(at=NOW)

    assert list(Checkpoint.objects.values_list("size", flat=True)) == [2, 3]
    assert Origin.objects.get().stopped_at == NOW


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM measures_origin",
        "UPDATE measures_origin SET name = 'elsewhere'",
        "UPDATE measures_origin SET reason = 'Another'",
        "UPDATE measures_origin SET begun_at = begun_at - interval '1 day'",
    ],
)
def test_the_application_may_not_change_an_origin(statement: str, signed: list[SignedHead]) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_origin_is_stopped_once(signed: list[SignedHead]) -> None:
    Origin.objects.update(stopped_at=NOW)

    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        Origin.objects.update(stopped_at=None)
