"""Beginning a report on a page, without a library."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.forms.reports import NewPartyForm, ReportForm
from measures.forms.rows import FormWithRows, RowKind
from measures.models import Party, Report
from measures.operations.new_reports import PartyDraft, ReportDraft, add_report
from measures.views.acts import writer_of, writers_only
from measures.views.once import FormResult, Keyed, form_key_of, make_once
from measures.views.reading import ReadingRequest, query, require_act


@writers_only("add_report")
def new_report(request: ReadingRequest) -> HttpResponse:
    """Say what a report is; it then leads to its ambiguities and measures."""
    require_act(request, None)
    parties = ", ".join(str(party) for party in Party.objects.visible_to(request.reading.audience))
    kinds = {
        "parties": RowKind(
            form=NewPartyForm,
            title=_("Parties"),
            add_label=_("Add another party"),
            hint=_("Here already: %(parties)s.") % {"parties": parties} if parties else "",
            blank=2,
        )
    }
    forms = FormWithRows.of(request.POST, ReportForm, kinds, initial=ReportForm.initial_values())

    def add() -> Report:
        values = forms.form.values()  # type: ignore[attr-defined]
        drafts = [PartyDraft(**each) for each in forms.values("parties")]
        return add_report(ReportDraft(**values, parties=drafts), by=writer_of(request))

    words = {
        "heading": _("New report"),
        "lead": _(
            "Only the team can read it until you open it on its page. Ambiguities and measures come next. All but "
            "the short name can be changed later."
        ),
        "save": _("Make the report"),
        "back_url": reverse("overview") + query(request.reading.kept),
    }
    return made_with_rows(request, forms, add, words, lambda key: reverse("report", args=[key]))


def made_with_rows(
    request: ReadingRequest,
    forms: FormWithRows,
    make: Callable[[], Keyed],
    context: Mapping[str, object],
    page_of: Callable[[str], str],
) -> HttpResponse:
    """Make a row once and go to its page, or show the form with its errors or with one more row."""
    form_key = form_key_of(request, writer_of(request))
    made: list[FormResult] = []
    if forms.is_done(lambda: made.append(make_once(request.session, form_key, make))):
        again = _("This has already been saved: here it is.")
        messages.success(request, again if made[0].again else _("Saved."))
        return redirect(request.get_full_path() if "another" in request.POST else page_of(made[0].key))
    context = {**context, "forms": forms, "form_key": form_key}
    return render(request, "measures/with_rows.html", context, status=400 if forms.form.is_bound else 200)
