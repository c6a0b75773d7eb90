"""Who writes is answered the same bytes, by refusals and trials too, whatever is hidden beside what they write of."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from rest_framework.test import APIClient

from measures.models import Entry, Evidence, Measure, Milestone, Report, Role, User
from measures.operations.drafts import FileDraft, MarkDraft, SourceDraft
from measures.operations.entries import correct_entry
from measures.operations.evidence import record_evidence
from tests.access import development
from tests.factories import (
    TODAY,
    client_of,
    draft_of,
    give_role,
    log,
    make_evidence,
    make_measure,
    make_milestone,
    make_report,
    make_user,
)

pytestmark = pytest.mark.django_db

ADDRESS, CONTENT = "https://example.org/gazette", b"Sailings of the week\n"
# What no two answers have in common: random keys, salts and what is computed from them, moments, numbers of rows.
CHANGING = re.compile(
    rb"(entry|source|view|address)-[a-z0-9]{8,}|feeds/[\w-]+|\d{4}-\d\d-\d\dT[0-9:.]+(Z|\+00:00)"
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


def make_world(writer: User, report: Report) -> World:
    measure, source, own_source = make_measure(report), make_evidence(), make_evidence(recorded_by=writer)
    milestone = make_milestone(measure)
    own, others = (log(measure, by=by, sources=[source.key]) for by in (writer, make_user()))
    return World(writer, measure, milestone, own, others, source, own_source)


def hide() -> None:
    """Do beside it, in another report and for the team, all that may be done."""
    author, measure = make_user(role=Role.EDITOR), make_measure(make_report())
    file = FileDraft(SimpleUploadedFile("sailings.txt", CONTENT, "text/plain"), "sailings.txt")
    gazette = SourceDraft(title="Gazette", publisher="Harbour office", url=ADDRESS, file=file)
    words = {"by": author, "marking": "internal"}
    source = record_evidence(gazette, **words)
    entry = log(measure, direction="away", sources=[source.key], **words)
    log(measure, milestones=[MarkDraft(on=make_milestone(measure).key, state="met")], **words)
    make_milestone(make_measure(measure.report, marking="internal"))
    correct_entry(entry, draft_of(measure, marking="internal", sources=[source.key]), by=author, on=TODAY)


type Send = Callable[[World], tuple[str, str, Any]]


def posted(address: str, body: Callable[[World], Any] = lambda world: {}) -> Send:
    """A POST below the root of the API, whose address names rows of the world."""
    return lambda world: ("post", address.format(w=world), body(world))


def correction(world: World) -> dict[str, Any]:
    sent = development(world.measure)
    return {name: value for name, value in sent.items() if name != "report"} | {"reason": "It was wrong."}


REQUESTS: dict[str, Send] = {
    "a development": posted("entries/", lambda w: development(w.measure, sources=[w.source.key])),
    "a development, tried": posted(
        "entries/?dry_run=true", lambda w: development(w.measure, responds_to=w.own.key)
    ),
    "a development with a fault": posted(
        "entries/", lambda w: development(w.measure, sources=["none"], claim="told")
    ),
    "a development with a hidden source's address": posted(
        "entries/?dry_run=true",
        lambda w: development(w.measure, sources=[{"title": "T", "publisher": "P", "url": ADDRESS}]),
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
    "a check": posted("checks/?dry_run=true", lambda w: {"measures": [w.measure.key]}),
    "a mark": posted(
        "milestones/{w.milestone.key}/marks/?dry_run=true",
        lambda w: {"state": "met", "occurred": "2024-05", "title": "T", "narrative": "N", "track": "official",
                   "claim": "reported"},
    ),
    "an owner": posted("measures/{w.measure.key}/owners/", lambda w: {"user": w.writer.email, "role": "reviewer"}),
    "a watch": lambda w: ("put", f"measures/{w.measure.key}/watch/", None),
    "a secret address": posted(
        "secret-urls/?dry_run=true", lambda w: {"name": "N", "kind": "feed", "filters": f"measure={w.measure.key}"}
    ),
}  # fmt: skip


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


@pytest.mark.parametrize("role", ["contributor", "editor"])
def test_whatever_is_hidden_changes_no_answer_to_who_writes_in_one_report(role: str, storage: Any) -> None:
    report = make_report()
    world = make_world(give_role(make_user(role=Role.READER), report, role), report)
    client = client_of(world.writer)
    before = {what: answer_to(client, *send(world)) for what, send in REQUESTS.items()}

    hide()

    after = {what: answer_to(client, *send(world)) for what, send in REQUESTS.items()}
    assert {what: (before[what], answer) for what, answer in after.items() if answer != before[what]} == {}
    done = {what for what, (status, *_) in after.items() if status < 300}
    assert done >= {"a development", "a development, tried", "a correction", "a watch"}
