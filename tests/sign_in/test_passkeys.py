"""Passkeys that come after a password only, copies of passkeys, nonsense at the door, and allauth's own pages."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import flows
from django.core.cache import cache
from django.db import connection
from django.test import Client

from measures.models import AccountEvent, User
from tests.browsing import PASSWORD
from tests.factories import make_user
from tests.passkeys import ADD, SIGN_IN, Passkey
from tests.sign_in.test_second_factors import APP, INDEX, after_password, code_of, is_signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(db: None) -> User:
    cache.clear()
    return make_user(password=PASSWORD)


@pytest.fixture
def confirmed(user: User) -> Client:
    """A client of somebody who has just confirmed that it is they."""
    client = after_password(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def test_one_that_is_to_sign_in_alone_does(user: User, confirmed: Client) -> None:
    passkey, client = Passkey(user), Client()
    passkey.added(confirmed, passwordless="on")

    passkey.signed_in(client)

    assert is_signed_in(client)


def test_one_that_comes_after_a_password_does_not_sign_in_alone_though_it_could(user: User, confirmed: Client) -> None:
    passkey, client = Passkey(user), Client()
    passkey.added(confirmed)
    assert Authenticator.objects.filter(user=user, type="webauthn").exists()

    answer = passkey.signed_in(client)

    assert answer.headers["Location"] == "/accounts/login/"
    assert not is_signed_in(client)
    assert AccountEvent.objects.filter(account=user, kind="sign_in_failed", about="webauthn").exists()


@pytest.mark.parametrize(
    ("counters", "lets_in"),
    [((5, 6, 7), True), ((0, 0, 0), True), ((5, 5), False), ((5, 4), False), ((5, 9, 8), False), ((5, 0), False)],
)
def test_one_that_counts_backwards_is_refused(
    user: User, confirmed: Client, counters: tuple[int, ...], lets_in: bool
) -> None:
    passkey = Passkey(user, counter=counters[0])
    passkey.added(confirmed, passwordless="on")

    for counter in counters[1:]:
        passkey.counter, client = counter, Client()
        passkey.signed_in(client)

    assert is_signed_in(client) is lets_in


CREDENTIAL = '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "e30", "%s": "oA"}}'
CREDENTIALS = (
    "0", '"x"', "[]", "1.5", "true", '{"id": 1}', '{"response": "x"}', '{"response": {"userHandle": 1}}',
    '{"id": "a", "rawId": "a", "type": "public-key", "response": {"userHandle": "²"}}', "[" * 100_000,
    CREDENTIAL % "attestationObject", CREDENTIAL % "authenticatorData",
)  # fmt: skip


@pytest.mark.parametrize("sent", CREDENTIALS, ids=lambda sent: sent[:40])
def test_what_no_browser_sends_is_refused(confirmed: Client, sent: str) -> None:
    stranger = Client()
    stranger.get(SIGN_IN, headers={"X-Requested-With": "XMLHttpRequest"})
    confirmed.get(ADD)

    answers = [
        stranger.post(SIGN_IN, {"credential": sent}),
        confirmed.post("/accounts/2fa/reauthenticate/webauthn/", {"credential": sent}),
        confirmed.post(ADD, {"name": "Key", "credential": sent}),
    ]

    assert all(answer.status_code < 500 for answer in answers), answers
    assert not is_signed_in(stranger)
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("sent", ["0", '"x"', '{"id": 1}'])
def test_it_is_told_that_it_cannot_be_read(sent: str) -> None:
    assert Client().post(SIGN_IN, {"credential": sent}).status_code == 400


@pytest.mark.parametrize("address", ["https://[::1", "//[", "http://[x]y/"])
def test_an_address_to_go_on_to_that_is_none_is_refused(user: User, address: str) -> None:
    client = Client()
    sent = {"login": user.email, "password": PASSWORD, "next": address}

    answers = [
        client.get("/accounts/login/", {"next": address}),
        client.get("/accounts/logout/", {"next": address}),
        client.post("/accounts/login/", sent),
        client.post("/accounts/logout/", {"next": address}),
    ]

    assert {answer.status_code for answer in answers} <= {200, 302, 400}
    assert answers[0].status_code == answers[2].status_code == 400


@pytest.mark.django_db(transaction=True)
def test_of_two_who_set_up_codes_at_once_one_does_and_the_other_is_told(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_came, activate = Barrier(2, timeout=60), flows.activate_totp

    def activate_together(*given: Any) -> Any:
        both_came.wait()
        return activate(*given)

    monkeypatch.setattr(flows, "activate_totp", activate_together)
    clients = [after_password(user) for _ in range(2)]
    for client in clients:
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secrets = [client.get(APP).context["form"].secret for client in clients]

    def set_up(client: Client, secret: str) -> Any:
        try:
            return client.post(APP, {"code": code_of(secret)}, follow=True)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(set_up, clients, secrets))

    told = ["This was just set up elsewhere" in answer.text for answer in answers]
    assert sorted(told) == [False, True]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert Authenticator.objects.filter(user=user, type="totp").count() == 1


@pytest.mark.parametrize(
    "page", ["email/", "confirm-email/", "confirm-email/x:y/", "signup/", "password/set/", "login/code/confirm/"]
)
def test_pages_of_allauth_that_are_not_ours_lead_to_the_own_account(confirmed: Client, page: str) -> None:
    for client in (confirmed, Client()):
        assert client.get(f"/accounts/{page}").headers["Location"] == "/me/"
        assert client.post(f"/accounts/{page}", {"email": "new@example.org"}).headers["Location"] == "/me/"
    assert confirmed.get(INDEX).status_code == 200
