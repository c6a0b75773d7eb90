"""One's webhooks: a list with a form for another, and one of them with its latest calls."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from measures import access
from measures.models import User
from measures.operations.clock import clock
from measures.views.acts import act_with_message, button_form, is_done, reauthenticated_only, writer_of, writers_only
from measures.views.keeping import ActTarget, ConfirmedAct, confirm_act
from measures.views.reading import ReadingRequest, query, today_of
from measures.wings.webhooks.forms import WebhookForm
from measures.wings.webhooks.models import Webhook
from measures.wings.webhooks.operations import (
    create_webhook,
    remove_webhook,
    replace_secret,
    send_again,
    send_test,
    switch_webhook,
)

CALLS_SHOWN = 50


@never_cache
@writers_only("keep_webhook")
@reauthenticated_only
def webhooks(request: ReadingRequest) -> HttpResponse:
    """The webhooks of the user, and a form for another; its secret is shown in the answer that makes it."""
    user = writer_of(request)
    is_of_team = access.allows(user, "read_candidates", request.reading.report)
    form = WebhookForm(request.POST or None, reports=request.reading.offered, is_of_team=is_of_team)
    made: list[tuple[Webhook, str]] = []

    def make() -> None:
        fields = dict(form.cleaned_data)
        name = fields.pop("called")
        made.append(create_webhook(user, name=name, on=today_of(user), at=clock(), **fields))

    if is_done(form, make, at="called"):
        webhook, secret = made[0]
        return webhook_page(request, webhook, secret=secret, status=201)
    context = {
        "form": form,
        "faults": form.faults,
        "webhooks": user.webhooks.standing().select_related("report").order_by("name", "pk"),
        "is_off": not settings.CBM_FETCH,
    }
    return render(request, "webhooks/webhooks.html", context, status=400 if form.is_bound else 200)


@never_cache
@writers_only("keep_webhook")
def webhook(request: ReadingRequest, key: str) -> HttpResponse:
    """One webhook with its latest calls."""
    return webhook_page(request, webhook_of(writer_of(request), key))


def webhook_of(user: User, key: str) -> Webhook:
    return get_object_or_404(user.webhooks.standing().select_related("report"), key=key)


def webhook_page(request: ReadingRequest, row: Webhook, *, secret: str = "", status: int = 200) -> HttpResponse:
    context = {
        "row": row,
        "secret": secret,
        "calls": row.deliveries.shown().order_by("-number")[:CALLS_SHOWN],
        "is_off": not settings.CBM_FETCH,
    }
    return render(request, "webhooks/webhook.html", context, status=status)


@never_cache
@require_POST
@writers_only("keep_webhook")
@reauthenticated_only
def replace_webhook_secret(request: ReadingRequest, key: str) -> HttpResponse:
    """Give a webhook another secret, which is shown once."""
    user = writer_of(request)
    row = webhook_of(user, key)
    secret = replace_secret(row, by=user, at=clock())
    return webhook_page(request, row, secret=secret)


def webhook_act(act: Callable[..., object], done: str | Promise, **given: object) -> Callable[..., HttpResponseBase]:
    """The view of what one click does to a webhook, and of what is told of it."""

    @require_POST
    @writers_only("keep_webhook")
    def view(request: ReadingRequest, key: str) -> HttpResponseRedirect:
        user = writer_of(request)
        row = webhook_of(user, key)
        act_with_message(request, lambda: act(row, by=user, at=clock(), **given), str(done))
        return redirect("webhook", key)

    return view


SWITCHED_ON = gettext_lazy("Switched on. What waits is sent within a minute.")
SWITCHED_OFF = gettext_lazy("Switched off. What happens meanwhile is sent once it is on again.")
switch_webhook_on = webhook_act(switch_webhook, SWITCHED_ON, is_on=True)
switch_webhook_off = webhook_act(switch_webhook, SWITCHED_OFF, is_on=False)
test_webhook = webhook_act(send_test, gettext_lazy("A test is sent within a minute."))


@writers_only("keep_webhook")
def remove_webhook_page(request: ReadingRequest, key: str) -> HttpResponse:
    """Remove a webhook."""
    user = writer_of(request)
    row = webhook_of(user, key)
    page, done = reverse("webhooks") + query(request.reading.kept), _("Removed. The address is called no more.")
    act = ConfirmedAct(_("Remove this webhook"), _("What waits is not sent any more."), _("Remove"), done)
    place = ActTarget(row.name, _("Webhooks"), page, _("Back to the webhooks"), _("My page"), reverse("me"))
    return confirm_act(request, place, button_form(request), act, lambda: remove_webhook(row, by=user, at=clock()))


@require_POST
@writers_only("keep_webhook")
def call_again(request: ReadingRequest, key: str, message: str) -> HttpResponseRedirect:
    """Make a call once more."""
    user = writer_of(request)
    row = webhook_of(user, key)
    send_again(get_object_or_404(row.deliveries.shown().by_message(message)), by=user)
    messages.success(request, _("Sent again within a minute, with the same id."))
    return redirect("webhook", key)
