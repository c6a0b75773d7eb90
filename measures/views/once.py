"""Forms that act once: a second click finds what the first has made, and what was typed survives signing in again."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.db import connection
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.utils.crypto import get_random_string

from measures.models import BulkAct, Entry, Evidence, User
from measures.operations.transactions import in_one_transaction
from measures.views.reading import query

SIGNER = signing.Signer(salt="measures.forms")
MADE, KEPT = "made_by_forms", "kept_draft"
REMEMBERED = 20
MOST_KEPT = 200_000


@dataclass(frozen=True, slots=True)
class Made:
    """What a form made: the key of it, and whether an earlier click had made it."""

    key: str
    again: bool


def new_form_key(user: User) -> str:
    """A key for one form of one writer."""
    return SIGNER.sign(f"{user.pk}.{get_random_string(22)}")


def is_key_of(form_key: str, user: User) -> bool:
    try:
        return SIGNER.unsign(form_key).partition(".")[0] == str(user.pk)
    except signing.BadSignature:
        return False


def hold(name: str) -> None:
    """Let other clicks of the same name wait until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


@in_one_transaction
def make_once(session: SessionBase, form_key: str, make: Callable[[], Entry | Evidence | BulkAct]) -> Made:
    """Make an entry, a source or a bulk act, unless this form has made one already."""
    hold(form_key)
    # Read anew: while this click waited, another may have written.
    current = type(session)(session.session_key)
    made: dict[str, str] = current.get(MADE, {})
    if form_key in made:
        return Made(made[form_key], again=True)
    entry = make()
    session[MADE] = dict([*made.items(), (form_key, entry.key)][-REMEMBERED:])
    session.pop(KEPT, None)
    session.save()
    return Made(entry.key, again=False)


def keep_and_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """Ask to sign in; what was sent by a form is kept, for its writer only, and comes back afterwards."""
    parameters = dict(request.GET.items())
    sent = request.POST.urlencode()
    if request.method == "POST" and len(sent) <= MOST_KEPT:
        parameters["draft"] = request.POST.get("form_key", "")
        request.session[KEPT] = {"form_key": parameters["draft"], "sent": sent}
    return redirect_to_login(request.path + query(parameters))


def kept_draft(request: HttpRequest, user: User) -> QueryDict | None:
    """What this writer had sent before they signed in again."""
    form_key = request.GET.get("draft", "")
    kept = request.session.get(KEPT)
    if not kept or kept["form_key"] != form_key or not is_key_of(form_key, user):
        return None
    return QueryDict(kept["sent"])
