"""What else is done with an entry or a report: fewer readers or more, objections, searches."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from measures import access
from measures.forms.fields import RecordForm
from measures.forms.keeping import (
    MarkReportForm,
    ObjectionForm,
    SearchForm,
    SearchWordsForm,
    TightenForm,
)
from measures.models import Entry, EntryKind, Report, TextSearch
from measures.models.markings import marking_label
from measures.operations.markings import mark_report, reach_of, tighten_marking
from measures.operations.objections import ObjectionDraft, record_objection
from measures.operations.searches import WORDS, correct_search, record_search, withdraw_search
from measures.views.acts import is_done, require_act, writer_of, writers_only
from measures.views.once import Keyed, form_key_of, make_once
from measures.views.reading import ReadingRequest, query, today_of

# The pages that correct an entry of a kind with a form of its own.
CORRECTED_AT: Mapping[str, str] = {EntryKind.SUMMARY: "correct_summary", EntryKind.DISSENT: "correct_dissent"}


@dataclass(frozen=True, slots=True)
class ConfirmedAct:
    """An act that is confirmed on a page of its own: its title, its warning and its button, and another if it has."""

    heading: str
    warning: str
    button: str
    other_button: str = ""
    is_grave: bool = False


@dataclass(frozen=True, slots=True)
class ActTarget:
    """What such an act is done to: its name, its page, and the page above that."""

    heading: str
    name: str
    url: str
    back: str
    above: str
    above_url: str


def entry_to_act_on(request: ReadingRequest, key: str, act: str) -> Entry:
    """The entry with this key, if the reader may see it and do this to it."""
    entry: Entry = get_object_or_404(Entry.objects.visible_to(request.reading.audience).for_reading(), key=key)
    if not access.allows(request.user, act, entry):
        raise PermissionDenied
    request.reading = request.reading.of(entry.report)
    return entry


@writers_only("")
def tighten(request: ReadingRequest, key: str) -> HttpResponse:
    """Let fewer people read an entry and the entries that name it."""
    entry = entry_to_act_on(request, key, "tighten_marking")
    form = TightenForm(request.POST or None, present=entry.marking)
    warning = _(
        "This cannot be undone. The markings of entries that correct it, answer it or rest on it are "
        "tightened in the same way."
    )
    act = ConfirmedAct(_("Let fewer people read it"), warning, _("Tighten the marking"))

    def done() -> str:
        marking = form.cleaned_data["marking"]
        others = len(reach_of(entry, marking).entries) - 1
        tighten_marking(entry, marking=marking, by=writer_of(request))
        also = ngettext(
            "The same applies to %(count)d other entry.", "The same applies to %(count)d other entries.", others
        )
        return _("Fewer people may read it now.") + (" " + also % {"count": others} if others else "")

    return confirm_act(request, entry_target(entry), form, act, done)


@writers_only("mark_report")
def mark_report_page(request: ReadingRequest, slug: str) -> HttpResponse:
    """Let more or fewer people read what is in a report."""
    report, place = report_and_place(request, slug)
    form = MarkReportForm(request.POST or None, initial={"marking": report.marking})
    warning = _(
        "People who may no longer read it will not see it anywhere: not on pages, or in lists, counts, feeds or emails."
    )
    act = ConfirmedAct(_("Who may read this report"), warning, _("Save"))

    def done() -> str:
        marked = mark_report(report, marking=form.cleaned_data["marking"], by=writer_of(request))
        return _("Who may read it: %(marking)s.") % {"marking": marking_label(marked.marking)}

    return confirm_act(request, place, form, act, done)


@writers_only("record_objection")
def objection(request: ReadingRequest, slug: str) -> HttpResponse:
    """Record an objection and what was done."""
    report: Report = get_object_or_404(Report.objects.visible_to(request.reading.audience), slug=slug)
    require_act(request, report)
    reading = request.reading = request.reading.of(report)
    form = ObjectionForm(request.POST or None, initial={"entry": request.GET.get("entry", "")})
    page = reverse("corrections") + query(reading.kept)
    act = ConfirmedAct(
        _("Record an objection"),
        _("It will appear on the corrections page, for everyone who reads that page."),
        _("Save"),
    )
    place = ActTarget(
        str(report), _("Corrections"), page, _("Back to the corrections"), _("Overview"), reverse("overview")
    )

    def done() -> str:
        writer = writer_of(request)
        record_objection(report, ObjectionDraft(**form.cleaned_data), by=writer, on=today_of(writer))
        return _("Recorded.")

    return confirm_act(request, place, form, act, done)


@writers_only("record_search")
def note_search(request: ReadingRequest, slug: str) -> HttpResponse:
    """Record which texts of a side were searched for a report."""
    report, place = report_and_place(request, slug)
    by = writer_of(request)
    form = SearchForm(request.POST or None, sides=request.reading.sides)
    warning = _(
        "The day up to which the report’s record goes moves to the last day searched. A check of one "
        "measure does not move it."
    )
    act = ConfirmedAct(_("Record what you have searched"), warning, _("Save"))

    def done() -> str:
        record_search(report, by=by, on=today_of(by), **form.cleaned_data)
        return _("Recorded: it is now listed under “What was searched”.")

    return confirm_act(request, place, form, act, done)


@writers_only("")
def correct_search_page(request: ReadingRequest, slug: str, key: str) -> HttpResponse:
    """Correct the words that say which texts were searched."""
    row = search_to_act_on(request, slug, key, "correct_search")
    _report, place = report_and_place(request, slug)
    form = SearchWordsForm(request.POST or None, initial={name: getattr(row, name) for name in (*WORDS, "version")})
    warning = _("By whom, when and for which time it was searched stays as it is. The earlier words can still be read.")
    act = ConfirmedAct(_("Correct which texts were searched"), warning, _("Save"))

    def done() -> str:
        changes = dict(form.cleaned_data)
        correct_search(row, version=changes.pop("version"), changes=changes, by=writer_of(request))
        return _("Saved.")

    return confirm_act(request, place, form, act, done)


@require_POST
@writers_only("")
def take_search_back(request: ReadingRequest, slug: str, key: str) -> HttpResponse:
    """Withdraw a search that somebody recorded."""
    row = search_to_act_on(request, slug, key, "withdraw_search")
    withdraw_search(row, by=writer_of(request))
    messages.success(request, _("Withdrawn: it is no longer listed under “What was searched”."))
    return redirect(f"{reverse('report', args=[slug])}#searched")


def search_to_act_on(request: ReadingRequest, slug: str, key: str, act: str) -> TextSearch:
    """What was searched for a report, under this key, if the reader may do this to it."""
    standing = TextSearch.objects.visible_to(request.reading.audience).standing()
    row: TextSearch = get_object_or_404(standing, report__slug=slug, key=key)
    if not access.allows(request.user, act, row):
        raise PermissionDenied
    return row


def report_and_place(request: ReadingRequest, slug: str) -> tuple[Report, ActTarget]:
    """A report, if the reader may see it, and its page."""
    report: Report = get_object_or_404(Report.objects.visible_to(request.reading.audience), slug=slug)
    require_act(request, report)
    reading = request.reading = request.reading.of(report)
    overview = reverse("overview") + query(reading.kept)
    page = reverse("report", args=[slug])
    return report, ActTarget(str(report), slug, page, _("Back to the report"), _("Overview"), overview)


def entry_target(entry: Entry) -> ActTarget:
    page, journal = reverse("entry", args=[entry.key]), reverse("journal") + query({"report": entry.report.slug})
    return ActTarget(entry.heading, entry.key, page, _("Back to the entry"), _("Journal"), journal)


def confirm_act(
    request: ReadingRequest, place: ActTarget, form: RecordForm, act: ConfirmedAct, done: Callable[[], str]
) -> HttpResponse:
    """Do the act if the form is valid, else show the form with its errors."""
    if is_done(form, lambda: messages.success(request, done())):
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
