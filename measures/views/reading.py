"""What every page knows of its reader: which rows they may see, of which report, as of which day."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property, wraps
from http import HTTPStatus
from itertools import chain
from operator import attrgetter
from typing import Any, Concatenate, Self, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from measures import access
from measures.analysis.assessment import AssessmentState, unassessed, without_assessment
from measures.analysis.searches import SearchedTexts, searched_texts
from measures.analysis.sides import parties_of_report, reports_with_parties
from measures.analysis.staleness import RecordState, record_state
from measures.errors import TooManyMeasuresError
from measures.models import Audience, PartialDate, Party, Report, User
from measures.models.partial_dates import end_of, moment_in_address, parse_moment
from measures.models.records import Days

DAYS = ("as_of", "known_at")
RESTARTED = (*DAYS, "cursor", "page")
# Pages below these addresses show what belongs to no report, or to several.
ACROSS_REPORTS = ("/sources/", "/reviews/", "/reminders/", "/addresses/", "/views/", "/me/")
# The session's key for the report of its last page.
KEPT_REPORT = "report"


@dataclass(frozen=True)
class Reading:
    """Who reads, of which report, as of which day; one for each request."""

    reader: access.Reader
    audience: Audience
    today: date
    reports: Sequence[Report] = ()
    report: Report | None = None
    path: str = "/"
    parameters: Sequence[tuple[str, str]] = ()
    travels: bool = False
    as_of: date | None = None
    known_at: datetime | None = None
    chosen_day: str = ""
    asked_known: str = ""
    problem: str = ""

    @property
    def on(self) -> date:
        """The day that is shown."""
        return self.as_of or self.today

    @property
    def is_past(self) -> bool:
        return self.as_of is not None or self.known_at is not None

    @property
    def offered(self) -> list[Report]:
        """The reports that menus and forms offer: not those that are archived, but for the one that is read."""
        return [report for report in self.reports if report.archived_at is None or report == self.report]

    @property
    def days(self) -> Days:
        """The parameters of a past day: as of which day, and as known at which moment."""
        return Days(as_of=self.as_of, known_at=self.known_at)

    @cached_property
    def parties(self) -> dict[str, Party]:
        return {party.code: party for party in parties_of_report(self.report)} if self.report else {}

    @cached_property
    def sides(self) -> list[Party]:
        """The parties whose views are set side by side, in the order of their codes."""
        return [party for party in self.parties.values() if party.is_side]  # type: ignore[attr-defined]

    @cached_property
    def side_places(self) -> dict[str, int]:
        """The marker of each side, by its code."""
        return {side.code: place for place, side in enumerate(self.sides, start=1)}

    @cached_property
    def unassessed(self) -> AssessmentState:
        """What stands where no view of ours counts by the day."""
        if self.report is None:
            return AssessmentState.NOT_ASSESSED
        if self.known_at is not None:
            return unassessed(self.report, self.audience, known_at=self.known_at)
        return without_assessment(has_assessments=self.report.has_assessments)  # type: ignore[attr-defined]

    @cached_property
    def searched(self) -> list[SearchedTexts]:
        """What was searched of each side, and to which day, as of the day that is shown."""
        return searched_texts(self.report, self.sides, **self.days) if self.report else []

    @cached_property
    def unreadable(self) -> dict[str, Party]:
        """By code, the sides of whose official pages none can be read from here now."""
        codes = [] if self.is_past or self.report is None else self.report.unreadable  # type: ignore[attr-defined]
        return {code: self.parties[code] for code in codes}

    @property
    def spans_reports(self) -> bool:
        """Whether the page shows rows of several reports."""
        is_narrowed = any(name == "report" and value for name, value in self.parameters)
        return len(self.reports) > 1 and self.path.startswith(ACROSS_REPORTS) and not is_narrowed

    @cached_property
    def record(self) -> RecordState | None:
        """How old the record of the report is, and which dates ahead want attention, as of the day shown."""
        return record_state(self.report, self.on) if self.report else None

    @cached_property
    def stale_records(self) -> list[RecordState]:
        """The records that the page marks as old; those of all reports if it is not about one."""
        reports = self.reports if self.spans_reports else filter(None, [self.report])
        return [record for record in (record_state(report, self.on) for report in reports) if record.is_stale]

    @property
    def shown_day(self) -> str:
        """The value of the field for the day: what was typed, if that cannot be read."""
        return self.chosen_day if self.problem else str(self.on)

    @property
    def shown_known(self) -> str:
        """The value of the field “as known on”: empty if all that is recorded now counts."""
        if self.problem:
            return self.asked_known
        return moment_in_address(self.known_at) if self.known_at else ""

    @property
    def known_by(self) -> datetime:
        """The moment by which everything shown was recorded: the end of today, if none was chosen."""
        return self.known_at or end_of(self.today)

    @property
    def permalink(self) -> str:
        """The address at which the page will still show what it shows now, whatever is recorded later."""
        # A page of a whole report shows the one its reader read last, unless its address names one.
        of_report = {"report": self.report.slug} if self.report and not resolve(self.path).kwargs else {}
        return self.path + query({**of_report, "as_of": self.on, "known_at": moment_in_address(self.known_by)})

    @property
    def compare_url(self) -> str:
        """The page that compares the day shown, or the day a year ago, with today."""
        of_report = {"report": self.report.slug} if self.report else {}
        recorded_by = {"known_at": self.shown_known} if self.known_at else {}
        then = {"from": self.as_of} if self.as_of else {}
        return reverse("then_and_now") + query({**of_report, **then, **recorded_by})

    @property
    def other_parameters(self) -> list[tuple[str, str]]:
        """The other parameters of the page, kept when the day changes; a list starts again at its first page."""
        return [(name, value) for name, value in self.parameters if name not in RESTARTED]

    @property
    def today_url(self) -> str:
        return self.path + query(self.other_parameters)

    @property
    def day_kept(self) -> dict[str, str]:
        """The parameters that keep the day when a reader follows a link."""
        kept = {"as_of": self.as_of, "known_at": self.known_at and moment_in_address(self.known_at)}
        return {name: str(value) for name, value in kept.items() if value}

    @property
    def kept(self) -> dict[str, str]:
        """The parameters that keep the report and the day; an only report is left out."""
        of_report = {"report": self.report.slug} if self.report and len(self.reports) > 1 else {}
        return {**of_report, **self.day_kept}

    def of(self, report: Report) -> Self:
        """The same reading of another report: that of the row that a page is about."""
        if report == self.report:
            return self
        if report not in self.reports:
            raise Http404(report.slug)
        return replace(self, report=next(each for each in self.reports if each == report))


class ReadingRequest(HttpRequest):
    """A request whose reading is known, and the act that its page is for, if it is for one."""

    reading: Reading
    act: str


# A view of a request whose reading is known, and one of any request.
type ReadingView[**P] = Callable[Concatenate[ReadingRequest, P], HttpResponseBase]
type PlainView[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def today_of(user: User) -> date:
    """The day it is where the user is."""
    return timezone.now().astimezone(user.zone).date()


def sign_in_first(request: HttpRequest, back: str = "") -> HttpResponseRedirect:
    """Redirect to the sign-in page; if a form was sent, say that nothing of it was kept."""
    if request.method == "POST":
        messages.info(request, _("Nothing was saved: you are signed out. Sign in, then send it again."))
    return redirect_to_login(back or request.get_full_path())


def reading_page[**P](
    *, travels: bool = False, ask: Callable[[HttpRequest], HttpResponseBase] = sign_in_first
) -> Callable[[ReadingView[P]], PlainView[P]]:
    """Make a view a page of the record: who may not read is asked to sign in; `travels` if it shows past days."""

    def decorate(view: ReadingView[P]) -> PlainView[P]:
        @wraps(view)
        def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not access.may_read(request.user):
                return ask(request)
            reading_request = cast(ReadingRequest, request)
            reading_request.reading = reading_of_request(request, travels=travels)
            there_are = {report.slug for report in reading_request.reading.reports}
            slugs = {slug for slug in request.GET.getlist("report") if slug}
            if len(slugs) > 1 or not slugs <= there_are:
                raise Http404(slugs)
            try:
                answer = view(reading_request, *args, **kwargs)
            except TooManyMeasuresError as error:
                answer = render(request, "measures/too_many.html", {"detail": str(error)}, status=400)
            if reading_request.reading.problem and answer.status_code == HTTPStatus.OK:
                # The page shown is not the one asked for.
                answer.status_code = HTTPStatus.BAD_REQUEST
            keep_report(reading_request)
            return answer

        return page

    return decorate


def for_report[**P](
    view: Callable[Concatenate[ReadingRequest, Report, P], HttpResponseBase],
) -> ReadingView[P]:
    """Make a page one of a whole report, which the view is given; where there is none, there is nothing to show."""

    @wraps(view)
    def page(request: ReadingRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.reading.report is None:
            return render(request, "measures/empty.html")
        require_act(request, request.reading.report)
        return view(request, request.reading.report, *args, **kwargs)

    return page


def require_act(request: ReadingRequest, on: object, act: str = "") -> None:
    """Refuse the page to those who may not do this on a row, or not what the page is for: in another report only."""
    act = act or getattr(request, "act", "")
    if act and not access.allows(request.user, act, on):
        raise PermissionDenied


def row_for[M: Model](request: ReadingRequest, rows: QuerySet[M], act: str = "", **named: object) -> M:
    """The row that is named, if the reader may see it and do this to it; the page is then about its report."""
    row: Any = get_object_or_404(rows, **named)
    require_act(request, row, act)
    request.reading = request.reading.of(row.report)
    return cast(M, row)


def reading_of_request(request: HttpRequest, *, travels: bool = False) -> Reading:
    """The reading that a request asks for."""
    reading = Reading(
        reader=request.user,
        audience=access.audience_of(request.user),
        today=timezone.now().astimezone(UTC).date(),
        path=request.path,
        parameters=[(name, value) for name, values in request.GET.lists() for value in values],
        travels=travels,
    )
    reading = choose_day(reading, request) if travels else reading
    reports = list(reports_with_parties(reading.audience, on=reading.on, **reading.days))
    report = choose_report(reports, request.GET.get("report", ""), kept_report(request))
    return replace(reading, reports=reports, report=report)


def choose_report(reports: Sequence[Report], wanted: str, kept: str) -> Report | None:
    """The report that is asked for, if the reader may read it, else the one they read last, or of the front page."""
    offered = [report for report in reports if report.archived_at is None]
    asked_for = (report for report in reports if report.slug == wanted)
    read_last = (report for report in offered if report.slug == kept)
    return next(chain(asked_for, read_last), front_page_of(offered))


def front_page_of(offered: Iterable[Report]) -> Report | None:
    """The report that was chosen for the front page; if none was, or not for this reader, the one here longest."""
    by_age = attrgetter("is_fictional", "added_at", "slug")
    return min(offered, key=lambda report: (not report.is_front_page, by_age(report)), default=None)


def kept_report(request: HttpRequest) -> str:
    """The report of the page that a signed-in reader read last; others have no session to keep it in."""
    return request.session.get(KEPT_REPORT, "") if request.user.is_authenticated else ""


def keep_report(request: ReadingRequest) -> None:
    """Keep the report of this page for the next, so that nobody leaves a report without choosing another."""
    reading = request.reading
    if reading.report is None or not request.user.is_authenticated:
        return
    if reading.report.archived_at:
        return
    # Nothing is written for those who read the report of the front page and have never chosen another.
    front_page = choose_report(reading.reports, "", "") or reading.report
    if reading.report.slug != (kept_report(request) or front_page.slug):
        request.session[KEPT_REPORT] = reading.report.slug


def choose_day(reading: Reading, request: HttpRequest) -> Reading:
    """The reading as of the chosen day; if that is not possible, today's reading with the reason."""
    wanted_day = request.GET.get("as_of", "").strip()
    wanted_moment = request.GET.get("known_at", "").strip()
    reading = replace(reading, chosen_day=wanted_day, asked_known=wanted_moment)
    if any(len(request.GET.getlist(name)) > 1 for name in DAYS):
        return replace(reading, problem=_("Several days were given. Today is shown instead."))
    try:
        as_of = PartialDate.parse_within_reach(wanted_day) if wanted_day else None
        known_at = parse_moment(wanted_moment) if wanted_moment else None
    except ValueError:
        words = _("“%(day)s” is not a day. Enter it as 2024, 2024-07 or 2024-07-17. Today is shown instead.")
        return replace(reading, problem=words % {"day": f"{wanted_day} {wanted_moment}".strip()})
    # Days as addresses have them are in the order of their texts.
    if any(wanted[: len("2024-07-17")] > str(reading.today) for wanted in (wanted_day, wanted_moment)):
        return replace(reading, problem=_("That day is in the future. Today is shown instead."))
    return replace(
        reading,
        as_of=as_of.last if as_of and as_of.last < reading.today else None,
        known_at=known_at if known_at and known_at < end_of(reading.today) else None,
    )


def query(parameters: Mapping[str, object] | Sequence[tuple[str, object]]) -> str:
    """Parameters as the query of an address, or nothing."""
    return f"?{urlencode(parameters, doseq=True)}" if parameters else ""
