"""The account log: what happened to an account, by whom and from where; who reads it, and when it goes."""

import json
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.core.management import call_command
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.test import Client
from fido2.utils import websafe_encode

from measures.models import AccountEvent, AccountEventKind, User
from measures.operations.account_log import forget_events, note_event
from measures.operations.accounts import revise_user
from measures.operations.clock import clock
from tests.browsing import PASSWORD
from tests.factories import client_of, make_user
from tests.files import signed_in
from tests.sign_in.test_second_factors import after_password, code_of, with_app

HERE = "127.0.0.1"


@pytest.fixture
def user(db: None) -> User:
    cache.clear()
    return make_user(password=PASSWORD)


@pytest.fixture
def administrator(db: None) -> User:
    return make_user("administrator")


def log_of(user: User) -> list[tuple[str, str]]:
    """What happened to an account, oldest first."""
    return list(user.events.order_by("pk").values_list("kind", "about"))


def old_event(user: User, *, days: int) -> AccountEvent:
    return AccountEvent.objects.create(account=user, kind="signed_in", at=clock() - timedelta(days=days), address=HERE)


def test_a_sign_in_and_one_that_failed_are_noted_with_how_and_from_where(user: User) -> None:
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    secret = with_app(user)
    Client().post("/accounts/login/", {"login": user.email, "password": "a guess"})
    Client().post("/accounts/login/", {"login": "nobody@example.org", "password": "a guess"})
    client = after_password(user)
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    after_password(user).post("/accounts/2fa/authenticate/", {"code": code})

    assert log_of(user) == [
        ("sign_in_failed", "password"),
        ("sign_in_failed", "totp"),
        ("signed_in", "password totp"),
        ("signed_in", "password recovery_codes"),
    ]
    assert list(user.events.order_by("pk").values_list("by", "address")) == [
        (None, HERE),
        (None, HERE),
        (user.pk, HERE),
        (user.pk, HERE),
    ]
    assert AccountEvent.objects.count() == 4


def test_the_address_is_the_one_that_the_proxy_names(user: User, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    Client().post(
        "/accounts/login/",
        {"login": user.email, "password": PASSWORD},
        headers={"X-Forwarded-For": "192.0.2.1, 198.51.100.7"},
    )

    assert user.events.get().address == "198.51.100.7"


def test_how_somebody_signs_in_is_noted_when_it_changes(user: User) -> None:
    here, elsewhere = after_password(user), after_password(user)
    new = "several unrelated words there"
    here.post("/accounts/sessions/")
    here.post(here.get("/accounts/2fa/totp/activate/").url, {"password": "a guess"})
    here.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new, "revoke": "on"},
    )
    elsewhere.post("/accounts/password/reset/", {"email": user.email})
    call_command("reset_second_factor", user.email)

    assert [kind for kind, _ in log_of(user)] == [
        "signed_in",
        "signed_in",
        "signed_out_elsewhere",
        "confirmation_failed",
        "password_changed",
        "password_link_sent",
        "factors_reset",
    ]
    assert list(user.events.order_by("pk").values_list("by", "address"))[-2:] == [(None, HERE), (None, None)]


@pytest.mark.django_db(transaction=True)
def test_factors_are_noted_when_they_come_and_go(user: User) -> None:
    client, app = after_password(user), "/accounts/2fa/totp/activate/"
    client.post(client.get(app).url, {"password": PASSWORD})
    secret = client.get(app).context["form"].secret
    client.post(app, {"code": code_of(secret)})
    client.post("/accounts/2fa/recovery-codes/generate/")
    client.post("/accounts/2fa/totp/deactivate/")

    assert [kind for kind, _ in log_of(user)][1:] == ["codes_set_up", "recovery_codes_replaced", "codes_removed"]


def test_tokens_and_secret_addresses_are_noted_by_name(user: User, administrator: User) -> None:
    program = client_of(user)
    token = program.post("/api/v1/tokens/", {"name": "Mine", "password": PASSWORD}).json()
    program.post("/api/v1/secret-urls/", {"name": "Dates", "kind": "calendar"})
    client_of(administrator).delete(f"/api/v1/tokens/{token['id']}/")
    client_of(administrator).delete(f"/api/v1/tokens/{token['id']}/")
    signed_in(administrator).post(f"/people/{user.pk}/deactivate/")

    [own, *noted] = log_of(user)
    assert noted == [
        ("token_made", "Mine"),
        ("address_made", "Dates"),
        ("token_revoked", "Mine"),
        ("token_revoked", own[1]),
        ("address_revoked", "Dates"),
        ("deactivated", ""),
    ]
    by = list(user.events.order_by("pk").values_list("by", flat=True))
    assert by == [None, user.pk, user.pk, *[administrator.pk] * 4]


