"""The form by which a report is added: a library that comes with the tracker, or a file."""

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import RecordForm
from measures.library.read import Library, LibraryError, parse_library, read_library
from measures.models import Marking

LARGEST = 2_000_000


def shipped() -> dict[str, Path]:
    """The libraries that come with the tracker, by name."""
    return {path.stem: path for path in sorted((settings.BASE_DIR / "fixtures").glob("*.yaml"))}


class LibraryForm(RecordForm):
    """Which library to look at, or to load once it was looked at: then its text comes along."""

    shipped = forms.ChoiceField(label=_("A library that comes with the tracker"), required=False)
    file = forms.FileField(label=_("Or your own file"), required=False, help_text=_("YAML or JSON, up to 2 MB."))
    marking = forms.ChoiceField(
        label=_("Who may read it"),
        choices=Marking,
        required=False,
        help_text=_("Only for a new report; an existing one stays as it is."),
    )
    file_name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=255)
    text = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LARGEST, strip=False)
    older = forms.BooleanField(label=_("Go back to this older version"), required=False)

    library: Library

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("None")), *((name, name) for name in shipped())]
        self.fields["shipped"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        if not self.errors:
            try:
                self.library = self.chosen(values)
            except LibraryError as error:
                raise ValidationError(list(error.faults)) from error
        return values

    def chosen(self, values: dict[str, Any]) -> Library:
        if values.get("text"):
            return parse_library(values["file_name"], values["text"])
        if file := values.get("file"):
            return parse_library(file.name, decoded(file))
        if values.get("shipped"):
            return read_library(shipped()[values["shipped"]])
        raise ValidationError({"file": _("Choose a library or a file.")})


def decoded(file: Any) -> str:
    if file.size > LARGEST:
        raise ValidationError({"file": _("This file is larger than 2 MB.")})
    try:
        return str(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValidationError({"file": _("This file is not text in UTF-8.")}) from error
