"""The description of the API (OpenAPI): the answers that every endpoint can give besides its own."""

from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.contrib.django_filters import DjangoFilterExtension
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentIdentity, process_webhooks
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.serializers import CharField

from api.etags import JSON
from api.examples import EXAMPLES
from api.negotiation import SingleFormatNegotiation
from api.problems import PROBLEM_JSON, PROBLEM_KINDS
from api.serializers.fields import AsOfSerializer
from api.serializers.problems import ProblemSerializer
from api.serializers.row_history import KnownAtSerializer
from api.writing import DRY_RUN, HEADER, SPEAKABLE
from measures.lists.shapes import IN_CHINESE
from measures.models import Language
from measures.publishing.filters import ReferenceFilter
from measures.publishing.spreadsheets import CSV, JSON_LINES, MEDIA_TYPES, XLSX
from measures.wing import from_wings

IF_MATCH = "If-Match"
EVERYWHERE = (400, 429)
# The second is also of an account that has to set up a second factor first.
ON_SIGNING_IN = (401, 403)
ON_WRITING = (408, 409, 413, 415, 503)
ON_POSTING = (422,)
ON_CHANGING = (412, 428)
ON_KEEPING_A_COPY = (410,)
# Of a document, when too many are being made at once.
ON_WAITING = (503,)
IDEMPOTENCY_KEY = OpenApiParameter(
    HEADER,
    {"type": "string", "pattern": f"^{SPEAKABLE.pattern}$"},
    OpenApiParameter.HEADER,
    description="A key of your own. The same request, sent again within 24 hours, gets the first answer again.",
)
TRIAL = OpenApiParameter(DRY_RUN, OpenApiTypes.BOOL, description="Answer as usual, but write nothing.")
# The parameters of a list besides its filters.
LISTED: dict[str, Any] = {
    "parts": OpenApiParameter("parts", OpenApiTypes.BOOL, description="Whether to list parts of measures too."),
    "as_of": AsOfSerializer,
    "known_at": KnownAtSerializer,
    "language": OpenApiParameter("language", enum=Language.values, description="Language of the texts."),
    "before": OpenApiParameter("before", description="Where the page begins, as its link “next” says."),
}

# Those of rows, in lists and alone.
SHAPED = [
    OpenApiParameter(
        "fields",
        description="Fields to answer with, and no others, between commas: “key,title,standing.status”. Of a table, "
        "its columns.",
    ),
    OpenApiParameter(
        "language",
        enum=Language.values,
        description="One language of the texts: their Chinese then stands in the place of the English, where there is "
        "any, or is left out.",
    ),
]

STRANGER: Any = SimpleNamespace(method="GET", user=AnonymousUser(), auth=None)
NOT_MODIFIED = "Unchanged: you already have the version that If-None-Match names."
ETAG = {"description": "The version of this answer.", "schema": {"type": "string"}}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "ETag of what you have: if it is still the present one, nothing is sent again.",
    "schema": {"type": "string"},
}

LOCATION = {"description": "Address of what was created, if it has one.", "schema": {"type": "string", "format": "uri"}}
REPLAYED_BEFORE = {"description": "“true” if the request was answered before.", "schema": {"type": "string"}}
LIMITS = {
    "RateLimit-Policy": {
        "description": "The limit that holds: so many requests (q) in so many seconds (w).",
        "schema": {"type": "string"},
    },
    "RateLimit": {
        "description": "How many requests are left of it (r), and in how many seconds there will be more (t).",
        "schema": {"type": "string"},
    },
}
RETRY_AFTER = {"description": "Seconds to wait before you try again.", "schema": {"type": "integer"}}

TAGGED = {JSON, "text/calendar", "application/atom+xml"}
AT_LEAST_ONE = {"string": "minLength", "array": "minItems"}
TABLES = {
    MEDIA_TYPES[CSV]: {"type": "string"},
    MEDIA_TYPES[XLSX]: {"type": "string", "format": "binary"},
    MEDIA_TYPES[JSON_LINES]: {"type": "string"},
}


