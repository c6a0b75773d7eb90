"""The pages of signing in, and of what somebody signs in with."""

import logging

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required, resume_request
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.base.views import IndexView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from requests import RequestException

from measures.views.acts import button_form, reauthenticated_only, writer_of, writers_only
from measures.views.keeping import ConfirmedAct, confirm_act
from measures.views.once import keep_draft
from measures.views.people import account_or_404, account_target
from measures.views.reading import ReadingRequest
from measures.wings.sign_in.operations import account_let_in, provider_name, provider_of, unlink_account
from measures.wings.sign_in.providers import CONNECT, LOGIN, PROCESSES, CheckedAdapter, not_signed_in, provider_named

logger = logging.getLogger(__name__)

HOME = settings.LOGIN_REDIRECT_URL
TOO_MANY = ("too_many_tries", "too_many_login_attempts")


class SignInView(LoginView):  # type: ignore[misc]
    """Signing in, with what was typed before; too many attempts are answered with 429, in the same form."""

    def get_context_data(self, **more: object) -> dict[str, object]:
        context: dict[str, object] = super().get_context_data(**more)
        return context | {"draft": self.request.POST.get("draft", "")}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        # Whoever has a second factor shows that next, in the same session.
        keep_draft(self.request)
        return answer

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        answer: HttpResponse = super().form_invalid(form)
        codes = {error.code for errors in form.errors.as_data().values() for error in errors}
        if codes & set(TOO_MANY):
            answer.status_code = 429
        return answer


class PasskeySignInView(LoginWebAuthnView):  # type: ignore[misc]
    """Signing in with a passkey, with what was typed before."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        keep_draft(self.request)
        return answer


class SetUpView:
    """A page on which a way to sign in is set up; of two at the same moment the second is told so."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            with transaction.atomic():
                answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        except IntegrityError:
            messages.error(self.request, _("This was just set up elsewhere. Nothing was changed here."))  # type: ignore[attr-defined]
            return redirect("mfa_index")
        return answer


class NewAppView(SetUpView, ActivateTOTPView):  # type: ignore[misc]
    """Setting up codes from an app."""


class NewPasskeyView(SetUpView, AddWebAuthnView):  # type: ignore[misc]
    """Adding a passkey."""


class NewRecoveryCodesView(SetUpView, GenerateRecoveryCodesView):  # type: ignore[misc]
    """Making recovery codes, in the place of those there are."""


class SignInMethodsView(IndexView):  # type: ignore[misc]
    """Passkeys, codes, sessions, and the provider at which somebody signs in or may do so from now on."""

    def get_context_data(self, **more: object) -> dict[str, object]:
        context: dict[str, object] = super().get_context_data(**more)
        user = self.request.user
        present = provider_of(user)
        offered = [each for each in settings.CBM_PROVIDERS if each.is_trusted_for(user.email) and each != present]
        return context | {"provider": present, "offered": offered}


@require_POST
def begin_at_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to a provider: to sign in, to do so from now on, or to confirm that it is oneself."""
    provider = provider_named(provider_id)
    process = request.POST.get("process", LOGIN)
    if provider is None or process not in PROCESSES:
        raise Http404
    if request.user.is_authenticated == (process == LOGIN):
        return redirect(get_next_redirect_url(request) or HOME)
    if process == CONNECT:
        raise_if_reauthentication_required(request, app="")
    keep_draft(request)
    try:
        answer = (
            get_adapter().get_provider(request, provider_id).redirect(request, process, get_next_redirect_url(request))
        )
    except (OAuth2Error, RequestException) as error:
        logger.warning("The provider %s cannot be reached: %s", provider.key, error)
        why = _("%(provider)s cannot be reached at the moment. Try again later.") % {"provider": provider}
        return not_signed_in(request, [why])
    # A page and no redirect: a form leads to this site only, wherever the provider sends people on to.
    return render(request, "account/to_provider.html", {"provider": provider, "url": answer["Location"]})


@never_cache
def return_from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where a provider sends people back to."""
    if provider_named(provider_id) is None:
        raise Http404
    answer: HttpResponse = OAuth2CallbackView.adapter_view(CheckedAdapter(request, provider_id))(request)
    return answer


@login_required
@never_cache
def confirm_at_provider(request: HttpRequest) -> HttpResponse:
    """Ask somebody to sign in at their provider again; once they have, what they were doing goes on."""
    try:
        raise_if_reauthentication_required(request, app="")
    except ReauthenticationRequired:
        provider = provider_of(writer_of(request))
        if provider is None:
            return redirect("account_reauthenticate")
        context = {"provider": provider, "redirect_field_name": "next", "redirect_field_value": request.GET.get("next")}
        return render(request, "account/confirm_at_provider.html", context)
    return resume_request(request) or redirect(HOME)


@never_cache
def let_in(request: HttpRequest, key: str) -> HttpResponse:
    """Let an administrator in by a link of the operator, who still shows a second factor."""
    user = account_let_in(key)
    if user is None:
        return not_signed_in(request, [_("This link no longer works: it has been used, or is older than 10 minutes.")])
    if request.method != "POST":
        return render(request, "account/let_in.html", {"name": user.name})
    record_authentication(request, user, "let_in", reauthenticated=True)
    answer: HttpResponse = perform_login(request, Login(user=user, signal_kwargs={"let_in": True}))
    return answer


@never_cache
@writers_only("manage_users")
@reauthenticated_only
def unlink_provider(request: ReadingRequest, user: int) -> HttpResponse:
    """End the link of an account to whoever signed in at a provider."""
    account, by = account_or_404(user), writer_of(request)
    provider = provider_name(account)
    if not provider:
        raise Http404
    warning = _(
        "They are signed out everywhere. The next person who signs in at a provider with this account’s "
        "address is linked to it. Tokens, passkeys and codes stay: if the account is in the wrong hands, "
        "deactivate it instead."
    )
    heading = _("Remove the link to %(provider)s") % {"provider": provider}
    act = ConfirmedAct(heading, warning, _("Remove the link"), _("Removed."))
    place, form = account_target(account), button_form(request)
    return confirm_act(request, place, form, act, lambda: unlink_account(account, by=by))
