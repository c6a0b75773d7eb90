"""Sources: the list, the page of one, and what is done with it: recording, revising, reviewing."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from measures import access
from measures.forms.development import EvidenceForm, NewSourceForm, ReviewForm
from measures.lists.evidence import EvidenceSerializer
from measures.models import (
    LOST_STATES,
    AddressState,
    Assessment,
    Audience,
    Capture,
    Entry,
    Evidence,
    FileCheck,
    FileState,
    Measure,
    Report,
    Review,
    ReviewState,
    SourceAddress,
    User,
)
from measures.models.captures import address_state_of
from measures.models.evidence import Credibility, EvidenceQuerySet, Grade, SourceKind, review_words
from measures.models.journal import LATEST_FIRST
from measures.models.markings import marking_label
from measures.models.records import count_of, readable_by
from measures.operations.evidence import open_evidence, record_evidence, review_evidence, revise_evidence
from measures.operations.files import stored
from measures.operations.transactions import in_one_transaction
from measures.publishing.filters import EvidenceFilters
from measures.views.acts import is_done, show_error, writer_of, writers_only
from measures.views.exports import chosen_format, export_page
from measures.views.filter_fields import choices_of, hidden_fields, list_filters, parameters_of, problems_of
from measures.views.keeping import offers_tightening
from measures.views.once import form_key_of, make_once, remember_draft
from measures.views.pages import around_list, paged
from measures.views.reading import Reading, ReadingRequest, for_report, query, reading_page, require_act, today_of
from measures.views.rows import entry_rows

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
            message = _("Your review is shown below.") if is_new else _("You have already given this review.")
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
    may_open = access.allows(request.reading.reader, "open_evidence", evidence)
    form = EvidenceForm(request.POST or None, initial=EvidenceForm.values_of(evidence), may_open=may_open)
    if is_done(form, lambda: revise_evidence(evidence, by=writer_of(request), **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("source", key)
    context = {"form": form, "faults": form.faults, "source": evidence}
    return render(request, "measures/edit_source.html", context, status=400 if form.is_bound else 200)


@require_POST
@writers_only("")
def open_source(request: ReadingRequest, key: str) -> HttpResponse:
    """Say that one has opened a source at its address; a second click changes nothing."""
    evidence, by = source_for(request, key, "open_evidence"), writer_of(request)
    open_evidence(evidence, by=by, on=today_of(by))
    messages.success(request, _("Its address is shown from now on."))
    return redirect("source", key)


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


PAGE_SIZE = 100
# The filters that the form offers.
OFFERED = ("q", "kind", "grade", "state", "address")
BY_PUBLISHER = ("publisher", "key")
ASSESSMENTS_LATEST_FIRST = ("-entry__counts_from", "-pk")
ADDRESS_LENGTH = 70


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source with its judgements in words."""

    source: Evidence
    url: str
    kind: str
    grade: str
    credibility: str
    state: str
    # Only its library has judged it.
    is_graded_elsewhere: bool
    address: str
    cited: int
    lost: str = ""


@reading_page()
@for_report
def sources(request: ReadingRequest, _report: Report) -> HttpResponseBase:
    """The sources that entries of a report cite, as far as the reader may see source and entry."""
    reading = request.reading
    parameters = parameters_of(request.GET, reading)
    seen = Evidence.objects.visible_to(reading.audience).for_reading()
    filters = list_filters(EvidenceFilters, parameters, seen.order_by(*BY_PUBLISHER), reading)
    problems = problems_of(filters)
    if chosen_format(request) and not problems:
        return export_page(request, reading, EvidenceSerializer, filters.qs, filters)
    cited = filters.qs.annotate(cited=citing(reading.audience), address_state=address_state_of(OuterRef("pk")))
    page = paged(parameters, cited, BY_PUBLISHER, PAGE_SIZE)
    rows = list(map(source_row, page.rows))
    context = {
        "count": filters.qs.count(),
        "rows": rows,
        "has_graded_elsewhere": any(row.is_graded_elsewhere for row in rows),
        **around_list(request, parameters, filters, page, problems),
        **source_filter_form(filters, parameters),
        **unopened_here(seen, reading),
    }
    return render(request, "measures/sources.html", context, status=400 if context["problems"] else 200)


def unopened_here(seen: EvidenceQuerySet, reading: Reading) -> dict[str, object]:
    """For those who may open sources at their addresses, how many of the report nobody has opened there, and which."""
    if reading.report is None or not access.allows(reading.reader, "open_evidence"):
        return {}
    entries = Entry.objects.visible_to(reading.audience).filter(report=reading.report)
    address = reverse("sources") + query({**reading.kept, "unopened": "true"})
    return {"unopened": seen.filter(unopened=True).cited_by(entries).count(), "unopened_url": address}


def citing(audience: Audience, *, as_of: date | None = None, known_at: datetime | None = None) -> Combinable:
    """How many entries of any report cite a source, of those the audience may read; counted only for rows shown."""
    entries = Entry.objects.visible_to(audience).recorded(as_of=as_of, known_at=known_at)
    return count_of(entries.filter(citations__evidence=OuterRef("pk"), redaction=None))


def source_row(source: Any) -> SourceRow:
    return SourceRow(
        source=source,
        url=reverse("source", args=[source.key]),
        kind=str(SourceKind(source.kind).label),
        grade=str(Grade(source.grade).label),
        credibility=str(Credibility(source.credibility).label),
        state=review_words(source.review_state, reviewed_here=source.reviewed_here),
        is_graded_elsewhere=source.review_state == ReviewState.ACCEPTED and not source.reviewed_here,
        address=Truncator(source.address.partition("://")[2].removeprefix("www.")).chars(ADDRESS_LENGTH),
        cited=source.cited,
        lost=str(AddressState(state).label) if (state := getattr(source, "address_state", "")) in LOST_STATES else "",
    )


