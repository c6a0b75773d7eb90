"""Accounts: one's own language and zone, for administrators everybody's; tokens; and how much is too much."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from api.throttling import AddressThrottle, CredentialThrottle
from api.views.credentials import SecretCalendar
from api.views.reports import PartyList
from measures.models import AccessToken, IdempotencyKey, Role, Scope, User
from measures.operations.credentials import create_secret_url
from tests.conftest import ROOT
from tests.factories import client_of, fields_of, get, make_user

PASSWORD = "a harbour at the end of May"
pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> APIClient:
    return client_of(make_user(role=Role.ADMINISTRATOR))


def bearing(secret: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


class TestOneself:
    def test_people_choose_their_language_and_zone(self) -> None:
        user = make_user(role=Role.READER)
        client = client_of(user)

        chosen = client.patch(
            "/api/v1/users/me/",
            {"language": "zh-hans", "time_zone": "Asia/Shanghai"},
            headers={"If-Match": client.get("/api/v1/users/me/")["ETag"]},
        )

        assert (chosen.status_code, chosen.json()["time_zone"], chosen.json()["version"]) == (200, "Asia/Shanghai", 2)
        assert User.objects.get(pk=user.pk).language == "zh-hans"

    @pytest.mark.parametrize("change", [{"time_zone": "Mars"}, {"language": "la"}, {"role": "administrator"}])
    def test_but_nothing_else(self, change: dict[str, str]) -> None:
        user = make_user(role=Role.READER)

        refused = client_of(user).patch("/api/v1/users/me/", change, headers={"If-Match": "*"})

        assert fields_of(refused) == set(change)
        assert User.objects.get(pk=user.pk).version == 1


class TestTokens:
    def test_a_token_is_made_shown_once_listed_and_revoked(self) -> None:
        user = make_user(password=PASSWORD)
        client = client_of(user)

        made = client.post("/api/v1/tokens/", {"name": "Desk", "scope": "read", "password": PASSWORD})
        works = bearing(made.json()["secret"]).get("/api/v1/users/me/").status_code
        listed = get("tokens/", client)["results"][0]
        revoked = client.delete(made["Location"])
        twice = client.delete(made["Location"])

        assert (made.status_code, works) == (201, 200)
        assert (listed["name"], "secret" in listed, bool(listed["last_used_at"])) == ("Desk", False, True)
        assert (revoked.status_code, twice.status_code) == (204, 204)
        assert bearing(made.json()["secret"]).get("/api/v1/users/me/").status_code == 401
        assert get("tokens/", client)["results"][0]["revoked_at"]

    def test_its_secret_is_kept_nowhere_not_even_for_one_who_asks_again(self) -> None:
        client = client_of(make_user(password=PASSWORD))
        draft = {"name": "Desk", "password": PASSWORD}

        made = client.post("/api/v1/tokens/", draft, headers={"Idempotency-Key": "k"})
        again = client.post("/api/v1/tokens/", draft, headers={"Idempotency-Key": "k"})

        assert again.json() == {**made.json(), "secret": None}
        assert made.json()["secret"] not in IdempotencyKey.objects.get().body

    def test_a_token_that_would_have_expired_is_not_made(self) -> None:
        past = (timezone.now() - timedelta(minutes=1)).isoformat()

        client = client_of(make_user(password=PASSWORD))
        refused = client.post("/api/v1/tokens/", {"name": "Desk", "expires_at": past, "password": PASSWORD})

        assert fields_of(refused) == {"expires_at"}
        assert AccessToken.objects.count() == 1

    @pytest.mark.parametrize("sent", [{}, {"password": ""}, {"password": "a guess"}])
    def test_a_token_is_made_by_whoever_knows_the_password(self, sent: dict[str, str]) -> None:
        client = client_of(make_user(password=PASSWORD))

        refused = client.post("/api/v1/tokens/", {"name": "Desk", **sent})

        assert (refused.status_code, fields_of(refused)) == (400, {"password"})
        assert AccessToken.objects.count() == 1

    @pytest.mark.parametrize(("sent", "days"), [({}, 365), ({"expires_at": None}, None)])
    def test_a_token_works_for_a_year_unless_something_else_is_said(self, sent: Any, days: int | None) -> None:
        client = client_of(make_user(password=PASSWORD))

        made = client.post("/api/v1/tokens/", {"name": "Desk", "password": PASSWORD, **sent})

        token = AccessToken.objects.get(name="Desk")
        assert made.status_code == 201
        assert (token.expires_at and round((token.expires_at - timezone.now()) / timedelta(days=1))) == days

    def test_a_token_for_reading_makes_none(self) -> None:
        refused = client_of(make_user(), Scope.READ).post("/api/v1/tokens/", {"name": "Desk", "scope": "write"})

        assert (refused.status_code, refused.json()["code"]) == (403, "token_scope")

    def test_tokens_of_others_are_an_administrators_to_revoke(self, administrator: APIClient) -> None:
        client_of(make_user())
        token = AccessToken.objects.order_by("-pk")[0]

        hidden = client_of(make_user()).delete(f"/api/v1/tokens/{token.pk}/")
        revoked = administrator.delete(f"/api/v1/tokens/{token.pk}/")

        assert (hidden.status_code, revoked.status_code) == (404, 204)


class TestLimits:
    @pytest.fixture(autouse=True)
    def once_a_minute(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rates = {"signed": "1/min", "address": "1/min"}
        for kind in (CredentialThrottle, AddressThrottle):
            monkeypatch.setattr(kind, "THROTTLE_RATES", rates)
        for view in (PartyList, SecretCalendar):
            monkeypatch.setattr(view, "throttle_classes", [CredentialThrottle, AddressThrottle])

    def statuses(self, *clients: Any) -> list[int]:
        return [client.get("/api/v1/parties/").status_code for client in clients]

    def test_each_token_has_its_own(self) -> None:
        user = make_user()
        one, other = client_of(user), client_of(user)

        assert self.statuses(one, other, one) == [200, 200, 429]
        assert int(one.get("/api/v1/parties/")["Retry-After"]) > 0

    def test_every_answer_says_how_many_more_there_are(self) -> None:
        client = APIClient(REMOTE_ADDR="192.0.2.20")
        secret = create_secret_url(make_user(), kind="calendar", name="Mine")[1]

        answers = [client.get("/api/v1/parties/"), client.get("/api/v1/parties/")]
        answers.append(client.get(f"/api/v1/calendars/{secret}.ics"))

        assert [answer["RateLimit-Policy"] for answer in answers] == ['"address";q=1;w=60'] * 3
        assert all(re.fullmatch('"address";r=0;t=(60|59)', answer["RateLimit"]) for answer in answers)
        assert client_of(make_user()).get("/api/v1/parties/")["RateLimit-Policy"] == '"signed";q=1;w=60'

    def test_the_document_has_the_numbers(self) -> None:
        code = (ROOT / "cbm_tracker/settings.py").read_text()
        section = (ROOT / "docs/api.md").read_text().split("\n## Limits\n")[1].split("\n## ")[0]

        rates = re.findall(r'"(?:address|signed)": "(\d+)/min"', code)
        assert len(rates) == 2
        assert all(f"{int(rate):,}" in section for rate in rates)

    def test_what_nobody_signed_is_counted_by_its_address(self) -> None:
        one, other = APIClient(REMOTE_ADDR="192.0.2.17"), APIClient(REMOTE_ADDR="192.0.2.18")

        assert self.statuses(one, other, one) == [200, 200, 429]

    def test_each_secret_address_has_its_own_and_a_guess_none(self) -> None:
        client = APIClient(REMOTE_ADDR="192.0.2.19")
        secrets = [create_secret_url(make_user(), kind="calendar", name="Mine")[1] for _ in range(2)]
        first, second = (f"/api/v1/calendars/{secret}.ics" for secret in secrets)
        guess = "/api/v1/calendars/guess.ics"

        assert self.statuses(client, client) == [200, 429]
        assert [client.get(address).status_code for address in (first, second, first)] == [200, 200, 429]
        assert client.get(guess).status_code == 429
