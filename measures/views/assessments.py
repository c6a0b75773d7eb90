"""Writing and correcting a summary of a report, and a dissent from an assessment of ours."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from measures.forms.assessments import DissentCorrectionForm, DissentForm, NewSummaryForm, SummaryCorrectionForm
from measures.forms.log import shared_values
from measures.models import BOTH, NONE, Assessment, Entry, PartialDate
from measures.models.bearings import TargetedRow
from measures.operations.drafts import summary_draft, summary_fields
from measures.operations.entries import correct_entry, dissent_from, write_summary
from measures.operations.redrafting import draft_of_entry
from measures.views.acts import writer_of, writers_only
from measures.views.keeping import ConfirmedAct, confirm_act, entry_target, entry_to_act_on, report_and_place
from measures.views.reading import Reading, ReadingRequest, today_of


@writers_only("write_summary")
def new_summary(request: ReadingRequest, slug: str) -> HttpResponse:
    """Write a summary of a report."""
    report, place = report_and_place(request, slug)
    by = writer_of(request)
    today = today_of(by)
    form = NewSummaryForm(request.POST or None, initial={"as_of": today})
    warning = _("It stands first on the overview, under your name and today’s date.")
    done = _("The summary is now on the overview.")
    act = ConfirmedAct(_("Write a summary"), warning, _("Publish the summary"), done)

    def publish() -> None:
        draft = summary_draft(written_on=today, language=by.language, **form.cleaned_data)
        write_summary(report, draft, by=by, on=today)

    return confirm_act(request, place, form, act, publish)


@writers_only("")
def correct_summary(request: ReadingRequest, key: str) -> HttpResponse:
    """Write a summary in the place of another."""
    entry = entry_to_act_on(request, key, "correct_entry")
    by = writer_of(request)
    today = today_of(by)
    form = SummaryCorrectionForm(request.POST or None, initial=summary_values(entry))
    warning = _("The previous one stays, struck through, and no longer counts.")
    act = ConfirmedAct(_("Correct the summary"), warning, _("Save the correction"), _("Corrected."))

    def correct() -> None:
        draft = draft_of_entry(entry, **{**summary_fields(form.cleaned_data), "written_on": today})
        correct_entry(entry, draft, by=by, on=today)

    return confirm_act(request, entry_target(entry), form, act, correct)


def summary_values(entry: Entry) -> dict[str, object]:
    """The fields of a summary, as its form has them."""
    return {
        "as_of": entry.occurred.last,
        "text": entry.title,
        "text_zh_hans": entry.title_zh_hans,
        "note": entry.narrative,
        "note_zh_hans": entry.narrative_zh_hans,
        "rests_on": " ".join(row.development.key for row in entry.related.select_related("development")),
    }


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
    warning = _("It stands beside the assessment, under your name, and changes no level or status.")
    done = _("Your dissent now stands beside the assessment.")
    act = ConfirmedAct(_("Dissent from our assessment"), warning, _("Publish the dissent"), done)

    def publish() -> None:
        dissent_from(entry, form.draft(), by=by, on=today_of(by), language=by.language)

    return confirm_act(request, entry_target(entry), form, act, publish)


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
    warning = _("The previous one stays, struck through, and no longer counts.")
    act = ConfirmedAct(_("Correct the dissent"), warning, _("Save the correction"), _("Corrected."))

    def correct() -> None:
        today = today_of(by)
        changes = {"dissent": form.draft(), "occurred": PartialDate.of(today), "reason": form.cleaned_data["reason"]}
        correct_entry(entry, draft_of_entry(entry, **changes), by=by, on=today)

    return confirm_act(request, entry_target(entry), form, act, correct)


def dissent_target(row: TargetedRow) -> str:
    """What a row is on and about, as the form has it."""
    return f"{row.on.key} {row.about_code}"


def shown_assessments(entry: Entry, reading: Reading) -> list[tuple[str, str]]:
    """The assessments of ours that come with an entry, in words, of what the reader may see."""
    may_read = reading.audience.within(entry.report_id).may_read
    assessments = Assessment.objects.filter(entry=entry, whose=None).select_related("measure", "ambiguity")
    seen = [
        assessment for assessment in assessments if assessment.measure is None or may_read(assessment.measure.marking)
    ]
    return [
        (dissent_target(assessment), f"{assessment.on.code} · {about_in_words(assessment, reading)}")
        for assessment in seen
    ]


def about_in_words(row: TargetedRow, reading: Reading) -> str:
    """About whose actions a row is."""
    whole = {NONE: str(row.on.words("title")), BOTH: _("both sides")}
    return whole.get(row.about_code) or str(reading.parties[row.about_code])
