"""Forms that act once: a second click finds what the first has made, and what was typed survives signing in again."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from allauth.account.forms import LoginForm
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.db import connection
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.crypto import get_random_string

from measures.models import User
from measures.operations.transactions import in_one_transaction
from measures.views.reading import query

SIGNER = signing.Signer(salt="measures.forms")
MADE, KEPT = "made_by_forms", "kept_draft"
REMEMBERED = 20
MOST_KEPT = 200_000


class Keyed(Protocol):
    """What has a key."""

    @property
    def key(self) -> str:
        """What it is called in addresses."""


@dataclass(frozen=True, slots=True)
class FormResult:
    """What a form made: its key, and whether an earlier click made it."""

    key: str
    again: bool


def new_form_key(user: User) -> str:
    """A key for one form of one writer."""
    return SIGNER.sign(f"{user.pk}.{get_random_string(22)}")


def form_key_of(request: HttpRequest, user: User) -> str:
    """The key that came with a form of this writer, else a new one."""
    sent = request.POST.get("form_key", "")
    return sent if is_key_of(sent, user) else new_form_key(user)


def is_key_of(form_key: str, user: User) -> bool:
    return user_of_key(form_key) == str(user.pk)


def user_of_key(form_key: str) -> str:
    """The number of the writer to whom a form was given; nothing if it is no form of ours."""
    try:
        return SIGNER.unsign(form_key).partition(".")[0]
    except signing.BadSignature:
        return ""


def remember_draft(name: str) -> None:
    """Make other clicks of the same name wait until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


@in_one_transaction
def make_once(session: SessionBase, form_key: str, make: Callable[[], Keyed]) -> FormResult:
    """Make a row that has a key, unless this form has made one already."""
    remember_draft(form_key)
    # Read again: while this click waited, another may have written.
    current = type(session)(session.session_key)
    made: dict[str, str] = current.get(MADE, {})
    if form_key in made:
        return FormResult(made[form_key], again=True)
    entry = make()
    session[MADE] = dict([*made.items(), (form_key, entry.key)][-REMEMBERED:])
    session.pop(KEPT, None)
    session.save()
    return FormResult(entry.key, again=False)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask to sign in; what a form had sent stays on that page, and comes back to its writer afterwards.

    Nothing of it is kept here before somebody has signed in.
    """
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    sent = request.POST.urlencode()
    back = {**request.GET.dict(), "draft": request.POST.get("form_key", "")}
    context = {
        "form": LoginForm(request=request),
        "redirect_field_name": REDIRECT_FIELD_NAME,
        "redirect_field_value": request.path + query(back),
        "draft": sent if len(sent) <= MOST_KEPT else "",
        "is_lost": len(sent) > MOST_KEPT,
    }
    return render(request, "account/login.html", context, status=HTTPStatus.UNAUTHORIZED)


def keep_draft(request: HttpRequest) -> None:
    """Keep what somebody had sent before signing in, if it was a form of ours; only its own writer gets it back."""
    sent = request.POST.get("draft", "")
    if not sent or len(sent) > MOST_KEPT:
        return
    form_key = QueryDict(sent).get("form_key", "")
    if user_of_key(form_key):
        request.session[KEPT] = {"form_key": form_key, "sent": sent}


def kept_draft(request: HttpRequest, user: User) -> QueryDict | None:
    """What this writer had sent before signing in again."""
    form_key = request.GET.get("draft", "")
    kept = request.session.get(KEPT)
    if not kept or kept["form_key"] != form_key or not is_key_of(form_key, user):
        return None
    return QueryDict(kept["sent"])
