"""The rows that a plan stands for, unsaved, under primary keys that were given out before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bench.generated import words
from bench.generated.plans import OWNERS, SOURCES_A_YEAR, Plan, Step
from measures.analysis.seals import AssessmentRows, EntryRows, StatementRows
from measures.models import (
    AboutWhom,
    Addressing,
    Ambiguity,
    Assessment,
    Authority,
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
    Statement,
    StatementAct,
    StatementPlace,
    Strength,
    Track,
    User,
)

ROLES = (OwnerRole.COORDINATOR, OwnerRole.CONTRIBUTOR, OwnerRole.REVIEWER)
SHORES = tuple(code for code, _, _ in words.PARTIES)
# In which years we assess a measure, and both shores say something of it: two assessments and four statements.
ASSESSED_YEARS, SPOKEN_YEARS = (0, 4), (1, 3)


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
    """What happened to a measure in a year, how we see it, what the shores say, and the notices that tell it."""
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
    citations = [Citation(entry=entry, evidence=source) for source in sources]
    return EntryRows(
        entry,
        bearings=[bearing_of(entry, measure, step)],
        assessments=[AssessmentRows(assessment_of(plan, step, entry, measure))] if year in ASSESSED_YEARS else [],
        citations=citations,
        statements=list(statements_of(plan, step, measure, citations)) if year in SPOKEN_YEARS else [],
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


def assessment_of(plan: Plan, step: Step, entry: Entry, measure: Measure) -> Assessment:
    return Assessment(
        entry=entry,
        measure=measure,
        about_id=shores_of(plan)[0] if plan.kind == Kind.UNILATERAL else None,
        level=step.level,
        confidence=Confidence.MODERATE,
        provenance=Provenance.OUR_READING,
        **words.both("text", words.WORDS[step.words[0] % len(words.WORDS)]),
    )


def statements_of(plan: Plan, step: Step, measure: Measure, citations: Sequence[Citation]) -> Iterator[StatementRows]:
    """What each shore says of a measure, in a notice of its own."""
    for code, word, citation in zip(SHORES, step.words, citations, strict=True):
        quotation, translation = words.WORDS[word % len(words.WORDS)]
        statement = Statement(
            entry=citation.entry,
            key=f"{citation.entry.key}-{code}",
            parties=[code],
            about=AboutWhom.ITSELF if plan.kind == Kind.UNILATERAL and code in shores_of(plan) else AboutWhom.GENERAL,
            authority=Authority.MINISTRY,
            said_on=step.occurred,
            quotation=quotation,
            quotation_language="en",
            translation_zh_hans=translation,
            acts=[StatementAct.STATES],
            citation=citation,
            **words.both("speaker", words.OFFICE),
        )
        yield StatementRows(statement, [StatementPlace(statement=statement, measure=measure)])


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
