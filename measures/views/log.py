"""The form on which somebody logs a development, corrects an entry or changes a proposal, and what it offers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from measures.errors import CandidateDecidedError
from measures.forms.log import LogForm, form_values, statement_values_of_view, values_of_draft, with_values
from measures.forms.targets import milestones_of, sources_for, targets_of
from measures.models import Ambiguity, Entry, EntryKind, Measure, Proposal, Report
from measures.models.texts import reading_language
from measures.operations.clock import clock
from measures.operations.draft_fields import read_draft
from measures.operations.drafts import EntryDraft
from measures.operations.proposals import change_proposal, write_entry
from measures.operations.redrafting import Piece, compare_drafts, draft_of_entry, name_of
from measures.publishing.incoming import IncomingItem, incoming_item
from measures.views.keeping import CORRECTED_AT
from measures.views.log_sources import SourceSearch, find_sources
from measures.views.once import kept_draft
from measures.views.preview import Preview, preview_of, states_of_quotations
from measures.views.proposals import proposal_for
from measures.views.reading import ReadingRequest, query, reading_page, require_act
from measures.views.writing import WritingPage, form_page, redirect_if_settled

OFFERED = {"targets": targets_of, "milestones": milestones_of, "sources": sources_for}


@reading_page()
def log_targets(request: ReadingRequest) -> HttpResponse:
    """The measures, ambiguities, milestones or sources found; who has been signed out meanwhile is told so."""
    if not request.user.is_authenticated:
        return render(request, "measures/log/targets.html", {"is_signed_out": True}, status=401)
    reading = request.reading
    if reading.report is None:
        raise Http404
    require_act(request, reading.report, "log_development")
    of = OFFERED.get(request.GET.get("of", ""), targets_of)
    found = of(reading.report, reading.audience).find(request.GET.get("find", "").strip())
    return render(request, "measures/log/targets.html", {"found": found})


# The buttons that choose what is proposed: this, then a key.
CHOOSE = "choose-"
# What an entry consists of, besides its own words.
PARTS = ("sources", "bears_on", "assessments", "milestones", "statements")


@dataclass(slots=True)
class LogPage(WritingPage):
    """The page of a development, a check or an assessment, with the sources found for it, and what came in."""

    finding: SourceSearch | None = None
    came_in: IncomingItem | None = None
    proposal: Proposal | None = None

    @property
    def kind(self) -> str:
        if self.corrects:
            return EntryKind.STATEMENT if self.makes_views_statements else self.corrects.kind
        kind = self.proposal.body.get("kind", "") if self.proposal else self.request.GET.get("kind", "")
        return EntryKind.STATEMENT if kind == EntryKind.STATEMENT else EntryKind.DEVELOPMENT

    @property
    def makes_views_statements(self) -> bool:
        """Whether an entry is corrected whose recorded views, all that it has, are to become statements."""
        if self.corrects is None or "recorded_views" not in self.request.GET:
            return False
        rows = (*self.corrects.bearings.all(), *self.corrects.marks.all(), *self.corrects.assessments.of_ours())
        return not rows and self.corrects.kind in (EntryKind.DEVELOPMENT, EntryKind.ASSESSMENT)

    @property
    def is_of_words(self) -> bool:
        """Whether it is for words alone, which move nothing."""
        return self.kind == EntryKind.STATEMENT

    @property
    def first_heading(self) -> str:
        return _("When it was said") if self.is_of_words else _("The development")

    @property
    def words_only_url(self) -> str:
        """Where words alone are logged, from the form for a development."""
        return "" if self.is_of_words else self.fresh_url(EntryKind.STATEMENT)

    @property
    def another_url(self) -> str:
        return self.fresh_url(EntryKind(self.kind))

    def fresh_url(self, kind: EntryKind) -> str:
        """The empty form for an entry of a kind, from a form that was empty too."""
        if self.corrects or self.proposal or self.came_in:
            return ""
        words = {"kind": kind.value} if kind == EntryKind.STATEMENT else {}
        return reverse("log") + query({"report": self.report.slug, **words})

    @property
    def address(self) -> str:
        """Where the form is sent."""
        if self.proposal:
            return reverse("change_proposal", args=[self.proposal.key])
        if self.corrects is None and self.came_in is None and self.is_of_words:
            return f"{reverse('log')}?{urlencode({'kind': EntryKind.STATEMENT.value})}"
        form = reverse("correct", args=[self.corrects.key]) if self.corrects else reverse("log")
        return form + (self.came_in.query if self.came_in else "")

    def values_in_address(self) -> dict[str, object]:
        """What the address fills in: what came in, title and date, measures and ambiguities, and who spoke."""
        parameters, audience = self.request.GET, self.request.reading.audience
        keys = [key for name in ("measure", "ambiguity") for key in parameters.getlist(name)]
        self.entry_choices.targets.look_up(keys)
        targets = [key for key in keys if key in self.entry_choices.targets.by_key]
        whose = parameters.get("whose", "")
        values: dict[str, object] = {
            "entry": {
                "language": reading_language(),
                **{name: parameters[name] for name in ("title", "occurred") if name in parameters},
            },
        }
        if self.is_of_words:
            values["statements"] = [{"parties": [whose] if whose else [], "on": targets}]
        else:
            values["bears_on"] = [{"on": key} for key in targets]
        if self.came_in:
            values |= {"entry": self.came_in.entry_values(), **self.came_in.source_values(audience)}
        return values

    def values_of_entry(self, entry: Entry) -> dict[str, Any]:
        """What the form of a correction begins with: what the entry says, and what came in as one more source."""
        self.entry_choices.targets.add(*(row.on for row in (*entry.bearings.all(), *entry.assessments.all())))
        self.entry_choices.milestones.add(*(mark.milestone for mark in entry.marks.all()))
        values = form_values(entry)
        if "recorded_views" in self.request.GET:
            # The words of a recorded assessment become a statement, which says more than was recorded then.
            values["statements"] += map(
                statement_values_of_view, entry.assessments.recorded_of_parties().order_by("pk")
            )
            values["entry"]["drops_recorded_views"] = True
        if self.came_in:
            source = self.came_in.source_values(self.request.reading.audience)
            values["cites"] = list(dict.fromkeys([*values["cites"], *source["cites"]]))
            values["sources"] = source["sources"]
            values["entry"]["reason"] = _("A further source was added.")
        return values

    def values_of_proposal(self, proposal: Proposal) -> dict[str, object]:
        """What the form of a proposal begins with: what it proposes."""
        draft = read_draft(EntryDraft, proposal.body)
        self.entry_choices.load_for_draft(draft)
        return values_of_draft(draft)

    def redirect_if_decided(self) -> HttpResponse | None:
        """Redirect from the form for what came in where somebody has decided that meanwhile."""
        if self.came_in is None or self.came_in.is_waiting:
            return None
        messages.error(self.request, str(CandidateDecidedError()))
        entry = self.came_in.entry
        return redirect("entry", entry.key) if entry else redirect(reverse("inbox") + query(self.request.reading.kept))

    def get(self, values: Mapping[str, object]) -> HttpResponse:
        """The form with these values, or with what its writer had typed before signing in again."""
        if draft := kept_draft(self.request, self.writer):
            messages.info(self.request, _("What you typed before, not saved yet."))
            form = LogForm.typed(self.entry_choices, draft, kind=self.kind)
        else:
            form = LogForm.fresh(self.entry_choices, values, kind=self.kind)
        self.finding = self.find_sources(form)
        return self.render(form)

    def post(self) -> HttpResponse:
        """Find a source or add a row, preview or save, depending on the button."""
        button = button_of(self.request.POST)
        if button not in ("save", "preview"):
            return self.extend(button)
        form = LogForm.sent(self.entry_choices, self.request.POST, self.request.FILES, kind=self.kind)
        self.finding = self.cite_pasted(form)
        form.leave_out(source.url for source in self.finding.cited)
        return self.submit(form, button)

    def extend(self, button: str) -> HttpResponse:
        """The form with one more row, or with the sources found; an unrecorded address begins a new source."""
        form = LogForm.typed(self.entry_choices, self.request.POST, kind=self.kind, add=button.removeprefix("add-"))
        if button.startswith(CHOOSE):
            form.choose_target(button.removeprefix(CHOOSE))
        self.finding = finding = self.find_sources(form)
        if finding.new:
            form.add_source(url=finding.new.url, known_publisher=finding.new.publisher)
        return self.render(form)

    def cite_pasted(self, form: LogForm) -> SourceSearch:
        """Cite the source whose address was pasted; a new one still needs its title. Returns the sources cited now."""
        finding = self.find_sources(form)
        if finding.new:
            form.add_source(url=finding.new.url, known_publisher=finding.new.publisher)
            unknown = _("This address is new here: describe the source.")
            form.overall.append(("sources", "", unknown))
        elif finding.url:
            form.cite(finding.at_url)
        return finding.without_search(cites=form.cites, addresses=form.addresses) if finding.url else finding

    def find_sources(self, form: LogForm) -> SourceSearch:
        """The sources that the form cites, and those it looks for by words or by the addresses of its new sources."""
        audience = self.request.reading.audience
        return find_sources(audience, cites=form.cites, find=form.find, addresses=form.addresses)

    def write(self, draft: EntryDraft) -> Entry | Proposal:
        """Write or propose the entry; one for a candidate decides that in the same transaction."""
        if self.proposal:
            return change_proposal(self.proposal, draft, by=self.writer, on=self.today)
        if self.came_in is None or not self.came_in.is_kept:
            return WritingPage.write(self, draft)
        return self.came_in.write(self.report, draft, corrects=self.corrects, by=self.writer, on=self.today, at=clock())

    def save(self, draft: EntryDraft) -> HttpResponseRedirect:
        """Write the entry once, and show it, with the way back to what else came in."""
        answer = WritingPage.save(self, draft)
        if self.came_in and self.came_in.is_kept:
            inbox = reverse("inbox") + query(self.request.reading.kept)
            messages.info(self.request, format_html('<a href="{}">{}</a>', inbox, _("Back to the inbox")))
        return answer

    def try_out(self, draft: EntryDraft) -> Preview:
        """What the entry would change, once somebody has agreed if they must: it is written and rolled back."""
        agreed: Any = {"agreed_by": self.writer, "by": self.writer, "on": self.today}
        is_agreed = self.report.needs_agreement and not (self.came_in and self.came_in.is_kept)
        return preview_of(
            draft,
            lambda: (
                write_entry(self.report, draft, corrects=self.corrects, **agreed) if is_agreed else self.write(draft)
            ),
            audience=self.request.reading.audience,
            today=self.today,
            corrects=self.corrects,
        )

    def taken_away(self, draft: EntryDraft) -> list[tuple[str, list[tuple[str, Any]]]]:
        """What the entry that is corrected says and this draft does not, in words, part by part."""
        if self.corrects is None:
            return []
        before = draft_of_entry(self.corrects)
        goes = set(compare_drafts(before, draft).goes)
        gone: dict[str, Any] = {
            name: [row for row in getattr(before, name) if Piece(name, name_of(row)) in goes] for name in PARTS
        }
        if not any(gone.values()):
            return []
        rest = replace(before, **gone)
        self.entry_choices.load_for_draft(rest)
        form = LogForm.fresh(self.entry_choices, values_of_draft(rest), kind=self.kind)
        sources = [(_("Source"), source.name) for source in self.find_sources(form).cited]
        return [*([("", sources)] if sources else []), *form.entered(rest)[1:]]

    def render(self, form: LogForm, *, status: int = 200) -> HttpResponse:
        if self.came_in and self.came_in.published and not self.corrects:
            form.entry.fields["occurred"].help_text = _(
                "The day of publication is filled in: change it if it happened on another day."
            )
        context = {"page": self, "form": form, "rows": form.rows, "entry_choices": self.entry_choices}
        context |= {"finding": self.finding, "find": form.find}
        context["proposals"] = self.came_in.proposals() if self.came_in and not self.corrects else ()
        if self.preview:
            draft = form.draft(on=self.today)
            states = states_of_quotations(draft, self.request.reading.audience)
            names = [row.name for row in form.rows["statements"].filled]
            context |= {
                "entered": form.entered(draft),
                "taken_away": self.taken_away(draft),
                "quotations": list(zip(names, states, strict=True)),
            }
        return render(self.request, "measures/log.html", context, status=status)


def button_of(sent: QueryDict) -> str:
    """The pressed button; the Enter key looks for a source if one was just typed, and previews otherwise."""
    button = sent.get("act", "enter")
    if button != "enter":
        return button
    return "find" if sent.get("find", "").strip() != sent.get("found", "") else "preview"


@form_page
def log(request: ReadingRequest) -> HttpResponse:
    """Log a development, on one page for all the measures and ambiguities it affects."""
    came_in = incoming_item(request, request.reading.audience)
    report = (came_in.report if came_in else None) or form_report(request)
    require_act(request, report, "log_development")
    page = LogPage.of(request, report, came_in=came_in)
    if request.method == "POST":
        return page.post()
    return page.redirect_if_decided() or page.get(page.values_in_address())


@form_page
def correct_entry_page(request: ReadingRequest, key: str) -> HttpResponse:
    """Write an entry in the place of another: the same form, filled with that entry."""
    entry = get_object_or_404(with_values(Entry.objects.visible_to(request.reading.audience)), key=key)
    require_act(request, entry, "correct_entry")
    if entry.kind == EntryKind.READOUTS:
        return redirect("compare", entry.key)
    if away := redirect_if_settled(request, entry):
        return away
    if entry.kind in CORRECTED_AT:
        return redirect(CORRECTED_AT[entry.kind], entry.key)
    came_in = incoming_item(request, request.reading.audience)
    if came_in and came_in.is_kept and came_in.report != entry.report:
        raise Http404
    page = LogPage.of(request, entry.report, corrects=entry, came_in=came_in)
    if request.method == "POST":
        return page.post()
    return page.redirect_if_decided() or page.get(page.values_of_entry(entry))


@form_page
def change_proposal_page(request: ReadingRequest, key: str) -> HttpResponse:
    """Propose something else in the place of a proposal of one's own: the same form, filled with that."""
    proposal = proposal_for(request, key)
    require_act(request, proposal, "change_proposal")
    page = LogPage.of(request, proposal.report, corrects=proposal.corrects, proposal=proposal)
    return page.post() if request.method == "POST" else page.get(page.values_of_proposal(proposal))


def form_report(request: ReadingRequest) -> Report:
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
