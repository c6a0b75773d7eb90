"""Files of sources: judged by what is inside, kept once, checked on every read, and never served as a page."""

import hashlib
import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from cbm_tracker import uploads
from measures.analysis.file_types import UnfitFileError, media_type_of
from measures.analysis.verification import verify
from measures.errors import FileTakenError, NotAllowedError
from measures.models import Entry, Evidence, FileCheck, StoredFile
from measures.operations.clock import clock
from measures.operations.drafts import FileDraft, SourceDraft, ViewDraft
from measures.operations.evidence import record_evidence
from measures.operations.files import name_to_send, plain_name, store_file, sweep
from measures.operations.markings import tighten_marking
from measures.tasks import sweep_files
from tests.factories import client_of, fields_of, log, make_evidence, make_measure, make_representative, make_user

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(200)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAIL = b"From: keeper@example.org\r\nTo: harbour@example.org\r\nSubject: Lamp\r\n\r\n<html><b>Lit.</b></html>\r\n"


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def kept(storage: Path) -> list[Path]:
    return [path for path in storage.rglob("*") if path.is_file()]


def archive(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in members.items():
            made.writestr(name, body)
    return content.getvalue()


def office(main: str = f"{WORD}.main+xml", **more: bytes) -> bytes:
    table = f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'.encode()
    return archive(**{"[Content_Types].xml": table, "word/document.xml": b"<w/>"}, **more)


def compound(*names: str) -> bytes:
    """The beginning of a compound file whose directory has these names."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32] = (9).to_bytes(2, "little")
    sector = bytearray(512)
    for place, name in enumerate(("Root Entry", *names)):
        text = name.encode("utf-16-le")
        at = 128 * place
        sector[at : at + len(text)] = text
        sector[at + 64 : at + 66] = (len(text) + 2).to_bytes(2, "little")
    return bytes(header + sector)


TAKEN = {
    "pdf": (PDF, "application/pdf"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(20), "image/png"),
    "jpeg": (b"\xff\xd8\xff\xe0" + bytes(20), "image/jpeg"),
    "gif": (b"GIF89a" + bytes(20), "image/gif"),
    "webp": (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
    "docx": (office(), WORD),
    "xlsx": (
        office("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "odt": (
        archive(mimetype=b"application/vnd.oasis.opendocument.text", content=b"<x/>"),
        "application/vnd.oasis.opendocument.text",
    ),
    "eml": (MAIL, "message/rfc822"),
    "msg": (compound("__nameid_version1.0", "__substg1.0_001A001F"), "application/vnd.ms-outlook"),
    "txt": ("Die Lampe brennt. 灯亮着。".encode(), "text/plain"),
    "csv in utf-16": ("day;lamp\n1;lit\n".encode("utf-16"), "text/plain"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_taken_is_known_by_what_is_inside(name: str) -> None:
    content, media_type = TAKEN[name]

    assert media_type_of(io.BytesIO(content)) == media_type


BOMB = archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": bytes(20_000_000)})
REFUSED = {
    "a program": EXE,
    "an image that scripts": SVG,
    "the same behind a comment": b"<!-- quiet -->" + SVG,
    "the same behind words": b"\xef\xbb\xbf Look: " + SVG,
    "a page": b"\n\n<!DOCTYPE html><p>Hello</p>",
    "a zip bomb": BOMB,
    "too many members": archive(**{"[Content_Types].xml": b"", **{f"m{number}": b"" for number in range(10_001)}}),
    "a table of contents that never ends": archive(**{"[Content_Types].xml": b"x" * 1_500_000}),
    "any other archive": archive(readme=b"Hello"),
    "a broken archive": b"PK\x03\x04" + bytes(40),
    "a document with macros": office(f"{WORD.replace('openxmlformats', 'x')}.macroEnabled.main+xml"),
    "a document with macros inside": office(**{"word/vbaProject.bin": b"Sub"}),
    "an archive that claims to be a page": archive(mimetype=b"text/html"),
    "an old Word document": compound("WordDocument", "1Table"),
    "an old one with mail inside": compound("__substg1.0_001A001F", "WordDocument"),
    "text in no encoding": b"\xff\xfa\xc3(",
    "text that moves the cursor": b"a\x00b",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_none_of_it_is_refused(name: str) -> None:
    with pytest.raises(UnfitFileError):
        media_type_of(io.BytesIO(REFUSED[name]))


def draft(content: bytes = PDF, name: str = "note.pdf", **fields: Any) -> SourceDraft:
    values = {"title": "A note", "publisher": "Harbour office", "file": FileDraft(io.BytesIO(content), name), **fields}
    return SourceDraft(**values)


def refused(source: SourceDraft, *, marking: str = "public", by: Any = None) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as raised:
        record_evidence(source, by=by or make_user(), marking=marking)
    return raised.value.message_dict


@pytest.mark.parametrize("content", [EXE, SVG, BOMB], ids=["a program", "an image that scripts", "a zip bomb"])
def test_a_file_that_only_calls_itself_a_document_is_refused_plainly_and_not_kept(
    storage: Path, content: bytes
) -> None:
    [message] = refused(draft(content, "agreement.pdf"))["file"]

    assert "what is inside counts, not the name" in message
    assert kept(storage) == []
    assert not Evidence.objects.exists() and not StoredFile.objects.exists()


def test_an_empty_file_is_refused() -> None:
    assert refused(draft(b""))["file"] == ["This file is empty."]


def test_a_file_over_the_limit_is_read_no_further(settings: Any, storage: Path) -> None:
    settings.CBM_FILE_LIMIT_MB = 1
    endless = io.BufferedReader(Endless())  # type: ignore[type-var]

    with pytest.raises(ValidationError, match="larger than 1 MB"):
        store_file(endless, by=make_user())

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
        store_file(io.BytesIO(PDF), by=make_user(role="reader"))


def test_the_row_of_a_file_is_written_once() -> None:
    file = store_file(io.BytesIO(PDF), by=make_user())

    for change in (lambda: StoredFile.objects.update(size=1), file.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert StoredFile.objects.get().size == len(PDF)


def test_a_duplicate_is_told_where_the_writer_may_see_the_other_and_shared_silently_elsewhere(storage: Path) -> None:
    first = record_evidence(draft(), by=make_user(), marking="internal")
    outsider = make_representative()

    assert refused(draft())["file"] == [f"This file is recorded already, as {first.key}."]
    second = record_evidence(draft(name="other.pdf"), by=outsider)

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
    assert sorted(answers) == sorted([source.key, *[f"This file is recorded already, as {source.key}."] * 5])
    assert len(kept(storage)) == 1


def test_two_new_sources_of_one_entry_do_not_bring_the_same_file() -> None:
    with pytest.raises(ValidationError, match="the same file"):
        log(make_measure(), sources=[draft(), draft(name="again.pdf")])


def test_a_source_is_not_tightened_to_where_its_file_is_recorded_already() -> None:
    source = record_evidence(draft(), by=make_representative())
    Evidence.objects.create(key="hidden", title="Hidden", publisher="P", file=source.file, marking="internal")

    with pytest.raises(FileTakenError):
        tighten_marking(source, marking="internal", by=make_user(role="editor"))


def test_an_entry_that_is_refused_leaves_no_file_behind(storage: Path) -> None:
    with pytest.raises(ValidationError):
        log(make_measure(), sources=[draft()], narrative="")

    assert kept(storage) == []
    assert not StoredFile.objects.exists()


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
    assert plain_name(name) == plain
    source = record_evidence(draft(name=name), by=make_user())

    assert source.file_name == plain
    assert [path.relative_to(storage).as_posix() for path in kept(storage)] == [StoredFile.objects.get().path]


def test_a_name_goes_out_with_an_ending_that_fits() -> None:
    file = StoredFile(sha256="0" * 64, media_type="application/pdf")

    assert name_to_send("note.PDF", file) == "note.PDF"
    assert name_to_send("note.html", file) == "note.html.pdf"
    assert name_to_send("", file) == "file.pdf"


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_file_goes_out_as_a_download_that_can_do_nothing() -> None:
    source = record_evidence(draft(name='纪要\r\n".html'), by=make_user())

    for address, client in ((f"/files/{source.key}/", Client()), (f"/api/v1/evidence/{source.key}/file/", Client())):
        answer = client.get(address)
        assert body_of(answer) == PDF
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert answer["Content-Disposition"].endswith(".html.pdf")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert answer["Cache-Control"] == "private, no-store"


def test_mail_and_text_go_out_as_what_they_are() -> None:
    mail = record_evidence(draft(MAIL, "lamp.html"), by=make_user())
    text = record_evidence(draft(b"Lit.", "lamp.html"), by=make_user())

    for source, media_type in ((mail, "message/rfc822"), (text, "text/plain; charset=utf-8")):
        answer = Client().get(f"/files/{source.key}/")
        assert answer["Content-Type"] == media_type
        assert body_of(answer) in (MAIL, b"Lit.")


def test_the_file_of_a_hidden_source_is_not_there(settings: Any) -> None:
    hidden = record_evidence(draft(), by=make_user(), marking="internal")
    bare = make_evidence()
    team = Client()
    team.force_login(make_user())

    assert body_of(team.get(f"/files/{hidden.key}/")) == PDF
    for client in (Client(), signed_in(make_representative()), signed_in(make_user(role="reader"))):
        for key in (hidden.key, bare.key, "nothing"):
            assert client.get(f"/files/{key}/").status_code == 404
            assert client.get(f"/api/v1/evidence/{key}/file/").status_code == 404
    settings.CBM_PUBLIC_READING = False
    assert Client().get(f"/files/{hidden.key}/").status_code == 302


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def spoil(storage: Path) -> None:
    [path] = kept(storage)
    path.write_bytes(PDF.replace(b"Catalog", b"Catalot"))


def test_changed_bytes_are_refused_told_and_named(storage: Path, caplog: Any) -> None:
    source = record_evidence(draft(), by=make_user())
    spoil(storage)

    page, api = Client().get(f"/files/{source.key}/"), Client().get(f"/api/v1/evidence/{source.key}/file/")

    assert (page.status_code, api.status_code) == (409, 409)
    assert "not what was stored" in page.content.decode()
    assert api.json()["code"] == "file_changed"
    assert b"Catalot" not in page.content
    assert f"{source.file_id} is changed" in caplog.text
    assert FileCheck.objects.get().state == "changed"
    assert "Changed since it was stored".lower() in Client().get(f"/sources/{source.key}/").content.decode().lower()
    assert [str(fault) for fault in verify().faults] == [f"file {source.file_id}: it is not what was stored"]


def test_a_missing_file_is_refused_and_named(storage: Path) -> None:
    source = record_evidence(draft(), by=make_user())
    default_storage.delete(StoredFile.objects.get().path)

    assert Client().get(f"/files/{source.key}/").status_code == 409
    assert [str(fault) for fault in verify().faults] == [f"file {source.file_id}: it is missing"]


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
    assert list(sweep(at=clock())) == []
    FileCheck.objects.update(checked_at="2026-01-01T00:00:00Z")
    sweep_files()

    assert FileCheck.objects.get().state == "changed"


def test_the_right_bytes_put_a_lost_file_back(storage: Path) -> None:
    source = record_evidence(draft(), by=make_user(), marking="internal")
    spoil(storage)

    record_evidence(draft(), by=make_representative())

    assert body_of(signed_in(make_user()).get(f"/files/{source.key}/")) == PDF


def test_a_note_of_a_dialogue_needs_no_address_and_is_never_public() -> None:
    note = SourceDraft(title="What was said", publisher="A dialogue", kind="dialogue_note")

    assert "never public" in refused(note)["kind"][0]
    assert record_evidence(note, by=make_user(), marking="participants").url == ""
    assert "url" in refused(SourceDraft(title="T", publisher="P"))
    with pytest.raises(DatabaseError), transaction.atomic():
        Evidence.objects.create(key="leak", title="T", publisher="P", kind="dialogue_note")


def test_a_note_of_a_dialogue_is_not_the_only_source_of_a_partys_view() -> None:
    measure = make_measure(marking="participants")
    note = make_evidence(kind="dialogue_note", marking="participants", url="")
    other = make_evidence()
    view = ViewDraft(on=measure.key, whose="NORTHSHORE", level=1, provenance="our_reading")

    with pytest.raises(ValidationError, match="only source of a party"):
        log(measure, sources=[note.key], views=[view])
    named = ViewDraft(on=measure.key, whose="NORTHSHORE", level=1, provenance="our_reading", sources=[note.key])
    with pytest.raises(ValidationError, match="only source of a party"):
        log(measure, sources=[note.key, other.key], views=[named])
    assert not Entry.objects.exists()

    log(measure, sources=[note.key, other.key], views=[view])
    log(measure, sources=[note.key], views=[ViewDraft(on=measure.key, whose="independent", level=1)])
    assert Entry.objects.count() == 2


def upload(content: bytes = PDF, name: str = "note.pdf", **fields: Any) -> dict[str, Any]:
    return {"title": "A note", "publisher": "Harbour office", "file": SimpleUploadedFile(name, content), **fields}


def test_the_api_takes_a_file_as_a_form_and_answers_where_it_is() -> None:
    answer = client_of(make_user()).post("/api/v1/evidence/", upload(published="2024-05"), format="multipart")

    assert answer.status_code == 201, answer.content
    file = answer.json()["file"]
    assert (file["name"], file["size"], file["media_type"]) == ("note.pdf", len(PDF), "application/pdf")
    assert file["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert body_of(Client().get(file["url"])) == PDF


@pytest.mark.parametrize("content", [EXE, b""], ids=["a program", "nothing"])
def test_the_api_names_the_file_that_it_refuses(content: bytes) -> None:
    answer = client_of(make_user()).post("/api/v1/evidence/", upload(content), format="multipart")

    assert answer.status_code == 400
    assert fields_of(answer) == {"file"}
    assert not Evidence.objects.exists()


def test_only_whom_may_uploads(storage: Path) -> None:
    for client in (client_of(make_user(role="reader")), client_of(make_user(), scope="read")):
        assert client.post("/api/v1/evidence/", upload(), format="multipart").status_code == 403
    assert Client().post("/api/v1/evidence/", upload()).status_code == 401
    assert kept(storage) == []


class Body:
    """A body of a gigabyte of which nothing is there before it is asked for."""

    def __init__(self) -> None:
        self.read_so_far = self.read_at_once = 0

    def read(self, size: int = -1) -> bytes:
        self.read_so_far += size if size > 0 else 1 << 30
        self.read_at_once = max(self.read_at_once, size)
        return bytes(max(size, 0))

    readline = read


@pytest.mark.parametrize("address", ["/sources/new/", "/log/", "/api/v1/evidence/"])
@pytest.mark.parametrize("seconds", [0.0, 60.0])
def test_a_gigabyte_is_refused_and_thrown_away(
    address: str, seconds: float, storage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LISTENING_SECONDS", seconds)
    body, client = Body(), signed_in(make_user())
    announced = {"CONTENT_LENGTH": str(1 << 30), "CONTENT_TYPE": "multipart/form-data; boundary=x", "wsgi.input": body}

    answer = client.post(address, **announced)

    assert answer.status_code == 413
    assert "25 MB" in answer.content.decode()
    assert body.read_so_far == (1 << 30 if seconds else uploads.CHUNK)
    assert body.read_at_once == uploads.CHUNK
    assert kept(storage) == []
