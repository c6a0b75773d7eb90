"""A summary of a report: what there is to know by a day, in a few words in both languages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import RecordForm, day_field
from measures.models import Marking

MOST = 500


def text_area(rows: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class SummaryForm(RecordForm):
    """What a new summary says."""

    as_of = day_field(label=_("As of which day"), help_text=_("For example 2026-09-28."))
    text = text_area(
        4,
        label=_("Summary in English"),
        max_length=MOST,
        help_text=_("At most 60 words. Say what happened, without a score, and treat the words of both sides alike."),
    )
    text_zh_hans = text_area(
        4, label=_("Summary in Chinese"), max_length=MOST, help_text=_("At most 130 Chinese characters.")
    )
    note = text_area(
        2, label=_("Note in English"), required=False, help_text=_("What was read for the summary, and what was not.")
    )
    note_zh_hans = text_area(2, label=_("Note in Chinese"), required=False)
    rests_on = forms.CharField(
        label=_("Rests on"), required=False, help_text=_("Keys of entries, separated by spaces.")
    )

    def clean_rests_on(self) -> list[str]:
        keys: str = self.cleaned_data["rests_on"]
        return keys.split()


class NewSummaryForm(SummaryForm):
    """A summary, and who may read it."""

    marking = forms.ChoiceField(label=_("Who may read it"), choices=Marking)


class SummaryCorrectionForm(SummaryForm):
    """A summary in the place of another, and why."""

    reason = text_area(2, label=_("Why it is being corrected"))
