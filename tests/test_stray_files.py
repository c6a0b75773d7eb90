"""Bytes that a failed act has left behind are removed, and said to be; those that somebody names never are."""

import os
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from measures.models import StoredFile
from measures.operations.clock import clock
from measures.operations.evidence import record_evidence
from measures.operations.files import remove_bytes
from measures.tasks import remove_stray_files
from tests.factories import make_user
from tests.files import PDF, draft, kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]


def age(storage: Path, by: timedelta) -> None:
    """Let the bytes look as if they had been written so long ago."""
    moment = (clock() - by).timestamp()
    for path in kept(storage):
        os.utime(path, (moment, moment))


def fail_after_writing() -> None:
    """An act that writes the bytes of a file and then fails."""
    with transaction.atomic():
        record_evidence(draft(), by=make_user())
        transaction.set_rollback(True)


def test_what_a_failed_act_left_behind_is_removed_after_an_hour_and_named(storage: Path, caplog: Any) -> None:
    fail_after_writing()
    [left] = kept(storage)
    age(storage, timedelta(minutes=61))

    remove_stray_files()

    assert kept(storage) == []
    assert not StoredFile.objects.exists()
    assert f"Removed stray bytes that no source names: {left.relative_to(storage)}" in caplog.text


def test_what_was_written_just_now_may_still_be_named_and_stays(storage: Path) -> None:
    fail_after_writing()
    age(storage, timedelta(minutes=59))

    remove_stray_files()

    assert len(kept(storage)) == 1


def test_what_a_row_names_stays_however_old_it_is(storage: Path, caplog: Any) -> None:
    record_evidence(draft(), by=make_user())
    age(storage, timedelta(days=900))

    remove_stray_files()

    assert [path.read_bytes() for path in kept(storage)] == [PDF]
    assert "Removed" not in caplog.text


def test_what_is_not_kept_by_its_hash_is_not_ours_to_remove(storage: Path) -> None:
    other = storage / "notes" / "readme.txt"
    other.parent.mkdir(parents=True)
    other.write_text("Not a source.")
    age(storage, timedelta(days=9))

    remove_stray_files()

    assert other.exists()


def test_an_empty_storage_has_no_strays(storage: Path) -> None:
    remove_stray_files()

    assert not storage.exists()


@pytest.mark.django_db(transaction=True)
def test_bytes_that_somebody_brings_again_meanwhile_stay(storage: Path) -> None:
    fail_after_writing()
    [left] = kept(storage)
    removed: list[bool] = []

    def remove() -> None:
        removed.append(remove_bytes(left.relative_to(storage).as_posix()))
        connection.close()

    with transaction.atomic():
        record_evidence(draft(), by=make_user())
        thread = threading.Thread(target=remove)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive(), "it waits until it is known whether the file is recorded"
    thread.join(10)

    assert removed == [False]
    assert [path.read_bytes() for path in kept(storage)] == [PDF]
