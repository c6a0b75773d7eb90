"""Codings: those of a report, one of them with its agreement, and what coders and editors do with them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from measures import access
from measures.analysis.codings import Agreement, CodedValue, agreement_of
from measures.errors import RuleError
from measures.forms.codings import CodeForm, CodingEditForm, CodingForm, SettlementForm, with_cannot
from measures.forms.fields import RecordForm
from measures.lists.codings import CodingUnitSerializer
from measures.models import Code, CodedVariable, Coding, CodingState, CodingUnit, Evidence
from measures.models.markings import marking_label
from measures.models.texts import in_sentence
from measures.operations.clock import clock
from measures.operations.codings import (
    CodeDraft,
    CodingDraft,
    finish_coding,
    open_coding,
    resume_coding,
    revise_coding,
    settle_difference,
    unsettle_difference,
    write_codes,
)
from measures.views.acts import is_done, require_act, writer_of, writers_only
from measures.views.exports import chosen_format, export_links, export_page
from measures.views.keeping import ActTarget, ConfirmedAct, act_once, confirm_act
from measures.views.reading import Reading, ReadingRequest, query, reading_page


@dataclass(frozen=True, slots=True)
class CoderProgress:
    """How far one coder is; of the other they learn only whether they are done."""

    coded: int
    units: int
    next_place: int
    is_done: bool

    @property
    def is_complete(self) -> bool:
        return self.coded == self.units


@reading_page()
def codings(request: ReadingRequest) -> HttpResponse:
    """The codings of a report: all of them for the team, for others those that were published."""
    reading = request.reading
    if reading.report is None:
        return render(request, "measures/empty.html")
    rows = Coding.objects.visible_to(reading.audience).standing().filter(report=reading.report)
    seen = CodingUnit.objects.visible_to(reading.audience)
    context = {
        "rows": rows.annotate(size=Count("units", filter=Q(units__in=seen))),
        "may_open": access.allows(request.user, "open_coding", reading.report),
        "of_team": access.is_contributor(request.user, reading.report),
    }
    return render(request, "measures/codings.html", context)


@reading_page()
def coding(request: ReadingRequest, key: str) -> HttpResponseBase:
    """One coding: how far its coders are, and once both are done how far they agree."""
    row = find_coding(request, key)
    reading = request.reading
    if chosen_format(request):
        units = CodingUnit.objects.visible_to(reading.audience).filter(coding=row)
        return export_page(request, reading, CodingUnitSerializer, units.order_by("place"))
    user = request.user
    agreement = None if row.is_open else agreement_of(row, reading.audience)
    of_team = access.is_contributor(user, row)
    context = {
        "row": row,
        "codebook": row.words("codebook"),
        "own": progress_of(row, request) if access.allows(user, "code_development", row) else None,
        "of_team": of_team,
        "marking": marking_label(row.marking) if of_team else "",
        "agreement": agreement,
        "developments": by_development(agreement) if agreement else [],
        "variables": CodedVariable.labels,
        "may_settle": row.state == CodingState.COMPARED and access.allows(user, "settle_difference", row),
        "may_revise": access.allows(user, "revise_coding", row),
        "may_correct": access.allows(user, "log_development", row),
        "exports": export_links(request),
    }
    return render(request, "measures/coding.html", context)


def progress_of(row: Coding, request: ReadingRequest) -> CoderProgress:
    """How far the reader is, who is one of the two coders."""
    by = writer_of(request)
    units = list(row.units.order_by("place").values_list("place", "pk"))
    coded = set(Code.objects.filter(unit__coding=row, coder=by).values_list("unit", flat=True))
    next_place = next((place for place, pk in units if pk not in coded), units[0][0])
    return CoderProgress(len(coded), len(units), next_place, row.is_done_by(by))


def by_development(agreement: Agreement) -> list[tuple[CodingUnit, Sequence[CodedValue]]]:
    """The developments, each with what was coded of it."""
    found: dict[CodingUnit, list[CodedValue]] = {}
    for value in agreement.values:
        found.setdefault(value.unit, []).append(value)
    return list(found.items())


def find_coding(request: ReadingRequest, key: str) -> Coding:
    """The coding with this key, if the reader may see it; the page is then about its report."""
    rows = Coding.objects.visible_to(request.reading.audience)
    row: Coding = get_object_or_404(rows.select_related("report", "first_coder", "second_coder"), key=key)
    require_act(request, row)
    request.reading = request.reading.of(row.report)
    return row


@writers_only("open_coding")
def new_coding(request: ReadingRequest) -> HttpResponse:
    """Have two members of the team code the same developments of a report."""
    reading, by = request.reading, writer_of(request)
    report = reading.report
    if report is None:
        return render(request, "measures/empty.html")
    require_act(request, report)
    form = CodingForm(request.POST or None, report=report)
    words = _("Both code the same developments. Neither sees the other’s codes before both are done.")
    act = ConfirmedAct(_("Have developments coded by two people"), words, _("Open the coding"))

    def start() -> Coding:
        return open_coding(report, CodingDraft(**form.cleaned_data), by=by)

    return act_once(request, codings_target(reading), form, act, start, page="coding")


@writers_only("code_development")
def code_unit(request: ReadingRequest, key: str, place: int) -> HttpResponse:
    """Code one development by what it says and cites; what is recorded of it is not shown."""
    row, by = find_coding(request, key), writer_of(request)
    units = row.units.select_related("entry__redaction", "source").order_by("place")
    unit = get_object_or_404(units, place=place)
    if row.is_done_by(by):
        return redirect("coding", key)
    own = Code.objects.filter(unit=unit, coder=by).first()
    present = with_cannot({variable.value: getattr(own, variable) for variable in CodedVariable}) if own else {}
    form = CodeForm(request.POST or None, unit=unit, initial=present)

    def save() -> None:
        write_codes(row, [CodeDraft(unit=place, **form.cleaned_data)], by=by)

    if is_done(form, save):
        progress = progress_of(row, request)
        if progress.is_complete and place == progress.units:
            return redirect("coding", key)
        return redirect("code_unit", key, place % progress.units + 1)
    context = {
        "row": row,
        "codebook": row.words("codebook"),
        "unit": unit,
        "form": form,
        "own": progress_of(row, request),
        "sources": Evidence.objects.visible_to(request.reading.audience).filter(citations__entry=unit.entry),
        "previous": place - 1 or None,
        "next": place + 1 if place < row.units.count() else None,
    }
    return render(request, "measures/code_unit.html", context, status=400 if form.errors else 200)


@require_POST
@writers_only("code_development")
def finish(request: ReadingRequest, key: str) -> HttpResponseRedirect:
    """Say that one is done."""
    row, by = find_coding(request, key), writer_of(request)
    return after_act(request, row, lambda: finish_coding(row, by=by, at=clock()), _("Saved."))


@require_POST
@writers_only("code_development")
def resume(request: ReadingRequest, key: str) -> HttpResponseRedirect:
    """Take back that one is done."""
    row, by = find_coding(request, key), writer_of(request)
    return after_act(request, row, lambda: resume_coding(row, by=by), _("You can change your codes again."))


@require_POST
@writers_only("settle_difference")
def unsettle(request: ReadingRequest, key: str, place: int, variable: str) -> HttpResponseRedirect:
    """Take back what a difference was settled on."""
    row, by = find_coding(request, key), writer_of(request)
    unit = get_object_or_404(row.units, place=place)
    return after_act(request, row, lambda: unsettle_difference(unit, variable, by=by), _("Withdrawn."))


def after_act(request: ReadingRequest, row: Coding, act: Callable[[], object], done: str) -> HttpResponseRedirect:
    """Back to the page of a coding, which says that this was done or why it cannot be."""
    try:
        act()
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("coding", row.key)


@writers_only("settle_difference")
def settle(request: ReadingRequest, key: str, place: int, variable: str) -> HttpResponse:
    """Say what a difference was settled on, and how."""
    row, by = find_coding(request, key), writer_of(request)
    unit = get_object_or_404(row.units.select_related("coding", "entry__redaction"), place=place)
    if row.is_open or variable not in CodedVariable.values:
        raise Http404
    coded = CodedVariable(variable)
    noted = unit.settlements.filter(variable=variable).first()
    present = (
        with_cannot({"value": noted.value}) | {"how": noted.how, "how_zh_hans": noted.how_zh_hans} if noted else {}
    )
    form = SettlementForm(request.POST or None, variable=coded, initial=present)
    words = _("Both codes stay as they are; the record changes only if somebody corrects it.")
    act = ConfirmedAct(_("Settle a difference: %(what)s") % {"what": in_sentence(coded.label)}, words, _("Save"))

    def done() -> str:
        settle_difference(unit, variable, **form.cleaned_data, by=by, at=clock())
        return _("Saved.")

    place_of = coding_target(row, request.reading, heading=unit.entry.heading)
    return confirm_act(request, place_of, form, act, done)


@writers_only("revise_coding")
def edit_coding(request: ReadingRequest, key: str) -> HttpResponse:
    """Change what a coding is called, and who may read it."""
    row, by = find_coding(request, key), writer_of(request)
    names = ("title", "title_zh_hans", "marking", "version")
    form = CodingEditForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    words = _("It can be published once both coders are done and every difference is settled.")
    act = ConfirmedAct(_("Edit or publish the coding"), words, _("Save"))

    def done() -> str:
        changes = dict(form.cleaned_data)
        revise_coding(row, changes=changes, version=changes.pop("version"), by=by, at=clock())
        return _("Saved.")

    return confirm_act(request, coding_target(row, request.reading), form, act, done)


@writers_only("revise_coding")
def withdraw_coding(request: ReadingRequest, key: str) -> HttpResponse:
    """Withdraw a coding, or bring it back."""
    row, by = find_coding(request, key), writer_of(request)
    is_back = row.withdrawn_at is not None
    warning = (
        _("It will be listed again, with all codes and settlements.")
        if is_back
        else _("It will no longer be listed. Its page stays, and an editor can bring it back there.")
    )
    heading = _("Bring the coding back") if is_back else _("Withdraw the coding")
    act = ConfirmedAct(heading, warning, _("Bring back") if is_back else _("Withdraw"))

    def done() -> str:
        revise_coding(row, changes={"withdrawn": not is_back}, version=None, by=by, at=clock())
        return _("It is back.") if is_back else _("Withdrawn.")

    form = RecordForm(request.POST if request.method == "POST" else None)
    return confirm_act(request, coding_target(row, request.reading), form, act, done)


def codings_target(reading: Reading) -> ActTarget:
    """The page of all codings of the report."""
    page, overview = reverse("codings") + query(reading.kept), reverse("overview") + query(reading.kept)
    return ActTarget(str(reading.report), _("Codings"), page, _("Back to the codings"), _("Overview"), overview)


def coding_target(row: Coding, reading: Reading, heading: str = "") -> ActTarget:
    page, above = reverse("coding", args=[row.key]), reverse("codings") + query(reading.kept)
    return ActTarget(heading or str(row), str(row), page, _("Back to the coding"), _("Codings"), above)
