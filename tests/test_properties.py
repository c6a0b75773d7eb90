"""Any sequence of acts: what is stored, rebuilt and replayed agrees with a tiny model, and nothing hidden shows.

`CBM_LONG_TESTS=1` runs many more and longer sequences.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from measures.analysis.differences import sides_of
from measures.analysis.history import load_histories
from measures.analysis.perception import perceptions_of
from measures.analysis.standing import standing_of, with_standings
from measures.analysis.verification import verify
from measures.errors import NotAllowedError, RuleError
from measures.models import (
    PUBLIC,
    TEAM,
    Audience,
    Entry,
    Evidence,
    Link,
    Measure,
    PartialDate,
    Report,
    Role,
    Standing,
    User,
)
from measures.models.markings import is_within
from measures.operations.clock import clock
from measures.operations.developments import confirm_unchanged, correct_entry, log_development
from measures.operations.drafts import BearingDraft, EntryDraft, SourceDraft, ViewDraft
from measures.operations.evidence import record_evidence, review_evidence
from measures.operations.markings import tighten_marking
from measures.operations.redactions import redact_entry
from measures.operations.standing import FIGURES, rebuild_standings
from tests.factories import make_ambiguity, make_measure, make_report, make_representative, make_user
from tests.readings import Reader
from tests.tiny_record import Asked, Happening, Said, Source, TinyRecord

LONG = os.environ.get("CBM_LONG_TESTS") == "1"
QUIET = settings(
    # Shrinking costs minutes; a failing sequence is short enough to read.
    phases=[Phase.generate],
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
)
X, Y = "NORTHSHORE", "SOUTHSHORE"
AUDIENCES = (PUBLIC, TEAM, Audience.of_party(X), Audience.of_party(Y))
WRITERS = ("contributor", "editor", X, Y)
TARGETS = ("A", "B", "B-1", "E1", "E2")
# Of statuses those that need a source, and some that need none.
STATUSES = ("", "", "under_discussion", "in_progress", "agreed", "suspended")
type Standings = dict[Audience, dict[str, Standing]]
type Read = dict[str, dict[str, dict[str, Any]]]

numbers = count(1)

MAYBE = some.one_of(some.none(), some.integers(0, 50))
BEARINGS = some.lists(
    some.tuples(some.sampled_from(TARGETS), some.sampled_from(("toward", "away")), some.sampled_from(STATUSES)),
    min_size=1,
    max_size=2,
    unique_by=lambda row: row[0],
)
VIEWS = some.lists(
    some.tuples(
        some.sampled_from(("A", "B", "E1")),
        some.sampled_from(("independent", X, Y)),
        some.sampled_from((X, "both", "none")),
        some.sampled_from((None, 0, 1, 3)),
    ),
    max_size=2,
)
# Days of the last years, some known to the month or the year only.
DAYS = some.builds(
    lambda offset, length: (clock().date() - timedelta(days=offset)).isoformat()[:length],
    some.integers(0, 900),
    some.sampled_from((10, 10, 7, 4)),
)

WORDS: dict[str, Any] = {
    "occurred": DAYS,
    "bearings": BEARINGS,
    "views": VIEWS,
    "cites": some.lists(some.integers(0, 50), max_size=2),
    "replaces": MAYBE,
    "answered": MAYBE,
    "rests": MAYBE,
}

pytestmark = pytest.mark.django_db


class RecordMachine(RuleBasedStateMachine):
    """People act on a small record, and a tiny model of it is kept beside."""

    watches_answers = False

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        self.report: Report = make_report("shores")
        group = make_ambiguity(self.report, "E")
        elements = [make_ambiguity(self.report, code, parent=group) for code in ("E1", "E2")]
        first = make_measure(self.report, code="A", parties=(X,), addresses=elements[:1], due_on="2025")
        second = make_measure(self.report, code="B", parties=(X, Y), addresses=elements)
        part = make_measure(self.report, code="B-1", parties=(X, Y), parent=second)
        Link.objects.create(source=first, target=second, relation="reciprocates", basis="report")
        self.rows: dict[str, Any] = {row.code: row for row in (*elements, first, second, part)}
        self.model = TinyRecord(("A", "B", "B-1"), {"B-1": "B"})
        self.users: dict[str, User] = {
            "contributor": make_user(),
            "editor": make_user(role=Role.EDITOR),
            "administrator": make_user(role=Role.ADMINISTRATOR),
            X: make_representative(X),
            Y: make_representative(Y),
        }
        # In the order of AUDIENCES.
        readers = (None, self.users["contributor"], self.users[X], self.users[Y])
        self.readers = [Reader(*each) for each in zip(AUDIENCES, readers, strict=True)]
        self.seen: dict[Audience, dict[str, bytes]] = {}
        self.today: date = clock().date()
        # What was read at each moment, and how often rows had been hidden or redacted by then.
        self.moments: list[tuple[datetime, int, Read]] = []
        self.hidings = 0

    # The acts

    @rule(who=some.sampled_from(WRITERS), marking=some.integers(0, 2), **WORDS)
    def log(self, *, who: str, marking: int, **words: Any) -> None:
        kept = markings_of(who)[marking]
        draft = self.draft(who, kept, **words)
        act = partial(log_development, self.report, draft, by=self.users[who], on=self.today)
        self.attempt(act, {kept}, self.written(draft, who))

    @rule(who=some.sampled_from(WRITERS), pick=some.integers(0, 50), **WORDS)
    def correct(self, *, who: str, pick: int, **words: Any) -> None:
        mine = [row for row in self.model.happenings.values() if who in ("editor", row.author) and not row.is_redacted]
        if old := chosen(mine, pick):
            draft = self.draft(who, old.marking, **words)
            act = partial(correct_entry, Entry.objects.get(key=old.key), draft, by=self.users[who], on=self.today)
            self.attempt(act, {old.marking}, self.written(draft, who))

    @rule(codes=some.sets(some.sampled_from(("A", "B", "B-1")), min_size=1))
    def check(self, codes: set[str]) -> None:
        def checked(entries: list[Entry]) -> None:
            for entry in entries:
                on = [row.measure.code for row in entry.bearings.all() if row.measure]
                row = Happening(
                    entry.key, str(entry.occurred), entry.recorded_at, entry.marking, "editor", content={*on}
                )
                row.bearings = [(code, "background", "") for code in on]
                self.model.happenings[entry.key] = row

        measures = [self.rows[code] for code in codes]
        act = partial(confirm_unchanged, measures, by=self.users["editor"], on=self.today)
        self.attempt(act, {self.model.measures[code] for code in codes}, checked)

    @rule(who=some.sampled_from(WRITERS), marking=some.integers(0, 2), replaces=MAYBE)
    def record(self, who: str, marking: int, replaces: int | None) -> None:
        kept = markings_of(who)[marking]
        draft = new_source(chosen(self.named(self.model.sources, kept), replaces))
        self.attempt(partial(record_evidence, draft, by=self.users[who], marking=kept), {kept}, self.add_source)

    @rule(pick=some.integers(0, 50), state=some.sampled_from(("accepted", "disputed", "retracted")))
    def review(self, pick: int, state: str) -> None:
        if source := chosen(list(self.model.sources.values()), pick):
            by = self.users[source.marking.partition(":")[2] or "contributor"]
            act = partial(review_evidence, Evidence.objects.get(key=source.key), by=by, state=state, note="Read again.")
            self.attempt(act, {source.marking}, lambda done: source.reviews.append((done.recorded_at, done.state)))

    @rule(pick=some.integers(0, 50))
    def redact(self, pick: int) -> None:
        if row := chosen(list(self.model.happenings.values()), pick):
            entry, by = Entry.objects.get(key=row.key), self.users["administrator"]
            act = partial(redact_entry, entry, by=by, reason="A private name stood in it.")
            self.attempt(act, {row.marking}, lambda _: self.redacted(row))

    @precondition(lambda self: len(self.model.happenings) > 2)
    @rule(pick=some.integers(0, 50), marking=some.sampled_from(("participants", "internal")))
    def tighten(self, pick: int, marking: str) -> None:
        keys = [*self.model.happenings, *self.model.sources, "B", "B-1"]
        key = keys[pick % len(keys)]
        row = self.rows.get(key) or Entry.objects.filter(key=key).first() or Evidence.objects.get(key=key)
        reached = self.model.reach(key, marking)
        touched = {self.model.marking_of(each) for each in reached}
        act = partial(tighten_marking, row, marking=marking, by=self.users["editor"])
        self.attempt(act, touched, lambda _: self.tightened(reached, marking))

    def attempt(self, act: Callable[[], Any], touched: set[str], told: Callable[[Any], object]) -> None:
        """Act, tell the model, and see that whoever may read none of the touched rows is answered as before."""
        unaware = [reader for reader in self.readers if not touched.intersection(reader.audience.markings)]
        if self.watches_answers:
            for reader in unaware:
                self.seen.setdefault(reader.audience, reader.answers(self.report))
        try:
            made = act()
        except (ValidationError, RuleError, NotAllowedError):
            return
        connection.check_constraints()
        told(made)
        if self.watches_answers:
            before = self.seen
            self.seen = {reader.audience: reader.answers(self.report) for reader in unaware}
            for audience, found in self.seen.items():
                assert [door for door in found if found[door] != before[audience][door]] == [], audience.name

    # What the model is told

    def written(self, draft: EntryDraft, who: str) -> Callable[[Entry], None]:
        def tell(entry: Entry) -> None:
            row = Happening(entry.key, str(draft.occurred), entry.recorded_at, entry.marking, who)
            codes = {each.key: code for code, each in self.rows.items()}
            row.bearings = [(codes[each.on], each.direction, each.status) for each in draft.bears_on]
            row.views = [
                Said(codes[each.on], each.whose, each.about, who == each.whose, each.level) for each in draft.views
            ]
            for evidence in Evidence.objects.filter(citations__entry=entry):
                row.sources.append(evidence.key)
                if evidence.key not in self.model.sources:
                    self.add_source(evidence)
            row.content = {code for code, *_ in row.bearings} | {view.on for view in row.views} | {*row.sources}
            row.content |= {key for view in draft.views for key in (*view.rests_on, *view.sources)}
            row.around = {draft.responds_to} - {""}
            if entry.corrects:
                corrected = self.model.happenings[entry.corrects.key]
                corrected.corrected_at = entry.recorded_at
                corrected.around.add(row.key)
                row.around.add(corrected.key)
            self.model.happenings[row.key] = row

        return tell

    def add_source(self, evidence: Evidence) -> None:
        replaces = evidence.replaces.key if evidence.replaces else ""
        self.model.sources[evidence.key] = Source(evidence.key, evidence.marking, evidence.recorded_at, replaces)

    def redacted(self, row: Happening) -> None:
        row.is_redacted, row.content = True, set()
        self.hidings += 1

    def tightened(self, reached: Iterable[str], marking: str) -> None:
        self.model.tighten(reached, marking)
        self.hidings += 1

    # What a writer names

    def draft(
        self, who: str, marking: str, *, occurred: str, bearings: Any, views: Any, cites: list[int],
        replaces: int | None, answered: int | None, rests: int | None,
    ) -> EntryDraft:  # fmt: skip
        sources, earlier = self.named(self.model.sources, marking), self.named(self.model.happenings, marking)
        answers_to, ground = chosen(earlier, answered), chosen(earlier, rests)
        cited = list(dict.fromkeys(sources[index % len(sources)].key for index in cites if sources))
        return EntryDraft(
            occurred=PartialDate.parse(occurred),
            title="A ferry ran",
            narrative=f"It was seen on crossing {next(numbers)}.",
            track="official",
            claim="reported",
            bears_on=[self.bearing(who, *row) for row in bearings],
            views=[self.view(who, ground, cited, *row) for row in views],
            sources=[*cited, new_source(chosen(sources, replaces))] if len(cited) < 2 else cited,
            responds_to=answers_to.key if answers_to else "",
            marking=marking,
        )

    def named[Row: Happening | Source](self, rows: dict[str, Row], marking: str) -> list[Row]:
        """The rows that an entry of this marking may name; now and then one that it may not."""
        return [row for row in rows.values() if is_within(marking, row.marking)] or list(rows.values())

    def bearing(self, who: str, code: str, direction: str, status: str) -> BearingDraft:
        if code.startswith("E"):
            return BearingDraft(on=self.rows[code].key, direction={"toward": "clearer", "away": "murkier"}[direction])
        return BearingDraft(on=self.rows[code].key, direction=direction, status="" if who in (X, Y) else status)

    def view(  # noqa: PLR0917
        self, who: str, ground: Happening | None, cited: list[str], code: str, whose: str, about: str, level: int | None
    ) -> ViewDraft:
        whose = who if who in (X, Y) else whose
        provenance = "" if whose == "independent" else "representative" if whose == who else "our_reading"
        return ViewDraft(
            on=self.rows[code].key,
            whose=whose,
            about=about,
            level=level,
            nothing="nothing_found" if level is None and whose == "independent" else "",
            provenance=provenance,
            text="As it was seen.",
            rests_on=[ground.key] if ground else (),
            sources=[*cited, *(ground.sources[:1] if ground else ())][:1],
        )

    # What always holds

    @invariant()
    def what_is_stored_is_rebuilt_and_replayed(self) -> None:
        assert self.read() == as_read(self.replayed())
        kept = all_standings()
        rebuild_standings()
        assert all_standings() == kept

    @invariant()
    def what_is_read_is_what_happened(self) -> None:
        latest = [row.counts_from for row in self.model.happenings.values()][-1:]
        for as_of in (None, self.today - timedelta(days=400), *latest):
            self.agrees(as_of, None)

    @invariant()
    def every_chain_verifies(self) -> None:
        assert verify().faults == []

    @invariant()
    def what_was_known_at_a_moment_is_what_was_read_then(self) -> None:
        """Unless rows were hidden or redacted since: who may read what is today's."""
        since = [(moment, read) for moment, hidings, read in self.moments if hidings == self.hidings]
        for moment, read in {id(each): each for each in (*since[:1], *since[-1:])}.values():
            assert as_read(self.replayed(known_at=moment)) == read
        self.moments.append((clock(), self.hidings, self.read()))

    @rule(offset=some.integers(0, 950), pick=some.integers(0, 50))
    def look_back(self, offset: int, pick: int) -> None:
        as_of = self.today - timedelta(days=offset)
        self.agrees(as_of, self.moments[pick % len(self.moments)][0])

    def read(self) -> Read:
        """The stored standings that each audience reads."""
        return as_read(
            {
                audience: {row.code: row.standing for row in with_standings(Measure.objects.all(), audience)}
                for audience in AUDIENCES
            }
        )

    def replayed(self, as_of: date | None = None, known_at: datetime | None = None) -> Standings:
        """The standings of what each audience may read, replayed from the journal."""
        histories = load_histories(Measure.objects.prefetch_related("parties"), as_of=as_of, known_at=known_at)
        return {
            audience: {
                history.measure.code: standing_of(history, audience, as_of=as_of)
                for history in histories
                if audience.may_read(history.measure.marking)
            }
            for audience in AUDIENCES
        }

    def agrees(self, as_of: date | None, known_at: datetime | None) -> None:
        """What every audience reads is what the model makes of what happened."""
        for audience, standings in self.replayed(as_of, known_at).items():
            asked = Asked(audience.markings, as_of, known_at)
            for code, found in standings.items():
                assert found.status == self.model.status(code, asked)
                assert found.latest_direction == self.model.direction(code, asked)
                levels = {(row["whose"], row["about"], row["by_representative"]): row["level"] for row in found.views}
                assert levels == self.model.levels(code, asked)
                counted = found.sources_toward, found.sources_away, found.sources_either
                assert counted == self.model.balance(code, asked)
            elements = [self.rows["E1"], self.rows["E2"]]
            for seen in perceptions_of(elements, sides_of(self.report), audience, as_of=as_of, known_at=known_at):
                said = {whose for whose, *_ in self.model.levels(seen.ambiguity.code, asked)}
                assert seen.missing == [side for side in (X, Y) if side not in said]


