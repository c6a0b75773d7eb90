"""The rows that a plan stands for, unsaved, under primary keys that were given out before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bench.generated import words
from bench.generated.plans import OWNERS, SOURCES_A_YEAR, Plan, Step
from measures.analysis.seals import EntryRows, ViewRows
from measures.models import (
    Addressing,
    Ambiguity,
    Basis,
    Bearing,
    Citation,
    Claim,
    Confidence,
    Direction,
    Entry,
    EntryKind,
    Evidence,
    Grade,
    Kind,
    Marking,
    Measure,
    Owner,
    OwnerRole,
    PartialDate,
    Provenance,
    Report,
    Review,
    SourceKind,
    Strength,
    Track,
    User,
    View,
)

ROLES = (OwnerRole.COORDINATOR, OwnerRole.CONTRIBUTOR, OwnerRole.REVIEWER)
SHORES = tuple(code for code, _, _ in words.PARTIES)
# In which years the independent analyst and the shores tell how they see a measure: six views.
INDEPENDENT_YEARS, SHORES_YEARS = (0, 4), (1, 3)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what the measures of a generated report have to do with."""

    report: Report
    people: Sequence[User]
    ambiguities: Sequence[Ambiguity]

    def owners_of(self, plan: Plan) -> list[User]:
        return [self.people[(plan.position * OWNERS + place) % len(self.people)] for place in range(OWNERS)]


def shores_of(plan: Plan) -> Sequence[str]:
    """The shores that a measure is addressed to."""
    return (SHORES[plan.act % len(SHORES)],) if plan.kind == Kind.UNILATERAL else SHORES


def measure_of(plan: Plan, key: int, cast: Cast) -> Measure:
    place = words.place_of(plan.position)
    act = words.ACTS[plan.act % len(words.ACTS)]
    return Measure(
        pk=key,
        report=cast.report,
        key=f"{cast.report.slug}-{code_of(plan)}",
        code=code_of(plan),
        position=plan.position,
        kind=plan.kind,
        due_on=plan.due_on,
        review_every_days=plan.review_every_days,
        title=act[0].format(place[0]),
        title_zh_hans=act[1].format(place[1]),
        **words.both("description", words.DESCRIPTION),
    )


def code_of(plan: Plan) -> str:
    return f"G-{plan.position}"


def addressing_of(plan: Plan, measure: Measure, cast: Cast) -> Addressing:
    ambiguity = cast.ambiguities[plan.act % len(cast.ambiguities)]
    return Addressing(measure=measure, ambiguity=ambiguity, strength=Strength.PRIMARY, basis=Basis.REPORT)


def owners_of(plan: Plan, measure: Measure, cast: Cast) -> list[Owner]:
    named_by = cast.people[0]
    owners = zip(cast.owners_of(plan), ROLES, strict=True)
    return [Owner(measure=measure, user=user, role=role, named_by=named_by) for user, role in owners]


def sources_of(plan: Plan, year: int, keys: Sequence[int], cast: Cast) -> list[Evidence]:
    """The notices that tell what happened to a measure in a year."""
    return [
        Evidence(
            pk=key,
            key=f"{cast.report.slug}-{code_of(plan)}-S{index}",
            url=f"{cast.report.url}/{plan.position}/{index}",
            kind=SourceKind.PRESS,
            grade=Grade.B,
            credibility=2,
            language="en",
            # Each is reviewed; otherwise the trigger would write all of them twice.
            waits_for_review=False,
            **words.both("title", words.SOURCE, f"{plan.position}/{index}"),
            **words.both("publisher", words.PUBLISHER),
        )
        for index, key in enumerate(keys, start=year * SOURCES_A_YEAR + 1)
    ]


def reviews_of(step: Step, sources: Sequence[Evidence], cast: Cast, at: datetime) -> list[Review]:
    return [
        Review(evidence=source, state=state, reviewer_name=str(cast.people[0]), reviewer=cast.people[0], recorded_at=at)
        for source, state in zip(sources, step.reviews[: len(sources)], strict=True)
    ]


def development_of(
    plan: Plan, year: int, step: Step, measure: Measure, sources: Sequence[Evidence], *, cast: Cast, key: int
) -> EntryRows:
    """What happened to a measure in a year, who sees it how, and the notices that tell it."""
    author = cast.owners_of(plan)[year % OWNERS]
    place = words.place_of(plan.position)
    words_of_step = words.HAPPENED[step.direction]
    entry = Entry(
        pk=key,
        key=f"{measure.key}-E{year + 1}",
        report=cast.report,
        kind=EntryKind.DEVELOPMENT,
        track=Track.OFFICIAL,
        claim=Claim.REPORTED,
        occurred=step.occurred,
        marking=marking_of(plan, year),
        author=author,
        author_name=str(author),
        title=words_of_step[0].format(place[0]),
        title_zh_hans=words_of_step[1].format(place[1]),
        **words.both("narrative", words.NARRATIVE),
    )
    return EntryRows(
        entry,
        bearings=[bearing_of(entry, measure, step)],
        views=[ViewRows(view) for view in views_of(plan, year, step, entry, measure)],
        citations=[Citation(entry=entry, evidence=source) for source in sources],
    )


def marking_of(plan: Plan, year: int) -> Marking:
    if plan.hidden_year != year:
        return Marking.PUBLIC
    return Marking.INTERNAL if plan.position % 2 else Marking.PARTICIPANTS


def bearing_of(entry: Entry, measure: Measure, step: Step) -> Bearing:
    if step.status is None:
        return Bearing(entry=entry, measure=measure, direction=step.direction)
    reason = words.both("reason", words.REASON)
    return Bearing(entry=entry, measure=measure, direction=step.direction, status=step.status, **reason)


def views_of(plan: Plan, year: int, step: Step, entry: Entry, measure: Measure) -> Iterator[View]:
    about = shores_of(plan)[0] if plan.kind == Kind.UNILATERAL else None
    if year in INDEPENDENT_YEARS:
        yield view_of(entry, step, 0, measure=measure, whose_id=None, about_id=about)
    if year in SHORES_YEARS:
        for place, code in enumerate(SHORES):
            yield view_of(entry, step, place, measure=measure, whose_id=code, about_id=about)


def view_of(entry: Entry, step: Step, place: int, **of_whom: Any) -> View:
    return View(
        entry=entry,
        **of_whom,
        level=step.levels[place],
        confidence=Confidence.MODERATE,
        provenance=Provenance.OFFICIAL_STATEMENT if of_whom["whose_id"] else Provenance.OUR_READING,
        **words.both("text", words.VIEWS[step.words[place] % len(words.VIEWS)]),
    )


def check_of(plan: Plan, measure: Measure, cast: Cast, key: int, at: datetime) -> EntryRows:
    """An owner has looked at a measure and found nothing new."""
    author = cast.owners_of(plan)[0]
    entry = Entry(
        pk=key,
        key=f"{measure.key}-C1",
        report=cast.report,
        kind=EntryKind.CHECK,
        occurred=PartialDate.of(at.date()),
        author=author,
        author_name=str(author),
    )
    return EntryRows(entry, bearings=[Bearing(entry=entry, measure=measure, direction=Direction.BACKGROUND)])
