"""The sign-in page."""

from typing import Any

from allauth.account.views import LoginView
from django import forms
from django.http import HttpResponse

from measures.models import User
from measures.views.once import keep_draft

TOO_MANY = ("too_many_tries", "too_many_login_attempts")


class SignInView(LoginView):  # type: ignore[misc]
    """Signing in, with what was typed before; too many attempts are answered with 429, in the same form."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**more)
        return context | {"draft": self.request.POST.get("draft", "")}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        if isinstance(self.request.user, User):
            keep_draft(self.request, self.request.user)
        return answer

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        answer: HttpResponse = super().form_invalid(form)
        codes = {error.code for errors in form.errors.as_data().values() for error in errors}
        if codes & set(TOO_MANY):
            answer.status_code = 429
        return answer
