"""The form of any noun of the catalogue, as its declaration says, with what its writer saw."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from measures.analysis.row_history import CHINESE, column_label, in_words
from measures.analysis.translations import Translation
from measures.forms.fields import (
    TEXT_LANGUAGES,
    FoldedCheckboxes,
    KeysFormField,
    PartialDateFormField,
    RecordForm,
    WordsFormField,
)
from measures.models import LEVELS
from measures.models.partial_dates import PartialDateField
from measures.models.texts import CHINESE as CHINESE_CODE
from measures.models.texts import ENGLISH
from measures.operations.editing import Noun

LANGUAGES = (("", ENGLISH), (CHINESE, CHINESE_CODE))

# The rows that a field may name: the key and the name of each, or a group of them.
type Offered = Mapping[str, Sequence[Any]]


def form_field(column: Any, offered: Offered, hint: str | Promise = "", present: Any = "") -> Any:
    """The form field of a column of the model, which has a value at present."""
    given: dict[str, Any] = {
        "label": capfirst(column_label(column)),
        "required": not (column.blank or column.has_default() or column.name == "position"),
        "help_text": hint or column.help_text,
    }
    found = reference_field(column, offered, given) if column.is_relation else value_field(column, given, present)
    if column.name.endswith(CHINESE):
        found.widget.attrs["lang"] = CHINESE_CODE
    return found


def reference_field(column: Any, offered: Offered, given: dict[str, Any]) -> forms.Field:
    """The form field of a column that names other rows: one to choose among them, or to type their keys."""
    if isinstance(column, models.ForeignKey):
        return forms.ChoiceField(choices=[("", _("None")), *offered[column.name]], **given)
    given |= {"required": False}
    if column.name in offered:
        return forms.MultipleChoiceField(choices=offered[column.name], widget=FoldedCheckboxes, **given)
    return KeysFormField(**given | {"help_text": _("Keys of recorded sources, separated by commas.")})


def value_field(column: Any, given: dict[str, Any], present: Any) -> Any:
    found: Any
    match column:
        case models.BooleanField():
            found = forms.BooleanField(**given | {"required": False})
        case PartialDateField():
            found = PartialDateFormField(**given | {"help_text": None} if column.help_text else given)
        case models.IntegerField():
            found = column.formfield(**given, localize=False)
        case ArrayField():
            found = WordsFormField(**given)
        case _ if column.choices:
            found = forms.ChoiceField(choices=[*BLANK_CHOICE_DASH * column.blank, *column.choices], **given)
        case models.TextField():
            found = forms.CharField(widget=forms.Textarea({"rows": 5}), **given)
        case _ if column.name == "language":
            others = [(present, present)] if present and present not in dict(TEXT_LANGUAGES) else []
            found = forms.ChoiceField(choices=[*TEXT_LANGUAGES, *others], **given)
        case _:
            found = forms.CharField(max_length=column.max_length, **given)
    return found


def level_fields(name: str) -> dict[str, Any]:
    """A field for what each level is called, in each language."""
    return {
        f"{name}_{level}{ending}": forms.CharField(label=label % {"level": level}, max_length=200, required=not ending)
        for level in LEVELS
        for ending, label in (("", _("Level %(level)d")), (CHINESE, _("Level %(level)d in Chinese")))
    }


def wording_fields(column: Any) -> dict[str, Any]:
    return level_fields(column.name)


def split_wording(name: str, value: Mapping[str, Any]) -> dict[str, str]:
    return {
        f"{name}_{level}{ending}": value.get(str(level), {}).get(language, "")
        for level in LEVELS
        for ending, language in LANGUAGES
    }


def join_wording(name: str, entered: Mapping[str, Any], present: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The words of each level, without those that are empty."""
    return {
        str(level): {
            language: words
            for ending, language in LANGUAGES
            if (words := entered.get(f"{name}_{level}{ending}", "").strip())
        }
        for level in LEVELS
    }


def word_fields(column: Any) -> dict[str, Any]:
    """A field for the words of each language, one in a line."""
    label, lines = capfirst(column_label(column)), {"rows": 5}
    return {
        column.name: forms.CharField(
            label=label, required=False, widget=forms.Textarea(lines), help_text=_("One word or phrase in a line.")
        ),
        f"{column.name}{CHINESE}": forms.CharField(
            label=_("%(field)s in Chinese") % {"field": label}, required=False, widget=forms.Textarea(lines)
        ),
    }


