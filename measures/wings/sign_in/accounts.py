"""Accounts: a user is invited by an administrator and never signs up; what their passwords and factors are like."""

import logging
import re
import struct
import time
from collections.abc import Iterable, Mapping
from itertools import pairwise
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.forms import ChangePasswordForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal.auth import extract_user_from_response, parse_authentication_response
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from cryptography.fernet import InvalidToken
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from qrcode import make as make_qr_code
from qrcode.image.svg import SvgPathImage
from zxcvbn import zxcvbn

from measures.models import AccountEventKind, User
from measures.operations.account_log import note_event
from measures.operations.credentials import revoke_keys
from measures.operations.encryption import cipher
from measures.operations.sign_in_attempts import SignInAttempts, too_many_attempts
from measures.wings.sign_in.events import SignInEvent
from measures.wings.sign_in.operations import FACTORS, provider_of

# Of zxcvbn's scores, 0 to 4, the first that withstands guessing at a stolen database for a while.
LEAST_SCORE = 3
# What reading the parts of a passkey raises, where they are not what they are to be.
UNREADABLE = (AttributeError, LookupError, RecursionError, TypeError, ValueError, struct.error)
# What zxcvbn reads at most: its time grows with the square of the length.
MOST_JUDGED = 72


# What is noted, and told its person by mail, when somebody, they or another, has changed how they sign in.
CHANGES = {
    "account/email/password_changed": (AccountEventKind.PASSWORD_CHANGED, _("Your password was changed.")),
    "account/email/password_reset": (AccountEventKind.PASSWORD_CHANGED, _("Your password was changed.")),
    "mfa/email/recovery_codes_generated": (
        SignInEvent.RECOVERY_CODES_REPLACED,
        _("Your recovery codes were replaced."),
    ),
    "mfa/email/totp_activated": (SignInEvent.CODES_SET_UP, _("Codes from an app were set up.")),
    "mfa/email/totp_deactivated": (SignInEvent.CODES_REMOVED, _("Codes from an app no longer let you in.")),
    "mfa/email/webauthn_added": (SignInEvent.PASSKEY_ADDED, _("A passkey was added.")),
    "mfa/email/webauthn_removed": (SignInEvent.PASSKEY_REMOVED, _("A passkey was removed.")),
    "socialaccount/email/account_connected": (
        SignInEvent.PROVIDER_LINKED,
        _("From now on you sign in at your identity provider."),
    ),
}

