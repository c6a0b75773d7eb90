"""Dialogue sessions: their list, planning and revising one, and what happens to it as a whole."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from measures import access
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
from measures.views.acts import button_form, is_done, writer_of, writers_only
from measures.views.exports import chosen_format, export_page
from measures.views.filter_fields import choices_of, hidden_fields, list_filters, parameters_of, problems_of
from measures.views.keeping import ConfirmedAct, confirm_act, list_target, row_target
from measures.views.once import make_unless_there
from measures.views.pages import around_rows, paged
from measures.views.reading import ReadingRequest, for_report, reading_page, row_for, today_of

LATEST_FIRST, PAGE_SIZE = tuple(map(reverse_order, BY_MONTH)), 50
# The filters that the form offers.
OFFERED = ("state", "rule", "track")
# Where the page of the circles begins that stands below that of the sessions.
OF_CIRCLES = "circles"


@reading_page()
@for_report
def sessions(request: ReadingRequest, report: Report) -> HttpResponseBase:
    """The sessions of a report that the reader may read, the latest first, and the reader's circles."""
    reading = request.reading
    parameters = parameters_of(request.GET, reading)
    filters = list_filters(SessionFilters, parameters, access.sessions_for(request.user), reading, OF_CIRCLES)
    problems = problems_of(filters)
    if chosen_format(request) and not problems:
        return export_page(request, reading, SessionSerializer, filters.qs.order_by(*LATEST_FIRST))
    page = paged(parameters, filters.qs, LATEST_FIRST, PAGE_SIZE)
    rows = access.circles_of(request.user).filter(report=report)
    circles = paged(request.GET, rows, BY_NAME, PAGE_SIZE, parameter=OF_CIRCLES)
    organised = organised_in(report, request.user) if circles.rows else set()
    context = {
        "rows": page.rows,
        "may_make": access.allows(request.user, "make_circle", report),
        "circles": [(row, row.pk in organised) for row in circles.rows],
        "circles_page": circles,
        "may_plan": bool(organised),
        **{f"{name}s": choices_of(filters.form, name, parameters) for name in OFFERED},
        "hidden": hidden_fields(filters, parameters, OFFERED),
        **around_rows(request, parameters, filters, page, [*problems, *circles.problems]),
    }
    return render(request, "measures/sessions/list.html", context, status=400 if context["problems"] else 200)


def organised_in(report: Report, reader: access.Reader) -> set[int]:
    """The circles of a report whose sessions a reader organises, by primary key."""
    return set(access.circles_organised_by(reader).filter(report=report).values_list("pk", flat=True))


@writers_only("")
@for_report
def plan(request: ReadingRequest, report: Report) -> HttpResponse:
    """Plan a session in a circle that one organises."""
    by = writer_of(request)
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
    context = {"place": list_target("sessions", request.reading), "form": form, "act": act}
    return render(request, "measures/keep.html", context, status=400 if form.errors else 200)


@writers_only("")
def edit_session(request: ReadingRequest, key: str) -> HttpResponse:
    """Change what a session says of itself."""
    row, by = session_for(request, key, "organise_session"), writer_of(request)
    present = {name: getattr(row, name) for name in REVISABLE}
    present |= {"subjects": [each.key for each in row.subjects.all()], "version": row.version}
    form = SessionEditForm(
        request.POST or None, initial=present, subjects=row.report.subjects.standing(), marking=row.marking
    )
    words = _("What is recorded here says nothing of who was there.")
    act = ConfirmedAct(_("Edit the session"), words, _("Save"), _("Saved."))
    place = row_target("session", row, request.reading)
    return confirm_act(request, place, form, act, lambda: revise_session(row, **form.revision, by=by))


@writers_only("")
def make_stricter(request: ReadingRequest, key: str) -> HttpResponse:
    """Make the rule of a session stricter."""
    row, by = session_for(request, key, "organise_session"), writer_of(request)
    form = StricterRuleForm(request.POST or None, present=row.rule)
    warning = _("This cannot be undone. The rule of one item is made stricter in the agenda.")
    done = _("The rule is stricter now.")
    act = ConfirmedAct(_("Make the rule stricter"), warning, _("Make it stricter"), done)
    place = row_target("session", row, request.reading)
    return confirm_act(request, place, form, act, lambda: set_rule(row, **form.cleaned_data, by=by))


@writers_only("")
def hold(request: ReadingRequest, key: str) -> HttpResponse:
    """Say that a session took place."""
    row, by = session_for(request, key, "organise_session"), writer_of(request)
    words, done = _("Notes can then be written of it."), _("Recorded: it was held.")
    act = ConfirmedAct(_("The session was held"), words, _("It was held"), done)
    place = row_target("session", row, request.reading)
    return confirm_act(request, place, button_form(request), act, lambda: hold_session(row, on=today_of(by), by=by))


@writers_only("")
def close(request: ReadingRequest, key: str) -> HttpResponse:
    """Close a session."""
    row, by = session_for(request, key, "organise_session"), writer_of(request)
    warning = _("This cannot be undone. Its notes have to be final; only follow-ups are added and done afterwards.")
    act = ConfirmedAct(_("Close the session"), warning, _("Close it"), _("Closed."))
    place = row_target("session", row, request.reading)
    return confirm_act(request, place, button_form(request), act, lambda: close_session(row, by=by))


@writers_only("")
def cancel(request: ReadingRequest, key: str) -> HttpResponse:
    """Say that a session does not take place."""
    row, by = session_for(request, key, "organise_session"), writer_of(request)
    warning = _("This cannot be undone. It stays listed as cancelled.")
    act = ConfirmedAct(_("Cancel the session"), warning, _("It does not take place"), _("Cancelled."))
    place = row_target("session", row, request.reading)
    return confirm_act(request, place, button_form(request), act, lambda: cancel_session(row, by=by))


def session_for(request: ReadingRequest, key: str, act: str = "") -> DialogueSession:
    """The session with this key, if the reader may read it and do this."""
    return row_for(request, access.sessions_for(request.user).select_related("report", "circle"), act, key=key)
