"""Before a token expires its user is reminded by mail, once, and sees it on their page."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from measures.models import AccessToken, Scope, User
from measures.operations.credentials import create_token, revoke_credential
from measures.wings.digests.models import TokenMail
from measures.wings.digests.token_outbox import TOKEN_MAILS
from tests.conftest import Sink
from tests.factories import make_user
from tests.files import signed_in

pytestmark = pytest.mark.django_db


def token_of(user: User, *, days: int, made: int = 100, **fields: Any) -> AccessToken:
    """A token that was made so many days ago and works for so many more."""
    now = timezone.now()
    expires_at = now + timedelta(days=days)
    token, _secret = create_token(user, name="Desk", scope=Scope.READ, expires_at=expires_at)
    AccessToken.objects.filter(pk=token.pk).update(created_at=now - timedelta(days=made), **fields)
    return token


def send(*, at: datetime) -> None:
    TOKEN_MAILS.plan(at=at)
    for mail_ids in TOKEN_MAILS.chunks_to_send(at=at):
        TOKEN_MAILS.send_waiting(mail_ids, at=at)


def test_whoever_has_a_token_that_expires_is_reminded_once_in_their_language(smtp_sink: Sink) -> None:
    token_of(make_user(email="wei@example.org", language="zh-hans"), days=15)
    expires_on = (timezone.now() + timedelta(days=15)).date()

    for day in range(4):
        send(at=timezone.now() + timedelta(days=day))

    [mail] = smtp_sink.messages
    assert mail["To"] == "wei@example.org"
    assert mail["Subject"] == "CBM Tracker：访问令牌即将到期"
    assert f"“Desk”的有效期至{expires_on.year}年{expires_on.month}月{expires_on.day}日" in mail.get_content()
    assert "/me/#tokens" in mail.get_content()


@pytest.mark.parametrize(
    ("days", "made", "fields"),
    [(16, 100, {}), (-1, 100, {}), (3, 2, {}), (3, 100, {"revoked_at": timezone.now()})],
    ids=["in long", "expired", "made for a week", "revoked"],
)
def test_nobody_is_reminded_too_soon_too_late_or_in_vain(days: int, made: int, fields: Any, smtp_sink: Sink) -> None:
    token_of(make_user(), days=days, made=made, **fields)

    send(at=timezone.now())

    assert not TokenMail.objects.exists() and not smtp_sink.messages


def test_a_token_that_is_revoked_or_expires_before_its_mail_goes_out_needs_none(smtp_sink: Sink) -> None:
    user, other = make_user(), make_user()
    token = token_of(user, days=3)
    token_of(other, days=3)
    TOKEN_MAILS.plan(at=timezone.now())
    revoke_credential(token, by=user)

    send(at=timezone.now() + timedelta(days=4))
    send(at=timezone.now())

    assert [mail["To"] for mail in smtp_sink.messages] == [other.email]


def test_ones_page_says_which_tokens_expire_soon_or_have() -> None:
    soon, past, later = make_user(), make_user(), make_user()
    token_of(soon, days=3)
    token_of(past, days=-3)
    token_of(later, days=30)

    assert "expires soon" in signed_in(soon).get("/me/").text
    assert ">expired<" in signed_in(past).get("/me/").text
    assert "expires soon" not in signed_in(later).get("/me/").text
