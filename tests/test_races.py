"""Two who record the same at the same moment: one does, the other is told so plainly."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from measures.models import Entry, Evidence, Measure, Role, StoredFile, User
from measures.operations import entries, evidence, locks
from measures.operations.drafts import FileDraft, SourceDraft
from measures.views.once import new_form_key
from tests.factories import client_of, give_role, log, make_evidence, make_measure, make_party, make_user
from tests.files import PDF, kept, signed_in

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "https://example.org/the-same"


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two writers come to the point where one of them waits for the other."""
    both_came = Barrier(2, timeout=10)
    hold = locks.lock_markings_shared

    def hold_together(*addresses: Any) -> None:
        both_came.wait()
        hold(*addresses)

    for module in (entries, evidence):
        monkeypatch.setattr(module, "lock_markings_shared", hold_together)


def both(send: Any, *senders: Any) -> list[Any]:
    def sent(sender: Any) -> Any:
        try:
            return send(sender)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(sent, senders), key=lambda answer: answer.status_code)


def source(**fields: Any) -> dict[str, Any]:
    return {"title": "A note", "publisher": "Harbour office", **fields}


@pytest.mark.usefixtures("at_once")
def test_of_two_programs_that_record_one_address_the_second_is_told_the_key() -> None:
    answers = both(
        lambda client: client.post("/api/v1/evidence/", source(url=ADDRESS), format="json"),
        client_of(make_user()),
        client_of(make_user()),
    )

    assert [answer.status_code for answer in answers] == [201, 400]
    key = answers[0].json()["key"]
    found = f"This address is already recorded, as {key}."
    assert answers[1].json()["errors"] == [{"field": "url", "messages": [found], "existing": key}]
    assert Evidence.objects.get().url == ADDRESS


def test_of_two_people_who_compare_the_texts_of_one_meeting_the_second_is_told_and_loses_nothing(
    request: pytest.FixtureRequest,
) -> None:
    development = log(make_measure(parties=["NORTHSHORE", make_party("SOUTHSHORE").code]))
    sources = make_evidence().key, make_evidence().key
    request.getfixturevalue("at_once")
    address = f"/journal/{development.key}/compare/"

    def send(writer: User) -> Any:
        sent = {
            "form_key": new_form_key(writer),
            "act": "save",
            "texts-rows": "2",
            "language": "en",
            "marking": "public",
        }
        for place, party in enumerate(("NORTHSHORE", "SOUTHSHORE")):
            words = {"party": party, "source": sources[place], "issuer": "Harbour Office", "language": "en"}
            words |= {"kind": "readout", "extent": "whole", "read_by": "person"}
            sent |= {f"texts-{place}-{name}": value for name, value in words.items()}
        return signed_in(writer).post(address, sent)

    writers = make_user(), make_user()
    answers = both(send, *writers)

    assert [answer.status_code for answer in answers] == [302, 409]
    shown = answers[1].content.decode()
    assert "The texts about this development are already compared: correct that comparison." in shown
    assert "Harbour Office" in shown
    assert Entry.objects.filter(of=development).count() == 1


@pytest.mark.usefixtures("at_once")
def test_of_two_people_on_pages_too() -> None:
    def send(client: Client) -> Any:
        form_key = client.get("/sources/new/").context["form_key"]
        rest = {"kind": "press", "grade": "B", "credibility": "2", "marking": "public", "form_key": form_key}
        return client.post("/sources/new/", source(url=ADDRESS, **rest))

    answers = both(send, signed_in(make_user()), signed_in(make_user()))

    assert [answer.status_code for answer in answers] == [302, 400]
    assert "This address is already recorded" in answers[1].content.decode()
    assert Evidence.objects.count() == 1


@pytest.mark.usefixtures("at_once")
def test_an_entry_that_brings_the_address_too_is_refused_whole() -> None:
    measure = make_measure()

    answers = both(
        lambda client: client.post("/api/v1/entries/", development(measure), format="json"),
        client_of(make_user()),
        client_of(make_user()),
    )

    assert [answer.status_code for answer in answers] == [201, 400]
    assert [error["field"] for error in answers[1].json()["errors"]] == ["sources.0.url"]
    assert Entry.objects.count() == Evidence.objects.count() == 1


def development(measure: Measure) -> dict[str, Any]:
    return {
        "report": measure.report.slug,
        "occurred": "2024-05",
        "title": "A buoy was laid",
        "narrative": "The harbour office laid it.",
        "track": "official",
        "claim": "reported",
        "bears_on": [{"on": measure.key, "direction": "toward"}],
        "sources": [source(url=ADDRESS, grade="B", credibility=2)],
    }


def test_bytes_that_two_bring_who_may_not_read_each_others_are_shared_silently(storage: Path) -> None:
    measures = [make_measure(), make_measure()]
    writers = [give_role(make_user(role=Role.READER), measure.report) for measure in measures]
    markings = ("internal", "participants")

    def write(place: int) -> None:
        file = FileDraft(SimpleUploadedFile("note.pdf", PDF), "note.pdf")
        sources = [SourceDraft(title="A note", publisher="Harbour office", url=f"{ADDRESS}/{place}", file=file)]
        log(measures[place], by=writers[place], marking=markings[place], sources=sources)
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, range(2)))

    assert Entry.objects.count() == 2
    assert Evidence.objects.count() == 2
    assert len(kept(storage)) == StoredFile.objects.count() == 1
