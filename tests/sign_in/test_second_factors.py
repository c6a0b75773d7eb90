"""Passkeys, codes from an app, recovery codes and the list of sessions: more than a password."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from playwright.sync_api import Page, expect

from measures.models import AccessToken, Redaction, SecretUrl, User
from measures.views.once import new_form_key
from measures.wings.sign_in.operations import encrypt_factors_anew
from tests.browsing import EMAIL, PASSWORD
from tests.factories import client_of, log, make_measure, make_user
from tests.test_admin import NO_REMINDERS

INDEX, APP = "/accounts/2fa/", "/accounts/2fa/totp/activate/"


@pytest.fixture
def user(db: None) -> User:
    cache.clear()
    return make_user(password=PASSWORD)


def code_of(secret: str) -> str:
    """The code that an app with this key shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def with_app(user: User) -> str:
    """Give somebody codes from an app, and return the key."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def after_password(user: User, **sent: str) -> Client:
    """A client that has given the right password."""
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD, **sent})
    return client


def is_signed_in(client: Client) -> bool:
    return client.get(INDEX).status_code == 200


def test_codes_are_set_up_after_the_password_was_repeated_and_then_asked_for(user: User) -> None:
    client = after_password(user)
    asked = client.get(APP)
    client.post(asked.url, {"password": PASSWORD})
    page = client.get(APP).text
    [secret] = re.findall(r'id="key" value="([A-Z2-7]+)"', page)

    answer = client.post(APP, {"code": code_of(secret)}, follow=True)

    assert asked.url.startswith("/accounts/reauthenticate/")
    assert "<svg" in page and "data:" not in page
    assert len(re.findall(r"<li>\d{8}</li>", answer.text)) == 10
    asked = after_password(user)
    assert not is_signed_in(asked) and "Use a passkey" not in asked.get("/accounts/2fa/authenticate/").text
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_a_code_lets_in_once(user: User) -> None:
    secret = with_app(user)
    code = code_of(secret)
    first, second = after_password(user), after_password(user)

    for client in (first, second):
        answer = client.post("/accounts/2fa/authenticate/", {"code": code})

    assert is_signed_in(first)
    assert not is_signed_in(second)
    assert "each code works only once" in answer.text


def test_a_recovery_code_lets_in_once(user: User) -> None:
    with_app(user)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    first, second = after_password(user), after_password(user)

    for client in (first, second):
        client.post("/accounts/2fa/authenticate/", {"code": code})

    assert is_signed_in(first)
    assert not is_signed_in(second)


def test_codes_are_guessed_five_times(user: User, settings: Any) -> None:
    settings.CBM_THROTTLE = True
    secret = with_app(user)
    client = after_password(user)
    for _ in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})

    answer = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})

    assert "Too many attempts" in answer.text
    assert not is_signed_in(client)


def test_what_was_typed_is_kept_until_the_code_was_given(user: User) -> None:
    secret, form_key = with_app(user), new_form_key(user)
    page = f"/log/?measure={make_measure().key}&draft={form_key}"
    client = after_password(user, draft=f"form_key={form_key}&narrative=Typed", next=page)

    answer = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}, follow=True)

    assert answer.redirect_chain[-1][0] == page
    assert "Typed" in answer.text


def test_secrets_are_encrypted_anew_when_the_key_of_the_tracker_changes(user: User, settings: Any) -> None:
    secret = with_app(user)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another:" * 8

    encrypt_factors_anew()
    settings.SECRET_KEY_FALLBACKS = []

    assert Authenticator.objects.get().wrap().validate_code(code_of(secret))


def test_one_signs_out_everywhere_else(user: User) -> None:
    here, elsewhere = after_password(user), after_password(user)
    assert here.get("/accounts/sessions/").text.count("127.0.0.1") == 2

    here.post("/accounts/sessions/")

    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert here.get("/accounts/sessions/").text.count("127.0.0.1") == 1


@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_made_and_signs_in_without_a_password(open_page: Callable[..., Page], writer: User) -> None:
    page = open_page()
    authenticator = page.context.new_cdp_session(page)
    authenticator.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    chosen = {**options, "isUserVerified": True, "automaticPresenceSimulation": True}
    authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": chosen})
    page.goto("/accounts/login/?next=/accounts/2fa/webauthn/add/")
    page.locator("input[name=login]").fill(EMAIL)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/reauthenticate/**")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    [message] = mail.outbox
    assert (message.to, message.body.splitlines()[0]) == ([EMAIL], "A passkey was added.")

    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/sources/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/sources/")
    expect(page.get_by_text("Wei", exact=True)).to_be_visible()

    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/sources/")
    page.locator("input[name=login]").fill(EMAIL)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/sources/")

    expect(page.get_by_text("Wei", exact=True)).to_be_visible()


@pytest.fixture
def needed(settings: Any) -> None:
    settings.CBM_SECOND_FACTOR = ["administrator", "editor"]


def test_where_a_factor_is_needed_one_without_gets_to_enrolment_and_nowhere_else(needed: None, db: None) -> None:
    client, reader = Client(), Client()
    client.force_login(make_user("administrator"))
    reader.force_login(make_user("contributor"))

    for page in ("/", "/me/", "/admin/", "/accounts/sessions/"):
        assert client.get(page).headers["Location"] == INDEX
    program = client.get("/api/v1/users/me/")
    assert (program.status_code, program.json()["code"]) == (403, "second_factor_needed")
    page = client.get(INDEX).text
    assert "Set up one of them to go on" in page and "See and sign out" not in page
    assert client.get(APP).status_code == 200
    assert reader.get("/me/").status_code == 200


def test_where_a_factor_is_needed_tokens_are_made_and_work_only_once_there_is_one(user: User, settings: Any) -> None:
    User.objects.filter(pk=user.pk).update(role="editor")
    user.refresh_from_db()
    program = client_of(user)
    settings.CBM_SECOND_FACTOR = ["editor"]

    refused = program.get("/api/v1/users/me/")
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_needed")
    with pytest.raises(CommandError, match="needs a second factor"):
        call_command("create_token", user.email, "--name", "Desk")
    RecoveryCodes.activate(user)
    assert program.get("/api/v1/users/me/").status_code == 403
    with_app(user)

    assert program.get("/api/v1/users/me/").status_code == 200
    call_command("create_token", user.email, "--name", "Desk")


def test_an_operator_resets_the_factors_of_somebody_and_that_is_logged(user: User, caplog: Any) -> None:
    secret = with_app(user)
    client = after_password(user)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert is_signed_in(client)

    call_command("reset_second_factor", user.email)

    assert not is_signed_in(client)
    assert is_signed_in(after_password(user))
    assert f"The second factors of account {user.pk} were removed." in caplog.text
    with pytest.raises(CommandError, match=r"nobody@example\.org"):
        call_command("reset_second_factor", "nobody@example.org")


def test_a_stolen_session_makes_no_token_and_no_address_and_redacts_nothing(user: User) -> None:
    User.objects.filter(pk=user.pk).update(role="administrator")
    entry, other = log(make_measure()), make_user("reader")
    stolen = after_password(user)
    role = {"email": other.email, "name": other.name, "role": "administrator", "language": "en", "time_zone": "UTC"}
    pages = {
        "/me/tokens/": {"called": "Desk", "scope": "read", "life": "30"},
        "/addresses/": {"called": "Mine", "kind": "calendar"},
        f"/journal/{entry.key}/redact/": {"reason": "Named a person."},
        f"/admin/measures/user/{other.pk}/change/": {**role, **NO_REMINDERS},
        f"/admin/measures/user/{other.pk}/password/": {"password1": PASSWORD, "password2": PASSWORD},
    }
    programs = {
        "/api/v1/secret-urls/": {"name": "Mine", "kind": "calendar"},
    }

    for address, sent in pages.items():
        assert stolen.post(address, sent).headers["Location"].startswith("/accounts/reauthenticate/"), address
    for address, sent in programs.items():
        answer = stolen.post(address, sent, content_type="application/json")
        assert answer.json()["code"] == "not_reauthenticated", address

    assert not AccessToken.objects.exists() and not SecretUrl.objects.exists() and not Redaction.objects.exists()
    assert User.objects.get(pk=other.pk).role == "reader"


@pytest.mark.parametrize("with_code", [True, False])
def test_what_was_sent_is_done_once_one_has_confirmed_that_it_is_they(user: User, with_code: bool) -> None:
    secret, client = with_app(user), Client()
    client.force_login(user)
    asked = client.post("/me/tokens/", {"called": "Desk", "scope": "read", "life": "30"})
    assert "With a code from the app" in client.get(asked.url).text

    refused = client.post(asked.url, {"password": "a guess"})
    page = asked.url.replace("/accounts/", "/accounts/2fa/") if with_code else asked.url
    made = client.post(page, {"code": code_of(secret)} if with_code else {"password": PASSWORD})

    assert refused.status_code == 200
    assert (made.status_code, "Copy it now" in made.text) == (201, True)
    assert AccessToken.objects.get(user=user).name == "Desk"


def test_a_role_is_saved_once_an_administrator_has_confirmed(user: User) -> None:
    User.objects.filter(pk=user.pk).update(role="administrator")
    other, client = make_user("reader"), after_password(user)
    sent = {"email": other.email, "name": other.name, "role": "editor", "language": "en", "time_zone": "UTC"}

    asked = client.post(f"/admin/measures/user/{other.pk}/change/", {**sent, "is_active": "on", **NO_REMINDERS})
    client.post(asked.url, {"password": PASSWORD})

    assert User.objects.get(pk=other.pk).role == "editor"
    assert client.get(f"/admin/measures/user/{other.pk}/password/").status_code == 200
