"""Access tokens: made, used, limited, expired and revoked."""

import io
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.test import APIClient

from measures.errors import NotAllowedError
from measures.models import AccessToken, Role, Scope, Watch
from measures.operations.credentials import create_token, revoke_credential
from tests.factories import client_of, keys, make_measure, make_token, make_user

pytestmark = pytest.mark.django_db


def call(secret: str) -> Any:
    return APIClient().get("/api/v1/users/me/", headers={"Authorization": f"Bearer {secret}"})


def assert_refused(secret: str) -> None:
    answer = call(secret)
    assert (answer.status_code, answer.json()["code"]) == (401, "authentication_failed")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_acts_for_its_user_and_only_its_hash_is_kept() -> None:
    user = make_user()

    token, secret = create_token(user, name="Desk", scope=Scope.READ)

    assert call(secret).json()["email"] == user.email
    assert token.digest == sha256(secret.encode()).hexdigest()
    assert secret not in str(AccessToken.objects.values().get())


@pytest.mark.parametrize("secret", ["nonsense", "", "two words", "ü"])
def test_an_unknown_token_is_refused(secret: str) -> None:
    assert_refused(secret)


@pytest.mark.parametrize("scheme", ["Token", "Basic", "Digest", "ApiKey"])
def test_another_way_of_signing_in_is_refused_and_not_read_as_nobody(scheme: str) -> None:
    measure = make_measure()
    signed = {"Authorization": f"{scheme} {make_token(make_user())}"}

    answer = APIClient().get("/api/v1/measures/", headers=signed)

    assert (answer.status_code, answer.json()["code"]) == (401, "authentication_failed")
    assert "Authorization: Bearer" in answer.json()["detail"]
    assert keys("measures/") == [measure.key]


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_is_read_in_any_case(scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {make_token(make_user())}"}

    assert APIClient().get("/api/v1/users/me/", headers=headers).status_code == 200


def test_an_expired_token_is_refused() -> None:
    assert_refused(make_token(make_user(), expires_at=timezone.now() - timedelta(seconds=1)))


def test_a_revoked_token_is_refused() -> None:
    user = make_user()
    token, secret = create_token(user, name="Desk", scope=Scope.READ)

    revoke_credential(token, by=user)

    assert_refused(secret)


def test_the_token_of_a_deactivated_user_is_refused() -> None:
    user = make_user()
    secret = make_token(user)

    type(user).objects.filter(pk=user.pk).update(is_active=False)

    assert_refused(secret)


def test_only_its_user_or_an_administrator_revokes_a_token() -> None:
    token, secret = create_token(make_user(), name="Desk", scope=Scope.READ)

    with pytest.raises(NotAllowedError):
        revoke_credential(token, by=make_user(role=Role.EDITOR))
    assert call(secret).status_code == 200

    revoke_credential(token, by=make_user(role=Role.ADMINISTRATOR))
    assert_refused(secret)


def test_a_token_for_reading_does_not_write() -> None:
    measure, user = make_measure(), make_user()
    address = f"/api/v1/measures/{measure.key}/watch/"

    refused = client_of(user, Scope.READ).put(address)
    accepted = client_of(user, Scope.WRITE).put(address)

    assert (refused.status_code, refused.json()["code"]) == (403, "token_scope")
    assert accepted.status_code == 204
    assert Watch.objects.count() == 1


def test_last_use_is_kept_to_the_minute(time_machine: Any) -> None:
    time_machine.move_to("2026-11-25T12:00:00Z", tick=False)
    secret = make_token(make_user())

    def last_used() -> str:
        used = AccessToken.objects.get().last_used_at
        return used.isoformat() if used else ""

    assert last_used() == ""
    call(secret)
    assert last_used() == "2026-11-25T12:00:00+00:00"
    time_machine.move_to("2026-11-25T12:00:59Z", tick=False)
    call(secret)
    assert last_used() == "2026-11-25T12:00:00+00:00"
    time_machine.move_to("2026-11-25T12:01:01Z", tick=False)
    call(secret)
    assert last_used() == "2026-11-25T12:01:01+00:00"


def test_a_session_signs_in_too_and_writes_with_its_csrf_token() -> None:
    measure, user = make_measure(), make_user()
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(user)

    assert client.get("/api/v1/users/me/").json()["email"] == user.email
    assert client.put(f"/api/v1/measures/{measure.key}/watch/").status_code == 403
    assert not Watch.objects.exists()


def test_the_command_prints_the_token_and_nothing_else() -> None:
    user, out = make_user(), io.StringIO()

    call_command("create_token", user.email.upper(), "--name", "Desk", "--scope", "write", stdout=out)

    [secret] = out.getvalue().splitlines()
    assert call(secret).json()["email"] == user.email
    assert AccessToken.objects.get().scope == Scope.WRITE


def test_the_command_says_what_is_wrong() -> None:
    user = make_user()
    create_token(user, name="Desk", scope=Scope.READ)

    with pytest.raises(CommandError, match="no active user"):
        call_command("create_token", "nobody@example.org", "--name", "Desk")
    with pytest.raises(CommandError, match="already have one with this name"):
        call_command("create_token", user.email, "--name", "Desk")
    assert AccessToken.objects.count() == 1


def test_a_token_has_a_known_scope() -> None:
    with pytest.raises(ValidationError, match="scope"):
        create_token(make_user(), name="Desk", scope="everything")
