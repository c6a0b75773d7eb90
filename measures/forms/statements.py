"""The rows of the form that logs an entry in which somebody's own words are recorded."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from measures.forms.entry_choices import EntryChoices
from measures.forms.fields import (
    TEXT_LANGUAGES,
    FoldedCheckboxes,
    KeysFormField,
    PartialDateFormField,
    short,
    text_fields,
)
from measures.forms.rows import RowForm
from measures.models import (
    AboutWhom,
    Authority,
    ReferenceBasis,
    ReferenceKind,
    ReferenceManner,
    Speech,
    Statement,
    StatementAct,
    StatementVoice,
    TranslationBy,
)
from measures.models.statements import MOST_REFERENCES
from measures.operations.drafts import ReferenceDraft, StatementDraft

# Of the references that a statement may have, the filled ones are shown and two more.
PLACES = range(MOST_REFERENCES)
BLANK_SHOWN = 2
REFERENCE_FIELDS = ("statement", "entry", "how", "manner", "basis")


def several(label: Any, **given: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=FoldedCheckboxes, **given)


def one_of(label: Any, choices: type[TextChoices], first: TextChoices) -> forms.ChoiceField:
    """A choice in which something is chosen from the start."""
    return forms.ChoiceField(label=label, choices=choices, initial=first)


class StatementForm(RowForm):
    """What a party said, in its own words; that of an entry which is corrected keeps its key."""

    deciding_fields = ("parties", "speaker", "quotation", "translation", "translation_zh_hans", "occasion")
    needed_when = {"parties": _("required"), "speaker": _("required"), "acts": _("required")}

    row_title = _("Statement %(number)s")
    invitation = _("Add somebody’s words")

    key = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    is_taken_away = forms.BooleanField(label=_("Take this statement away"), required=False)
    parties = several(_("Whose words"))
    authority = forms.ChoiceField(label=_("By what authority"), choices=[("", _("Choose")), *Authority.choices])
    voice = one_of(_("For whom it speaks"), StatementVoice, StatementVoice.OWN)
    about = forms.ChoiceField(label=_("About whom"), initial=AboutWhom.ITSELF)
    said_on = PartialDateFormField(
        label=_("Day on which it was said"), required=False, help_text=_("Left empty: the day of the entry.")
    )
    published_on = PartialDateFormField(label=_("Published"), required=False)
    quotation = forms.CharField(
        label=_("Original words"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The operative words: at most 60 words, or 130 Chinese characters."),
    )
    quotation_language = forms.ChoiceField(label=_("Language of these words"))
    speech = one_of(_("How the source gives them"), Speech, Speech.DIRECT)
    translation_by = one_of(_("Whose translation"), TranslationBy, TranslationBy.OURS)
    acts = several(_("What the words do"), choices=StatementAct)
    to = several(_("Addressed to"))
    subjects = several(_("Subjects under which we file it"))
    on = several(_("Measures and ambiguities under which we file it"))
    source = forms.ChoiceField(
        label=_("Source that has these words"),
        required=False,
        help_text=_("A source ticked above; one just ticked is offered after a preview."),
    )
    also_in = KeysFormField(
        label=_("Other sources that have them"), required=False, help_text=_("Their keys, separated by spaces.")
    )

    def __init__(self, *args: object, entry_choices: EntryChoices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, Any] = {
            "parties": entry_choices.speakers,
            "about": entry_choices.about_whom,
            "to": entry_choices.addressed,
            "subjects": entry_choices.subjects_offered,
            "quotation_language": [("", _("Choose")), *TEXT_LANGUAGES, *self.other_language],
            "source": entry_choices.cited_choices,
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if entry_choices.targets.is_listed:
            self.fields["on"].choices = entry_choices.target_choices()[1:]  # type: ignore[attr-defined]
        else:
            keys = _("Their keys, separated by spaces.")
            self.fields["on"] = KeysFormField(label=self.fields["on"].label, required=False, help_text=keys)

    @property
    def other_language(self) -> list[tuple[str, str]]:
        """The language that a statement has already, where the form offers it to no other."""
        present = str(self.initial.get("quotation_language") or "")
        if self.is_bound:
            present = self.data.get(self.add_prefix("quotation_language"), "")
        return [(present, present)] if present and present not in dict(TEXT_LANGUAGES) else []

    def value_of(self, name: str) -> Any:
        return self.data.get(self.add_prefix(name)) if self.is_bound else self.initial.get(name)

    @property
    def is_blank(self) -> bool:
        """Whether nothing of it counts; so it is with one that is taken away."""
        return bool(self.value_of("is_taken_away")) or super().is_blank

    @property
    def is_open(self) -> bool:
        return bool(self.value_of("is_taken_away")) or super().is_open

    @property
    def is_recorded(self) -> bool:
        """Whether it stands in the entry that is corrected."""
        return bool(self.value_of("key"))

    def is_filled(self, place: int) -> bool:
        return bool(self.value_of(f"statement_{place}") or self.value_of(f"entry_{place}"))

    @property
    def reference_rows(self) -> list[str]:
        """The names of the fields of each reference shown: those filled, and some more."""
        filled = [place for place in PLACES if self.is_filled(place)]
        blank = [place for place in PLACES if place not in filled][:BLANK_SHOWN]
        return [" ".join(f"{name}_{place}" for name in REFERENCE_FIELDS) for place in sorted([*filled, *blank])]

    @property
    def shows_details(self) -> bool:
        """Whether who published it, who says so and in answer to what is shown unfolded."""
        texts = ("published_on", "as_quoted_by", "place", "in_answer_to", "note", "also_in")
        return self.has_in(*texts)

    @property
    def is_in_chinese(self) -> bool:
        return self.has_in(*(name for name in self.fields if name.endswith("_zh_hans") and name[:5] != "trans"))

    @property
    def is_filed(self) -> bool:
        return self.has_in("subjects", "on", "to")

    @property
    def refers(self) -> bool:
        return self.has_in(*(f"{name}_{place}" for place in PLACES for name in ("statement", "entry")))

    @property
    def fields_told(self) -> Iterable[BoundField]:
        """All but its key; of references those that refer to something."""
        left_out = {"key", "is_taken_away"}
        left_out |= {f"{name}_{place}" for place in PLACES if not self.is_filled(place) for name in REFERENCE_FIELDS}
        return [field for field in self if field.name not in left_out]

    def field_of(self, path: Sequence[str]) -> str:
        """Where a fault stands: a reference is counted among the filled ones."""
        if path[0] != "refers_to" or len(path) < 2:
            return super().field_of(path)
        filled = [place for place in PLACES if self.is_filled(place)]
        return f"{path[2] if len(path) > 2 else 'statement'}_{filled[int(path[1])]}"

    def draft(self) -> StatementDraft:
        values = dict(self.cleaned_data)
        del values["is_taken_away"]
        found = [{name: values.pop(f"{name}_{place}") for name in REFERENCE_FIELDS} for place in PLACES]
        references = [ReferenceDraft(**each) for each in found if each["statement"] or each["entry"]]
        return StatementDraft(**values, refers_to=references)


def reference_fields(place: int) -> dict[str, forms.Field]:
    """The fields of one thing that a statement refers to."""
    return {
        f"statement_{place}": short(label=_("Earlier statement: its key"), max_length=100),
        f"entry_{place}": short(label=_("Or entry: its key"), max_length=100),
        f"how_{place}": one_of(_("How it refers to it"), ReferenceKind, ReferenceKind.ANSWERS),
        f"manner_{place}": one_of(_("By what"), ReferenceManner, ReferenceManner.WORDS),
        f"basis_{place}": one_of(_("Who says so"), ReferenceBasis, ReferenceBasis.OURS),
    }


StatementForm.base_fields |= text_fields(Statement)
for each_place in PLACES:
    StatementForm.base_fields |= reference_fields(each_place)


def statement_values(statement: StatementDraft) -> Mapping[str, object]:
    """What a statement says, by the names of the form's fields."""
    values = {name: getattr(statement, name) for name in StatementForm.base_fields if hasattr(statement, name)}
    for place, reference in enumerate(statement.refers_to):
        values |= {f"{name}_{place}": getattr(reference, name) for name in REFERENCE_FIELDS}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
