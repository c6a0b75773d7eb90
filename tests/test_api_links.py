"""Links between measures: made with a reason, and taken away."""

import pytest
from django.core.exceptions import ValidationError
from rest_framework.test import APIClient

from measures.errors import LinkOfReportError, NotAllowedError, VersionConflictError
from measures.models import Link, Marking, Role, User
from measures.operations.connections import link_measures, unlink_measures
from tests.factories import client_of, get, make_measure, make_report, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user(role=Role.EDITOR)


def test_a_link_is_made_and_taken_away(editor: User) -> None:
    one, other = make_measure(), make_measure()
    said = {"relation": "reciprocates", "why": "The one answers the other."}

    made = link_measures(one, other, by=editor, **said)
    with pytest.raises(ValidationError) as twice:
        link_measures(one, other, by=editor, **said)

    assert list(twice.value.message_dict) == ["target"]
    [listed] = get("links/")["results"]
    assert (listed["measure"], listed["other_measure"], listed["basis"]) == (one.key, other.key, "ours")
    assert get(f"links/{made.pk}/") == listed
    with pytest.raises(VersionConflictError):
        unlink_measures(made, version=2, by=editor)
    unlink_measures(made, version=1, by=editor)
    assert not Link.objects.exists()


def test_a_link_names_its_reason_and_says_nothing_for_a_report_that_has_a_library(editor: User) -> None:
    report = make_report(library_version="1")
    one, other = make_measure(report), make_measure(report)

    for field, target, fields in (
        ("why", other, {"why": ""}),
        ("basis", other, {"why": "It does.", "basis": "report"}),
        ("target", one, {"why": "It does."}),
    ):
        with pytest.raises(ValidationError) as refused:
            link_measures(one, target, relation="enables", by=editor, **fields)
        assert list(refused.value.message_dict) == [field]

    assert not Link.objects.exists()


def test_a_link_of_a_library_stays(editor: User) -> None:
    report = make_report(library_version="1")
    link = Link.objects.create(
        source=make_measure(report), target=make_measure(report), relation="related", basis="report"
    )

    with pytest.raises(LinkOfReportError):
        unlink_measures(link, by=editor)

    assert Link.objects.exists()


def test_only_editors_link() -> None:
    one, other = make_measure(), make_measure()
    link = Link.objects.create(source=one, target=other, relation="related", basis="ours")
    contributor = make_user()

    with pytest.raises(NotAllowedError):
        link_measures(one, other, relation="enables", why="w", by=contributor)
    with pytest.raises(NotAllowedError):
        unlink_measures(link, by=contributor)

    assert Link.objects.get() == link


def test_a_link_to_a_hidden_measure_shows_to_nobody_who_may_not_read_it() -> None:
    link = Link.objects.create(
        source=make_measure(), target=make_measure(marking=Marking.INTERNAL), relation="related", basis="ours"
    )

    assert get("links/", count="true") == {"count": 0, "next": None, "previous": None, "results": []}
    assert APIClient().get(f"/api/v1/links/{link.pk}/").status_code == 404
    assert len(get("links/", client_of(make_user()))["results"]) == 1
