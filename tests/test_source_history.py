"""What is told of a source's row history, to whom, on its page and through the API."""

import re
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from measures.models import Evidence, PartialDate, User
from measures.operations.markings import tighten_marking
from tests.factories import client_of, get, make_evidence, make_participant, make_user

pytestmark = pytest.mark.django_db

CHANGED = {"grade": "A", "credibility": 1, "archive_url": "https://archive.example.org/1"}


@pytest.fixture
def editor() -> User:
    return make_user(role="editor", name="Lin", email="lin@example.org")


@pytest.fixture
def source(client: Client, editor: User) -> Evidence:
    """A source that somebody judged anew on its page, which says on whose behalf the database is asked."""
    source = make_evidence(grade="C", credibility=3, accessed=PartialDate(2024, 5))
    client.force_login(editor)
    page = client.get(f"/sources/{source.key}/edit/")
    sent = {**page.context["form"].initial, **CHANGED, "accessed": "2024-05"}
    answer = client.post(f"/sources/{source.key}/edit/", {name: value for name, value in sent.items() if value})
    assert answer.status_code == 302, answer.content
    return source


def section(source: Evidence, client: Client) -> str:
    page = client.get(f"/sources/{source.key}/changes/").content.decode()
    [found] = re.findall(r"<main.*?</main>", page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found))


def changes(source: Evidence, client: APIClient | None = None, **parameters: Any) -> dict[str, Any]:
    found = get(f"evidence/{source.key}/history/", client, **parameters)["changes"]
    return {change["field"]: change for change in found}


def test_the_api_tells_who_changed_what_before_and_after(source: Evidence) -> None:
    found = changes(source)

    assert {name: (row["before"], row["after"]) for name, row in found.items()} == {
        "grade": ("C", "A"),
        "credibility": (3, 1),
        "archive_url": ("", "https://archive.example.org/1"),
    }
    assert {(row["row"], row["by_role"]) for row in found.values()} == {("evidence", "analyst")}


def test_the_page_tells_it_in_words(source: Evidence) -> None:
    found = section(source, Client())

    assert "Changes to this source" in found
    assert "Fairly reliable" in found and "Completely reliable" in found
    assert "an analyst of this tracker" in found and "Lin" not in found and "lin@example.org" not in found


def test_a_source_that_nobody_changed_says_so() -> None:
    source = make_evidence()

    assert "Nothing has been changed." in section(source, Client())
    assert changes(source) == {}


def test_requests_and_markings_are_told_to_the_team_only(source: Evidence, editor: User) -> None:
    tighten_marking(source, marking="participants", by=editor)

    found = changes(source, client_of(make_user()))
    seen = changes(source, client_of(make_participant()))

    assert (found["marking"]["before"], found["marking"]["after"]) == ("public", "participants")
    assert found["grade"]["by"] == "Lin (lin@example.org)" and found["grade"]["request_id"]
    assert set(seen) == {"grade", "credibility", "archive_url"}
    assert {row["request_id"] for row in seen.values()} == {""}


def test_of_a_hidden_source_there_is_no_history(source: Evidence, editor: User) -> None:
    tighten_marking(source, marking="internal", by=editor)

    for client in (APIClient(), client_of(make_participant())):
        assert client.get(f"/api/v1/evidence/{source.key}/history/").status_code == 404


def test_a_hidden_source_that_one_replaces_is_not_named() -> None:
    hidden, shown = make_evidence(marking="internal", title="Quiet report"), make_evidence(title="Open report")
    source = make_evidence()
    for replaced in (hidden, shown):
        Evidence.objects.filter(pk=source.pk).update(replaces=replaced)

    [last, first] = get(f"evidence/{source.key}/history/")["changes"]

    assert (last["before"], last["after"], first["after"]) == (None, shown.key, None)
    assert "Quiet report" not in section(source, Client())


def test_the_history_is_told_as_it_was_known(source: Evidence) -> None:
    assert changes(source, known_at="2020-01-01T00:00:00Z") == {}
