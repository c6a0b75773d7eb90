"""Dissenting from an assessment of ours, and correcting that."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from measures.forms.correction import shared_values
from measures.forms.dissents import DissentCorrectionForm, DissentForm
from measures.models import BOTH, NONE, Entry, View
from measures.models.bearings import OnRecord
from measures.operations.developments import correct_entry
from measures.operations.dissents import dissent_from
from measures.operations.drafts import dissent_draft
from measures.views.acts import writer_of, writers_only
from measures.views.keeping import ConfirmedAct, confirm_act, entry_target, entry_to_act_on
from measures.views.reading import Reading, ReadingRequest, today_of


@writers_only("")
def new_dissent(request: ReadingRequest, key: str) -> HttpResponse:
    """Say that one sees something otherwise than an assessment of ours."""
    entry = entry_to_act_on(request, key, "dissent")
    by = writer_of(request)
    choices = shown_assessments(entry, request.reading)
    if not choices:
        raise Http404(key)
    initial = {"on": request.GET.get("on", "")}
    form = DissentForm(request.POST or None, initial=initial, report=entry.report, assessments=choices)
    warning = _(
        "It stands beside the assessment, under your name, for everybody who may read that. It changes no level and "
        "no status."
    )
    act = ConfirmedAct(_("Dissent from our assessment"), warning, _("Publish the dissent"))

    def done() -> str:
        dissent_from(entry, form.draft(), by=by, on=today_of(by), language=by.language)
        return _("Your dissent now stands beside the assessment.")

    return confirm_act(request, entry_target(entry), form, act, done)


@writers_only("")
def correct_dissent(request: ReadingRequest, key: str) -> HttpResponse:
    """Write a dissent in the place of another."""
    entry = entry_to_act_on(request, key, "correct_entry")
    by = writer_of(request)
    dissent, assessment = entry.dissents.first(), entry.responds_to
    if dissent is None or assessment is None:
        raise Http404(key)
    level = dissent.nothing if dissent.level is None else str(dissent.level)
    initial = {**shared_values(dissent, DissentForm), "on": dissent_target(dissent), "level": level}
    choices = shown_assessments(assessment, request.reading)
    form = DissentCorrectionForm(request.POST or None, initial=initial, report=entry.report, assessments=choices)
    warning = _("The previous dissent stays, struck through, and no longer counts.")
    act = ConfirmedAct(_("Correct the dissent"), warning, _("Save the correction"))

    def done() -> str:
        given: dict[str, Any] = {"language": entry.language, "marking": entry.marking, "on": today_of(by)}
        draft = dissent_draft(form.draft(), assessment=assessment.key, reason=form.cleaned_data["reason"], **given)
        correct_entry(entry, draft, by=by, on=today_of(by))
        return _("Corrected.")

    return confirm_act(request, entry_target(entry), form, act, done)


def dissent_target(row: OnRecord) -> str:
    """What a row is on and about, as the form has it."""
    return f"{row.on.key} {row.about_code}"


def shown_assessments(entry: Entry, reading: Reading) -> list[tuple[str, str]]:
    """The assessments of ours that come with an entry, in words, of what the reader may see."""
    may_read = reading.audience.within(entry.report_id).may_read
    views = View.objects.filter(entry=entry, whose=None).select_related("measure", "ambiguity")
    seen = [view for view in views if view.measure is None or may_read(view.measure.marking)]
    return [(dissent_target(view), f"{view.on.code} · {about_in_words(view, reading)}") for view in seen]


def about_in_words(row: OnRecord, reading: Reading) -> str:
    """About whose actions a row is."""
    whole = {NONE: str(row.on.words("title")), BOTH: _("both sides")}
    return whole.get(row.about_code) or str(reading.parties[row.about_code])
