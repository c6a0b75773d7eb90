"""What was asked of the tracker in a schedule, and what it answered: the history by which it is judged."""

import json
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


class Outcome(StrEnum):
    """What whoever acted knows of it."""

    ACKNOWLEDGED = "acknowledged"
    # Cut off, or answered that it may have been done.
    UNKNOWN = "unknown"
    # Answered that nothing was saved.
    REFUSED = "refused"


class Kind(StrEnum):
    LOG = "log"
    CORRECT = "correct"
    CHECK = "check"
    REVIEW = "review"
    FILE = "file"
    TIGHTEN = "tighten"
    REDACT = "redact"
    LOAD = "load"


@dataclass(frozen=True, slots=True)
class Act:
    """One act: by whom, what it is known by in the record, when it began and ended, and what came of it."""

    who: str
    kind: Kind
    # The title or note that only this act writes; of a tightening or redaction the key of its entry.
    subject: str
    began: float
    ended: float
    outcome: Outcome
    # What was made, as answered: once, or each time where it was sent again.
    keys: Sequence[str] = ()
    marking: str = "public"
    problem: str = ""

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject} by {self.who} at {self.began:.2f}-{self.ended:.2f} s ({self.outcome})"


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer that was read: by whom, and the titles that stood in it."""

    who: str
    # The markings that this reader may see.
    markings: Sequence[str]
    path: str
    began: float
    ended: float
    seen: Sequence[str]
    # The keys of entries that were asked for and answered not to be there.
    missing: Sequence[str] = ()

    def __str__(self) -> str:
        return f"read by {self.who} at {self.began:.2f} s in {self.path}"


@dataclass
class History:
    """All acts and readings of a schedule, in the order in which they ended, and what was broken meanwhile."""

    acts: list[Act] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    breaks: list[tuple[str, float, float]] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> float:
        """Seconds since it began, by a clock that nobody sets."""
        return time.monotonic() - self.began

    def add(self, event: Act | Reading) -> None:
        with self.lock:
            if isinstance(event, Act):
                self.acts.append(event)
            else:
                self.readings.append(event)

    def write(self, path: Path) -> None:
        """Keep it as JSON Lines, for whoever looks for the cause of an anomaly."""
        lines: list[dict[str, Any]] = [
            {"break": name, "began": began, "ended": ended} for name, began, ended in self.breaks
        ]
        lines += [asdict(act) for act in self.acts] + [asdict(reading) for reading in self.readings]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{json.dumps(line)}\n" for line in sorted(lines, key=lambda line: line["ended"])))
