"""Who wrote here is named to the team; to others by their role, unless they agreed to be named."""

from typing import Any

import pytest
from django.test import Client

from measures.analysis.verification import verify
from measures.models import Measure, Role, RowChange, User
from measures.operations.responsibility import name_owner
from tests.exports import csv_rows
from tests.factories import client_of, get, give_role, log, make_evidence, make_measure, make_user
from tests.files import signed_in

pytestmark = pytest.mark.django_db
NAME = "Orla Vennquist"


@pytest.fixture
def orla() -> User:
    return make_user(Role.EDITOR, name=NAME)


@pytest.fixture
def measure(orla: User) -> Measure:
    """A measure that Orla owns, and of which she logged a development."""
    measure = make_measure()
    name_owner(measure, user=orla, role="reviewer", by=orla)
    log(measure, by=orla, sources=[make_evidence(recorded_by=orla).key])
    return measure


def choose(user: User, *, is_named: bool) -> Any:
    sent = {"is_named_in_public": is_named}
    return client_of(user).patch("/api/v1/users/me/", sent, format="json", headers={"If-Match": "*"})


def author(client: Any = None, **parameters: Any) -> tuple[str | None, str | None]:
    [entry] = get("entries/", client, **parameters)["results"]
    return entry["author_name"], entry["author_role"]


def test_outside_the_team_the_role_stands_for_the_name(measure: Measure, orla: User) -> None:
    [entry] = measure.report.entries.all()
    table = csv_rows(Client().get("/journal/?format=csv"))
    pages = [Client().get(f"/{page}/").text for page in (f"journal/{entry.key}", f"measures/{measure.key}")]
    chinese = Client().get(f"/journal/{entry.key}/", headers={"accept-language": "zh-hans"}).text

    assert author() == (None, "analyst")
    assert author(client_of(make_user())) == (NAME, "analyst")
    assert author(client_of(make_user(Role.EDITOR), "read", audience="participants")) == (None, "analyst")
    assert get(f"measures/{measure.key}/")["owners"][0] | {"named_at": ""} == {
        "user": None, "name": None, "email": None, "role": "reviewer", "named_at": "", "version": 1
    }  # fmt: skip
    assert [row["Author"] for row in table] == ["an analyst of this tracker"]
    assert "an analyst of this tracker" in pages[0] and "本站的一名分析人员" in chinese
    assert not [page for page in (*pages, chinese) if NAME in page]


def test_a_role_for_one_report_names_those_of_that_report(measure: Measure, orla: User) -> None:
    other = make_measure()
    log(other, by=orla)
    client = client_of(give_role(make_user(Role.READER), measure.report))

    assert author(client, report=measure.report.slug) == (NAME, "analyst")
    assert author(client, report=other.report.slug) == (None, "analyst")
    source = get("evidence/", client)["results"][0]
    assert (source["recorded_by_name"], get("evidence/")["results"][0]["recorded_by_name"]) == (NAME, None)


def test_a_participant_is_no_analyst(measure: Measure, orla: User) -> None:
    [entry] = measure.report.entries.all()

    User.objects.filter(pk=orla.pk).update(role=Role.READER, is_participant=True)

    assert author() == (None, "participant")
    assert "a participant" in Client().get(f"/journal/{entry.key}/").text


def test_who_agrees_is_named_and_who_takes_it_back_is_named_nowhere_any_more(measure: Measure, orla: User) -> None:
    [key] = measure.report.entries.values_list("key", flat=True)
    assert author() == (None, "analyst")
    before = Client().get(f"/api/v1/entries/{key}/").headers["ETag"]
    moment = get("entries/", changed_since="beginning")["changed_since"]

    assert choose(orla, is_named=True).json()["is_named_in_public"] is True
    assert author() == (NAME, "analyst")
    assert NAME in Client().get(f"/measures/{measure.key}/").text
    assert Client().get(f"/api/v1/entries/{key}/").headers["ETag"] != before
    assert [row["key"] for row in get("entries/", changed_since=moment)["results"]] == [key]

    choose(orla, is_named=False)
    assert author() == (None, "analyst")
    assert NAME not in Client().get(f"/measures/{measure.key}/").text
    assert Client().get(f"/api/v1/entries/{key}/").headers["ETag"] == before
    assert verify().faults == []
    history = RowChange.objects.filter(table="measures_user", row=orla.pk, before__has_key="is_named_in_public")
    assert [change.after["is_named_in_public"] for change in history.order_by("pk")] == [True, False]


def test_it_is_chosen_on_ones_own_page(measure: Measure, orla: User) -> None:
    page = signed_in(orla)
    chosen = {"language": "en", "time_zone": "UTC", "is_named_in_public": "on"}

    assert page.post("/me/", chosen).status_code == 302
    assert author() == (NAME, "analyst")
    assert "checked" in page.get("/me/").text.split('name="is_named_in_public"')[1].split(">")[0]

    page.post("/me/", {"language": "en", "time_zone": "UTC"})
    assert author() == (None, "analyst")
