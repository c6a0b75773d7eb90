"""Turns errors into problems (RFC 9457) with a stable code and the fields."""

import math
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.db import DataError, IntegrityError
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from psycopg.errors import CheckViolation
from rest_framework import exceptions, status
from rest_framework.views import set_rollback

from api.problems import OF_THE_REQUEST, Problem, problem_body, refusal
from measures.errors import BusyError, RuleError, TooManyMeasuresError
from measures.lists.shapes import UnknownFieldError
from measures.operations.faults import RECORDED

WITHOUT_FIELD = {NON_FIELD_ERRORS, "non_field_errors"}

type Fields = list[dict[str, Any]]


class VersionRequiredError(exceptions.APIException):
    """A change does not say which version of the row it is meant for."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = OF_THE_REQUEST["version_required"].when
    default_code = "version_required"


class BodyTooLargeError(exceptions.APIException):
    """A body is larger than allowed."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = OF_THE_REQUEST["too_large"].when
    default_code = "too_large"


class WrongRowsError(Exception):
    """Something is wrong with rows of a list."""

    def __init__(self, errors: Fields) -> None:
        super().__init__()
        self.errors = errors


def answer_to_error(error: Exception, context: dict[str, object]) -> JsonResponse | None:
    """The answer to an error; none if the sender can do nothing about it, which becomes a 500."""
    found = problem_of(error)
    if found is None:
        return None
    set_rollback()
    return refusal(found, headers_for_error(error))


def problem_of(error: Exception) -> Problem | None:
    for kind, make in PROBLEMS.items():
        if isinstance(error, kind):
            return make(error)
    return None


def problem_of_framework(error: exceptions.APIException) -> Problem:
    """The problem of a framework error, with the code's own words in place of the framework's default ones."""
    code = str(getattr(error.detail, "code", error.default_code))
    return problem_body(code, "" if error.detail == error.default_detail else str(error.detail))


def invalid(errors: Fields) -> Problem:
    return problem_body("invalid", errors=errors)


def fields_of_validation(error: ValidationError) -> Iterator[dict[str, Any]]:
    """The fields with errors in the validation of an operation or a model."""
    if not hasattr(error, "error_dict"):
        yield {"field": "", "messages": error.messages}
        return
    for field, messages in error.message_dict.items():
        recorded = [each.params["key"] for each in error.error_dict[field] if each.code == RECORDED and each.params]
        existing = {"existing": recorded[0]} if recorded else {}
        yield {"field": "" if field in WITHOUT_FIELD else field, "messages": messages, **existing}


def fields_of_detail(detail: Any, path: str) -> Iterator[dict[str, Any]]:
    """The fields with errors in the validation of a serializer or filter, by path: ``bears_on.0.direction``."""
    if isinstance(detail, dict):
        for name, below in detail.items():
            yield from fields_of_detail(below, path if name in WITHOUT_FIELD else joined_path(path, name))
    elif isinstance(detail, list) and any(isinstance(each, (dict, list)) for each in detail):
        for index, below in enumerate(detail):
            yield from fields_of_detail(below, joined_path(path, index))
    elif detail:
        messages = detail if isinstance(detail, list) else [detail]
        yield {"field": path, "messages": [str(message) for message in messages]}


def joined_path(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)


def refused_by_database(error: IntegrityError) -> Problem:
    """A row that a constraint refuses: it conflicts with another row, or a value has to be corrected."""
    cause = error.__cause__
    message = message_of_constraint(getattr(getattr(cause, "diag", None), "constraint_name", None))
    if isinstance(cause, CheckViolation):
        return invalid([{"field": "", "messages": [message]}])
    return problem_body("conflict", message)


def message_of_constraint(name: str | None) -> str:
    """What a model says when its constraint is broken."""
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return str(constraint.get_violation_error_message())
    return _("The current state of the record does not allow this.")


def headers_for_error(error: Exception) -> dict[str, str]:
    headers = {}
    if header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", None) or getattr(error, "seconds", None):
        headers["Retry-After"] = str(math.ceil(wait))
    return headers


PROBLEMS: dict[type[Exception], Callable[[Any], Problem]] = {
    BusyError: lambda error: problem_body(error.code, str(error)),
    RuleError: lambda error: problem_body(error.code, str(error), **error.more),
    TooManyMeasuresError: lambda error: problem_body(
        error.code, str(error), errors=[{"field": error.more["field"], "messages": [str(error)]}]
    ),
    WrongRowsError: lambda error: invalid(error.errors),
    ValidationError: lambda error: invalid(list(fields_of_validation(error))),
    IntegrityError: refused_by_database,
    DataError: lambda _error: invalid([{"field": "", "messages": [_("This value cannot be stored.")]}]),
    UnknownFieldError: lambda error: invalid(
        [{"field": "fields", "messages": [_("There is no field “%(path)s”.") % {"path": error}]}]
    ),
    exceptions.ValidationError: lambda error: invalid(list(fields_of_detail(error.detail, ""))),
    exceptions.APIException: problem_of_framework,
    Http404: lambda _error: problem_body("not_found"),
    PermissionDenied: lambda _error: problem_body("permission_denied"),
    RequestDataTooBig: lambda _error: problem_body("too_large"),
    SuspiciousOperation: lambda _error: problem_body("bad_request"),
}
