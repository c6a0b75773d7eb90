"""The acts of people on a small record, in any order, with a plain model of it kept beside."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from measures.errors import NotAllowedError, RuleError
from measures.models import Audience, Entry, Evidence, Marking, Measure, PartialDate
from measures.operations.editing import revise
from measures.operations.entries import DIRECTIONS, confirm_unchanged, correct_entry, log_development, meet_milestone
from measures.operations.evidence import record_evidence, review_evidence
from measures.operations.markings import tighten_marking
from measures.operations.nouns import MEASURE
from measures.operations.redactions import redact_entry
from tests.machines import telling
from tests.machines.record import Happening, Moved, Source
from tests.machines.shores import MEASURES, Shores
from tests.machines.words import MARKS, MAYBE, OCCURRED, PICK, WORDS, Writer, chosen, mark_of, serials

WRITERS = ("contributor", "editor")
# Who writes rows of which marking.
PENS = [(who, marking) for who in WRITERS for marking in Marking.values]


class Acts(RuleBasedStateMachine):
    """Each sequence begins with the same record and leaves nothing behind."""

    def __init__(self, shores: Shores) -> None:
        super().__init__()
        self.shores = shores
        self.record = shores.begin()
        # How often rows were hidden or redacted; the acts that were done.
        self.hidings = self.done = 0
        # While somebody watches, people do only what that reader may see nothing of.
        self.watcher: Audience | None = None
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def is_free(self, marking: str) -> bool:
        """Whether rows of this marking may be touched now."""
        return self.watcher is None or not self.watcher.may_read(marking)

    def writer(self, pen: int) -> Writer:
        pens = [(who, marking) for who, marking in PENS if self.is_free(marking)]
        return Writer(*pens[pen % len(pens)], self.shores, self.record)

    def one_of[Row: Happening | Source](self, rows: Iterable[Row], pick: int) -> Row | None:
        return chosen([row for row in rows if self.is_free(row.marking)], pick)

    def attempt(self, act: Callable[[], Any], touched: set[str], found: Callable[[Any], object]) -> bool:
        """Act and tell the model; answers whether it was done, and not refused."""
        if not all(map(self.is_free, touched)):
            return False
        try:
            made = act()
        except (ValidationError, RuleError, NotAllowedError):
            return False
        connection.check_constraints()
        found(made)
        self.done += 1
        return True

    @rule(nights=some.integers(0, 40), pen=PICK, words=some.fixed_dictionaries(WORDS))
    def log(self, nights: int, pen: int, words: dict[str, Any]) -> None:
        self.shores.calendar.passed += timedelta(days=nights)
        writer = self.writer(pen)
        draft, by = writer.draft(**words), self.shores.users[writer.who]
        act = partial(log_development, self.shores.report, draft, by=by, on=self.shores.calendar.today)
        self.attempt(act, {writer.marking}, lambda entry: telling.record_development(self, entry, draft, writer.who))

    @rule(who=some.sampled_from(WRITERS), pick=PICK, words=some.fixed_dictionaries(WORDS))
    def correct(self, who: str, pick: int, words: dict[str, Any]) -> None:
        mine = [row for row in self.record.happenings.values() if who in ("editor", row.author) and not row.is_redacted]
        if old := self.one_of(mine, pick):
            draft = Writer(who, old.marking, self.shores, self.record).draft(**words)
            entry, by = Entry.objects.get(key=old.key), self.shores.users[who]
            act = partial(correct_entry, entry, draft, by=by, on=self.shores.calendar.today)
            self.attempt(act, {old.marking}, lambda entry: telling.record_development(self, entry, draft, who))

    @precondition(lambda self: self.record.happenings)
    @rule(pen=PICK, pick=PICK, is_in_both=some.booleans())
    def compare(self, pen: int, pick: int, is_in_both: bool) -> None:
        writer = self.writer(pen)
        draft, by = writer.comparison(pick, is_in_both), self.shores.users[writer.who]
        act = partial(log_development, self.shores.report, draft, by=by, on=self.shores.calendar.today)
        self.attempt(act, {writer.marking}, lambda entry: telling.compared(self, entry, writer.who))

    @rule(codes=some.sets(some.sampled_from(MEASURES), min_size=1))
    def check(self, codes: set[str]) -> None:
        measures = [self.shores.rows[code] for code in codes]
        act = partial(confirm_unchanged, measures, by=self.shores.users["editor"], on=self.shores.calendar.today)
        self.attempt(
            act,
            {self.record.markings[code] for code in codes},
            lambda entries: [telling.checked(self, entry) for entry in entries],
        )

    @rule(pick=PICK, occurred=OCCURRED, mark=MARKS)
    def mark(self, pick: int, occurred: tuple[int, int], mark: tuple[int, int, str]) -> None:
        writer = Writer("editor", "public", self.shores, self.record)
        words, day, source = mark_of(self.shores.goals, *mark), writer.day(*occurred), writer.source(pick, None)
        goal = self.record.goals[words.on]
        writer.marking = self.record.markings[goal.measure]
        act = partial(
            meet_milestone,
            self.shores.rows[goal.measure].milestones.get(key=goal.key),
            by=self.shores.users["editor"],
            on=self.shores.calendar.today,
            state=words.state,
            party=words.party,
            occurred=day,
            title="The lamp was lit",
            narrative="It was seen.",
            sources=[source],
            marking=writer.marking,
        )
        moved = Moved(goal.measure, DIRECTIONS[words.state])
        self.attempt(act, {writer.marking}, lambda entry: telling.marked(self, entry, str(day), words, moved))

    @rule(pen=PICK, replaces=MAYBE, file=MAYBE)
    def record_source(self, pen: int, replaces: int | None, file: int | None) -> None:
        writer = self.writer(pen)
        draft, by = writer.source(replaces, file), self.shores.users[writer.who]
        is_known = writer.sees_a_fault_in(draft)
        act = partial(record_evidence, draft, by=by, marking=writer.marking)
        done = self.attempt(act, {writer.marking}, partial(telling.sourced, self))
        assert done is not is_known, (
            "a file is refused where its writer may see that it is recorded already, only there"
        )

    @rule(pick=PICK, state=some.sampled_from(("accepted", "accepted", "disputed", "retracted")))
    def review(self, pick: int, state: str) -> None:
        if source := self.one_of(self.record.sources.values(), pick):
            by = self.shores.users["contributor"]
            act = partial(review_evidence, Evidence.objects.get(key=source.key), by=by, state=state, note="Read again.")
            self.attempt(act, {source.marking}, lambda done: source.reviews.append((done.recorded_at, done.state)))

    @rule(pick=PICK)
    def redact(self, pick: int) -> None:
        if row := self.one_of(self.record.happenings.values(), pick):
            entry, by = Entry.objects.get(key=row.key), self.shores.users["administrator"]
            act = partial(redact_entry, entry, by=by, reason="A private name stood in it.")
            self.attempt(act, {row.marking}, lambda _: telling.redacted(self, row))

    @precondition(lambda self: len(self.record.happenings) > 2)
    @rule(pick=PICK, marking=some.sampled_from(("participants", "internal")))
    def tighten(self, pick: int, marking: str) -> None:
        keys = [*self.record.happenings, *self.record.sources, "B", "B-1"]
        key = keys[pick % len(keys)]
        row: Any = self.shores.rows.get(key)
        row = row or Entry.objects.filter(key=key).first() or Evidence.objects.get(key=key)
        reached = self.record.reach(key, marking)
        touched = {self.record.marking_of(each) for each in (key, *reached)}
        act = partial(tighten_marking, row, marking=marking, by=self.shores.users["editor"])
        self.attempt(act, touched, lambda _: telling.tightened(self, reached, marking))

    @rule(code=some.sampled_from(MEASURES))
    def revise(self, code: str) -> None:
        measure = Measure.objects.get(pk=self.shores.rows[code].pk)
        changes = {"title": f"Title {next(serials)}", "due_on": PartialDate.of(self.shores.calendar.today)}
        editor = self.shores.users["editor"]
        act = partial(revise, MEASURE, measure, changes=changes, version=measure.version, by=editor)
        titled = self.record.titles[code]
        self.attempt(act, {self.record.markings[code]}, lambda revised: titled.append((measure.title, revised.title)))
