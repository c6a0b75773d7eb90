"""What the local provider says of whom, and its addresses."""

import json
import time
from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client
from allauth.idp.oidc.views import token
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from tests.provider import CLIENT, PASSWORD, SECRET

# What is said of each person, by the name with which they sign in; when they did so last.
TOLD: dict[str, dict[str, Any]] = {}
SIGNED_IN: dict[str, int] = {}


class MadeUpPeople(DefaultOIDCAdapter):
    """Says of each person what a test has arranged."""

    def get_user_sub(self, client: Client, user: User) -> str:
        return str(TOLD[user.username]["sub"])

    def get_user_by_sub(self, client: Client, sub: str) -> User | None:
        return next((User.objects.get(username=name) for name, told in TOLD.items() if told["sub"] == sub), None)

    def get_claims(self, purpose: str, user: User, *args: Any, **kwargs: Any) -> dict[str, Any]:
        told = TOLD[user.username]
        if purpose == "userinfo":
            return {name: told[name] for name in ("sub", "email", "email_verified")} | told.get("userinfo", {})
        return {"auth_time": SIGNED_IN[user.username], **told}


def arrange(request: HttpRequest) -> HttpResponse:
    """Take who there is, and where the tracker is."""
    sent = json.loads(request.body)
    name = sent["told"]["email"]
    TOLD[name] = sent["told"]
    User.objects.update_or_create(username=name, defaults={"password": make_password(PASSWORD)})
    columns = {"secret": make_password(SECRET), "scopes": "openid\nemail", "redirect_uris": sent["back"]}
    Client.objects.update_or_create(id=CLIENT, defaults={**columns, "skip_consent": True})
    return HttpResponse()


def altered_token(request: HttpRequest) -> HttpResponse:
    """The tokens, with the signature of one taken away if a test wants it so."""
    answer = token(request)
    sent = json.loads(answer.content)
    if any(told.get("unsigned") for told in TOLD.values()):
        sent["id_token"] = f"{sent['id_token'].rpartition('.')[0]}."
    return JsonResponse(sent, status=answer.status_code)


def note(user: User, **more: Any) -> None:
    SIGNED_IN[user.username] = int(time.time())


authentication_step_completed.connect(note)
urlpatterns = [
    path("arrange/", arrange),
    path("identity/o/api/token", altered_token),
    path("accounts/", include("allauth.account.urls")),
    path("", include("allauth.idp.urls")),
]