logger = logging.getLogger(__name__)


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Login, logout and password reset; no self-registration."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether to redirect to an address: one of this site. What is no address at all is a bad request."""
        try:
            is_safe: bool = super().is_safe_url(url)
        except ValueError as error:
            raise BadRequest("The address to go on to cannot be read.") from error
        return is_safe

    def pre_authenticate(self, request: HttpRequest, **credentials: object) -> None:
        """Refuse an attempt that comes too soon after failed ones."""
        super().pre_authenticate(request, **credentials)
        if seconds := self.attempts(request, credentials).seconds_to_wait():
            raise too_many_attempts(seconds)

    def authenticate(self, request: HttpRequest, **credentials: object) -> object:
        user = super().authenticate(request, **credentials)
        attempts = self.attempts(request, credentials)
        if user:
            attempts.note_success()
        else:
            attempts.note_failure()
            for account in User.objects.filter(email__iexact=str(credentials.get("email", ""))):
                note_refusal(account, "password")
        return user

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign somebody in, and note how."""
        records = get_authentication_records(request, user)
        ways = dict.fromkeys(each.get("type") or each.get("provider") or each["method"] for each in records)
        super().login(request, user)
        note_event(user, AccountEventKind.SIGNED_IN, about=" ".join(ways))

    def attempts(self, request: HttpRequest, credentials: dict[str, object]) -> SignInAttempts:
        return SignInAttempts(account=str(credentials.get("email", "")), address=self.get_client_ip(request))

    def pre_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse | None:
        """Refuse whoever signs in at a provider and comes with a passkey instead."""
        answer: HttpResponse | None = super().pre_login(request, user, **more)
        if answer or user.has_own_door or {"sociallogin", "let_in"} & set(more["signal_kwargs"] or ()):
            return answer
        clear_login(request)
        messages.error(request, gettext("This account is opened at an identity provider."))
        return redirect("account_login")

    def get_login_stages(self) -> list[str]:
        theirs, ours = "allauth.mfa.stages.AuthenticateStage", "measures.wings.sign_in.accounts.FactorStage"
        return [ours if stage == theirs else stage for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **more: object) -> bool:
        """Have those confirm who can do so at their provider only; django-allauth would let them pass."""
        user = self.request.user
        if isinstance(user, User) and not get_reauthentication_flows(user) and provider_of(user):
            times = [each["at"] for each in get_authentication_records(self.request, user) if "reauthenticated" in each]
            if time.time() - max(times, default=0) > app_settings.REAUTHENTICATION_TIMEOUT:
                raise ReauthenticationRequired
        required: bool = super().is_reauthentication_required(app=app, **more)
        return required

    def get_reauthentication_methods(self, user: User) -> list[dict[str, object]]:
        """How somebody confirms that it is they, in our words."""
        words = {
            "reauthenticate": gettext("With your password"),
            "mfa_reauthenticate": gettext("With a code from the app, or a recovery code"),
            "mfa_reauthenticate:webauthn": gettext("With a passkey"),
        }
        methods = [{**each, "description": words[each["id"]]} for each in super().get_reauthentication_methods(user)]
        if provider := user.is_authenticated and provider_of(user):
            told = gettext("By signing in at %(provider)s again") % {"provider": provider}
            methods.append({"id": "provider", "description": told, "url": reverse("confirm_at_provider")})
        return methods

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, object]) -> None:
        super().send_password_reset_mail(user, email, context)
        note_event(user, SignInEvent.PASSWORD_LINK_SENT)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: Mapping[str, object] | None = None, **more: object
    ) -> None:
        """Note and tell them that the way somebody signs in was changed; it stands whether the mail goes out or not."""
        if template_prefix not in CHANGES:
            return
        kind, change = CHANGES[template_prefix]
        note_event(user, kind, about=str((context or {}).get("provider", "")))
        with override(user.language):
            words = {"change": change, "url": f"{settings.CBM_SITE_URL}{reverse('mfa_index')}"}
            try:
                self.send_mail("account/email/signing_in_changed", user.email, words)
            except (SMTPException, OSError) as error:
                logger.warning("A mail about a change to account %s was not sent: %s", user.pk, error)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The site's own address: the Host header comes from whoever asks."""
        address = urlsplit(super().get_reset_password_from_key_url(key))
        return f"{settings.CBM_SITE_URL}{address.path}"


class SessionsAdapter(DefaultUserSessionsAdapter):
    """Where somebody is signed in."""

    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        super().end_sessions(sessions)
        note_event(context.request.user, SignInEvent.SIGNED_OUT_ELSEWHERE)


def note_refusal(account: User, way: str) -> None:
    """Note that a password or code was wrong, of somebody who signs in or who is to confirm that it is they."""
    is_confirming = context.request.user.is_authenticated
    kind = AccountEventKind.CONFIRMATION_FAILED if is_confirming else AccountEventKind.SIGN_IN_FAILED
    note_event(account, kind, about=way)


class ChangedPasswordForm(ChangePasswordForm):
    """A new password for oneself. Other sessions end with the old one; what else was made with it ends if wished."""

    revoke = forms.BooleanField(
        label=_("Also revoke my access tokens and secret addresses"), required=False, initial=True
    )

    def save(self) -> None:
        super().save()
        if self.cleaned_data["revoke"]:
            revoke_keys(self.user)


class ForgottenPasswordForm(ResetPasswordForm):
    """Asks for a link to a new password, which goes to those only who sign in with one."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users: list[User] = [user for user in self.users if user.has_own_door]
        return email


class NewPasswordForm(ResetPasswordKeyForm):
    """A password in the place of one that was lost: whatever the old one opened ends."""

    def save(self) -> None:
        super().save()
        revoke_keys(self.user)


class FactorStage(AuthenticateStage):
    """Asks for a second factor, unless somebody has shown one at a provider that is trusted for it."""

    def _should_handle(self, request: HttpRequest) -> bool:
        at_provider = (self.login.signal_kwargs or {}).get("sociallogin")
        has_shown = at_provider and at_provider.account.extra_data.get("second_factor")
        return not has_shown and super()._should_handle(request)


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are encrypted, and the picture of one is part of its page."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This was not accepted. Try again; each code works only once."),
    }

    def encrypt(self, text: str) -> str:
        return cipher(FACTORS).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return cipher(FACTORS).decrypt(encrypted_text).decode()
        except InvalidToken as error:
            raise self.validation_error("incorrect_code") from error

    def build_totp_svg(self, url: str) -> str:
        return str(make_qr_code(url, image_factory=SvgPathImage).to_string(encoding="unicode"))

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}


class CountedCodeForm(BaseAuthenticateForm):
    """Asks for a code; those that fail are counted like passwords."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The code that the app shows, or a recovery code")
        self.fields["code"].widget.attrs["placeholder"] = ""

    def clean_code(self) -> str:
        address = ClosedAccountAdapter().get_client_ip(context.request)
        attempts = SignInAttempts(account=f"code of {self.user.pk}", address=address)
        if seconds := attempts.seconds_to_wait():
            raise too_many_attempts(seconds)
        try:
            code: str = super().clean_code()
        except ValidationError:
            attempts.note_failure()
            note_refusal(self.user, "totp")
            raise
        attempts.note_success()
        return code


