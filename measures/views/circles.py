"""Circles: who may read the dialogue sessions of a report, named before these are held."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from measures import access
from measures.forms.sessions import CircleForm, MemberForm
from measures.models import Circle, Report, User
from measures.operations.circles import leave_out_of_circle, make_circle, name_in_circle, rename_circle
from measures.views.acts import do_and_tell, is_done, writer_of, writers_only
from measures.views.keeping import ConfirmedAct, confirm_act, list_target, row_target
from measures.views.once import make_unless_there
from measures.views.pages import paged
from measures.views.reading import ReadingRequest, for_report, row_for
from measures.views.sessions import LATEST_FIRST, PAGE_SIZE
from measures.whole_numbers import whole_number


@writers_only("make_circle")
@for_report
def new_circle(request: ReadingRequest, report: Report) -> HttpResponse:
    """Make a circle; whoever makes it organises its sessions."""
    by, form = writer_of(request), CircleForm(request.POST or None)
    made: list[Circle] = []

    def make() -> None:
        values = form.values
        rows = report.circles.organised_by(by.pk)
        made.append(make_unless_there(rows, values, lambda: make_circle(report, **values, by=by)))

    if is_done(form, make, at="called"):
        messages.success(request, _("Saved. Now name who may read its sessions."))
        return redirect("circle", made[0].key)
    warning = _("A circle says who may read its sessions. It does not say who will be at any of them.")
    act = ConfirmedAct(_("Make a circle"), warning, _("Make the circle"))
    context = {"place": list_target("sessions", request.reading), "form": form, "act": act}
    return render(request, "measures/keep.html", context, status=400 if form.errors else 200)


@writers_only("")
def circle(request: ReadingRequest, key: str) -> HttpResponse:
    """The sessions of a circle, and who organises them; for these also who may read them, and a form that names one."""
    row = circle_for(request, key)
    by, may_organise = writer_of(request), access.allows(request.user, "organise_session", row)
    form = MemberForm(request.POST or None, users=access.nameable_in_circles(row.report))
    if request.method == "POST" and not may_organise:
        raise PermissionDenied
    if is_done(form, lambda: name_in_circle(row, by=by, **form.cleaned_data), at="user"):
        messages.success(request, _("Named: they may read the sessions of this circle."))
        return redirect("circle", key)
    page = paged(request.GET, access.sessions_for(request.user).filter(circle=row), LATEST_FIRST, PAGE_SIZE)
    members = row.members.select_related("user")
    context = {
        "circle": row,
        "members": members if may_organise else members.filter(organises=True),
        "count": row.members.count(),
        "may_organise": may_organise,
        "form": form,
        "rows": page.rows,
        **page.links,
    }
    return render(request, "measures/sessions/circle.html", context, status=400 if form.errors else 200)


@writers_only("")
def rename_circle_page(request: ReadingRequest, key: str) -> HttpResponse:
    """Call a circle something else."""
    row, by = circle_for(request, key, "organise_session"), writer_of(request)
    form = CircleForm(request.POST or None, initial={"called": row.name, "called_zh_hans": row.name_zh_hans})
    act = ConfirmedAct(_("Rename the circle"), "", _("Save"), _("Saved."))
    place = row_target("circle", row, request.reading)
    return confirm_act(request, place, form, act, lambda: rename_circle(row, **form.values, by=by))


@require_POST
@writers_only("")
def leave_out(request: ReadingRequest, key: str) -> HttpResponseRedirect:
    """Let somebody no longer read the sessions of a circle."""
    row, sent = circle_for(request, key, "organise_session"), request.POST.get("member", "")
    user = User.objects.filter(pk=whole_number(sent) or 0).first()
    done = _("Left out: they can no longer read the sessions of this circle.")
    do_and_tell(request, lambda: user and leave_out_of_circle(row, user=user, by=writer_of(request)), done)
    return redirect("sessions") if user == request.user else redirect("circle", key)


def circle_for(request: ReadingRequest, key: str, act: str = "") -> Circle:
    """The circle with this key, if the reader is named in it and may do this."""
    return row_for(request, access.circles_of(request.user).select_related("report"), act, key=key)
