"""A change of one row names the version it is meant for: one without is refused, and so is one for an older version."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from measures.models import Evidence, Role
from measures.operations.responsibility import name_owner
from tests.factories import client_of, log, make_date, make_evidence, make_measure, make_report, make_user

pytestmark = pytest.mark.django_db


def announced() -> str:
    return f"dates/{make_date(make_report()).key}/"


def source() -> str:
    return f"evidence/{make_evidence().key}/"


def owner() -> str:
    names = name_owner(make_measure(), user=make_user(), role="coordinator", by=make_user(role=Role.EDITOR))
    return f"measures/{names.measure.key}/owners/{names.user_id}/"


CHANGES: list[tuple[Callable[[], str], dict[str, Any]]] = [
    (announced, {"title": "Another title"}),
    (source, {"grade": "D"}),
    (owner, {"role": "reviewer"}),
]


@pytest.fixture
def editor() -> APIClient:
    return client_of(make_user(role=Role.EDITOR))


@pytest.mark.parametrize(("make", "change"), CHANGES)
def test_of_two_who_change_the_same_version_the_second_is_told_the_present_one(
    make: Callable[[], str], change: dict[str, Any], editor: APIClient
) -> None:
    address = f"/api/v1/{make()}"
    etag = editor.get(address)["ETag"]

    first = editor.patch(address, change, headers={"If-Match": etag})
    second = editor.patch(address, change, headers={"If-Match": etag})

    assert (first.status_code, second.status_code) == (200, 412)
    assert first.json() | change == first.json()
    assert (second.json()["code"], second.json()["current"]) == ("version_conflict", first.json()["version"])
    assert first["ETag"] == editor.get(address)["ETag"] != etag


@pytest.mark.parametrize(("make", "change"), CHANGES)
def test_a_change_that_names_no_version_is_refused(
    make: Callable[[], str], change: dict[str, Any], editor: APIClient
) -> None:
    address = f"/api/v1/{make()}"
    before = editor.get(address).json()

    refused = editor.patch(address, change)

    assert (refused.status_code, refused.json()["code"]) == (428, "version_required")
    assert editor.get(address).json() == before


def test_what_is_removed_names_its_version_too(editor: APIClient) -> None:
    address = f"/api/v1/{owner()}"

    without = editor.delete(address)
    stale = editor.delete(address, headers={"If-Match": '"7"'})
    removed = editor.delete(address, headers={"If-Match": editor.get(address)["ETag"]})

    assert (without.status_code, stale.status_code, removed.status_code) == (428, 412, 204)
    assert editor.get(address).status_code == 404


def test_an_entry_that_cites_a_source_does_not_stand_in_the_way_of_its_grade(editor: APIClient) -> None:
    found = make_evidence()
    address = f"/api/v1/evidence/{found.key}/"
    etag = editor.get(address)["ETag"]

    log(make_measure(), sources=[found.key])
    revised = editor.patch(address, {"grade": "D"}, headers={"If-Match": etag})

    assert revised.status_code == 200
    assert Evidence.objects.get().grade == "D"


def test_whoever_may_not_change_a_row_is_told_so_whatever_version_they_name() -> None:
    address = f"/api/v1/{owner()}"

    refused = client_of(make_user()).patch(address, {"role": "reviewer"}, headers={"If-Match": "*"})

    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