class SignInCodeForm(CountedCodeForm, AuthenticateForm):
    """The code after the password, when somebody signs in."""


class RepeatedCodeForm(CountedCodeForm, ReauthenticateForm):
    """A code of somebody who is signed in, before what not even a stolen session may do."""


class PasskeyForm(forms.Form):
    """A form that brings what a browser says of a passkey; what no browser says is a request that cannot be read."""

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except UNREADABLE as error:
            raise BadRequest("What was sent for a passkey cannot be read.") from error


class NotedPasskeyForm(PasskeyForm, AuthenticateWebAuthnForm):
    """A passkey after the password; one that fails is noted, of the account that it is for."""

    def clean_credential(self) -> Authenticator:
        sent = self.cleaned_data["credential"]
        try:
            authenticator = super().clean_credential()
            if self.passwordless and not authenticator.wrap().is_passwordless:
                raise FactorAdapter().validation_error("incorrect_code")
            note_signature(authenticator, sent)
        except ValidationError:
            if account := self.user or self.account_named():
                note_refusal(account, "webauthn")
            raise
        return authenticator

    def account_named(self) -> User | None:
        """Whose passkey it says it is, where nobody has signed in yet."""
        try:
            found: User = extract_user_from_response(self.cleaned_data["credential"])
        except ValidationError:
            return None
        return found


@transaction.atomic
def note_signature(authenticator: Authenticator, sent: dict[str, object]) -> None:
    """Keep how many signatures a passkey has counted; if it counts backwards, somebody has a copy of it."""
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    counter = parse_authentication_response(sent).response.authenticator_data.counter
    last = row.data.get("counter", row.wrap().authenticator_data.counter)
    # Those that do not count send 0 each time.
    if (counter or last) and counter <= last:
        raise FactorAdapter().validation_error("incorrect_code")
    row.data["counter"] = counter
    row.save(update_fields=["data"])


class OnlyPasskeyForm(NotedPasskeyForm, LoginWebAuthnForm):
    """A passkey without a password."""


class RepeatedPasskeyForm(NotedPasskeyForm, ReauthenticateWebAuthnForm):
    """A passkey of somebody who is signed in, before what not even a stolen session may do."""


class NewAppForm(ActivateTOTPForm):
    """The first code of an app, which shows that it has the key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The six digits that the app shows now")
        self.fields["code"].widget.attrs |= {"placeholder": "", "inputmode": "numeric"}


class NewPasskeyForm(PasskeyForm, AddWebAuthnForm):
    """A passkey, with which one signs in without a password unless it is to come after one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What to call it")
        self.fields["passwordless"].label = _("Sign in with it alone, without my password")
        self.fields["passwordless"].help_text = ""
        self.fields["passwordless"].initial = self.user.has_own_door
        if not self.user.has_own_door:
            self.fields["passwordless"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, object]:
        """What its owner has chosen is kept, not whether the passkey could sign in alone."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "credential" in cleaned:
            results = cleaned["credential"].setdefault("clientExtensionResults", {})
            results["credProps"] = {"rk": cleaned["passwordless"]}
        return cleaned


class GuessableValidator:
    """Refuses a password that would soon be guessed, even by somebody who knows the user."""

    def validate(self, password: str, user: User | None = None) -> None:
        words = re.findall(r"\w+", f"{user.name} {user.email}") if user else []
        about = [*words, *("".join(pair) for pair in pairwise(words))]
        found = zxcvbn(password[:MOST_JUDGED], user_inputs=["cbm", "tracker", "cbmtracker", *about])
        if found["score"] < LEAST_SCORE:
            raise ValidationError(
                gettext("This password is easy to guess. Use several unrelated words, or a password manager."),
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        return gettext("Use several unrelated words, or a password manager.")
