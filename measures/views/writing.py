"""The pages on which somebody writes an entry, new or in the place of another; nothing that is typed is lost."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from typing import Any, Self, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from measures.errors import RuleError
from measures.forms.entry_choices import EntryChoices
from measures.forms.rows import WholeForm
from measures.models import Entry, Proposal, Report, User
from measures.operations.drafts import EntryDraft
from measures.operations.files import stored
from measures.operations.proposals import write_or_propose
from measures.views.once import ask_to_sign_in, is_key_of, make_once, new_form_key
from measures.views.reading import PlainView, ReadingRequest, ReadingView, reading_page, today_of


def form_page[**P](view: ReadingView[P]) -> PlainView[P]:
    """Make a view a page with a form: who is signed out is asked to sign in, and finds what they typed afterwards."""

    @reading_page(ask=ask_to_sign_in)
    @wraps(view)
    def page(request: ReadingRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        return view(request, *args, **kwargs)

    return page


def redirect_if_settled(request: ReadingRequest, entry: Entry) -> HttpResponseRedirect | None:
    """Redirect from the form that corrects an entry which takes no correction, and say why."""
    if entry.is_corrected:
        messages.error(request, _("This entry has already been corrected: correct the newer one."))
        return redirect("entry", entry.correction.key)
    if entry.is_redacted:
        messages.error(request, _("This entry was redacted and cannot be corrected."))
        return redirect("entry", entry.key)
    return None


@dataclass(slots=True)
class WritingPage(ABC):
    """A page that shows, previews and saves an entry; `corrects` is the one in whose place it is written."""

    request: ReadingRequest
    report: Report
    writer: User
    entry_choices: EntryChoices
    form_key: str
    corrects: Entry | None
    preview: object = None

    @classmethod
    def of(cls, request: ReadingRequest, report: Report, *, corrects: Entry | None = None, **given: object) -> Self:
        request.reading = request.reading.of(report)
        writer = cast(User, request.user)
        parties = list(request.reading.parties.values())
        entry_choices = EntryChoices(
            report,
            writer,
            parties,
            keeps=corrects.marking if corrects else "",
            has_recorded_views=corrects is not None and corrects.assessments.recorded_of_parties().exists(),
        )
        form_key = request.POST.get("form_key", "") or new_form_key(writer)
        return cls(request, report, writer, entry_choices, form_key, corrects, **given)

    @property
    def today(self) -> date:
        return today_of(self.writer)

    @property
    def another_url(self) -> str:
        """Where one more of its kind is written, if that is a usual next step."""
        return ""

    @abstractmethod
    def try_out(self, draft: EntryDraft) -> object:
        """What the entry would change: it is written and rolled back."""

    @abstractmethod
    def render(self, form: Any, *, status: int = 200) -> HttpResponse:
        """The page with the form."""

    def submit(self, form: WholeForm, button: str) -> HttpResponse:
        """Save or preview the form, depending on the button, or show its errors at its fields."""
        if not is_key_of(self.form_key, self.writer):
            self.form_key = new_form_key(self.writer)
            changed = _("You are signed in as somebody else: check it, then save again.")
            form.overall.append(("", "", changed))
        if not form.is_valid() or form.overall:
            return self.render(form, status=400)
        draft = form.draft(on=self.today)
        try:
            if button == "save":
                return self.save(draft)
            self.preview = self.try_out(trial_of(draft))
            return self.render(form)
        except ValidationError as error:
            form.show_errors(error)
            return self.render(form, status=400)
        except RuleError as error:
            form.overall.append(("", "", str(error)))
            return self.render(form, status=409)

    def save(self, draft: EntryDraft) -> HttpResponseRedirect:
        """Write the entry once, and show it; its files are stored before anybody has to wait."""
        draft = draft.with_files(stored)
        made = make_once(self.request.session, self.form_key, lambda: self.write(draft))
        is_proposed = self.report.needs_agreement and Proposal.objects.filter(key=made.key).exists()
        if made.again:
            again = _("This has already been saved: here it is.")
            messages.info(self.request, again)
        elif is_proposed:
            messages.success(self.request, _("Proposed. It is logged once a second member of the team agrees."))
        else:
            self.say_done(made.key)
        return redirect("proposal" if is_proposed else "entry", made.key)

    def say_done(self, key: str) -> None:
        """Say that the entry was written, with what its writer may want to do next."""
        done = f"{_('Corrected.') if self.corrects else _('Logged.')} {_('The entry below now counts.')}"
        next_steps = [(reverse("correct", args=[key]), _("Correct it"))]
        if self.another_url:
            next_steps.append((self.another_url, _("Log another")))
        links = format_html_join(" · ", '<a href="{}">{}</a>', next_steps)
        messages.success(self.request, format_html("{} {}", done, links))

    def write(self, draft: EntryDraft) -> Entry | Proposal:
        """Write the entry, or propose it where a second member has to agree."""
        return write_or_propose(self.report, draft, corrects=self.corrects, by=self.writer, on=self.today)


def trial_of(draft: EntryDraft) -> EntryDraft:
    """The same draft, whose files are checked and not kept."""
    return draft.with_files(lambda file: replace(file, is_trial=True))
