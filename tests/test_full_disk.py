"""A disk without room: uploads are refused in words, nothing half-written stays, and a balancer is told."""

import errno
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from measures.models import Entry, Evidence, StoredFile
from measures.wings.imports.models import Import
from tests.factories import client_of, make_measure, make_report, make_user
from tests.files import PDF, kept, signed_in, upload
from tests.test_pages_log import NEW_SOURCE, sent, toward

pytestmark = pytest.mark.django_db
LARGE = PDF + bytes(200_000)


@pytest.fixture
def full(storage: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of files with room for 64 kB: on a disk of its own, where one can be had."""
    storage.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", storage], check=False)
    if mounted.returncode:
        monkeypatch.setattr(FileSystemStorage, "_save", write_as_far_as_there_is_room)
    yield storage
    if not mounted.returncode:
        subprocess.run(["umount", "--lazy", storage], check=True)


def write_as_far_as_there_is_room(self: FileSystemStorage, name: str, content: Any) -> str:
    path = Path(self.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.read()[:60_000])
    if content.size > 60_000:
        raise OSError(errno.ENOSPC, "No space left on device")
    return name


def test_an_upload_for_which_there_is_no_room_is_a_503_and_leaves_nothing(full: Path) -> None:
    answer = client_of(make_user()).post("/api/v1/evidence/", upload(LARGE), format="multipart")

    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "no_room", "60")
    assert kept(full) == []
    assert not Evidence.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_file_that_still_fits_is_taken(full: Path) -> None:
    answer = client_of(make_user()).post("/api/v1/evidence/", upload(), format="multipart")

    assert answer.status_code == 201
    assert len(kept(full)) == 1


def test_the_pages_say_so_and_nothing_of_the_act_is_written(full: Path) -> None:
    client, measure = signed_in(make_user(role="editor")), make_measure()
    file = {"sources-0-file": SimpleUploadedFile("note.pdf", LARGE)}
    rows = "".join(f"A-{index},Title {index},NORTHSHORE\n" for index in range(9000))
    table = SimpleUploadedFile("rows.csv", f"Code,Title,Party\n{rows}".encode())

    answers = [
        client.post("/log/", sent(client, measure.report, toward(measure), **NEW_SOURCE, **file)),
        client.post("/imports/", {"file": table, "report": make_report().slug, "marking": "public"}),
    ]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert all("There is no storage space for this now" in answer.content.decode() for answer in answers)
    assert kept(full) == []
    assert not (Entry.objects.exists() or Evidence.objects.exists() or Import.objects.exists())


@pytest.mark.parametrize(("room", "status", "down"), [(24_999_999, 503, ["files"]), (25_000_000, 200, [])])
def test_a_balancer_is_told_when_no_file_fits_any_more(
    room: int, status: int, down: list[str], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": room}))

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["down"]) == (status, down)


def test_a_folder_that_is_not_there_yet_is_judged_by_where_it_will_be(client: Client, storage: Path) -> None:
    assert not storage.exists()
    assert client.get("/readyz").status_code == 200
