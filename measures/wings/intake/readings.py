"""What the feeds of a report brought, and the sides whose pages cannot be read from here."""

from collections.abc import Collection
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, DurationField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Now

from measures.models import Addressee, Audience, Measure, Party, Report
from measures.models.records import count_of, has_any
from measures.wings.intake.models import Candidate, CandidateState, Feed, FeedQuerySet

# A site may be away for some hours; after this its pages cannot be read from here.
UNREADABLE_AFTER = Cast(Value(timedelta(days=1)), DurationField())
TAKEN = (CandidateState.LOGGED, CandidateState.CITED)


def with_yield(feeds: QuerySet[Feed]) -> QuerySet[Feed]:
    """Each feed with how many of its candidates were taken, were dropped and wait."""
    brought = Candidate.objects.filter(feed=OuterRef("pk"))
    return feeds.annotate(
        taken=count_of(brought.filter(state__in=TAKEN)),
        dropped=count_of(brought.filter(state=CandidateState.DROPPED)),
        waiting=count_of(brought.waiting()),
    )


def unreadable_sides(audience: Audience, report: str = "pk") -> Combinable:
    """The codes of a report's sides whose official pages all failed when they were read, within another query.

    A feed that was paused because it fails counts; one that was never switched on does not, even if somebody tried it.
    """
    addressed = Addressee.objects.visible_to(audience).filter(party=OuterRef("party"), report=OuterRef("report"))
    begun: FeedQuerySet = Feed.objects.standing().exclude(read_at=None, failing_since=None)
    answers = Q(failing_since=None) | Q(failing_since__gt=Now() - UNREADABLE_AFTER)
    of_sides = begun.filter(has_any(addressed), report=OuterRef(report))
    unreadable = of_sides.order_by("party").values("party").annotate(readable=Count("pk", filter=answers))
    return ArraySubquery(unreadable.filter(readable=0).values(code=F("party")))


def sides_read(report: Report, measures: Collection[Measure]) -> QuerySet[Party]:
    """The sides to which measures are addressed, each with how many feeds of its own voice are read and how many fail.

    And when one of them was last read.
    """
    addressed = Addressee.objects.filter(measure__in=measures)
    feeds = Feed.objects.standing().filter(report=report, is_on=True, party=OuterRef("pk"))
    return Party.objects.filter(pk__in=addressed.values("party")).annotate(
        feeds=count_of(feeds),
        failing=count_of(feeds.exclude(failing_since=None)),
        read_at=Subquery(feeds.order_by("-read_at").exclude(read_at=None).values("read_at")[:1]),
    )
