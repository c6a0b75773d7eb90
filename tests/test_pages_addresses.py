"""The page of one's calendars and feeds: made, shown once, used, revoked."""

import re

import pytest
from django.test import Client

from measures.models import SecretUrl
from measures.operations.credentials import create_secret_url
from tests.factories import log, make_measure, make_user

pytestmark = pytest.mark.django_db


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_address_is_shown_by_the_answer_that_makes_it_and_never_again() -> None:
    measure = make_measure(due_on="2030")
    client = signed_in(make_user())

    made = client.post("/addresses/", {"called": "My dates", "kind": "calendar", "filters": ""})
    [path] = re.findall(r'value="https?://[^/"]+(/api/v1/calendars/[^"]+)"', made.content.decode())
    again = client.get("/addresses/").content.decode()

    assert (made.status_code, "no-store" in made.headers["Cache-Control"]) == (201, True)
    assert measure.code in Client().get(path).content.decode()
    assert path not in again
    assert "My dates" in again


def test_a_table_is_of_the_list_that_was_chosen() -> None:
    log(make_measure())
    sent = {"called": "Entries", "kind": "table", "table": "entries", "filters": "kind=development"}

    made = signed_in(make_user()).post("/addresses/", sent)

    assert made.status_code == 201
    assert SecretUrl.objects.get().filters == "list=entries&kind=development"


def test_what_a_form_begins_with_fits_each_list_that_may_be_chosen() -> None:
    report, client = make_measure().report.slug, signed_in(make_user())
    begun = f"report={report}&followed=true"
    assert f'value="{begun.replace("&", "&amp;")}"' in client.get("/addresses/").content.decode()

    for name, table, kept in (("M", "measures", begun), ("S", "milestones", f"report={report}")):
        made = client.post("/addresses/", {"called": name, "kind": "table", "table": table, "filters": begun})

        assert made.status_code == 201
        assert SecretUrl.objects.get(name=name).filters == f"list={table}&{kept}"
    chosen = {"called": "W", "kind": "table", "table": "milestones", "filters": "followed=true"}
    assert client.post("/addresses/", chosen).status_code == 400


def test_a_list_offers_an_address_with_its_filters(reports: None) -> None:
    client = signed_in(make_user())

    body = client.get("/journal/", {"report": "two-shores", "direction": "away"}).content.decode()
    [url] = re.findall(r'href="(/addresses/[^"]+filters=[^"]+)"', body)
    form = client.get(url.replace("&amp;", "&")).content.decode()

    assert 'value="report=two-shores&amp;direction=away"' in form
    assert "/addresses/" not in Client().get("/journal/").content.decode()


def test_filters_that_are_wrong_are_told_and_nothing_is_made() -> None:
    client = signed_in(make_user())

    answer = client.post("/addresses/", {"called": "My dates", "kind": "feed", "filters": "wind=north"})

    assert answer.status_code == 400
    assert "wind" in answer.content.decode()
    assert not SecretUrl.objects.exists()


def test_one_revokes_ones_own_addresses_only() -> None:
    user = make_user()
    address, secret = create_secret_url(user, name="My feed", kind="feed")
    log(make_measure())

    assert signed_in(make_user()).post(f"/addresses/{address.key}/revoke/").status_code == 404
    assert Client().get(f"/api/v1/feeds/{secret}.atom").status_code == 200
    assert signed_in(user).post(f"/addresses/{address.key}/revoke/").status_code == 302

    assert Client().get(f"/api/v1/feeds/{secret}.atom").status_code == 404
    assert "Revoked" in signed_in(user).get("/addresses/").content.decode()


def test_who_has_not_signed_in_is_asked_to() -> None:
    answer = Client().get("/addresses/")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")
