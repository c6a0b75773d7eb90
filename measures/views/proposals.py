"""Proposals: those of a report, one of them, and what a second member of the team or its proposer does with it."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from measures import access
from measures.forms.assessments import AgreeForm, SendBackForm
from measures.forms.entry_choices import EntryChoices
from measures.forms.log import LogForm, values_of_draft
from measures.models import Proposal, Report
from measures.operations.draft_fields import read_draft
from measures.operations.drafts import EntryDraft
from measures.operations.proposals import agree_to_proposal, send_back_proposal, withdraw_proposal
from measures.views.acts import act_with_message, is_done, writer_of, writers_only
from measures.views.keeping import ActTarget, ConfirmedAct, confirm_act
from measures.views.log_sources import find_sources
from measures.views.reading import Reading, ReadingRequest, for_report, query, require_act, row_for, today_of


@writers_only("read_proposals")
@for_report
def proposals(request: ReadingRequest, report: Report) -> HttpResponse:
    """What waits in a report until a second member agrees, and what was sent back."""
    rows = Proposal.objects.visible_to(request.reading.audience).filter(report=report)
    return render(request, "measures/proposals.html", {"rows": rows.select_related("proposed_by", "sent_back_by")})


@writers_only("")
def proposal(request: ReadingRequest, key: str) -> HttpResponse:
    """One proposal, all that would be recorded, and what the reader may do with it."""
    return proposal_page(request, proposal_for(request, key))


def proposal_page(request: ReadingRequest, row: Proposal, form: AgreeForm | None = None) -> HttpResponse:
    reading, draft = request.reading, read_draft(EntryDraft, row.body)
    keeps = row.corrects.marking if row.corrects else ""
    entry_choices = EntryChoices(row.report, writer_of(request), list(reading.parties.values()), keeps=keeps)
    entry_choices.load_for_draft(draft)
    whole = LogForm.fresh(entry_choices, values_of_draft(draft), kind=draft.kind)
    context = {
        "row": row,
        "entered": whole.entered(draft),
        "cited": find_sources(reading.audience, cites=whole.cites, find="", addresses=[]).cited,
        "form": AgreeForm(initial={"version": row.version}),
        "faults": form.faults if form else (),
        "may": {
            act: access.allows(request.user, act, row) for act in ("agree", "change_proposal", "withdraw_proposal")
        },
    }
    return render(request, "measures/proposal.html", context, status=400 if form else 200)


@require_POST
@writers_only("")
def agree(request: ReadingRequest, key: str) -> HttpResponse:
    """Agree to a proposal, as it was read: it is logged."""
    row, by = proposal_for(request, key, "agree"), writer_of(request)
    form, logged = AgreeForm(request.POST), []

    def attempt() -> None:
        version = form.cleaned_data["version"]
        logged.append(agree_to_proposal(row, version=version, by=by, on=today_of(by)))

    if not is_done(form, attempt):
        return proposal_page(request, row, form)
    messages.success(request, _("Agreed. The entry below now counts."))
    return redirect("entry", logged[0].key)


@writers_only("")
def send_back(request: ReadingRequest, key: str) -> HttpResponse:
    """Send a proposal back, and say why."""
    row, by = proposal_for(request, key, "agree"), writer_of(request)
    form = SendBackForm(request.POST or None, initial={"version": row.version})
    warning = _("It waits again when its author has changed it.")
    act = ConfirmedAct(_("Send it back"), warning, _("Send it back"), _("Sent back."))
    page, above = reverse("proposal", args=[row.key]), reverse("proposals") + query({"report": row.report.slug})
    place = ActTarget(str(row), row.key, page, _("Back to the proposal"), _("Proposals"), above)
    return confirm_act(request, place, form, act, lambda: send_back_proposal(row, **form.cleaned_data, by=by))


@require_POST
@writers_only("")
def withdraw(request: ReadingRequest, key: str) -> HttpResponseRedirect:
    """Withdraw a proposal: nothing of it is kept."""
    row, by = proposal_for(request, key, "withdraw_proposal"), writer_of(request)
    act_with_message(request, lambda: withdraw_proposal(row, by=by), _("Withdrawn: nothing of it was logged."))
    return redirect(reverse("proposals") + query(request.reading.kept))


def proposal_for(request: ReadingRequest, key: str, act: str = "") -> Proposal:
    """The proposal with this key, if the reader may see it and do this to it."""
    rows = Proposal.objects.visible_to(request.reading.audience)
    row = row_for(request, rows.select_related("report", "corrects", "proposed_by", "sent_back_by"), key=key)
    require_act(request, row, act)
    return row


def proposals_on(report: Report, keys: Iterable[str], reading: Reading) -> list[Proposal]:
    """What waits on these measures or ambiguities, for the team; without a question where nothing has to."""
    if not report.needs_agreement or reading.is_past or not access.allows(reading.reader, "read_proposals", report):
        return []
    rows = Proposal.objects.visible_to(reading.audience).filter(report=report).assessing(keys)
    return list(rows.select_related("proposed_by"))
