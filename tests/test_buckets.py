"""Stored files in a bucket of S3: kept, read, redacted, lost and put back as in a folder, by a real server."""

import hashlib
import io
import logging
import tracemalloc
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client

from cbm_tracker.backup.write import back_up
from cbm_tracker.checks import check_bucket
from measures.analysis.files import copy_if_sound
from measures.models import Evidence, FileCheck, FileState, Measure, StoredFile, Verification
from measures.operations.clock import clock
from measures.operations.evidence import record_evidence
from measures.operations.files import remove_strays, write_bytes
from measures.operations.redactions import redact_copies
from measures.storages import BUCKET, FOLDER
from measures.tasks import remove_stray_files, sweep_files
from measures.wings.imports.worker import request_writing, work_on
from tests.buckets import SECRET_KEY, Bucket, new_bucket, use
from tests.factories import client_of, give_role, log, make_measure, make_report, make_user
from tests.files import PDF, body_of, draft, kept, upload
from tests.places import Place
from tests.sites import free_port
from tests.tables import ROWS
from tests.tables import kept as import_of

pytestmark = pytest.mark.django_db(transaction=True)
ANOTHER = PDF.replace(b"Catalog", b"Catalot")


def record(content: bytes = PDF) -> Evidence:
    return record_evidence(draft(content), by=make_user())


def path_of(source: Evidence) -> str:
    assert source.file is not None
    return source.file.path


def test_an_upload_is_kept_in_the_bucket_and_goes_out_through_the_tracker_alone(bucket: Bucket, storage: Path) -> None:
    answer = client_of(make_user()).post("/api/v1/evidence/", upload(), format="multipart")
    assert answer.status_code == 201, answer.content
    source = Evidence.objects.get()

    assert bucket.kept() == [path_of(source)]
    assert not storage.exists()
    assert body_of(Client().get(f"/files/{source.key}/")) == PDF
    call_command("verify_journal")
    for ask in (bucket.stranger.get_object, bucket.stranger.head_object):
        with pytest.raises(ClientError, match=r"Access Denied|403"):
            ask(Bucket=bucket.name, Key=path_of(source))
    with pytest.raises(NotImplementedError, match="no address of its own"):
        default_storage.url(path_of(source))


def test_what_is_brought_twice_is_kept_once(bucket: Bucket) -> None:
    bucket.keep_versions()
    report = make_report()
    record_evidence(draft(), by=make_user(), marking="internal")
    log(make_measure(report), by=give_role(make_user(role="reader"), report), sources=[draft()])

    assert len(bucket.versions()) == 1


@pytest.mark.parametrize("state", ["changed", "missing"])
def test_an_object_that_is_not_what_was_stored_is_refused_noted_and_found(state: str, bucket: Bucket) -> None:
    source = record()
    if state == "changed":
        bucket.put(path_of(source), ANOTHER)
    else:
        bucket.client.delete_object(Bucket=bucket.name, Key=path_of(source))

    assert Client().get(f"/files/{source.key}/").status_code == 409
    assert FileCheck.objects.get().state == state
    with pytest.raises(CommandError, match="1 faults found"):
        call_command("verify_journal")

    assert write_bytes(source.file, io.BytesIO(PDF))  # type: ignore[arg-type]
    assert body_of(Client().get(f"/files/{source.key}/")) == PDF


