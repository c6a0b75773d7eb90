"""Filters as a page shows them: what can be chosen, what is chosen, and how to take each away."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import Form
from django.http import QueryDict
from django.utils.translation import gettext as _

from measures.publishing.filter_forms import FilterForm, NamingField, PartyField
from measures.publishing.filter_kinds import RecordFilters
from measures.publishing.parameters import without_blanks
from measures.views.reading import Reading, query

OTHER_PARAMETERS = ("as_of", "known_at", "sort", "cursor", "coverage", "format")


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a filter can take."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Applied:
    """A filter in use, and the page without it."""

    label: str
    without_url: str


def asked_of(parameters: QueryDict, reading: Reading) -> QueryDict:
    """The parameters of a list, with the report that the page is about; a field left empty asks for nothing."""
    asked = without_blanks(parameters)
    if reading.report is not None:
        asked["report"] = reading.report.slug
    return asked


def choices_of(form: Form, name: str, asked: QueryDict) -> list[Choice]:
    """The values of a filter with a closed list."""
    chosen = asked.getlist(name)
    return [
        Choice(str(value), str(label), str(value) in chosen)
        for value, label in form.fields[name].choices  # type: ignore[attr-defined]
        if value not in (None, "")
    ]


def applied_filters(filters: RecordFilters, asked: QueryDict, path: str) -> list[Applied]:
    """The filters in use, in the reader's words."""
    return [
        Applied(applied_label(filters.form, name, value), path + query(without(asked, name, value)))
        for name in asked
        if name in filters.form.fields and name != "report"
        for value in asked.getlist(name)
    ]


def applied_label(form: FilterForm, name: str, value: str) -> str:
    field = form.fields[name]
    label = str(field.label)
    value = field.prepare_value(value)
    if value == "true":
        return label
    choices = {
        str(each): str(words) for each, words in (*getattr(field, "choices", ()), *getattr(field, "besides", ()))
    }
    if value not in choices and isinstance(field, NamingField) and (name == "owner" or isinstance(field, PartyField)):
        choices[value] = str(field.named(value, form).first() or value)
    return _("%(label)s: %(value)s") % {"label": label, "value": choices.get(value, value)}


def without(asked: QueryDict, name: str = "", value: str = "") -> list[tuple[str, object]]:
    """All that is asked for, or all but one value of one filter, from the first page on."""
    return [
        (each, kept)
        for each in asked
        for kept in asked.getlist(each)
        if (each, kept) != (name, value) and each not in ("cursor", "format")
    ]


def problems_of(filters: RecordFilters) -> Sequence[str]:
    """What is wrong with what was asked for."""
    return [message for messages in filters.form.errors.values() for message in messages]
