"""A tracker and its reports, as people speak of them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from types import TracebackType
from typing import Any, Literal, Self, cast

import httpx

from cbm_tracker_client import models
from cbm_tracker_client.connection import USUAL_TIMEOUT, Connection

type Day = date | str
type Moment = datetime | str
type BriefForm = Literal["html", "docx", "pdf"]
type Language = Literal["en", "zh-hans", "both"]


class Tracker:
    """A tracker at an address. Public records need no token; a token has the rights of its account."""

    def __init__(
        self, url: str, token: str = "", *, timeout: float = USUAL_TIMEOUT, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.connection = Connection(url, token, timeout=timeout, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections to the tracker."""
        self.connection.http.close()

    def report(self, slug: str) -> "Report":
        """A report by its short name, without asking the tracker for anything yet."""
        return Report(self.connection, slug)

    def reports(self) -> Iterator[models.Report]:
        """The reports that you may read."""
        yield from self.rows("reports/")

    def rows(self, path: str, **filters: Any) -> Iterator[Any]:
        """The rows of any list of the API, such as `evidence/`, with its filters; pages are fetched as needed."""
        yield from self.connection.rows(path, **filters)

    def get(self, path: str, **parameters: Any) -> Any:
        """What is at any address of the API, such as `dashboard/`."""
        return self.connection.get(path, **parameters)


class Report:
    """One report: its measures, what happened, and what you log."""

    def __init__(self, connection: Connection, slug: str) -> None:
        self.connection, self.slug = connection, slug

    def measures(
        self, *, as_of: Day | None = None, known_at: Moment | None = None, **filters: Any
    ) -> Iterator[models.Measure]:
        """The measures with where each stands: today, or as of a day, as it was known at a moment."""
        yield from self.connection.rows("measures/", report=self.slug, as_of=as_of, known_at=known_at, **filters)

    def measure(self, key: str) -> models.MeasureDetail:
        """One measure with its parts, milestones and links, by its key."""
        return cast(models.MeasureDetail, self.connection.get(f"measures/{key}/"))

    def entries(
        self, *, as_of: Day | None = None, known_at: Moment | None = None, **filters: Any
    ) -> Iterator[models.Entry]:
        """The journal, the latest first."""
        yield from self.connection.rows("entries/", report=self.slug, as_of=as_of, known_at=known_at, **filters)

    def changes(
        self, since: Day, *, until: Day | None = None, by: Literal["occurrence", "recording"] | None = None
    ) -> models.Changes:
        """What changed from a day on, both days included, by what happened or by what was recorded."""
        found = self.connection.get("changes/", report=self.slug, to=until, by=by, **{"from": since})
        return cast(models.Changes, found)

    def log(
        self,
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
    ) -> models.Entry:
        """Log a development: all of it, or nothing.

        `occurred` is a day, a month or a year; a source is the key of a recorded one, or a new one. What else an entry
        may have, such as `title_zh_hans` or `marking`, is in `more`. It is logged once, however often the request has
        to be sent; to be safe over several runs of a program, give an `idempotency_key` of your own.
        """
        body = {
            "report": self.slug,
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
        return cast(models.Entry, self.connection.post("entries/", body, idempotency_key=idempotency_key))

    def confirm_unchanged(self, *keys: str) -> models.Checks:
        """Record that you checked measures, and there is nothing new."""
        return cast(models.Checks, self.connection.post("checks/", {"measures": list(keys)}))

    def brief(
        self,
        form: BriefForm = "docx",
        *,
        since: Day | None = None,
        until: Day | None = None,
        language: Language = "en",
        **options: Any,
    ) -> bytes:
        """The brief of a period, one page and its sources, as a file."""
        period = {"from": since, "to": until}
        parameters = {"report": self.slug, "format": form, "language": language, **period, **options}
        return self.connection.send("GET", "brief/", parameters=parameters, headers={"Accept": "*/*"}).content
