"""Signing in at an identity provider: who is let in, as whom, with which role, and who is not."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from measures.errors import OwnAccountError
from measures.models import AccessToken, User
from measures.operations.accounts import revise_user
from measures.views.once import new_form_key
from measures.wings.sign_in.identity_providers import IdentityProvider
from measures.wings.sign_in.operations import follow_groups, key_to_let_in, link_to, unlink_account
from tests.browsing import PASSWORD
from tests.factories import make_measure, make_token, make_user
from tests.provider import PASSWORD as AT_PROVIDER
from tests.provider import LocalProvider, at_provider, running_provider, way_back, where_to
from tests.test_security import NOON

pytestmark = pytest.mark.django_db
EMAIL = "wei@example.org"
MAPPED = IdentityProvider(
    key="mapped",
    name="Mapped",
    issuer="https://mapped.example.org",
    client="tracker",
    secret="kept",
    domains=("example.org",),
    groups={"editors": "editor", "administrators": "administrator"},
)


@pytest.fixture(scope="module")
def local() -> Iterator[LocalProvider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def institute(local: LocalProvider, settings: Any) -> LocalProvider:
    """The one provider at which people sign in."""
    cache.clear()
    settings.CBM_PROVIDERS = (local.as_configured(),)
    return local


def is_signed_in(client: Client, user: User) -> bool:
    return client.session.get("_auth_user_id") == str(user.pk)


def test_whoever_was_invited_is_linked_by_a_verified_address_and_from_then_on_by_their_subject(
    institute: LocalProvider,
) -> None:
    user, first, second = make_user(email=EMAIL), Client(), Client()
    institute.has(EMAIL, subject="7")

    answer = at_provider(first, EMAIL, next="/sources/")
    institute.has(EMAIL, subject="7", email_verified=False)
    at_provider(second, EMAIL)

    assert answer.headers["Location"] == "/sources/"
    assert is_signed_in(first, user) and is_signed_in(second, user)
    link = SocialAccount.objects.get()
    assert not SocialToken.objects.exists()
    assert list(user.events.order_by("pk").values_list("kind", "about")) == [
        ("provider_linked", "the Institute"),
        ("signed_in", institute.url),
        ("signed_in", institute.url),
    ]
    assert (link.user, link.provider, link.uid, link.extra_data) == (user, institute.url, "7", {"second_factor": False})


def test_an_address_that_nobody_invited_makes_nothing_and_that_is_said(institute: LocalProvider) -> None:
    client = Client()
    institute.has("nobody@example.org")

    answer = at_provider(client, "nobody@example.org")

    assert answer.status_code == 403
    assert "No active account has the address nobody@example.org." in answer.text
    assert "Nothing was saved." in answer.text
    assert not User.objects.exists() and not SocialAccount.objects.exists()
    assert "_auth_user_id" not in client.session


def test_an_address_that_changed_hands_reaches_no_old_account(institute: LocalProvider) -> None:
    user, first, second = make_user(email=EMAIL), Client(), Client()
    institute.has(EMAIL, subject="7")
    at_provider(first, EMAIL)
    institute.has(EMAIL, subject="8")

    answer = at_provider(second, EMAIL)

    assert (answer.status_code, is_signed_in(second, user)) == (403, False)
    assert f"At the Institute the account with the address {EMAIL} belongs to another person." in answer.text
    assert "ask an administrator to deactivate and reactivate it" in answer.text
    assert SocialAccount.objects.get().uid == "7"


def test_an_administrator_removes_the_link_and_the_account_stays(institute: LocalProvider) -> None:
    user, administrator = make_user(email=EMAIL), make_user("administrator")
    first, second, page = Client(), Client(), Client()
    page.force_login(administrator)
    institute.has(EMAIL, subject="7")
    at_provider(first, EMAIL)
    token = make_token(user)
    assert "Remove the link to the Institute" in page.get(f"/people/{user.pk}/").text

    page.post(f"/people/{user.pk}/provider/")
    institute.has(EMAIL, subject="8")
    at_provider(second, EMAIL)

    assert first.get("/me/").status_code == 302
    assert is_signed_in(second, user)
    assert Client().get("/api/v1/users/me/", headers={"authorization": f"Bearer {token}"}).status_code == 200
    [event] = user.events.filter(kind="provider_unlinked")
    assert (event.about, event.by) == ("the Institute", administrator)
    unlink_account(user, by=administrator)
    assert not SocialAccount.objects.exists()
    assert page.get(f"/people/{user.pk}/provider/").status_code == 404
    with pytest.raises(OwnAccountError):
        unlink_account(administrator, by=administrator)


def test_an_account_begins_anew_once_an_administrator_has_deactivated_and_activated_it(
    institute: LocalProvider,
) -> None:
    user, administrator, first, second = make_user(email=EMAIL), make_user("administrator"), Client(), Client()
    institute.has(EMAIL, subject="7")
    at_provider(first, EMAIL)
    for is_active in (False, True):
        revise_user(user, changes={"is_active": is_active}, by=administrator)
    institute.has(EMAIL, subject="8")

    at_provider(second, EMAIL)

    assert first.get("/me/").status_code == 302
    assert is_signed_in(second, user)
    assert SocialAccount.objects.get().uid == "8"


@pytest.mark.parametrize(
    ("told", "account", "why"),
    [
        ({"email_verified": False}, {}, "did not give your email address, or has not verified it."),
        ({"email_verified": "true"}, {}, "did not give your email address, or has not verified it."),
        ({"email_verified": None}, {}, "did not give your email address, or has not verified it."),
        ({}, {"is_active": False}, "No active account has"),
        ({}, {"password": PASSWORD}, "has a password. Sign in with it"),
        ({"iss": "https://other.example.org"}, {}, "did not say who you are."),
        ({"aud": "another program"}, {}, "did not say who you are."),
        ({"aud": ["tracker", "another program"], "azp": "another program"}, {}, "did not say who you are."),
        ({"exp": 1}, {}, "did not say who you are."),
        ({"nonce": "of another sign-in"}, {}, "This sign-in began in another browser."),
        ({"unsigned": True}, {}, "did not say who you are."),
        ({"userinfo": {"sub": "of somebody else"}}, {}, "did not say who you are."),
    ],
)
def test_what_is_not_certain_lets_nobody_in(
    institute: LocalProvider, told: dict[str, Any], account: dict[str, Any], why: str
) -> None:
    user, client = make_user(email=EMAIL, **account), Client()
    institute.has(EMAIL, **told)

    answer = at_provider(client, EMAIL)

    assert (answer.status_code, is_signed_in(client, user)) == (403, False)
    assert why in answer.text
    assert not SocialAccount.objects.exists()


def test_a_provider_is_trusted_for_its_domains_only(institute: LocalProvider, settings: Any) -> None:
    user, stranger, client = make_user(email=EMAIL), make_user(email="wei@example.com"), Client()
    institute.has(EMAIL)
    institute.has(stranger.email)

    refused = at_provider(client, stranger.email)
    at_provider(client, EMAIL)
    settings.CBM_PROVIDERS = (institute.as_configured(domains=("example.net",)),)
    later = at_provider(Client(), EMAIL)

    assert "Addresses such as wei@example.com do not sign in at the Institute." in refused.text
    assert is_signed_in(client, user)
    assert later.status_code == 403


def test_a_provider_whose_configuration_is_of_another_issuer_is_not_asked(
    institute: LocalProvider, settings: Any
) -> None:
    settings.CBM_PROVIDERS = (institute.as_configured(issuer=institute.url.replace("127.0.0.1", "localhost")),)

    answer = Client().post("/accounts/oidc/institute/login/")

    assert "the Institute cannot be reached at the moment." in answer.text


def test_what_comes_back_to_another_browser_lets_nobody_in(institute: LocalProvider) -> None:
    make_user(email=EMAIL)
    institute.has(EMAIL)
    page = Client().post("/accounts/oidc/institute/login/")
    stolen = way_back(where_to(page), EMAIL, requests.Session())

    answer, stranger = Client().get(stolen), Client().get("/accounts/oidc/another/login/callback/")

    assert "did not say who you are." in answer.text
    assert stranger.status_code == 404
    assert not SocialAccount.objects.exists()


def test_subjects_of_two_providers_are_two_people(institute: LocalProvider, settings: Any) -> None:
    user, other, client = make_user(email=EMAIL), make_user(email="xi@example.org"), Client()
    SocialAccount.objects.create(user=other, provider="https://other.example.org", uid="7")
    institute.has(EMAIL, subject="7")

    at_provider(client, EMAIL)

    assert is_signed_in(client, user)


@pytest.mark.parametrize(
    ("before", "groups", "after"),
    [
        ("reader", ["editors"], "editor"),
        ("reader", ["editors", "administrators", "cooks"], "administrator"),
        ("editor", [], "reader"),
        ("administrator", ["editors"], "editor"),
        ("contributor", ["cooks"], "contributor"),
        ("contributor", [], "contributor"),
    ],
)
def test_groups_that_are_mapped_give_roles_and_take_them_away(before: str, groups: list[str], after: str) -> None:
    make_user("administrator")
    user = make_user(before)

    follow_groups(user, MAPPED, {"groups": groups})

    assert (user.role, User.objects.get(pk=user.pk).role) == (after, after)


def test_a_lost_group_lowers_the_role_at_the_next_sign_in(institute: LocalProvider, settings: Any) -> None:
    settings.CBM_PROVIDERS = (institute.as_configured(groups=MAPPED.groups),)
    user = make_user("reader", email=EMAIL)
    institute.has(EMAIL, groups=["editors"])
    at_provider(Client(), EMAIL)
    given = User.objects.get(pk=user.pk).role
    institute.has(EMAIL, groups=[])

    at_provider(Client(), EMAIL)

    assert (given, User.objects.get(pk=user.pk).role) == ("editor", "reader")


def test_groups_lower_no_last_administrator() -> None:
    administrator = make_user("administrator")
    make_user("administrator", is_active=False)

    follow_groups(administrator, MAPPED, {"groups": ["editors"]})

    assert User.objects.get(pk=administrator.pk).role == "administrator"


def test_groups_that_nobody_mapped_and_other_claims_give_nothing(institute: LocalProvider) -> None:
    user = make_user("reader", email=EMAIL, name="Wei")
    institute.has(EMAIL, groups=["administrators"], role="administrator", name="Somebody", is_staff=True)

    at_provider(Client(), EMAIL)

    user.refresh_from_db()
    assert (user.role, user.name, user.is_participant) == ("reader", "Wei", False)


def linked(email: str = EMAIL, role: str = "reader", **told: Any) -> User:
    """Somebody who signs in at the provider."""
    user = make_user(role, email=email)
    link_to(user, settings.CBM_PROVIDERS[0], {"sub": f"subject of {email}", **told})
    return user


def test_whoever_has_a_password_chooses_the_provider_and_the_password_ends(institute: LocalProvider) -> None:
    user, client, elsewhere = make_user(email=EMAIL, password=PASSWORD), Client(), Client()
    for each in (client, elsewhere):
        each.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    institute.has(EMAIL)
    asked = client.post("/accounts/oidc/institute/login/", {"process": "connect"})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    answer = at_provider(client, EMAIL, process="connect")

    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    assert "You sign in at the Institute." in client.get(answer.headers["Location"]).text
    assert elsewhere.get("/me/").status_code == 302
    assert mail.outbox[-1].body.startswith("From now on you sign in at your identity provider.")
    client.logout()
    client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    assert not is_signed_in(client, user)
    at_provider(client, EMAIL)
    assert is_signed_in(client, user)


@pytest.mark.parametrize(
    ("signed_in_as", "why"),
    [("xi@example.org", "but your account here has the address"), ("taken@example.org", "but your account here has")],
)
def test_nobody_chooses_a_provider_as_somebody_else(institute: LocalProvider, signed_in_as: str, why: str) -> None:
    linked("taken@example.org")
    user, client = make_user(email=EMAIL), Client()
    client.force_login(user)
    institute.has(signed_in_as)

    answer = at_provider(client, signed_in_as, process="connect")

    assert why in answer.text
    assert not SocialAccount.objects.filter(user=user).exists()


def test_what_a_stolen_session_may_not_do_asks_to_sign_in_at_the_provider_again(institute: LocalProvider) -> None:
    user, client, browser = linked(), Client(), requests.Session()
    institute.has(EMAIL)
    at_provider(client, EMAIL, browser)
    sent = {"called": "Desk", "scope": "read", "life": "30"}

    asked = client.post("/me/tokens/", sent)
    program = client.post("/api/v1/secret-urls/", {"name": "Mine", "kind": "calendar"}, content_type="application/json")
    page = client.get(asked.headers["Location"])
    back = at_provider(client, EMAIL, browser, process="confirm", next="/me/tokens/")
    made = client.get(back.headers["Location"])

    assert asked.headers["Location"].startswith("/accounts/reauthenticate/provider/")
    assert program.json()["code"] == "not_reauthenticated"
    assert "Continue at the Institute" in page.text
    assert (made.status_code, "Copy it now" in made.text) == (201, True)
    assert AccessToken.objects.get().user == user


@pytest.mark.parametrize(
    ("told", "who", "why"),
    [
        ({"auth_time": 1_700_000_000}, EMAIL, "did not ask you to sign in again"),
        ({"auth_time": None}, EMAIL, "did not ask you to sign in again"),
        ({}, "xi@example.org", "as somebody else."),
    ],
)
def test_a_confirmation_is_of_the_same_person_and_of_now(
    institute: LocalProvider, told: dict[str, Any], who: str, why: str
) -> None:
    client = Client()
    linked(), linked("xi@example.org")
    institute.has(EMAIL)
    at_provider(client, EMAIL)
    institute.has(who, **told)

    answer = at_provider(client, who, process="confirm", next="/me/")

    assert why in answer.text
    assert client.post("/me/tokens/", {"called": "Desk"}).status_code == 302
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize(
    ("trusted", "told", "is_asked"),
    [
        ((), {"amr": ["pwd", "mfa"]}, True),
        (("mfa",), {"amr": ["pwd"], "acr": "1"}, True),
        (("mfa",), {"amr": ["pwd", "mfa"]}, False),
        (("2",), {"acr": "2"}, False),
    ],
)
def test_our_own_factor_is_asked_for_unless_the_provider_is_trusted_for_one(
    institute: LocalProvider, settings: Any, trusted: tuple[str, ...], told: dict[str, Any], is_asked: bool
) -> None:
    settings.CBM_PROVIDERS = (institute.as_configured(second_factor=trusted),)
    settings.CBM_SECOND_FACTOR = ["editor"]
    user, other = linked(role="editor"), linked("xi@example.org", "editor")
    TOTP.activate(user, generate_totp_secret())
    answers = []
    for email in (EMAIL, other.email):
        institute.has(email, **told)
        client = Client()
        answers.append(at_provider(client, email).headers["Location"])
        answers.append(client.get("/me/").headers.get("Location", ""))

    asked, enrolment = "/accounts/2fa/authenticate/", "/accounts/2fa/"
    assert answers[0] == (asked if is_asked else "/")
    assert answers[3] == (enrolment if is_asked else "")
    assert other.lacks_second_factor is is_asked


def test_whoever_signs_in_at_a_provider_has_no_password_to_forget(institute: LocalProvider) -> None:
    linked()

    Client().post("/accounts/password/reset/", {"email": EMAIL})

    assert not mail.outbox


@pytest.fixture
def no_passwords(institute: LocalProvider, settings: Any) -> LocalProvider:
    settings.CBM_PASSWORDS = False
    return institute


def test_where_there_are_no_passwords_none_lets_in_and_their_pages_are_gone(no_passwords: LocalProvider) -> None:
    user, client = make_user("administrator", email=EMAIL, password=PASSWORD), Client()

    client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})

    assert not is_signed_in(client, user)
    page = client.get("/accounts/login/").text
    assert "Sign in at the Institute" in page
    assert "password" not in page.lower() and "passkey" not in page.lower()
    client.force_login(user)
    for address in ("password/change/", "password/reset/", "password/reset/key/1-a/"):
        assert client.get(f"/accounts/{address}").status_code == 404
    assert client.get(f"/admin/measures/user/{user.pk}/password/").status_code == 404
    assert "password" not in client.get("/me/").text


@pytest.mark.parametrize("passwords", [True, False])
def test_an_invitation_tells_where_to_sign_in(institute: LocalProvider, settings: Any, passwords: bool) -> None:
    settings.CBM_PASSWORDS = passwords
    client = Client()
    client.force_login(make_user("administrator"))
    invited = {"called": "Wei", "role": "reader", "language": "en", "time_zone": "UTC"}

    for email in (EMAIL, "wei@example.com"):
        client.post("/people/invite/", {**invited, "email": email})

    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert bodies[EMAIL].startswith("Wei, there is an account for you. Sign in at the Institute;")
    assert f"{settings.CBM_SITE_URL}/accounts/login/" in bodies[EMAIL]
    assert ("Choose a password" in bodies.get("wei@example.com", "")) is passwords
    assert User.objects.filter(email="wei@example.com").exists() is passwords


def test_an_operator_lets_an_administrator_in_once(no_passwords: LocalProvider, capsys: Any, caplog: Any) -> None:
    user, reader, client = linked(role="administrator"), linked("xi@example.org"), Client()
    call_command("let_in", user.email)
    address = capsys.readouterr().out.strip().removeprefix(settings.CBM_SITE_URL)

    shown = client.get(address)
    client.post(address)

    assert f"This link is for {user.name}." in shown.text
    assert is_signed_in(client, user)
    assert f"A link to let in account {user.pk} was made." in caplog.text
    assert "This link no longer works" in Client().post(address).text
    with pytest.raises(CommandError, match="no active administrator"):
        call_command("let_in", reader.email)


def test_the_first_administrator_needs_no_password(no_passwords: LocalProvider, settings: Any, capsys: Any) -> None:
    settings.CBM_FIRST_ADMINISTRATOR = ("Wei", EMAIL)
    call_command("first_administrator")
    assert capsys.readouterr().out.endswith(f"begins here: {settings.CBM_SITE_URL}/accounts/login/\n")
    client = Client()
    no_passwords.has(EMAIL)

    at_provider(client, EMAIL)

    assert is_signed_in(client, User.objects.get(role="administrator"))


def test_a_link_that_lets_in_lasts_for_ten_minutes_and_asks_for_a_factor(institute: LocalProvider) -> None:
    user, client = make_user("administrator"), Client()
    TOTP.activate(user, generate_totp_secret())
    with time_machine.travel(NOON, tick=False) as clock:
        address = reverse("let_in", args=[key_to_let_in(user)])
        asked = client.post(address)
        clock.shift(10 * 60 + 1)
        late = Client().get(address)

    assert asked.headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client, user)
    assert late.status_code == 403


def test_what_was_typed_is_kept_while_somebody_signs_in_at_the_provider(institute: LocalProvider) -> None:
    user, client = linked(role="contributor"), Client()
    form_key = new_form_key(user)
    page = f"/log/?measure={make_measure().key}&draft={form_key}"
    institute.has(EMAIL)

    at_provider(client, EMAIL, draft=f"form_key={form_key}&narrative=Typed", next=page)

    assert "Typed" in client.get(page).text


def test_nobody_is_sent_to_a_provider_without_a_click(institute: LocalProvider) -> None:
    client = Client()

    assert client.get("/accounts/oidc/institute/login/").status_code == 405
    assert client.post("/accounts/oidc/another/login/").status_code == 404
    assert client.post("/accounts/oidc/institute/login/", {"process": "confirm"}).headers["Location"] == "/"


def test_a_strangers_draft_is_not_kept(institute: LocalProvider) -> None:
    client = Client()

    client.post("/accounts/oidc/institute/login/", {"draft": "form_key=1&narrative=Typed"})

    assert "kept_draft" not in client.session


@pytest.mark.django_db(transaction=True)
def test_a_browser_goes_to_the_provider_and_comes_back_to_the_page(
    institute: LocalProvider, open_page: Callable[..., Page], live_server: LiveServer, settings: Any
) -> None:
    settings.CBM_SITE_URL = live_server.url
    make_user(email=EMAIL, name="Wei")
    institute.has(EMAIL)
    page = open_page()
    page.goto("/accounts/login/?next=/sources/")

    page.get_by_role("button", name="Sign in at the Institute").click()
    page.locator("input[name=login]").fill(EMAIL)
    page.locator("input[name=password]").fill(AT_PROVIDER)
    page.locator("input[name=password]").press("Enter")

    page.wait_for_url("**/sources/")
    expect(page.get_by_text("Wei", exact=True)).to_be_visible()
