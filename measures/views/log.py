"""The page on which a development is logged, for several measures and ambiguities at once, or corrected."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from measures import access
from measures.errors import RuleError
from measures.forms.correction import values_of
from measures.forms.log import LogForm
from measures.forms.offer import Offer
from measures.models import Ambiguity, Entry, EntryKind, Evidence, Measure, Report, User
from measures.operations.developments import correct_entry, log_development
from measures.operations.drafts import EntryDraft, SourceDraft
from measures.views.once import is_key_of, keep_and_sign_in, kept_draft, make_once, new_form_key
from measures.views.preview import Preview, preview_of
from measures.views.reading import ReadingRequest, reading_page

FOUND_MOST = 12


@dataclass(slots=True)
class Desk:
    """Where one writer writes one entry, new or in the place of another."""

    request: ReadingRequest
    report: Report
    offer: Offer
    writer: User
    corrects: Entry | None = None
    preview: Preview | None = None
    form_key: str = ""

    @property
    def kind(self) -> str:
        return self.corrects.kind if self.corrects else EntryKind.DEVELOPMENT

    @property
    def today(self) -> date:
        return today_of(self.writer)

    def perform(self, draft: EntryDraft) -> Entry:
        if self.corrects:
            return correct_entry(self.corrects, draft, by=self.writer, on=self.today)
        return log_development(self.report, draft, by=self.writer, on=self.today)


def today_of(user: User) -> date:
    """The day it is where the user is."""
    return timezone.now().astimezone(user.zone).date()


@reading_page()
def log(request: ReadingRequest) -> HttpResponse:
    """Log what happened, on one screen for all it bears on."""
    if not request.user.is_authenticated:
        return keep_and_sign_in(request)
    report = report_of(request)
    if not access.allows(request.user, "log_development", report):
        raise PermissionDenied
    return at_desk(request, report, known=lambda offer: asked_for(request, offer))


@reading_page()
def correct(request: ReadingRequest, key: str) -> HttpResponse:
    """Write an entry in the place of another: the same form, with what it says."""
    if not request.user.is_authenticated:
        return keep_and_sign_in(request)
    entry = get_object_or_404(Entry.objects.visible_to(request.reading.audience).for_reading(), key=key)
    if not access.allows(request.user, "correct_entry", entry):
        raise PermissionDenied
    if entry.is_corrected:
        messages.error(request, _("This entry has been corrected already: correct the newer one."))
        return redirect("entry", entry.correction.key)
    if entry.is_redacted:
        messages.error(request, _("This entry was redacted and takes no correction."))
        return redirect("entry", entry.key)
    return at_desk(request, entry.report, corrects=entry, known=lambda _: values_of(entry))


def report_of(request: ReadingRequest) -> Report:
    """The report that the form is about: the one it says, else that of what it was asked for."""
    slug = request.POST.get("report", "")
    named = Measure.objects.visible_to(request.reading.audience).filter(key__in=request.GET.getlist("measure"))
    ambiguous = Ambiguity.objects.filter(key__in=request.GET.getlist("ambiguity"))
    asked = Q(slug=slug) if slug else Q(measures__in=named) | Q(ambiguities__in=ambiguous)
    report = Report.objects.filter(asked).distinct().first() or request.reading.report
    if report is None:
        raise PermissionDenied
    return report


def asked_for(request: ReadingRequest, offer: Offer) -> dict[str, Any]:
    """What the address already says: the measures and ambiguities it bears on, and whose view is to be told."""
    keys = {measure.key for measure in offer.measures} | offer.ambiguity_keys
    asked = [key for name in ("measure", "ambiguity") for key in request.GET.getlist(name) if key in keys]
    whose = request.GET.get("whose", "")
    return {
        "entry": {"language": offer.writer.language},
        "bears_on": [{"on": key} for key in asked],
        "views": [{"whose": whose, "on": asked[0]}] if whose and asked else [],
    }


def at_desk(
    request: ReadingRequest, report: Report, *, known: Callable[[Offer], dict[str, Any]], corrects: Entry | None = None
) -> HttpResponse:
    """Show the form, or do what its button says; whatever that is, nothing typed is lost."""
    request.reading = request.reading.of(report)
    writer = cast(User, request.user)
    offer = Offer(report, writer, keeps=corrects.marking if corrects else "")
    desk = Desk(request, report, offer, writer, corrects=corrects)
    desk.form_key = request.POST.get("form_key", "") or new_form_key(writer)
    if request.method == "POST":
        return acted(desk)
    if draft := kept_draft(request, writer):
        messages.info(request, _("Here is what you had typed. It is not saved yet."))
        return shown(desk, LogForm.typed(offer, draft, kind=desk.kind))
    return shown(desk, LogForm.fresh(offer, known(offer), kind=desk.kind))


def acted(desk: Desk) -> HttpResponse:
    """Save, preview, find a source or add a row, as the button says."""
    sent = desk.request.POST
    act = sent.get("act", "preview")
    if act not in ("save", "preview"):
        return shown(desk, LogForm.typed(desk.offer, sent, kind=desk.kind, add=act.removeprefix("add-")))
    form = LogForm.sent(desk.offer, sent, desk.request.FILES, kind=desk.kind)
    form.leave_out(set(ticked(desk, form).exclude(url="").values_list("url", flat=True)))
    if not is_key_of(desk.form_key, desk.writer):
        desk.form_key = new_form_key(desk.writer)
        form.overall.append(("", "", _("You are signed in as somebody else by now. Look it over, then save again.")))
    if not form.is_valid() or form.overall:
        return shown(desk, form, status=400)
    try:
        return saved(desk, form) if act == "save" else previewed(desk, form)
    except ValidationError as error:
        form.take(error)
        return shown(desk, form, status=400)
    except RuleError as error:
        form.overall.append(("", "", str(error)))
        return shown(desk, form, status=409)


def saved(desk: Desk, form: LogForm) -> HttpResponseRedirect:
    """Log it, once, and go to the entry."""
    draft = form.draft(on=desk.today)
    made = make_once(desk.request.session, desk.form_key, lambda: desk.perform(draft))
    if made.again:
        messages.info(desk.request, _("This was saved already: here it is. It was not saved a second time."))
    else:
        undo = reverse("correct", args=[made.key])
        done = _("Corrected.") if desk.corrects else _("Logged.")
        said = f"{done} {_('The entry below now counts.')}"
        messages.success(desk.request, format_html('{} <a href="{}">{}</a>', said, undo, _("Undo by correction")))
    return redirect("entry", made.key)


def trial_of(draft: EntryDraft) -> EntryDraft:
    """The same draft, whose files are judged and not kept."""
    sources = [
        replace(source, file=replace(source.file, is_trial=True))
        if isinstance(source, SourceDraft) and source.file
        else source
        for source in draft.sources
    ]
    return replace(draft, sources=sources)


def previewed(desk: Desk, form: LogForm) -> HttpResponse:
    draft = trial_of(form.draft(on=desk.today))
    audience = desk.request.reading.audience
    desk.preview = preview_of(
        draft, lambda: desk.perform(draft), audience=audience, today=desk.today, corrects=desk.corrects
    )
    return shown(desk, form)


def shown(desk: Desk, form: LogForm, *, status: int = 200) -> HttpResponse:
    cited, found = sources_for(desk, form)
    context = {"desk": desk, "form": form, "rows": form.rows, "cited": cited, "found": found, "offer": desk.offer}
    return render(desk.request, "measures/log.html", context, status=status)


def ticked(desk: Desk, form: LogForm) -> QuerySet[Evidence]:
    """The sources on record that the form cites."""
    return Evidence.objects.visible_to(desk.request.reading.audience).for_reading().filter(key__in=form.cites)


def sources_for(desk: Desk, form: LogForm) -> tuple[list[Evidence], list[Evidence]]:
    """The sources that are ticked, and those that the search for a publisher, title or address finds besides."""
    sources = Evidence.objects.visible_to(desk.request.reading.audience).for_reading()
    places = {key: place for place, key in enumerate(form.cites)}
    cited = sorted(ticked(desk, form), key=lambda row: places[row.key])
    urls = [value for row in form.rows["sources"] if (value := row["url"].value())]
    if not form.find and not urls:
        return cited, []
    wanted = Q(url__in=urls)
    if form.find:
        names = ("publisher", "publisher_zh_hans", "title", "title_zh_hans", "url", "key")
        for name in names:
            wanted |= Q(**{f"{name}__icontains": form.find})
    return cited, list(sources.filter(wanted).exclude(key__in=form.cites)[:FOUND_MOST])
