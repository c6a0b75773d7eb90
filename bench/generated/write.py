"""Writes a generated report: its catalogue, then its journal in the order of time, sealed as it goes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from itertools import batched, chain

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from bench.generated import rows, words
from bench.generated.plans import (
    DAYS,
    MEASURES_PER_PERSON,
    OWNERS,
    SOURCES_A_YEAR,
    YEARS,
    Plan,
    moment_of,
    plan_of,
    step_of,
)
from measures.analysis.seals import SALT_BYTES, EntryRows
from measures.models import (
    Addressee,
    Ambiguity,
    Chain,
    Citation,
    Entry,
    Evidence,
    Marking,
    Measure,
    Owner,
    PartialDate,
    Party,
    Report,
    Review,
    Role,
    Statement,
    StatementPlace,
    User,
)
from measures.operations.clock import clock
from measures.operations.copying import copy_rows, fresh_keys
from measures.operations.journal import ChainEnd
from measures.operations.locks import lock_sources_chain
from measures.operations.standing import restate

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be generated: the same order makes the same report."""

    count: int
    slug: str
    seed: int
    until: date
    years: int = YEARS
    sources_a_year: int = SOURCES_A_YEAR
    # Whether owners have looked again of late.
    has_checks: bool = True

    def plans(self) -> Iterator[Plan]:
        return (plan_of(index, seed=self.seed, until=self.until) for index in range(1, self.count + 1))

    def moment(self, plan: Plan, turn: int) -> datetime:
        return moment_of(plan.position, turn, count=self.count, until=self.until)


@transaction.atomic
def generate(order: Order, *, report_progress: Callable[[str], object]) -> Report:
    """Write a whole report, or nothing."""
    if Report.objects.filter(slug=order.slug).exists():
        raise ValidationError(f"There is a report “{order.slug}” already: choose another short name.")
    cast = cast_of(order)
    writer = Writer(order, cast, fresh_keys(Measure, order.count), sources_end())
    writer.catalogue()
    report_progress(f"{order.count} measures")
    for year in range(order.years):
        writer.year(year)
        report_progress(f"year {year + 1} of {order.years}")
    if order.has_checks:
        writer.checks()
    look_rows_up()
    restate(writer.keys)
    report_progress("standings")
    return cast.report


def sources_end() -> ChainEnd:
    """The end of the chain of public sources, from now on."""
    end = ChainEnd.of(lock_sources_chain(Marking.PUBLIC))
    now = clock()
    end.since = max(now, end.since or now)
    return end


def look_rows_up() -> None:
    """Let the planner go by indexes until the end of the transaction.

    Nobody has analyzed what was just written: it takes these tables for small, and would read them whole each time.
    """
    with connection.cursor() as cursor:
        for setting in ("seqscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{setting} TO off")


