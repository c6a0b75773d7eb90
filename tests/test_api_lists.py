"""Flat lists: what reports say beside their measures, what one follows, what waits for one's review; what all hide."""

import pytest
from django.urls import resolve
from rest_framework.test import APIClient

from measures.models import Entry, Report, Role, Term
from measures.operations.markings import tighten_marking
from measures.operations.responsibility import watch_measure
from tests.factories import (
    client_of,
    get,
    keys,
    make_evidence,
    make_measure,
    make_participant,
    make_report,
    make_user,
)
from tests.filling import LISTS
from tests.lists import LISTS as ALL

pytestmark = pytest.mark.django_db

# Of sources that no report cites.
OF_SOURCES = {"chains/sources/", "evidence/", "evidence/S/reviews/"}
# What these lists are filled with names no entry.
WITHOUT_ENTRIES = {"corrections/"}


def names_entries(address: str) -> bool:
    """Whether the rows of a list say which entry they come with."""
    route = resolve(f"/api/v1/{address.partition('?')[0]}").route.removeprefix("api/v1/")
    return "entry" in ALL[route].serializer_class.Meta.fields  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", [each for each in LISTS if each not in OF_SOURCES])
def test_a_list_has_no_row_of_a_hidden_report(address: str) -> None:
    LISTS[address](make_report(), 3)
    shown = get(address)["results"]

    Report.objects.update(marking="internal")
    answer = APIClient().get(f"/api/v1/{address}")

    assert shown
    assert answer.status_code == 404 or answer.json()["results"] == []


@pytest.mark.parametrize("address", [each for each in LISTS if names_entries(each) and each not in WITHOUT_ENTRIES])
def test_a_list_names_no_hidden_entry(address: str) -> None:
    LISTS[address](make_report(), 3)
    shown, editor = get(address)["results"], make_user(role=Role.EDITOR)

    for entry in Entry.objects.all():
        tighten_marking(entry, marking="internal", by=editor)

    assert [bool(row["entry"]) for row in shown] == [True] * len(shown) != []
    assert [row for row in get(address)["results"] if row["entry"]] == []


def test_a_hidden_measure_that_one_follows_is_hidden() -> None:
    report, user = make_report(), make_user(role=Role.READER)
    shown, hidden = (make_measure(report, marking=mark) for mark in ("public", "internal"))
    for measure in (shown, hidden):
        watch_measure(measure, by=user)

    listed = get("watches/", client_of(user), count="true")
    assert ([row["measure"] for row in listed["results"]], listed["count"]) == ([shown.key], 1)
    assert b"internal" not in client_of(user).get("/api/v1/watches/", {"format": "csv"}).getvalue()


def test_one_sees_what_one_follows_and_nobody_else_does() -> None:
    user, measure = make_user(), make_measure()
    watch_measure(measure, by=user)

    assert [row["measure"] for row in get("watches/", client_of(user))["results"]] == [measure.key]
    assert get("watches/", client_of(make_user()))["results"] == []
    assert APIClient().get("/api/v1/watches/").status_code == 401


def test_the_words_of_a_report_are_listed() -> None:
    report, other = make_report(), make_report()
    for of, word in ((report, "Ferry"), (other, "Harbour")):
        Term.objects.create(report=of, key=f"{of.slug}-{word}", position=1, term=word, definition="D")

    assert [row["term"] for row in get("terms/", ordering="-term")["results"]] == ["Harbour", "Ferry"]
    assert [row["term"] for row in get("terms/", report=report.slug)["results"]] == ["Ferry"]


def test_what_waits_for_ones_review_is_listed() -> None:
    waiting = make_evidence(state="pending")
    make_evidence()

    assert keys("evidence/", client_of(make_user()), to_review="true") == [waiting.key]
    assert keys("evidence/", client_of(make_participant()), to_review="true") == []
    assert keys("evidence/", to_review="true") == []