@pytest.mark.parametrize("more", [{}, {"headers": {"Idempotency-Key": "k"}}, {"query_params": {"dry_run": "true"}}])
def test_a_wrong_password_for_a_token_is_noted_though_nothing_else_is_written(user: User, more: Any) -> None:
    answer = client_of(user).post("/api/v1/tokens/", {"name": "Desk", "password": "a guess"}, **more)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "password")
    assert log_of(user)[1:] == [("confirmation_failed", "password")]


def test_what_an_administrator_does_is_noted_with_what_was_before(administrator: User) -> None:
    invitation = {"called": "Lin", "email": "lin@example.org", "role": "reader", "language": "en", "time_zone": "UTC"}
    signed_in(administrator).post("/people/invite/", invitation)
    user = User.objects.get(email="lin@example.org")
    sent = {"called": "Lin", "email": "lin@example.org", "role": "reader"}
    for changes in ({"is_participant": "on"}, {"role": "editor"}, {"role": "editor", "called": "Lin Wei"}):
        user.refresh_from_db()
        signed_in(administrator).post(f"/people/{user.pk}/", {**sent, **changes, "version": user.version})
    user.refresh_from_db()
    revise_user(user, changes={"email": "lin@example.com"}, by=administrator)

    assert list(user.events.order_by("pk").values_list("kind", "before", "after")) == [
        ("invited", "", "reader"),
        ("password_link_sent", "", ""),
        ("made_participant", "", ""),
        ("role_changed", "reader", "editor"),
        ("no_participant", "", ""),
        ("email_changed", "", ""),
    ]
    assert user.events.filter(by=administrator).count() == 5


def test_one_reads_ones_own_log_and_an_administrator_everybodys(user: User, administrator: User) -> None:
    other = make_user()
    old_event(other, days=1)
    old_event(user, days=2)
    note_event(user, AccountEventKind.ROLE_CHANGED, before="reader", after="contributor")

    page = signed_in(user).get("/me/log/").text
    assert "Role changed" in page and "Reader →" in page and HERE in page
    assert signed_in(user).get(f"/people/{user.pk}/log/").status_code == 403
    assert user.name in signed_in(administrator).get(f"/people/{user.pk}/log/").text


def test_addresses_go_before_events(user: User) -> None:
    ages = {days: old_event(user, days=days) for days in (29, 31, 729, 731)}

    forget_events(at=clock())

    left = dict(AccountEvent.objects.values_list("pk", "address"))
    assert left == {ages[29].pk: HERE, ages[31].pk: None, ages[729].pk: None}


def test_where_none_are_to_be_kept_no_address_is_written(user: User, settings: Any) -> None:
    settings.CBM_KEEP_ADDRESSES = 0

    after_password(user)

    assert user.events.get().address is None
    assert "Never kept" in Client().get("/about/").text


def change(database: str, statement: str, moment: datetime | None = None) -> None:
    with transaction.atomic(using=database), connections[database].cursor() as cursor:
        cursor.execute(statement, [moment] if moment else None)


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_the_database_keeps_events_for_two_years_whoever_asks() -> None:
    old_event(make_user(), days=10)

    for statement in ("DELETE FROM measures_accountevent", "UPDATE measures_accountevent SET kind = 'invited'"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            change("default", statement)
        with pytest.raises(IntegrityError, match="written once"):
            change("owner", statement)
    with pytest.raises(IntegrityError, match="written once"):
        change("default", "SELECT forget_account_events(%s)", clock())
    with pytest.raises(IntegrityError, match="written once"):
        change(connection.alias, "UPDATE measures_accountevent SET address = '192.0.2.1'")

    assert AccountEvent.objects.get().address == HERE


def passkey_of(user: User) -> str:
    """What a browser sends for a passkey of somebody that was never set up here."""
    client_data = {"type": "webauthn.get", "challenge": "AAAA", "origin": "http://testserver"}
    response = {
        "clientDataJSON": websafe_encode(json.dumps(client_data).encode()),
        "authenticatorData": websafe_encode(bytes(37)),
        "signature": websafe_encode(b"s"),
        "userHandle": websafe_encode(user_pk_to_url_str(user).encode()),
    }
    credential = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": response}
    return json.dumps(credential | {"clientExtensionResults": {}})


def test_a_passkey_that_fails_is_noted(user: User) -> None:
    stranger = Client()
    stranger.get("/accounts/2fa/webauthn/login/", headers={"x-requested-with": "XMLHttpRequest"})

    stranger.post("/accounts/2fa/webauthn/login/", {"credential": passkey_of(user)})
    stranger.post("/accounts/2fa/webauthn/login/", {"credential": "{}"})

    assert log_of(user) == [("sign_in_failed", "webauthn")]


def test_a_password_that_is_set_by_a_command_is_noted(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda prompt: "ferry lantern quartz 81")

    call_command("changepassword", user.email, stdout=StringIO())

    user.refresh_from_db()
    assert user.check_password("ferry lantern quartz 81")
    assert log_of(user) == [("password_changed", "")]
