"""Hands the shared filters their reader, their day and the parameters that are no filters."""

from typing import Any

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request

from api.pagination import PARAMETERS


class RecordFilterBackend(DjangoFilterBackend):  # type: ignore[misc]
    """Filters of `measures.publishing.filters`; what they refuse is a 400 that names it."""

    def get_filterset_kwargs(self, request: Request, queryset: QuerySet[Any], view: Any) -> dict[str, Any]:
        return {
            "data": request.query_params,
            "queryset": queryset,
            "reader": request.user,
            "on": view.today,
            "other_parameters": ("format", *PARAMETERS, *view.parameters),
        }