def as_read(standings: Standings) -> Read:
    return {
        audience.name: {code: {name: getattr(row, name) for name in FIGURES} for code, row in rows.items()}
        for audience, rows in standings.items()
    }


def all_standings() -> list[dict[str, Any]]:
    return list(Standing.objects.order_by("measure", "audience").values("measure", "audience", *FIGURES))


def chosen[Row](rows: Sequence[Row], pick: int | None) -> Row | None:
    return rows[pick % len(rows)] if rows and pick is not None else None


def markings_of(who: str) -> list[str]:
    return ["public", "participants", f"released:{who}" if who in (X, Y) else "internal"]


def new_source(replaced: Source | None) -> SourceDraft:
    address = f"https://example.org/new/{next(numbers)}"
    return SourceDraft(title="Notice", publisher="Harbour", url=address, replaces=replaced.key if replaced else "")


class WatchedMachine(RecordMachine):
    """The same, with every answer of those who may not see an act compared, byte for byte."""

    watches_answers = True


def test_the_record_is_what_happened() -> None:
    run_state_machine_as_test(
        RecordMachine,
        settings=settings(QUIET, max_examples=400 if LONG else 12, stateful_step_count=40 if LONG else 15),
    )


def test_what_a_reader_may_not_see_changes_no_byte_of_an_answer() -> None:
    run_state_machine_as_test(
        WatchedMachine, settings=settings(QUIET, max_examples=80 if LONG else 4, stateful_step_count=25 if LONG else 10)
    )
