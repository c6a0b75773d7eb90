"""Who keeps a copy of a list and asks for what has changed has what the list has, and learns nothing of hidden rows.

Whoever else writes in the cluster lets a reader get rows twice, so what nobody is told is read from the traces.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from rest_framework.test import APIClient

from measures.library.load import load_content
from measures.models import (
    PARTICIPANTS,
    PUBLIC,
    Ambiguity,
    Audience,
    Entry,
    Evidence,
    Link,
    Measure,
    Milestone,
    Owner,
    OwnerRole,
    PartialDate,
    Role,
    Trace,
    User,
)
from measures.operations.drafts import BearingDraft, EntryDraft, MarkDraft
from measures.operations.entries import correct_entry
from measures.operations.evidence import review_evidence
from measures.operations.markings import tighten_marking
from measures.operations.redactions import redact_entry
from measures.operations.responsibility import name_owner, release_owner
from tests.copies import LISTS, Copy
from tests.factories import (
    TODAY,
    client_of,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_milestone,
    make_participant,
    make_party,
    make_report,
    make_user,
)
from tests.test_concurrency import Writer, library

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 20 if os.environ.get("CBM_LONG_TESTS") == "1" else 2
WRITERS = 4


class Record:
    """One of each row, and those who act on them."""

    def __init__(self) -> None:
        self.editor, self.owner = make_user(role=Role.EDITOR), make_user()
        self.administrator, self.participant = make_user(role=Role.ADMINISTRATOR), make_participant()
        self.ambiguity = make_ambiguity(make_report())
        self.measure = make_measure(self.ambiguity.report, addresses=[self.ambiguity])
        self.other = make_measure(self.measure.report)
        self.milestone = make_milestone(self.measure)
        self.source = make_evidence()
        self.entry = log(self.measure, by=self.editor, sources=[self.source.key])
        name_owner(self.measure, user=self.owner, role=OwnerRole.COORDINATOR, by=self.editor)

    def draft(self, **fields: Any) -> EntryDraft:
        values = {
            "occurred": PartialDate(2024, 5), "title": "A ferry ran", "narrative": "Seen.", "track": "official",
            "claim": "reported", "bears_on": [BearingDraft(on=self.measure.key, direction="away")],
            "reason": "It was wrong.",
        }  # fmt: skip
        return EntryDraft(**{**values, **fields})

    def log_anew(self) -> None:
        log(self.measure, sources=[self.source.key])

    def mark(self) -> None:
        log(self.measure, milestones=[MarkDraft(on=self.milestone.key, state="met")])

    def correct(self) -> None:
        correct_entry(self.entry, self.draft(), by=self.editor, on=TODAY)

    def correct_the_mark(self) -> None:
        marking = log(self.measure, by=self.editor, milestones=[MarkDraft(on=self.milestone.key, state="met")])
        correct_entry(marking, self.draft(), by=self.editor, on=TODAY)

    def redact(self) -> None:
        redact_entry(self.entry, by=self.administrator, reason="A private name stood in it.")

    def review(self) -> None:
        review_evidence(self.source, by=make_user(), state="disputed", note="Read again.")

    def retitle_source(self) -> None:
        Evidence.objects.filter(pk=self.source.pk).update(title="Another title")

    def retitle_measure(self) -> None:
        Measure.objects.filter(pk=self.measure.pk).update(title="Another title", version=2)

    def retitle_ambiguity(self) -> None:
        Ambiguity.objects.filter(pk=self.ambiguity.pk).update(title="Another title")

    def retitle_milestone(self) -> None:
        Milestone.objects.filter(pk=self.milestone.pk).update(title="Another title")

    def release(self) -> None:
        release_owner(Owner.objects.get(measure=self.measure), by=self.editor)

    def rename_owner(self) -> None:
        User.objects.filter(pk=self.owner.pk).update(name="Another name")

    def address_another(self) -> None:
        self.measure.addressings.all().delete()

    def add_party(self) -> None:
        self.measure.parties.set([make_party("SOUTHSHORE")])

    def add_bearer(self) -> None:
        self.ambiguity.bearers.add(make_party("SOUTHSHORE"))

    def remove_milestone(self) -> None:
        self.milestone.delete()

    def tighten_source(self) -> None:
        tighten_marking(self.source, marking="internal", by=self.editor)

    def tighten_entry(self) -> None:
        tighten_marking(self.entry, marking="participants", by=self.editor)

    def tighten_measure(self) -> None:
        tighten_marking(self.measure, marking="internal", by=self.editor)

    def hidden(self) -> None:
        """All that may be done to rows that only the team reads, and to those that only one party reads."""
        hidden = make_measure(self.measure.report, marking="internal", addresses=[self.ambiguity])
        make_milestone(hidden)
        source = make_evidence(marking="internal")
        Link.objects.create(source=self.measure, target=hidden, relation="related", basis="ours")
        mark = MarkDraft(on=self.milestone.key, state="met")
        entry = log(self.measure, marking="internal", by=self.editor, sources=[source.key], milestones=[mark])
        log(self.measure, marking="internal", by=self.editor, responds_to=self.entry.key, sources=[self.source.key])
        correct_entry(entry, self.draft(marking="internal"), by=self.editor, on=TODAY)
        review_evidence(source, by=make_user(), state="disputed", note="Read again.")
        redact_entry(entry, by=self.administrator, reason="A private name stood in it.")
        Measure.objects.filter(pk=hidden.pk).update(title="Another title")
        name_owner(hidden, user=self.owner, role=OwnerRole.COORDINATOR, by=self.editor)


ACTS = [act for name, act in vars(Record).items() if not name.startswith("_") and name not in ("draft", "hidden")]


def readers(record: Record) -> dict[str, APIClient]:
    return {"public": APIClient(), "participants": client_of(record.participant), "team": client_of(record.editor)}


def copies_of(clients: dict[str, APIClient]) -> list[Copy]:
    return [Copy(address, client).follow() for client in clients.values() for address in LISTS]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_whatever_changes_a_row_is_told_to_all_who_see_the_change(act: Callable[[Record], None]) -> None:
    record = Record()
    copies = copies_of(readers(record))
    before = [dict(copy.rows) for copy in copies]

    act(record)

    assert [copy.follow().rows for copy in copies] != before
    for copy in copies:
        assert copy.rows == copy.fetched_anew()


def traces(*audiences: Audience) -> list[set[Any]]:
    """What was changed, as far as readers are told."""
    return [set(Trace.objects.visible_to(audience).values_list("pk", flat=True)) for audience in audiences]


def test_what_is_done_to_hidden_rows_is_told_to_nobody_else() -> None:
    record = Record()
    team, others = Copy("entries/", client_of(record.editor)).follow(), (PUBLIC, PARTICIPANTS)
    before = traces(*others)

    record.hidden()

    assert traces(*others) == before
    assert len(team.follow().rows) == 4


def test_a_hidden_source_that_is_revised_does_not_show_in_an_entry_that_cites_it() -> None:
    record = Record()
    entry = log(record.measure, marking="participants", sources=[record.source.key])
    Evidence.objects.filter(pk=record.source.pk).update(marking="internal")
    entries = Copy("entries/", client_of(record.participant)).follow()
    assert entries.rows[entry.key]["sources"] == []
    before = traces(PARTICIPANTS)

    record.retitle_source()

    assert traces(PARTICIPANTS) == before


def test_what_is_for_participants_is_told_to_them_and_not_to_the_public() -> None:
    record = Record()
    own = Copy("measures/", client_of(record.participant)).follow()
    [before], [existing] = traces(PUBLIC), traces(PARTICIPANTS)

    log(record.measure, marking="participants", direction="away")

    assert traces(PUBLIC) == [before]
    [found] = traces(PARTICIPANTS)
    assert {key for kind, _, key, _ in found - existing if kind == "measure"} == {record.measure.key}
    assert record.measure.key in own.follow().news


def test_a_key_is_handed_to_nobody_who_never_saw_the_row() -> None:
    record = Record()
    public = [Copy(address, APIClient()).follow() for address in LISTS]

    with transaction.atomic():
        hidden = make_measure(record.measure.report)
        make_milestone(hidden)
        Measure.objects.filter(pk=hidden.pk).update(marking="participants")
    tighten_marking(hidden, marking="internal", by=record.editor)

    assert [copy.follow().removed for copy in public] == [[]] * len(LISTS)


def test_what_leaves_a_filter_is_told_as_what_is_gone() -> None:
    record = Record()
    moved = Copy("measures/", APIClient(), direction="toward").follow()
    assert list(moved.rows) == [record.measure.key]

    log(record.measure, direction="away", occurred="2024-06-01")

    assert record.measure.key in moved.follow().removed
    assert moved.rows == {}


def test_a_transaction_that_began_earlier_and_ends_later_is_not_missed() -> None:
    record = Record()
    copy = Copy("measures/", APIClient()).follow()
    with psycopg.connect(os.environ["CBM_OWNER_DATABASE_URL"]) as earlier:
        retitle = "UPDATE measures_measure SET title = %s WHERE id = %s"
        earlier.execute(retitle, ["Begun first", record.measure.pk])

        Measure.objects.filter(pk=record.other.pk).update(title="Ended first")
        copy.follow()
        assert {row["title"] for row in copy.rows.values()} == {"Ended first", record.measure.title}
        Measure.objects.filter(pk=record.other.pk).update(title="Ended next")
        copy.follow()
        earlier.commit()

    copy.follow()
    assert {row["title"] for row in copy.rows.values()} == {"Begun first", "Ended next"}


def test_copies_equal_the_lists_after_many_have_written_at_once(storage: Path) -> None:
    load_content(library(paragraph=1, entry="E-0"))
    editors, administrator = [make_user(role=Role.EDITOR) for _ in range(WRITERS)], make_user(role=Role.ADMINISTRATOR)
    for measure in Measure.objects.all():
        make_milestone(measure)
    tighten_marking(Measure.objects.get(code="M-3"), marking="internal", by=administrator)
    log(Measure.objects.get(code="M-1"))
    for _ in range(4):
        make_evidence()
    clients = [APIClient(), client_of(make_participant()), client_of(make_user())]
    copies = [Copy(address, client, page_size=3).follow() for client in clients for address in LISTS]
    until = time.monotonic() + SECONDS
    writers = [Writer(index, editor, administrator, until) for index, editor in enumerate(editors)]

    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        for copy in copies:
            copy.follow()
    for writer in writers:
        writer.join()

    assert [error for writer in writers for error in writer.errors] == []
    assert Entry.objects.exclude(marking="public").exists()
    assert Trace.objects.exists()
    for copy in copies:
        assert copy.follow().rows == copy.fetched_anew()
    connection.close()
