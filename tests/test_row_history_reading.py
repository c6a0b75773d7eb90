"""What is told of a measure's row history, to whom, on its page and through the API."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from rest_framework.test import APIClient

from measures.analysis.row_history import row_history
from measures.models import PARTICIPANTS, PUBLIC, TEAM, Link, Marking, Measure, Milestone, Owner, PartialDate, User
from measures.operations.editing import revise
from measures.operations.markings import tighten_marking
from measures.operations.nouns import MEASURE
from measures.operations.responsibility import name_owner
from tests.factories import (
    client_of,
    get,
    make_ambiguity,
    make_measure,
    make_milestone,
    make_participant,
    make_user,
)
from tests.test_two_editors import filled

pytestmark = pytest.mark.django_db


def signed_in(**fields: str) -> Client:
    client = Client()
    client.force_login(make_user(**fields))
    return client


def section(measure: Measure, client: Client | None = None, **parameters: str) -> str:
    """The words of the page of changes, as they are read."""
    page = (client or Client()).get(f"/measures/{measure.key}/changes/", parameters).content.decode()
    [found] = re.findall(r"<main.*?</main>", page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found))


def fields_told(measure: Measure, client: APIClient | None = None) -> list[tuple[str, str]]:
    return [(change["row"], change["field"]) for change in get(f"measures/{measure.key}/history/", client)["changes"]]


@pytest.fixture
def measure() -> Measure:
    """A measure that was revised and then has an owner."""
    measure, editor = make_measure(), make_user(role="editor", name="Lin", email="lin@example.org")
    changes = {"title": "A second title", "due_on": PartialDate(2027, 5)}
    measure = revise(MEASURE, measure, changes=changes, version=1, by=editor)
    name_owner(measure, user=editor, role="reviewer", by=editor)
    return measure


def test_the_page_says_what_was_changed_before_and_after(measure: Measure):
    text = section(measure)

    assert f"Title Measure {measure.code} A second title" in text.replace("Measure: title", "Title")
    assert "Measure: Target date – 2027-05" in text
    assert "Owner – an analyst of this tracker · Reviewer" in text and "Lin" not in text
    assert "Owner – Lin (lin@example.org) · Reviewer" in section(measure, signed_in(role="contributor"))


def test_the_api_tells_it_with_names_instead_of_numbers(measure: Measure):
    User.objects.filter(name="Lin").update(is_named_in_public=True)

    changes = get(f"measures/{measure.key}/history/")["changes"]

    owner, *revised = changes[:4]
    assert (owner["row"], owner["field"], owner["before"]) == ("owner", "", None)
    assert owner["after"] == {"measure": measure.key, "user": "Lin", "role": "reviewer", "named_by": "Lin"}
    found = {change["field"]: (change["before"], change["after"]) for change in revised}
    assert found["title"] == (f"Measure {measure.code}", "A second title")
    assert found["due_on"] == (None, "2027-05")
    assert found["due_on_set_by"] == (None, "Lin")


def test_who_asked_is_told_and_by_which_request_to_the_team_only():
    measure, editor = make_measure(), make_user(role="editor", name="Lin")
    client, address = Client(), f"/edit/measures/{measure.key}/"
    client.force_login(editor)
    client.post(address, {**filled(client, address), "title": "New"}, headers={"X-Request-ID": "r-1"})

    [to_team] = [row for row in get(f"measures/{measure.key}/history/", client_of(editor))["changes"] if row["field"]]
    [to_all] = [row for row in get(f"measures/{measure.key}/history/")["changes"] if row["field"]]

    assert (to_team["by"], to_team["request_id"]) == (f"Lin ({editor.email})", "r-1")
    assert to_team["database_role"] == "cbm_app"
    assert (to_all["by"], to_all["by_role"], to_all["request_id"], to_all["database_role"]) == (None, "analyst", "", "")
    assert "r-1" in section(measure, signed_in(role="contributor"))
    assert "r-1" not in section(measure)


def test_addresses_of_mail_are_the_teams(measure: Measure):
    assert "lin@example.org" in section(measure, signed_in(role="contributor"))
    assert "lin@example.org" not in section(measure)
    assert "lin@example.org" not in str(get(f"measures/{measure.key}/history/"))


def test_a_marking_is_told_to_the_team_only():
    measure, part_of_no_team = make_measure(), make_participant()
    tighten_marking(measure, marking=Marking.PARTICIPANTS, by=make_user(role="editor"))

    assert ("measure", "marking") in fields_told(measure, client_of(make_user()))
    assert ("measure", "marking") not in fields_told(measure, client_of(part_of_no_team))


def test_the_history_of_a_hidden_measure_is_not_there():
    hidden = make_measure(marking="internal")

    answers = {
        key: APIClient().get(f"/api/v1/measures/{key}/history/").content for key in (hidden.key, "there-is-none")
    }

    assert len(set(answers.values())) == 1
    assert fields_told(hidden, client_of(make_user()))


def test_a_link_to_a_hidden_measure_is_told_to_those_who_may_read_both():
    measure = make_measure()
    hidden, open_one = make_measure(measure.report, marking="internal"), make_measure(measure.report)
    before = get(f"measures/{measure.key}/history/")

    Link.objects.create(source=measure, target=hidden, relation="enables", basis="ours").delete()

    assert get(f"measures/{measure.key}/history/") == before
    assert fields_told(measure, client_of(make_user()))[:2] == [("link", ""), ("link", "")]
    Link.objects.create(source=open_one, target=measure, relation="enables", basis="ours")
    assert f"Link – {open_one.code} · Enables · {measure.code}" in section(measure)
    assert f"Link – {open_one.code} · Enables · {measure.code}" in section(open_one)


def test_a_part_that_was_of_a_hidden_measure_does_not_name_it():
    measure, hidden = make_measure(), make_measure(marking="internal")
    Measure.objects.filter(pk=measure.pk).update(parent=hidden)
    Measure.objects.filter(pk=measure.pk).update(parent=None)

    assert hidden.key not in str(get(f"measures/{measure.key}/history/"))
    assert hidden.code not in section(measure)
    assert hidden.key in str(get(f"measures/{measure.key}/history/", client_of(make_user())))


@pytest.mark.django_db(transaction=True)
def test_what_was_changed_later_is_not_told_of_a_moment():
    measure = make_measure()
    moment = timezone.now()
    Measure.objects.filter(pk=measure.pk).update(title="Later")

    assert "title" in [change.field for change in row_history(measure, PUBLIC)]
    assert "title" not in [change.field for change in row_history(measure, PUBLIC, known_at=moment)]


def test_all_that_can_be_changed_is_called_something_in_both_languages():
    measure = make_measure(addresses=[make_ambiguity(make_measure().report)])
    milestone = make_milestone(measure)
    Measure.objects.filter(pk=measure.pk).update(explicit=False, kind="joint", title_zh_hans="渡轮")
    Milestone.objects.filter(pk=milestone.pk).update(title_zh_hans="会谈", key="moved")

    with override("zh-hans"):
        changes = row_history(measure, TEAM)
        found = " ".join(f"{change.row_label} {change.field_label}" for change in changes)

    assert not re.search("[A-Za-z]", found), found
    assert {change.field for change in changes} >= {"explicit", "kind", "title_zh_hans", "key"}


def test_the_page_asks_as_often_however_much_was_changed():
    measure = make_measure()
    make_milestone(measure)

    def change(index: int) -> None:
        user = make_user()
        Measure.objects.filter(pk=measure.pk).update(title=f"Title {index}", due_on_set_by=user)
        Owner.objects.create(measure=measure, user=user, named_by=user)
        other = make_measure(measure.report)
        Link.objects.create(source=measure, target=other, relation="related", basis="ours")

    def queries() -> int:
        Client().get(f"/measures/{measure.key}/changes/")
        with CaptureQueriesContext(connection) as captured:
            assert Client().get(f"/measures/{measure.key}/changes/").status_code == 200
        return len(captured)

    change(1)
    before = queries()
    for index in range(2, 30):
        change(index)

    assert queries() == before
    assert "earlier changes can be read through the API" in section(measure)


def test_the_history_is_read_in_four_queries(django_assert_num_queries: Any):
    measure = make_measure()
    name_owner(measure, user=make_user(), role="reviewer", by=make_user(role="editor"))

    with django_assert_num_queries(4):  # the changes with who made them, measures, parties, users
        assert row_history(measure, PARTICIPANTS)
