"""Stored files are moved between the folder and a bucket: checked one by one, cut off anywhere, and none is lost.

CBM_LONG_TESTS=1 moves a thousand, killed again and again.
"""

import io
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from measures.analysis.files import copy_if_sound
from measures.models import StoredFile
from measures.operations import moving_files
from measures.operations.clock import clock
from measures.operations.files import write_bytes
from measures.operations.moving_files import Step, copy_files, remove_files
from measures.operations.redactions import redact_copies
from measures.storages import BUCKET, FOLDER
from tests.buckets import Bucket, use
from tests.factories import make_user
from tests.files import PDF, kept, spoil
from tests.servers import ROOT
from tests.test_buckets import record, silenced

pytestmark = pytest.mark.django_db(transaction=True)
IS_LONG = os.environ.get("CBM_LONG_TESTS") == "1"
FILES, KILLS, KILLS_OF_REMOVING = (1000, 30, 10) if IS_LONG else (12, 1, 0)


@pytest.fixture
def in_folder(bucket: Bucket, settings: Any, storage: Path) -> Bucket:
    """An empty bucket, while files are kept in the folder."""
    use(settings, FOLDER, bucket)
    return bucket


def test_files_are_copied_once_and_the_folder_stays(in_folder: Bucket, storage: Path, capsys: Any) -> None:
    source = record()
    assert source.file is not None

    call_command("move_files", to="bucket")
    call_command("move_files", to="bucket")

    assert in_folder.content(source.file.path) == PDF
    assert len(kept(storage)) == 1
    _, first, _, second = capsys.readouterr().out.splitlines()
    assert first.startswith("1 files: 1 copied to the bucket, 0 were there")
    assert second.startswith("1 files: 0 copied to the bucket, 1 were there")


def test_what_is_not_the_same_at_the_new_place_is_written_anew(in_folder: Bucket) -> None:
    source = record()
    assert source.file is not None
    in_folder.put(source.file.path, b"half of it")

    assert [step for _, step in copy_files(to=BUCKET)] == [Step.COPIED]

    assert in_folder.content(source.file.path) == PDF


def test_a_file_that_is_not_what_was_stored_is_named_and_not_copied(
    in_folder: Bucket, storage: Path, capsys: Any
) -> None:
    source = record()
    spoil(storage)

    with pytest.raises(CommandError, match="Not every file was copied"):
        call_command("move_files", to="bucket")

    told = capsys.readouterr()
    assert in_folder.kept() == []
    assert f"file {source.file_id}: it is not what was stored" in told.err
    assert "1 could not be copied" in told.out


