"""Heads to pin and links to verify, through the API; a redaction leaves them, and of hidden chains nothing shows."""

import hashlib
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from rest_framework.test import APIClient

from measures.analysis.seals import PRESENT_FORMAT
from measures.errors import NotAllowedError, RedactedEntryError
from measures.models import Entry, Evidence, Measure, Role
from measures.operations.markings import tighten_marking
from measures.operations.redactions import redact_entry
from tests.factories import (
    client_of,
    get,
    log,
    make_evidence,
    make_measure,
    make_participant,
    make_review,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure() -> Measure:
    return make_measure()


def rows(address: str, client: APIClient | None = None, **parameters: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = get(address, client, **parameters)["results"]
    return found


def test_the_heads_are_the_last_seals_of_the_chains(measure: Measure) -> None:
    log(measure)
    last = log(measure)

    assert rows("heads/", report=measure.report.slug) == [
        {
            "kind": "journal", "report": measure.report.slug, "marking": "public", "sequence": 2,
            "seal": bytes(last.seal).hex(),
        }
    ]  # fmt: skip
    assert rows("heads/", report=make_measure().report.slug) == []


READERS: dict[str, tuple[Callable[[], APIClient], list[str]]] = {
    "the public": (APIClient, ["public"]),
    "the team": (lambda: client_of(make_user()), ["internal", "participants", "public"]),
    "participants": (lambda: client_of(make_participant()), ["participants", "public"]),
}


@pytest.mark.parametrize("who", READERS)
def test_only_the_chains_of_a_readers_markings_show(who: str, measure: Measure) -> None:
    client, markings = READERS[who]
    for marking in ("public", "participants", "internal"):
        log(measure, marking=marking)

    for address in ("heads/", "chains/"):
        assert [row["marking"] for row in rows(address, client())] == markings


def test_a_hidden_entry_changes_no_byte_of_heads_and_links(measure: Measure) -> None:
    log(measure)
    before = [APIClient().get(f"/api/v1/{address}/").content for address in ("heads", "chains")]

    log(measure, marking="internal")

    assert [APIClient().get(f"/api/v1/{address}/").content for address in ("heads", "chains")] == before


def test_a_chain_can_be_verified_past_an_entry_that_was_tightened_away(measure: Measure) -> None:
    entries = [log(measure) for _ in range(3)]
    head = rows("heads/")

    tighten_marking(entries[1], marking="internal", by=make_user(role=Role.EDITOR))

    links = rows("chains/")
    assert [link["entry"] for link in links] == [entries[0].key, None, entries[2].key]
    assert [link["entry"] for link in rows("chains/", client_of(make_user()))] == [entry.key for entry in entries]
    for before, link in pairwise([{"seal": "00" * 32}, *links]):
        chained = hashlib.sha256(bytes.fromhex(before["seal"] + link["commitment"]))
        assert chained.hexdigest() == link["seal"]
    assert rows("heads/") == head


def test_reviews_are_links_of_chains_that_belong_to_no_report(measure: Measure) -> None:
    sources = [make_evidence() for _ in range(2)]
    log(measure)

    links = rows("chains/sources/")
    assert [(link["kind"], link["marking"], link["sequence"], link["evidence"]) for link in links] == [
        ("sources", "public", 1, sources[0].key),
        ("sources", "public", 2, sources[1].key),
    ]
    for before, link in pairwise([{"seal": "00" * 32}, *links]):
        assert hashlib.sha256(bytes.fromhex(before["seal"] + link["commitment"])).hexdigest() == link["seal"]
    of_sources, of_journal = rows("heads/")
    assert of_sources == {
        "kind": "sources", "report": None, "marking": "public", "sequence": 2, "seal": links[1]["seal"],
    }  # fmt: skip
    assert rows("heads/", kind="sources") == [of_sources]
    assert rows("heads/", kind="journal") == rows("heads/", report=measure.report.slug) == [of_journal]
    assert [link["sealed_at"] for link in links] == [None, None]
    assert {link["seal_format"] for link in [*links, *rows("chains/")]} == {PRESENT_FORMAT}


def test_the_review_of_a_hidden_source_changes_no_byte_of_what_others_read(measure: Measure) -> None:
    source, editor = make_evidence(), make_user(role=Role.EDITOR)
    tighten_marking(source, marking="internal", by=editor)
    addresses = ("heads", "chains", "chains/sources")
    before = [APIClient().get(f"/api/v1/{address}/").content for address in addresses]

    make_review(Evidence.objects.get(), state="disputed", note="Another day is named.")
    make_evidence(marking="internal")

    assert [APIClient().get(f"/api/v1/{address}/").content for address in addresses] == before
    assert [link["evidence"] for link in rows("chains/sources/")] == [None]
    assert [link["marking"] for link in rows("chains/sources/", client_of(make_user()))] == [
        "internal", "internal", "public",
    ]  # fmt: skip
    assert [head["marking"] for head in rows("heads/", client_of(make_participant()))] == ["public"]


def test_chains_are_paged_in_their_order(measure: Measure) -> None:
    for _ in range(3):
        log(measure)
    log(make_measure())

    seen, address = [], "/api/v1/chains/?page_size=1"
    while address:
        page = APIClient().get(address).json()
        seen += [(link["report"], link["sequence"]) for link in page["results"]]
        address = page["next"]

    assert seen == sorted(seen)
    assert len(seen) == 4


@pytest.mark.parametrize("address", ["heads/", "chains/"])
def test_many_rows_cost_no_more_queries(address: str, measure: Measure, django_assert_num_queries: Any) -> None:
    for _ in range(3):
        log(make_measure())

    with django_assert_num_queries(1):
        assert len(rows(address)) == 3


def test_an_administrator_redacts_an_entry_and_says_why(measure: Measure) -> None:
    entry, administrator = log(measure), make_user(role=Role.ADMINISTRATOR)
    links = rows("chains/")

    redact_entry(entry, by=administrator, reason="A private name stood in it.")

    read = get(f"entries/{entry.key}/")
    assert read["redaction"]["reason"] == "A private name stood in it."
    assert (read["is_redacted"], read["title"], read["bears_on"]) == (True, "", [])
    assert rows("chains/") == links
    with pytest.raises(RedactedEntryError):
        redact_entry(entry, by=administrator, reason="Once more.")


def test_a_redaction_needs_its_reason_and_an_administrator(measure: Measure) -> None:
    entry = log(measure)

    with pytest.raises(ValidationError) as refused:
        redact_entry(entry, by=make_user(role=Role.ADMINISTRATOR), reason=" ")
    assert list(refused.value.message_dict) == ["reason"]
    for role in (Role.EDITOR, Role.READER):
        with pytest.raises(NotAllowedError):
            redact_entry(entry, by=make_user(role=role), reason="Why")
    assert not Entry.objects.exclude(redaction=None).exists()
