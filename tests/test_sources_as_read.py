"""How a source was read is said wherever it stands with a development: as a copy, and which."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from measures.models import Evidence
from measures.operations.drafts import SourceDraft
from measures.operations.evidence import record_evidence, revise_evidence
from tests.factories import client_of, get, log, make_evidence, make_measure, make_user

pytestmark = pytest.mark.django_db

HASH = "0123456789abcdef" * 4
TAG = "read as a copy"


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def read(address: str, client: Client | None = None, **parameters: str) -> str:
    answer = (client or Client()).get(address, parameters)
    assert answer.status_code == 200, address
    return words(answer.content.decode())


@pytest.fixture
def copied() -> Evidence:
    return make_evidence(title="The summer timetable", read_as_copy=True, copy_sha256=HASH)


def test_a_copy_that_was_read_is_said_wherever_the_source_stands_with_a_development(copied: Evidence) -> None:
    measure, whole = make_measure(), make_evidence(title="The winter timetable")
    entry = log(measure, sources=[copied.key])
    log(measure, sources=[whole.key], title="In winter")
    report, since = {"report": measure.report.slug}, {"since": "2000-01-01"}
    pages = ("/sources/", f"/journal/{entry.key}/", f"/sources/{copied.key}/")

    assert {page: read(page, **report).count(TAG) for page in pages} == dict.fromkeys(pages, 1)
    assert read("/changes/", **report, **since).count(TAG) == 1
    assert read(f"/measures/{measure.key}/").count(TAG) >= 1
    assert read("/search/", q="summer timetable").count(TAG) == 1
    assert read("/brief/", **report, **{"from": "2000-01-01"}).count(TAG) == 1
    assert TAG not in read(f"/sources/{whole.key}/")
    assert "据副本阅读" in read(f"/sources/{copied.key}/", Client(headers={"accept-language": "zh-hans"}))


def test_which_copy_is_told_by_its_hash(copied: Evidence) -> None:
    assert HASH in read(f"/sources/{copied.key}/")
    row = get(f"evidence/{copied.key}/")
    assert (row["is_read_as_copy"], row["copy_sha256"]) == (True, HASH)


@pytest.mark.usefixtures("reports")
class TestOnTheRecord:
    def test_the_two_texts_of_the_last_meeting_say_that_copies_were_read(self):
        pages = ("/changes/", "/brief/")
        for page in pages:
            assert TAG in read(page, report="zhao-2020"), page
        [meeting] = Evidence.objects.get(key="zhao-2020-S-122").readout_texts.values_list("entry__key", flat=True)
        assert read(f"/journal/{meeting}/").count(TAG) >= 2


def test_a_hash_says_by_itself_that_a_copy_was_read() -> None:
    by = make_user()
    sent = {"title": "T", "publisher": "P", "url": "https://example.org/t"}

    answer = client_of(by).post("/api/v1/evidence/", {**sent, "copy_sha256": HASH})
    refused = client_of(by).post("/api/v1/evidence/", {**sent, "url": "https://example.org/u", "copy_sha256": "0F"})

    assert answer.status_code == 201
    assert (answer.json()["is_read_as_copy"], answer.json()["copy_sha256"]) == (True, HASH)
    assert refused.status_code == 400
    assert [each["field"] for each in refused.json()["errors"]] == ["copy_sha256"]


def test_how_it_was_read_is_revised_and_what_is_left_out_stays() -> None:
    source, by = make_evidence(grade="B", credibility=2, archive_url="https://archive.example/1"), make_user()

    revise_evidence(source, by=by, copy_sha256=HASH)
    with pytest.raises(ValidationError) as raised:
        revise_evidence(source, by=by, copy_sha256="x")
    undone = revise_evidence(source, by=by, read_as_copy=False, copy_sha256="")

    assert "copy_sha256" in raised.value.message_dict
    assert (undone.read_as_copy, undone.copy_sha256) == (False, "")
    assert (undone.grade, undone.credibility, undone.archive_url) == ("B", 2, "https://archive.example/1")


def test_it_is_entered_and_revised_on_pages() -> None:
    client = Client()
    client.force_login(make_user())
    key = client.get("/sources/new/").context["form_key"]
    sent: dict[str, Any] = {"title": "T", "publisher": "P", "kind": "press", "grade": "B", "credibility": "2"}

    client.post(
        "/sources/new/",
        {**sent, "form_key": key, "url": "https://example.org/t", "copy_sha256": HASH} | {"marking": "public"},
    )
    source = Evidence.objects.get(url="https://example.org/t")
    assert (source.read_as_copy, source.copy_sha256) == (True, HASH)
    client.post(f"/sources/{source.key}/edit/", {"grade": "A", "credibility": "1", "read_as_copy": "on"})

    source.refresh_from_db()
    assert (source.grade, source.read_as_copy, source.copy_sha256) == ("A", True, "")


def test_the_database_refuses_a_hash_of_no_copy() -> None:
    for fields in ({"copy_sha256": HASH}, {"copy_sha256": "x", "read_as_copy": True}):
        with pytest.raises(IntegrityError, match="evidence_copy_has_a_hash"), transaction.atomic():
            make_evidence(**fields)


def test_a_recorded_copy_is_one() -> None:
    draft = SourceDraft(title="T", publisher="P", url="https://example.org/t", read_as_copy=True)

    assert record_evidence(draft, by=make_user()).as_read == TAG