def source_filter_form(filters: EvidenceFilters, parameters: QueryDict) -> dict[str, object]:
    return {
        "q": parameters.get("q", ""),
        "kinds": choices_of(filters.form, "kind", parameters),
        "grades": choices_of(filters.form, "grade", parameters),
        "states": choices_of(filters.form, "state", parameters),
        "addresses": choices_of(filters.form, "address", parameters),
        "hidden": hidden_fields(filters, parameters, OFFERED),
    }


@reading_page(travels=True)
def source(request: ReadingRequest, key: str) -> HttpResponse:
    """One source, its reviews, what replaces it, and the entries that cite it."""
    return source_page(request, key)


def source_page(
    request: ReadingRequest, key: str, *, form: ReviewForm | None = None, status: int = 200
) -> HttpResponse:
    reading = request.reading
    seen = Evidence.objects.visible_to(reading.audience).recorded(known_at=reading.known_at)
    counted = {
        "cited": citing(reading.audience, **reading.days),
        "assessments_count": count_of(assessments_resting_on(OuterRef("pk"), reading)),
    }
    found = get_object_or_404(seen.for_reading(known_at=reading.known_at).annotate(**counted), key=key)
    beside = list(seen.filter(Q(replaced_by=found) | Q(replaces=found)).order_by("key"))
    recorded = Entry.objects.visible_to(reading.audience).recorded(**reading.days)
    entries = recorded.filter(citations__evidence=found, redaction=None)
    listed = entries.for_lists(reading.audience, known_at=reading.known_at)
    cited_in = paged(request.GET, listed, LATEST_FIRST, PAGE_SIZE)
    resting = assessments_resting_on(found, reading)
    assessments = paged(request.GET, resting, ASSESSMENTS_LATEST_FIRST, PAGE_SIZE, parameter="assessments")
    # Of the reports that cite it, the page is about the one its reader came from.
    reports = [entry.report for entry in cited_in.rows]
    if reports and reading.report not in reports:
        request.reading = reading = reading.of(reports[0])
    context = {
        "row": source_row(found),
        "source": found,
        "marking": marking_label(found.marking),
        "reviews": Review.objects.recorded(known_at=reading.known_at)
        .filter(evidence=found)
        .select_related("reviewer")
        .order_by("-recorded_at", "-pk"),
        "replaces": next((each for each in beside if each.pk == found.replaces_id), None),
        "replaced_by": [each for each in beside if each.replaces_id == found.pk],
        "entries": entry_rows(cited_in.rows, reading),
        "previous_url": cited_in.previous_url,
        "next_url": cited_in.next_url,
        "assessments": [
            (assessment, assessment.entry.is_corrected_by(reading.known_at)) for assessment in assessments.rows
        ],
        "assessments_before": assessments.previous_url,
        "assessments_after": assessments.next_url,
        "file_fault": fault_of_file(found),
        **copy_of_source(found, reading),
        "may_read_copy": access.allows(reading.reader, "read_capture", found),
        **({} if reading.is_past or found.is_redacted else acts_on(found, reading, form)),
    }
    return render(request, "measures/source.html", context, status=status)


def copy_of_source(source: Evidence, reading: Reading) -> dict[str, SourceAddress | Capture | None]:
    """What is at the address of a source now, and the latest copy that was there by the day shown."""
    addresses = list(source.addresses.select_related("capture__file"))
    copies = [address.capture for address in addresses if hasattr(address, "capture")]
    known = [copy for copy in copies if copy.file and (not reading.known_at or copy.recorded_at <= reading.known_at)]
    present = next((address for address in addresses if address.url == source.url), None)
    return {
        "at_address": None if reading.is_past else present,
        "copy": max(known, key=attrgetter("recorded_at"), default=None),
    }


def assessments_resting_on(source: Evidence | OuterRef, reading: Reading) -> QuerySet[Assessment]:
    """The assessments that rest on a source, about rows that the reader may read."""
    audience = reading.audience
    about = Q(measure=None) | readable_by(Measure, audience, "measure__")
    seen = Assessment.objects.visible_to(audience).of_ours().filter(about, grounds__citation__evidence=source)
    if reading.is_past:
        seen = seen.filter(entry__in=Entry.objects.recorded(**reading.days).order_by().values("pk"))
    return seen.select_related("entry__correction", "measure", "ambiguity")


def fault_of_file(source: Evidence) -> str:
    """What is wrong with the file of a source, as last checked."""
    check = FileCheck.objects.filter(file=source.file_id).exclude(state=FileState.SOUND).first()
    return str(FileState(check.state).label) if check else ""


def acts_on(source: Evidence, reading: Reading, form: ReviewForm | None) -> dict[str, object]:
    """What the reader may do with a source, and the form for it."""
    reader = reading.reader
    may: dict[str, object] = {
        "may_review": access.allows(reader, "review_evidence", source),
        "may_revise": access.allows(reader, "revise_evidence", source),
        "may_open": source.unopened and access.allows(reader, "open_evidence", source),
        "may_tighten": offers_tightening(source, reading),
        "may_redact": access.allows(reader, "redact_source", source),
    }
    if not may["may_review"]:
        return may
    return {
        **may,
        "is_own": isinstance(reader, User) and source.recorded_by_id == reader.pk,
        "form": form or ReviewForm(),
        "faults": form.faults if form else [],
    }
