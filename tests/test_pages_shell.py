"""The shell of every page: private reading, an empty tracker, languages, accounts, and what has gone wrong."""

import pytest
from django.test import Client

from tests.factories import make_measure, make_report, make_user
from tests.markup import compact

pytestmark = pytest.mark.django_db

PAGES = ["/", "/measures/", "/ambiguities/", "/journal/", "/sources/", "/glossary/", "/reports/calm/"]


@pytest.mark.parametrize("address", PAGES)
def test_private_reading_asks_strangers_to_sign_in(client, settings, address):
    make_measure(make_report("calm", title="Calm waters"))
    settings.CBM_PUBLIC_READING = False

    response = client.get(address, follow=True)

    assert response.redirect_chain == [(f"/accounts/login/?next={address}", 302)]
    assert "Calm waters" not in response.content.decode()
    assert f'name="next" value="{address}"' in response.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_private_reading_lets_in_who_has_an_account(client, settings, address):
    make_measure(make_report("calm"))
    settings.CBM_PUBLIC_READING = False
    client.force_login(make_user(role="reader"))

    assert client.get(address).status_code == 200


def test_a_page_that_is_not_there_tells_a_stranger_nothing_of_a_private_record(client, settings):
    make_report("calm", title="Calm waters")
    settings.CBM_PUBLIC_READING = False

    response = client.get("/nothing/")

    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()
    assert "Calm waters" not in response.content.decode()


@pytest.mark.parametrize("address", ["/", "/measures/", "/ambiguities/", "/journal/", "/sources/", "/glossary/"])
def test_an_empty_tracker_says_what_to_do(client, address):
    text = client.get(address).content.decode()

    assert "No report has been loaded yet" in text
    assert "load_report" in text


def test_an_empty_tracker_leads_an_administrator_to_adding_a_report_and_a_stranger_to_signing_in(client):
    administrator = Client()
    administrator.force_login(make_user(role="administrator"))

    assert 'href="/libraries/">Add a report' in compact(administrator.get("/").content.decode())
    stranger = compact(client.get("/").content.decode())
    assert "load_report" in stranger
    assert 'href="/accounts/login/">Sign in' in stranger


def test_the_fictional_report_alone_says_what_it_is_there_for(client):
    make_report("calm", is_fictional=False)
    make_report("shores", is_fictional=True)

    assert "A practice example." in client.get("/?report=shores").content.decode()
    assert "A practice example." not in client.get("/?report=calm").content.decode()


def test_a_report_nobody_knows_is_not_there(client):
    make_report("calm")

    assert client.get("/?report=storm").status_code == 404
    assert client.get("/reports/storm/").status_code == 404


def test_the_language_is_switched_and_the_page_is_kept(client):
    make_report("calm")

    response = client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/measures/?report=calm"}, follow=True)

    assert response.redirect_chain == [("/measures/?report=calm", 302)]
    assert '<html lang="zh-Hans">' in compact(response.content.decode())


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/accounts/login/", "Sign in"),
        ("/accounts/password/reset/", "Choose a new password"),
        ("/accounts/password/reset/done/", "Check your email"),
        ("/accounts/password/reset/key/1-set-password/", "This link no longer works"),
        ("/accounts/password/reset/key/done/", "Your password has been changed"),
    ],
)
def test_the_account_pages_have_our_look(client, address, heading):
    text = compact(client.get(address, follow=True).content.decode())

    assert f"<h1>{heading}</h1>" in text
    assert 'class="masthead"' in text


def test_somebody_signs_in_changes_the_password_and_signs_out(client):
    user = make_user(password="a long enough password")

    signed_in = client.post("/accounts/login/", {"login": user.email, "password": "a long enough password"})

    assert signed_in.url == "/"
    assert "Change your password" in client.get("/accounts/password/change/").content.decode()
    assert "Do you want to sign out" in client.get("/accounts/logout/").content.decode()
    assert client.post("/accounts/logout/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_form_that_cannot_be_trusted_is_refused_in_plain_words():
    client = Client(enforce_csrf_checks=True)

    response = client.post("/i18n/setlang/", {"language": "zh-hans"})

    assert response.status_code == 403
    assert "Send the form again" in response.content.decode()


def test_a_fault_is_answered_without_asking_the_database(client, monkeypatch, django_assert_num_queries):
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("measures.views.overview.first_screen", fail)
    make_report("calm")
    client.raise_request_exception = False

    response = client.get("/")

    assert response.status_code == 500
    assert "Something went wrong here" in response.content.decode()
