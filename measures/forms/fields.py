"""What the forms share: how a field is shown, partial dates, and radio buttons that show a direction's sign."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, cast
from unicodedata import normalize

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextField
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.http import QueryDict
from django.utils.choices import flatten_choices
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.analysis.typed_dates import UnclearOrderError, read_date
from measures.models.texts import Bilingual, Language, bilingual
from measures.models.written_dates import written_date

type Choices = Iterable[tuple[object, object]]

# Official texts come in others than those that the tracker is written in.
TEXT_LANGUAGES = [*Language.choices, ("zh-hant", "繁體中文"), ("ru", "Русский")]
DIRECTION_MARKS = {"toward": "→", "away": "←", "either": "↔"}


# What is said of a field in place of Django's own messages, which name codes or are curt.
DJANGOS = {**forms.Field.default_error_messages, **forms.ChoiceField.default_error_messages}
MESSAGES = {
    "required": _("This cannot be empty."),
    "invalid_choice": _("Choose one of the options offered here."),
}


class FieldRenderer(DjangoTemplates):
    """Shows a field with its label, its hint and what is wrong with it."""

    field_template_name = "measures/forms/field.html"


class RecordField(BoundField):
    """A field of a form that says in words whether it has to be filled."""

    form: "RecordForm"

    @property
    def needed(self) -> str | Promise:
        """That it is required, if it is and has no value of its own, or when it is."""
        if self.name in self.form.needed_when:
            return self.form.needed_when[self.name]
        return _("required") if self.field.required and not self.is_always_filled else ""

    @property
    def is_always_filled(self) -> bool:
        """Whether it is a list in which something is chosen from the start."""
        first = next(iter(getattr(self.field, "choices", ())), ("",))
        return isinstance(self.field.widget, forms.Select) and first[0] != ""


class RecordForm(forms.Form):
    """A form that shows each error at its field and never loses what was typed."""

    default_renderer = FieldRenderer()
    bound_field_class = RecordField
    use_required_attribute = False
    # Fields that some values of others require, each with when.
    needed_when: Mapping[str, str | Promise] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_error_messages()

    def set_error_messages(self) -> None:
        """Have the fields say in our words what is wrong."""
        for field in self.fields.values():
            for code, message in MESSAGES.items():
                if field.error_messages.get(code) == DJANGOS[code]:
                    field.error_messages[code] = message

    @property
    def name(self) -> str:
        """The form's name in the summary of errors."""
        return ""

    def entered(self, **values: object) -> list[tuple[str, str]]:
        """What is filled in, in words: the label of each field and what was typed or chosen; `values` come first."""
        told = self.fields_told
        shown = ((field.label, field_in_words(field, values.get(field.name, field.value()))) for field in told)
        return [(str(label), words) for label, words in shown if words]

    @property
    def fields_told(self) -> Iterable[BoundField]:
        """The fields whose values are shown again in words."""
        return self

    @property
    def is_blank(self) -> bool:
        """Whether it does not count, so that nothing in it is wrong."""
        return False

    def has_in(self, *names: str) -> bool:
        """Whether one of these fields is filled or wrong, so that they are shown unfolded."""
        shown = [self[name] for name in names if name in self.fields]
        return any(field.value() or (self.is_bound and not self.is_blank and field.errors) for field in shown)

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


class VersionedForm(RecordForm):
    """A form for what is there already: `initial` is what a row says in its present version."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def revision(self) -> dict[str, Any]:
        """What was entered, as what revises a row takes it: the changes, and the version that they are of."""
        changes = dict(self.cleaned_data)
        return {"version": changes.pop("version"), "changes": changes}

    def changed_fields(self) -> list[BoundField]:
        """The fields in which the row says something else than was typed."""
        return [each for each in self.visible_fields() if each.name in self.initial and self.differs(each)]

    def differs(self, field: BoundField) -> bool:
        present, typed = field.field.to_python(self.initial[field.name]), self.cleaned_data[field.name]
        return bool(in_lines(present) != in_lines(typed))

    def show_present_values(self, problem: str) -> None:
        """Show at each of these fields what it says now; saving again puts what was typed in its place."""
        fields = self.changed_fields()
        self.add_error(None, problem)
        self.add_error(None, gettext("What you typed is still here: saving again replaces theirs."))
        for field in fields:
            words = field_in_words(field, self.initial[field.name])
            self.add_error(field.name, gettext("It now says: %(words)s") % {"words": words or gettext("nothing")})
        data = cast(QueryDict, self.data).copy()
        data["version"] = self.initial["version"]
        self.data = data


def in_lines(value: object) -> object:
    """A value, if it is a text with its lines ended as they are stored, not as browsers send them."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def field_in_words(field: BoundField, value: object) -> str:
    """The value of a field as a person reads it."""
    if isinstance(field.field, forms.ChoiceField):
        offered: Iterable[Any] = flatten_choices(field.field.choices)  # type: ignore[arg-type]
        chosen = {str(each) for each in (value if isinstance(value, list) else [value]) if each}
        return ", ".join(str(label).strip() for code, label in offered if str(code) in chosen)
    if isinstance(field.field, forms.BooleanField):
        return gettext("yes") if value else ""
    return str(field.field.widget.format_value(field.field.prepare_value(value)) or "")


