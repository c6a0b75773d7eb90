"""The dashboard of a report for one reader: the overview, its figures, and what the report asks of this person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count, OuterRef, Q, Subquery

from measures import access
from measures.analysis.overview import LONGEST, Overview, overview_of
from measures.analysis.staleness import RecordState, record_state, with_record_state
from measures.models import POINTINGS, Audience, Entry, EntryKind, Evidence, Party, Report, User, Visit
from measures.models.journal import EntryQuerySet
from measures.models.records import count_of
from measures.publishing.figures import Figure, attention_figures, date_figures, figures_by_name, figures_of

# What is new to somebody who has never marked a report as seen.
USUALLY_NEW = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Dealings:
    """What one person follows, reviews and has not yet seen of a report."""

    since: datetime
    has_visited: bool
    newest: datetime | None
    figures: Mapping[str, Figure]

    def is_new(self, entry: Entry) -> bool:
        """Whether an entry is new to them; what came with a library is not, before they have seen the report."""
        return entry.recorded_at > self.since and (self.has_visited or entry.library_as_of is None)


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything that a dashboard shows; `dealings` only for somebody signed in who looks at the present."""

    overview: Overview
    record: RecordState
    figures: Mapping[str, Figure]
    dealings: Dealings | None


def dashboard_of(
    report: Report,
    reader: access.Reader,
    *,
    sides: Sequence[Party],
    today: date,
    as_of: date | None = None,
    known_at: datetime | None = None,
    longest: int = LONGEST,
    record: RecordState | None = None,
) -> Dashboard:
    """The dashboard of a report, now or as of a day, with all its measures or the first ones.

    A page knows the state of the record already.
    """
    audience = access.audience_of(reader)
    user = reader if isinstance(reader, User) else None
    seen = overview_of(
        report, audience, sides=sides, on=as_of or today, as_of=as_of, known_at=known_at, reader=user, longest=longest
    )
    if record is None:
        rows = Report.objects.filter(pk=report.pk)
        record = record_state(
            with_record_state(rows, audience, on=seen.on, as_of=as_of, known_at=known_at).get(), seen.on
        )
    figures = {**figures_of(seen), **figures_by_name(date_figures(record))}
    if as_of is not None or known_at is not None or user is None:
        return Dashboard(seen, record, figures, None)
    dealings = dealings_of(user, seen, audience)
    return Dashboard(seen, record, {**figures, **dealings.figures}, dealings)


def dealings_of(user: User, seen: Overview, audience: Audience) -> Dealings:
    """What a report asks of a person."""
    entries = seen.report.entries.visible_to(audience).counting()
    person = User.objects.annotate(
        seen_until=Subquery(
            Visit.objects.filter(user=OuterRef("pk"), report=seen.report).order_by().values("seen_until")
        ),
        newest=Subquery(entries.order_by("-recorded_at").values("recorded_at")[:1]),
        waiting=count_of(access.waiting_for(user, Evidence.objects.visible_to(audience))),
    )
    seen_until, newest, waiting = person.values_list("seen_until", "newest", "waiting").get(pk=user.pk)
    since = seen_until or datetime.combine(seen.on, time.min, tzinfo=UTC) - USUALLY_NEW
    mine = [tally for tally in seen.tallies if tally.is_followed]
    figures = [
        *attention_figures(mine, "mine.", followed="true"),
        *review_figures(user, waiting),
        *news_figures(entries, audience, since=since, has_visited=seen_until is not None),
    ]
    return Dealings(since, seen_until is not None, newest, figures_by_name(figures))


def review_figures(user: User, waiting: int) -> list[Figure]:
    """What waits for the review of somebody who may write one."""
    may_review = user.is_representative or access.allows(user, "review_evidence")
    return [Figure("mine.reviews", waiting, "reviews")] if may_review else []


def news_figures(entries: EntryQuerySet, audience: Audience, *, since: datetime, has_visited: bool) -> list[Figure]:
    """How much is new to a person, as `Dealings.is_new` decides, and which way developments among it point."""
    after = {"recorded_after": since.isoformat()}
    if not has_visited:
        entries, after = entries.filter(library_as_of=None), {**after, "from_library": "false"}
    pointing = {each.value: Count("pk", filter=Q(kind=EntryKind.DEVELOPMENT, points=each)) for each in POINTINGS}
    counts = entries.filter(recorded_at__gt=since).with_pointing(audience).aggregate(all=Count("pk"), **pointing)
    return [
        Figure("new", counts["all"], "journal", after),
        *(
            Figure(f"new.{each.value}", counts[each.value], "journal", {**after, "points": each.value})
            for each in POINTINGS
        ),
    ]