class RecordSchema(AutoSchema):
    """Adds the problems that an endpoint can answer with."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is not None:
            self.describe_tables(operation)
            self.describe_etag(operation)
            for status in self.problem_statuses():
                operation["responses"].setdefault(str(status), self.problem_response(status))
            self.describe_headers(operation["responses"])
        return operation

    def get_auth(self) -> list[dict[str, object]]:
        """Whoever reads without an account needs to send nothing."""
        auth: list[dict[str, object]] = super().get_auth()
        return [{}, *auth] if self.is_open else auth

    @property
    def is_open(self) -> bool:
        """Whether the public may read it, as this tracker is set up."""
        if self.method != "GET" or "GET" in getattr(self.view, "acts", ()):
            return False
        return all(permission.has_permission(STRANGER, self.view) for permission in self.view.get_permissions())

    def get_tags(self) -> list[str]:
        """The first part of the path; where the API begins there is none."""
        return super().get_tags() or ["api"]

    def get_summary(self) -> str:
        """The first line of the description, since lists of operations show nothing else."""
        return str(self.get_description()).partition("\n")[0].removesuffix(".")

    def get_examples(self) -> list[OpenApiExample]:
        name, sent = EXAMPLES.get(self.get_operation_id(), ("", None))
        return [OpenApiExample(name, value=sent, request_only=True)] if name else []

    def describe_tables(self, operation: dict[str, Any]) -> None:
        """A list as a table is text or a file, whose first row has the headings."""
        content = operation["responses"].get("200", {}).get("content", {})
        for kind, schema in TABLES.items():
            if kind in content:
                content[kind] = {"schema": schema}

    def describe_etag(self, operation: dict[str, Any]) -> None:
        """A GET answers with an ETag, except for tables and files, and with 304 if the caller has that version."""
        answer = operation["responses"].get("200", {})
        if self.method == "GET" and not TAGGED.isdisjoint(answer.get("content", {})):
            answer["headers"] = {"ETag": ETAG}
            operation["responses"]["304"] = {"description": NOT_MODIFIED, "headers": {"ETag": ETAG}}
            operation.setdefault("parameters", []).append(IF_NONE_MATCH)

    def describe_headers(self, responses: dict[str, Any]) -> None:
        """The headers of an answer."""
        headers = {
            "200": {"ETag": ETAG} if self.names_a_version else {},
            "201": {"Location": LOCATION} if self.method == "POST" else {},
            "429": {"Retry-After": RETRY_AFTER, **LIMITS},
            "503": {"Retry-After": RETRY_AFTER},
        }
        for status, answer in responses.items():
            described = dict(headers.get(status, {}))
            if self.method == "POST" and status.startswith("2"):
                described["Idempotent-Replayed"] = REPLAYED_BEFORE
            if described:
                answer.setdefault("headers", {}).update(described)

    @property
    def names_a_version(self) -> bool:
        """Whether it changes a row in the version that If-Match names, and answers with the next one."""
        has_if_match = any(getattr(parameter, "name", "") == IF_MATCH for parameter in self.get_override_parameters())
        return has_if_match and self.method in ("PATCH", "PUT")

    def get_response_serializers(self) -> Any:
        """What is deleted is not shown."""
        return {204: None} if self.method == "DELETE" else super().get_response_serializers()

    def get_filter_backends(self) -> list[object]:
        """A list that is written to is not filtered …"""
        return getattr(self.view, "filter_backends", []) if self.method == "GET" else []

    def _get_paginator(self) -> object:
        """… and not paged: the answer has the rows that were sent."""
        return super()._get_paginator() if self.method == "GET" else None  # type: ignore[no-untyped-call]

    def get_override_parameters(self) -> list[Any]:
        """The parameters that every writing method takes, and those of a list besides its filters."""
        parameters = super().get_override_parameters()
        if self.method == "GET":
            parameters += [LISTED[name] for name in getattr(self.view, "parameters", ())]
            parameters += SHAPED if getattr(self.view, "is_shaped", False) else []
        if self.method == "POST":
            parameters.append(IDEMPOTENCY_KEY)
        if self.method != "GET" and getattr(self.view, "may_be_tried", False):
            parameters.append(TRIAL)
        return parameters

    def problem_statuses(self) -> list[int]:
        statuses = [*EVERYWHERE]
        if self.view.get_authenticators():
            statuses += ON_SIGNING_IN
        if not isinstance(self.view.get_content_negotiator(), SingleFormatNegotiation):
            statuses.append(406)
        if "{" in self.path or getattr(self.view, "finds_one", False):
            statuses.append(404)
        if self.method != "GET":
            statuses += ON_WRITING
        elif "changed_since" in getattr(getattr(self.view, "filterset_class", None), "base_filters", ()):
            statuses += ON_KEEPING_A_COPY
        statuses += ON_WAITING if getattr(self.view, "makes_documents", False) else ()
        if self.method == "POST":
            statuses += ON_POSTING
        if any(getattr(parameter, "name", "") == IF_MATCH for parameter in self.get_override_parameters()):
            statuses += ON_CHANGING
        elif self.method == "PATCH":
            # Rows in a list give their versions in the body.
            statuses.append(412)
        return sorted(statuses)

    def problem_response(self, status: int) -> dict[str, object]:
        component = self.resolve_serializer(ProblemSerializer, "response")
        return {"description": problems_of_status(status), "content": {PROBLEM_JSON: {"schema": component.ref}}}


def problems_of_status(status: int) -> str:
    """The codes with a status, and when each occurs."""
    return "\n".join(f"- `{code}`: {kind.when}" for code, kind in PROBLEM_KINDS.items() if kind.status == status)


class StrictSerializerExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """A body has no other fields than those described."""

    target_class = "api.serializers.fields.StrictSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> dict[str, object]:
        described: dict[str, Any] = auto_schema._map_serializer(  # type: ignore[no-untyped-call]
            self.target, direction, bypass_extensions=True
        )
        properties = described.get("properties", {})
        for name, field in self.target.fields.items():
            if isinstance(field, CharField) and not field.allow_blank and field.default != "":
                properties[name].setdefault("minLength", 1)
        for name in self.target.needed:
            if bound := AT_LEAST_ONE.get(properties[name].get("type")):
                properties[name][bound] = 1
        if required := sorted({*described.get("required", ()), *self.target.needed}):
            described["required"] = required
        return {**described, "additionalProperties": False}


class DraftExtension(StrictSerializerExtension):  # type: ignore[no-untyped-call]
    """A body that is a draft is called, and described, as the draft is."""

    target_class = "api.serializers.drafts.DraftSerializer"
    priority = 1

    def get_name(self, auto_schema: AutoSchema, direction: str) -> str:
        name: str = self.target.draft_class.__name__
        return name

    def get_identity(self, auto_schema: AutoSchema, direction: str) -> ComponentIdentity:
        return ComponentIdentity(self.target.draft_class)  # type: ignore[no-untyped-call]

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> dict[str, object]:
        return super().map_serializer(auto_schema, direction) | {"description": self.target.draft_class.__doc__}


class RowSerializerExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """A row in an answer has all fields, also empty ones, but those of Chinese (`language=`) and `Meta.optional`."""

    target_class = "measures.lists.records.RowSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> dict[str, object]:
        described: dict[str, Any] = auto_schema._map_serializer(  # type: ignore[no-untyped-call]
            self.target, direction, bypass_extensions=True
        )
        optional = getattr(self.target.Meta, "optional", ())
        return {
            **described,
            "required": sorted(
                name for name in described["properties"] if name not in optional and not name.endswith(IN_CHINESE)
            ),
        }


def add_calls(result: dict[str, Any], generator: SchemaGenerator, **_: object) -> dict[str, Any]:
    """Describe the calls that wings make to programs of others, and what these say."""
    result["webhooks"] = process_webhooks(from_wings(lambda wing: wing.calls), generator.registry)
    result["components"] = generator.registry.build(spectacular_settings.APPEND_COMPONENTS)
    return result


def any_of(result: object, **_: object) -> object:
    """Replace `oneOf` by `anyOf`: an empty text is both an address and an empty text.

    Clients that are made of the description refuse what fits two of `oneOf`.
    """
    if isinstance(result, dict):
        return {("anyOf" if name == "oneOf" else name): any_of(value) for name, value in result.items()}
    return [any_of(each) for each in result] if isinstance(result, list) else result


def parameter_values(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Name the values of parameters that are not words; generated clients would number them."""
    for operations in result["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                name_values(parameter["name"], parameter["schema"])
    return result


def name_values(name: str, schema: dict[str, Any]) -> None:
    schema = schema.get("items", schema)
    values = schema.get("enum", ())
    if any(not str(value).isidentifier() for value in values):
        schema["x-enum-varnames"] = [name_of_value(name, str(value)) for value in values]


def name_of_value(name: str, value: str) -> str:
    """`OCCURRED_DESCENDING` for `-occurred`, `LEVEL_2` for a level of 2."""
    word = f"{value[1:]}_descending" if value.startswith("-") else value
    return (word if word.isidentifier() else f"{name}_{word}").upper()


class SharedFilters(DjangoFilterExtension):  # type: ignore[no-untyped-call]
    """The filters that pages and API share, in the description of the API.

    A reference may be given several times; what can be chosen is a text, also where the column is a number.
    """

    target_class = "api.filtering.RecordFilterBackend"
    priority = 1

    def resolve_filter_field(self, *args: object) -> list[dict[str, Any]]:
        parameters: list[dict[str, Any]] = super().resolve_filter_field(*args)  # type: ignore[no-untyped-call]
        for parameter in parameters:
            if isinstance(args[-1], ReferenceFilter):
                parameter |= {
                    "schema": {"type": "array", "items": parameter["schema"]},
                    "explode": True,
                    "style": "form",
                }
            items = parameter["schema"].get("items", {})
            if all(isinstance(value, str) for value in items.get("enum", [0])):
                items["type"] = "string"
        return parameters


class FactorSessionScheme(SessionScheme):  # type: ignore[no-untyped-call]
    """A session is described as the framework's own is."""

    target_class = "api.authentication.FactorSessionAuthentication"


class BearerTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The name of this way of signing in, in the description of the API."""

    target_class = "api.authentication.BearerTokenAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
