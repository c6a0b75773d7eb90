"""The sign-in pages."""

from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django import forms
from django.http import HttpResponse

from measures.views.once import keep_draft

TOO_MANY = ("too_many_tries", "too_many_login_attempts")


class SignInView(LoginView):  # type: ignore[misc]
    """Signing in, with what was typed before; too many attempts are answered with 429, in the same form."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**more)
        return context | {"draft": self.request.POST.get("draft", "")}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        # Whoever has a second factor shows that next, in the same session.
        keep_draft(self.request, form.user)  # type: ignore[attr-defined]
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
        keep_draft(self.request, form.cleaned_data["credential"].user)
        return answer
