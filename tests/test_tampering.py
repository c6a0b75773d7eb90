"""Every kind of tampering, done as a superuser past all triggers, is named by `verify_journal`, which then fails."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from measures.analysis.verification import Head, verify
from measures.models import ChainKind, Entry, Redaction, Review, Role, StoredFile, User
from measures.operations.drafts import AssessmentDraft, BearingDraft, FileDraft, SourceDraft
from measures.operations.evidence import review_evidence
from measures.operations.markings import tighten_marking
from measures.operations.names import redact_name
from measures.operations.redactions import redact_entry, redact_source
from tests.factories import log, make_evidence, make_measure, make_user
from tests.servers import ROOT
from tests.test_verification import tamper

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Sealed:
    """A chain of five entries that say, cite and see the same, and rows at which they could point instead."""

    entries: list[Entry]
    names: dict[str, int]
    pins: Path
    storage: Path

    def tamper(self, *statements: str) -> None:
        for statement in statements:
            tamper(statement.format(**self.names))

    def verified(self) -> dict[str, Any]:
        out = StringIO()
        call_command("verify_journal", "--json", "--heads", str(self.pins), stdout=out)
        return json.loads(out.getvalue())


@pytest.fixture
def sealed(tmp_path: Path, settings: Any) -> Sealed:
    settings.MEDIA_ROOT = tmp_path / "files"
    measure, source, author = make_measure(), make_evidence(), make_user()
    other_measure, other_source = make_measure(measure.report), make_evidence()
    file = SourceDraft(title="T", publisher="P", file=FileDraft(BytesIO(b"Lit."), "lamp.txt"))
    entries = [
        log(
            measure,
            by=author,
            title=f"Development {index}",
            sources=[source.key, *([file] if index == 0 else [])],
            bears_on=[BearingDraft(on=measure.key, direction="toward")],
            assessments=[AssessmentDraft(on=measure.key, level=1)],
        )
        for index in range(5)
    ]
    pins = tmp_path / "heads.jsonl"
    call_command("verify_journal", "--write-heads", str(pins), stdout=StringIO())
    names = {"measure": other_measure.pk, "source": other_source.pk}
    names |= {f"entry{index}": entry.pk for index, entry in enumerate(entries)}
    return Sealed(entries, names, pins, tmp_path / "files")


def deleted(entry: str) -> list[str]:
    """An entry taken out with all that came with it."""
    parts = ("bearing", "view", "citation")
    return [*(f"DELETE FROM measures_{part} WHERE entry_id = {entry}" for part in parts),
            f"DELETE FROM measures_entry WHERE id = {entry}"]  # fmt: skip


# What is done, and the places in the chain of the entries that are named for it.
TAMPERINGS: dict[str, tuple[list[str], set[int]]] = {
    "a word changed": (["UPDATE measures_entry SET narrative = 'Another.' WHERE id = {entry1}"], {2}),
    "a citation at another source": (
        ["UPDATE measures_citation SET evidence_id = {source} WHERE entry_id = {entry1} AND evidence_id <> {source}"],
        {2},
    ),
    "a citation of another entry": (
        ["UPDATE measures_citation SET evidence_id = {source}, entry_id = {entry2} WHERE entry_id = {entry1}"],
        {2, 3},
    ),
    "an assessment of another measure": (
        ["UPDATE measures_view SET measure_id = {measure} WHERE entry_id = {entry1}"],
        {2},
    ),
    "an assessment of another entry": (
        ["UPDATE measures_view SET measure_id = {measure}, entry_id = {entry2} WHERE entry_id = {entry1}"],
        {2, 3},
    ),
    "a bearing on another measure": (
        ["UPDATE measures_bearing SET measure_id = {measure} WHERE entry_id = {entry1}"],
        {2},
    ),
    "a bearing of another entry": (
        ["UPDATE measures_bearing SET measure_id = {measure}, entry_id = {entry2} WHERE entry_id = {entry1}"],
        {2, 3},
    ),
    "a marking past the row history": (["UPDATE measures_entry SET marking = 'internal' WHERE id = {entry1}"], {2}),
    "the middle deleted": (deleted("{entry2}"), {4}),
    "the last deleted": (deleted("{entry4}"), {5}),
    "two in each other's place": (
        [
            "UPDATE measures_entry SET sequence = 99 WHERE id = {entry1}",
            "UPDATE measures_entry SET sequence = 2 WHERE id = {entry2}",
            "UPDATE measures_entry SET sequence = 3 WHERE id = {entry1}",
        ],
        {2, 3, 4},
    ),
}


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_it_is_named_and_the_command_fails(kind: str, sealed: Sealed) -> None:
    statements, places = TAMPERINGS[kind]
    assert sealed.verified()["faults"] == []

    sealed.tamper(*statements)

    assert {fault["sequence"] for fault in faults(sealed)} == places


def faults(sealed: Sealed) -> list[dict[str, Any]]:
    """What the command names; it exits with 1."""
    out = StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("verify_journal", "--json", "--heads", str(sealed.pins), stdout=out)
    assert raised.value.returncode == 1
    found: list[dict[str, Any]] = json.loads(out.getvalue())["faults"]
    return found


@pytest.mark.parametrize("spoil", [lambda path: path.write_bytes(b"Out."), Path.unlink], ids=["changed", "gone"])
def test_a_stored_file_that_is_no_longer_what_it_was_is_named(spoil: Callable[[Path], object], sealed: Sealed) -> None:
    spoil(sealed.storage / StoredFile.objects.get().path)

    [fault] = faults(sealed)

    assert StoredFile.objects.get().pk in json.dumps(fault)


def test_what_an_administrator_and_an_editor_may_do_leaves_it_green(sealed: Sealed) -> None:
    redact_entry(sealed.entries[1], by=make_user(role="administrator"), reason="A private name stood in it.")
    redact_entry(sealed.entries[4], by=make_user(role="administrator"), reason="A private name stood in it.")
    tighten_marking(sealed.entries[2], marking="internal", by=make_user(role="editor"))

    assert sealed.verified()["faults"] == []


def test_the_process_ends_as_its_findings_say(sealed: Sealed) -> None:
    def ended() -> tuple[int, str]:
        command = [sys.executable, str(ROOT / "manage.py"), "verify_journal"]
        environment = os.environ | {"CBM_FILES": str(sealed.storage)}
        done = subprocess.run(command, env=environment, cwd=ROOT, check=False, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    assert ended() == (0, "5 entries and 2 reviews in 2 chains verified, no fault found.\n")

    sealed.tamper("UPDATE measures_entry SET title = 'Another' WHERE id = {entry1}")

    code, words = ended()
    assert (code, sealed.entries[1].key in words) == (1, True)


@dataclass(frozen=True)
class Reviewed:
    """A chain of four reviews, and a source at which they could point instead."""

    reviews: list[Review]
    names: dict[str, int]
    pins: list[Head]

    def tamper(self, *statements: str) -> None:
        for statement in statements:
            tamper(statement.format(**self.names))

    def faults(self) -> set[int | None]:
        """The places in the chain that are named; a source that then waits otherwise than before is named besides."""
        return {fault.sequence for fault in verify(self.pins).faults if fault.kind}


@pytest.fixture
def reviewed() -> Reviewed:
    recorder, reviewer = make_user(), make_user()
    sources = [make_evidence(state="pending", recorded_by=recorder) for _ in range(5)]
    reviews = [
        review_evidence(source, by=reviewer, state="accepted", note=f"Read {index} times.")
        for index, source in enumerate(sources[:4])
    ]
    names = {f"review{index}": review.pk for index, review in enumerate(reviews)} | {"source": sources[4].pk}
    return Reviewed(reviews, names, verify().heads)


# What is done to reviews, and the places in the chain of those that are named for it.
OF_REVIEWS: dict[str, tuple[list[str], set[int]]] = {
    "another state": (["UPDATE measures_review SET state = 'retracted' WHERE id = {review1}"], {2}),
    "another source": (["UPDATE measures_review SET evidence_id = {source} WHERE id = {review1}"], {2}),
    "another note": (["UPDATE measures_review SET note = 'Never read.' WHERE id = {review1}"], {2}),
    "another reviewer's name": (["UPDATE measures_review SET reviewer_name = 'Nobody' WHERE id = {review1}"], {2}),
    "said to be self-reviewed": (["UPDATE measures_review SET is_self_review = true WHERE id = {review1}"], {2}),
    "another moment": (
        ["UPDATE measures_review SET recorded_at = recorded_at + interval '1 microsecond' WHERE id = {review1}"],
        {2},
    ),
    "said to be sealed later": (["UPDATE measures_review SET sealed_at = recorded_at WHERE id = {review1}"], {2}),
    "the middle deleted": (["DELETE FROM measures_review WHERE id = {review1}"], {3}),
    "the last deleted": (["DELETE FROM measures_review WHERE id = {review3}"], {4}),
    "two in each other's place": (
        [
            "UPDATE measures_review SET sequence = 99 WHERE id = {review1}",
            "UPDATE measures_review SET sequence = 2 WHERE id = {review2}",
            "UPDATE measures_review SET sequence = 3 WHERE id = {review1}",
        ],
        {2, 3, 4},
    ),
    "its source loosened": (
        [
            "UPDATE measures_chain SET marking = 'internal'",
            "UPDATE measures_evidence SET marking = 'public' WHERE key IN (SELECT key FROM measures_evidence)",
        ],
        {1, 2, 3, 4},
    ),
}


@pytest.mark.parametrize("kind", OF_REVIEWS)
def test_what_is_done_to_a_review_is_named(kind: str, reviewed: Reviewed) -> None:
    statements, places = OF_REVIEWS[kind]
    assert reviewed.faults() == set()

    reviewed.tamper(*statements)

    assert reviewed.faults() == places


def test_a_review_in_a_chain_of_another_kind_is_named(reviewed: Reviewed) -> None:
    entry = log(make_measure())

    tamper(
        "UPDATE measures_review SET chain_id = %s, sequence = 7 WHERE id = %s",
        entry.chain_id,
        reviewed.names["review3"],
    )

    names = {(fault.source, fault.what) for fault in verify().faults}
    assert names == {(reviewed.reviews[3].evidence.key, "a review is in a chain of another kind")}


@pytest.fixture
def redacted() -> dict[str, int]:
    """Three redactions: of entries, with signs that JSON escapes, and of a source; and their numbers."""
    administrator, measure = make_user(role=Role.ADMINISTRATOR, name="Ada “Lamp” O'Hara\u2028"), make_measure()
    reasons = ['A “private” name: C:\\lamp "so"', "按请求\n\t移除\x1f\x7f"]
    made = [redact_entry(log(measure), by=administrator, reason=reason) for reason in reasons]
    made.append(redact_source(make_evidence(), by=administrator, reason="On request"))
    return {f"redaction{index}": each.pk for index, each in enumerate(made)}


# What is done to redactions, and the places in their chain that are named for it.
OF_REDACTIONS = {
    "another administrator's name": ("by_name = 'Nobody'", {3}),
    "another reason": ("reason = 'None'", {3}),
    "another kind": ("kind = 'copies'", {3}),
    "another table": ("\"table\" = 'measures_measure'", {3}),
    "another row": ("\"row\" = '1'", {3}),
    "another key": ("key = 'lamp'", {3}),
    "other columns": ("columns = ARRAY['title']", {3}),
    "another marking": ("marking = 'public'", {3}),
    "another address": ("address_sha256 = 'none'", {3}),
    "another moment": ("redacted_at = redacted_at + interval '1 microsecond'", {3}),
    "said to be sealed later": ("sealed_at = redacted_at", {3}),
    "another place": ("sequence = 9", {9}),
}


def places_of_faults(pins: list[Head]) -> set[int | None]:
    return {fault.sequence for fault in verify(pins).faults if fault.kind == ChainKind.REDACTIONS}


@pytest.mark.parametrize("kind", OF_REDACTIONS)
def test_what_is_done_to_a_redaction_is_named(kind: str, redacted: dict[str, int]) -> None:
    change, places = OF_REDACTIONS[kind]
    pins = verify().heads
    assert places_of_faults(pins) == set()

    tamper(f"UPDATE measures_redaction SET {change} WHERE id = {redacted['redaction2']}")

    assert places_of_faults(pins) >= places


@pytest.mark.parametrize(("number", "place"), [("redaction1", 3), ("redaction2", 3)])
def test_a_redaction_that_was_deleted_is_named(number: str, place: int, redacted: dict[str, int]) -> None:
    pins = verify().heads

    tamper(f"DELETE FROM measures_redaction WHERE id = {redacted[number]}")

    assert places_of_faults(pins) == {place}


def test_the_name_of_an_administrator_goes_and_their_redactions_verify(redacted: dict[str, int]) -> None:
    administrator, other = User.objects.get(role=Role.ADMINISTRATOR), make_user(role=Role.ADMINISTRATOR)
    User.objects.filter(pk=administrator.pk).update(is_active=False)

    redact_name(administrator, by=other, reason="On request")

    assert verify().faults == []
    kept = Redaction.objects.filter(by=administrator).values_list("by_name", "name_salt")
    assert [(name, bytes(salt)) for name, salt in kept] == [("[name removed]", b"")] * 3
