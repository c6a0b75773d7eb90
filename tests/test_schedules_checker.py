"""What the checker of schedules finds in a history, and what it lets pass."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.schedules.checker import FinalState, KeptEntry, anomalies
from tests.schedules.history import Act, History, Kind, Outcome, Reading

TITLE = "Written by Writer 1 1"


def act(kind: Kind = Kind.LOG, outcome: str = "acknowledged", **fields: Any) -> Act:
    keys = ("e1",) if kind is Kind.LOG and outcome == "acknowledged" else ()
    values = {"subject": TITLE, "began": 1.0, "ended": 2.0, "keys": keys, **fields}
    return Act("Writer 1", kind, outcome=Outcome(outcome), **values)


def reading(began: float = 5.0, *, seen: Sequence[str] = (), **fields: Any) -> Reading:
    return Reading("a stranger", ("public",), "/journal/", began, began + 1, seen, **fields)


def state(title: str = TITLE, marking: str = "public", **fields: Any) -> FinalState:
    return FinalState(**{"entries": {"e1": KeptEntry(title, marking)}, **fields})


def found(*events: Act | Reading, final: FinalState) -> list[str]:
    history = History()
    for event in events:
        history.add(event)
    return anomalies(history, final)


NOTHING = FinalState()
TWICE = FinalState(entries={"e1": KeptEntry(TITLE, "public"), "e2": KeptEntry(TITLE, "public")})
REDACTED = FinalState(entries={"e1": KeptEntry("", "public", is_redacted=True)})


@pytest.mark.parametrize(
    ("outcome", "final"),
    [("acknowledged", state()), ("unknown", state()), ("unknown", NOTHING), ("refused", NOTHING)],
)
def test_what_is_as_it_was_told_passes(outcome: str, final: FinalState) -> None:
    assert found(act(outcome=outcome), final=final) == []


@pytest.mark.parametrize(
    ("outcome", "final", "says"),
    [
        ("acknowledged", NOTHING, "lost"),
        ("acknowledged", TWICE, "there 2 times"),
        ("unknown", TWICE, "there 2 times"),
        ("refused", state(), "there though it was refused"),
    ],
)
def test_what_is_not_as_it_was_told_is_found(outcome: str, final: FinalState, says: str) -> None:
    [only] = found(act(outcome=outcome), final=final)

    assert only.startswith(says)
    assert TITLE in only


def test_what_nobody_has_sent_is_found() -> None:
    assert found(final=state()) == [f"nobody has sent it: {TITLE}"]


@pytest.mark.parametrize(
    ("kind", "once", "twice"),
    [
        (Kind.FILE, FinalState(sources=[TITLE]), FinalState(sources=[TITLE, TITLE])),
        (Kind.REVIEW, FinalState(reviews=[TITLE]), FinalState(reviews=[TITLE, TITLE])),
    ],
)
def test_sources_and_reviews_are_counted_likewise(kind: Kind, once: FinalState, twice: FinalState) -> None:
    assert found(act(kind), final=once) == []
    assert found(act(kind), final=twice)[0].startswith("there 2 times")
    assert found(act(kind), final=NOTHING)[0].startswith("lost")


@pytest.mark.parametrize(("there", "is_right"), [(0, False), (1, True), (2, True), (3, False)])
def test_checks_are_between_those_acknowledged_and_those_unknown(there: int, is_right: bool) -> None:
    checks = act(Kind.CHECK), act(Kind.CHECK, "unknown"), act(Kind.CHECK, "refused")

    assert (found(*checks, final=FinalState(checks={"Writer 1": there})) == []) is is_right


def test_a_redaction_holds_and_what_it_took_away_is_not_lost() -> None:
    redaction = act(Kind.REDACT, subject="e1", began=3.0, ended=4.0)

    assert found(act(), redaction, final=REDACTED) == []
    assert found(act(), redaction, final=state())[0].startswith("not redacted")
    assert found(act(), final=REDACTED) == ["redacted though nobody asked: e1"]


def test_a_tightened_entry_stays_at_least_as_narrow() -> None:
    tightening = act(Kind.TIGHTEN, subject="e1", marking="participants", began=3.0, ended=4.0)

    assert found(act(), tightening, final=state(marking="internal")) == []
    assert found(act(), tightening, final=state())[0].startswith("public and not participants")


def test_an_act_sent_again_is_answered_alike() -> None:
    assert found(act(keys=("e1", "e1")), final=state()) == []
    assert found(act(keys=("e1", "e2")), final=state())[0].startswith("answered with ['e1', 'e2']")


def test_nobody_reads_what_was_hidden_from_the_first() -> None:
    hidden, final = act(marking="internal"), state(marking="internal")

    assert found(hidden, reading(), final=final) == []
    assert found(hidden, reading(seen=[TITLE]), final=final)[0].startswith("hidden, and read by a stranger")


@pytest.mark.parametrize("kind", [Kind.TIGHTEN, Kind.REDACT])
def test_nobody_reads_what_was_taken_away_before_they_asked(kind: Kind) -> None:
    taken = act(kind, subject="e1", marking="internal", began=3.0, ended=4.0)
    final = REDACTED if kind is Kind.REDACT else state(marking="internal")

    assert found(act(), taken, reading(3.5, seen=[TITLE]), final=final) == []
    assert found(act(), taken, reading(4.5, seen=[TITLE]), final=final)[0].startswith("taken away, and read")


def test_what_was_acknowledged_is_there_for_whoever_asks_afterwards() -> None:
    assert found(act(), reading(1.5, missing=["e1"]), final=state()) == []
    assert found(act(), reading(2.5, missing=["e1"]), final=state())[0].startswith("acknowledged, and not there")


def test_a_mail_may_come_twice_under_one_id_only() -> None:
    due = {"a@example.org": ["<digest.1>"]}

    assert found(final=FinalState(mails_due=due, mails_taken={"a@example.org": {"<digest.1>": 2}})) == []
    assert found(final=FinalState(mails_due=due)) == ["a@example.org did not get <digest.1>"]
    twice = {"a@example.org": {"<digest.1>": 1, "<digest.2>": 1}}
    assert found(final=FinalState(mails_due=due, mails_taken=twice)) == [
        "a@example.org got <digest.2>, which is not due"
    ]


def test_a_call_may_come_twice_under_one_id_only() -> None:
    due = {("/0", "1"): "a"}

    assert found(final=FinalState(calls_due=due, calls_taken={("/0", "1"): {"a": 2}})) == []
    assert found(final=FinalState(calls_due=due)) == ["call 1 of /0 came as [], and is a"]
    assert found(final=FinalState(calls_due=due, calls_taken={("/0", "1"): {"a": 1, "b": 1}})) != []


def test_the_trackers_own_checks_are_passed_on() -> None:
    assert found(final=FinalState(faults=["a chain is broken"])) == ["a chain is broken"]
