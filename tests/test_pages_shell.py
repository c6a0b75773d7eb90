"""The shell of every page: private reading, an empty tracker, languages, accounts, and what has gone wrong."""

import re

import pytest
from django.test import Client

from tests.factories import (
    give_role,
    make_candidate,
    make_evidence,
    make_measure,
    make_proposal,
    make_report,
    make_user,
)
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

    assert "A practice example, with" in client.get("/?report=shores").content.decode()
    assert "A practice example, with" not in client.get("/?report=calm").content.decode()


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


OF_STATEMENTS = {
    "/statements/": "All statements",
    "/readouts/": "Meetings compared",
    "/ambiguities/": "What is unclear",
    "/requests/": "Requests and replies on record",
}


def lines_of(client: Client, address: str) -> dict[str, list[str]]:
    """What each line of the navigation offers, by its name; what is current is marked."""
    header = client.get(address).content.decode().partition("<main")[0]
    lines = re.findall(r'<nav aria-label="([^"]*)">(.*?)</nav>', header, flags=re.DOTALL)
    return {name: re.findall(r"(?<=>)[^<>]*[^<>\s](?=\s*</a>)", compact(line)) for name, line in lines}


def current_in(client: Client, address: str) -> list[str]:
    header = compact(client.get(address).content.decode().partition("<main")[0])
    return [words.strip() for words in re.findall(r'aria-current="page" ?>([^<]*)</a>', header)]


def work_of(client: Client, address: str = "/") -> str:
    """The menu of work, or nothing."""
    found = re.search(r"<summary> ?Work.*?</details>", compact(client.get(address).content.decode()))
    return found[0] if found else ""


def test_everybody_has_five_main_pages(client):
    make_measure(make_report("calm"))

    lines = lines_of(client, "/")

    assert lines == {"Main": ["Overview", "Measures", "Statements", "Timeline", "Sources"]}


@pytest.mark.parametrize("address", OF_STATEMENTS)
def test_the_pages_of_statements_have_a_second_line_with_the_one_that_is_shown(client, address):
    make_measure(make_report("calm"))

    lines = lines_of(client, address)

    assert lines["Statements"] == list(OF_STATEMENTS.values())
    assert current_in(client, address) == ["Statements", OF_STATEMENTS[address]]


def test_a_page_below_another_marks_that_in_the_main_line_only(client):
    make_measure(make_report("calm"))

    assert current_in(client, "/dates/") == ["Timeline"]
    assert [*lines_of(client, "/dates/")] == ["Main"]


def test_a_member_has_a_menu_of_work_with_what_waits_for_them(client):
    member = make_user()
    report = make_report("calm", needs_agreement=True)
    measure = make_measure(report)
    make_candidate(report)
    make_evidence(state="pending")
    make_proposal(measure)
    make_proposal(measure, by=member)
    client.force_login(member)

    work = work_of(client)

    assert "Work (3)" in work
    assert 'href="/inbox/">Inbox <span class="tag">1</span>' in work
    assert 'href="/reviews/">To review <span class="tag">1</span>' in work
    assert 'href="/proposals/">Proposals <span class="tag">1</span>' in work
    assert "My measures and reminders" in work
    assert "Import a table" not in work
    assert "People" not in work


@pytest.mark.parametrize("role", [None, "reader", "participant"])
def test_who_is_not_of_the_team_has_no_menu_of_work(client, role):
    make_measure(make_report("calm"))
    if role:
        client.force_login(make_user(role="reader", is_participant=role == "participant"))

    assert work_of(client) == ""


def test_what_waits_is_counted_as_far_as_one_may_read_it(client):
    here, there = make_report("here"), make_report("there", needs_agreement=True)
    make_measure(here)
    make_proposal(make_measure(there))
    make_candidate(here)
    make_candidate(there)
    make_evidence(state="pending")
    client.force_login(give_role(make_user(role="reader"), here, "contributor"))

    assert "Work (1)</summary>" in work_of(client, "/?report=here")
    assert work_of(client, "/?report=there") == ""
