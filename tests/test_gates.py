"""Every gate at the door, asked with each header that it reads: absent, empty, blank and wrong."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from rest_framework.test import APIClient

from api.urls import ENDPOINTS
from cbm_tracker.throttling import FormThrottle, FormThrottleMiddleware
from measures.models import AccessToken, AnnouncedDate, Entry, User
from measures.models.credentials import Scope
from measures.operations.credentials import create_token
from tests.factories import make_date, make_measure, make_report, make_user
from tests.test_proposals import body_for_api

pytestmark = pytest.mark.django_db

ABSENT = None
NOTHING = (ABSENT, "", " ", "\t")
WRONG = ("Basic eDp5", "Bearer", "Bearer ", "Bearer no-token", "Bearer a b", "Token abc", "null", "²")
# Headers with which a client, or a proxy before it, may say something of itself.
OF_CLIENTS = (
    "Authorization", "Cookie", "Forwarded", "Idempotency-Key", "If-Match", "If-None-Match", "Origin", "Referer",
    "X-CSRFToken", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Request-ID", "X-Requested-With",
    "X-HTTP-Method-Override",
)  # fmt: skip
VALUES = ("", " ", "²", "https://[::1", "9" * 5000, "127.0.0.1", 'W/"')


def headers(name: str, value: str | None) -> dict[str, str]:
    return {} if value is ABSENT else {name: value}


@pytest.fixture
def without_factor(settings: Any) -> User:
    """An editor who signed in with a password only, where editors need more."""
    settings.CBM_SECOND_FACTOR = ("editor",)
    return make_user("editor")


@pytest.fixture
def session(without_factor: User) -> Client:
    client = Client()
    client.force_login(without_factor)
    return client


def addresses_of_api() -> Iterator[str]:
    """An address of each endpoint that asks who calls; whether there is such a row is asked later."""
    values = {"slug": "x", "str": "x", "int": "1"}
    for endpoint in ENDPOINTS:
        route = str(endpoint.pattern)
        for kind, value in values.items():
            while f"<{kind}:" in route:
                before, _, rest = route.partition(f"<{kind}:")
                route = f"{before}{value}{rest.partition('>')[2]}"
        if not route.startswith(("calendars/", "feeds/", "tables/")):
            yield f"/api/v1/{route}"


class TestSecondFactor:
    @pytest.mark.parametrize("value", NOTHING + WRONG)
    def test_a_session_without_it_opens_nothing_whatever_is_sent_as_authorization(
        self, session: Client, value: str | None
    ) -> None:
        measure = make_measure(marking="internal")
        sent = {"headers": headers("Authorization", value), "content_type": "application/json"}

        answers = [
            session.get(f"/api/v1/measures/{measure.key}/", **sent),
            session.get("/api/v1/users/me/", **sent),
            session.post("/api/v1/entries/", body_for_api(measure), **sent),
        ]

        found = {(answer.status_code, answer.json()["code"]) for answer in answers}
        expected = (403, "second_factor_needed") if value is ABSENT else (401, "authentication_failed")
        assert found == {expected}
        assert not Entry.objects.exists()
        assert session.get("/", headers=headers("Authorization", value)).headers["Location"] == "/accounts/2fa/"

    def test_no_endpoint_forgets_it(self, session: Client) -> None:
        answers = {address: session.get(address) for address in addresses_of_api()}

        refused = {address: answer.status_code for address, answer in answers.items()}
        assert len(refused) > 90
        assert refused == dict.fromkeys(refused, 403)
        assert {answer.json()["code"] for answer in answers.values()} == {"second_factor_needed"}

    def test_it_is_asked_for_before_the_method_and_the_type(self, session: Client) -> None:
        answers = [
            session.get("/api/v1/checks/"),
            session.get("/api/v1/measures/", headers={"Accept": "image/png"}),
            session.get("/api/v1/nowhere/"),
        ]

        assert [answer.status_code for answer in answers] == [403, 403, 403]

    def test_no_token_without_it_opens_anything(self, without_factor: User, settings: Any) -> None:
        settings.CBM_SECOND_FACTOR = ()
        token, secret = create_token(without_factor, name="Desk", scope=Scope.WRITE)
        settings.CBM_SECOND_FACTOR = ("editor",)

        answer = APIClient(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/measures/")

        assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_needed")
        assert AccessToken.objects.get(pk=token.pk).last_used_at is None

    def test_a_good_token_counts_whoever_the_session_is(self, session: Client) -> None:
        _, secret = create_token(make_user("reader"), name="Desk", scope=Scope.READ)

        answer = session.get("/api/v1/users/me/", headers={"Authorization": f"Bearer {secret}"})

        assert (answer.status_code, answer.json()["role"]) == (200, "reader")


@pytest.mark.parametrize("value", [*NOTHING, "no-token", "a" * 64, "²" * 64])
def test_no_session_writes_without_its_token_against_forgery(value: str | None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("editor"))
    measure = make_measure()
    sent = {"headers": headers("X-CSRFToken", value)}

    program = client.post("/api/v1/entries/", body_for_api(measure), content_type="application/json", **sent)
    page = client.post("/checks/", {"measure": measure.key}, **sent)

    assert (program.status_code, program.json()["code"]) == (403, "permission_denied")
    assert page.status_code == 403
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("value", "status", "code"),
    [
        (ABSENT, 428, "version_required"),
        ("", 428, "version_required"),
        (" ", 428, "version_required"),
        ("²", 428, "version_required"),
        ("1", 428, "version_required"),
        ('"²"', 412, "version_conflict"),
        ('"x"', 412, "version_conflict"),
        (f'"{"9" * 5000}"', 412, "version_conflict"),
    ],
)
def test_nothing_is_changed_unless_its_version_is_named(value: str | None, status: int, code: str) -> None:
    row = make_date(make_report(), "2026-11", title="Ferries")
    client = Client()
    client.force_login(make_user("editor"))

    answer = client.patch(
        f"/api/v1/dates/{row.key}/",
        {"title": "Trains"},
        content_type="application/json",
        headers=headers("If-Match", value),
    )

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert AnnouncedDate.objects.get(pk=row.pk).title == "Ferries"


@pytest.mark.parametrize("value", ["", " ", "\t", "a b", "²", "k" * 256])
def test_a_key_that_is_none_is_refused_and_nothing_is_written(value: str) -> None:
    client = Client()
    client.force_login(make_user("editor"))

    answer = client.post(
        "/api/v1/entries/",
        body_for_api(make_measure()),
        content_type="application/json",
        headers=headers("Idempotency-Key", value),
    )

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "Idempotency-Key")
    assert not Entry.objects.exists()


@pytest.mark.parametrize("value", ["", " ", "sessionid", "sessionid=", "sessionid= ", "sessionid=²", "sessionid=none"])
def test_a_cookie_that_is_none_lets_nobody_in(value: str) -> None:
    measure = make_measure(marking="internal")
    client = Client(headers={"Cookie": value})

    assert client.get(f"/api/v1/measures/{measure.key}/").status_code == 404
    assert client.get("/api/v1/users/me/").status_code == 401
    assert client.get("/me/").headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", OF_CLIENTS)
def test_no_header_opens_what_is_closed_or_ends_in_a_fault(name: str) -> None:
    measure = make_measure(marking="internal")
    client = Client()

    for value in VALUES:
        sent = headers(name, value)
        assert client.get("/me/", headers=sent).status_code in (302, 400), value
        assert client.get(f"/measures/{measure.key}/", headers=sent).status_code in (400, 404), value
        assert client.get(f"/api/v1/measures/{measure.key}/", headers=sent).status_code in (400, 401, 404), value
        assert client.post("/api/v1/entries/", {}, headers=sent).status_code in (400, 401), value


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_strangers_are_counted_by_their_address_whatever_they_say_it_is(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    monkeypatch.setattr(FormThrottle, "THROTTLE_RATES", {"forms": "2/min"})
    middleware = FormThrottleMiddleware(lambda _request: HttpResponse())

    answers = []
    for number in range(3):
        request = RequestFactory().post("/corrections/", headers={name: f"10.0.0.{number}"})
        request.user = AnonymousUser()
        answers.append(middleware(request).status_code)

    assert answers == [200, 200, 429]
