"""All reports, and the parties that nothing uses: which report the front page shows, and what is archived."""

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from measures import access
from measures.models import Party, Report, User
from measures.models.markings import marking_label
from measures.operations.archiving import (
    archive_parties,
    archive_report,
    bring_back_parties,
    bring_back_report,
    choose_front_page,
)
from measures.operations.clock import clock
from measures.views.acts import act_with_message, writer_of, writers_only
from measures.views.keeping import report_for
from measures.views.reading import ReadingRequest, front_page_of, require_act


@writers_only("add_report")
def reports(request: ReadingRequest) -> HttpResponse:
    """All reports that the reader may see, with what may be done with each, and the parties that nothing uses."""
    seen = request.reading.reports
    empty = set(Report.objects.empty().filter(pk__in=[each.pk for each in seen]).values_list("pk", flat=True))
    edits_parties = access.allows(request.user, "edit_party")
    context = {
        "rows": [
            {
                "report": each,
                "marking": marking_label(each.marking),
                "may_archive": each.pk in empty and not each.is_front_page and may_archive(request, each),
                "may_bring_back": bool(each.archived_at) and may_archive(request, each),
            }
            for each in seen
        ],
        "front_page": front_page_of(each for each in seen if each.archived_at is None),
        "may_choose": access.allows(request.user, "choose_front_page"),
        "unused": Party.objects.current().unused() if edits_parties else (),
        "archived": Party.objects.filter(archived_at__isnull=False) if edits_parties else (),
    }
    return render(request, "measures/reports.html", context)


def may_archive(request: ReadingRequest, report: Report) -> bool:
    return access.allows(request.user, "archive_report", report)


@require_POST
@writers_only("choose_front_page")
def choose_front_page_page(request: ReadingRequest, slug: str) -> HttpResponseRedirect:
    """Let the front page show a report."""
    words = _("The front page now shows this report to readers who have chosen no other.")
    return act_on_report(request, slug, lambda report, by: choose_front_page(report, by=by), words)


@require_POST
@writers_only("archive_report")
def archive_report_page(request: ReadingRequest, slug: str) -> HttpResponseRedirect:
    """Archive an empty report."""
    words = _("Archived: it is in no menu or form.")
    return act_on_report(request, slug, lambda report, by: archive_report(report, at=clock(), by=by), words)


@require_POST
@writers_only("archive_report")
def bring_back_report_page(request: ReadingRequest, slug: str) -> HttpResponseRedirect:
    """Bring an archived report back."""
    words = _("Brought back. It is internal until somebody opens it.")
    return act_on_report(request, slug, lambda report, by: bring_back_report(report, by=by), words)


def act_on_report(
    request: ReadingRequest, slug: str, act: Callable[[Report, User], object], done: str
) -> HttpResponseRedirect:
    report, by = report_for(request, slug), writer_of(request)
    act_with_message(request, lambda: act(report, by), done)
    return redirect("reports")


@require_POST
@writers_only("edit_party")
def archive_parties_page(request: ReadingRequest) -> HttpResponseRedirect:
    """Archive the parties that were chosen."""
    require_act(request, None)
    codes, by = request.POST.getlist("party"), writer_of(request)
    act_with_message(request, lambda: archive_parties(codes, at=clock(), by=by), _("Archived."))
    return redirect("reports")


@require_POST
@writers_only("edit_party")
def bring_back_parties_page(request: ReadingRequest) -> HttpResponseRedirect:
    """Bring the archived parties back that were chosen."""
    require_act(request, None)
    codes, by = request.POST.getlist("party"), writer_of(request)
    act_with_message(request, lambda: bring_back_parties(codes, by=by), _("Brought back."))
    return redirect("reports")
