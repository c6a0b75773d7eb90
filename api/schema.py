"""The description of the API (OpenAPI): what every endpoint can answer besides what it is for."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from api.errors import PROBLEM_JSON
from api.serializers.problems import ProblemSerializer

ANSWERS = {
    "400": "Something is wrong with what was sent: the fields are named.",
    "401": "Nobody is signed in, or the token is unknown, expired or revoked.",
    "403": "This account or token does not allow it.",
    "404": "There is nothing here, or nothing that the reader may see.",
    "406": "This is answered as JSON only.",
    "409": "The record as it stands does not allow it; the code says why.",
    "412": "If-Match names another version than the present one.",
    "415": "The body is to be JSON.",
    "428": "The version that is to be changed is not named.",
    "429": "Too many requests: wait as Retry-After says.",
}
EVERYWHERE = ("400", "401", "406", "429")
ON_WRITING = ("403", "409", "415")
ON_PATCHING = ("412", "428")


class RecordSchema(AutoSchema):
    """Adds the problems that an endpoint can answer with."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is not None:
            for code in self.problem_codes():
                operation["responses"].setdefault(code, self.problem_response(code))
        return operation

    def problem_codes(self) -> list[str]:
        codes = [*EVERYWHERE]
        if "{" in self.path:
            codes.append("404")
        if self.method != "GET":
            codes += ON_WRITING
        if self.method == "PATCH":
            codes += ON_PATCHING
        return sorted(codes)

    def problem_response(self, code: str) -> dict[str, Any]:
        component = self.resolve_serializer(ProblemSerializer, "response")
        return {"description": ANSWERS[code], "content": {PROBLEM_JSON: {"schema": component.ref}}}


class BearerTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the description of the API names this way of signing in."""

    target_class = "api.authentication.BearerTokenAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
