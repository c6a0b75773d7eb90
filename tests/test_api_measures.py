"""Naming who answers for a measure, and following it, through the API."""

import pytest
from rest_framework.test import APIClient

from measures.models import Role, Watch
from tests.factories import client_of, get, make_measure, make_user

pytestmark = pytest.mark.django_db


def test_owners_are_named_and_released() -> None:
    measure, owner = make_measure(), make_user()
    address = f"/api/v1/measures/{measure.key}/owners/"
    editor = client_of(make_user(role=Role.EDITOR))

    refused = client_of(make_user()).post(address, {"user": owner.email})
    unknown = editor.post(address, {"user": "nobody@example.org"})
    names = editor.post(address, {"user": owner.email, "role": "reviewer"})
    twice = editor.post(address, {"user": owner.email})

    assert (refused.status_code, names.status_code) == (403, 201)
    assert unknown.json()["errors"][0]["field"] == "user"
    assert twice.json()["errors"][0]["messages"] == ["This person already owns the measure."]
    assert get(f"measures/{measure.key}/owners/")["results"][0] == {
        **names.json(),
        "user": None,
        "name": None,
        "email": None,
    }

    not_theirs = client_of(make_user()).delete(f"{address}{owner.pk}/", headers={"If-Match": "*"})
    released = client_of(owner).delete(f"{address}{owner.pk}/", headers={"If-Match": "*"})

    assert (not_theirs.status_code, released.status_code) == (403, 204)
    assert not measure.owners.exists()


def test_nobody_is_named_for_a_measure_that_is_done_with() -> None:
    measure = make_measure(status="implemented")

    answer = client_of(make_user(role=Role.EDITOR)).post(
        f"/api/v1/measures/{measure.key}/owners/", {"user": make_user().email}
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "measure_done_with")


def test_a_measure_is_watched_and_no_longer() -> None:
    measure, reader = make_measure(), client_of(make_user(role=Role.READER))
    address = f"/api/v1/measures/{measure.key}/watch/"

    assert [reader.put(address).status_code, reader.put(address).status_code] == [204, 204]
    assert Watch.objects.count() == 1
    assert reader.delete(address).status_code == 204
    assert not Watch.objects.exists()
    assert APIClient().put(address).status_code == 401
