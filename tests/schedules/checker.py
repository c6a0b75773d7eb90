"""Holds a history against what is there in the end. Pure: rows of the record come in as plain values."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tests.schedules.history import Act, History, Kind, Outcome

# From the widest to the narrowest.
MARKINGS = ("public", "participants", "internal")
# Acts that leave a row with a title or note of their own, and where it is counted.
LEAVING = {
    Kind.LOG: "entries",
    Kind.CORRECT: "entries",
    Kind.LOAD: "entries",
    Kind.FILE: "sources",
    Kind.REVIEW: "reviews",
}


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry as it is in the end; a redacted one has no title."""

    title: str
    marking: str
    is_redacted: bool = False


@dataclass(frozen=True, slots=True)
class FinalState:
    """What is there in the end."""

    # By key.
    entries: Mapping[str, KeptEntry] = field(default_factory=dict)
    # The titles of sources with a file and the notes of reviews, as often as they are there.
    sources: Sequence[str] = ()
    reviews: Sequence[str] = ()
    # How many checks each person has made.
    checks: Mapping[str, int] = field(default_factory=dict)
    # The Message-IDs that each recipient is due, and those that came, as often as they did.
    mails_due: Mapping[str, Sequence[str]] = field(default_factory=dict)
    mails_taken: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    # By receiver and number: the id under which a call was delivered, and the ids under which it came.
    calls_due: Mapping[tuple[str, str], str] = field(default_factory=dict)
    calls_taken: Mapping[tuple[str, str], Mapping[str, int]] = field(default_factory=dict)
    # What the tracker's own checks say: chains, standings and whatever else has an account of its own.
    faults: Sequence[str] = ()

    def counted(self, what: str) -> Counter[str]:
        if what == "entries":
            return Counter(entry.title for entry in self.entries.values() if not entry.is_redacted)
        return Counter(self.sources if what == "sources" else self.reviews)


def anomalies(history: History, final: FinalState) -> list[str]:
    """Everything that is not as whoever acted or read was told."""
    return [
        *lost_or_doubled(history.acts, final),
        *unasked(history.acts, final),
        *miscounted_checks(history.acts, final),
        *undone(history.acts, final),
        *unasked_redactions(history.acts, final),
        *answered_otherwise(history.acts),
        *seen_though_hidden(history),
        *missed_though_acknowledged(history),
        *mails_twice(final),
        *calls_twice(final),
        *final.faults,
    ]


def lost_or_doubled(acts: Sequence[Act], final: FinalState) -> Iterator[str]:
    """What was acknowledged is there once, what is unknown once at most, what was refused not at all."""
    counts = {what: final.counted(what) for what in set(LEAVING.values())}
    for act in acts:
        if act.kind not in LEAVING:
            continue
        times = 1 if is_redacted(act, final) else counts[LEAVING[act.kind]][act.subject]
        if act.outcome is Outcome.ACKNOWLEDGED and times == 0:
            yield f"lost: {act}"
        elif act.outcome is Outcome.REFUSED and times:
            yield f"there though it was refused: {act}: {act.problem}"
        if times > 1:
            yield f"there {times} times: {act}"


def is_redacted(act: Act, final: FinalState) -> bool:
    """Whether what an act made is there without its title."""
    return any(key in final.entries and final.entries[key].is_redacted for key in act.keys)


def unasked(acts: Sequence[Act], final: FinalState) -> Iterator[str]:
    """What is there that nobody has sent."""
    for what in sorted(set(LEAVING.values())):
        subjects = {act.subject for act in acts if LEAVING.get(act.kind) == what}
        yield from (f"nobody has sent it: {title}" for title in sorted(set(final.counted(what)) - subjects))


def miscounted_checks(acts: Sequence[Act], final: FinalState) -> Iterator[str]:
    """A check has no words of its own: as many are there as were acknowledged, and of the unknown ones some."""
    checks = [act for act in acts if act.kind is Kind.CHECK]
    for who in sorted({act.who for act in checks} | set(final.checks)):
        outcomes = Counter(act.outcome for act in checks if act.who == who)
        least, there = outcomes[Outcome.ACKNOWLEDGED], final.checks.get(who, 0)
        if not least <= there <= least + outcomes[Outcome.UNKNOWN]:
            yield f"{who} has {there} checks, {least} acknowledged and {outcomes[Outcome.UNKNOWN]} unknown"


