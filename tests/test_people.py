"""The pages on which administrators invite people and say what they may do, and the same by the API."""

import re

import pytest
from django.core import mail
from django.test import Client
from rest_framework.test import APIClient

from measures.models import AccountEvent, Report, User
from tests.factories import client_of, give_role, make_participant, make_report, make_user
from tests.files import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    return make_report("two-shores")


@pytest.fixture
def administrator() -> Client:
    return signed_in(make_user(role="administrator"))


@pytest.fixture
def api() -> APIClient:
    return client_of(make_user(role="administrator"))


def test_the_list_says_what_everybody_may_do_and_where(administrator: Client, report: Report) -> None:
    give_role(make_user(role="reader", name="Wei"), report, "contributor")
    make_participant(name="Ada")
    make_user(name="Gone", is_active=False)

    page = re.sub(r"\s+", " ", administrator.get("/people/").content.decode())

    assert "two-shores · contributor" in page
    assert 'Reader <span class="tag">participant</span>' in page
    assert "deactivated" in page


def test_people_are_found_by_parts_of_their_names_and_addresses() -> None:
    make_user(name="Wei Lin", email="lin@harbour.example.org"), make_user(name="Wei Tan")
    administrator = make_user(role="administrator")
    browser = signed_in(administrator)

    for words, count in (("wei", 2), ("lin harbour", 1), ("wei harbour", 1), ("nobody", 0)):
        assert len(browser.get("/people/", {"q": words}).context["rows"]) == count


def test_people_are_for_administrators(report: Report) -> None:
    user = make_user()
    for who in (make_user(role="editor"), give_role(make_user(role="reader"), report)):
        client = signed_in(who)
        for address in ("", "invite/", f"{user.pk}/", f"{user.pk}/deactivate/"):
            assert client.get(f"/people/{address}").status_code == 403
        assert client.post(f"/people/{user.pk}/reports/", {str(report.pk): "editor"}).status_code == 403


def test_somebody_is_invited_gets_a_role_and_is_shut_out(administrator: Client, report: Report) -> None:
    invitation = {
        "called": "Lin",
        "email": "Lin@example.org",
        "role": "reader",
        "language": "zh-hans",
        "time_zone": "UTC",
    }
    answer = administrator.post("/people/invite/", invitation)
    user = User.objects.get(email="lin@example.org")
    assert answer["Location"] == f"/people/{user.pk}/"
    assert [each.to for each in mail.outbox] == [["lin@example.org"]]

    administrator.post(f"/people/{user.pk}/reports/", {str(report.pk): "editor", f"initial-{report.pk}": ""})
    assert dict(user.report_roles.values_list("report__slug", "role")) == {"two-shores": "editor"}

    administrator.post(f"/people/{user.pk}/deactivate/")
    assert not User.objects.get(pk=user.pk).is_active
    administrator.post(f"/people/{user.pk}/invite/")
    assert User.objects.get(pk=user.pk).is_active
    events = AccountEvent.objects.filter(account=user).order_by("pk").values_list("kind", "about", "after")
    assert [each for each in events if each[0] != "password_link_sent"] == [
        ("invited", "", "reader"),
        ("report_role_changed", "two-shores", "editor"),
        ("deactivated", "", ""),
        ("reactivated", "", ""),
    ]


def test_a_role_that_another_administrator_gave_meanwhile_stays(administrator: Client, report: Report) -> None:
    user = give_role(make_user(role="reader"), report)
    other = make_report("other")

    administrator.post(
        f"/people/{user.pk}/reports/",
        {str(report.pk): "", f"initial-{report.pk}": "", str(other.pk): "editor", f"initial-{other.pk}": ""},
    )

    assert set(user.report_roles.values_list("report__slug", "role")) == {("two-shores", "editor"), ("other", "editor")}


def test_an_account_that_somebody_else_has_changed_is_shown_anew(administrator: Client) -> None:
    user = make_user(role="reader", name="Wei")
    sent = {"version": 1, "called": "Wei Lin", "email": user.email, "role": "editor"}
    User.objects.filter(pk=user.pk).update(version=2)

    answer = administrator.post(f"/people/{user.pk}/", sent)

    assert answer.status_code == 400
    assert "Wei Lin" in answer.content.decode()
    assert User.objects.get(pk=user.pk).role == "reader"


def test_an_administrator_marks_participants_and_takes_it_back(administrator: Client, report: Report) -> None:
    user = give_role(make_user(role="reader"), report)
    sent = {"version": 1, "called": user.name, "email": user.email, "role": "reader"}

    administrator.post(f"/people/{user.pk}/", {**sent, "is_participant": "on"})

    assert User.objects.get(pk=user.pk).is_participant
    assert user.report_roles.exists()
    assert "Marked as a participant" in administrator.get(f"/people/{user.pk}/log/").text
    administrator.post(f"/people/{user.pk}/", {**sent, "version": 2})
    assert not User.objects.get(pk=user.pk).is_participant
    assert "No longer marked as a participant" in administrator.get(f"/people/{user.pk}/log/").text
