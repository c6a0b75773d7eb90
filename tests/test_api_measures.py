"""Naming who answers for a measure, following it, and reading it with what is about it, through the API."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from api.serializers.measures import INCLUDABLE
from measures.models import Role, Watch
from tests.factories import client_of, get, log, make_evidence, make_measure, make_user, say

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


def test_a_measure_comes_with_the_lists_that_are_asked_for() -> None:
    measure = make_measure()
    part = make_measure(report=measure.report, parent=measure)
    source = make_evidence(state="accepted")
    first = log(measure, sources=[source.key], occurred="2024-01-01")
    last = log(part, occurred="2024-02-01")
    log(measure, marking="internal")
    log(make_measure(report=measure.report))
    statement = say(measure.report, "2024-03-01", "We repair the beacon.", whose="NORTHSHORE", on=[measure.key])
    address = f"measures/{measure.key}/"

    found = get(address, include="timeline,sources,statements")

    assert [row["key"] for row in found["timeline"]] == [last.key, first.key]
    assert source.key in [row["key"] for row in found["sources"]]
    [said] = get("statements/", measure=measure.key)["results"]
    assert found["statements"] == [said] and said["entry"] == statement.key
    assert {name: found[name] for name in found if name not in INCLUDABLE} == get(address)
    assert [*get(address, include="sources", fields="key")] == ["key", "sources"]
    in_chinese = get(address, include="timeline", language="zh-hans")
    assert "title_zh_hans" in found["timeline"][0] and "title_zh_hans" not in in_chinese["timeline"][0]


def test_an_unknown_list_is_refused_and_a_list_ends(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    measure = make_measure()
    for _ in range(3):
        log(measure)
    address = f"/api/v1/measures/{measure.key}/"
    refused = APIClient().get(f"{address}?include=timeline,owners")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "include")
    monkeypatch.setattr("api.views.measures.MOST_INCLUDED", 2)
    APIClient().get(address)
    with CaptureQueriesContext(connection) as alone:
        APIClient().get(address)
    with django_assert_num_queries(len(alone) + 3):
        found = APIClient().get(f"{address}?include=statements,sources,timeline").json()
    assert (len(found["timeline"]), found["statements"]) == (2, [])
