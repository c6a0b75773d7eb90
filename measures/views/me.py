"""One's own page: what one owns and watches, saved views, reminders, tokens, addresses, language and time zone."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from measures.forms.me import ProfileForm, TokenForm
from measures.models import AccessToken, Measure, SecretUrl, User
from measures.models.measures import MeasureQuerySet
from measures.operations.accounts import revise_profile
from measures.operations.clock import clock
from measures.operations.credentials import create_token, revoke_credential
from measures.views.acts import reauthenticated_only, writer_of, writers_only
from measures.views.menus import menu_for
from measures.views.reading import Reading, ReadingRequest, query
from measures.views.saved_views import view_links
from measures.wing import from_wings, wings

SHOWN = 20


@never_cache
@writers_only("watch_measure")
def me(request: ReadingRequest) -> HttpResponse:
    """The page; when sent what somebody chooses for their account, it saves that."""
    user = writer_of(request)
    form = ProfileForm(request.POST or None, initial=profile_of(user))
    if form.is_bound and form.is_valid():
        user = revise_profile(user, changes=form.cleaned_data)
        with override(user.language):
            messages.success(request, _("Saved."))
        answer = redirect("me")
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, secure=settings.LANGUAGE_COOKIE_SECURE)
        return answer
    return own_page(request, form=form)


def profile_of(user: User) -> dict[str, object]:
    """What somebody has chosen for their account."""
    return {name: getattr(user, name) for name in ProfileForm.base_fields}


@never_cache
@require_POST
@writers_only("watch_measure")
@reauthenticated_only
def make_token(request: ReadingRequest) -> HttpResponse:
    """Make a token; it is shown in this answer and never again."""
    form = TokenForm(request.POST, reports=request.reading.offered)
    if form.is_valid():
        fields = form.cleaned_data
        try:
            _token, secret = create_token(
                writer_of(request),
                name=fields["called"],
                scope=fields["scope"],
                expires_at=form.expires_at(at=clock()),
                report=fields["report"],
                audience=fields["audience"],
            )
        except ValidationError as error:
            form.add_error("called", error.messages)
        else:
            return own_page(request, made=secret)
    return own_page(request, tokens=form)


@require_POST
@writers_only("watch_measure")
def revoke(request: ReadingRequest, token: int) -> HttpResponseRedirect:
    """Revoke a token; a second click changes nothing."""
    user = writer_of(request)
    revoke_credential(get_object_or_404(AccessToken, user=user, pk=token), by=user)
    messages.success(request, _("Token revoked."))
    return redirect(reverse("me") + "#tokens")


def own_page(
    request: ReadingRequest, *, form: ProfileForm | None = None, tokens: TokenForm | None = None, made: str = ""
) -> HttpResponse:
    """The page, with the errors of the form that was sent, or with the new token."""
    user, reading = writer_of(request), request.reading
    profile = form or ProfileForm(initial=profile_of(user))
    token_form = tokens or TokenForm(reports=reading.offered)
    faults = [*profile.faults, *token_form.faults]
    context = {
        "owned": mine(own_measures(reading).owned_by(user), {"owner": "me"}, reading),
        "watched": mine(own_measures(reading).filter(watches__user=user), {"followed": "true"}, reading),
        **view_links(user),
        "tokens": AccessToken.objects.filter(user=user)
        .select_related("report")
        .order_by("revoked_at", "-created_at", "-pk"),
        "addresses": SecretUrl.objects.filter(user=user, revoked_at=None).count(),
        "panels": from_wings(lambda wing: wing.account_panels),
        "links": menu_for(user, reading.report, (wing.account_links for wing in wings())),
        "profile": profile,
        "token_form": token_form,
        "faults": faults,
        "made": made,
    }
    status = 400 if faults else 201 if made else 200
    return render(request, "measures/me.html", context, status=status)


def own_measures(reading: Reading) -> MeasureQuerySet:
    seen: MeasureQuerySet = Measure.objects.seen_by(reading.audience).whole().select_related("report")
    return seen


def mine(measures: MeasureQuerySet, filters: dict[str, str], reading: Reading) -> dict[str, object]:
    """The first of some measures, of every report; the list they link to is that of the present one."""
    found = list(measures.order_by("report", "position", "pk")[: SHOWN + 1])
    url = reverse("measures") + query({**reading.kept, **filters})
    return {"measures": found[:SHOWN], "has_more": len(found) > SHOWN, "url": url}