def cast_of(order: Order) -> rows.Cast:
    """The report itself, and the people and ambiguities that its measures have to do with."""
    parties = [
        Party(code=code, kind=words.PARTY_KIND, name=english, name_zh_hans=chinese)
        for code, english, chinese in words.PARTIES
    ]
    Party.objects.bulk_create(parties, ignore_conflicts=True)
    report = Report.objects.create(
        slug=order.slug,
        is_fictional=True,
        levels=words.LEVELS,
        url=f"https://example.org/{order.slug}",
        published=PartialDate(order.until.year - DAYS // 365 - 1),
        **words.both("title", words.TITLE, count=order.count),
        **words.both("author", words.AUTHOR),
        **words.both("disclaimer", words.DISCLAIMER),
    )
    return rows.Cast(report, people_of(order), ambiguities_of(report))


def people_of(order: Order) -> list[User]:
    """Those who answer for the measures; nobody knows a password of theirs."""
    password = make_password(None)
    names = (words.PERSON[0].format(index) for index in range(max(OWNERS, order.count // MEASURES_PER_PERSON)))
    people = [
        User(
            email=f"{order.slug}-{index}@example.org",
            name=name,
            role=Role.CONTRIBUTOR if index else Role.EDITOR,
            password=password,
        )
        for index, name in enumerate(names)
    ]
    return User.objects.bulk_create(people, batch_size=BATCH)


def ambiguities_of(report: Report) -> list[Ambiguity]:
    found = [
        Ambiguity(
            report=report,
            key=f"{report.slug}-A{index}",
            code=f"A{index}",
            position=index,
            title=words.AMBIGUITY[0].format(english),
            title_zh_hans=words.AMBIGUITY[1].format(chinese),
        )
        for index, (english, chinese) in enumerate(words.SUBJECTS, start=1)
    ]
    Ambiguity.objects.bulk_create(found)
    through = Ambiguity.bearers.through
    through.objects.bulk_create(
        [through(ambiguity=each, party_id=rows.SHORES[each.position % len(rows.SHORES)]) for each in found]
    )
    return found


@dataclass(slots=True)
class Writer:
    """One generated report on its way into the database, under these primary keys of its measures."""

    order: Order
    cast: rows.Cast
    keys: Sequence[int]
    sources_end: ChainEnd
    ends: dict[str, ChainEnd] = field(default_factory=dict)

    def batches(self) -> Iterator[list[tuple[Plan, Measure]]]:
        pairs = (
            (plan, rows.measure_of(plan, key, self.cast))
            for plan, key in zip(self.order.plans(), self.keys, strict=True)
        )
        return (list(batch) for batch in batched(pairs, BATCH))

    def catalogue(self) -> None:
        for batch in self.batches():
            copy_rows([measure for _, measure in batch])
            copy_rows(
                [
                    Addressee(measure_id=measure.pk, party_id=code)
                    for plan, measure in batch
                    for code in rows.shores_of(plan)
                ]
            )
            copy_rows([rows.addressing_of(plan, measure, self.cast) for plan, measure in batch])
            owners: Iterator[Owner] = chain.from_iterable(rows.owners_of(*each, self.cast) for each in batch)
            copy_rows(list(owners))

    def year(self, year: int) -> None:
        """What happened in a year, measure by measure."""
        for batch in self.batches():
            sources = fresh_keys(Evidence, len(batch) * self.order.sources_a_year)
            entries = fresh_keys(Entry, len(batch))
            added = []
            evidence = []
            reviews = []
            cited_keys = batched(sources, self.order.sources_a_year)
            for (plan, measure), key, keys in zip(batch, entries, cited_keys, strict=True):
                at = self.order.moment(plan, year)
                step = step_of(plan, year, seed=self.order.seed, day=at.date())
                cited = rows.sources_of(plan, year, keys, self.cast)
                development = rows.development_of(plan, year, step, measure, cited, cast=self.cast, key=key)
                self.seal(development, at, step.salt)
                added.append(development)
                evidence += cited
                reviews += rows.reviews_of(step, cited, self.cast, at)
            copy_rows(evidence)
            self.seal_reviews(reviews)
            copy_rows(reviews)
            self.write(added)

    def checks(self) -> None:
        """The checks of those who looked again of late."""
        for batch in self.batches():
            checked = [each for each in batch if each[0].is_checked]
            entries = []
            for (plan, measure), key in zip(checked, fresh_keys(Entry, len(checked)), strict=True):
                at = self.order.moment(plan, YEARS)
                check = rows.check_of(plan, measure, self.cast, key, at)
                self.seal(check, at, plan.salt)
                entries.append(check)
            self.write(entries)

    def seal(self, rows: EntryRows, at: datetime, salt: bytes) -> None:
        marking = rows.entry.marking
        if marking not in self.ends:
            self.ends[marking] = ChainEnd(Chain.objects.create(report=self.cast.report, marking=marking))
        rows.entry.recorded_at = at
        # Of the same order come the same seals.
        self.ends[marking].seal_upon(rows, salt=salt, name_salt=sha256(salt).digest()[:SALT_BYTES])

    def seal_reviews(self, reviews: Sequence[Review]) -> None:
        """They stand in the chain of all sources, which may have gone on since: they say that they are sealed now."""
        for review in reviews:
            review.sealed_at = self.sources_end.since
            self.sources_end.seal_upon(review)

    def write(self, entries: Sequence[EntryRows]) -> None:
        copy_rows([each.entry for each in entries])
        copy_rows([row for each in entries for row in each.bearings])
        copy_rows([row.assessment for each in entries for row in each.assessments])
        citations = [row for each in entries for row in each.citations]
        for row, key in zip(citations, fresh_keys(Citation, len(citations)), strict=True):
            row.pk = key
        copy_rows(citations)
        said = [row for each in entries for row in each.statements]
        Statement.objects.bulk_create([row.statement for row in said], batch_size=BATCH)
        StatementPlace.objects.bulk_create([place for row in said for place in row.places], batch_size=BATCH)