def test_a_file_that_is_redacted_while_it_is_read_is_not_written(
    in_folder: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = record()

    def read_and_redact(file: StoredFile, place: str) -> Any:
        found = copy_if_sound(file, place)
        redact_copies(source, by=make_user("administrator"), reason="A private name stood in it.")
        return found

    monkeypatch.setattr(moving_files, "copy_if_sound", read_and_redact)

    assert [step for _, step in copy_files(to=BUCKET)] == [Step.REDACTED]

    assert in_folder.kept() == []


def test_the_old_place_is_emptied_once_the_tracker_uses_the_new_one(
    in_folder: Bucket, settings: Any, storage: Path, capsys: Any
) -> None:
    source = record()
    assert source.file is not None
    with pytest.raises(CommandError, match="CBM_FILES_IN=bucket"):
        call_command("move_files", to="bucket", remove=True)
    assert len(kept(storage)) == 1

    use(settings, BUCKET, in_folder)
    call_command("move_files", to="bucket", remove=True)
    call_command("verify_journal")

    assert kept(storage) == []
    assert in_folder.kept() == [source.file.path]
    assert "1 files removed from the folder, 0 stay there" in capsys.readouterr().out


def test_what_no_row_names_goes_with_the_old_place_unless_it_is_new(bucket: Bucket, storage: Path) -> None:
    redacted = storage / "ab" / "cd" / ("abcd" * 16)
    redacted.parent.mkdir(parents=True)
    redacted.write_bytes(PDF)

    assert [step for _, step in remove_files(kept_in=BUCKET, at=clock())] == [Step.KEPT]
    assert redacted.exists()

    assert [step for _, step in remove_files(kept_in=BUCKET, at=clock() + timedelta(hours=2))] == [Step.REMOVED]
    assert not redacted.exists()


def test_what_is_not_sound_at_the_new_place_stays_at_the_old_one(
    in_folder: Bucket, settings: Any, storage: Path
) -> None:
    record()
    use(settings, BUCKET, in_folder)

    assert [step for _, step in remove_files(kept_in=BUCKET, at=clock())] == [Step.KEPT]

    assert [path.read_bytes() for path in kept(storage)] == [PDF]


def test_without_a_bucket_the_command_says_which_variables_it_needs() -> None:
    with pytest.raises(CommandError, match="set CBM_S3_BUCKET, CBM_S3_KEY_ID and CBM_S3_SECRET_KEY"):
        call_command("move_files", to="bucket")


def test_a_bucket_that_does_not_answer_ends_the_command_in_words(in_folder: Bucket, settings: Any) -> None:
    record()
    use(settings, FOLDER, silenced(in_folder))

    with pytest.raises(CommandError, match=r"cannot be reached.*Start this command again"):
        call_command("move_files", to="bucket")


class Mover:
    """Moves files in processes of their own, which are killed."""

    def __init__(self, bucket: Bucket, folder: Path) -> None:
        self.environment = os.environ | bucket.environment | {"CBM_FILES": str(folder)}
        self.random = random.Random(1)
        self.killed = 0

    def move(self, *options: str, kills: int, files_in: str, done: Callable[[], int]) -> str:
        """Kill the command so many times, each time further on in its work, then let it end; returns what it said."""
        command = [sys.executable, "manage.py", "move_files", "--skip-checks", *options]
        environment = self.environment | {"CBM_FILES_IN": files_in}
        for turn in range(kills):
            awaited = max(1, FILES * (turn + self.random.random()) / kills)
            with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as child:
                while child.poll() is None and done() < awaited:
                    time.sleep(0.002)
                time.sleep(self.random.uniform(0, 0.02))
                self.killed += child.poll() is None
                child.kill()
        ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout


def store(count: int) -> dict[str, bytes]:
    """So many stored files, of some sizes; by their paths."""
    contents = {}
    for number in range(count):
        content = PDF + b"%" + str(number).encode() * (1 + 4000 * (number % 7))
        file = StoredFile(sha256=sha256(content).hexdigest(), size=len(content), media_type="application/pdf")
        write_bytes(file, io.BytesIO(content))
        file.stored_at = clock()
        file.save(force_insert=True)
        contents[file.path] = content
    return contents


def in_place(place: str, bucket: Bucket, folder: Path) -> dict[str, bytes]:
    """What is kept in a place, by paths."""
    if place == BUCKET:
        return {path: bucket.content(path) for path in bucket.kept()}
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in kept(folder)}


def test_a_move_that_is_killed_again_and_again_loses_nothing_in_either_direction(
    in_folder: Bucket, settings: Any, storage: Path
) -> None:
    contents = store(FILES)
    mover = Mover(in_folder, storage)

    told = mover.move("--to", "bucket", kills=KILLS, files_in="folder", done=lambda: len(in_folder.kept()))
    assert ", 0 were there" not in told, "it goes on where it was killed"
    for place in (FOLDER, BUCKET):
        use(settings, place, in_folder)
        call_command("verify_journal")
        assert in_place(place, in_folder, storage) == contents

    removed = {"kills": KILLS_OF_REMOVING, "done": lambda: FILES - len(kept(storage))}
    mover.move("--to", "bucket", "--remove", files_in="bucket", **removed)
    assert kept(storage) == []
    assert in_place(BUCKET, in_folder, storage) == contents

    told = mover.move("--to", "folder", kills=KILLS, files_in="bucket", done=lambda: len(kept(storage)))
    assert ", 0 were there" not in told, "it goes on where it was killed"
    for place in (BUCKET, FOLDER):
        use(settings, place, in_folder)
        call_command("verify_journal")
        assert in_place(place, in_folder, storage) == contents
    assert mover.killed > KILLS
