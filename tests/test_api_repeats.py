"""A request that is sent again with its key is answered as it was, and acted on once; a trial is acted on never."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from measures.models import Entry, Evidence, IdempotencyKey, Measure, Role
from measures.operations.redactions import redact_entry
from measures.tasks import tick
from tests.factories import client_of, make_measure, make_user

pytestmark = pytest.mark.django_db
ENTRIES = "/api/v1/entries/"


@pytest.fixture
def measure() -> Measure:
    return make_measure()


def development(measure: Measure, **fields: Any) -> dict[str, Any]:
    return {
        "report": measure.report.slug,
        "occurred": "2024",
        "title": "A ferry ran",
        "narrative": "It was seen.",
        "track": "official",
        "claim": "reported",
        "bears_on": [{"on": measure.key, "direction": "toward"}],
        **fields,
    }


def send(client: APIClient, body: dict[str, Any], key: str = "k-1") -> Any:
    return client.post(ENTRIES, body, headers={"Idempotency-Key": key})


def test_the_same_request_is_answered_as_it_was_and_acted_on_once(measure: Measure) -> None:
    client = client_of(make_user())

    first = send(client, development(measure))
    again = send(client, dict(reversed(development(measure).items())))

    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert first["Location"] == again["Location"]
    assert ("Idempotent-Replayed" in first, again["Idempotent-Replayed"]) == (False, "true")
    assert Entry.objects.count() == 1


def test_another_body_or_address_with_the_same_key_is_refused(measure: Measure) -> None:
    client = client_of(make_user())
    send(client, development(measure))

    other_body = send(client, development(measure, title="A train ran"))
    other_address = client.post("/api/v1/checks/", development(measure), headers={"Idempotency-Key": "k-1"})

    for refused in (other_body, other_address):
        assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
    assert Entry.objects.count() == 1


def test_a_key_is_its_users_own(measure: Measure) -> None:
    for _ in range(2):
        assert send(client_of(make_user()), development(measure)).status_code == 201

    assert Entry.objects.count() == 2


def test_a_request_that_failed_may_be_mended_under_its_key(measure: Measure) -> None:
    client = client_of(make_user())

    failed = send(client, development(measure, title=""))
    mended = send(client, development(measure))

    assert (failed.status_code, mended.status_code) == (400, 201)


@pytest.mark.parametrize("key", ["", "k" * 256, "two words", "ü"])
def test_a_key_that_cannot_be_kept_is_named(measure: Measure, key: str) -> None:
    refused = send(client_of(make_user()), development(measure), key)

    assert refused.json()["errors"][0]["field"] == "Idempotency-Key"
    assert not Entry.objects.exists()


def test_a_key_is_kept_for_a_day(measure: Measure) -> None:
    client = client_of(make_user())
    send(client, development(measure))

    IdempotencyKey.objects.update(claimed_at=timezone.now() - timedelta(hours=23, minutes=59))
    within = send(client, development(measure))
    IdempotencyKey.objects.update(claimed_at=timezone.now() - timedelta(hours=24, minutes=1))
    beyond = send(client, development(measure))

    assert ("Idempotent-Replayed" in within, "Idempotent-Replayed" in beyond) == (True, False)
    assert Entry.objects.count() == 2


def test_an_act_is_done_once_where_a_clock_is_a_day_ahead(measure: Measure, time_machine: Any) -> None:
    client = client_of(make_user())
    send(client, development(measure))

    time_machine.move_to(timezone.now() + timedelta(hours=25))
    again = send(client, development(measure))
    tick()

    assert "Idempotent-Replayed" in again
    assert Entry.objects.count() == IdempotencyKey.objects.count() == 1


def test_keys_that_are_a_day_old_are_swept(measure: Measure) -> None:
    send(client_of(make_user()), development(measure))
    tick()
    assert IdempotencyKey.objects.exists()

    IdempotencyKey.objects.update(claimed_at=timezone.now() - timedelta(hours=25))
    tick()

    assert not IdempotencyKey.objects.exists()


def test_the_answer_about_an_entry_goes_with_its_content(measure: Measure) -> None:
    client = client_of(make_user())
    key = send(client, development(measure)).json()["key"]

    redact_entry(Entry.objects.get(key=key), by=make_user(role=Role.ADMINISTRATOR), reason="It named a person.")
    again = send(client, development(measure))

    assert (again.status_code, again.json()["code"]) == (409, "entry_redacted")
    assert IdempotencyKey.objects.get().body == ""
    assert Entry.objects.count() == 1


def test_the_same_form_with_another_file_is_another_request() -> None:
    client = client_of(make_user())

    def upload(content: bytes) -> Any:
        form = {"title": "Notice", "publisher": "Harbour office", "file": SimpleUploadedFile("notice.txt", content)}
        return client.post("/api/v1/evidence/", form, format="multipart", headers={"Idempotency-Key": "k"})

    answers = [upload(b"one"), upload(b"one"), upload(b"two")]

    assert [answer.status_code for answer in answers] == [201, 201, 422], [answer.content for answer in answers]
    assert Evidence.objects.count() == 1


def test_a_trial_is_answered_alike_and_writes_nothing(measure: Measure) -> None:
    client = client_of(make_user())
    varying = dict.fromkeys(("key", "html_url", "recorded_at", "commitment", "seal"))

    tried = client.post(f"{ENTRIES}?dry_run=true", development(measure))
    wrong = client.post(f"{ENTRIES}?dry_run=true", development(measure, title=""))
    before = Entry.objects.count()
    done = client.post(ENTRIES, development(measure))

    assert (tried.status_code, wrong.status_code, before) == (201, 400, 0)
    assert tried.json() | varying == done.json() | varying


def test_what_cannot_be_taken_back_cannot_be_tried() -> None:
    body = {"title": "Notice", "publisher": "Harbour office", "url": "https://example.org/notice"}

    refused = client_of(make_user()).post("/api/v1/evidence/?dry_run=true", body)
    unclear = client_of(make_user()).post("/api/v1/checks/?dry_run=perhaps", {})

    assert [answer.json()["errors"][0]["field"] for answer in (refused, unclear)] == ["dry_run", "dry_run"]
    assert not Evidence.objects.exists()


@pytest.fixture
def at_once() -> Iterator[ThreadPoolExecutor]:
    """Two threads, each with a connection of its own, which it closes."""
    with ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_writes_and_both_are_answered_alike(at_once: ThreadPoolExecutor) -> None:
    measure, user = make_measure(), make_user()
    clients, both = [client_of(user), client_of(user)], Barrier(2)

    def race(client: APIClient, key: str) -> Any:
        try:
            both.wait(10)
            return send(client, development(measure), key)
        finally:
            connection.close()

    for turn in range(5):
        one, other = at_once.map(race, clients, [f"k-{turn}"] * 2)

        assert one.status_code == other.status_code == 201
        assert one.content == other.content
        assert Entry.objects.count() == turn + 1
