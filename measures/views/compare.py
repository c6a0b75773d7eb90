"""The page on which the parties' texts of a meeting are compared, subject by subject, or a comparison is corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from measures import access
from measures.analysis.readouts import meetings_about
from measures.forms.compare import FIRST_TEXTS, CompareForm, ComparisonScope, begin_mention, values_of_comparison
from measures.forms.compare_parts import ComparisonForm, SubjectForm
from measures.forms.log import shared_values
from measures.models import Entry, EntryKind, Subject
from measures.models.texts import reading_language
from measures.operations.drafts import EntryDraft
from measures.operations.editing import add_row
from measures.operations.nouns import SUBJECT
from measures.operations.proposals import write_entry
from measures.operations.redrafting import readouts_of
from measures.operations.transactions import in_one_transaction
from measures.views.once import kept_draft
from measures.views.reading import ReadingRequest, require_act
from measures.views.readouts import compared_meetings
from measures.views.writing import WritingPage, form_page, redirect_if_settled

# The text of a file is sent again with each step, as pasted text is.
MOST_OF_A_TEXT = 500_000
NEW_SUBJECT = "new_subject"


@form_page
def compare(request: ReadingRequest, key: str) -> HttpResponse:
    """Compare the texts about a development, or correct a comparison as a whole."""
    entries = Entry.objects.visible_to(request.reading.audience).select_related(
        "report", "correction", "redaction", "of"
    )
    entry = get_object_or_404(entries, key=key)
    if entry.kind not in (EntryKind.DEVELOPMENT, EntryKind.READOUTS):
        raise Http404(key)
    act, on = ("correct_entry", entry) if entry.of else ("log_development", entry.report)
    require_act(request, on, act)
    if away := redirect_if_settled(request, entry):
        return away
    page = ComparePage.of(request, entry.report, corrects=entry if entry.of else None, entry=entry)
    return page.post() if request.method == "POST" else page.get()


@dataclass(frozen=True, slots=True)
class ComparisonPreview:
    """How the texts compare now, if they do, and how they would."""

    before: Sequence[object]
    after: Sequence[object]


@dataclass(slots=True)
class ComparePage(WritingPage):
    """The page about a development whose texts are compared, or about the comparison that is corrected."""

    entry: Entry | None = None
    scope: ComparisonScope = field(init=False)
    new_subject: SubjectForm | None = None

    def __post_init__(self) -> None:
        if access.allows(self.writer, "add_subject", self.report):
            self.new_subject = SubjectForm(prefix=NEW_SUBJECT)
        self.look_up_subjects()

    def look_up_subjects(self) -> None:
        subjects = list(self.report.subjects.standing().order_by("position", "pk"))
        if self.corrects:
            self.scope = ComparisonScope(self.development.key, subjects, readouts_of(self.corrects).judgements)
        else:
            self.scope = ComparisonScope(self.development.key, subjects)

    @property
    def development(self) -> Entry:
        """The development whose texts are compared."""
        entry = cast(Entry, self.entry)
        return entry.of or entry

    def get(self) -> HttpResponse:
        """The form to begin with, or with what its writer had typed before signing in again."""
        values: Mapping[str, Any]
        if draft := kept_draft(self.request, self.writer):
            messages.info(self.request, _("What you typed before, not saved yet."))
            values = draft
        else:
            values = self.first_values()
        form = CompareForm.of(self.entry_choices, values, self.scope, is_checked=False)
        return self.render(form)

    def first_values(self) -> dict[str, object]:
        """What the form begins with: the comparison that is corrected, or a text for each of two sides."""
        if self.corrects:
            return values_of_comparison(readouts_of(self.corrects)) | shared_values(self.corrects, ComparisonForm)
        values = {"language": reading_language(), "marking": self.development.marking, "texts-rows": FIRST_TEXTS}
        for place, side in enumerate(self.entry_choices.sides[:FIRST_TEXTS]):
            values |= {f"texts-{place}-party": side.code, f"texts-{place}-day": self.development.occurred}
        return values

    def post(self) -> HttpResponse:
        """Read the texts, find or take words, add a row, preview or save, depending on the button."""
        sent, unread = with_files(self.request.POST, self.request.FILES)
        button, _colon, rest = sent.get("act", "").partition(":")
        if button in ("save", "preview"):
            form = CompareForm.of(self.entry_choices, sent, self.scope, is_checked=True)
            form.overall += unread
            return self.submit(form, button)
        if button in ("take", "write", "rest"):
            self.change(sent, button, rest)
        if button == NEW_SUBJECT:
            rest = self.add_subject(sent)
        add = button.removeprefix("add-") if button.startswith("add-") else ""
        form = CompareForm.of(
            self.entry_choices, sent, self.scope, is_checked=False, add=add, at=rest.rpartition(":")[2]
        )
        form.overall += unread
        if button == "texts":
            form.check_texts(sent)
        wrong = form.faults or (self.new_subject and self.new_subject.errors)
        return self.render(form, status=400 if wrong else 200)

    def add_subject(self, sent: QueryDict) -> str:
        """Add a subject to the report, at once; its key, if there is nothing wrong."""
        if self.new_subject is None:
            raise PermissionDenied
        self.new_subject = form = SubjectForm(sent, prefix=NEW_SUBJECT)
        if not form.is_valid():
            return ""
        try:
            subject: Subject = add_row(SUBJECT, self.report, values=form.values, by=self.writer)
        except ValidationError as error:
            form.show_errors(error)
            return ""
        self.new_subject = SubjectForm(prefix=NEW_SUBJECT)
        self.look_up_subjects()
        return subject.key

    def change(self, sent: QueryDict, button: str, rest: str) -> None:
        """Write into the form what a button takes over from the texts."""
        form = CompareForm.of(self.entry_choices, sent, self.scope, is_checked=False)
        if button == "rest":
            form.say_not_in_text(sent)
            return
        place, *paragraph, subject = rest.split(":")
        if (part := form.part_at(place, subject)) is None:
            return
        words = part.words_of(paragraph[0], chosen=str(sent.get("chosen", ""))) if paragraph else {}
        begin_mention(sent, part, **words)

    def try_out(self, draft: EntryDraft) -> ComparisonPreview:
        """How the texts would compare: the entry is written and rolled back."""
        return before_and_after(self, draft)

    def render(self, form: CompareForm, *, status: int = 200) -> HttpResponse:
        context = {"page": self, "form": form}
        return render(self.request, "measures/compare.html", context, status=status)


@in_one_transaction
def before_and_after(page: ComparePage, draft: EntryDraft) -> ComparisonPreview:
    """Write, compare and roll back; raises what writing raises."""
    audience = page.request.reading.audience
    before = compared_meetings(meetings_about(page.corrects, audience)) if page.corrects else []
    entry = write_entry(page.report, draft, corrects=page.corrects, by=page.writer, on=page.today)
    after = compared_meetings(meetings_about(entry, audience))
    transaction.set_rollback(True)
    return ComparisonPreview(before, after)


def with_files(sent: QueryDict, files: Mapping[str, Any]) -> tuple[QueryDict, list[tuple[str, str, str]]]:
    """The sent form with the text of each file in its empty field, and the errors of files that cannot be read."""
    values, unread = sent.copy(), []
    for name, file in files.items():
        pasted = f"{name.removesuffix('-file')}-pasted"
        if str(values.get(pasted, "")).strip():
            continue
        if file.size > MOST_OF_A_TEXT:
            unread.append((f"id_{name}", file.name, _("This file is too large: paste the text instead.")))
            continue
        try:
            values[pasted] = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            unread.append(
                (
                    f"id_{name}",
                    file.name,
                    _("This file is no plain text or web page in UTF-8: paste the text instead."),
                )
            )
    return values, unread