def test_a_large_file_is_never_in_memory_as_a_whole(bucket: Bucket, tmp_path: Path) -> None:
    size = 40_000_000
    path = tmp_path / "large"
    path.write_bytes(bytes(size))
    file = StoredFile(sha256=hashlib.sha256(bytes(size)).hexdigest(), size=size, media_type="text/plain")
    write_bytes(StoredFile(sha256=hashlib.sha256(PDF).hexdigest(), size=len(PDF)), io.BytesIO(PDF))

    tracemalloc.start()
    with path.open("rb") as stream:
        assert write_bytes(file, stream)
    state, copy = copy_if_sound(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert copy is not None
    copy.close()
    assert state == FileState.SOUND
    assert peak < size / 4


def test_a_table_is_imported_from_the_bucket(bucket: Bucket, file: Path) -> None:
    job = import_of(file)
    assert bucket.content(job.kept_file.path) == file.read_bytes()

    request_writing(job, by=make_user(role="editor"))
    work_on(job.pk)

    assert Measure.objects.count() == len(ROWS)


def test_redacting_takes_every_version_of_an_object_and_no_other(bucket: Bucket) -> None:
    bucket.keep_versions()
    source, other = record(), record(ANOTHER)
    bucket.put(path_of(source), b"another version")
    bucket.client.delete_object(Bucket=bucket.name, Key=path_of(source))
    assert bucket.versions().count(path_of(source)) == 3

    redact_copies(source, by=make_user("administrator"), reason="A private name stood in it.")

    assert bucket.versions() == [path_of(other)]


def test_a_redaction_that_is_cut_off_is_completed_by_the_sweep(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bucket.keep_versions()
    source = record()
    path = path_of(source)
    for number in range(3):
        bucket.put(path, f"version {number}".encode())
    call, deleted = BaseClient._make_api_call, list[str]()

    def fail_at_the_third(self: BaseClient, operation: str, parameters: dict[str, Any]) -> Any:
        if operation == "DeleteObject":
            deleted.append(parameters["Key"])
            if len(deleted) == 3:
                raise ClientError({"ResponseMetadata": {"HTTPStatusCode": 500}, "Error": {}}, operation)
        return call(self, operation, parameters)

    monkeypatch.setattr(BaseClient, "_make_api_call", fail_at_the_third)
    redact_copies(source, by=make_user("administrator"), reason="A private name stood in it.")
    assert bucket.versions() == [path, path]
    assert bucket.kept() == [path]

    remove_stray_files()
    assert bucket.kept() == [path], "somebody may be about to name what was written just now"
    remove_strays(at=clock() + timedelta(hours=2))

    assert bucket.versions() == []
    assert f"Removed stray bytes that no source names: {path}" in caplog.text


def test_what_is_not_kept_by_its_hash_is_not_ours_to_remove(bucket: Bucket) -> None:
    bucket.put("notes/readme.txt", b"Not a source.")

    remove_strays(at=clock() + timedelta(days=9))

    assert bucket.kept() == ["notes/readme.txt"]


def silenced(bucket: Bucket) -> Bucket:
    return Bucket(bucket.name, f"http://127.0.0.1:{free_port()}")


@pytest.fixture
def silent(bucket: Bucket, settings: Any) -> Evidence:
    """A source whose file is in a bucket that does not answer any more."""
    source = record()
    use(settings, BUCKET, silenced(bucket))
    return source


def test_a_bucket_that_does_not_answer_is_said_and_no_file_is_called_missing(silent: Evidence) -> None:
    answers = [
        Client().get(f"/files/{silent.key}/"),
        client_of(make_user()).post("/api/v1/evidence/", upload(ANOTHER), format="multipart"),
        Client().get("/readyz"),
    ]

    assert [answer.status_code for answer in answers] == [503, 503, 503]
    assert "The stored files cannot be reached" in answers[0].content.decode()
    assert (answers[1].json()["code"], answers[1]["Retry-After"]) == ("files_unavailable", "60")
    assert answers[2].json()["down"] == ["files"]
    assert Evidence.objects.get() == silent
    assert StoredFile.objects.count() == 1
    assert not FileCheck.objects.exists()


def test_neither_backup_nor_verification_goes_on_without_the_bucket(silent: Evidence, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be reached"):
        call_command("backup", tmp_path / "backup.zip")
    with pytest.raises(CommandError, match=r"Nothing was verified\. The bucket of stored files cannot be reached"):
        call_command("verify_journal")

    assert list(tmp_path.glob("*.zip*")) == []
    assert not Verification.objects.exists()


def test_the_sweep_calls_no_file_missing_that_it_could_not_ask_for(silent: Evidence) -> None:
    with pytest.raises(OSError, match="cannot be reached"):
        sweep_files()

    assert not FileCheck.objects.exists()


def test_the_secret_key_stands_in_no_log_and_no_error(
    bucket: Bucket, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    record()
    unknown = bucket.options | {"access_key": "somebody-else"}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": unknown}}

    with pytest.raises(OSError, match="refuses") as raised:
        record(ANOTHER)

    assert "bucket" in caplog.text
    assert SECRET_KEY not in caplog.text + str(raised.value) + repr(raised.value.__cause__)


def test_a_backup_of_a_bucket_is_put_back_into_a_folder(
    bucket: Bucket, settings: Any, tmp_path: Path, place: Place
) -> None:
    log(make_measure(), sources=[draft(), draft(ANOTHER)])

    back_up(tmp_path / "backup.zip")

    use(settings, FOLDER, bucket)
    restored = place.restore(tmp_path / "backup.zip")
    assert "no fault found" in restored.stdout, restored.stderr
    assert sorted(path.read_bytes() for path in kept(place.files)) == sorted([PDF, ANOTHER])


def test_a_backup_of_a_folder_is_put_back_into_a_bucket(
    bucket: Bucket, s3: str, settings: Any, tmp_path: Path, place: Place
) -> None:
    use(settings, FOLDER, bucket)
    log(make_measure(), sources=[draft(), draft(ANOTHER)])
    target = new_bucket(s3)

    back_up(tmp_path / "backup.zip")

    use(settings, BUCKET, target)
    restored = place.restore(tmp_path / "backup.zip")
    assert "no fault found" in restored.stdout, restored.stderr
    assert sorted(map(target.content, target.kept())) == sorted([PDF, ANOTHER])
    assert kept(place.files) == []


def test_a_lost_object_alone_is_put_back_and_without_the_bucket_it_is_said(
    bucket: Bucket, settings: Any, tmp_path: Path
) -> None:
    source = record()
    back_up(tmp_path / "backup.zip")
    bucket.put(path_of(source), ANOTHER)

    call_command("restore", tmp_path / "backup.zip", files=True)

    assert bucket.content(path_of(source)) == PDF
    use(settings, BUCKET, silenced(bucket))
    with pytest.raises(CommandError, match=r"cannot be reached.*Nothing was put back"):
        call_command("restore", tmp_path / "backup.zip", files=True)


def test_the_check_before_deployment_finds_a_bucket_that_everybody_reads(bucket: Bucket) -> None:
    source = record()
    assert [found.id for found in check_bucket()] == ["cbm_tracker.W001"]

    bucket.let_everybody("s3:GetObject", f"arn:aws:s3:::{bucket.name}/*")
    assert bucket.stranger.head_object(Bucket=bucket.name, Key=path_of(source))

    assert [found.id for found in check_bucket()] == ["cbm_tracker.W001", "cbm_tracker.E001"]


def test_the_check_before_deployment_says_that_the_bucket_does_not_answer(silent: Evidence) -> None:
    assert [found.id for found in check_bucket()] == ["cbm_tracker.W001", "cbm_tracker.E002"]


def test_where_no_bucket_is_named_there_is_nothing_to_check() -> None:
    assert check_bucket() == []
