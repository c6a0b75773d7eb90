"""Dates ahead: those of a report, one of them with what was found of it, and the forms to add, edit and close."""

from typing import Any

from django.contrib import messages
from django.db.models import Model, Prefetch, Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from measures import access
from measures.forms.dates import DateFindingForm
from measures.lists.announced_dates import AnnouncedDateSerializer
from measures.models import AnnouncedDate, DateFinding, DateState, Evidence, Measure, Report
from measures.models.markings import marking_label
from measures.operations.announced_dates import record_finding, withdraw_date, withdraw_finding
from measures.operations.clock import clock
from measures.publishing.row_filters import DateFilters
from measures.views.acts import button_form, writer_of, writers_only
from measures.views.exports import chosen_format, export_page
from measures.views.filter_fields import list_filters, parameters_of, problems_of
from measures.views.keeping import ConfirmedAct, act_once, confirm_act, list_target, offers_tightening, row_target
from measures.views.pages import around_list, paged
from measures.views.reading import Reading, ReadingRequest, for_report, reading_page, require_act, row_for, today_of

PAGE_SIZE = 50
BY_DUE = ("place", "due_order", "key")


@reading_page(travels=True)
@for_report
def dates(request: ReadingRequest, report: Report) -> HttpResponseBase:
    """The dates of a report: passed and unchecked, to come, without a day; those that took place are folded."""
    reading = request.reading
    parameters = parameters_of(request.GET, reading)
    filters = list_filters(DateFilters, parameters, dates_of(reading), reading)
    problems, found = problems_of(filters), filters.qs
    if chosen_format(request) and not problems:
        return export_page(request, reading, AnnouncedDateSerializer, found.order_by(*BY_DUE), filters)
    opened, closed = found.exclude(state=DateState.TOOK_PLACE), found.filter(state=DateState.TOOK_PLACE)
    page = paged(parameters, opened, BY_DUE, PAGE_SIZE)
    context = {
        "rows": page.rows,
        "count": opened.count(),
        "closed": closed.order_by("-due_order", "key")[:PAGE_SIZE],
        "may_add": not reading.is_past and access.allows(request.user, "add_date", report),
        **around_list(request, parameters, filters, page, problems),
    }
    return render(request, "measures/dates.html", context, status=400 if context["problems"] else 200)


def dates_of(reading: Reading) -> QuerySet[Model]:
    """The dates that the reader may see, as they stood on the day shown."""
    seen = AnnouncedDate.objects.visible_to(reading.audience)
    return seen.standing(**reading.days).as_found(reading.on, **reading.days)


@reading_page(travels=True)
def date(request: ReadingRequest, key: str) -> HttpResponse:
    """One date: what was announced, in whose words, what it touches, and what was found."""
    row = date_for(request, key)
    reading = request.reading
    findings = row.findings.filter(recorded_by_then(reading)).select_related("development__redaction")
    is_open = row.state != DateState.TOOK_PLACE and not reading.is_past
    context = {
        "row": row,
        "findings": [finding_line(finding, reading) for finding in findings],
        "may_close": is_open and access.allows(request.user, "record_finding", row),
        "may_revise": not reading.is_past and access.allows(request.user, "revise_date", row),
        "may_withdraw": not reading.is_past and access.allows(request.user, "withdraw_date", row),
        "may_tighten": offers_tightening(row, reading),
        "marking": marking_label(row.marking) if access.is_contributor(reading.reader, row) else "",
    }
    return render(request, "measures/date.html", context)


def date_for(request: ReadingRequest, key: str) -> Any:
    """The date with this key and all it names, if the reader may see it."""
    reading = request.reading
    measures = Measure.objects.visible_to(reading.audience).order_by("position", "key")
    sources = Evidence.objects.marked_for(reading.audience).order_by("key")
    rows = dates_of(reading).select_related("report", "development__redaction", "added_by")
    along: tuple[Any, ...] = (Prefetch("measures", measures), "ambiguities", "subjects", Prefetch("sources", sources))
    return row_for(request, rows.prefetch_related(*along), key=key)


def recorded_by_then(reading: Reading) -> Q:
    """The condition that something was recorded by the day and moment shown, even if it was withdrawn later."""
    by_day = Q(recorded_on__lte=reading.as_of) if reading.as_of else Q()
    return by_day & Q(recorded_at__lte=reading.known_at) if reading.known_at else by_day


def finding_line(finding: DateFinding, reading: Reading) -> dict[str, object]:
    """What was found, whether it was withdrawn by the moment shown, and whether the reader may withdraw it."""
    withdrawn_at = finding.withdrawn_at
    is_withdrawn = withdrawn_at is not None and (reading.known_at is None or withdrawn_at <= reading.known_at)
    may_withdraw = not reading.is_past and not is_withdrawn
    return {
        "row": finding,
        "is_withdrawn": is_withdrawn,
        "may_withdraw": may_withdraw and access.allows(reading.reader, "withdraw_finding", finding),
    }


@writers_only("record_finding")
def close_date(request: ReadingRequest, key: str) -> HttpResponse:
    """Note that it took place, that it was put off, or that nothing was found."""
    row, by = date_for(request, key), writer_of(request)
    today = today_of(by)
    form = DateFindingForm(request.POST or None, initial={"found_on": today}, **offered(request, row.report))
    words = _("With “Checked, nothing found” the date stays open and counts as checked from that day.")
    act = ConfirmedAct(_("Record what was found"), words, _("Save"))

    def find() -> AnnouncedDate:
        return record_finding(row, by=by, on=today, **form.cleaned_data).date

    return act_once(request, row_target("date", row, request.reading), form, act, find, page="date")


@require_POST
@writers_only("")
def undo_finding(request: ReadingRequest, key: str, finding: int) -> HttpResponseRedirect:
    """Withdraw a wrong finding."""
    row = date_for(request, key)
    found = get_object_or_404(row.findings, pk=finding)
    require_act(request, found, "withdraw_finding")
    withdraw_finding(found, by=writer_of(request), at=clock())
    messages.success(request, _("Withdrawn. It stays on this page, struck through."))
    return redirect("date", key)


@writers_only("")
def remove_date(request: ReadingRequest, key: str) -> HttpResponse:
    """Withdraw a date that should not be here."""
    row, by = date_for(request, key), writer_of(request)
    require_act(request, row, "withdraw_date")
    warning = _("It leaves the list of dates. Pages as known on an earlier day still show it.")
    act = ConfirmedAct(_("Withdraw the date"), warning, _("Withdraw"), _("Withdrawn."))
    place = list_target("dates", request.reading)
    return confirm_act(request, place, button_form(request), act, lambda: withdraw_date(row, by=by, at=clock()))


def offered(request: ReadingRequest, report: Report) -> dict[str, Any]:
    return {"report": report, "audience": request.reading.audience}
