"""Filters as a page shows them: what can be chosen, what is chosen, and how to remove each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import QueryDict

from measures.publishing.filters import RecordFilters
from measures.publishing.parameters import without_blanks
from measures.views.reading import Reading, query

OTHER_PARAMETERS = ("as_of", "known_at", "sort", "cursor", "format")


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A value that a filter can take."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class AppliedFilter:
    """A filter in use, and the page without it."""

    label: str
    without_url: str


def parameters_of(parameters: QueryDict, reading: Reading) -> QueryDict:
    """The parameters of a list, with the report that the page is about; empty fields are dropped."""
    given = without_blanks(parameters)
    if reading.report is not None:
        given["report"] = reading.report.slug
    return given


def list_filters[F: RecordFilters](
    kind: type[F], parameters: QueryDict, rows: QuerySet[Model], reading: Reading, *others: str, **given: Any
) -> F:
    """The filters of a list, as of the day that is shown; `others` are parameters of its page only."""
    return kind(
        parameters,
        rows,
        reader=reading.reader,
        on=reading.on,
        days=reading.days,
        other_parameters=(*OTHER_PARAMETERS, *others),
        **given,
    )


def choices_of(form: Form, name: str, parameters: QueryDict) -> list[FilterChoice]:
    """The values of a filter with a closed list, or yes and no, whichever word of them was sent."""
    field: Any = form.fields[name]
    chosen = [field.prepare_value(value) for value in parameters.getlist(name)]
    return [
        FilterChoice(str(value), str(label), str(value) in chosen)
        for value, label in field.choices
        if value not in (None, "")
    ]


def applied_filters(filters: RecordFilters, parameters: QueryDict, path: str) -> list[AppliedFilter]:
    """The filters in use, in the reader's words."""
    return [
        AppliedFilter(filters.form.in_words(name, value), path + query(without(parameters, name, value)))
        for name in parameters
        if name in filters.form.fields and name != "report"
        for value in parameters.getlist(name)
    ]


def without(parameters: QueryDict, name: str = "", value: str = "") -> list[tuple[str, object]]:
    """All parameters, or all but one value of one filter, from the first page on."""
    return [
        (each, kept)
        for each in parameters
        for kept in parameters.getlist(each)
        if (each, kept) != (name, value) and each not in ("cursor", "format")
    ]


def hidden_fields(filters: RecordFilters, parameters: QueryDict, offered: Collection[str]) -> list[tuple[str, object]]:
    """The filters in use that a form does not offer, as a link may bring them: hidden in it they are kept."""
    names = {*filters.form.fields, *OTHER_PARAMETERS}.difference(offered)
    return [(name, value) for name, value in without(parameters) if name in names]


def problems_of(filters: RecordFilters) -> Sequence[str]:
    """What is wrong with the chosen filters."""
    return [message for messages in filters.form.errors.values() for message in messages]
