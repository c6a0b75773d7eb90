"""The page on which a development is logged, for several measures and ambiguities at once, or corrected."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from measures import access
from measures.forms.correction import form_values, with_values
from measures.forms.log import LogForm
from measures.forms.offer import Offer
from measures.models import Ambiguity, Entry, EntryKind, Measure, Report
from measures.operations.drafts import EntryDraft
from measures.views.log_sources import Finding, find_sources
from measures.views.once import ask_to_sign_in, kept_draft
from measures.views.preview import Preview, preview_of
from measures.views.reading import ReadingRequest, reading_page
from measures.views.writing import WritingPage, leave_settled


@reading_page(ask=ask_to_sign_in)
def log(request: ReadingRequest) -> HttpResponse:
    """Log a development, on one page for all the measures and ambiguities it affects."""
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    report = report_of(request)
    if not access.allows(request.user, "log_development", report):
        raise PermissionDenied
    page = LogPage.of(request, report)
    return page.post() if request.method == "POST" else page.get(values_in_address(request, page.offer))


@reading_page(ask=ask_to_sign_in)
def correct_entry_page(request: ReadingRequest, key: str) -> HttpResponse:
    """Write an entry in the place of another: the same form, filled with that entry."""
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    entry = get_object_or_404(with_values(Entry.objects.visible_to(request.reading.audience)), key=key)
    if not access.allows(request.user, "correct_entry", entry):
        raise PermissionDenied
    if entry.kind == EntryKind.READOUTS:
        return redirect("compare", entry.key)
    if away := leave_settled(request, entry):
        return away
    if entry.kind == EntryKind.SUMMARY:
        return redirect("correct_summary", entry.key)
    page = LogPage.of(request, entry.report, corrects=entry)
    return page.post() if request.method == "POST" else page.get(values_of_entry(entry, page.offer))


def report_of(request: ReadingRequest) -> Report:
    """The report of the form: the one it names, else that of the rows in its address."""
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
    """What the address fills in: measures and ambiguities, and whose view is to be logged."""
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
    """What the form of a correction begins with."""
    offer.targets.know(*(row.on for row in (*entry.bearings.all(), *entry.views.all())))
    offer.milestones.know(*(mark.milestone for mark in entry.marks.all()))
    return form_values(entry)


@dataclass(slots=True)
class LogPage(WritingPage):
    """The page of a development, a check or an assessment, with the sources found for it."""

    finding: Finding | None = None

    @property
    def kind(self) -> str:
        return self.corrects.kind if self.corrects else EntryKind.DEVELOPMENT

    def get(self, values: Mapping[str, Any]) -> HttpResponse:
        """The form with these values, or with what its writer had typed before signing in again."""
        if draft := kept_draft(self.request, self.writer):
            messages.info(self.request, _("Here is what you typed before. It is not saved yet."))
            form = LogForm.typed(self.offer, draft, kind=self.kind)
        else:
            form = LogForm.fresh(self.offer, values, kind=self.kind)
        self.finding = self.find_sources(form)
        return self.render(form)

    def post(self) -> HttpResponse:
        """Find a source or add a row, preview or save, depending on the button."""
        button = button_of(self.request.POST)
        if button not in ("save", "preview"):
            return self.extend(button)
        form = LogForm.sent(self.offer, self.request.POST, self.request.FILES, kind=self.kind)
        self.finding = self.cite_pasted(form)
        form.leave_out(source.url for source in self.finding.cited)
        return self.submit(form, button)

    def extend(self, button: str) -> HttpResponse:
        """The form with one more row, or with the sources found; an unrecorded address begins a new source."""
        form = LogForm.typed(self.offer, self.request.POST, kind=self.kind, add=button.removeprefix("add-"))
        self.finding = finding = self.find_sources(form)
        if finding.new:
            form.add_source(url=finding.new.url, known_publisher=finding.new.publisher)
        return self.render(form)

    def cite_pasted(self, form: LogForm) -> Finding:
        """Cite the source whose address was pasted; a new one still needs its title. Returns the sources cited now."""
        finding = self.find_sources(form)
        if finding.new:
            form.add_source(url=finding.new.url, known_publisher=finding.new.publisher)
            unknown = _("The address you pasted is not recorded yet: fill in what source it is.")
            form.overall.append(("sources", "", unknown))
        elif finding.url:
            form.cite(finding.at_url)
        return finding.without_search(cites=form.cites, addresses=form.addresses) if finding.url else finding

    def find_sources(self, form: LogForm) -> Finding:
        """The sources that the form cites, and those it looks for by words or by the addresses of its new sources."""
        audience = self.request.reading.audience
        return find_sources(audience, cites=form.cites, find=form.find, addresses=form.addresses)

    def try_out(self, draft: EntryDraft) -> Preview:
        """What the entry would change: it is written and rolled back."""
        return preview_of(
            draft,
            lambda: self.write(draft),
            audience=self.request.reading.audience,
            sides=self.request.reading.sides,
            today=self.today,
            corrects=self.corrects,
        )

    def render(self, form: LogForm, *, status: int = 200) -> HttpResponse:
        context = {"page": self, "form": form, "rows": form.rows, "offer": self.offer}
        context |= {"finding": self.finding, "find": form.find}
        if self.preview:
            context["entered"] = form.entered(form.draft(on=self.today))
        return render(self.request, "measures/log.html", context, status=status)


def button_of(sent: QueryDict) -> str:
    """The pressed button; the Enter key looks for a source if one was just typed, and previews otherwise."""
    button = sent.get("act", "enter")
    if button != "enter":
        return button
    return "find" if sent.get("find", "").strip() != sent.get("found", "") else "preview"
