"""What writers may come to say: what is drawn, and the drafts that are made of it."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from hypothesis import strategies as some

from measures.access import audience_of
from measures.models import NONE, PartialDate
from measures.models.markings import is_within
from measures.operations.drafts import (
    AssessmentDraft,
    BearingDraft,
    EntryDraft,
    FileDraft,
    MarkDraft,
    ReadoutsDraft,
    SourceDraft,
    StatementDraft,
    comparison_draft,
)
from tests.factories import make_evidence, mentioned, not_in_text, text_draft
from tests.machines.record import Goal, Happening, Source, TinyRecord
from tests.machines.shores import AMBIGUITIES, MEASURES, SIDES, Shores, X

# Of statuses those that need a source, and some that need none.
STATUSES = ("", "", "", "under_discussion", "in_progress", "agreed", "suspended", "implemented")
STATES = ("", "", "raised", "acknowledged", "narrowed")
CLEARER = {"toward": "clearer", "away": "murkier", "either": "either", "background": "background"}
TARGETS = (*MEASURES, *AMBIGUITIES)
FILES = 3

serials = count(1)

PICK = some.integers(0, 50)
MAYBE = some.one_of(some.none(), PICK)
BEARINGS = some.lists(
    some.tuples(
        some.sampled_from(TARGETS),
        some.sampled_from(("toward", "away", "either", "background")),
        some.sampled_from(STATUSES),
        some.sampled_from(STATES),
        some.sampled_from(("", "up", "down")),
    ),
    min_size=1,
    max_size=2,
    unique_by=lambda row: row[0],
)
ASSESSMENTS = some.lists(
    some.tuples(
        some.sampled_from(("A", "B", "E1", "E2")),
        some.sampled_from((X, "both", "none")),
        some.sampled_from((None, 0, 1, 3)),
    ),
    max_size=2,
)
# On few things, so that one side has said something on the same thing before.
STATEMENTS = some.lists(some.tuples(some.sampled_from(("B", "E1")), some.sampled_from(SIDES)), min_size=1, max_size=3)
MARKS = some.tuples(PICK, PICK, some.sampled_from(("met", "met", "not_met", "undone")))
# How many days ago, and how much of the date is known: the day, the month or the year.
OCCURRED = some.tuples(some.integers(0, 500), some.sampled_from((10, 10, 7, 4)))
WORDS: dict[str, Any] = {
    "occurred": OCCURRED,
    "bearings": BEARINGS,
    "assessments": ASSESSMENTS,
    "statements": STATEMENTS,
    "cites": some.lists(PICK, max_size=2),
    "replaces": MAYBE,
    "file": some.one_of(some.none(), some.none(), some.none(), PICK),
    "answered": MAYBE,
    "rests": MAYBE,
    "mark": some.one_of(some.none(), some.none(), MARKS),
}


@dataclass
class Writer:
    """Somebody who writes rows of one marking, and names rows that they may, or now and then one that they may not."""

    who: str
    marking: str
    shores: Shores
    record: TinyRecord

    def draft(
        self, *, occurred: tuple[int, int], bearings: Any, assessments: Any, statements: Any, cites: list[int],
        replaces: int | None, file: int | None, answered: int | None, rests: int | None,
        mark: tuple[int, int, str] | None,
    ) -> EntryDraft:  # fmt: skip
        sources, earlier = self.may_name(self.record.sources), self.may_name(self.record.happenings)
        answers_to, ground = chosen(earlier, answered), chosen(earlier, rests)
        cited = list(dict.fromkeys(sources[index % len(sources)].key for index in cites if sources))
        return EntryDraft(
            occurred=self.day(*occurred),
            title="A ferry ran",
            narrative=f"It was seen on crossing {next(serials)}.",
            track="official",
            claim="reported",
            bears_on=[self.bearing(*row) for row in bearings],
            assessments=[self.assessment(ground, cited, *row) for row in assessments],
            statements=[self.statement(self.day(*occurred), *row) for row in statements],
            sources=[*cited, self.source(replaces, file)] if len(cited) < 2 else cited,
            milestones=[mark_of(self.shores.goals, *mark)] if mark else [],
            responds_to=answers_to.key if answers_to else "",
            marking=self.marking,
            reason="It was wrong.",
        )

    def comparison(self, pick: int, is_in_both: bool) -> EntryDraft:
        """The texts of both sides about something that happened, beside each other."""
        [subject] = self.shores.report.subjects.all()
        found = mentioned(subject), mentioned(subject) if is_in_both else not_in_text(subject)
        day = self.day(0, 10)
        texts = [
            text_draft(side, finding, source=make_evidence(marking=self.marking, state="pending").key, day=day)
            for side, finding in zip(SIDES, found, strict=True)
        ]
        about = chosen(self.may_name(self.record.happenings), pick)
        readouts = ReadoutsDraft(of=about.key if about else "", texts=texts)
        return comparison_draft(readouts, marking=self.marking)

    def may_name[Row: Happening | Source](self, rows: dict[str, Row]) -> list[Row]:
        return [row for row in rows.values() if is_within(self.marking, row.marking)] or list(rows.values())

    def day(self, ago: int, length: int) -> PartialDate:
        day: date = self.shores.calendar.today - timedelta(days=ago)
        return PartialDate.parse(day.isoformat()[:length])

    def bearing(self, code: str, direction: str, status: str, state: str, concern: str) -> BearingDraft:
        key = self.shores.rows[code].key
        if code in AMBIGUITIES:
            return BearingDraft(on=key, direction=CLEARER[direction], about=NONE, state=state, concern=concern)
        return BearingDraft(on=key, direction=direction, about=NONE, status=status)

    def assessment(
        self, ground: Happening | None, cited: list[str], code: str, about: str, level: int | None
    ) -> AssessmentDraft:
        return AssessmentDraft(
            on=self.shores.rows[code].key,
            about=about,
            level=level,
            nothing="nothing_found" if level is None else "",
            text="As it was seen.",
            rests_on=[ground.key] if ground else (),
            sources=[*cited, *(ground.sources[:1] if ground else ())][:1],
        )

    def statement(self, day: PartialDate, code: str, whose: str) -> StatementDraft:
        return StatementDraft(
            parties=[whose],
            authority="ministry",
            speaker="A keeper",
            said_on=day,
            quotation=f"It was said at crossing {next(serials)}.",
            quotation_language="en",
            acts=["states"],
            on=[self.shores.rows[code].key],
        )

    def source(self, replaces: int | None, file: int | None) -> SourceDraft:
        replaced = chosen(self.may_name(self.record.sources), replaces)
        return SourceDraft(
            title="Notice",
            publisher="Harbour",
            url=f"https://example.org/new/{next(serials)}",
            replaces=replaced.key if replaced else "",
            file=None if file is None else FileDraft(io.BytesIO(content_of(file % FILES)), "notice.txt"),
        )

    def sees_a_fault_in(self, draft: SourceDraft) -> bool:
        """Whether the writer may read that its file is recorded already, or may not read what it replaces."""
        audience = audience_of(self.shores.users[self.who])
        readable = [source for source in self.record.sources.values() if audience.may_read(source.marking)]
        is_known = draft.file is not None and hash_of(draft.file) in {source.file for source in readable}
        return is_known or draft.replaces not in {"", *(source.key for source in readable)}


def hash_of(file: FileDraft) -> str:
    file.content.seek(0)
    return hashlib.sha256(file.content.read()).hexdigest()


def content_of(file: int) -> bytes:
    return f"Notice {file}.".encode()


def mark_of(goals: Sequence[Goal], pick: int, party: int, state: str) -> MarkDraft:
    goal = goals[pick % len(goals)]
    return MarkDraft(on=goal.key, state=state, party=goal.parties[party % len(goal.parties)])


def chosen[Row](rows: Sequence[Row], pick: int | None) -> Row | None:
    return rows[pick % len(rows)] if rows and pick is not None else None
