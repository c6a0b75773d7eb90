"""Gives the shared filters their reader and their day, and knows the parameters that are not filters."""

from typing import Any

from django.db.models import Model, QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from api.pagination import PARAMETERS
from measures.publishing.filters import RecordFilters


class RecordFilterBackend(DjangoFilterBackend):  # type: ignore[misc]
    """Filters of `measures.publishing`; what they refuse is a 400 that names it.

    A form that nothing was put into is not made: there is nothing to refuse or to look for.
    """

    def filter_queryset(self, request: Request, queryset: QuerySet[Model], view: Any) -> QuerySet[Any]:
        if set(request.query_params).issubset(other_parameters(view)):
            return queryset
        filters = self.get_filterset(request, queryset, view)
        refuse(filters)
        view.filters = filters
        return filters.qs  # type: ignore[no-any-return]

    def get_filterset_kwargs(self, request: Request, queryset: QuerySet[Model], view: Any) -> dict[str, Any]:
        return {
            "data": request.query_params,
            "queryset": queryset,
            "reader": request.user,
            "on": view.today,
            "audience": view.audience,
            "days": view.days,
            "other_parameters": other_parameters(view),
            "looks_up_late": not view.is_export,
        }


def other_parameters(view: Any) -> tuple[str, ...]:
    """The query parameters that are not filters."""
    return ("format", *PARAMETERS, *view.parameters)


def refuse(filters: RecordFilters) -> None:
    """Answer 400 if something is wrong with the request.

    As finished texts: the framework would take a percent sign that was sent for a placeholder.
    """
    if not filters.is_valid():
        raise ValidationError({name: list(messages) for name, messages in filters.errors.items()})


def refuse_unknown_names(filters: RecordFilters | None) -> None:
    """Answer 400 if nothing was found because a filter names something that does not exist."""
    if filters is not None:
        filters.form.look_up()
        refuse(filters)
