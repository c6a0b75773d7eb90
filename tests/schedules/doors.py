"""The two doors by which writers act: the API of the web servers, and the operations themselves."""

import io
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import Error, connection

from measures.errors import BusyError, NotAllowedError, RuleError, UnavailableError
from measures.models import Entry, Evidence, Measure, PartialDate, Report, User
from measures.operations.drafts import AssessmentDraft, BearingDraft, EntryDraft, FileDraft, SourceDraft
from measures.operations.entries import confirm_unchanged, correct_entry, log_development
from measures.operations.evidence import record_evidence, review_evidence
from measures.operations.markings import tighten_marking
from measures.operations.redactions import redact_entry
from measures.operations.transactions import NO_ROOM
from tests.files import PDF
from tests.load.client import CUT, REST, Answer, Client
from tests.load.writers import API, key_of, multipart
from tests.schedules.history import Outcome

# What a 503 says where nothing was saved.
NOTHING_SAVED = ("busy", "crowded", "no_room")
# Seconds until somebody gives up sending an act again.
TRIES_FOR = 15.0


@dataclass(slots=True)
class Reply:
    """What whoever acted learned of it, from all answers."""

    outcome: Outcome
    # What was made: the key of an entry or a source, as often as it was answered.
    keys: list[str] = field(default_factory=list)
    # The sources that came with an entry.
    sources: list[str] = field(default_factory=list)
    problem: str = ""

    def add(self, answer: Answer) -> None:
        """Note what was made, as one more answer names it."""
        body = answer.json
        made = body["entries"] if isinstance(body.get("entries"), list) else [body]
        self.keys += [str(row.get("key") or row.get("id") or "") for row in made]
        self.sources = [source["key"] for row in made for source in row.get("sources", ())]


class Door(Protocol):
    """What writers do."""

    def log(self, title: str, body: dict[str, Any]) -> Reply: ...

    def correct(self, title: str, key: str, body: dict[str, Any]) -> Reply: ...

    def check(self, title: str, measure: str) -> Reply: ...

    def review(self, title: str, source: str) -> Reply: ...

    def file(self, title: str, size: int) -> Reply: ...

    def tighten(self, title: str, key: str, marking: str) -> Reply: ...

    def redact(self, title: str, key: str) -> Reply: ...


def bytes_of_file(title: str, size: int) -> bytes:
    """A file that is like no other."""
    return PDF + title.encode() + bytes(size)


@dataclass
class ApiDoor:
    """Sends each act with an Idempotency-Key: once, or again until it is answered, and now and then once more."""

    client: Client
    # What only pages do, it has done by the operations.
    beside: "OperationsDoor"

    def log(self, title: str, body: dict[str, Any]) -> Reply:
        return self.sent("entries/", body, key=title)

    def correct(self, title: str, key: str, body: dict[str, Any]) -> Reply:
        return self.sent(f"entries/{key}/correction/", body, key=title)

    def check(self, title: str, measure: str) -> Reply:
        return self.sent("checks/", {"measures": [measure]}, key=title)

    def review(self, title: str, source: str) -> Reply:
        return self.sent(f"evidence/{source}/reviews/", {"state": "accepted", "note": title}, key=title)

    def tighten(self, title: str, key: str, marking: str) -> Reply:
        return self.beside.tighten(title, key, marking)

    def redact(self, title: str, key: str) -> Reply:
        return self.beside.redact(title, key)

    def file(self, title: str, size: int) -> Reply:
        content, kind = multipart(bytes_of_file(title, size), "note.pdf", title=title, publisher="Harbour office")
        return self.send("evidence/", content, kind, key=title)

    def sent(self, path: str, body: dict[str, Any], *, key: str) -> Reply:
        return self.send(path, json.dumps(body).encode(), "application/json", key=key)

    def send(self, path: str, content: bytes, kind: str, *, key: str) -> Reply:
        """What is known after the last answer: of an act whose first sending is unknown, only a success tells more."""
        chance, reply = self.client.chance, Reply(Outcome.REFUSED)
        deadline = time.monotonic() + (TRIES_FOR if chance.random() < 0.6 else 0.0)
        while True:
            answer = self.client.send(
                "POST", f"{API}/{path}", content, what=path, Content_Type=kind, Idempotency_Key=key_of(key)
            )
            outcome = outcome_of(answer)
            if outcome is not Outcome.REFUSED or reply.outcome is not Outcome.UNKNOWN:
                reply.outcome = outcome
            reply.problem = "" if outcome is Outcome.ACKNOWLEDGED else answer.body[:200].decode(errors="replace")
            if outcome is Outcome.ACKNOWLEDGED:
                reply.add(answer)
                # Now and then sent once more, by a program that has lost the answer.
                if len(reply.keys) > 1 or chance.random() < 0.85:
                    return reply
            elif reply.keys or time.monotonic() >= deadline:
                reply.outcome = Outcome.ACKNOWLEDGED if reply.keys else reply.outcome
                return reply
            else:
                time.sleep(REST)


