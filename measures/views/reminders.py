"""One's own reminder mail: its settings, the next one, those sent, and what is snoozed."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST

from measures import access
from measures.digests.compose import compose
from measures.digests.plan import next_digest
from measures.digests.queue import briefs_of, digests_of
from measures.forms.reminders import ReminderForm, SnoozeForm
from measures.models import ReminderSettings, Snooze, User
from measures.models.written_dates import written_date
from measures.operations.clock import clock
from measures.operations.reminders import retry_address, set_reminders, snooze_measure, wake_measure
from measures.views.acts import is_done, measure_for, writer_of, writers_only
from measures.views.delivery import DigestRow
from measures.views.from_mail import USUAL_SNOOZE
from measures.views.reading import ReadingRequest, today_of

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
    return render(request, "measures/reminders.html", context, status=400 if form.faults else 200)


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
    return render(request, "measures/reminder_preview.html", {"message": composed.message})


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
    return render(request, "measures/reminder_log.html", {"page": page, "rows": rows})


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
