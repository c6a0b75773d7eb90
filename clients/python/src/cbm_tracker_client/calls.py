"""What a tracker can be asked. Each function makes a request, which a tracker carries out: `send`, `rows`, `update`."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

import httpx

from cbm_tracker_client import models

T = TypeVar("T")

Day = date | str
Moment = datetime | str
BriefForm = Literal["html", "docx", "pdf"]
Language = Literal["en", "zh-hans", "both"]

# The moment of those who have nothing of a list yet.
BEGINNING = "beginning"


def json_of(response: httpx.Response) -> Any:
    return response.json()


def bytes_of(response: httpx.Response) -> bytes:
    return response.content


@dataclass(frozen=True)
class Version(Generic[T]):
    """A row as it was read; whoever changes it sends back the `etag` of the version that they have seen."""

    row: T
    etag: str


@dataclass(frozen=True)
class Update(Generic[T]):
    """What whoever keeps a copy of a list has to do: drop the rows of these keys, then add or replace those rows.

    `changed_since` is the moment to ask from the next time.
    """

    removed: list[str]
    rows: list[T]
    changed_since: str


@dataclass(frozen=True)
class Call(Generic[T]):
    """A request, and what is made of its answer."""

    path: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    method: str = "GET"
    body: Any = None
    files: Mapping[str, Path] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    read: Callable[[httpx.Response], T] = json_of

    @property
    def request(self) -> dict[str, Any]:
        """The arguments for `httpx`."""
        given = {name: text_of(value) for name, value in self.parameters.items() if value is not None}
        content: dict[str, Any] = {"json": self.body}
        if self.files:
            files = {name: (path.name, path.read_bytes()) for name, path in self.files.items()}
            content = {"data": self.body, "files": files}
        return {
            "method": self.method,
            "url": self.path,
            "params": given or None,
            "headers": self.headers,
            **content,
        }

    @property
    def can_be_repeated(self) -> bool:
        """Whether nothing is done twice if it is sent again and had arrived."""
        return self.method == "GET" or "Idempotency-Key" in self.headers


@dataclass(frozen=True)
class Rows(Generic[T]):
    """A list, with its filters; `page` is one request of it."""

    path: str
    filters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def page(self) -> Call[Any]:
        return Call(self.path, self.filters)

    def since(self, moment: str) -> "Rows[T]":
        """What changed of it since a moment."""
        return replace(self, filters={**self.filters, "changed_since": moment})


def text_of(value: Any) -> Any:
    """A parameter as an address holds it."""
    return value.isoformat() if isinstance(value, date) else value


def once(path: str, body: Any, idempotency_key: str = "", **more: Any) -> Call[Any]:
    """Something that is done once, however often the request has to be sent."""
    headers = {"Idempotency-Key": idempotency_key or str(uuid.uuid4())}
    return Call(path, method="POST", body=body, headers=headers, **more)


def get(path: str, **parameters: Any) -> Call[Any]:
    """What is at any address of the API, such as `dashboard/`."""
    return Call(path, parameters)


def rows(path: str, **filters: Any) -> Rows[Any]:
    """Any list of the API, such as `milestones/`."""
    return Rows(path, filters)


def reports() -> Rows[models.Report]:
    """The reports that you may read."""
    return Rows("reports/")


def measures(
    report: str, *, as_of: Day | None = None, known_at: Moment | None = None, **filters: Any
) -> Rows[models.Measure]:
    """The measures of a report with where each stands: today, or as of a day, as it was known at a moment."""
    return Rows("measures/", {"report": report, "as_of": as_of, "known_at": known_at, **filters})


def measure(key: str) -> Call[models.MeasureDetail]:
    """One measure with its parts, milestones and links."""
    return Call(f"measures/{key}/")


def entries(
    report: str, *, as_of: Day | None = None, known_at: Moment | None = None, **filters: Any
) -> Rows[models.Entry]:
    """The journal of a report, the latest first."""
    return Rows("entries/", {"report": report, "as_of": as_of, "known_at": known_at, **filters})


def entry(key: str) -> Call[models.Entry]:
    """One entry of a journal."""
    return Call(f"entries/{key}/")


def statements(report: str, **filters: Any) -> Rows[models.Statement]:
    """What parties said in their own words."""
    return Rows("statements/", {"report": report, **filters})


def changes(
    report: str, since: Day, *, until: Day | None = None, by: Literal["occurrence", "recording"] | None = None
) -> Call[models.Changes]:
    """What changed from a day on, both days included, by what happened or by what was recorded."""
    return Call("changes/", {"report": report, "from": since, "to": until, "by": by})


def brief(
    report: str,
    form: BriefForm = "docx",
    *,
    since: Day | None = None,
    until: Day | None = None,
    language: Language = "en",
    **options: Any,
) -> Call[bytes]:
    """The brief of a period, one page and its sources, as a file."""
    parameters = {"report": report, "format": form, "language": language, "from": since, "to": until, **options}
    return Call("brief/", parameters, headers={"Accept": "*/*"}, read=bytes_of)


def log(
    report: str,
    *,
    occurred: Day,
    title: str,
    narrative: str,
    bears_on: Sequence[models.BearingDraft],
    track: models.TrackEnum,
    claim: models.ClaimEnum,
    sources: Sequence[str | models.SourceDraft] = (),
    assessments: Sequence[models.AssessmentDraft] = (),
    idempotency_key: str = "",
    **more: Any,
) -> Call[models.Entry]:
    """Log a development: all of it, or nothing.

    `occurred` is a day, a month or a year; a source is the key of a recorded one, or a new one. What else an entry may
    have, such as `title_zh_hans` or `marking`, is in `more`. It is logged once, however often the request has to be
    sent; to be safe over several runs of a program, give an `idempotency_key` of your own.
    """
    body = {
        "report": report,
        "occurred": str(occurred),
        "title": title,
        "narrative": narrative,
        "bears_on": list(bears_on),
        "track": track,
        "claim": claim,
        "sources": list(sources),
        "assessments": list(assessments),
        **more,
    }
    return once("entries/", body, idempotency_key)


def draft(key: str) -> Call[models.DraftOfEntry]:
    """An entry as it can be sent back by `correct`."""
    return Call(f"entries/{key}/draft/")


def correct(key: str, *, reason: str, idempotency_key: str = "", **changed: Any) -> Call[models.CorrectedEntry]:
    """Put an entry in the place of another, and say why; what is not given stays as it was."""
    return once(f"entries/{key}/correction/", {"reason": reason, **changed}, idempotency_key)


def confirm_unchanged(*keys: str, idempotency_key: str = "") -> Call[models.Checks]:
    """Record that you checked measures, and there is nothing new."""
    return once("checks/", {"measures": list(keys)}, idempotency_key)


def sources(report: str, **filters: Any) -> Rows[models.Evidence]:
    """The sources that entries of a report cite."""
    return Rows("evidence/", {"report": report, **filters})


def source(key: str) -> Call[Version[models.Evidence]]:
    """A source, in the version that it has now."""
    return Call(f"evidence/{key}/", read=version_of)


def version_of(response: httpx.Response) -> Version[Any]:
    return Version(response.json(), response.headers["ETag"])


def record_source(
    *, title: str, publisher: str, file: Path | None = None, idempotency_key: str = "", **more: Any
) -> Call[models.Evidence]:
    """Record a source on its own, with its file; a second person reviews it."""
    body = {"title": title, "publisher": publisher, **more}
    return once("evidence/", body, idempotency_key, files={"file": file} if file else {})


def revise_source(key: str, etag: str, **changed: Any) -> Call[Version[models.Evidence]]:
    """Change what can be changed of a source, such as its `grade`, in the version that you read.

    If somebody else was faster, it is a TrackerError 412 with the present version as `current`.
    """
    headers = {"If-Match": etag}
    return Call(f"evidence/{key}/", method="PATCH", body=changed, headers=headers, read=version_of)
