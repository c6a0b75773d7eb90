"""Adding a report, or a newer version of one: what its library would change is shown before anything is written."""

from collections.abc import Sequence
from itertools import chain

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.errors import OlderLibraryError
from measures.forms.libraries import LibraryForm
from measures.library.load import later_version, load_content
from measures.library.read import LibraryError
from measures.models import Marking
from measures.operations.catalogue import CatalogueDifference, Tallies
from measures.views.acts import writers_only
from measures.views.reading import ReadingRequest

KINDS = {
    "parties": _("Parties"),
    "reports": _("Reports"),
    "ambiguity sets": _("Sets of ambiguities"),
    "ambiguities": _("Ambiguities"),
    "measures": _("Measures"),
    "parts": _("Parts of measures"),
    "milestones": _("Milestones"),
    "indicators": _("Indicators"),
    "addressings": _("What measures address"),
    "links": _("Links"),
    "terms": _("Terms"),
    "motivations": _("Reasons given in the report"),
    "sources": _("Sources"),
    "entries": _("Entries"),
    "dates": _("Dates ahead"),
    "second codings": _("Second codings"),
}


@writers_only("load_report")
def libraries(request: ReadingRequest) -> HttpResponse:
    """Choose a library, look at the difference, load it."""
    form = LibraryForm(request.POST, request.FILES) if request.method == "POST" else LibraryForm()
    tallies: Tallies | None = None
    if form.is_bound and form.is_valid():
        is_confirmed = "load" in request.POST
        try:
            choices = {"older": form.cleaned_data["older"], "marking": form.cleaned_data["marking"] or Marking.PUBLIC}
            tallies = load_content(form.library, dry_run=not is_confirmed, **choices)
        except LibraryError as error:
            form.add_error(None, list(error.faults))
        except OlderLibraryError:
            tallies = load_content(form.library, dry_run=True)
            form.add_error("older", gettext("Tick this to go back to the older version."))
        else:
            if is_confirmed:
                messages.success(request, gettext("Loaded."))
                return redirect("report", form.library.slug)
    labelled = [(KINDS.get(kind, kind), tally) for kind, tally in (tallies or {}).items()]
    context = {
        "form": form,
        "faults": form.faults,
        "tallies": labelled,
        "differences": listed_differences(tallies),
        "later": later_version(form.library) if tallies else "",
    }
    return render(request, "measures/libraries.html", context, status=400 if form.errors else 200)


def listed_differences(tallies: Tallies | None) -> Sequence[CatalogueDifference]:
    return list(chain.from_iterable(tally.differences for tally in (tallies or {}).values()))