def words_to_look_for(name: str, value: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {f"{name}{ending}": "\n".join(value.get(language, ())) for ending, language in LANGUAGES}


def join_words(name: str, entered: Mapping[str, Any], present: Mapping[str, Any]) -> dict[str, list[str]]:
    """The words by language; those of other languages stay as they are."""
    found = {
        language: [word.strip() for word in entered.get(f"{name}{ending}", "").splitlines() if word.strip()]
        for ending, language in LANGUAGES
    }
    codes = {language for _ending, language in LANGUAGES}
    others = {language: words for language, words in present.items() if language not in codes}
    return {language: words for language, words in found.items() if words} | others


# Columns that hold several texts: the fields of their texts, and how these become the column and come from it.
IN_PARTS = {
    "levels": (wording_fields, split_wording, join_wording),
    "looked_for": (word_fields, words_to_look_for, join_words),
}


def comparable_value(value: Any) -> Any:
    """A value as it is compared and sent along: a text without the line ends that browsers add."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return value if isinstance(value, bool | int | list | dict) else str(value)


class EditForm(RecordForm):
    """What people may edit of a row; `seen` are the values that its writer saw, and `version` is which they were."""

    def __init__(
        self,
        *args: Any,
        noun: Noun,
        offered: Offered,
        present: Mapping[str, Any] | None = None,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        self.noun, self.present = noun, dict(present or {})
        initial = dict(self.present)
        super().__init__(*args, initial=initial)
        if present is None and not noun.random_key_of:
            self.add_key()
        self.columns = noun.fields if present is not None else noun.fields_of_new
        for column in self.columns:
            if column.name in IN_PARTS:
                fields_of, split, _join = IN_PARTS[column.name]
                self.fields |= fields_of(column)
                initial |= split(column.name, initial.get(column.name) or {})
            else:
                hint, value = noun.hints.get(column.name, ""), self.present.get(column.name, "")
                self.fields[column.name] = form_field(column, offered, hint, value)
        self.set_error_messages()
        self.initial = initial
        if present is not None:
            hidden = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
            self.fields |= {"version": forms.IntegerField(widget=forms.HiddenInput), "seen": hidden}
            initial["seen"] = json.dumps(
                {name: comparable_value(value) for name, value in self.of_columns(self.present).items()}
            )
            self.initial = initial | dict(typed or {})
            for name in (typed or {}).keys() & IN_PARTS.keys():
                self.initial |= IN_PARTS[name][1](name, (typed or {})[name])

    def add_key(self) -> None:
        """What names the row for good, which only a new one is asked for."""
        if self.noun.has_code or self.noun.key != "key":
            name = "code" if self.noun.has_code else self.noun.key
            label = _("Short name") if name == "slug" else _("Code")
            self.fields[name] = forms.CharField(label=label, max_length=39, help_text=_("It never changes."))
        else:
            self.fields["key"] = forms.CharField(
                label=_("Key"),
                max_length=39,
                required=False,
                help_text=_("Never changes. Empty: made from the English words."),
            )

    def of_columns(self, values: Mapping[str, object]) -> dict[str, Any]:
        return {column.name: values.get(column.name) for column in self.columns}

    def clean_seen(self) -> dict[str, object]:
        try:
            seen = json.loads(self.cleaned_data["seen"])
        except ValueError as error:
            raise ValidationError(_("Open the page again.")) from error
        return seen if isinstance(seen, dict) else {}

    @property
    def values(self) -> dict[str, Any]:
        """What was entered."""
        entered = self.of_columns(self.cleaned_data)
        for name in entered.keys() & IN_PARTS.keys():
            entered[name] = IN_PARTS[name][2](name, self.cleaned_data, self.present.get(name) or {})
        return entered | {name: text.replace("\r\n", "\n") for name, text in entered.items() if isinstance(text, str)}

    @property
    def changes(self) -> dict[str, Any]:
        """What the writer has changed of what they saw."""
        seen = self.cleaned_data["seen"]
        return {name: value for name, value in self.values.items() if comparable_value(value) != seen.get(name, "")}

    def changed_by_others(self, present: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The fields that have other values now than when the form was opened, and whether both changed them."""
        seen, mine = self.cleaned_data["seen"], self.changes
        for name in self.of_columns(present):
            if comparable_value(present[name]) != seen.get(name, ""):
                label = capfirst(column_label(self.noun.model._meta.get_field(name)))
                yield {"label": label, "value": in_words(present[name]), "is_in_both": name in mine}

    def pairs(self, translations: Iterable[Translation] = ()) -> Iterator[dict[str, Any]]:
        """The fields as the page shows them: a text beside its Chinese, with the state of the translation."""
        states = {each.field: each for each in translations}
        for field in self.visible_fields():
            if not field.name.endswith(CHINESE):
                chinese = f"{field.name}{CHINESE}"
                beside = self[chinese] if chinese in self.fields else None
                yield {"field": field, "chinese": beside, "translation": states.get(field.name)}

    def show_errors(self, error: ValidationError) -> None:
        """Show what the operation found wrong at the fields it is about."""
        for path, found in error.message_dict.items():
            name, _dot, part = path.partition(".")
            level = f"{name}_{part.partition('.')[0]}"
            at = next((each for each in (name, level) if each in self.fields), None)
            self.add_error(at, found)
