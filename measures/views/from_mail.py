"""What a link in a digest opens: a page with one button, so that a scanner that follows links changes nothing."""

from datetime import timedelta
from http import HTTPStatus

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from measures import access
from measures.digests.mail_urls import CHECKED, LINKS_LAST, SNOOZE, STOP, Purpose
from measures.forms.reminders import SnoozeForm
from measures.models import Measure, User
from measures.models.written_dates import written_date
from measures.operations.reminders import snooze_measure, stop_brief, stop_reminders
from measures.views.acts import checked_once, is_done
from measures.views.reading import today_of

TEMPLATE = "measures/from_mail.html"
USUAL_SNOOZE = timedelta(days=28)
METHODS = ["GET", "HEAD", "POST"]


def purpose_of(act: str, token: str) -> tuple[Purpose, User]:
    """The user whom a signed address is for; nobody if the account is closed."""
    purpose = Purpose.of(act, token)
    if purpose is None:
        raise Http404
    return purpose, get_object_or_404(User, pk=purpose.user, is_active=True)


def is_over(purpose: Purpose) -> bool:
    return purpose.is_over(on=timezone.now().date())


def say_it_is_over(request: HttpRequest) -> HttpResponse:
    context = {
        "heading": _("This link has expired"),
        "text": _(
            "A link in an email works for %(days)d days. Newer emails have newer links, and if you sign in "
            "you can do the same on the measure’s page."
        )
        % {"days": LINKS_LAST.days},
    }
    return render(request, TEMPLATE, context, status=HTTPStatus.GONE)


def measure_of(purpose: Purpose, user: User) -> Measure:
    """The measure, if a mail may still name it to this person: whoever has the link sees it without signing in."""
    seen = Measure.objects.visible_to(access.audience_sent_to(user)).select_related("report")
    measure: Measure = get_object_or_404(seen, key=purpose.on)
    return measure


@csrf_exempt
@require_http_methods(METHODS)
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Turn digests or a brief off: by the button, or by one click in the mail program (RFC 8058)."""
    purpose, user = purpose_of(STOP, token)
    with override(user.language):
        context = words_of_brief(user) if purpose.on else words_of_digests(user)
        done = context.pop("done")
        if request.method == "POST":
            if purpose.on:
                stop_brief(user, slug=purpose.on, by=user)
            else:
                stop_reminders(user, by=user, at=timezone.now())
            context["done"] = done
        return render(request, TEMPLATE, context)


def words_of_digests(user: User) -> dict[str, str]:
    return {
        "heading": _("Stop the digests"),
        "text": _("No more reminder emails will be sent to %(email)s.") % {"email": user.email},
        "button": _("Stop them"),
        "done": _("Done: you will get no more digests. You can turn them on again in your settings."),
    }


def words_of_brief(user: User) -> dict[str, str]:
    """The page does not name the report, which its reader may no longer read."""
    return {
        "heading": _("Stop this brief"),
        "text": _("This brief will no longer be sent to %(email)s.") % {"email": user.email},
        "button": _("Stop it"),
        "done": _("Done: you will no longer get this brief. You can turn it on again in your settings."),
    }


@csrf_exempt
@require_http_methods(METHODS)
def snooze_from_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Snooze the reminders of a measure until a day."""
    purpose, user = purpose_of(SNOOZE, token)
    with override(user.language):
        if is_over(purpose):
            return say_it_is_over(request)
        measure = measure_of(purpose, user)
        today = today_of(user)
        form = SnoozeForm(request.POST or None, until=today + USUAL_SNOOZE)
        context = {
            "heading": _("Snooze reminders"),
            "measure": measure,
            "form": form,
            "button": _("Snooze"),
        }
        if is_done(form, lambda: snooze_measure(measure, by=user, on=today, **form.cleaned_data)):
            until = written_date(form.cleaned_data["until"])
            context["done"] = _("Done: no reminder about it before %(day)s.") % {"day": until}
        return render(request, TEMPLATE, context, status=400 if form.errors else 200)


@require_http_methods(METHODS)
def checked(request: HttpRequest, token: str) -> HttpResponseBase:
    """Note that a measure was checked and there is nothing new; only its recipient may, signed in."""
    purpose, user = purpose_of(CHECKED, token)
    if is_over(purpose):
        return say_it_is_over(request)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if request.user.pk != user.pk or not access.allows_somewhere(user, "confirm_unchanged"):
        raise PermissionDenied
    measure = measure_of(purpose, user)
    if not access.allows(user, "confirm_unchanged", measure):
        raise PermissionDenied
    context = {
        "heading": _("Checked, nothing new"),
        "text": _("You looked and found nothing new. This will be recorded in the journal under your name."),
        "measure": measure,
        "button": _("Checked, nothing new"),
    }
    if request.method == "POST":
        chosen = Measure.objects.filter(pk=measure.pk)
        fresh, _repeated = checked_once(chosen, by=user, today=timezone.now().date())
        context["done"] = (
            _("Recorded: checked, nothing new.")
            if fresh
            else _("You have already recorded this today. It was not recorded a second time.")
        )
    return render(request, TEMPLATE, context)
