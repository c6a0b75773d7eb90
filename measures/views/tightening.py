"""Letting fewer people read an entry, a date, a measure or a source, with the entries that name it."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.forms.keeping import TightenForm
from measures.models import Entry, Measure
from measures.operations.markings import Marked, tighten_marking
from measures.views.acts import writer_of, writers_only
from measures.views.dates import date_for
from measures.views.keeping import (
    ActTarget,
    ConfirmedAct,
    confirm_act,
    entry_target,
    entry_to_act_on,
    row_target,
    source_and_place,
)
from measures.views.reading import ReadingRequest, query, require_act, row_for


@writers_only("")
def tighten_entry(request: ReadingRequest, key: str) -> HttpResponse:
    entry = entry_to_act_on(request, key, "tighten_marking")
    warning = _("This cannot be undone. It applies to the entries that correct it, answer it or rest on it as well.")
    return tighten(request, entry, entry_target(entry), warning)


@writers_only("")
def tighten_date(request: ReadingRequest, key: str) -> HttpResponse:
    date = date_for(request, key)
    require_act(request, date, "tighten_marking")
    return tighten(request, date, row_target("date", date, request.reading), _("This cannot be undone."))


@writers_only("")
def tighten_measure(request: ReadingRequest, key: str) -> HttpResponse:
    measures = Measure.objects.visible_to(request.reading.audience).select_related("report")
    measure = row_for(request, measures, "tighten_marking", key=key)
    warning = _(
        "This cannot be undone. It applies to its parts, the dates ahead that name it and the entries that "
        "affect it as well."
    )
    page, measures_page = reverse("measure", args=[key]), reverse("measures") + query(request.reading.kept)
    place = ActTarget(str(measure), key, page, _("Back to the measure"), _("Measures"), measures_page)
    return tighten(request, measure, place, warning)


@writers_only("")
def tighten_source(request: ReadingRequest, key: str) -> HttpResponse:
    source, place = source_and_place(request, key)
    require_act(request, source, "tighten_marking")
    warning = _("This cannot be undone. It applies to the entries and dates ahead that cite it as well.")
    return tighten(request, source, place, warning)


def tighten(request: ReadingRequest, row: Marked, place: ActTarget, warning: str) -> HttpResponse:
    """Tighten a row if the form is valid, and say of how many entries that is true too; else show the form."""
    form = TightenForm(request.POST or None, present=row.marking)
    act = ConfirmedAct(_("Let fewer people read it"), warning, _("Tighten the marking"))

    def tighten_all() -> None:
        reach = tighten_marking(row, **form.cleaned_data, by=writer_of(request))
        others = len(reach.entries - {row.pk} if isinstance(row, Entry) else reach.entries)
        also = ngettext(
            "The same applies to %(count)d other entry.", "The same applies to %(count)d other entries.", others
        )
        also = " " + also % {"count": others} if others else ""
        messages.success(request, _("Fewer people may read it now.") + also)

    return confirm_act(request, place, form, act, tighten_all)
