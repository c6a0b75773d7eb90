"""What the forms share: how a field is shown, partial dates, and radio buttons that show a direction's sign."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _

from measures.models import PartialDate

type Choices = Iterable[tuple[object, object]]

DIRECTION_MARKS = {"toward": "→", "away": "←", "either": "↔"}


class FieldRenderer(DjangoTemplates):
    """Shows a field with its label, its hint and what is wrong with it."""

    field_template_name = "measures/forms/field.html"


class RecordForm(forms.Form):
    """A form that shows each error at its field and never loses what was typed."""

    default_renderer = FieldRenderer()
    use_required_attribute = False
    # Fields that some values of others require: they are not labelled optional.
    sometimes_needed: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.sometimes_needed:
            self.fields[name].is_sometimes_needed = True  # type: ignore[attr-defined]
        for field in self.fields.values():
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _("This may not be empty.")

    @property
    def name(self) -> str:
        """The form's name in the summary of errors."""
        return ""

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """The errors: the id of the field, its label and the message."""
        found = []
        for name, messages in self.errors.items():
            field = self[name] if name in self.fields else None
            anchor = (field.id_for_label or field.auto_id) if field else ""
            label = " · ".join(str(each) for each in (self.name, field.label if field else "") if each)
            found += [(anchor, label, str(text)) for text in messages]
        return found


class PartialDateFormField(forms.CharField):
    """Takes ``2019``, ``2019-01`` or ``2019-07-10``."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("A day, a month or a year: 2024-07-17, 2024-07 or 2024"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "size": 12}))
        super().__init__(**kwargs)

    def to_python(self, value: object) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return PartialDate.parse(str(text))
        except ValueError as error:
            raise ValidationError(_("Write a date as 2019, 2019-01 or 2019-07-10."), code="invalid") from error

    def has_changed(self, initial: object, data: object) -> bool:
        return str(initial or "") != str(data or "")


def day_field(**kwargs: Any) -> forms.DateField:
    return forms.DateField(input_formats=["%Y-%m-%d"], widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **kwargs)


class KeysFormField(forms.CharField):
    """Takes the keys of entries or sources, separated by spaces or commas."""

    def to_python(self, value: object) -> Any:
        return str(super().to_python(value)).replace(",", " ").split()


class DirectionSelect(forms.RadioSelect):
    """Radio buttons that each know the sign of their direction."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        return option | {"mark": DIRECTION_MARKS.get(str(option["value"]), "")}


def typed(form: type[forms.Form], sent: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """What was typed into a form, as initial values: it is shown again, unchecked."""
    at = f"{prefix}-" if prefix else ""
    return {name: sent[f"{at}{name}"] for name in form.base_fields if f"{at}{name}" in sent}
