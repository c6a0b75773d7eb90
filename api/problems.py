"""Every problem with which the API answers: its stable code, its status, and when it occurs."""

from dataclasses import dataclass
from http import HTTPStatus
from inspect import cleandoc
from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext_lazy

from measures.errors import (
    BusyError,
    ForgottenMomentError,
    KeyReusedError,
    NotAllowedError,
    RuleError,
    SecondFactorNeededError,
    SpokenError,
    TooManyMeasuresError,
    VersionConflictError,
)

PROBLEM_JSON = "application/problem+json"

type Problem = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """The status of a code and when it occurs, as lazily translated text."""

    status: int
    when: Any


def rule_message(rule: type[SpokenError]) -> str:
    return cleandoc(rule.__doc__ or "")


OF_THE_REQUEST = {
    "invalid": ProblemKind(400, gettext_lazy("Some fields are wrong: see “errors”.")),
    "parse_error": ProblemKind(400, gettext_lazy("The request body cannot be read.")),
    "bad_request": ProblemKind(400, gettext_lazy("The request cannot be read.")),
    TooManyMeasuresError.code: ProblemKind(400, gettext_lazy(rule_message(TooManyMeasuresError))),
    "not_authenticated": ProblemKind(401, gettext_lazy("You need to sign in for this.")),
    "authentication_failed": ProblemKind(401, gettext_lazy("This token is unknown, expired or revoked.")),
    "permission_denied": ProblemKind(403, gettext_lazy("Send the session’s CSRF token with the request.")),
    "not_reauthenticated": ProblemKind(
        403, gettext_lazy("In a session, confirm first that it is you: /accounts/reauthenticate/.")
    ),
    "token_scope": ProblemKind(403, gettext_lazy("This token is read-only.")),
    "not_found": ProblemKind(404, gettext_lazy("There is nothing here, or you may not see it.")),
    "method_not_allowed": ProblemKind(405, gettext_lazy("This address does not accept that method: see “Allow”.")),
    "not_acceptable": ProblemKind(406, gettext_lazy("“Accept” asks for a type that is not available.")),
    "too_slow": ProblemKind(408, gettext_lazy("Nothing was saved: the request body came too late. Send it again.")),
    "conflict": ProblemKind(409, gettext_lazy("This conflicts with an existing row.")),
    "too_large": ProblemKind(413, gettext_lazy("The request body is too large. Nothing was saved.")),
    "unsupported_media_type": ProblemKind(415, gettext_lazy("Send the request body as JSON in UTF-8.")),
    "version_required": ProblemKind(428, gettext_lazy("Send the ETag of the version you change in If-Match.")),
    "throttled": ProblemKind(429, gettext_lazy("Too many requests: wait as long as “Retry-After” says.")),
    "server_error": ProblemKind(500, gettext_lazy("Something went wrong on our side. The fault has been recorded.")),
}
STATUS_OF_RULES = {
    NotAllowedError: 403,
    SecondFactorNeededError: 403,
    ForgottenMomentError: 410,
    VersionConflictError: 412,
    KeyReusedError: 422,
}


OF_THE_RECORD = {
    rule.code: ProblemKind(STATUS_OF_RULES.get(rule, 409), gettext_lazy(rule_message(rule)))
    for rule in RuleError.__subclasses__()
}
MOMENTARY: list[type[SpokenError]] = [BusyError, *BusyError.__subclasses__()]
OF_THE_MOMENT = {error.code: ProblemKind(503, gettext_lazy(rule_message(error))) for error in MOMENTARY}
PROBLEM_KINDS = {**OF_THE_REQUEST, **OF_THE_RECORD, **OF_THE_MOMENT}


def problem_body(code: str, detail: str = "", **more: Any) -> Problem:
    """The body of a problem; its detail defaults to when its code occurs."""
    status = PROBLEM_KINDS[code].status
    detail_text = detail or str(PROBLEM_KINDS[code].when)
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail_text,
        "code": code,
        **more,
    }


def refusal(body: Problem, headers: dict[str, str] | None = None) -> JsonResponse:
    """The JSON answer for a problem, whatever format the endpoint would have used."""
    ensured = {"ensure_ascii": False}
    return JsonResponse(
        body, status=body["status"], headers=headers, content_type=PROBLEM_JSON, json_dumps_params=ensured
    )
