"""The page on which a development is logged, for several measures and ambiguities at once, or corrected."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from measures import access
from measures.errors import RuleError
from measures.forms.correction import form_values, with_values
from measures.forms.log import LogForm
from measures.forms.offer import Offer
from measures.models import Ambiguity, Entry, EntryKind, Measure, Report, User
from measures.operations.developments import correct_entry, log_development
from measures.operations.drafts import EntryDraft, SourceDraft
from measures.views.log_sources import Finding, find_sources
from measures.views.once import ask_to_sign_in, is_key_of, kept_draft, make_once, new_form_key
from measures.views.preview import Preview, preview_of
from measures.views.reading import ReadingRequest, reading_page, today_of


@reading_page(ask=ask_to_sign_in)
def log(request: ReadingRequest) -> HttpResponse:
    """Log what happened, on one screen for all it bears on."""
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    report = report_of(request)
    if not access.allows(request.user, "log_development", report):
        raise PermissionDenied
    page = LogPage.of(request, report)
    return page.post() if request.method == "POST" else page.get(values_in_address(request, page.offer))


@reading_page(ask=ask_to_sign_in)
def correct_entry_page(request: ReadingRequest, key: str) -> HttpResponse:
    """Write an entry in the place of another: the same form, with what it says."""
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    entry = get_object_or_404(with_values(Entry.objects.visible_to(request.reading.audience)), key=key)
    if not access.allows(request.user, "correct_entry", entry):
        raise PermissionDenied
    if entry.is_corrected:
        messages.error(request, _("This entry has been corrected already: correct the newer one."))
        return redirect("entry", entry.correction.key)
    if entry.is_redacted:
        messages.error(request, _("This entry was redacted and takes no correction."))
        return redirect("entry", entry.key)
    page = LogPage.of(request, entry.report, corrects=entry)
    return page.post() if request.method == "POST" else page.get(values_of_entry(entry, page.offer))


def report_of(request: ReadingRequest) -> Report:
    """The report that the form is about: the one it says, else that of what it was asked for."""
    slug = request.POST.get("report", "")
    audience = request.reading.audience
    measures = Measure.objects.visible_to(audience).filter(key__in=request.GET.getlist("measure"))
    ambiguous = Ambiguity.objects.visible_to(audience).filter(key__in=request.GET.getlist("ambiguity"))
    condition = Q(slug=slug) if slug else Q(measures__in=measures) | Q(ambiguities__in=ambiguous)
    report = Report.objects.visible_to(audience).filter(condition).distinct().first() or request.reading.report
    if report is None:
        raise PermissionDenied
    return report


def values_in_address(request: ReadingRequest, offer: Offer) -> dict[str, Any]:
    """What the address already says: the measures and ambiguities it bears on, and whose view is to be logged."""
    keys = [key for name in ("measure", "ambiguity") for key in request.GET.getlist(name)]
    offer.targets.look_up(keys)
    targets = [key for key in keys if key in offer.targets.by_key]
    whose = request.GET.get("whose", "")
    return {
        "entry": {"language": offer.writer.language},
        "bears_on": [{"on": key} for key in targets],
        "views": [{"whose": whose, "on": targets[0]}] if whose and targets else [],
    }


def values_of_entry(entry: Entry, offer: Offer) -> dict[str, Any]:
    """What the form for a correction begins with."""
    offer.targets.know(*(row.on for row in (*entry.bearings.all(), *entry.views.all())))
    offer.milestones.know(*(mark.milestone for mark in entry.marks.all()))
    return form_values(entry)


@dataclass(slots=True)
class LogPage:
    """The page on which one writer writes one entry, new or in the place of another; nothing typed is lost."""

    request: ReadingRequest
    report: Report
    writer: User
    offer: Offer
    form_key: str
    corrects: Entry | None = None
    preview: Preview | None = None

    @classmethod
    def of(cls, request: ReadingRequest, report: Report, *, corrects: Entry | None = None) -> Self:
        request.reading = request.reading.of(report)
        writer = cast(User, request.user)
        parties = list(request.reading.parties.values())
        offer = Offer(report, writer, parties, keeps=corrects.marking if corrects else "")
        form_key = request.POST.get("form_key", "") or new_form_key(writer)
        return cls(request, report, writer, offer, form_key, corrects)

    @property
    def kind(self) -> str:
        return self.corrects.kind if self.corrects else EntryKind.DEVELOPMENT

    @property
    def today(self) -> date:
        return today_of(self.writer)

    def get(self, values: Mapping[str, Any]) -> HttpResponse:
        """The form with these values, or with what its writer had typed before they signed in again."""
        if draft := kept_draft(self.request, self.writer):
            messages.info(self.request, _("Here is what you had typed. It is not saved yet."))
            form = LogForm.typed(self.offer, draft, kind=self.kind)
        else:
            form = LogForm.fresh(self.offer, values, kind=self.kind)
        return self.render(form, self.find_sources(form))

    def post(self) -> HttpResponse:
        """Find a source or add a row, preview or save, as the button says."""
        button = button_of(self.request.POST)
        if button not in ("save", "preview"):
            return self.extend(button)
        form = LogForm.sent(self.offer, self.request.POST, self.request.FILES, kind=self.kind)
        finding = self.cite_pasted(form)
        form.leave_out(source.url for source in finding.cited)
        if not is_key_of(self.form_key, self.writer):
            self.form_key = new_form_key(self.writer)
            changed = _("You are signed in as somebody else by now. Look it over, then save again.")
            form.overall.append(("", "", changed))
        if not form.is_valid() or form.overall:
            return self.render(form, finding, status=400)
        draft = form.draft(on=self.today)
        try:
            if button == "save":
                return self.save(draft)
            self.preview = self.try_out(draft)
            return self.render(form, finding)
        except ValidationError as error:
            form.take(error)
            return self.render(form, finding, status=400)
        except RuleError as error:
            form.overall.append(("", "", str(error)))
            return self.render(form, finding, status=409)

    def extend(self, button: str) -> HttpResponse:
        """The form with one row more, or with the sources looked for; an address on no record begins a new source."""
        form = LogForm.typed(self.offer, self.request.POST, kind=self.kind, add=button.removeprefix("add-"))
        finding = self.find_sources(form)
        if finding.new:
            form.add_source(url=finding.new.url, known_publisher=finding.new.publisher)
        return self.render(form, finding)

    def cite_pasted(self, form: LogForm) -> Finding:
        """Cite the source whose address was pasted; a new one still needs its title. Answers what is cited now."""
        finding = self.find_sources(form)
        if finding.new:
            form.add_source(url=finding.new.url, known_publisher=finding.new.publisher)
            unknown = _("The address you pasted is not on record yet: say what source it is.")
            form.overall.append(("sources", "", unknown))
        elif finding.url:
            form.cite(finding.at_url)
        return finding.without_search(cites=form.cites, addresses=form.addresses) if finding.url else finding

    def find_sources(self, form: LogForm) -> Finding:
        """The sources that the form cites and looks for, by words or by the addresses of its new ones."""
        audience = self.request.reading.audience
        return find_sources(audience, cites=form.cites, find=form.find, addresses=form.addresses)

    def save(self, draft: EntryDraft) -> HttpResponseRedirect:
        """Write the entry, once, and go to it."""
        made = make_once(self.request.session, self.form_key, lambda: self.write(draft))
        if made.again:
            again = _("This was saved already: here it is. It was not saved a second time.")
            messages.info(self.request, again)
        else:
            done = f"{_('Corrected.') if self.corrects else _('Logged.')} {_('The entry below now counts.')}"
            undo = reverse("correct", args=[made.key])
            messages.success(self.request, format_html('{} <a href="{}">{}</a>', done, undo, _("Undo by correction")))
        return redirect("entry", made.key)

    def try_out(self, draft: EntryDraft) -> Preview:
        """What the entry would change; it is written and taken back."""
        trial = trial_of(draft)
        return preview_of(
            trial,
            lambda: self.write(trial),
            audience=self.request.reading.audience,
            sides=self.request.reading.sides,
            today=self.today,
            corrects=self.corrects,
        )

    def write(self, draft: EntryDraft) -> Entry:
        if self.corrects:
            return correct_entry(self.corrects, draft, by=self.writer, on=self.today)
        return log_development(self.report, draft, by=self.writer, on=self.today)

    def render(self, form: LogForm, finding: Finding, *, status: int = 200) -> HttpResponse:
        context = {"page": self, "form": form, "rows": form.rows, "offer": self.offer}
        context |= {"finding": finding, "find": form.find}
        return render(self.request, "measures/log.html", context, status=status)


def button_of(sent: QueryDict) -> str:
    """Which button was pressed; the Enter key looks for a source where one was just typed, else it previews."""
    button = sent.get("act", "enter")
    if button != "enter":
        return button
    return "find" if sent.get("find", "").strip() != sent.get("found", "") else "preview"


def trial_of(draft: EntryDraft) -> EntryDraft:
    """The same draft, whose files are judged and not kept."""
    sources = [
        replace(source, file=replace(source.file, is_trial=True))
        if isinstance(source, SourceDraft) and source.file
        else source
        for source in draft.sources
    ]
    return replace(draft, sources=sources)
