"""What else is done with an entry or a report: fewer readers or more, objections, searches."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from measures import access
from measures.forms.fields import RecordForm
from measures.forms.keeping import MarkReportForm, ObjectionForm, SearchForm, SearchWordsForm
from measures.models import Entry, EntryKind, Evidence, Report, TextSearch
from measures.models.markings import marking_label, narrower_than
from measures.operations.markings import Marked, mark_report
from measures.operations.objections import ObjectionDraft, record_objection
from measures.operations.searches import WORDS, correct_search, record_search, withdraw_search
from measures.views.acts import is_done, writer_of, writers_only
from measures.views.once import Keyed, form_key_of, make_once
from measures.views.reading import Reading, ReadingRequest, query, require_act, row_for, today_of

# The pages that correct an entry of a kind with a form of its own.
CORRECTED_AT: Mapping[str, str] = {EntryKind.SUMMARY: "correct_summary", EntryKind.DISSENT: "correct_dissent"}
# By their addresses: what the lists of a report are called, and the way back to them and to a row of each.
LISTS = {
    "codings": (gettext_lazy("Codings"), gettext_lazy("Back to the codings")),
    "dates": (gettext_lazy("Dates ahead"), gettext_lazy("Back to the dates ahead")),
    "feeds": (gettext_lazy("Feeds"), gettext_lazy("Back to the feeds")),
}
ROWS = {
    "coding": ("codings", gettext_lazy("Back to the coding")),
    "date": ("dates", gettext_lazy("Back to the date")),
}


@dataclass(frozen=True, slots=True)
class ConfirmedAct:
    """An act that is confirmed on a page of its own: its title, its warning, its button, and what is said afterwards.

    One that says more afterwards says it itself.
    """

    heading: str
    warning: str
    button: str
    done: str = ""


@dataclass(frozen=True, slots=True)
class ActTarget:
    """What such an act is done to: its name, its page, and the page above that."""

    heading: str
    name: str | Promise
    url: str
    back: str | Promise
    above: str | Promise
    above_url: str


def list_target(page: str, reading: Reading) -> ActTarget:
    """The list with all rows of a kind in the report."""
    name, back = LISTS[page]
    overview = reverse("overview") + query(reading.kept)
    return ActTarget(str(reading.report), name, reverse(page) + query(reading.kept), back, _("Overview"), overview)


def row_target(page: str, row: Any, reading: Reading, heading: str = "") -> ActTarget:
    """The page of a row in such a list."""
    above, back = ROWS[page]
    name, _back = LISTS[above]
    above_url = reverse(above) + query(reading.kept)
    return ActTarget(heading or str(row), str(row), reverse(page, args=[row.key]), back, name, above_url)


def entry_to_act_on(request: ReadingRequest, key: str, act: str) -> Entry:
    return row_for(request, Entry.objects.visible_to(request.reading.audience).for_reading(), act, key=key)


def offers_tightening(row: Marked, reading: Reading) -> bool:
    """Whether the reader may let fewer people read a row, and is on the page of today."""
    is_allowed = access.allows(reading.reader, "tighten_marking", row)
    return is_allowed and not reading.is_past and bool(narrower_than(row.marking))


@writers_only("mark_report")
def mark_report_page(request: ReadingRequest, slug: str) -> HttpResponse:
    """Let more or fewer people read what is in a report."""
    report, place = report_and_place(request, slug)
    form = MarkReportForm(request.POST or None, initial={"marking": report.marking})
    warning = _("People who may no longer read it will see it nowhere: no page, list, count, feed or email shows it.")
    act = ConfirmedAct(_("Who may read this report"), warning, _("Save"))

    def mark() -> None:
        marked = mark_report(report, marking=form.cleaned_data["marking"], by=writer_of(request))
        messages.success(request, _("Who may read it: %(marking)s.") % {"marking": marking_label(marked.marking)})

    return confirm_act(request, place, form, act, mark)


@writers_only("record_objection")
def objection(request: ReadingRequest, slug: str) -> HttpResponse:
    """Record an objection and what was done."""
    report, by = report_for(request, slug), writer_of(request)
    form = ObjectionForm(request.POST or None, initial={"entry": request.GET.get("entry", "")})
    page = reverse("corrections") + query(request.reading.kept)
    warning = _("Every reader of the corrections page will see it.")
    act = ConfirmedAct(_("Record an objection"), warning, _("Save"), _("Recorded."))
    place = ActTarget(
        str(report), _("Corrections"), page, _("Back to the corrections"), _("Overview"), reverse("overview")
    )

    def record() -> None:
        record_objection(report, ObjectionDraft(**form.cleaned_data), by=by, on=today_of(by))

    return confirm_act(request, place, form, act, record)


@writers_only("record_search")
def note_search(request: ReadingRequest, slug: str) -> HttpResponse:
    """Record which texts of a side were searched for a report."""
    report = report_for(request, slug)
    by = writer_of(request)
    form = SearchForm(request.POST or None, sides=request.reading.sides)
    warning = _("“Searched to” moves to the last day searched. A check of one measure does not move it.")
    done = _("Recorded under “What was searched”.")
    act = ConfirmedAct(_("Record what you have searched"), warning, _("Save"), done)

    def record() -> None:
        record_search(report, by=by, on=today_of(by), **form.cleaned_data)

    return confirm_act(request, searches_target(report, request.reading), form, act, record)


@writers_only("")
def correct_search_page(request: ReadingRequest, slug: str, key: str) -> HttpResponse:
    """Correct the words that say which texts were searched."""
    row, by = search_to_act_on(request, slug, key, "correct_search"), writer_of(request)
    place = searches_target(report_for(request, slug), request.reading)
    form = SearchWordsForm(request.POST or None, initial={name: getattr(row, name) for name in (*WORDS, "version")})
    warning = _("Who searched, when, and which time stay as they are. The earlier words can still be read.")
    act = ConfirmedAct(_("Correct which texts were searched"), warning, _("Save"), _("Saved."))
    return confirm_act(request, place, form, act, lambda: correct_search(row, **form.revision, by=by))


@require_POST
@writers_only("")
def withdraw_search_page(request: ReadingRequest, slug: str, key: str) -> HttpResponse:
    """Withdraw a search that somebody recorded."""
    row = search_to_act_on(request, slug, key, "withdraw_search")
    withdraw_search(row, by=writer_of(request))
    messages.success(request, _("Withdrawn from “What was searched”."))
    return redirect(searches_target(row.report, request.reading).url)


def search_to_act_on(request: ReadingRequest, slug: str, key: str, act: str) -> TextSearch:
    """What was searched for a report, under this key, if the reader may do this to it."""
    standing = TextSearch.objects.visible_to(request.reading.audience).standing()
    row: TextSearch = get_object_or_404(standing, report__slug=slug, key=key)
    require_act(request, row, act)
    return row


def report_for(request: ReadingRequest, slug: str) -> Report:
    """The report of this name, if the reader may see it; the page is then about it."""
    report: Report = get_object_or_404(Report.objects.visible_to(request.reading.audience), slug=slug)
    require_act(request, report)
    request.reading = request.reading.of(report)
    return report


def report_and_place(request: ReadingRequest, slug: str) -> tuple[Report, ActTarget]:
    """A report, if the reader may see it, and its page."""
    report, page = report_for(request, slug), reverse("report", args=[slug])
    overview = reverse("overview") + query(request.reading.kept)
    return report, ActTarget(str(report), slug, page, _("Back to the report"), _("Overview"), overview)


def searches_target(report: Report, reading: Reading) -> ActTarget:
    """Where it stands what was searched for a report."""
    page, overview = reverse("codebook", args=[report.slug]) + "#searched", reverse("overview") + query(reading.kept)
    return ActTarget(str(report), _("About and method"), page, _("Back to what was searched"), _("Overview"), overview)


def source_and_place(request: ReadingRequest, key: str) -> tuple[Evidence, ActTarget]:
    """A source, if the reader may see it, and its page."""
    source = get_object_or_404(Evidence.objects.visible_to(request.reading.audience), key=key)
    page, sources = reverse("source", args=[key]), reverse("sources")
    return source, ActTarget(str(source), key, page, _("Back to the source"), _("Sources"), sources)


def entry_target(entry: Entry) -> ActTarget:
    page, journal = reverse("entry", args=[entry.key]), reverse("journal") + query({"report": entry.report.slug})
    return ActTarget(entry.heading, entry.key, page, _("Back to the entry"), _("Journal"), journal)


def confirm_act(
    request: ReadingRequest, place: ActTarget, form: RecordForm, act: ConfirmedAct, perform: Callable[[], object]
) -> HttpResponse:
    """Do the act if the form is valid, else show the form with its errors."""
    if is_done(form, perform):
        if act.done:
            messages.success(request, act.done)
        return redirect(place.url)
    context = {"place": place, "form": form, "act": act}
    return render(request, "measures/keep.html", context, status=400 if form.errors else 200)


def act_once(
    request: ReadingRequest,
    place: ActTarget,
    form: RecordForm,
    act: ConfirmedAct,
    make: Callable[[], Keyed],
    *,
    page: str,
) -> HttpResponse:
    """Do what a form asks for once and show the page of the row concerned, or show the form with its errors."""
    form_key = form_key_of(request, writer_of(request))
    made = []

    def attempt() -> None:
        try:
            made.append(make_once(request.session, form_key, make))
        except ValidationError as error:
            raise at_fields(error) from error

    if is_done(form, attempt):
        again = made[0].again
        messages.success(request, _("This has already been saved: here it is.") if again else _("Saved."))
        return redirect(page, made[0].key)
    context = {"place": place, "form": form, "act": act, "form_key": form_key}
    return render(request, "measures/keep.html", context, status=400 if form.errors else 200)


def at_fields(error: ValidationError) -> ValidationError:
    """The errors of the rows of a field, `touches.0`, at the field."""
    found: dict[str, list[str]] = {}
    for path, texts in error.message_dict.items():
        found.setdefault(path.partition(".")[0], []).extend(texts)
    return ValidationError(found)
