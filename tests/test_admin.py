"""The admin: for people, parties and tokens, and for administrators only."""

import re

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import reverse

from measures.models import AccessToken, Party, Role, User
from measures.wings.digests.models import ReminderSettings
from tests.factories import make_participant, make_party, make_token, make_user

pytestmark = pytest.mark.django_db

ACCOUNT = {"email": "wei@example.org", "name": "Wei", "role": "editor", "language": "zh-hans", "time_zone": "UTC"}

NO_REMINDERS = {
    f"{rows}-{count}_FORMS": 0 for rows in ("reminders", "brief_subscriptions") for count in ("TOTAL", "INITIAL")
}


@pytest.fixture
def administrator(client) -> User:
    user = make_user(role=Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def page(model: str, name: str, *args: object) -> str:
    return reverse(f"admin:measures_{model}_{name}", args=args)


def test_only_people_parties_and_tokens_are_there():
    assert set(admin.site._registry) == {User, Party, AccessToken}


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR, Role.EDITOR])
def test_nobody_but_an_administrator_gets_in(client, role):
    client.force_login(make_user(role=role))

    assert client.get(page("user", "changelist")).status_code == 302


@pytest.mark.parametrize("model", ["user", "party", "accesstoken"])
def test_every_list_opens(client, administrator, model):
    make_token(make_participant())

    assert client.get(page(model, "changelist")).status_code == 200


def test_a_user_is_invited(client, administrator):
    answer = client.post(page("user", "add"), {**ACCOUNT, "email": "Wei@Example.org"})

    user = User.objects.get(email="wei@example.org")
    assert answer.url == page("user", "change", user.pk)
    assert user.role == "editor" and not user.has_usable_password()


def test_a_participant_is_invited(client, administrator):
    client.post(page("user", "add"), {**ACCOUNT, "role": "reader", "is_participant": "on"})

    user = User.objects.get(email="wei@example.org")
    assert (user.role, user.is_participant) == (Role.READER, True)


def test_a_user_is_edited_and_deactivated_but_never_deleted(client, administrator):
    user = make_user()

    client.post(page("user", "change", user.pk), {**ACCOUNT, **NO_REMINDERS, "time_zone": "Asia/Shanghai"})

    user.refresh_from_db()
    assert (user.name, user.time_zone, user.is_active) == ("Wei", "Asia/Shanghai", False)
    assert client.get(page("user", "delete", user.pk)).status_code == 403
    assert client.get(page("party", "delete", make_party().pk)).status_code == 403


def test_an_account_is_edited_by_the_same_rules_as_elsewhere(client, administrator):
    user = make_user(password="a harbour at the end of May")
    User.objects.filter(pk=user.pk).update(version=7)

    client.post(page("user", "change", user.pk), {**ACCOUNT, **NO_REMINDERS, "is_active": "on"})

    before = user.password
    user.refresh_from_db()
    assert (user.name, user.email, user.version, user.password) == ("Wei", "wei@example.org", 8, before)


def test_somebodys_reminders_are_switched_off(client, administrator):
    user = make_user()
    reminders = {"reminders-0-cadence": "off", "reminders-0-weekday": "0", "reminders-0-hour": "8"}

    client.post(page("user", "change", user.pk), {**ACCOUNT, **NO_REMINDERS, **reminders, "reminders-TOTAL_FORMS": 1})

    assert ReminderSettings.objects.get(user=user).cadence == "off"


def test_administrators_do_not_shut_themselves_out(client, administrator):
    client.post(page("user", "change", administrator.pk), {**ACCOUNT, **NO_REMINDERS, "role": "reader"})

    administrator.refresh_from_db()
    assert administrator.is_active and administrator.role == Role.ADMINISTRATOR
    assert administrator.name == "Wei"


def test_a_password_is_set_in_its_own_form(client, administrator):
    user = make_user()
    make_token(user)
    address = f"/admin/measures/user/{user.pk}/password/"

    assert client.get(address).status_code == 200
    client.post(address, {"password1": "calm-waters-1958", "password2": "calm-waters-1958", "usable_password": "true"})

    user.refresh_from_db()
    assert user.check_password("calm-waters-1958")
    assert not user.access_tokens.filter(revoked_at=None).exists()


def test_the_code_of_a_party_stays(client, administrator):
    party = make_party("NORTHSHORE")

    client.post(page("party", "change", party.pk), {"code": "OTHER", "name": "North", "kind": "organisation"})

    assert [(each.code, each.name) for each in Party.objects.all()] == [("NORTHSHORE", "North")]


def test_a_token_is_shown_without_its_secret_and_revoked(client, administrator):
    secret = make_token(make_user(), name="brief")
    token = AccessToken.objects.get()

    shown = client.get(page("accesstoken", "changelist")).text
    shown += client.get(page("accesstoken", "change", token.pk)).text
    client.post(page("accesstoken", "changelist"), {"action": "revoke", "_selected_action": [token.pk]})

    assert "brief" in shown and secret not in shown and token.digest not in shown
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert client.get(page("accesstoken", "add")).status_code == 403
    assert client.get(page("accesstoken", "delete", token.pk)).status_code == 403


def test_an_invited_person_gets_the_address_to_choose_a_password_in_their_language(client, mailoutbox):
    client.force_login(make_user(role=Role.ADMINISTRATOR))
    person = {
        "email": "mei@example.org",
        "name": "梅",
        "role": "contributor",
        "language": "zh-hans",
        "time_zone": "UTC",
    }

    client.post("/admin/measures/user/add/", person)

    [message] = mailoutbox
    assert message.to == ["mei@example.org"]
    assert "已为您开通账户" in message.body
    address = re.search(rf"{settings.CBM_SITE_URL}(/\S+)", message.body)
    client.logout()
    page = client.get(address[1], follow=True)
    password = "calm-waters-2026"
    client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})
    assert client.login(email="mei@example.org", password=password)
