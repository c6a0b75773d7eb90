"""The forms that make up a comparison: the texts of a meeting, and subject by subject what each of them says."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from measures.analysis.stored_texts import paragraphs_of
from measures.forms.development import credibility_field, grade_field, source_kind_field
from measures.forms.entry_choices import EntryChoices, party_choices
from measures.forms.fields import (
    TEXT_LANGUAGES,
    KeysFormField,
    PartialDateFormField,
    RecordForm,
    long,
    reason_field,
    short,
)
from measures.forms.rows import RowForm
from measures.models import (
    Credibility,
    Extent,
    FindingState,
    Grade,
    Language,
    PartialDate,
    ReadBy,
    Sameness,
    SourceKind,
    TextAct,
    TextKind,
    TextVoice,
)
from measures.operations.drafts import (
    FileDraft,
    FindingDraft,
    JudgementDraft,
    MentionDraft,
    SourceDraft,
    TextDraft,
    UnreadTextDraft,
)
from measures.operations.evidence import random_key
from measures.operations.rules import CHINESE_CHARACTER

CODE_MOST = 30
CHOOSE = ("", _("Choose"))
FILED_UNDER = f"{FindingState.FILED_UNDER}:"


def values_in(draft: type, values: Mapping[str, object]) -> dict[str, Any]:
    """Of the values of a form those that a draft has a field for."""
    return {name: value for name, value in values.items() if name in draft.__dataclass_fields__}  # type: ignore[attr-defined]


class ComparisonForm(RecordForm):
    """What is said of a comparison as a whole; without a title of its own it has that of its development."""

    title = short(label=_("Title"), max_length=500, help_text=_("Leave it empty to use the title of the development."))
    title_zh_hans = short(label=_("Title in Chinese"), max_length=500)
    narrative = long(label=_("Other notes on these texts"))
    narrative_zh_hans = long(label=_("Other notes on these texts, in Chinese"))
    related = KeysFormField(
        label=_("Other developments of the same meeting"),
        required=False,
        help_text=_("Their keys, separated by spaces."),
    )
    language = forms.ChoiceField(label=_("Language you are writing in"), choices=Language)
    marking = forms.ChoiceField(label=_("Who may read it"))
    reason = reason_field()

    def __init__(self, *args: object, entry_choices: EntryChoices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["marking"].choices = entry_choices.markings  # type: ignore[attr-defined]
        if not entry_choices.keeps:
            # Only a correction says why it is one.
            del self.fields["reason"]

    @property
    def shows_details(self) -> bool:
        """Whether its part on the title and the like is shown unfolded."""
        return any(self[name].errors for name in self.fields if name != "reason")


class TextForm(RowForm):
    """One text of a party: of a source on record, or of a new one whose file is what is pasted."""

    deciding_fields = ("source", "url", "title", "issuer", "pasted")
    needed_when = {"title": _("required for a new source")}

    row_title = _("Text %(number)s")
    invitation = _("Another text")

    party = forms.ChoiceField(label=_("Whose text"), error_messages={"required": _("Choose whose text it is.")})
    source = forms.ChoiceField(
        label=_("Recorded source"), required=False, error_messages={"required": _("Choose a source.")}
    )
    title = short(label=_("Title of the text"), max_length=500)
    url = forms.URLField(label=_("Address"), assume_scheme="https", max_length=1000, required=False)
    pasted = long(
        label=_("The text itself"),
        rows=6,
        strip=False,
        help_text=_("Paste the whole text. It becomes the file of a new source, which you can search below."),
    )
    file = forms.FileField(
        label=_("Or its file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".txt,.html,.htm,text/plain,text/html"}),
        help_text=_("Plain text or HTML, in UTF-8; used if the field for the text is empty."),
    )
    issuer = forms.CharField(label=_("Who issued it"), max_length=300)
    day = PartialDateFormField(label=_("Date of the text"), required=False)
    administration = short(
        label=_("Administration"),
        max_length=200,
        help_text=_("The administration that met for this side."),
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=TEXT_LANGUAGES)
    kind = forms.ChoiceField(label=_("Kind of text"), choices=TextKind)
    extent = forms.ChoiceField(label=_("How much was read"), choices=Extent)
    read_by = forms.ChoiceField(label=_("Read by"), choices=ReadBy)
    issuer_zh_hans = short(label=_("Who issued it, in Chinese"), max_length=300)
    administration_zh_hans = short(label=_("Administration, in Chinese"), max_length=200)
    note = short(label=_("Note"))
    note_zh_hans = short(label=_("Note in Chinese"))
    title_zh_hans = short(label=_("Title in Chinese"), max_length=500)
    publisher = short(
        label=_("Publisher"),
        max_length=300,
        help_text=_("For a new source, if not the same as who issued the text."),
    )
    source_kind = source_kind_field(label=_("Kind of source"), initial=SourceKind.OFFICIAL_TEXT, required=False)
    grade = grade_field(help_text="", required=False)
    credibility = credibility_field(help_text="", required=False)
    archive_url = forms.URLField(label=_("Archived copy"), assume_scheme="https", max_length=1000, required=False)
    leave_out = forms.BooleanField(label=_("Leave this text out"), required=False)

    words: str | None = None
    # Whether these are those of the copy of a page, which may lack parts of it.
    is_copied = False
    is_settled = False

    def __init__(self, *args: object, entry_choices: EntryChoices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = [CHOOSE, *party_choices(entry_choices.sides), *entry_choices.other_party_choices]
        self.fields["party"].choices = choices  # type: ignore[attr-defined]
        self.fields["source"] = entry_choices.sources.among(self.fields["source"], entry_choices.source_choices)
        self.fields["source"].required = False
        self.party_names = {party.code: str(party) for party in entry_choices.parties}

    @property
    def is_blank(self) -> bool:
        return bool(self["leave_out"].value()) or super().is_blank

    @property
    def is_open(self) -> bool:
        """Whether it is shown unfolded: until the subjects are shown, and where something is wrong."""
        return super().is_open and not (self.is_settled and not self.shows_details and not self.errors)

    @property
    def shown_name(self) -> str:
        """What it is called among the findings: whose text it is, and who issued it."""
        return " · ".join(filter(None, [self.party_name, str(self["issuer"].value() or "")]))

    @property
    def party_name(self) -> str:
        return self.party_names.get(str(self["party"].value()), self.name)

    @property
    def lang(self) -> str:
        return str(self["language"].value() or "")

    @property
    def paragraphs(self) -> int:
        return len(paragraphs_of(self.words or ""))

    @property
    def is_read_whole(self) -> bool:
        return bool(self["extent"].value() == Extent.WHOLE)

    @property
    def shows_details(self) -> bool:
        """Whether its part in Chinese and on the source is shown unfolded."""
        return self.has_in("issuer_zh_hans", "administration_zh_hans", "note", "note_zh_hans", "publisher")

    def clean(self) -> dict[str, object]:
        """A new source has a title; one on record has its own."""
        values: dict[str, object] = super().clean() or {}
        if "source" in values and not values["source"] and not values.get("title"):
            self.add_error("title", _("Enter the title of the text, or choose a recorded source."))
        return values

    def draft(self, findings: Sequence[FindingDraft], *, accessed: date) -> TextDraft:
        values = self.cleaned_data
        return TextDraft(
            **values_in(TextDraft, values) | {"source": values["source"] or self.new_source(accessed)},
            findings=findings,
        )

    def new_source(self, accessed: date) -> SourceDraft:
        """The source that the text is, with what was pasted as its file."""
        values = self.cleaned_data
        return SourceDraft(
            **values_in(SourceDraft, values)
            | {
                "publisher": values["publisher"] or values["issuer"],
                "publisher_zh_hans": "" if values["publisher"] else values["issuer_zh_hans"],
                "kind": values["source_kind"] or SourceKind.OFFICIAL_TEXT,
                "grade": values["grade"] or Grade.F,
                "credibility": values["credibility"] or Credibility.UNJUDGED,
                "published": values["day"],
                "accessed": PartialDate.of(accessed),
                "file": FileDraft(BytesIO(values["pasted"].encode()), "text") if values["pasted"].strip() else None,
            }
        )


class UnreadTextForm(RowForm):
    """A text about the meeting that is known and was not read."""

    deciding_fields = ("title", "url")

    row_title = _("Unread text %(number)s")
    invitation = _("A known text that was not read")

    party = forms.ChoiceField(label=_("Whose text"), error_messages={"required": _("Choose whose text it is.")})
    title = forms.CharField(label=_("Title"), max_length=300)
    title_zh_hans = short(label=_("Title in Chinese"), max_length=300)
    day = PartialDateFormField(label=_("Date of the text"), required=False)
    url = forms.URLField(label=_("Address"), assume_scheme="https", max_length=1000, required=False)

    def __init__(self, *args: object, entry_choices: EntryChoices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = [CHOOSE, *party_choices(entry_choices.sides), *entry_choices.other_party_choices]
        self.fields["party"].choices = choices  # type: ignore[attr-defined]

    def draft(self) -> UnreadTextDraft:
        return UnreadTextDraft(**self.cleaned_data)


class MentionForm(RowForm):
    """A passage of a text that mentions a subject."""

    deciding_fields = ("sentence", "sentence_zh_hans", "quotation")

    row_title = _("Passage %(number)s")

    quotation = long(
        label=_("Original words"),
        max_length=300,
        help_text=_("The operative words, exactly as in the text, at most 300 characters."),
    )
    paragraph = forms.IntegerField(label=_("Paragraph"), min_value=1, max_value=32767, required=False)
    sentence = long(label=_("In our words, with any condition"))
    sentence_zh_hans = long(label=_("In our words, in Chinese"))
    voice = forms.ChoiceField(label=_("Attributed to"), choices=[CHOOSE, *TextVoice.choices])
    act = forms.ChoiceField(label=_("What was done"), choices=[CHOOSE, *TextAct.choices])
    in_another_connection = forms.BooleanField(
        label=_("In another context: the words relate to no measure"), required=False
    )
    names_recommendation = forms.BooleanField(label=_("It names a recommendation of the report"), required=False)
    quotation_language = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: object, shown_name: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.shown_name = shown_name
        for name in ("quotation", "sentence"):
            self.fields[name].required = True

    @property
    def name(self) -> str:
        return f"{self.shown_name} · {super().name}"

    @property
    def short_name(self) -> str:
        return super().name

    def draft(self) -> MentionDraft:
        return MentionDraft(**self.cleaned_data)


class FindingForm(RecordForm):
    """What was found of one subject in one text."""

    state = forms.ChoiceField(label=_("What was found"), initial=FindingState.NOT_LOOKED_FOR, required=False)
    note = short(label=_("Note"))
    note_zh_hans = short(label=_("Note in Chinese"))

    def __init__(self, *args: object, shown_name: str, states: Sequence[object], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.shown_name = shown_name
        self.fields["state"].choices = states  # type: ignore[attr-defined]

    @property
    def name(self) -> str:
        return self.shown_name

    @property
    def state_value(self) -> str:
        return str(self["state"].value() or FindingState.NOT_LOOKED_FOR)

    @property
    def has_note(self) -> bool:
        return bool(self["note"].value() or self["note_zh_hans"].value())

    def draft(self, subject: str, mentions: Sequence[MentionDraft]) -> FindingDraft:
        values = dict(self.cleaned_data)
        state, _colon, filed_under = values.pop("state").partition(":")
        return FindingDraft(
            subject=subject,
            state=state or FindingState.NOT_LOOKED_FOR,
            filed_under=filed_under,
            mentions=mentions,
            **values,
        )


class JudgementForm(RecordForm):
    """Whether the sides' texts say the same of a subject, as we read them."""

    sameness = forms.ChoiceField(
        label=_("Do the texts say the same thing?"), choices=[("", _("Not judged")), *Sameness.choices], required=False
    )
    sentence = short(label=_("Why, in a sentence"))
    sentence_zh_hans = short(label=_("Why, in Chinese"))

    def __init__(self, *args: object, shown_name: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.shown_name = shown_name

    @property
    def name(self) -> str:
        return self.shown_name

    @property
    def is_given(self) -> bool:
        return any(self[name].value() for name in self.fields)

    def clean(self) -> dict[str, object]:
        values: dict[str, object] = super().clean() or {}
        if values.get("sentence") and not values.get("sameness"):
            self.add_error("sameness", _("Choose whether they say the same thing, or clear the sentence."))
        if values.get("sameness") and not values.get("sentence"):
            self.add_error("sentence", _("Enter a sentence saying what is the same or what is not."))
        return values

    def draft(self, subject: str, *, written_on: date) -> JudgementDraft:
        return JudgementDraft(subject=subject, written_on=written_on, **self.cleaned_data)


class SubjectForm(RecordForm):
    """A subject that the report has not yet: it is added to its list at once, for all its comparisons."""

    title = forms.CharField(label=_("Title"), max_length=300)
    title_zh_hans = short(label=_("Title in Chinese"), max_length=300)
    looked_for = short(label=_("Words to find in the texts"), help_text=_("Separated by commas, in any language."))
    touches = KeysFormField(
        label=_("Related measures and ambiguities"), required=False, help_text=_("Their keys, separated by spaces.")
    )

    @property
    def values(self) -> dict[str, Any]:
        """What was entered; its words are kept by the language that they are in."""
        values = dict(self.cleaned_data)
        looked_for: dict[str, list[str]] = {}
        for word in split_words(values.pop("looked_for")):
            language = Language.CHINESE if CHINESE_CHARACTER.search(word) else Language.ENGLISH
            looked_for.setdefault(language.value, []).append(word)
        code = slugify(values["title"])[:CODE_MOST].strip("-") or random_key("subject")
        return values | {"code": code, "looked_for": looked_for}

    def show_errors(self, error: ValidationError) -> None:
        """Show the operation's errors at their fields; its code comes from its title."""
        for path, faults in error.message_dict.items():
            name = path.partition(".")[0]
            if name in self.fields:
                self.add_error(name, faults)
            else:
                self.add_error("title", _("There is already a subject with this title."))


def split_words(looked_for: str) -> list[str]:
    """The words that are looked for, apart by commas."""
    words = looked_for.replace("，", ",").replace("、", ",").split(",")
    return [word.strip() for word in words if word.strip()]
