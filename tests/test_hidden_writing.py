"""Who writes is answered the same bytes, by refusals and trials too, whatever is hidden beside what they write of."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from rest_framework.test import APIClient

from measures.models import Entry, Evidence, Measure, Milestone, Role, User
from measures.operations.developments import correct_entry
from measures.operations.drafts import FileDraft, MarkDraft, SourceDraft
from measures.operations.evidence import record_evidence
from tests.access import development
from tests.factories import (
    TODAY,
    client_of,
    draft_of,
    log,
    make_evidence,
    make_measure,
    make_milestone,
    make_report,
    make_representative,
    make_user,
)

pytestmark = pytest.mark.django_db

ADDRESS, CONTENT = "https://example.org/gazette", b"Sailings of the week\n"
# What no two answers have in common: random keys, salts and what is computed from them, moments, numbers of rows.
CHANGING = re.compile(
    rb"(entry|source|bulk|view|address)-[a-z0-9]{8,}|feeds/[\w-]+|\d{4}-\d\d-\d\dT[0-9:.]+(Z|\+00:00)"
    rb'|"(seal|commitment)" ?: ?"[0-9a-f]{64}"|"id" ?: ?\d+'
)


@dataclass
class World:
    """A public measure with an entry of the writer's own and one of another's, and what they cite."""

    writer: User
    measure: Measure
    milestone: Milestone
    own: Entry
    others: Entry
    source: Evidence
    own_source: Evidence


def make_world(writer: User) -> World:
    measure, source, own_source = make_measure(make_report()), make_evidence(), make_evidence(recorded_by=writer)
    milestone = make_milestone(measure)
    own, others = (log(measure, by=by, sources=[source.key]) for by in (writer, make_user()))
    return World(writer, measure, milestone, own, others, source, own_source)


def hide(world: World, marking: str) -> None:
    """Do beside it, under a marking, all that may be done."""
    author = make_representative() if marking.startswith("released") else make_user(role=Role.EDITOR)
    file = FileDraft(SimpleUploadedFile("sailings.txt", CONTENT, "text/plain"), "sailings.txt")
    gazette = SourceDraft(title="Gazette", publisher="Harbour office", url=ADDRESS, file=file)
    source = record_evidence(gazette, by=author, marking=marking)
    words = {"by": author, "marking": marking, "sources": [source.key, world.source.key]}
    entry = log(world.measure, direction="away", responds_to=world.own.key, **words)
    if marking == "internal":
        log(world.measure, milestones=[MarkDraft(on=world.milestone.key, state="met")], **words)
        make_milestone(make_measure(world.measure.report, marking=marking))
    about = author.speaks_for_id or "none"
    draft = draft_of(world.measure, marking=marking, sources=[source.key], about=about)
    correct_entry(entry, draft, by=author, on=TODAY)


type Send = Callable[[World], tuple[str, str, Any]]


def posted(address: str, body: Callable[[World], Any] = lambda world: {}) -> Send:
    """A POST below the root of the API, whose address names rows of the world."""
    return lambda world: ("post", address.format(w=world), body(world))


def correction(world: World) -> dict[str, Any]:
    sent = development(world.measure, by=world.writer)
    return {name: value for name, value in sent.items() if name != "report"} | {"reason": "It was wrong."}


REQUESTS: dict[str, Send] = {
    "a development": posted("entries/", lambda w: development(w.measure, by=w.writer, sources=[w.source.key])),
    "a development, tried": posted(
        "entries/?dry_run=true", lambda w: development(w.measure, by=w.writer, responds_to=w.own.key)
    ),
    "a development with a fault": posted(
        "entries/", lambda w: development(w.measure, by=w.writer, sources=["none"], claim="told")
    ),
    "a development with a hidden source's address": posted(
        "entries/?dry_run=true",
        lambda w: development(w.measure, by=w.writer, sources=[{"title": "T", "publisher": "P", "url": ADDRESS}]),
    ),
    "a correction": posted("entries/{w.own.key}/correction/?dry_run=true", correction),
    "a correction of another's": posted("entries/{w.others.key}/correction/", correction),
    "a source of the same address": posted(
        "evidence/", lambda w: {"title": "T", "publisher": "P", "url": f"{ADDRESS}/?utm_source=mail"}
    ),
    "a source of the same file": lambda w: (
        "form", "evidence/", {"title": "T", "publisher": "P", "file": SimpleUploadedFile("s.txt", CONTENT)}
    ),
    "a source that replaces": posted(
        "evidence/", lambda w: {"title": "T", "publisher": "P", "url": ADDRESS, "replaces": w.source.key}
    ),
    "a review": posted("evidence/{w.source.key}/reviews/?dry_run=true", lambda w: {"state": "disputed", "note": "N"}),
    "a review of one's own": posted(
        "evidence/{w.own_source.key}/reviews/?dry_run=true", lambda w: {"state": "accepted"}
    ),
    "a source that is tightened": posted("evidence/{w.source.key}/marking/", lambda w: {"marking": "participants"}),
    "an entry that is tightened": posted("entries/{w.own.key}/marking/", lambda w: {"marking": "participants"}),
    "a measure that is tightened": posted("measures/{w.measure.key}/marking/", lambda w: {"marking": "participants"}),
    "an entry that is redacted": posted("entries/{w.own.key}/redaction/?dry_run=true", lambda w: {"reason": "A name"}),
    "a check": posted("checks/?dry_run=true", lambda w: {"measures": [w.measure.key]}),
    "a mark": posted(
        "milestones/{w.milestone.key}/marks/?dry_run=true",
        lambda w: {"state": "met", "occurred": "2024-05", "title": "T", "narrative": "N", "track": "official",
                   "claim": "reported"},
    ),
    "an owner": posted("measures/{w.measure.key}/owners/", lambda w: {"user": w.writer.email, "role": "reviewer"}),
    "measures": posted("measures/?dry_run=true", lambda w: [{"report": w.measure.report.slug, "code": "N-1",
                       "kind": "unilateral", "parties": ["NORTHSHORE"], "title": "T"}]),
    "revisions": lambda w: ("patch", "measures/?dry_run=true", [{"key": w.measure.key, "version": 1, "title": "T"}]),
    "a preview in bulk": posted("bulk-acts/preview/", lambda w: {"kind": "watch", "measures": [w.measure.key]}),
    "a watch": lambda w: ("put", f"measures/{w.measure.key}/watch/", None),
    "a secret address": posted(
        "secret-urls/?dry_run=true", lambda w: {"name": "N", "kind": "feed", "filters": f"measure={w.measure.key}"}
    ),
    "a saved view": posted("saved-views/", lambda w: {"name": "N", "page": "journal", "filters": "kind=check"}),
}  # fmt: skip
# Whoever writes, and what is hidden from them.
WRITERS: dict[str, tuple[Callable[[], User], str]] = {
    "a party, from the team": (lambda: make_representative("SOUTHSHORE"), "internal"),
    "a party, from another": (lambda: make_representative("SOUTHSHORE"), "released:NORTHSHORE"),
    "a contributor, from a party": (make_user, "released:NORTHSHORE"),
    "an editor, from a party": (lambda: make_user(role=Role.EDITOR), "released:NORTHSHORE"),
    "an administrator, from a party": (lambda: make_user(role=Role.ADMINISTRATOR), "released:NORTHSHORE"),
}


def answer_to(client: APIClient, method: str, address: str, body: Any) -> tuple[int, bytes, list[tuple[str, str]]]:
    """What is answered, without what changes each time; what was written is taken back."""
    kind = "multipart" if method == "form" else "json"
    with transaction.atomic():
        send = getattr(client, "post" if method == "form" else method)
        answer = send(f"/api/v1/{address}", body, format=kind)
        transaction.set_rollback(True)
    headers = sorted((name, CHANGING.sub(b"*", value.encode()).decode()) for name, value in answer.headers.items())
    kept = [(name, value) for name, value in headers if name not in ("X-Request-ID", "ETag", "Content-Length")]
    return answer.status_code, CHANGING.sub(b"*", answer.content), kept


@pytest.mark.parametrize("who", WRITERS)
def test_whatever_is_hidden_changes_no_answer_to_who_writes(who: str, storage: Any) -> None:
    make_writer, marking = WRITERS[who]
    world = make_world(make_writer())
    client = client_of(world.writer)
    before = {what: answer_to(client, *send(world)) for what, send in REQUESTS.items()}

    hide(world, marking)

    after = {what: answer_to(client, *send(world)) for what, send in REQUESTS.items()}
    assert {what: (before[what], answer) for what, answer in after.items() if answer != before[what]} == {}
    done = {what for what, (status, *_) in after.items() if status < 300}
    assert done >= {"a development", "a development, tried", "a correction", "a source of the same address"}
