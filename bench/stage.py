"""What the rows of the table share: the generated report, somebody who reads it, and three ways to ask for it."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import psycopg
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils import timezone

from measures.models import TEAM, Report, Scope, User
from measures.operations.credentials import create_token

SLUG = "generated"
HOST = "testserver"
ROOT = f"http://{HOST}"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def content(self) -> Any:
        return json.loads(self.body)


@dataclass
class Stage:
    """A database with a generated report of `count` measures."""

    count: int

    def __post_init__(self) -> None:
        self.application = get_wsgi_application()
        self.report = Report.objects.get(slug=SLUG)
        self.reader = User.objects.get(email=f"{SLUG}-0@example.org")
        tokens = self.reader.access_tokens.filter(revoked_at=None)
        tokens.update(revoked_at=timezone.now())
        _token, self.secret = create_token(self.reader, name="bench", scope=Scope.WRITE)

    @property
    def today(self) -> date:
        return timezone.now().date()

    @property
    def placeholders(self) -> dict[str, Any]:
        """What hand-written SQL has to know: for whom, of which report, on which day."""
        return {
            "markings": list(TEAM.markings),
            "audience": TEAM.name,
            "today": self.today,
            "report": self.report.slug,
            "root": ROOT,
            # Known before: what is looked for in the order of a report can end at the hundredth.
            "report_id": self.report.pk,
        }

    @cached_property
    def link(self) -> psycopg.Connection:
        """A plain connection of the application's role; what it runs often is prepared, as the tracker's is."""
        database = settings.DATABASES["default"]
        link = psycopg.connect(host=database["HOST"], dbname=database["NAME"], user=database["USER"], autocommit=True)
        link.prepare_threshold = 0
        return link

    @cached_property
    def owner_link(self) -> psycopg.Connection:
        """The same for the role that owns the tables: it may vacuum."""
        database = settings.DATABASES["owner"]
        return psycopg.connect(host=database["HOST"], dbname=database["NAME"], user=database["USER"], autocommit=True)

    def close(self) -> None:
        """Close the connections that were opened."""
        for name in {"link", "owner_link"} & vars(self).keys():
            vars(self)[name].close()

    def get(
        self, path: str, *, expect: int = HTTPStatus.OK, headers: dict[str, str] | None = None, **query: str
    ) -> Answer:
        """An answer of the tracker to a GET with a token, through everything but the socket."""
        return self.ask("GET", path, urlencode(query), expect=expect, headers=headers)

    def stream(self, path: str, **query: str) -> int:
        """The length of an answer whose parts are let go as they come."""
        return int(self.ask("GET", path, urlencode(query), is_kept=False).body)

    def post(self, path: str, content: object) -> Answer:
        """An answer to what was sent to be written."""
        return self.ask("POST", path, body=json.dumps(content).encode(), expect=HTTPStatus.CREATED)

    def ask(
        self,
        method: str,
        path: str,
        query: str = "",
        *,
        body: bytes = b"",
        expect: int = HTTPStatus.OK,
        headers: dict[str, str] | None = None,
        is_kept: bool = True,
    ) -> Answer:
        found: list[Any] = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "SCRIPT_NAME": "",
            "QUERY_STRING": query,
            "SERVER_NAME": HOST,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_AUTHORIZATION": f"Bearer {self.secret}",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
            "wsgi.errors": BytesIO(),
            "wsgi.url_scheme": "http",
            **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in (headers or {}).items()},
        }
        parts = self.application(environ, lambda status, headers, error=None: found.extend((status, headers)))
        try:
            content = b"".join(parts) if is_kept else str(sum(map(len, parts))).encode()
        finally:
            parts.close()
        answer = Answer(int(found[0].split()[0]), dict(found[1]), content)
        if answer.status != expect:
            raise RuntimeError(f"{method} {path}?{query}: {answer.status} {answer.body[:500]!r}")
        return answer

    def one(self, sql: str, parameters: Any = None) -> Any:
        """The one value that a statement gives on the plain connection."""
        return self.link.execute(sql, parameters).fetchone()[0]  # type: ignore[index]

    def vacuum(self) -> None:
        self.owner_link.execute("VACUUM ANALYZE")
