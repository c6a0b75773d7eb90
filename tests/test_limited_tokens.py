"""Tokens with fewer rights than their user: for one report, or reading at most what other readers do."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from pytest_django.plugin import DjangoDbBlocker
from rest_framework.test import APIClient

from measures.models import AccessToken, Entry, Measure, Report, Scope, User
from measures.operations.credentials import create_token
from tests.browsing import PASSWORD
from tests.factories import client_of, get, keys, log, make_measure, make_report, make_user
from tests.files import signed_in
from tests.shared_rows import made_once
from tests.wings import samples

pytestmark = pytest.mark.django_db

MARKINGS = ("public", "participants", "internal")
# What is of the account, or of no one report.
NOT_OF_A_REPORT = [
    "tokens/", "secret-urls/", "watches/", "reminders/", "reminders/log/",
    *chain.from_iterable(each.of_no_report for each in samples()),
]  # fmt: skip


@dataclass
class Two:
    """Two reports, each with a measure of each marking and an entry on it."""

    one: Report
    other: Report

    @classmethod
    def made(cls) -> "Two":
        two = cls(make_report(), make_report())
        for report in (two.one, two.other):
            for marking in MARKINGS:
                log(make_measure(report, code=marking, marking=marking), marking=marking)
        return two

    def keys_of(self, report: Report, *markings: str) -> set[str]:
        return set(report.measures.filter(marking__in=markings).values_list("key", flat=True))


@pytest.fixture(scope="module")
def two(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Two]:
    yield from made_once(Two.made, django_db_blocker)


@pytest.fixture
def editor() -> User:
    return make_user("editor", password=PASSWORD)


def development(measure: Measure) -> dict[str, Any]:
    return {
        "report": measure.report.slug,
        "occurred": "2026-11-01",
        "title": "The ferry ran",
        "narrative": "It ran all day.",
        "track": "official",
        "claim": "reported",
        "bears_on": [{"on": measure.key, "direction": "toward", "about": "NORTHSHORE"}],
    }


def test_one_for_a_report_reads_all_of_that_and_of_others_what_is_public(two: Two, editor: User) -> None:
    client = client_of(editor, report=two.one)
    [hidden] = two.other.entries.filter(marking="internal")

    assert set(keys("measures/", client)) == two.keys_of(two.one, *MARKINGS) | two.keys_of(two.other, "public")
    assert get("entries/", client, report=two.other.slug, count="true")["count"] == 1
    assert client.get(f"/api/v1/entries/{hidden.key}/").status_code == 404
    assert get("users/me/", client)["email"] == editor.email


def test_where_nothing_is_public_one_for_a_report_reads_nothing_of_others(
    two: Two, editor: User, settings: Any
) -> None:
    settings.CBM_PUBLIC_READING = False

    client = client_of(editor, report=two.one)

    assert set(keys("measures/", client)) == two.keys_of(two.one, *MARKINGS)
    assert get("entries/", client, count="true")["count"] == len(MARKINGS)
    assert [row["key"] for row in get("reports/", client)["results"]] == [two.one.slug]
    assert client.get(f"/api/v1/dashboard/?report={two.other.slug}").status_code in (400, 404)


def test_one_for_a_report_writes_there_and_nowhere_else(two: Two, editor: User) -> None:
    client = client_of(editor, report=two.one)
    here, there = two.one.measures.get(marking="public"), two.other.measures.get(marking="public")
    [entry] = two.other.entries.filter(marking="public")
    change = {"headers": {"If-Match": '"1"'}}

    assert client.post("/api/v1/entries/", development(here)).status_code == 201
    refused = [
        client.post("/api/v1/entries/", development(there)),
        client.post("/api/v1/checks/", {"measures": [there.key]}),
        client.post(f"/api/v1/entries/{entry.key}/correction/", {**development(there), "reason": "It was wrong."}),
        client.put(f"/api/v1/measures/{there.key}/watch/"),
        client.patch("/api/v1/users/me/", {"language": "en"}, **change),
        client.post("/api/v1/tokens/", {"name": "All", "scope": "write", "password": PASSWORD}),
        client.post("/api/v1/secret-urls/", {"name": "All", "kind": "feed"}),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(403, "not_allowed")] * len(refused)
    assert two.other.entries.count() == len(MARKINGS)
    assert AccessToken.objects.filter(user=editor).count() == 1


@pytest.mark.parametrize("fields", [{"report": True}, {"audience": "participants", "scope": "read"}])
def test_one_with_fewer_rights_has_no_account(two: Two, fields: dict[str, Any]) -> None:
    administrator = make_user("administrator")
    client = client_of(administrator, **{**fields, **({"report": two.one} if "report" in fields else {})})

    answers = {address: client.get(f"/api/v1/{address}").status_code for address in NOT_OF_A_REPORT}

    assert answers == dict.fromkeys(NOT_OF_A_REPORT, 403)


@pytest.mark.parametrize(
    ("audience", "markings"), [("public", ("public",)), ("participants", ("public", "participants"))]
)
def test_one_for_fewer_readers_reads_as_they_do_and_writes_nothing(
    two: Two, editor: User, audience: str, markings: tuple[str, ...]
) -> None:
    client = client_of(editor, Scope.READ, audience=audience)
    measure = two.one.measures.get(marking="public")

    assert set(keys("measures/", client)) == two.keys_of(two.one, *markings) | two.keys_of(two.other, *markings)
    assert get("entries/", client, count="true")["count"] == 2 * len(markings)
    answer = client.post("/api/v1/entries/", development(measure))
    assert (answer.status_code, answer.json()["code"]) == (403, "token_scope")


def test_one_for_fewer_readers_of_one_report_is_both(two: Two, editor: User) -> None:
    client = client_of(editor, Scope.READ, report=two.one, audience="participants")

    expected = two.keys_of(two.one, "public", "participants") | two.keys_of(two.other, "public")
    assert set(keys("measures/", client)) == expected


def test_a_token_never_reads_more_than_its_user(two: Two) -> None:
    client = client_of(make_user("reader"), Scope.READ, audience="participants")

    assert set(keys("measures/", client)) == two.keys_of(two.one, "public") | two.keys_of(two.other, "public")


def test_one_that_reads_less_cannot_be_made_to_write(editor: User) -> None:
    with pytest.raises(ValidationError, match="cannot write"):
        create_token(editor, name="Desk", scope=Scope.WRITE, audience="public")
    with pytest.raises(IntegrityError, match="access_token_for_fewer_readers_reads"):
        AccessToken.objects.create(user=editor, name="Desk", scope=Scope.WRITE, audience="public", digest="d")


def test_an_answer_to_all_ones_rights_is_not_repeated_to_fewer(two: Two, editor: User) -> None:
    sent: dict[str, Any] = {"data": development(two.other.measures.get(marking="internal")) | {"marking": "internal"}}
    sent["headers"] = {"Idempotency-Key": "one-and-only"}
    assert client_of(editor).post("/api/v1/entries/", **sent).status_code == 201

    answer = client_of(editor, report=two.one).post("/api/v1/entries/", **sent)

    assert answer.status_code in (409, 422)
    assert Entry.objects.filter(title="The ferry ran").count() == 1


def test_they_are_made_on_ones_page(two: Two) -> None:
    user = make_user("editor")
    page = signed_in(user)
    sent = {"called": "Desk", "scope": "read", "life": "30", "report": two.one.slug, "audience": "participants"}
    made = page.post("/me/tokens/", sent)
    [secret] = re.findall(r'id="made" value="([^"]+)"', made.text)
    wrong = page.post("/me/tokens/", {**sent, "called": "Other", "scope": "write"})
    hidden = page.post("/me/tokens/", {**sent, "called": "Other", "report": "nowhere"})

    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert "internal" not in {row["marking"] for row in get("measures/", client)["results"]}
    assert (wrong.status_code, "cannot write" in wrong.text, hidden.status_code) == (400, True, 400)
    assert two.one.title in made.text and "At most what participants read" in made.text
    assert AccessToken.objects.filter(user=user).count() == 1


def test_they_are_made_through_the_api_and_by_command(two: Two, editor: User) -> None:
    sent = {"name": "Desk", "password": PASSWORD, "report": two.one.slug, "audience": "public"}
    client = client_of(editor)
    made = client.post("/api/v1/tokens/", sent).json()
    nowhere = client.post("/api/v1/tokens/", {**sent, "name": "Other", "report": "nowhere"})
    call_command(
        "create_token", editor.email, "--name", "Script", "--report", two.other.slug, "--audience", "participants",
        stdout=io.StringIO(),
    )  # fmt: skip

    assert (made["report"], made["audience"]) == (two.one.slug, "public")
    assert (nowhere.status_code, nowhere.json()["errors"][0]["field"]) == (400, "report")
    listed = {row["name"]: (row["report"], row["audience"]) for row in get("tokens/", client)["results"]}
    assert listed["Script"] == (two.other.slug, "participants")
    with pytest.raises(CommandError, match="There is no report"):
        call_command("create_token", editor.email, "--name", "Script 2", "--report", "nowhere")