class PartialDateFormField(forms.CharField):
    """Takes a day, a month or a year as people write them: 25 November 2026, Nov 2026, 2026年11月25日, 2026-11-25."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("A day, a month or a year: 17 July 2024, Jul 2024 or 2024"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "size": 18}))
        super().__init__(**kwargs)

    def to_python(self, value: object) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return read_date(normalize("NFKC", str(text)), None)
        except UnclearOrderError as error:
            days = {"one": written_date(error.one), "other": written_date(error.other)}
            words = gettext("This may be %(one)s or %(other)s: write the month as a word.") % days
            raise ValidationError(words, code="unclear") from error
        except ValueError as error:
            words = gettext("Enter a date like 17 July 2024, Jul 2024, 2024 or 2024-07-17.")
            raise ValidationError(words, code="invalid") from error

    def has_changed(self, initial: object, data: object) -> bool:
        return str(initial or "") != str(data or "")


def day_field(**kwargs: Any) -> forms.DateField:
    return forms.DateField(input_formats=["%Y-%m-%d"], widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **kwargs)


def short(**kwargs: Any) -> forms.CharField:
    return forms.CharField(required=False, **kwargs)


def long(rows: int = 2, **kwargs: Any) -> forms.CharField:
    return forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def text_fields(model: type[Bilingual], *, but: Collection[str] = ()) -> dict[str, forms.CharField]:
    """The bilingual texts of a model, called as it calls them: a short one in a line, a long one in a box."""
    names = (name for name in model.bilingual_names() if name not in but)
    columns: list[Any] = [model._meta.get_field(name) for name in bilingual(*names)]
    return {
        column.name: (long if isinstance(column, TextField) else short)(
            label=capfirst(column.verbose_name), max_length=column.max_length
        )
        for column in columns
    }


def reason_field() -> forms.CharField:
    """Why an entry is corrected."""
    return forms.CharField(
        label=_("Why is it being corrected?"),
        help_text=_("In a sentence or two: what was wrong, and how you know. Shown to all who can read the entry."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Enter why it is being corrected.")},
    )


class KeysFormField(forms.CharField):
    """Takes the keys of entries or sources, separated by spaces or commas."""

    def to_python(self, value: object) -> Any:
        return str(super().to_python(value)).replace(",", " ").split()

    def prepare_value(self, value: object) -> object:
        return ", ".join(value) if isinstance(value, list) else value


class WordsFormField(forms.CharField):
    """Takes words or phrases, separated by commas of either script."""

    def to_python(self, value: object) -> Any:
        typed = value if isinstance(value, list) else re.split("[,，、;；\n]", super().to_python(value) or "")
        return list(dict.fromkeys(filter(None, map(str.strip, typed))))

    def prepare_value(self, value: object) -> object:
        return ", ".join(value) if isinstance(value, list) else value


class DirectionSelect(forms.RadioSelect):
    """Radio buttons that each know the sign of their direction."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        return option | {"mark": DIRECTION_MARKS.get(str(option["value"]), "")}


class FoldedCheckboxes(forms.CheckboxSelectMultiple):
    """Boxes to tick: the chosen ones and a group of its own first, the others folded where there are many."""

    template_name = "measures/forms/many.html"
    most_unfolded = 12

    def get_context(self, name: str, value: object, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        groups = context["widget"]["optgroups"]
        options = [(bool(group), option) for group, of_group, _index in groups for option in of_group]
        has_groups = any(is_other for is_other, _option in options)
        first = [option for is_other, option in options if option["selected"] or (has_groups and not is_other)]
        others = [option for _is_other, option in options if option not in first]
        if len(others) <= self.most_unfolded:
            first, others = [option for _is_other, option in options], []
        return context | {"first": first, "others": others}


def typed(form: type[forms.Form], sent: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """What was typed into a form, as initial values: it is shown again, unchecked; of several choices, all."""
    at = f"{prefix}-" if prefix else ""
    return {
        name: field.widget.value_from_datadict(sent, {}, f"{at}{name}")
        if is_for_several(field)
        else sent[f"{at}{name}"]
        for name, field in form.base_fields.items()
        if f"{at}{name}" in sent
    }


def is_for_several(field: forms.Field) -> bool:
    return bool(getattr(field.widget, "allow_multiple_selected", False))
