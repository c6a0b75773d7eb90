"""Opening a coding, coding one development, settling a difference, and publishing."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import RecordForm, VersionedForm, day_field, long, short
from measures.models import Claim, Grade, Marking, Pointing, Report, User
from measures.models.people import TEAM_ROLES
from measures.wings.coding.models import MOST_UNITS, VALUES, CodedVariable, CodingUnit
from measures.wings.coding.operations import USUAL_UNITS

# The choice that something cannot be coded: nobody makes it by leaving a field empty.
CANNOT = "none"
NO_VALUE = (CANNOT, _("Cannot be coded"))
# The keyboard's keys that choose the values of each variable, in order; the last says that it cannot be coded.
KEYS = {
    CodedVariable.DIRECTION: "123450",
    CodedVariable.CLAIM: "6789",
    CodedVariable.GRADE: "abcdefx",
}


class CodingForm(RecordForm):
    """Who is to code which developments."""

    title = forms.CharField(label=_("Title"), max_length=300)
    title_zh_hans = short(label=_("Title in Chinese"), max_length=300)
    first_coder = forms.ModelChoiceField(
        label=_("First coder"), queryset=User.objects.none(), empty_label=_("Choose a person")
    )
    second_coder = forms.ModelChoiceField(
        label=_("Second coder"), queryset=User.objects.none(), empty_label=_("Choose a person")
    )
    since = day_field(label=_("Developments from"), required=False)
    until = day_field(label=_("Developments to"), required=False)
    most = forms.IntegerField(
        label=_("How many at most"),
        initial=USUAL_UNITS,
        min_value=1,
        max_value=MOST_UNITS,
        help_text=_("If there are more, this many are drawn by lot."),
    )

    def __init__(self, *args: object, report: Report, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        of_team = Q(role__in=TEAM_ROLES) | Q(report_roles__report=report)
        team = User.objects.filter(of_team, is_active=True).distinct().order_by("name", "pk")
        for name in ("first_coder", "second_coder"):
            self.fields[name].queryset = team  # type: ignore[attr-defined]


class KeyedSelect(forms.RadioSelect):
    """Radio buttons that each know the key by which they are chosen."""

    def __init__(self, variable: CodedVariable) -> None:
        self.keys = dict(zip((*VALUES[variable].values, CANNOT), KEYS[variable], strict=True))
        super().__init__()

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        key = self.keys[str(option["value"])]
        option["attrs"]["data-word"] = key
        return option | {"key": key}


def without_cannot(values: dict[str, object]) -> dict[str, object]:
    """What was chosen, as codes have it: nothing where it cannot be coded."""
    return {name: "" if value == CANNOT else value for name, value in values.items()}


def with_cannot(values: dict[str, Any]) -> dict[str, Any]:
    """What was coded or settled, as a form shows it."""
    return {name: value or CANNOT for name, value in values.items()}


class CodeForm(RecordForm):
    """What one coder gives one development."""

    direction = forms.ChoiceField(
        label=CodedVariable.DIRECTION.label,
        choices=[*Pointing.choices, NO_VALUE],
        widget=KeyedSelect(CodedVariable.DIRECTION),
    )
    claim = forms.ChoiceField(
        label=CodedVariable.CLAIM.label,
        choices=[*Claim.choices, NO_VALUE],
        widget=KeyedSelect(CodedVariable.CLAIM),
    )
    grade = forms.ChoiceField(
        label=CodedVariable.GRADE.label,
        choices=[*((value, format_lazy("{} · {}", value, label)) for value, label in Grade.choices), NO_VALUE],
        widget=KeyedSelect(CodedVariable.GRADE),
    )

    def __init__(self, *args: object, unit: CodingUnit, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if unit.source_id is None:
            del self.fields["grade"]

    def clean(self) -> dict[str, object]:
        return without_cannot(self.cleaned_data)


class SettlementForm(RecordForm):
    """What a difference was settled on, and how."""

    value = forms.ChoiceField(label=_("Settled on"), widget=forms.RadioSelect)
    how = forms.CharField(label=_("How it was settled"), widget=forms.Textarea(attrs={"rows": 2}))
    how_zh_hans = long(label=_("How it was settled, in Chinese"))

    def __init__(self, *args: object, variable: CodedVariable, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].choices = [*VALUES[variable].choices, NO_VALUE]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        return without_cannot(self.cleaned_data)


class CodingEditForm(VersionedForm):
    """What may be changed of a coding."""

    title = forms.CharField(label=_("Title"), max_length=300)
    title_zh_hans = short(label=_("Title in Chinese"), max_length=300)
    marking = forms.ChoiceField(
        label=_("Who may read it"),
        choices=Marking,
        help_text=_("Any other than “Internal” publishes it. The names of the coders stay with the team."),
    )
