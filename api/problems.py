"""Every problem that the API answers with: its stable code, its status, and when it comes."""

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
    SpokenError,
    VersionConflictError,
)

PROBLEM_JSON = "application/problem+json"

type Problem = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """The status of a code, and when it occurs, as lazily translated text."""

    status: int
    when: Any


OF_THE_REQUEST = {
    "invalid": Known(400, gettext_lazy("Something is wrong with what was sent: “errors” names the fields.")),
    "parse_error": Known(400, gettext_lazy("The body cannot be read.")),
    "bad_request": Known(400, gettext_lazy("The request cannot be read.")),
    "not_authenticated": Known(401, gettext_lazy("This is for those who sign in.")),
    "authentication_failed": Known(401, gettext_lazy("The token is unknown, expired or revoked.")),
    "permission_denied": Known(403, gettext_lazy("A session sends its CSRF token along when it writes.")),
    "token_scope": Known(403, gettext_lazy("This token is for reading only.")),
    "not_found": Known(404, gettext_lazy("There is nothing here, or nothing that you may see.")),
    "method_not_allowed": Known(
        405, gettext_lazy("This address does not take that method: “Allow” names those it does.")
    ),
    "not_acceptable": Known(406, gettext_lazy("There is no answer of the type that “Accept” asks for.")),
    "too_slow": Known(408, gettext_lazy("The body did not come in time. Nothing is saved: send it again.")),
    "conflict": Known(409, gettext_lazy("Another row stands in the way of this one.")),
    "too_large": Known(413, gettext_lazy("The body is larger than what is taken. Nothing is saved.")),
    "unsupported_media_type": Known(415, gettext_lazy("A body of this type is not taken: send JSON in UTF-8.")),
    "version_required": Known(428, gettext_lazy("Say which version you change: put its ETag into If-Match.")),
    "throttled": Known(429, gettext_lazy("Too many requests: come again when “Retry-After” says.")),
    "server_error": Known(500, gettext_lazy("Something is wrong here, not with what was sent. It has been noted.")),
}
STATUS_OF_RULES = {NotAllowedError: 403, ForgottenMomentError: 410, VersionConflictError: 412, KeyReusedError: 422}


def words_of(rule: type[SpokenError]) -> str:
    return cleandoc(rule.__doc__ or "")


OF_THE_RECORD = {
    rule.code: Known(STATUS_OF_RULES.get(rule, 409), gettext_lazy(words_of(rule)))
    for rule in RuleError.__subclasses__()
}
MOMENTARY: list[type[SpokenError]] = [BusyError, *BusyError.__subclasses__()]
OF_THE_MOMENT = {error.code: Known(503, gettext_lazy(words_of(error))) for error in MOMENTARY}
KNOWN = {**OF_THE_REQUEST, **OF_THE_RECORD, **OF_THE_MOMENT}


def problem(code: str, detail: str = "", **more: Any) -> Problem:
    """The body of a problem; without a detail it says what its code stands for."""
    status = KNOWN[code].status
    said = detail or str(KNOWN[code].when)
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": said,
        "code": code,
        **more,
    }


def refusal(body: Problem, headers: dict[str, str] | None = None) -> JsonResponse:
    """The JSON answer of a problem, whatever format the endpoint would have used."""
    ensured = {"ensure_ascii": False}
    return JsonResponse(
        body, status=body["status"], headers=headers, content_type=PROBLEM_JSON, json_dumps_params=ensured
    )