def outcome_of(answer: Answer) -> Outcome:
    if answer.status in range(200, 300):
        return Outcome.ACKNOWLEDGED
    if answer.status == HTTPStatus.SERVICE_UNAVAILABLE:
        return Outcome.REFUSED if answer.json.get("code") in NOTHING_SAVED else Outcome.UNKNOWN
    return Outcome.UNKNOWN if answer.status == CUT or answer.status >= 500 else Outcome.REFUSED


@dataclass
class OperationsDoor:
    """Calls the operations in this process, as a command would."""

    user: User

    def log(self, title: str, body: dict[str, Any]) -> Reply:
        def act() -> Entry:
            report = Report.objects.get(slug=body["report"])
            return log_development(report, draft_from(body), by=self.user, on=today())

        return self.done(act)

    def correct(self, title: str, key: str, body: dict[str, Any]) -> Reply:
        def act() -> Entry:
            entry = Entry.objects.get(key=key)
            return correct_entry(entry, draft_from({**body, "marking": entry.marking}), by=self.user, on=today())

        return self.done(act)

    def check(self, title: str, measure: str) -> Reply:
        return self.done(lambda: confirm_unchanged([Measure.objects.get(key=measure)], by=self.user, on=today())[0])

    def review(self, title: str, source: str) -> Reply:
        return self.done(
            lambda: review_evidence(Evidence.objects.get(key=source), by=self.user, state="accepted", note=title)
        )

    def tighten(self, title: str, key: str, marking: str) -> Reply:
        return self.done(lambda: tighten_marking(Entry.objects.get(key=key), marking=marking, by=self.user))

    def redact(self, title: str, key: str) -> Reply:
        return self.done(
            lambda: redact_entry(Entry.objects.get(key=key), by=self.user, reason="A private name stood in it.")
        )

    def file(self, title: str, size: int) -> Reply:
        draft = SourceDraft(
            title=title, publisher="Harbour office", file=FileDraft(io.BytesIO(bytes_of_file(title, size)), "note.pdf")
        )
        return self.done(lambda: record_evidence(draft, by=self.user))

    def done(self, act: Callable[[], Any]) -> Reply:
        reply = Reply(Outcome.ACKNOWLEDGED)
        with keep_outcome(reply):
            made = act()
            reply.keys.append(str(getattr(made, "key", "")))
            if isinstance(made, Entry):
                reply.sources += sources_of(made)
        return reply


def sources_of(entry: Entry) -> Sequence[str]:
    """Asked after the entry was acknowledged: whether there is an answer changes nothing of that."""
    try:
        return list(entry.citations.order_by("pk").values_list("evidence__key", flat=True))
    except Error:
        connection.close()
        return []


@contextmanager
def keep_outcome(reply: Reply) -> Iterator[None]:
    """What an error says of an act: that nothing was saved, or that nobody knows."""
    try:
        yield
    except (ValidationError, RuleError, NotAllowedError) as error:
        reply.outcome, reply.problem = Outcome.REFUSED, str(error)
    except UnavailableError as error:
        reply.outcome, reply.problem = Outcome.UNKNOWN, str(error)
    except BusyError as error:
        reply.outcome, reply.problem = Outcome.REFUSED, str(error)
    except Error as error:
        reply.outcome, reply.problem = Outcome.UNKNOWN, repr(error)
        connection.close()
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        reply.outcome, reply.problem = Outcome.REFUSED, str(error)


def today() -> date:
    return datetime.now(tz=UTC).date()


def draft_from(body: dict[str, Any]) -> EntryDraft:
    """The draft that the API makes of a body."""
    words = {name: body[name] for name in ("title", "narrative", "track", "claim", "marking", "reason") if name in body}
    return EntryDraft(
        occurred=PartialDate.parse(body["occurred"]),
        bears_on=[BearingDraft(**bearing) for bearing in body["bears_on"]],
        assessments=[AssessmentDraft(**each) for each in body["assessments"]],
        sources=[SourceDraft(**source) for source in body.get("sources", ())],
        **words,
    )
