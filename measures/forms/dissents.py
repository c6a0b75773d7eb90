"""A dissent from an assessment of ours."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import Choices, RecordForm, long, reason_field
from measures.models import LEVELS, Confidence, Nothing, Report, ViewDirection
from measures.operations.drafts import DissentDraft


class DissentForm(RecordForm):
    """How somebody sees it otherwise, and why; `assessments` are those that an entry has."""

    on = forms.ChoiceField(label=_("Which assessment"))
    level = forms.ChoiceField(label=_("Level"))
    direction = forms.ChoiceField(
        label=_("Direction"), choices=[("", _("Not stated")), *ViewDirection.choices], required=False
    )
    confidence = forms.ChoiceField(label=_("Confidence"), choices=Confidence, initial=Confidence.MODERATE)
    text = forms.CharField(label=_("How you see it, and why"), widget=forms.Textarea(attrs={"rows": 4}))
    text_zh_hans = long(4, label=_("The same in Chinese"))

    def __init__(self, *args: Any, report: Report, assessments: Choices, **kwargs: Any) -> None:
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