def undone(acts: Sequence[Act], final: FinalState) -> Iterator[str]:
    """What was tightened or redacted is so still."""
    for act in acts:
        if act.outcome is not Outcome.ACKNOWLEDGED or act.kind not in (Kind.TIGHTEN, Kind.REDACT):
            continue
        entry = final.entries.get(act.subject)
        if entry is None:
            yield f"its entry is gone: {act}"
        elif act.kind is Kind.REDACT and not entry.is_redacted:
            yield f"not redacted: {act}"
        elif act.kind is Kind.TIGHTEN and MARKINGS.index(entry.marking) < MARKINGS.index(act.marking):
            yield f"{entry.marking} and not {act.marking}: {act}"


def unasked_redactions(acts: Sequence[Act], final: FinalState) -> Iterator[str]:
    asked = {act.subject for act in acts if act.kind is Kind.REDACT and act.outcome is not Outcome.REFUSED}
    redacted = {key for key, entry in final.entries.items() if entry.is_redacted}
    yield from (f"redacted though nobody asked: {key}" for key in sorted(redacted - asked))


def answered_otherwise(acts: Sequence[Act]) -> Iterator[str]:
    """Whoever sends an act again is answered with what it made the first time."""
    yield from (f"answered with {sorted(set(act.keys))}: {act}" for act in acts if len(set(act.keys)) > 1)


def seen_though_hidden(history: History) -> Iterator[str]:
    """Nobody reads what was hidden from them from the first, what was refused, or what was taken away before."""
    made = {act.subject: act for act in history.acts if act.kind in (Kind.LOG, Kind.CORRECT)}
    withdrawals = withdrawals_by_title(history.acts)
    for reading in history.readings:
        for title in reading.seen:
            if (act := made.get(title)) and act.marking not in reading.markings:
                yield f"hidden, and {reading}: {act}"
            if act and act.outcome is Outcome.REFUSED:
                yield f"refused, and {reading}: {act}"
            for taken in withdrawals.get(title, ()):
                is_hidden = taken.kind is Kind.REDACT or taken.marking not in reading.markings
                if is_hidden and taken.ended < reading.began:
                    yield f"taken away, and {reading}: {title}, {taken}"


def withdrawals_by_title(acts: Sequence[Act]) -> Mapping[str, Sequence[Act]]:
    """The acknowledged tightenings and redactions of what acts have made."""
    titles = {key: act.subject for act in acts if act.kind in (Kind.LOG, Kind.CORRECT) for key in act.keys}
    found: dict[str, list[Act]] = {}
    for act in acts:
        if act.kind in (Kind.TIGHTEN, Kind.REDACT) and act.outcome is Outcome.ACKNOWLEDGED and act.subject in titles:
            found.setdefault(titles[act.subject], []).append(act)
    return found


def missed_though_acknowledged(history: History) -> Iterator[str]:
    """What was acknowledged is there for whoever reads everything and asks afterwards."""
    made = {key: act for act in history.acts for key in act.keys if act.kind in (Kind.LOG, Kind.CORRECT)}
    for reading in history.readings:
        for key in reading.missing:
            if (act := made.get(key)) and act.outcome is Outcome.ACKNOWLEDGED and act.ended < reading.began:
                yield f"acknowledged, and not there when {reading}: {act}"


def mails_twice(final: FinalState) -> Iterator[str]:
    """Each mail that is due came; it may come twice, under its one Message-ID."""
    for who in sorted(set(final.mails_due) | set(final.mails_taken)):
        due, taken = set(final.mails_due.get(who, ())), set(final.mails_taken.get(who, ()))
        yield from (f"{who} did not get {each}" for each in sorted(due - taken))
        yield from (f"{who} got {each}, which is not due" for each in sorted(taken - due))


def calls_twice(final: FinalState) -> Iterator[str]:
    """Each call that is due came; it may come twice, under its one id."""
    for call in sorted(set(final.calls_due) | set(final.calls_taken)):
        ids, due = set(final.calls_taken.get(call, ())), final.calls_due.get(call)
        if (due and ids != {due}) or len(ids) > 1:
            yield f"call {call[1]} of {call[0]} came as {sorted(ids)}, and is {due}"
