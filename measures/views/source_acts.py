"""What is done with a source: recording, reviewing and judging it again; and the sources that wait for a review."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from measures import access
from measures.forms.sources import EvidenceForm, NewSourceForm, ReviewForm
from measures.models import Evidence, User
from measures.operations.evidence import record_evidence, review_evidence, revise_evidence
from measures.operations.files import stored
from measures.operations.transactions import in_one_transaction
from measures.views.acts import is_done, show_error, writer_of, writers_only
from measures.views.once import form_key_of, make_once, remember_draft
from measures.views.pages import paged
from measures.views.reading import ReadingRequest, require_act, today_of
from measures.views.sources import PAGE_SIZE, citing, source_page, source_row

# Those that wait longest first; one's own last, since somebody else has to review them.
BY_WAITING = ("is_own", "recorded_at", "key")


@writers_only("record_evidence")
def new_source(request: ReadingRequest) -> HttpResponse:
    """Record a source with its file; a second click makes no second one."""
    require_act(request, None)
    by = writer_of(request)
    form = NewSourceForm(request.POST or None, request.FILES or None)
    form_key = form_key_of(request, by)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            marking = form.cleaned_data.pop("marking")
            draft = form.draft(accessed=today_of(by))
            if draft.file:
                draft = replace(draft, file=stored(draft.file))
            try:
                made = make_once(request.session, form_key, lambda: record_evidence(draft, by=by, marking=marking))
            except ValidationError as error:
                show_error(form, error)
            else:
                message = (
                    _("This has already been saved: here it is.") if made.again else _("Recorded, waiting for review.")
                )
                messages.success(request, message)
                return redirect("source", made.key)
    context = {"row": form, "form": form, "faults": form.faults, "form_key": form_key}
    return render(request, "measures/new_source.html", context, status=status)


def source_for(request: ReadingRequest, key: str, act: str) -> Evidence:
    """The source with this key, if the reader may see it and do this to it."""
    evidence: Evidence = get_object_or_404(Evidence.objects.visible_to(request.reading.audience), key=key)
    require_act(request, evidence, act)
    return evidence


@require_POST
@writers_only("")
def review(request: ReadingRequest, key: str) -> HttpResponse:
    """Accept, dispute or retract a source; a second click changes nothing."""
    evidence = source_for(request, key, "review_evidence")
    form = ReviewForm(request.POST)
    if form.is_valid():
        try:
            is_new = reviewed_once(evidence, by=writer_of(request), **form.cleaned_data)
        except ValidationError as error:
            show_error(form, error)
        else:
            message = (
                _("Your review is shown below.")
                if is_new
                else _("You have already given this review. Nothing was added.")
            )
            messages.success(request, message)
            return redirect(f"{reverse('source', args=[key])}#reviews")
    return source_page(request, key, form=form, status=400)


@in_one_transaction
def reviewed_once(evidence: Evidence, *, by: User, state: str, note: str) -> bool:
    """Write a review, unless the latest one says the same by the same person."""
    remember_draft(f"review-{evidence.pk}")
    latest = evidence.reviews.order_by("recorded_at", "pk").last()
    if latest and (latest.reviewer_id, latest.state, latest.note) == (by.pk, state, note):
        return False
    review_evidence(evidence, by=by, state=state, note=note)
    return True


@writers_only("")
def revise_source(request: ReadingRequest, key: str) -> HttpResponse:
    """Judge a source again, or add the address of an archived copy."""
    evidence = source_for(request, key, "revise_evidence")
    form = EvidenceForm(request.POST or None, initial=EvidenceForm.values_of(evidence))
    if is_done(form, lambda: revise_evidence(evidence, by=writer_of(request), **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("source", key)
    context = {"form": form, "faults": form.faults, "source": evidence}
    return render(request, "measures/edit_source.html", context, status=400 if form.is_bound else 200)


@writers_only("log_development")
def reviews(request: ReadingRequest) -> HttpResponse:
    """The sources that wait for a review by this reader, those that wait longest first; one's own come last."""
    waiting = to_review(writer_of(request))
    page = paged(request.GET, waiting, BY_WAITING, PAGE_SIZE)
    context = {
        "count": waiting.count(),
        "rows": [(source_row(source), source.recorded_by_id == request.user.pk) for source in page.rows],
        **page.links,
    }
    return render(request, "measures/reviews.html", context)


def to_review(reader: User) -> QuerySet[Evidence]:
    """The sources that wait for this reader's review, with how often they are cited and whether they are their own."""
    audience = access.audience_of(reader)
    waiting = access.waiting_for(reader, Evidence.objects.visible_to(audience).for_reading())
    is_own = Case(When(recorded_by=reader, then=Value(1)), default=Value(0))
    return waiting.annotate(cited=citing(audience), is_own=is_own)
