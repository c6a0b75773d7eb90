"""The dashboard of a report for one reader: the overview, its figures, and what the report asks of this person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import DateTimeField, ExpressionWrapper, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from measures import access
from measures.analysis.overview import Overview, overview_of
from measures.analysis.staleness import RecordState, record_state, with_record_state
from measures.models import Audience, Entry, Evidence, Party, Proposal, Report, User, Visit
from measures.models.records import count_of
from measures.publishing.figures import Figure, date_figures, figures_by_name, figures_of
from measures.wing import from_wings

# What is new to somebody who has never marked a report as seen.
USUALLY_NEW = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class PersonalCounts:
    """What one person follows, reviews and has not yet seen of a report."""

    since: datetime
    has_visited: bool
    newest: datetime | None
    figures: Mapping[str, Figure]

    @property
    def narrowed(self) -> dict[str, str]:
        """The filters of the journal by which it lists what is new to them."""
        after = {"recorded_after": self.since.isoformat()}
        return after if self.has_visited else {**after, "from_library": "false"}

    def is_new(self, entry: Entry) -> bool:
        """Whether an entry is new to them; what came with a library is not, before they have seen the report."""
        return entry.recorded_at > self.since and (self.has_visited or entry.library_as_of is None)


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything that a dashboard shows; `personal` only for somebody signed in who looks at the present."""

    overview: Overview
    record: RecordState
    figures: Mapping[str, Figure]
    personal: PersonalCounts | None


def dashboard_of(
    report: Report,
    reader: access.Reader,
    *,
    sides: Sequence[Party],
    today: date,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> Dashboard:
    """The dashboard of a report, now or as of a day."""
    audience = access.audience_of(reader)
    user = reader if isinstance(reader, User) else None
    seen = overview_of(report, audience, sides=sides, on=as_of or today, as_of=as_of, known_at=known_at)
    rows = Report.objects.filter(pk=report.pk)
    record = record_state(with_record_state(rows, audience, on=seen.on, as_of=as_of, known_at=known_at).get(), seen.on)
    figures = {**figures_of(seen), **figures_by_name(date_figures(record))}
    if as_of is not None or known_at is not None or user is None:
        return Dashboard(seen, record, figures, None)
    personal = personal_counts(user, report, audience, on=seen.on)
    return Dashboard(seen, record, {**figures, **personal.figures}, personal)


def personal_counts(user: User, report: Report, audience: Audience, *, on: date) -> PersonalCounts:
    """What a report asks of a person, in one query."""
    entries = report.entries.visible_to(audience).counting()
    usually = datetime.combine(on, time.min, tzinfo=UTC) - USUALLY_NEW
    mine = report.measures.whole().seen_by(audience).followed_by(user)
    wanted = {"overdue": mine.overdue(on=on), "due_soon": mine.due_soon(on=on), "unchecked": mine.unchecked(on=on)}
    wanted |= {"contested": mine.contested(), "unsupported": mine.unsupported()}
    seen_until = ExpressionWrapper(OuterRef("seen_until"), DateTimeField())
    fresh = entries.alias(seen_until=seen_until).filter(
        Q(seen_until__isnull=False) | Q(library_as_of=None),
        recorded_at__gt=Coalesce("seen_until", Value(usually)),
    )
    in_wings = from_wings(lambda wing: wing.waiting(user, report))
    counted = {**wanted, **{page: rows for page, rows, _filters in in_wings}}
    person = User.objects.annotate(
        seen_until=Subquery(Visit.objects.filter(user=OuterRef("pk"), report=report).order_by().values("seen_until")),
        newest=Subquery(entries.order_by("-recorded_at").values("recorded_at")[:1]),
        waiting=count_of(access.waiting_for(user, Evidence.objects.visible_to(audience))),
        fresh=count_of(fresh),
        **{name: count_of(rows) for name, rows in counted.items()},
    )
    row = person.values("seen_until", "newest", "waiting", "fresh", *counted).get(pk=user.pk)
    personal = PersonalCounts(row["seen_until"] or usually, row["seen_until"] is not None, row["newest"], {})
    figures = [
        *(Figure(f"mine.{name}", row[name], "measures", {name: "true", "followed": "true"}) for name in wanted),
        *review_figures(user, report, row["waiting"]),
        *(Figure(f"mine.{page}", row[page], page, filters) for page, _rows, filters in in_wings),
        Figure("new", row["fresh"], "journal", personal.narrowed),
    ]
    return replace(personal, figures=figures_by_name(figures))


def review_figures(user: User, report: Report, waiting: int) -> list[Figure]:
    """What waits for the review of somebody who may write one."""
    return [Figure("mine.reviews", waiting, "reviews")] if access.is_contributor(user, report) else []


def waiting_counts(user: User, report: Report, audience: Audience) -> dict[str, int]:
    """How much waits for a person in a report, by the pages that list it, in one query."""
    proposals = Proposal.objects.visible_to(audience).waiting().filter(report=report).exclude(proposed_by=user)
    waiting = {page: count_of(rows) for page, rows, _filters in from_wings(lambda wing: wing.waiting(user, report))}
    waiting["proposals"] = count_of(proposals)
    waiting["reviews"] = count_of(access.waiting_for(user, Evidence.objects.visible_to(audience)))
    return dict(User.objects.annotate(**waiting).values(*waiting).get(pk=user.pk))
