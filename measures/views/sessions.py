"""Dialogue sessions: their list, planning and revising one, and what happens to it as a whole."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from measures import access
from measures.forms.fields import RecordForm
from measures.forms.sessions import SessionEditForm, SessionForm, StricterRuleForm
from measures.models import Circle, DialogueSession, SessionState
from measures.operations.sessions import (
    REVISABLE,
    SessionDraft,
    cancel_session,
    close_session,
    hold_session,
    plan_session,
    revise_session,
    set_rule,
)
from measures.views.acts import is_done, writer_of, writers_only
from measures.views.keeping import ActTarget, ConfirmedAct, confirm_act
from measures.views.once import make_unless_there
from measures.views.pages import paged
from measures.views.reading import Reading, ReadingRequest, query, reading_page, today_of

LATEST_FIRST, PAGE_SIZE = ("-month", "-key"), 50


@reading_page()
def sessions(request: ReadingRequest) -> HttpResponse:
    """The sessions of a report that the reader may read, the latest first, and the reader's circles."""
    report = request.reading.report
    if report is None:
        return render(request, "measures/empty.html")
    page = paged(request.GET, access.sessions_for(request.user).filter(report=report), LATEST_FIRST, PAGE_SIZE)
    circles = list(access.circles_of(request.user).filter(report=report))
    organised = set(Circle.objects.organised_by(request.user.pk).values_list("pk", flat=True)) if circles else set()
    context = {
        "rows": page.rows,
        "circles": [(row, row.pk in organised) for row in circles],
        "may_plan": bool(organised),
        "may_make": access.allows(request.user, "make_circle", report),
        "problems": page.problems,
        "previous_url": page.previous_url,
        "next_url": page.next_url,
    }
    return render(request, "measures/sessions/list.html", context)


@writers_only("")
def plan(request: ReadingRequest) -> HttpResponse:
    """Plan a session in a circle that one organises."""
    report, by = request.reading.report, writer_of(request)
    if report is None:
        return render(request, "measures/empty.html")
    circles = {row.key: row for row in report.circles.organised_by(by.pk)}
    if not circles:
        raise PermissionDenied
    form = SessionForm(
        request.POST or None,
        initial={"circle": request.GET.get("circle", "")},
        circles=circles.values(),
        subjects=report.subjects.standing(),
    )
    made: list[DialogueSession] = []

    def make() -> None:
        values = dict(form.cleaned_data)
        circle = circles[values.pop("circle")]
        draft = SessionDraft(**values)
        same = {"title": draft.title, "month": draft.month, "state": SessionState.PLANNED}
        made.append(make_unless_there(circle.sessions.all(), same, lambda: plan_session(circle, draft, by=by)))

    if is_done(form, make):
        messages.success(request, _("Planned. Next, give it an agenda."))
        return redirect("session", made[0].key)
    warning = _("A meeting whose existence must not be known is not recorded here.")
    act = ConfirmedAct(_("Plan a session"), warning, _("Plan the session"), is_grave=True)
    context = {"place": list_target(request.reading), "form": form, "act": act}
    return render(request, "measures/keep.html", context, status=400 if form.errors else 200)


@writers_only("")
def edit_session(request: ReadingRequest, key: str) -> HttpResponse:
    """Change what a session says of itself."""
    row = session_for(request, key, "organise_session")
    present = {name: getattr(row, name) for name in REVISABLE}
    present |= {"subjects": [each.key for each in row.subjects.all()], "version": row.version}
    form = SessionEditForm(
        request.POST or None, initial=present, subjects=row.report.subjects.standing(), marking=row.marking
    )
    act = ConfirmedAct(_("Edit the session"), _("What is recorded here says nothing of who was there."), _("Save"))

    def done() -> str:
        changes = dict(form.cleaned_data)
        revise_session(row, changes=changes, version=changes.pop("version"), by=writer_of(request))
        return _("Saved.")

    return confirm_act(request, session_target(row, request.reading), form, act, done)


@writers_only("")
def make_stricter(request: ReadingRequest, key: str) -> HttpResponse:
    """Make the rule of a session stricter."""
    row = session_for(request, key, "organise_session")
    form = StricterRuleForm(request.POST or None, present=row.rule)
    act = ConfirmedAct(
        _("Make the rule stricter"),
        _("This cannot be undone. The rule of one item is made stricter in the agenda."),
        _("Make it stricter"),
    )

    def done() -> str:
        set_rule(row, rule=form.cleaned_data["rule"], by=writer_of(request))
        return _("The rule is stricter now.")

    return confirm_act(request, session_target(row, request.reading), form, act, done)


@writers_only("")
def hold(request: ReadingRequest, key: str) -> HttpResponse:
    """Say that a session took place."""
    act = ConfirmedAct(_("The session was held"), _("Notes can then be written of it."), _("It was held"))

    def move(row: DialogueSession) -> str:
        by = writer_of(request)
        hold_session(row, on=today_of(by), by=by)
        return _("Recorded: it was held.")

    return moved(request, key, act, move)


@writers_only("")
def close(request: ReadingRequest, key: str) -> HttpResponse:
    """Close a session."""
    act = ConfirmedAct(
        _("Close the session"),
        _("This cannot be undone. Its notes have to be final; only follow-ups are added and done afterwards."),
        _("Close it"),
    )

    def move(row: DialogueSession) -> str:
        close_session(row, by=writer_of(request))
        return _("Closed.")

    return moved(request, key, act, move)


@writers_only("")
def cancel(request: ReadingRequest, key: str) -> HttpResponse:
    """Say that a session does not take place."""
    act = ConfirmedAct(
        _("Cancel the session"), _("This cannot be undone. It stays listed as cancelled."), _("It does not take place")
    )

    def move(row: DialogueSession) -> str:
        cancel_session(row, by=writer_of(request))
        return _("Cancelled.")

    return moved(request, key, act, move)


def moved(request: ReadingRequest, key: str, act: ConfirmedAct, move: Callable[[DialogueSession], str]) -> HttpResponse:
    """Move a session to another state once that is confirmed."""
    row = session_for(request, key, "organise_session")
    form = RecordForm(request.POST if request.method == "POST" else None)
    return confirm_act(request, session_target(row, request.reading), form, act, lambda: move(row))


def session_for(request: ReadingRequest, key: str, act: str = "") -> DialogueSession:
    """The session with this key, if the reader may read it and do this; the page is then about its report."""
    rows = access.sessions_for(request.user).select_related("report", "circle")
    row: DialogueSession = get_object_or_404(rows, key=key)
    if act and not access.allows(request.user, act, row):
        raise PermissionDenied
    request.reading = request.reading.of(row.report)
    return row


def list_target(reading: Reading) -> ActTarget:
    """The page of the sessions of the report."""
    page, overview = reverse("sessions") + query(reading.kept), reverse("overview") + query(reading.kept)
    name, back = _("Dialogue sessions"), _("Back to the sessions")
    return ActTarget(str(reading.report), name, page, back, _("Overview"), overview)


def session_target(row: DialogueSession, reading: Reading) -> ActTarget:
    page, above = reverse("session", args=[row.key]), reverse("sessions") + query(reading.kept)
    return ActTarget(str(row), str(row), page, _("Back to the session"), _("Dialogue sessions"), above)
