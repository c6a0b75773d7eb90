"""The page on which a development is logged, for several measures and ambiguities at once, or corrected."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from measures import access
from measures.errors import RuleError
from measures.forms.correction import values_of, with_values
from measures.forms.log import LogForm
from measures.forms.offer import Offer
from measures.models import Ambiguity, Entry, EntryKind, Measure, Report, User
from measures.operations.developments import correct_entry, log_development
from measures.operations.drafts import EntryDraft, SourceDraft
from measures.views.log_sources import Finding, find_sources
from measures.views.once import ask_to_sign_in, is_key_of, kept_draft, make_once, new_form_key
from measures.views.preview import Preview, preview_of
from measures.views.reading import ReadingRequest, reading_page


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


@reading_page(ask=ask_to_sign_in)
def log(request: ReadingRequest) -> HttpResponse:
    """Log what happened, on one screen for all it bears on."""
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    report = report_of(request)
    if not access.allows(request.user, "log_development", report):
        raise PermissionDenied
    return at_desk(request, report, known=lambda offer: asked_for(request, offer))


@reading_page(ask=ask_to_sign_in)
def correct(request: ReadingRequest, key: str) -> HttpResponse:
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
    return at_desk(request, entry.report, corrects=entry, known=lambda offer: said_by(entry, offer))


def report_of(request: ReadingRequest) -> Report:
    """The report that the form is about: the one it says, else that of what it was asked for."""
    slug = request.POST.get("report", "")
    audience = request.reading.audience
    named = Measure.objects.visible_to(audience).filter(key__in=request.GET.getlist("measure"))
    ambiguous = Ambiguity.objects.visible_to(audience).filter(key__in=request.GET.getlist("ambiguity"))
    asked = Q(slug=slug) if slug else Q(measures__in=named) | Q(ambiguities__in=ambiguous)
    report = Report.objects.visible_to(audience).filter(asked).distinct().first() or request.reading.report
    if report is None:
        raise PermissionDenied
    return report


def asked_for(request: ReadingRequest, offer: Offer) -> dict[str, Any]:
    """What the address already says: the measures and ambiguities it bears on, and whose view is to be told."""
    named = [key for name in ("measure", "ambiguity") for key in request.GET.getlist(name)]
    offer.targets.look_up(named)
    asked = [key for key in named if key in offer.targets.known]
    whose = request.GET.get("whose", "")
    return {
        "entry": {"language": offer.writer.language},
        "bears_on": [{"on": key} for key in asked],
        "views": [{"whose": whose, "on": asked[0]}] if whose and asked else [],
    }


def said_by(entry: Entry, offer: Offer) -> dict[str, Any]:
    """What the form for a correction begins with."""
    offer.targets.know(*(row.on for row in (*entry.bearings.all(), *entry.views.all())))
    offer.milestones.know(*(mark.milestone for mark in entry.marks.all()))
    return values_of(entry)


def at_desk(
    request: ReadingRequest, report: Report, *, known: Callable[[Offer], dict[str, Any]], corrects: Entry | None = None
) -> HttpResponse:
    """Show the form, or do what its button says; whatever that is, nothing typed is lost."""
    request.reading = request.reading.of(report)
    writer = cast(User, request.user)
    parties = list(request.reading.parties.values())
    offer = Offer(report, writer, parties, keeps=corrects.marking if corrects else "")
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
    act = act_of(sent)
    if act not in ("save", "preview"):
        return looked_up(desk, LogForm.typed(desk.offer, sent, kind=desk.kind, add=act.removeprefix("add-")))
    form = LogForm.sent(desk.offer, sent, desk.request.FILES, kind=desk.kind)
    cite_the_pasted(desk, form)
    form.leave_out(source.url for source in sources_for(desk, form).cited)
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


def act_of(sent: QueryDict) -> str:
    """What the button says; the Enter key looks for a source where one was just typed, else it previews."""
    act = sent.get("act", "enter")
    if act != "enter":
        return act
    return "find" if sent.get("find", "").strip() != sent.get("found", "") else "preview"


def looked_up(desk: Desk, form: LogForm) -> HttpResponse:
    """With what was looked for; an address that is on no record begins a new source."""
    finding = sources_for(desk, form)
    if finding.new:
        form.add_source(url=finding.new.url, known_publisher=finding.new.publisher)
    return shown(desk, form, finding=finding)


def cite_the_pasted(desk: Desk, form: LogForm) -> None:
    """Cite the source whose address was pasted, as what else was it pasted for; a new one still needs its title."""
    finding = sources_for(desk, form)
    if finding.new:
        form.add_source(url=finding.new.url, known_publisher=finding.new.publisher)
        form.overall.append(("sources", "", _("The address you pasted is not on record yet: say what source it is.")))
    elif finding.url:
        form.cite_at(finding.url, [*finding.cited, *finding.found])


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
        draft,
        lambda: desk.perform(draft),
        audience=audience,
        sides=desk.request.reading.sides,
        today=desk.today,
        corrects=desk.corrects,
    )
    return shown(desk, form)


def shown(desk: Desk, form: LogForm, *, finding: Finding | None = None, status: int = 200) -> HttpResponse:
    finding = finding or sources_for(desk, form)
    context = {"desk": desk, "form": form, "rows": form.rows, "offer": desk.offer}
    context |= {"finding": finding, "find": form.find}
    return render(desk.request, "measures/log.html", context, status=status)


def sources_for(desk: Desk, form: LogForm) -> Finding:
    """The sources that the form cites and looks for, by words or by the addresses of its new ones."""
    addresses = [value for row in form.rows["sources"] if (value := row["url"].value())]
    return find_sources(desk.request.reading.audience, cites=form.cites, find=form.find, addresses=addresses)
