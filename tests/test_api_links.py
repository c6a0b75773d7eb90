"""Links between measures: made with a reason, and taken away."""

import pytest
from rest_framework.test import APIClient

from measures.models import Link, Marking, Role
from tests.factories import client_of, fields_of, get, make_measure, make_report, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> APIClient:
    return client_of(make_user(role=Role.EDITOR))


def test_a_link_is_made_and_taken_away(editor: APIClient) -> None:
    one, other = make_measure(), make_measure()
    row = {"source": one.key, "target": other.key, "relation": "reciprocates", "why": "The one answers the other."}

    made = editor.post("/api/v1/links/", row)
    twice = editor.post("/api/v1/links/", row)
    listed = get("links/")["results"]
    without = editor.delete(made["Location"])
    gone = editor.delete(made["Location"], headers={"If-Match": editor.get(made["Location"])["ETag"]})

    assert (made.status_code, made.json()["basis"]) == (201, "ours")
    assert fields_of(twice) == {"target"}
    assert listed == [made.json()]
    assert (without.status_code, gone.status_code) == (428, 204)
    assert not Link.objects.exists()


def test_a_link_names_its_reason_and_says_nothing_for_a_report_that_has_a_library(editor: APIClient) -> None:
    report = make_report(library_version="1")
    one, other = make_measure(report), make_measure(report)
    row = {"source": one.key, "target": other.key, "relation": "enables", "why": "It does."}

    unexplained = editor.post("/api/v1/links/", {**row, "why": ""})
    reported = editor.post("/api/v1/links/", {**row, "basis": "report"})
    to_itself = editor.post("/api/v1/links/", {**row, "target": one.key})
    to_nothing = editor.post("/api/v1/links/", {**row, "target": "nope"})

    assert [fields_of(answer) for answer in (unexplained, reported, to_itself, to_nothing)] == [
        {"why"}, {"basis"}, {"target"}, {"target"},
    ]  # fmt: skip
    assert not Link.objects.exists()


def test_a_link_of_a_library_stays(editor: APIClient) -> None:
    report = make_report(library_version="1")
    link = Link.objects.create(
        source=make_measure(report), target=make_measure(report), relation="related", basis="report"
    )

    refused = editor.delete(f"/api/v1/links/{link.pk}/", headers={"If-Match": "*"})

    assert (refused.status_code, refused.json()["code"]) == (409, "link_of_report")
    assert Link.objects.exists()


def test_only_editors_link() -> None:
    one, other = make_measure(), make_measure()
    link = Link.objects.create(source=one, target=other, relation="related", basis="ours")
    contributor = client_of(make_user())

    made = contributor.post(
        "/api/v1/links/", {"source": one.key, "target": other.key, "relation": "enables", "why": "w"}
    )
    taken = contributor.delete(f"/api/v1/links/{link.pk}/", headers={"If-Match": "*"})

    assert (made.status_code, taken.status_code) == (403, 403)
    assert Link.objects.get() == link


def test_a_link_to_a_hidden_measure_shows_to_nobody_who_may_not_read_it() -> None:
    link = Link.objects.create(
        source=make_measure(), target=make_measure(marking=Marking.INTERNAL), relation="related", basis="ours"
    )

    assert get("links/", count="true") == {"count": 0, "next": None, "previous": None, "results": []}
    assert APIClient().get(f"/api/v1/links/{link.pk}/").status_code == 404
    assert len(get("links/", client_of(make_user()))["results"]) == 1
