"""OpenID Connect by django-allauth, with what it leaves out: each token's signature and nonce, and the issuer."""

import logging
import time
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import jwt
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from measures.wings.sign_in.identity_providers import IdentityProvider
from measures.wings.sign_in.operations import account_of, link_own_account

# What somebody goes to a provider for: to sign in, to do so from now on, to confirm that it is they.
LOGIN, CONNECT, CONFIRM = PROCESSES = ("login", "connect", "confirm")
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
# Seconds by which the clock of a provider may differ from ours.
SKEW = 60
LONGEST_SUBJECT = 191
LINKED = "socialaccount/email/account_connected"

logger = logging.getLogger(__name__)


def provider_named(key: str) -> IdentityProvider | None:
    return next((each for each in settings.CBM_PROVIDERS if each.key == key), None)


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Lets in who was invited, by providers of the settings only; keeps nothing of what these say but the subject."""

    def list_apps(self, request: HttpRequest, provider: str = "", client_id: str = "") -> list[SocialApp]:
        return [
            SocialApp(
                provider=Provider.id,
                provider_id=each.key,
                name=str(each),
                client_id=each.client,
                secret=each.secret,
                settings={"server_url": each.issuer, "scope": each.scopes, "oauth_pkce_enabled": True},
            )
            for each in settings.CBM_PROVIDERS
            if provider in ("", each.key)
        ]

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: object) -> object:
        """Nothing: no account is ever made of what a provider says."""
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Go on as the account of whoever signed in at a provider, if that is for them; else say why not."""
        try:
            proceed(request, sociallogin)
        except ValidationError as error:
            logger.warning("A sign-in at %s was refused: %s", sociallogin.provider.configured.key, error.code)
            raise ImmediateHttpResponse(not_signed_in(request, error.messages)) from error

    def on_authentication_error(self, request: HttpRequest, provider: Any, error: Any = None, **more: Any) -> None:
        logger.warning("A sign-in at %s failed: %s", provider.configured.key, more.get("exception") or error)
        told = _("%(provider)s did not say who you are. Try again.") % {"provider": provider.configured}
        raise ImmediateHttpResponse(not_signed_in(request, [told]))


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    """A provider by its issuer, asked with a nonce."""

    package = "allauth.socialaccount.providers.openid_connect"

    @property
    def configured(self) -> IdentityProvider:
        return next(each for each in settings.CBM_PROVIDERS if each.key == self.app.provider_id)

    @property
    def sub_id(self) -> str:
        """What is kept beside each subject."""
        return self.configured.issuer

    def get_oauth2_adapter(self, request: HttpRequest) -> "CheckedAdapter":
        return CheckedAdapter(request, self.app.provider_id)

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, bool]:
        return {"second_factor": self.configured.proves_second_factor(data["id_token"])}

    def redirect(self, request: HttpRequest, process: str, next_url: str | None = None, **more: Any) -> HttpResponse:
        nonce = get_random_string(32)
        sent = {**self.configured.parameters, "nonce": nonce}
        if process == CONFIRM:
            sent |= {"prompt": "login", "max_age": "0"}
        answer: HttpResponse = super().redirect(
            request, process, next_url, auth_params=sent, nonce=nonce, begun_at=time.time()
        )
        return answer

    def serialize(self) -> dict[str, object]:
        """Client ids need not differ between providers, keys do."""
        return {"id": self.app.provider_id}


class CheckedAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Believes what the configured issuer has signed for this tracker, and nothing else."""

    @property
    def openid_config(self) -> dict[str, object]:
        config: dict[str, object] = super().openid_config
        issuer = self.get_provider().configured.issuer
        if config.get("issuer") != issuer or not all(config.get(name) for name in ENDPOINTS):
            raise OAuth2Error(f"This is not the configuration of {issuer}.")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """The site's own address: the Host header comes from whoever asks."""
        return f"{settings.CBM_SITE_URL}{reverse('openid_connect_callback', args=[self.provider_id])}"

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **more: Any) -> SocialLogin:
        claims = self.checked(more["response"].get("id_token") or "")
        if "userinfo_endpoint" in self.openid_config:
            told = self._fetch_user_info(token.token)
            if told.get("sub") != claims["sub"]:
                raise OAuth2Error("The token and the answer about its user are of two subjects.")
            claims = {**told, **claims}
        login = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        login.claims = claims
        return login

    def checked(self, id_token: str) -> dict[str, Any]:
        """The claims of a token for this tracker, signed with a key that the provider publishes."""
        provider = self.get_provider().configured
        with ProviderAdapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        try:
            published = jwt.PyJWKSet.from_dict(answer.json()).keys
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key_for(id_token, published),
                algorithms=ALGORITHMS,
                issuer=provider.issuer,
                audience=provider.client,
                leeway=SKEW,
                options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error(f"The token is not valid: {error}") from error
        if claims.get("azp", provider.client) != provider.client or not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
            raise OAuth2Error("The token is for somebody else, or its subject is too long.")
        return claims


def key_for(id_token: str, published: Sequence[jwt.PyJWK]) -> jwt.PyJWK:
    """The key that a token names, or the only one there is."""
    name = jwt.get_unverified_header(id_token).get("kid")
    found = [key for key in published if name in (None, key.key_id)]
    if len(found) != 1:
        raise jwt.InvalidKeyError("its key is not published")
    return found[0]


def proceed(request: HttpRequest, login: SocialLogin) -> None:
    """Do what somebody went to a provider for."""
    provider, claims = login.provider.configured, login.claims
    if claims["nonce"] != login.state["nonce"]:
        raise ValidationError(_("This sign-in began in another browser."), code="another_browser")
    if login.state["process"] == CONNECT:
        raise ImmediateHttpResponse(connect(request, provider, login))
    if login.state["process"] == CONFIRM:
        raise ImmediateHttpResponse(confirm(request, provider, login))
    is_first = login.account.pk is None
    login.account = account_of(provider, claims)
    login.user = login.account.user
    if is_first:
        get_adapter().send_notification_mail(LINKED, login.user, {"provider": provider})


def connect(request: HttpRequest, provider: IdentityProvider, login: SocialLogin) -> HttpResponse:
    """Let somebody who is signed in do so at a provider from now on; their other sessions end."""
    if not request.user.is_authenticated:
        raise ValidationError(_("You were signed out meanwhile. Sign in and try again."), code="signed_out")
    link_own_account(request.user, provider, login.claims)
    update_session_auth_hash(request, request.user)
    get_adapter().send_notification_mail(LINKED, request.user, {"provider": provider})
    messages.success(request, _("From now on you sign in at %(provider)s.") % {"provider": provider})
    return redirect("mfa_index")


def confirm(request: HttpRequest, provider: IdentityProvider, login: SocialLogin) -> HttpResponse:
    """Note that somebody has just signed in again at their provider, and go on with what they were doing."""
    if login.user != request.user:
        told = _("You signed in at %(provider)s as somebody else.") % {"provider": provider}
        raise ValidationError(told, code="somebody_else")
    signed_in_at = login.claims.get("auth_time")
    if not isinstance(signed_in_at, int | float) or signed_in_at < login.state["begun_at"] - SKEW:
        raise ValidationError(
            _("%(provider)s did not ask you to sign in again. Try again.") % {"provider": provider},
            code="not_signed_in_again",
        )
    record_authentication(request, request.user, "socialaccount", provider=provider.key, reauthenticated=True)
    return redirect(f"{reverse('confirm_at_provider')}?{urlencode({'next': login.state.get('next') or '/'})}")


def not_signed_in(request: HttpRequest, why: Sequence[str]) -> HttpResponse:
    """The page that says why a provider let nobody in here."""
    return render(request, "account/not_signed_in.html", {"why": why}, status=HTTPStatus.FORBIDDEN)
