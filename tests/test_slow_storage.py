"""A storage that answers slowly holds up whoever waits for it, and nobody else; what is stored stays right."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from measures.models import Capture, Evidence, Marking, Measure, StoredFile
from measures.operations import evidence as recording
from measures.operations.clock import clock
from measures.operations.evidence import record_evidence
from measures.operations.files import remove_strays
from measures.operations.markings import tighten_marking
from measures.operations.redactions import redact_copies
from measures.storages import file_storage
from measures.wings.imports.jobs import settle_conflicts
from measures.wings.imports.models import Import
from measures.wings.intake.captures import SOURCES
from tests.at_once import Act, held
from tests.factories import (
    client_of,
    compare,
    log,
    make_evidence,
    make_measure,
    make_party,
    make_subject,
    make_user,
    mentioned,
    not_in_text,
    text_draft,
)
from tests.files import PDF, draft, kept, signed_in, upload
from tests.sites import page
from tests.tables import kept as looked_at
from tests.tables import table
from tests.test_pages_log import NEW_SOURCE, sent, toward
from tests.test_stray_files import age

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("storage")]

REASON = "A private name stood in it."


@pytest.fixture
def measure() -> Measure:
    return make_measure(parties=["NORTHSHORE", make_party("SOUTHSHORE").code])


@pytest.fixture
def others(measure: Measure) -> Callable[[], None]:
    """What others do meanwhile: nobody of them waits."""
    other, editor = make_evidence(), make_user(role="editor")

    def act() -> None:
        Act(lambda: tighten_marking(other, marking=Marking.INTERNAL, by=editor)).ends()
        Act(lambda: log(measure)).ends()
        Act(lambda: record_evidence(draft(b"Another text.", "other.txt"), by=editor)).ends()

    return act


def upload_on_the_page_of_sources() -> None:
    client = signed_in(make_user())
    form_key = client.get("/sources/new/").context["form_key"]
    rest = {"kind": "press", "grade": "B", "credibility": "2", "marking": "public", "form_key": form_key}
    assert client.post("/sources/new/", upload() | rest).status_code == 302


def upload_with_a_development() -> None:
    client, measure = signed_in(make_user(role="editor")), make_measure()
    file = {"sources-0-file": SimpleUploadedFile("note.pdf", PDF)}
    assert client.post("/log/", sent(client, measure.report, toward(measure), **NEW_SOURCE, **file)).status_code == 302


def upload_by_a_program(**headers: str) -> None:
    answer = client_of(make_user()).post("/api/v1/evidence/", upload(), format="multipart", headers=headers)
    assert answer.status_code == 201


def bring_a_table() -> Import:
    file = Path("measures.csv")
    file.write_text(table(("A-1", "Title", "Northland", "2027", "", "")), encoding="utf-8")
    return looked_at(file)


def take_copies() -> None:
    SOURCES.plan(at=clock())
    SOURCES.fetch_waiting(until=monotonic() + 10)
    assert Capture.objects.exists()


STORING: dict[str, Callable[[], object]] = {
    "a library of Python": lambda: record_evidence(draft(), by=make_user()),
    "a program": upload_by_a_program,
    "a program that may ask again": lambda: upload_by_a_program(**{"Idempotency-Key": "k-1"}),
    "the page of sources": upload_on_the_page_of_sources,
    "the page of the log": upload_with_a_development,
    "a copy of a page": take_copies,
    "a table": bring_a_table,
}


@pytest.mark.parametrize("name", STORING)
def test_nobody_waits_while_bytes_are_stored(
    name: str, others: Any, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if STORING[name] is take_copies:
        site = request.getfixturevalue("site")
        site.pages |= {"/ferry": page("<p>The ferries sail.</p>"), "/robots.txt": page("", status=404)}
        make_evidence(url=f"{site.url}/ferry")

    with held(file_storage(), "save") as gate:
        storing = Act(STORING[name])
        gate.is_reached()
        others()
    storing.ends()

    assert StoredFile.objects.count() == 2
    assert all(file_storage().exists(file.path) for file in StoredFile.objects.all())


def test_nobody_waits_while_redacted_bytes_are_removed(others: Any, storage: Path) -> None:
    source = record_evidence(draft(), by=make_user())

    with held(file_storage(), "delete") as gate:
        redacting = Act(lambda: redact_copies(source, by=make_user(role="administrator"), reason=REASON))
        gate.is_reached()
        others()
    redacting.ends()

    assert [path.name for path in kept(storage)] == [StoredFile.objects.get().pk]


def test_nobody_waits_while_a_stored_text_is_read(measure: Measure, others: Any) -> None:
    subject = make_subject(measure.report)
    text = record_evidence(draft(b"We propose it.", "text.txt"), by=make_user())
    development = log(measure)
    texts = (
        text_draft("NORTHSHORE", mentioned(subject, quotation="We propose it."), source=text.key),
        text_draft("SOUTHSHORE", not_in_text(subject)),
    )

    with held(file_storage(), "open") as gate:
        comparing = Act(lambda: compare(development, *texts))
        gate.is_reached()
        others()
    comparing.ends()


def test_nobody_waits_while_a_table_is_fetched_to_be_looked_at_again(
    others: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    job, editor = bring_a_table(), make_user(role="editor")

    with held(file_storage(), "open") as gate:
        settling = Act(lambda: settle_conflicts(job, by=editor, decisions={}))
        gate.is_reached()
        others()
        Act(lambda: Import.objects.filter(pk=job.pk).update(done=0)).ends()
    settling.ends()


def test_old_stray_bytes_that_are_about_to_be_named_are_not_swept(storage: Path) -> None:
    source = record_evidence(draft(), by=make_user())
    path = kept(storage)[0]
    redact_copies(source, by=make_user(role="administrator"), reason=REASON)
    path.write_bytes(PDF)
    age(storage, timedelta(hours=2))

    with held(recording, "lock_markings_shared") as gate:
        storing = Act(lambda: record_evidence(draft(), by=make_user()))
        gate.is_reached()
        assert remove_strays(at=clock()) == []
    storing.ends()

    assert [path.name for path in kept(storage)] == [StoredFile.objects.get().pk]


def test_bytes_that_a_redaction_takes_before_they_are_named_again_are_brought_back(storage: Path) -> None:
    source = record_evidence(draft(), by=make_user(), marking=Marking.INTERNAL)

    with held(recording, "lock_markings_shared") as gate:
        storing = Act(lambda: record_evidence(draft(), by=make_user(role="editor"), marking=Marking.INTERNAL))
        gate.is_reached()
        redact_copies(source, by=make_user(role="administrator"), reason=REASON)
        assert kept(storage) == []
    storing.ends()

    assert Evidence.objects.exclude(pk=source.pk).get().file == StoredFile.objects.get()
    assert [path.read_bytes() for path in kept(storage)] == [PDF]


def test_what_was_rolled_back_can_be_brought_again(storage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as failing:
        failing.setattr(recording, "restate", Mock(side_effect=ConnectionError))
        with pytest.raises(ConnectionError):
            record_evidence(draft(), by=make_user())
    assert not StoredFile.objects.exists()

    record_evidence(draft(), by=make_user())

    assert [path.name for path in kept(storage)] == [StoredFile.objects.get().pk]
