"""Adding a measure on a page, and adding to one what hangs on it."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from measures.forms.fields import Choices
from measures.forms.new_measures import (
    NewAddressingForm,
    NewIndicatorForm,
    NewLinkForm,
    NewMeasureForm,
    NewMilestoneForm,
    NewPartForm,
)
from measures.forms.rows import FormWithRows, PairedForm, RowKind
from measures.models import Link, Measure, Party, Report
from measures.operations.additions import (
    MeasureDraft,
    MilestoneDraft,
    WholeMeasureDraft,
    add_milestones,
    add_whole_measure,
    next_code,
)
from measures.operations.connections import (
    AddressingDraft,
    address_ambiguities,
    link_measures,
    stop_addressing,
    unlink_measures,
)
from measures.views.acts import act_with_message, measure_for, writer_of, writers_only
from measures.views.editing import own_first
from measures.views.new_reports import made_with_rows
from measures.views.reading import Reading, ReadingRequest, query, require_act
from measures.whole_numbers import whole_number

FROM_WHOLE = ("kind", "explicit", "marking", "review_every_days", "source_heading", "source_heading_zh_hans")


@writers_only("add_measure")
def new_measure(request: ReadingRequest) -> HttpResponse:
    """Add a measure to a report, or a part to a measure."""
    whole = measure_for(request, request.GET["part_of"]) if request.GET.get("part_of") else None
    report = request.reading.report
    if report is None:
        return render(request, "measures/empty.html")
    require_act(request, report)
    parties = parties_offered(request.reading)
    kinds = {
        "addressings": addressing_lines(report, blank=2),
        "milestones": milestone_lines(parties, blank=2),
        "indicators": RowKind(form=NewIndicatorForm, title=_("Indicators"), add_label=_("Add another indicator")),
        "parts": RowKind(form=NewPartForm, title=_("Parts"), add_label=_("Add another part")),
    }
    if whole is not None:
        del kinds["parts"]
    initial = first_values(report, whole)
    forms = FormWithRows.of(request.POST, NewMeasureForm, kinds, initial=initial, parties=parties)

    def add() -> Measure:
        return add_whole_measure(measure_draft(forms, report, whole), by=writer_of(request))

    words = {
        "heading": _("Add a part") if whole else _("Add a measure"),
        "crumbs": pages_above(request.reading, whole),
        "save": _("Add it"),
        "another": _("Add it, and then another"),
        "back_url": reverse("measure", args=[whole.key])
        if whole
        else reverse("measures") + query(request.reading.kept),
    }
    return made_with_rows(request, forms, add, words, lambda key: reverse("measure", args=[key]))


def parties_offered(reading: Reading) -> Choices:
    """The parties that a measure may be addressed to: those of the report first."""
    return own_first(Party.objects.visible_to(reading.audience).order_by("code"), reading.sides)


def addressing_lines(report: Report, *, blank: int) -> RowKind:
    ambiguities = list(report.ambiguities.standing().order_by("position"))
    return RowKind(
        form=NewAddressingForm,
        title=_("What it addresses"),
        add_label=_("Add another ambiguity"),
        hint="" if ambiguities else _("The report has no ambiguities yet."),
        blank=blank,
        given={"ambiguities": ambiguities, "has_library": bool(report.library_version)},
    )


def milestone_lines(parties: Choices, *, blank: int) -> RowKind:
    return RowKind(
        form=NewMilestoneForm,
        title=_("Milestones"),
        add_label=_("Add another milestone"),
        blank=blank,
        given={"parties": parties},
    )


def first_values(report: Report, whole: Measure | None) -> dict[str, object]:
    """What stands in the form at first: the next code, and of a part what its measure says."""
    prefix = whole.code if whole else "M-"
    found = {"code": next_code(prefix, set(report.measures.values_list("code", flat=True))), "explicit": True}
    found |= {"kind": NewMeasureForm.base_fields["kind"].initial, "review_every_days": 180}
    if whole is not None:
        found |= {name: getattr(whole, name) for name in FROM_WHOLE} | {"parties": whole.party_codes}
    return found


def measure_draft(forms: FormWithRows, report: Report, whole: Measure | None) -> WholeMeasureDraft:
    values = dict(forms.form.cleaned_data)
    owner = values.pop("owners")
    shared = {name: values[name] for name in ("kind", "parties", "explicit", "marking", "review_every_days")}
    parts = forms.values("parts") if whole is None else ()
    return WholeMeasureDraft(
        measure=MeasureDraft(report=report.slug, parent=whole.key if whole else "", **values),
        parts=[MeasureDraft(report=report.slug, code="", **shared, **part) for part in parts],
        milestones=[MilestoneDraft(measure="", **row) for row in forms.values("milestones")],
        addressings=[AddressingDraft(**row) for row in forms.values("addressings")],
        indicators=forms.values("indicators"),
        owners=[owner] if owner else (),
    )


def pages_above(reading: Reading, measure: Measure | None) -> list[tuple[str, str]]:
    above = [(_("Measures"), reverse("measures") + query(reading.kept))]
    return above if measure is None else [*above, (measure.code, reverse("measure", args=[measure.key]))]


@writers_only("revise_milestone")
def new_milestones(request: ReadingRequest, key: str) -> HttpResponse:
    """Add milestones to a measure."""
    measure = measure_for(request, key)
    addressed = own_first(measure.parties.order_by("code"), request.reading.sides)
    rows = milestone_lines(addressed, blank=1)

    def add(values: list[dict[str, Any]]) -> object:
        return add_milestones([MilestoneDraft(measure=key, **each) for each in values], by=writer_of(request))

    return rows_added(
        request, measure, "milestones", rows, add, heading=_("Add milestones"), page=reverse("measure", args=[key])
    )


@writers_only("revise_measure")
def new_addressings(request: ReadingRequest, key: str) -> HttpResponse:
    """Say which further ambiguities a measure addresses."""
    measure = measure_for(request, key)
    rows = addressing_lines(measure.report, blank=1)

    def add(values: list[dict[str, Any]]) -> object:
        return address_ambiguities(measure, [AddressingDraft(**each) for each in values], by=writer_of(request))

    return rows_added(request, measure, "addressings", rows, add, heading=_("What it addresses"), page=method_page(key))


def method_page(key: str) -> str:
    """The part of the page of a measure that says what it addresses, and how it relates to others."""
    return reverse("measure", args=[key]) + query({"show": "method"})


def rows_added(
    request: ReadingRequest,
    measure: Measure,
    name: str,
    kind: RowKind,
    add: Callable[[list[dict[str, object]]], object],
    *,
    heading: str,
    page: str,
) -> HttpResponse:
    """Add rows to a measure once and show its page, or show the form with its errors or with one more row."""
    forms = FormWithRows.of(request.POST, PairedForm, {name: kind})
    for row in forms.rows[name].forms[:1]:
        row.is_first_asked = True

    def make() -> Measure:
        if not forms.values(name):
            raise ValidationError(_("Fill in at least one."))
        add(forms.values(name))
        return measure

    words = {"heading": heading, "crumbs": pages_above(request.reading, measure), "save": _("Save"), "back_url": page}
    return made_with_rows(request, forms, make, words, lambda _key: page)


@writers_only("link_measures")
def new_link(request: ReadingRequest, key: str) -> HttpResponse:
    """Say how a measure relates to another."""
    measure = measure_for(request, key)
    seen: QuerySet[Measure] = Measure.objects.visible_to(request.reading.audience).recommended()
    others = {row.key: row for row in seen.filter(report=measure.report).exclude(pk=measure.pk).order_by("position")}
    given = {"measures": others.values(), "has_library": bool(measure.report.library_version)}
    forms = FormWithRows.of(request.POST, NewLinkForm, {}, **given)

    def add() -> Measure:
        values = dict(forms.form.cleaned_data)
        link_measures(measure, others[values.pop("target")], by=writer_of(request), **values)
        return measure

    page = method_page(key)
    words = {
        "heading": _("Link it to another measure"),
        "crumbs": pages_above(request.reading, measure),
        "save": _("Save"),
    }
    return made_with_rows(request, forms, add, {**words, "back_url": page}, lambda _key: page)


@require_POST
@writers_only("link_measures")
def remove_link(request: ReadingRequest, key: str) -> HttpResponseRedirect:
    """Remove a link of a measure."""
    measure_for(request, key)
    number = whole_number(request.POST.get("link", "")) or 0
    seen = Link.objects.visible_to(request.reading.audience).filter(pk=number)
    act_with_message(request, lambda: [unlink_measures(link, by=writer_of(request)) for link in seen], _("Removed."))
    return redirect(method_page(key))


@require_POST
@writers_only("revise_measure")
def remove_addressing(request: ReadingRequest, key: str) -> HttpResponseRedirect:
    """Take back that a measure addresses an ambiguity."""
    measure, ambiguity = measure_for(request, key), request.POST.get("ambiguity", "")
    act_with_message(request, lambda: stop_addressing(measure, ambiguity, by=writer_of(request)), _("Removed."))
    return redirect(method_page(key))
