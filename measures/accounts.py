"""Accounts: a user is invited by an administrator and never signs up; what their password has to be like."""

import re
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm, ResetPasswordKeyForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from zxcvbn import zxcvbn

from measures.models import User
from measures.operations.accounts import revoke_keys
from measures.operations.tries import Tries, too_many_tries

# Of zxcvbn's scores, 0 to 4, the first that withstands guessing at a stolen database for a while.
LEAST_SCORE = 3
# What zxcvbn reads at most: its time grows with the square of the length.
MOST_JUDGED = 72


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Login, logout and password reset; no self-registration."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse an attempt that comes too soon after failed ones."""
        super().pre_authenticate(request, **credentials)
        if seconds := self.tries(request, credentials).seconds_to_wait():
            raise too_many_tries(seconds)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        tries = self.tries(request, credentials)
        if user:
            tries.note_success()
        else:
            tries.note_failure()
        return user

    def tries(self, request: HttpRequest, credentials: dict[str, Any]) -> Tries:
        return Tries(account=str(credentials.get("email", "")), address=self.get_client_ip(request))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The site's own address: the Host header comes from whoever asks."""
        address = urlsplit(super().get_reset_password_from_key_url(key))
        return f"{settings.CBM_SITE_URL}{address.path}"


class ChangedPasswordForm(ChangePasswordForm):
    """A new password for oneself. Other sessions end with the old one; what else was made with it ends if wished."""

    revoke = forms.BooleanField(
        label=_("Also revoke my access tokens and secret addresses"), required=False, initial=True
    )

    def save(self) -> None:
        super().save()
        if self.cleaned_data["revoke"]:
            revoke_keys(self.user)


class ResetPasswordForm(ResetPasswordKeyForm):
    """A password in the place of one that was lost: whatever the old one opened ends."""

    def save(self) -> None:
        super().save()
        revoke_keys(self.user)


class GuessableValidator:
    """Refuses a password that would soon be guessed, even by somebody who knows the user."""

    def validate(self, password: str, user: User | None = None) -> None:
        words = re.findall(r"\w+", f"{user.name} {user.email}") if user else []
        about = [*words, *("".join(pair) for pair in pairwise(words))]
        found = zxcvbn(password[:MOST_JUDGED], user_inputs=["cbm", "tracker", "cbmtracker", *about])
        if found["score"] < LEAST_SCORE:
            raise ValidationError(
                gettext(
                    "This password is easy to guess. Use several unrelated words, or let a password manager create one."
                ),
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        return gettext("Use several unrelated words, or let a password manager create one.")
