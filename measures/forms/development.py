"""The forms that make up a development: what happened, what it bears on, who sees it how, and the sources."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from measures.forms.entry_choices import EntryChoices
from measures.forms.fields import (
    DirectionSelect,
    KeysFormField,
    PartialDateFormField,
    RecordForm,
    day_field,
    long,
    reason_field,
    short,
    text_fields,
)
from measures.forms.rows import RowForm
from measures.models import (
    CARD,
    AmbiguityState,
    Assessment,
    AssessmentDirection,
    Claim,
    Concern,
    Confidence,
    Credibility,
    Evidence,
    Grade,
    Language,
    Marking,
    MarkState,
    PartialDate,
    ReviewState,
    SourceKind,
    Status,
    Track,
)
from measures.models.bearings import OF_PARTY
from measures.models.texts import language_written
from measures.operations.drafts import AssessmentDraft, BearingDraft, FileDraft, MarkDraft, SourceDraft

NO_CHANGE = ("", _("No change"))
MEASURE_FIELDS = {
    "toward": _("A step toward the recommendation"),
    "away": _("A step away from it"),
}
AMBIGUITY_FIELDS = {"clearer": _("Makes it clearer"), "murkier": _("Makes it less clear")}
COMMON_FIELDS = {"either": _("Can be read either way"), "background": _("Background only")}


GRADE_HELP = _(
    "How often the publisher was right before. A government’s site is reliable for what that government says."
)
CREDIBILITY_HELP = _(
    "How likely it was said or happened, not whether what was said is true. A 1 needs a second source "
    "that does not copy the first."
)


def grade_field(*, help_text: Any = GRADE_HELP, **kwargs: Any) -> forms.ChoiceField:
    """The letter of a source, explained where it is chosen."""
    return forms.ChoiceField(
        label=_("How reliable is the publisher in general?"),
        choices=[(grade.value, format_lazy("{} · {}", grade.value, grade.label)) for grade in Grade],
        initial=Grade.F,
        help_text=help_text,
        **kwargs,
    )


def credibility_field(*, help_text: Any = CREDIBILITY_HELP, **kwargs: Any) -> forms.TypedChoiceField:
    """The figure of a source, explained where it is chosen."""
    return forms.TypedChoiceField(
        label=_("How credible is this item?"),
        choices=[(each.value, format_lazy("{} · {}", each.value, each.label)) for each in Credibility],
        coerce=int,
        initial=Credibility.UNJUDGED,
        help_text=help_text,
        **kwargs,
    )


def source_kind_field(**kwargs: Any) -> forms.ChoiceField:
    """What a source is, but for a file: that is seen of it."""
    return forms.ChoiceField(choices=[each for each in SourceKind.choices if each[0] != SourceKind.FILE], **kwargs)


# What is said of a source besides, folded until something of it is.
ABOUT_READING = ("by_report_author", "read_as_copy", "copy_sha256", "unopened", "address_withheld")


def read_as_copy_field() -> forms.BooleanField:
    return forms.BooleanField(label=_("Read as a copy, not on its own page"), required=False)


def unopened_field() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("Not opened at its address yet: show it without one"),
        required=False,
    )


def copy_hash_field() -> forms.CharField:
    """The hash of the copy, by which whoever has one can tell whether it is the same."""
    return short(
        label=_("SHA-256 of the copy that was read"),
        max_length=64,
        help_text=_("Readers see the hash, not whose copy it was."),
    )


class EntryForm(RecordForm):
    """What happened, when, and who may read it."""

    occurred = PartialDateFormField(label=_("When it happened"))
    track = forms.ChoiceField(label=_("Track"), choices=Track)
    claim = forms.ChoiceField(label=_("How well established"), choices=Claim)
    title = forms.CharField(label=_("Headline"), max_length=500)
    narrative = forms.CharField(label=_("What happened"), widget=forms.Textarea(attrs={"rows": 4}))
    language = forms.ChoiceField(label=_("Language you are writing in"), choices=Language)
    is_language_meant = forms.BooleanField(label=_("The chosen language is right"), required=False)
    title_zh_hans = short(label=_("Headline in Chinese"), max_length=500)
    narrative_zh_hans = long(label=_("What happened (in Chinese)"))
    responds_to = short(label=_("Responds to"), help_text=_("Key of an entry."))
    baseline = forms.BooleanField(label=_("Before the report: background"), required=False)
    marking = forms.ChoiceField(label=_("Who may read it"))
    drops_recorded_views = forms.BooleanField(
        label=_("Leave out views recorded for a party: its words are among the statements"),
        required=False,
    )
    reason = reason_field()

    def __init__(
        self, *args: object, entry_choices: EntryChoices, is_development: bool = True, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["marking"].choices = entry_choices.markings  # type: ignore[attr-defined]
        if not entry_choices.keeps:
            # Only a correction says why it is one.
            del self.fields["reason"]
        if not entry_choices.has_recorded_views:
            del self.fields["drops_recorded_views"]
        if not is_development:
            # A check or an assessment has no track and no claim, and may have no text.
            del self.fields["track"], self.fields["claim"]
            self.fields["title"].required = self.fields["narrative"].required = False

    def clean(self) -> dict[str, object]:
        """Ask once whether the language is meant if the text looks like another: an entry cannot be altered."""
        values: dict[str, Any] = super().clean() or {}
        is_meant, chosen = values.pop("is_language_meant", False), values.get("language")
        written = {language_written(values.get(name, "")) for name in ("title", "narrative")} - {"", chosen}
        if chosen and written and not is_meant:
            question = (
                _("This looks like Chinese. Choose 简体中文, or tick that the language is right.")
                if Language.CHINESE in written
                else _("This does not look like Chinese. Choose English, or tick that the language is right.")
            )
            self.add_error("language", question)
        return values

    @property
    def shows_language_question(self) -> bool:
        """Whether it asks if the chosen language is meant, or has been told so."""
        return self.has_error("language") or self.has_in("is_language_meant")

    @property
    def is_in_chinese(self) -> bool:
        """Whether its Chinese version is shown unfolded."""
        return self.has_in("title_zh_hans", "narrative_zh_hans")

    @property
    def shows_details(self) -> bool:
        """Whether what it answers is shown unfolded."""
        return self.has_in("responds_to", "baseline")


class BearingForm(RowForm):
    """What it does to one measure, part or ambiguity."""

    deciding_fields = ("on", "direction", "note", "status", "state", "reason")
    needed_when = {"on": _("required")}

    row_title = _("Effect %(number)s")
    invitation = _("Another measure or ambiguity that it affects")

    on = forms.ChoiceField(
        label=_("Measure, part or ambiguity"), error_messages={"required": _("Choose what it affects.")}
    )
    about = forms.ChoiceField(label=_("About whose actions"), required=False)
    direction = forms.ChoiceField(
        label=_("Which way does it point?"),
        choices=MEASURE_FIELDS | AMBIGUITY_FIELDS | COMMON_FIELDS,
        widget=DirectionSelect,
        error_messages={"required": _("Choose which way it points.")},
    )
    note = short(label=_("Note"))
    status = forms.ChoiceField(
        label=_("New status of the measure"),
        choices=[NO_CHANGE, *Status.choices],
        required=False,
        help_text=_("Agreed, suspended, reversed and implemented need a source."),
    )
    state = forms.ChoiceField(
        label=_("New state of the ambiguity"), choices=[NO_CHANGE, *AmbiguityState.choices], required=False
    )
    concern = forms.ChoiceField(
        label=_("Concern over the ambiguity"), choices=[("", _("Not stated")), *Concern.choices], required=False
    )
    changed_by = forms.ChoiceField(label=_("Whose act changed it"), required=False)
    reason = short(label=_("Why"))
    note_zh_hans = short(label=_("Note in Chinese"))
    reason_zh_hans = short(label=_("Why, in Chinese"))

    def __init__(self, *args: object, entry_choices: EntryChoices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.targets = entry_choices.targets
        self.fields["on"] = entry_choices.targets.among(self.fields["on"], entry_choices.target_choices)
        self.fields["about"].choices = entry_choices.about  # type: ignore[attr-defined]
        self.fields["changed_by"].choices = entry_choices.actors  # type: ignore[attr-defined]

    def clean_direction(self) -> str:
        """Name the directions that fit, instead of leaving the operation to list its codes."""
        direction: str = self.cleaned_data["direction"]
        on = self.targets.by_key.get(self.cleaned_data.get("on", ""))
        if on and on.kind == "ambiguity" and direction in MEASURE_FIELDS:
            raise forms.ValidationError(_("For an ambiguity, choose clearer, less clear, either way or background."))
        if on and on.kind == "measure" and direction in AMBIGUITY_FIELDS:
            raise forms.ValidationError(_("For a measure, choose toward, away, either way or background."))
        return direction

    @property
    def shows_details(self) -> bool:
        """Whether all but what it is on and which way it points is shown unfolded."""
        return self.has_in("about", "note", "status", "state", "concern", "changed_by", "reason")

    def draft(self) -> BearingDraft:
        return BearingDraft(**self.cleaned_data)


class AssessmentForm(RowForm):
    """How this tracker sees one measure, part or ambiguity."""

    deciding_fields = ("level", "text", "in_short")
    needed_when = {
        "on": _("required"),
        "level": _("required"),
        "why_changed": _("required if our level or direction changes"),
    }

    # Its texts come from the model: see below.
    field_order = ("on", "about", "level", "direction", "confidence", *Assessment.columns_in_lists())

    row_title = _("Assessment %(number)s")
    invitation = _("Our assessment")

    on = forms.ChoiceField(
        label=_("On what"), error_messages={"required": _("Choose the measure or ambiguity that the assessment is on.")}
    )
    about = forms.ChoiceField(label=_("About whose actions"), required=False)
    level = forms.ChoiceField(
        label=_("Level"),
        error_messages={
            "required": _("Our assessment needs a level: choose one, or “Nothing found” or “Not observable”.")
        },
    )
    direction = forms.ChoiceField(
        label=_("Direction"), choices=[("", _("Not stated")), *AssessmentDirection.choices], required=False
    )
    confidence = forms.ChoiceField(label=_("Confidence"), choices=Confidence, initial=Confidence.MODERATE)
    written_on = day_field(
        label=_("Written on"),
        required=False,
        help_text=_("Only if it was written after the day it is about."),
    )
    rests_on = KeysFormField(
        label=_("Rests on earlier entries"), required=False, help_text=_("Their keys, separated by spaces.")
    )
    sources = KeysFormField(
        label=_("Rests on these sources"),
        required=False,
        help_text=_("Their keys; empty for all sources of this entry."),
    )

    def __init__(self, *args: object, entry_choices: EntryChoices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"] = entry_choices.targets.among(self.fields["on"], entry_choices.target_choices)
        self.fields["about"].choices = entry_choices.about  # type: ignore[attr-defined]
        self.fields["level"].choices = entry_choices.levels  # type: ignore[attr-defined]

    @property
    def shows_details(self) -> bool:
        return self.has_in("written_on", "rests_on", "sources", "text_zh_hans")

    @property
    def has_card(self) -> bool:
        """Whether its sentence in short and its card are shown unfolded."""
        return self.has_in("in_short", *CARD)

    def draft(self) -> AssessmentDraft:
        values = dict(self.cleaned_data)
        level = values.pop("level")
        is_figure = level.isdigit()
        return AssessmentDraft(**values, level=int(level) if is_figure else None, nothing="" if is_figure else level)


AssessmentForm.base_fields |= text_fields(Assessment, but=OF_PARTY)
AssessmentForm.base_fields["in_short"].help_text = _(
    "Where the whole measure stands: one sentence of at most 160 characters, in both languages."
)
AssessmentForm.base_fields["in_short_zh_hans"].help_text = _("At most 60 characters.")


class SourceForm(RowForm):
    """A source that is not on record yet."""

    deciding_fields = ("url", "title", "publisher", "file")
    needed_when = {"url": _("this or a file")}

    row_title = _("New source %(number)s")
    invitation = _("Add a new source, or a file")

    url = forms.URLField(label=_("Address"), assume_scheme="https", max_length=1000, required=False)
    file = forms.FileField(
        label=_("Or its file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput,
        help_text=format_lazy(
            _("PDF, image, office document without macros, email, plain text or HTML, up to {limit} MB."),
            limit=settings.CBM_FILE_LIMIT_MB,
        ),
    )
    title = forms.CharField(label=_("Title"), max_length=500)
    publisher = forms.CharField(label=_("Publisher"), max_length=300)
    grade = grade_field()
    credibility = credibility_field()
    kind = source_kind_field(label=_("Kind"), initial=SourceKind.PRESS)
    published = PartialDateFormField(label=_("Published"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("Another or unknown")), *Language.choices], required=False
    )
    origin = short(label=_("Original source (agency, wire)"), max_length=300)
    archive_url = forms.URLField(label=_("Archived copy"), assume_scheme="https", max_length=1000, required=False)
    by_report_author = forms.BooleanField(label=_("Written by the report’s author"), required=False)
    read_as_copy = read_as_copy_field()
    copy_sha256 = copy_hash_field()
    unopened = unopened_field()
    address_withheld = forms.BooleanField(
        label=_("Only a copy was read; its address is withheld and not kept here"), required=False
    )

    def __init__(self, *args: object, entry_choices: EntryChoices | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)

    @property
    def shows_details(self) -> bool:
        return self.has_in("origin", "archive_url", *ABOUT_READING)

    def draft(self, *, accessed: date) -> SourceDraft:
        values = dict(self.cleaned_data)
        sent = values.pop("file", None)
        file = FileDraft(sent, sent.name) if sent else None
        return SourceDraft(**values, file=file, accessed=PartialDate.of(accessed))


class MarkForm(RowForm):
    """A milestone that this meets, does not meet, or undoes."""

    deciding_fields = ("on", "state")
    row_title = _("Milestone %(number)s")
    invitation = _("A milestone")

    on = forms.ChoiceField(label=_("Milestone"))
    state = forms.ChoiceField(label=_("Is it met?"), choices=[("", _("Choose")), *MarkState.choices])
    party = forms.ChoiceField(label=_("By which party"), required=False)

    def __init__(self, *args: object, entry_choices: EntryChoices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"] = entry_choices.milestones.among(self.fields["on"], entry_choices.milestone_choices)
        self.fields["party"].choices = [("", _("Together")), *entry_choices.actors[1:]]  # type: ignore[attr-defined]

    def draft(self) -> MarkDraft:
        return MarkDraft(**self.cleaned_data)


class NewSourceForm(SourceForm):
    """A source to be cited later."""

    marking = forms.ChoiceField(label=_("Who may read it"), choices=Marking, initial=Marking.PUBLIC)
    replaces = forms.CharField(label=_("Replaces"), required=False, max_length=100, help_text=_("Key of a source."))

    @property
    def name(self) -> str:
        return ""


class ReviewForm(RecordForm):
    """What a reviewer makes of a source; to dispute or to retract it takes a reason."""

    state = forms.ChoiceField(choices=[each for each in ReviewState.choices if each[0] != ReviewState.PENDING])
    note = long(label=_("Note"), help_text=_("Required to dispute or retract."))


class EvidenceForm(RecordForm):
    """The grades of a source, where an archived copy is, and how it was read."""

    grade = grade_field()
    credibility = credibility_field()
    archive_url = forms.URLField(label=_("Archived copy"), assume_scheme="https", max_length=1000, required=False)
    accessed = PartialDateFormField(label=_("Accessed"), required=False)
    read_as_copy = read_as_copy_field()
    copy_sha256 = copy_hash_field()
    unopened = unopened_field()

    def __init__(self, *args: Any, may_open: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_open:
            del self.fields["unopened"]

    @classmethod
    def values_of(cls, evidence: Evidence) -> dict[str, Any]:
        return {name: getattr(evidence, name) for name in cls.base_fields}
