"""Codings: those of a report, one of them with its agreement, and what coders and editors do with them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from measures import access
from measures.models import Ambiguity, Bearing, Entry, Evidence, Measure, Report
from measures.models.markings import marking_label
from measures.models.texts import in_sentence
from measures.operations.clock import clock
from measures.views.acts import act_with_message, button_form, is_done, writer_of, writers_only
from measures.views.exports import chosen_format, export_links, export_page
from measures.views.keeping import ConfirmedAct, act_once, confirm_act, list_target, row_target
from measures.views.reading import Reading, ReadingRequest, for_report, reading_page, row_for
from measures.views.rows import ShortLink, short_link
from measures.wing import MethodSection
from measures.wings.coding.forms import CodeForm, CodingEditForm, CodingForm, SettlementForm, with_cannot
from measures.wings.coding.lists import CodingUnitSerializer
from measures.wings.coding.models import Code, CodedVariable, Coding, CodingState, CodingUnit
from measures.wings.coding.operations import (
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
from measures.wings.coding.readings import (
    Agreement,
    CodedBearing,
    CodedValue,
    SecondAgreement,
    agreement_of,
    second_agreements,
)


@reading_page()
@for_report
def codings(request: ReadingRequest, report: Report) -> HttpResponse:
    """The codings of a report: all of them for the team, for others those that were published."""
    audience = request.reading.audience
    rows = Coding.objects.visible_to(audience).standing().filter(report=report)
    seen = CodingUnit.objects.visible_to(audience)
    context = {
        "rows": rows.annotate(size=Count("units", filter=Q(units__in=seen))),
        "may_open": access.allows(request.user, "open_coding", report),
        "of_team": access.is_contributor(request.user, report),
    }
    return render(request, "coding/codings.html", context)


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
    return render(request, "coding/coding.html", context)


def progress_of(row: Coding, request: ReadingRequest) -> dict[str, Any]:
    """How far the reader is, who is one of the two coders; of the other they learn only whether they are done."""
    by = writer_of(request)
    units = list(row.units.order_by("place").values_list("place", "pk"))
    coded = set(Code.objects.filter(unit__coding=row, coder=by).values_list("unit", flat=True))
    next_place = next((place for place, pk in units if pk not in coded), units[0][0])
    return {
        "coded": len(coded),
        "units": len(units),
        "next_place": next_place,
        "is_done": row.is_done_by(by),
        "is_complete": len(coded) == len(units),
    }


def by_development(agreement: Agreement) -> list[tuple[CodingUnit, list[CodedValue]]]:
    """The developments, each with what was coded of it."""
    found: dict[CodingUnit, list[CodedValue]] = {}
    for value in agreement.values:
        found.setdefault(value.unit, []).append(value)
    return list(found.items())


def find_coding(request: ReadingRequest, key: str) -> Coding:
    rows = Coding.objects.visible_to(request.reading.audience)
    return row_for(request, rows.select_related("report", "first_coder", "second_coder"), key=key)


@writers_only("open_coding")
@for_report
def new_coding(request: ReadingRequest, report: Report) -> HttpResponse:
    """Have two members of the team code the same developments of a report."""
    form = CodingForm(request.POST or None, report=report)
    words = _("Both code the same developments, unseen by each other until both are done.")
    act = ConfirmedAct(_("Have developments coded by two people"), words, _("Open the coding"))

    def start() -> Coding:
        return open_coding(report, CodingDraft(**form.cleaned_data), by=writer_of(request))

    return act_once(request, list_target("codings", request.reading), form, act, start, page="coding")


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
        if progress["is_complete"] and place == progress["units"]:
            return redirect("coding", key)
        return redirect("code_unit", key, place % progress["units"] + 1)
    audience = request.reading.audience
    measures = Measure.objects.visible_to(audience).filter(
        pk__in=Bearing.objects.filter(entry=unit.entry_id).values("measure")
    )
    context = {
        "row": row,
        "codebook": row.words("codebook"),
        "unit": unit,
        "measures": measures.order_by("position", "pk"),
        "form": form,
        "own": progress_of(row, request),
        "sources": Evidence.objects.visible_to(audience).filter(citations__entry=unit.entry),
        "previous": place - 1 or None,
        "next": place + 1 if place < row.units.count() else None,
    }
    return render(request, "coding/code_unit.html", context, status=400 if form.errors else 200)


@require_POST
@writers_only("code_development")
def finish(request: ReadingRequest, key: str) -> HttpResponseRedirect:
    """Say that one is done."""
    row, by = find_coding(request, key), writer_of(request)
    act_with_message(request, lambda: finish_coding(row, by=by, at=clock()), _("Saved."))
    return redirect("coding", key)


@require_POST
@writers_only("code_development")
def resume(request: ReadingRequest, key: str) -> HttpResponseRedirect:
    """Take back that one is done."""
    row, by = find_coding(request, key), writer_of(request)
    act_with_message(request, lambda: resume_coding(row, by=by), _("You can change your codes again."))
    return redirect("coding", key)


@require_POST
@writers_only("settle_difference")
def unsettle(request: ReadingRequest, key: str, place: int, variable: str) -> HttpResponseRedirect:
    """Take back what a difference was settled on."""
    row, by = find_coding(request, key), writer_of(request)
    unit = get_object_or_404(row.units, place=place)
    act_with_message(request, lambda: unsettle_difference(unit, variable, by=by), _("Withdrawn."))
    return redirect("coding", key)


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
    words = _("Both codes stay; the record changes only by a correction.")
    heading = _("Settle a difference: %(what)s") % {"what": in_sentence(coded.label)}
    act = ConfirmedAct(heading, words, _("Save"), _("Saved."))

    def settle_on() -> None:
        settle_difference(unit, variable, **form.cleaned_data, by=by, at=clock())

    place_of = row_target("coding", row, request.reading, heading=unit.entry.heading)
    return confirm_act(request, place_of, form, act, settle_on)


@writers_only("revise_coding")
def edit_coding(request: ReadingRequest, key: str) -> HttpResponse:
    """Change what a coding is called, and who may read it."""
    row, by = find_coding(request, key), writer_of(request)
    names = ("title", "title_zh_hans", "marking", "version")
    form = CodingEditForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    words = _("Publish once both coders are done and all differences are settled.")
    act = ConfirmedAct(_("Edit or publish the coding"), words, _("Save"), _("Saved."))
    place = row_target("coding", row, request.reading)
    return confirm_act(request, place, form, act, lambda: revise_coding(row, **form.revision, by=by, at=clock()))


@writers_only("revise_coding")
def withdraw_coding(request: ReadingRequest, key: str) -> HttpResponse:
    """Withdraw a coding, or bring it back."""
    row, by = find_coding(request, key), writer_of(request)
    is_back = row.withdrawn_at is not None
    if is_back:
        warning = _("It will be listed again, with all codes and settlements.")
        act = ConfirmedAct(_("Bring the coding back"), warning, _("Bring back"), _("It is back."))
    else:
        warning = _("It leaves the list. An editor can bring it back on its page.")
        act = ConfirmedAct(_("Withdraw the coding"), warning, _("Withdraw"), _("Withdrawn."))

    def withdraw() -> None:
        revise_coding(row, changes={"withdrawn": not is_back}, version=None, by=by, at=clock())

    return confirm_act(request, row_target("coding", row, request.reading), button_form(request), act, withdraw)


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A direction on which the second coder differed, with its development and what it is on, where they are here."""

    bearing: CodedBearing
    entry: Entry | None
    on: ShortLink | None


@dataclass(frozen=True, slots=True)
class SecondCodingRow:
    """A second coding on the page: how far it agrees, and where it differs."""

    agreement: SecondAgreement
    differences: list[DifferenceRow]


def second_coding_section(reading: Reading) -> MethodSection | None:
    """The second codings of the report, as a section of *About and method*."""
    agreements = second_agreements(reading.report, reading.audience) if reading.report else []
    differing = [each for agreement in agreements for each in agreement.differences]
    entries = Entry.objects.filter(key__in={each.entry for each in differing}).select_related("redaction")
    entry_of = {entry.key: entry for entry in entries}
    names = {each.on for each in differing}
    targets = [*Measure.objects.filter(key__in=names), *Ambiguity.objects.filter(key__in=names)]
    link_of = {target.key: short_link(target, reading) for target in targets}
    rows = [
        SecondCodingRow(
            agreement,
            [DifferenceRow(each, entry_of.get(each.entry), link_of.get(each.on)) for each in agreement.differences],
        )
        for agreement in agreements
    ]
    title = _("Agreement of a second coding")
    return MethodSection("agreement", title, "coding/second_codings.html", rows) if rows else None
