"""The page on which a development is logged, for several measures and ambiguities at once, or corrected."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from measures.forms.correction import with_values
from measures.models import Ambiguity, Entry, EntryKind, Measure, Report
from measures.publishing.incoming import incoming_item
from measures.views.keeping import CORRECTED_AT
from measures.views.log_page import LogPage
from measures.views.proposals import proposal_for
from measures.views.reading import ReadingRequest, require_act
from measures.views.writing import form_page, redirect_if_settled


@form_page
def log(request: ReadingRequest) -> HttpResponse:
    """Log a development, on one page for all the measures and ambiguities it affects."""
    came_in = incoming_item(request, request.reading.audience)
    report = (came_in.report if came_in else None) or form_report(request)
    require_act(request, report, "log_development")
    page = LogPage.of(request, report, came_in=came_in)
    if request.method == "POST":
        return page.post()
    return page.redirect_if_decided() or page.get(page.values_in_address())


@form_page
def correct_entry_page(request: ReadingRequest, key: str) -> HttpResponse:
    """Write an entry in the place of another: the same form, filled with that entry."""
    entry = get_object_or_404(with_values(Entry.objects.visible_to(request.reading.audience)), key=key)
    require_act(request, entry, "correct_entry")
    if entry.kind == EntryKind.READOUTS:
        return redirect("compare", entry.key)
    if away := redirect_if_settled(request, entry):
        return away
    if entry.kind in CORRECTED_AT:
        return redirect(CORRECTED_AT[entry.kind], entry.key)
    came_in = incoming_item(request, request.reading.audience)
    if came_in and came_in.is_kept and came_in.report != entry.report:
        raise Http404
    page = LogPage.of(request, entry.report, corrects=entry, came_in=came_in)
    if request.method == "POST":
        return page.post()
    return page.redirect_if_decided() or page.get(page.values_of_entry(entry))


@form_page
def change_proposal_page(request: ReadingRequest, key: str) -> HttpResponse:
    """Propose something else in the place of a proposal of one's own: the same form, filled with that."""
    proposal = proposal_for(request, key)
    require_act(request, proposal, "change_proposal")
    page = LogPage.of(request, proposal.report, corrects=proposal.corrects, proposal=proposal)
    return page.post() if request.method == "POST" else page.get(page.values_of_proposal(proposal))


def form_report(request: ReadingRequest) -> Report:
    """The report of the form: the one it names, else that of the rows in its address."""
    slug = request.POST.get("report", "")
    audience = request.reading.audience
    measures = Measure.objects.visible_to(audience).filter(key__in=request.GET.getlist("measure"))
    ambiguous = Ambiguity.objects.visible_to(audience).filter(key__in=request.GET.getlist("ambiguity"))
    condition = Q(slug=slug) if slug else Q(measures__in=measures) | Q(ambiguities__in=ambiguous)
    report = Report.objects.visible_to(audience).filter(condition).distinct().first() or request.reading.report
    if report is None:
        raise PermissionDenied
    return report
