"""Tightening who may read an entry, opening or tightening a report, and redacting an entry."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import RecordForm
from measures.models.markings import Marking, narrower_than


class TightenForm(RecordForm):
    """Who may read an entry from now on."""

    marking = forms.ChoiceField(label=_("Who may read it from now on"), choices=Marking)

    def __init__(self, *args: Any, present: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.value, each.label) for each in narrower_than(present)]
        self.fields["marking"].choices = choices  # type: ignore[attr-defined]


class MarkReportForm(RecordForm):
    """Who may read what is in a report from now on: more, or fewer."""

    marking = forms.ChoiceField(
        label=_("Who may read it from now on"),
        choices=Marking,
        help_text=_("Of what is in it each row is read by those who may read both the row and the report."),
    )


class RedactForm(RecordForm):
    """Why the content of an entry is taken away."""

    reason = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays with the entry, for all who may read it."),
    )
