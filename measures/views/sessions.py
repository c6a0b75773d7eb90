"""Dialogue sessions: their list, planning and revising one, and what happens to it as a whole."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from measures import access
from measures.forms.fields import RecordForm
from measures.forms.sessions import SessionEditForm, SessionForm, StricterRuleForm
from measures.lists.paging import reverse_order
from measures.lists.sessions import SessionSerializer
from measures.models import DialogueSession, Report, SessionState
from measures.models.circles import BY_NAME
from measures.models.sessions import BY_MONTH
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
from measures.publishing.session_filters import SessionFilters
from measures.views.acts import is_done, writer_of, writers_only
from measures.views.exports import chosen_format, export_page
from measures.views.filter_fields import OTHER_PARAMETERS, choices_of, parameters_of, problems_of
from measures.views.keeping import ActTarget, ConfirmedAct, confirm_act
from measures.views.once import make_unless_there
from measures.views.pages import around_rows, paged
from measures.views.reading import Reading, ReadingRequest, query, reading_page, today_of

LATEST_FIRST, PAGE_SIZE = tuple(map(reverse_order, BY_MONTH)), 50
# Where the page of the circles begins that stands below that of the sessions.
OF_CIRCLES = "circles"


@reading_page()
def sessions(request: ReadingRequest) -> HttpResponseBase:
    """The sessions of a report that the reader may read, the latest first, and the reader's circles."""
    reading = request.reading
    if reading.report is None:
        return render(request, "measures/empty.html")
    parameters = parameters_of(request.GET, reading)
    others = (*OTHER_PARAMETERS, OF_CIRCLES)
    seen = access.sessions_for(request.user)
    filters = SessionFilters(parameters, seen, reader=request.user, on=reading.on, other_parameters=others)
    problems = problems_of(filters)
    if chosen_format(request) and not problems:
        return export_page(request, reading, SessionSerializer, filters.qs.order_by(*LATEST_FIRST))
    page = paged(parameters, filters.qs, LATEST_FIRST, PAGE_SIZE)
    rows = access.circles_of(request.user).filter(report=reading.report)
    circles = paged(request.GET, rows, BY_NAME, PAGE_SIZE, parameter=OF_CIRCLES)
    organised = organised_in(reading.report, request.user) if circles.rows else set()
    context = {
        "rows": page.rows,
        "may_make": access.allows(request.user, "make_circle", reading.report),
        "circles": [(row, row.pk in organised) for row in circles.rows],
        "circles_page": circles,
        "may_plan": bool(organised),
        **{f"{name}s": choices_of(filters.form, name, parameters) for name in ("state", "rule", "track")},
        "hidden": [(name, parameters[name]) for name in ("report", "circle", "subject") if name in parameters],
        **around_rows(request, parameters, filters, page, [*problems, *circles.problems]),
    }
    return render(request, "measures/sessions/list.html", context, status=400 if context["problems"] else 200)


def organised_in(report: Report, reader: access.Reader) -> set[int]:
    """The circles of a report whose sessions a reader organises, by primary key."""
    return set(access.circles_organised_by(reader).filter(report=report).values_list("pk", flat=True))


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
