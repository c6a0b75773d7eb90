"""Files of sources: judged by what is inside, kept once, and read again now and then."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from measures.errors import FileTakenError, NotAllowedError
from measures.models import Entry, Evidence, FileCheck, StoredFile
from measures.operations.clock import clock
from measures.operations.drafts import AssessmentDraft, FileDraft, SourceDraft
from measures.operations.evidence import record_evidence
from measures.operations.files import check_files, safe_file_name
from measures.operations.markings import tighten_marking
from measures.tasks import sweep_files
from tests.factories import give_role, log, make_evidence, make_measure, make_report, make_user, say
from tests.files import (
    BOMB,
    EXE,
    PDF,
    SVG,
    body_of,
    draft,
    kept,
    refused,
    signed_in,
    spoil,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]


@pytest.mark.parametrize("content", [EXE, SVG, BOMB], ids=["a program", "an image that scripts", "a zip bomb"])
def test_a_file_that_only_calls_itself_a_document_is_refused_plainly_and_not_kept(
    storage: Path, content: bytes
) -> None:
    [message] = refused(draft(content, "agreement.pdf"))["file"]

    assert "The content of the file counts, not its name" in message
    assert kept(storage) == []
    assert not Evidence.objects.exists() and not StoredFile.objects.exists()


def test_an_empty_file_is_refused() -> None:
    assert refused(draft(b""))["file"] == ["This file is empty."]


def test_a_file_over_the_limit_is_read_no_further(settings: Any, storage: Path) -> None:
    settings.CBM_FILE_LIMIT_MB = 1
    endless = io.BufferedReader(Endless())  # type: ignore[type-var]

    assert refused(draft(file=FileDraft(endless)))["file"] == ["This file is larger than 1 MB."]
    assert Endless.given < 2_000_000
    assert kept(storage) == []


class Endless(io.RawIOBase):
    given = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0

    def readinto(self, buffer: Any) -> int:
        Endless.given += len(buffer)
        return len(buffer)


def test_a_file_is_kept_under_its_hash_and_only_by_whom_may(storage: Path) -> None:
    half_read = io.BytesIO(PDF)
    half_read.read(9)
    source = record_evidence(draft(file=FileDraft(half_read)), by=make_user())

    digest = hashlib.sha256(PDF).hexdigest()
    assert source.file_id == digest
    assert [(path.name, path.read_bytes()) for path in kept(storage)] == [(digest, PDF)]
    with pytest.raises(NotAllowedError):
        record_evidence(draft(), by=make_user(role="reader"))


def test_the_row_of_a_file_is_written_once() -> None:
    record_evidence(draft(), by=make_user())

    for change in ("UPDATE measures_storedfile SET size = 1", "DELETE FROM measures_storedfile"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    assert StoredFile.objects.get().size == len(PDF)


def test_a_duplicate_is_told_where_the_writer_may_see_the_other_and_shared_silently_elsewhere(storage: Path) -> None:
    first = record_evidence(draft(), by=make_user(), marking="internal")

    assert refused(draft())["file"] == [f"This file is already recorded, as {first.key}."]
    report = make_report()
    outsider = give_role(make_user(role="reader"), report)
    second = log(make_measure(report), by=outsider, sources=[draft(name="other.pdf")]).citations.get().evidence

    assert second.file_id == first.file_id
    assert len(kept(storage)) == StoredFile.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_writers_who_bring_the_same_file_at_once_one_records_it_and_the_others_are_told(storage: Path) -> None:
    writers = [make_user() for _ in range(6)]

    def record(by: Any) -> str:
        try:
            return record_evidence(draft(), by=by).key
        except ValidationError as error:
            return str(error.message_dict["file"][0])
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(record, writers))

    source = Evidence.objects.get()
    assert sorted(answers) == sorted([source.key, *[f"This file is already recorded, as {source.key}."] * 5])
    assert len(kept(storage)) == 1


def test_two_new_sources_of_one_entry_do_not_bring_the_same_file() -> None:
    with pytest.raises(ValidationError, match="the same file"):
        log(make_measure(), sources=[draft(), draft(name="again.pdf")])


def test_a_source_is_not_tightened_to_where_its_file_is_recorded_already() -> None:
    source = record_evidence(draft(), by=make_user())
    Evidence.objects.create(key="hidden", title="Hidden", publisher="P", file=source.file, marking="internal")

    with pytest.raises(FileTakenError):
        tighten_marking(source, marking="internal", by=make_user(role="editor"))


def test_an_entry_that_is_refused_names_no_file_and_can_be_sent_again(storage: Path) -> None:
    measure, source = make_measure(), draft()

    with pytest.raises(ValidationError):
        log(measure, sources=[source], narrative="")
    assert not StoredFile.objects.exists()

    log(measure, sources=[source])
    assert [path.name for path in kept(storage)] == [StoredFile.objects.get().pk]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("/etc/cron.d/job", "job"),
        ("..", ""),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie: x.pdf"),
        ("harmless\u202efdp.exe", "harmlessfdp.exe"),
        ("x" * 400 + ".pdf", "x" * 251 + ".pdf"),
        ("纪要 “一”.pdf", "纪要 “一”.pdf"),
    ],
)
def test_a_name_is_a_text_and_never_a_path(storage: Path, name: str, plain: str) -> None:
    assert safe_file_name(name) == plain
    source = record_evidence(draft(name=name), by=make_user())

    assert source.file_name == plain
    assert [path.relative_to(storage).as_posix() for path in kept(storage)] == [StoredFile.objects.get().path]


@pytest.mark.django_db(transaction=True)
def test_the_command_names_a_changed_file_and_fails(storage: Path) -> None:
    record_evidence(draft(), by=make_user())
    call_command("verify_journal")
    spoil(storage)

    with pytest.raises(CommandError, match="1 faults found"):
        call_command("verify_journal")


def test_the_sweep_reads_every_file_once_a_day_and_notes_what_is_wrong(storage: Path) -> None:
    record_evidence(draft(), by=make_user())

    sweep_files()
    assert FileCheck.objects.get().state == "sound"
    spoil(storage)
    assert list(check_files(at=clock())) == []
    FileCheck.objects.update(checked_at="2026-01-01T00:00:00Z")
    sweep_files()

    assert FileCheck.objects.get().state == "changed"


def test_the_right_bytes_put_a_lost_file_back(storage: Path) -> None:
    source = record_evidence(draft(), by=make_user(), marking="internal")
    spoil(storage)

    report = make_report()
    log(make_measure(report), by=give_role(make_user(role="reader"), report), sources=[draft()])

    assert body_of(signed_in(make_user()).get(f"/files/{source.key}/")) == PDF


def test_a_note_of_a_dialogue_needs_no_address_and_is_never_public() -> None:
    note = SourceDraft(title="What was said", publisher="A dialogue", kind="dialogue_note")

    assert "never public" in refused(note)["kind"][0]
    assert record_evidence(note, by=make_user(), marking="participants").url == ""
    assert "url" in refused(SourceDraft(title="T", publisher="P"))
    with pytest.raises(DatabaseError), transaction.atomic():
        Evidence.objects.create(key="leak", title="T", publisher="P", kind="dialogue_note")


def test_a_note_of_a_dialogue_is_a_source_of_an_assessment_and_never_of_a_partys_words() -> None:
    measure = make_measure(marking="participants")
    note = make_evidence(kind="dialogue_note", marking="participants", url="")
    said = {"on": [measure.key], "marking": "participants"}

    with pytest.raises(ValidationError, match="cannot be the source of a party"):
        say(measure.report, "2026-05-01", "Lit.", source=note.key, **said)
    assert not Entry.objects.exists()

    say(measure.report, "2026-05-01", "Lit.", source=make_evidence().key, **said)
    log(measure, sources=[note.key], assessments=[AssessmentDraft(on=measure.key, level=1, sources=[note.key])])
    assert Entry.objects.count() == 2
