"""A summary, a dissent, and what a second member of the team says to a proposal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import Choices, RecordForm, day_field, long, reason_field
from measures.models import LEVELS, AssessmentDirection, Confidence, Marking, Nothing, Report
from measures.operations.drafts import DissentDraft

LONGEST_SUMMARY = 500


def text_area(rows: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class SummaryForm(RecordForm):
    """What a new summary says."""

    as_of = day_field(label=_("As of which day"), help_text=_("For example 2026-09-28."))
    text = text_area(
        4,
        label=_("Summary in English"),
        max_length=LONGEST_SUMMARY,
        help_text=_("At most 60 words: what happened, without a score, both sides’ words treated alike."),
    )
    text_zh_hans = text_area(
        4, label=_("Summary in Chinese"), max_length=LONGEST_SUMMARY, help_text=_("At most 130 Chinese characters.")
    )
    note = text_area(
        2, label=_("Note in English"), required=False, help_text=_("What was read for the summary, and what was not.")
    )
    note_zh_hans = text_area(2, label=_("Note in Chinese"), required=False)
    rests_on = forms.CharField(
        label=_("Rests on earlier entries"), required=False, help_text=_("Their keys, separated by spaces.")
    )

    def clean_rests_on(self) -> list[str]:
        keys: str = self.cleaned_data["rests_on"]
        return keys.split()


class NewSummaryForm(SummaryForm):
    """A summary, and who may read it."""

    marking = forms.ChoiceField(label=_("Who may read it"), choices=Marking)


class SummaryCorrectionForm(SummaryForm):
    """A summary in the place of another, and why."""

    reason = text_area(2, label=_("Why is it being corrected?"))


class DissentForm(RecordForm):
    """How somebody sees it otherwise, and why; `assessments` are those that an entry has."""

    on = forms.ChoiceField(label=_("Which assessment"))
    level = forms.ChoiceField(label=_("Level"))
    direction = forms.ChoiceField(
        label=_("Direction"), choices=[("", _("Not stated")), *AssessmentDirection.choices], required=False
    )
    confidence = forms.ChoiceField(label=_("Confidence"), choices=Confidence, initial=Confidence.MODERATE)
    text = forms.CharField(label=_("How you see it, and why"), widget=forms.Textarea(attrs={"rows": 4}))
    text_zh_hans = long(4, label=_("The same in Chinese"))

    def __init__(self, *args: object, report: Report, assessments: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        levels = [(str(level), f"{level} · {report.level_wording(level)}") for level in LEVELS]
        self.fields["on"].choices = assessments  # type: ignore[attr-defined]
        self.fields["level"].choices = [("", _("Choose")), *levels, *Nothing.choices]  # type: ignore[attr-defined]

    def draft(self) -> DissentDraft:
        values = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        on, about = values.pop("on").split()
        level = values.pop("level")
        is_figure = level.isdigit()
        nothing = "" if is_figure else level
        return DissentDraft(on=on, about=about, level=int(level) if is_figure else None, nothing=nothing, **values)


class DissentCorrectionForm(DissentForm):
    """A dissent in the place of another, and why."""

    reason = reason_field()


class AgreeForm(RecordForm):
    """That they agree to the version they have read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class SendBackForm(AgreeForm):
    """What stands against it."""

    words = forms.CharField(
        label=_("What stands against it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Its author and the team read this."),
    )
