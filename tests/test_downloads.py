"""The file of a source goes out to whom may read the source, checked first, and never as a page."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from measures.analysis.verification import verify
from measures.models import FileCheck, StoredFile
from measures.operations.evidence import record_evidence
from measures.operations.files import name_to_send
from tests.factories import make_evidence, make_participant, make_user
from tests.files import MAIL, PDF, body_of, draft, signed_in, spoil

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]


def test_a_name_goes_out_with_an_ending_that_fits() -> None:
    file = StoredFile(sha256="0" * 64, media_type="application/pdf")

    assert name_to_send("note.PDF", file) == "note.PDF"
    assert name_to_send("note.html", file) == "note.html.pdf"
    assert name_to_send("", file) == "file.pdf"


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


def test_a_page_goes_out_as_bytes_and_is_never_shown() -> None:
    page = b"<!DOCTYPE html><script>alert(1)</script>"
    source = record_evidence(draft(page, "lamp.txt"), by=make_user())

    assert source.file is not None
    assert source.file.media_type == "text/html"
    for address in (f"/files/{source.key}/", f"/api/v1/evidence/{source.key}/file/"):
        answer = Client().get(address, headers={"Accept": "text/html"})
        assert body_of(answer) == page
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"] == 'attachment; filename="lamp.txt.html"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "alert(1)" not in Client().get(f"/sources/{source.key}/").text


@pytest.mark.parametrize("accepts", ["*/*", "application/pdf", "text/html", "application/json", "image/png;q=0.1", ""])
def test_a_file_goes_out_whatever_the_program_says_it_accepts(accepts: str) -> None:
    source = record_evidence(draft(), by=make_user())

    answer = Client().get(f"/api/v1/evidence/{source.key}/file/", headers={"Accept": accepts})

    assert answer.status_code == 200, answer.content
    assert body_of(answer) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_that_there_is_no_file_is_told_as_a_problem_whatever_is_accepted() -> None:
    answer = Client().get("/api/v1/evidence/nothing/file/", headers={"Accept": "application/pdf"})

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


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
    for client in (Client(), signed_in(make_participant()), signed_in(make_user(role="reader"))):
        for key in (hidden.key, bare.key, "nothing"):
            assert client.get(f"/files/{key}/").status_code == 404
            assert client.get(f"/api/v1/evidence/{key}/file/").status_code == 404
    settings.CBM_PUBLIC_READING = False
    assert Client().get(f"/files/{hidden.key}/").status_code == 302


def test_changed_bytes_are_refused_told_and_named(storage: Path, caplog: Any) -> None:
    source = record_evidence(draft(), by=make_user())
    spoil(storage)

    page, api = Client().get(f"/files/{source.key}/"), Client().get(f"/api/v1/evidence/{source.key}/file/")

    assert (page.status_code, api.status_code) == (409, 409)
    assert "has changed since it was stored" in page.content.decode()
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
