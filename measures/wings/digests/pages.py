"""One's reminders and what they said, the queue of an administrator, and what links in mails do."""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Self

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from measures import access
from measures.models import Measure, User
from measures.models.written_dates import written_date
from measures.operations.clock import clock
from measures.views.acts import checked_once, is_done, measure_for, writer_of, writers_only
from measures.views.reading import ReadingRequest, today_of
from measures.whole_numbers import whole_number
from measures.wings.digests.compose import compose
from measures.wings.digests.forms import ReminderForm, SnoozeForm
from measures.wings.digests.mail_urls import CHECKED, LINKS_LAST, SNOOZE, STOP, Purpose
from measures.wings.digests.models import Cadence, Digest, ReminderSettings, Snooze
from measures.wings.digests.operations import (
    retry_address,
    retry_digest,
    set_reminders,
    snooze_measure,
    stop_brief,
    stop_reminders,
    wake_measure,
)
from measures.wings.digests.plan import next_digest
from measures.wings.digests.queue import briefs_of, digests_of, failing_digests, refused_addresses

PAGE_SIZE = 50
# A mail has styles of its own, so it is shown in a frame, where no script runs.
MAIL_CSP = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "frame-ancestors": [CSP.SELF],
}
PREVIEW_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}


@writers_only("watch_measure")
def my_reminders(request: ReadingRequest) -> HttpResponse:
    """One's settings: when the digest comes and what it contains."""
    by = writer_of(request)
    reminders = ReminderSettings.of(by)
    audience = access.audience_sent_to(by)
    reports = [each for each in request.reading.offered if audience.may_read(each.marking, each.pk)]
    form = ReminderForm(request.POST or None, initial=ReminderForm.values_of(reminders, briefs_of(by)), reports=reports)
    if is_done(form, lambda: save_reminders(form, by)):
        saved = ReminderSettings.objects.get(user=by.pk)
        schedule = saved.schedule.in_words(saved.user.time_zone)
        messages.success(request, _("Saved: %(schedule)s.") % {"schedule": schedule})
        return redirect("my_reminders")
    due = None if reminders.refused_at else reminders.next_due(after=timezone.now())
    context = {
        "form": form,
        "faults": form.faults,
        "reminders": reminders,
        "may_retry": access.allows(by, "retry_digest"),
        "next_due": due,
        "next_day": written_date(due.date()) if due else "",
        "snoozes": Snooze.objects.filter(user=by, until__gt=today_of(by)).select_related("measure"),
    }
    return render(request, "digests/reminders.html", context, status=400 if form.faults else 200)


def save_reminders(form: ReminderForm, by: User) -> None:
    set_reminders(by, by=by, at=clock(), changes=form.changes, briefs=form.wanted_briefs)


@require_POST
@writers_only("watch_measure")
def address_works(request: ReadingRequest) -> HttpResponseRedirect:
    """Note that one's address takes mail again."""
    by = writer_of(request)
    retry_address(by, by=by, at=clock())
    messages.success(request, _("Emails are sent to %(email)s again.") % {"email": by.email})
    return redirect("my_reminders")


@csp_override(PREVIEW_CSP)
@writers_only("watch_measure")
def preview(request: ReadingRequest) -> HttpResponse:
    """What one's next digest would contain if it came now."""
    by = writer_of(request)
    [composed] = compose([next_digest(by, at=clock())])
    return render(request, "digests/reminder_preview.html", {"message": composed.message})


@csp_override(MAIL_CSP)
@xframe_options_sameorigin
@writers_only("watch_measure")
def preview_mail(request: ReadingRequest) -> HttpResponse:
    """The mail itself, for the frame of the preview."""
    [composed] = compose([next_digest(writer_of(request), at=clock())])
    return HttpResponse(composed.html)


@writers_only("watch_measure")
def sent(request: ReadingRequest) -> HttpResponse:
    """The digests that were sent to one: when, why, and with what result."""
    page = Paginator(digests_of(writer_of(request)), PAGE_SIZE).get_page(request.GET.get("page", "1"))
    rows = [DigestRow.of(digest) for digest in page.object_list]
    return render(request, "digests/reminder_log.html", {"page": page, "rows": rows})


@writers_only("watch_measure")
def snooze_on_page(request: ReadingRequest, key: str) -> HttpResponse:
    """Snooze the reminders of a measure until a day."""
    measure, by = measure_for(request, key), writer_of(request)
    today = today_of(by)
    form = SnoozeForm(request.POST or None, until=today + USUAL_SNOOZE)
    if is_done(form, lambda: snooze_measure(measure, by=by, on=today, **form.cleaned_data)):
        until = written_date(form.cleaned_data["until"])
        messages.success(request, _("No reminder about it before %(day)s.") % {"day": until})
        return redirect("measure", key)
    context = {"form": form, "faults": form.faults, "measure": measure, "heading": _("Snooze reminders")}
    return render(request, "measures/act.html", context | {"save": _("Snooze")}, status=400 if form.faults else 200)


@require_POST
@writers_only("watch_measure")
def wake(request: ReadingRequest, key: str) -> HttpResponseRedirect:
    """End the snoozing of a measure."""
    wake_measure(measure_for(request, key), by=writer_of(request))
    messages.success(request, _("You will be reminded about it again."))
    return redirect("my_reminders")


