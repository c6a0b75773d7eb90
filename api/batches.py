"""Lists of rows that are written together, all or none; an error names the row that it is about."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.serializers import BaseSerializer

from api.errors import WrongRowsError, fields_of_detail, fields_of_validation
from measures.operations.batches import MOST_ROWS

type RowsSent = list[dict[str, Any]]


@contextmanager
def locate_errors(sent: object, by: str) -> Iterator[None]:
    """Add to each error the row it is about: its place in the list, and the key that the sender gave it."""
    try:
        yield
    except ValidationError as error:
        raise WrongRowsError([error_of_row(each, sent, by) for each in fields_of_validation(error)]) from error
    except exceptions.ValidationError as error:
        raise WrongRowsError([error_of_row(each, sent, by) for each in fields_of_detail(error.detail, "")]) from error


def error_of_row(wrong: dict[str, Any], sent: Any, by: str) -> dict[str, Any]:
    place, _dot, field = wrong["field"].partition(".")
    if not place.isdecimal() or not isinstance(sent, Sequence):
        return wrong
    row = sent[int(place)]
    key = row.get(by) if isinstance(row, Mapping) else None
    return {"index": int(place), "key": key if isinstance(key, str) else "", **wrong, "field": field}


def rows_in(sent: object, kind: type[BaseSerializer[Any]], context: Mapping[str, object]) -> RowsSent:
    """The rows that were sent, checked for their shape."""
    if not isinstance(sent, list) or not 1 <= len(sent) <= MOST_ROWS:
        raise exceptions.ValidationError([_("Send a list of 1 to %(most)s rows.") % {"most": MOST_ROWS}])
    serializer = kind(data=sent, many=True, context=context)
    serializer.is_valid(raise_exception=True)
    return [dict(row) for row in serializer.validated_data]
