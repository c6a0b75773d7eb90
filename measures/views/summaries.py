"""Writing and correcting the summary of a report."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from measures.forms.summaries import NewSummaryForm, SummaryCorrectionForm
from measures.models import Entry
from measures.operations.developments import correct_entry
from measures.operations.drafts import summary_draft
from measures.operations.summaries import write_summary
from measures.views.acts import writer_of, writers_only
from measures.views.keeping import ConfirmedAct, confirm_act, entry_target, entry_to_act_on, report_and_place
from measures.views.reading import ReadingRequest, today_of


@writers_only("write_summary")
def new_summary(request: ReadingRequest, slug: str) -> HttpResponse:
    """Write a summary of a report."""
    report, place = report_and_place(request, slug)
    by = writer_of(request)
    today = today_of(by)
    form = NewSummaryForm(request.POST or None, initial={"as_of": today})
    warning = _("It appears first on the overview, under your name and today’s date. It changes no status.")
    act = ConfirmedAct(_("Write a summary"), warning, _("Publish the summary"))

    def done() -> str:
        draft = summary_draft(written_on=today, language=by.language, **form.cleaned_data)
        write_summary(report, draft, by=by, on=today)
        return _("The summary is now on the overview.")

    return confirm_act(request, place, form, act, done)


@writers_only("")
def correct_summary(request: ReadingRequest, key: str) -> HttpResponse:
    """Write a summary in the place of another."""
    entry = entry_to_act_on(request, key, "correct_entry")
    by = writer_of(request)
    today = today_of(by)
    form = SummaryCorrectionForm(request.POST or None, initial=summary_values(entry))
    warning = _("The previous summary stays, struck through, and no longer counts.")
    act = ConfirmedAct(_("Correct the summary"), warning, _("Save the correction"))

    def done() -> str:
        given = {**form.cleaned_data, "written_on": today, "language": entry.language, "marking": entry.marking}
        correct_entry(entry, summary_draft(**given), by=by, on=today)
        return _("Corrected.")

    return confirm_act(request, entry_target(entry), form, act, done)


def summary_values(entry: Entry) -> dict[str, Any]:
    """The fields of a summary, as its form has them."""
    return {
        "as_of": entry.occurred.last,
        "text": entry.title,
        "text_zh_hans": entry.title_zh_hans,
        "note": entry.narrative,
        "note_zh_hans": entry.narrative_zh_hans,
        "rests_on": " ".join(row.development.key for row in entry.related.select_related("development")),
    }