QUEUE_PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class DigestRow:
    """A digest or a brief in a log: what it said, when, why, and with what result."""

    digest: Digest
    what: str
    why: str
    result: str

    @classmethod
    def of(cls, digest: Digest) -> Self:
        names = section_names()
        counts = [f"{names[name]} {count}" for name, count in digest.counts.items() if name in names]
        brief = [_("Brief: %(report)s") % {"report": digest.brief_of.words("title")}] if digest.brief_of else []
        return cls(digest, " · ".join(brief + counts), reason_for(digest), result(digest))


def section_names() -> dict[str, str]:
    return {
        "notices": _("For you"),
        "overdue": _("Overdue"),
        "due_soon": _("Due soon"),
        "unchecked": _("Unchecked"),
        "dates": _("Dates ahead"),
        "inbox": _("Inbox"),
        "feeds": _("Feeds that fail"),
        "reviews": _("Waiting for my review"),
        "news": _("New"),
        "happened": _("Developments"),
    }


def reason_for(digest: Digest) -> str:
    cadence = str(Cadence(digest.cadence).label)
    if digest.caught_up_with is None:
        return cadence
    return _("%(cadence)s, late: due on %(day)s") % {"cadence": cadence, "day": written_date(digest.caught_up_with)}


def result(digest: Digest) -> str:
    if digest.nothing_to_say:
        return _("Nothing new to tell, nothing sent")
    if digest.sent_at:
        return _("Sent")
    if digest.parked_at:
        return _("Given up: %(problem)s") % {"problem": digest.problem}
    return _("Tried again later: %(problem)s") % {"problem": digest.problem} if digest.problem else _("Waiting")


@writers_only("retry_digest")
def queue(request: ReadingRequest) -> HttpResponse:
    """The digests and briefs that could not be sent and the addresses that refuse mail, for administrators."""
    page = Paginator(failing_digests(), QUEUE_PAGE_SIZE).get_page(request.GET.get("page", "1"))
    rows = [DigestRow.of(digest) for digest in page.object_list]
    context = {"page": page, "rows": rows, "refused": refused_addresses()[:QUEUE_PAGE_SIZE]}
    return render(request, "digests/reminder_queue.html", context)


@require_POST
@writers_only("retry_digest")
def retry(request: ReadingRequest) -> HttpResponseRedirect:
    """Try a digest again."""
    sent = request.POST.get("digest", "")
    digest = get_object_or_404(Digest, pk=whole_number(sent))
    retry_digest(digest, by=writer_of(request))
    messages.success(request, _("Tried again within a minute."))
    return redirect("reminder_queue")


TEMPLATE = "digests/from_mail.html"
USUAL_SNOOZE = timedelta(days=28)
METHODS = ["GET", "HEAD", "POST"]


def purpose_of(act: str, token: str) -> tuple[Purpose, User]:
    """The user whom a signed address is for; nobody if the account is closed."""
    purpose = Purpose.of(act, token)
    if purpose is None:
        raise Http404
    return purpose, get_object_or_404(User, pk=purpose.user, is_active=True)


def is_expired(purpose: Purpose) -> bool:
    return purpose.is_expired(on=timezone.now().date())


def expired_link_page(request: HttpRequest) -> HttpResponse:
    context = {
        "heading": _("This link has expired"),
        "text": _(
            "A link in an email works for %(days)d days. Use a newer email, or sign in and do it on the measure’s page."
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
        "done": _("Done: you no longer get digests. Your settings can turn them on again."),
    }


def words_of_brief(user: User) -> dict[str, str]:
    """The page does not name the report, which its reader may no longer read."""
    return {
        "heading": _("Stop this brief"),
        "text": _("This brief will no longer be sent to %(email)s.") % {"email": user.email},
        "button": _("Stop it"),
        "done": _("Done: you no longer get this brief. Your settings can turn it on again."),
    }


@csrf_exempt
@require_http_methods(METHODS)
def snooze_from_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Snooze the reminders of a measure until a day."""
    purpose, user = purpose_of(SNOOZE, token)
    with override(user.language):
        if is_expired(purpose):
            return expired_link_page(request)
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
            context["done"] = _("No reminder about it before %(day)s.") % {"day": until}
        return render(request, TEMPLATE, context, status=400 if form.errors else 200)


@require_http_methods(METHODS)
def checked(request: HttpRequest, token: str) -> HttpResponseBase:
    """Note that a measure was checked and there is nothing new; only its recipient may, signed in."""
    purpose, user = purpose_of(CHECKED, token)
    if is_expired(purpose):
        return expired_link_page(request)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if request.user.pk != user.pk or not access.allows_somewhere(user, "confirm_unchanged"):
        raise PermissionDenied
    measure = measure_of(purpose, user)
    if not access.allows(user, "confirm_unchanged", measure):
        raise PermissionDenied
    context = {
        "heading": _("Checked, nothing new"),
        "text": _("You looked and found nothing new. The journal records this under your name."),
        "measure": measure,
        "button": _("Checked, nothing new"),
    }
    if request.method == "POST":
        chosen = Measure.objects.filter(pk=measure.pk)
        fresh, _repeated = checked_once(chosen, by=user, today=timezone.now().date())
        context["done"] = _("Recorded: checked, nothing new.") if fresh else _("You have already recorded this today.")
    return render(request, TEMPLATE, context)
