"""Turns errors into answers: ``application/problem+json`` (RFC 9457) with a stable code and the fields."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.errors import CheckViolation
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from measures.errors import NotAllowedError, RuleError, VersionConflictError

PROBLEM_JSON = "application/problem+json"
INVALID = "invalid"
CONFLICT = "conflict"
WITHOUT_FIELD = {NON_FIELD_ERRORS, "non_field_errors"}

type Problem = dict[str, Any]
type Fields = list[dict[str, Any]]


class VersionRequiredError(exceptions.APIException):
    """A change does not say which version of the row it is meant for."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = gettext_lazy("Say which version you change: “version” in the body, or the ETag in If-Match.")
    default_code = "version_required"


class VersionMismatchError(exceptions.APIException):
    """If-Match names another version than the present one."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = VersionConflictError.code

    def __init__(self, error: VersionConflictError, current: int) -> None:
        super().__init__(str(error))
        self.current = current


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an error; none where it is nothing the sender could know of: that is a 500."""
    match error:
        case NotAllowedError():
            found = problem(status.HTTP_403_FORBIDDEN, error.code, str(error))
        case RuleError():
            found = problem(status.HTTP_409_CONFLICT, error.code, str(error))
        case ValidationError():
            found = invalid(list(fields_of_validation(error)))
        case IntegrityError():
            found = refused_by_database(error)
        case exceptions.ValidationError():
            found = invalid(list(fields_of_detail(error.detail, "")))
        case Http404():
            found = problem_of(exceptions.NotFound())
        case PermissionDenied():
            found = problem_of(exceptions.PermissionDenied())
        case exceptions.APIException():
            found = problem_of(error)
        case _:
            return None
    set_rollback()
    return Response(found, status=found["status"], headers=headers_of(error), content_type=PROBLEM_JSON)


def problem(code_of_status: int, code: str, detail: str) -> Problem:
    return {
        "type": "about:blank",
        "title": HTTPStatus(code_of_status).phrase,
        "status": code_of_status,
        "detail": detail,
        "code": code,
    }


def problem_of(error: exceptions.APIException) -> Problem:
    detail = error.detail
    code = str(getattr(detail, "code", error.default_code))
    found = problem(error.status_code, code, str(detail))
    if isinstance(error, VersionMismatchError):
        found["current"] = error.current
    return found


def invalid(errors: Fields) -> Problem:
    detail = _("Something is wrong with what was sent: see “errors”.")
    return problem(status.HTTP_400_BAD_REQUEST, INVALID, detail) | {"errors": errors}


def fields_of_validation(error: ValidationError) -> Iterator[dict[str, Any]]:
    """The fields of an operation's or a model's validation."""
    if not hasattr(error, "error_dict"):
        yield {"field": "", "messages": error.messages}
        return
    for field, messages in error.message_dict.items():
        yield {"field": "" if field in WITHOUT_FIELD else field, "messages": messages}


def fields_of_detail(detail: Any, path: str) -> Iterator[dict[str, Any]]:
    """The fields of a serializer's or filter's validation, nested as they are: ``bears_on.0.direction``."""
    if isinstance(detail, dict):
        for name, below in detail.items():
            yield from fields_of_detail(below, path if name in WITHOUT_FIELD else joined(path, name))
    elif isinstance(detail, list) and any(isinstance(each, (dict, list)) for each in detail):
        for index, below in enumerate(detail):
            yield from fields_of_detail(below, joined(path, index))
    elif detail:
        messages = detail if isinstance(detail, list) else [detail]
        yield {"field": path, "messages": [str(message) for message in messages]}


def joined(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)


def refused_by_database(error: IntegrityError) -> Problem:
    """A row that a constraint refuses: a conflict with another row, or a value that can be mended."""
    cause = error.__cause__
    message = message_of_constraint(getattr(getattr(cause, "diag", None), "constraint_name", None))
    if isinstance(cause, CheckViolation):
        return invalid([{"field": "", "messages": [message]}])
    return problem(status.HTTP_409_CONFLICT, CONFLICT, message)


def message_of_constraint(name: str | None) -> str:
    """What a model says when its constraint is broken."""
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return str(constraint.get_violation_error_message())
    return _("The record does not allow this.")


def headers_of(error: Exception) -> dict[str, str]:
    headers = {}
    if header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers
