"""Copies of what is at the addresses of sources: sealed with reviews, for the team alone, and gone with a redaction."""

from hashlib import sha256
from time import monotonic
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db.models import F
from django.test import Client
from warcio.archiveiterator import ArchiveIterator

from measures.analysis.verification import verify
from measures.models import Capture, Evidence, SourceAddress, SourceLink, StoredFile
from measures.operations.clock import clock
from measures.operations.files import open_file
from measures.operations.redactions import redact_entry
from measures.wings.intake.captures import READ_AGAIN_AFTER, SOURCES
from tests.factories import (
    client_of,
    get,
    keys,
    log,
    make_capture,
    make_evidence,
    make_measure,
    make_participant,
    make_review,
    make_user,
)
from tests.markup import compact
from tests.sites import Page, Site, in_turn, page, redirect

pytestmark = pytest.mark.django_db


def test_copies_and_reviews_stand_in_one_chain() -> None:
    source, other = make_evidence(), make_evidence(state="pending")
    make_capture(source)
    make_review(other)
    make_capture(other)
    make_capture(make_evidence(marking="internal", state="pending"))

    findings = verify()

    assert (findings.faults, findings.reviews, findings.captures) == ([], 2, 3)
    assert list(SourceLink.objects.filter(chain__marking="public").values_list("sequence", "of")) == [
        (1, "review"), (2, "capture"), (3, "review"), (4, "capture"),
    ]  # fmt: skip
    answer = client_of(make_user()).get("/api/v1/chains/sources/").json()["results"]
    assert [(row["marking"], row["of"], row["evidence"]) for row in answer][-2:] == [
        ("public", "review", other.key), ("public", "capture", other.key),
    ]  # fmt: skip
    heads = client_of(make_user()).get("/api/v1/heads/?kind=sources").json()["results"]
    assert {(head["marking"], head["sequence"]) for head in heads} == {("internal", 1), ("public", 4)}


@pytest.mark.django_db(transaction=True)
def test_a_redaction_takes_the_copies_of_its_sources_along() -> None:
    measure, alone, shared, later = make_measure(), make_evidence(), make_evidence(), make_evidence()
    entry = log(measure, sources=[alone.key, shared.key, later.key])
    log(measure, sources=[shared.key])
    taken, kept = make_capture(alone), make_capture(shared)
    path = StoredFile.objects.get(pk=taken.file_id).path

    redact_entry(entry, by=make_user(role="administrator"), reason="A private name stood in it.")

    taken.refresh_from_db()
    assert (taken.file_id, taken.text, taken.payload_sha256, bytes(taken.salt)) == (None, "", "", b"")
    assert not default_storage.exists(path)
    assert list(Capture.objects.recorded()) == [kept]
    assert verify().faults == []
    assert [row.evidence for row in SourceAddress.objects.to_read()] == [shared]
    assert SourceAddress.objects.get(evidence=later).redaction == entry.redaction


LINES = [f"The ferries of pier {number} sail at dawn and come back before night." for number in range(12)]


def text(*lines: str) -> Page:
    return page("\n".join(lines), "text/plain; charset=utf-8")


def article(*lines: str) -> str:
    return f"<html><head><title>Ferries</title></head><body><article>{''.join(f'<p>{line}</p>' for line in lines)}"


def read_addresses(settings: Any) -> None:
    """What the worker does when addresses are due."""
    settings.CBM_FETCH_HOST_PAUSE = 0
    SOURCES.plan(at=clock())
    SOURCES.fetch_waiting(until=monotonic() + 60)


def states(*sources: Evidence) -> list[str]:
    return [source.addresses.get().state for source in sources]


def test_a_source_is_copied_once_with_all_that_led_to_it(site: Site, settings: Any) -> None:
    site.pages |= {"/old": redirect("/new"), "/new": page(article(*LINES)), "/robots.txt": page("", status=404)}
    source = make_evidence(url=f"{site.url}/old")

    read_addresses(settings)
    read_addresses(settings)

    copy = Capture.objects.get()
    assert (copy.evidence, states(source)) == (source, ["moved"])
    assert copy.text.splitlines() == LINES
    with open_file(copy.file) as warc:
        records = [
            (record.rec_type, record.rec_headers["WARC-Target-URI"], record.content_stream().read())
            for record in ArchiveIterator(warc, check_digests="raise")
        ]
    assert [(kind, url) for kind, url, _ in records[1:]] == [
        ("response", f"{site.url}/old"), ("request", f"{site.url}/old"),
        ("response", f"{site.url}/new"), ("request", f"{site.url}/new"),
    ]  # fmt: skip
    assert records[3][2].decode() == article(*LINES)
    assert sum(path == "/new" for _, path in site.requests) == 1


def test_each_week_what_is_there_is_compared_with_the_copy(site: Site, settings: Any) -> None:
    first = text(*LINES)
    site.pages |= {
        "/stays": in_turn(first, text("Harbour news", *LINES[:11], "Another pier opens.")),
        "/changes": in_turn(first, text(*LINES[:10])),
        "/another": in_turn(first, text("Welcome to the harbour.")),
        "/moves": in_turn(first, redirect("/stays")),
        "/gone": in_turn(first, page("", status=410)),
        "/fails": in_turn(first, page("", status=403)),
        "/figure": in_turn(page(b"\x89PNG\r\n\x1a\n1", "image/png"), page(b"\x89PNG\r\n\x1a\n2", "image/png")),
    }
    sources = [make_evidence(url=f"{site.url}{path}", state="pending") for path in list(site.pages)]
    read_addresses(settings)
    assert set(states(*sources)) == {"there"}

    SourceAddress.objects.update(due_at=F("due_at") - READ_AGAIN_AFTER)
    read_addresses(settings)

    assert states(*sources) == ["there", "changed", "changed", "moved", "gone", "not_read", "changed"]
    assert Capture.objects.count() == len(sources)
    assert verify().faults == []


def test_the_team_alone_fetches_a_copy_and_searches_it(client: Client) -> None:
    source = make_evidence(title="Sailings", url="https://example.org/sailings")
    log(make_measure(), sources=[source.key])
    copy = make_capture(source, text="The ferries sail at dawn.", state="changed")
    hidden = make_evidence(url="https://example.org/hidden", marking="internal")
    make_capture(hidden, text="The ferries sail at dawn.")
    member, reader, participant = make_user(), make_participant(), Client()
    told = client_of(member).get(f"/api/v1/evidence/{source.key}/").json()
    public = Client().get(f"/api/v1/evidence/{source.key}/").json()

    assert told["capture"].pop("url").endswith(f"/evidence/{source.key}/capture/")
    assert public["capture"].pop("url") is None
    assert told["capture"] == public["capture"]
    assert (public["capture"]["sha256"], public["address_state"]) == (copy.file_id, "changed")
    [known] = Client().get("/api/v1/evidence/?key=" + source.key + "&known_at=2999-01-01").json()["results"]
    assert (known["capture"]["sha256"], known["address_state"]) == (copy.file_id, None)
    client.force_login(member)
    for path in (f"/sources/{source.key}/copy/", f"/api/v1/evidence/{source.key}/capture/"):
        answer = client.get(path)
        assert sha256(b"".join(answer.streaming_content)).hexdigest() == copy.file_id
        assert answer["Content-Disposition"] == f'attachment; filename="{source.key}.warc.gz"'
        assert client.get(f"{path}text/").content.decode() == "The ferries sail at dawn."
        assert Client().get(path).status_code in (302, 401)
        participant.force_login(reader)
        for key in (source.key, hidden.key):
            assert participant.get(path.replace(source.key, key)).status_code in (403, 404)
    found = {group["kind"]: group["hits"] for group in get("search/", client_of(member), q="dawn")["groups"]}
    both = {source.key, hidden.key}
    assert {(hit["key"], hit["found_in"][0]["field"]) for hit in found["sources"]} == {(key, "copy") for key in both}
    assert set(keys("evidence/", client_of(member), q="dawn")) == both
    for others in (None, client_of(reader)):
        assert not any(group["hits"] for group in get("search/", others, q="dawn")["groups"])
        assert keys("evidence/", others, q="dawn") == []
    page = client.get(f"/sources/{source.key}/").content.decode()
    assert f"/sources/{source.key}/copy/text/" in page
    assert copy.file_id in page
    assert f"/sources/{source.key}/copy/" not in Client().get(f"/sources/{source.key}/").content.decode()


def test_the_overview_counts_what_is_no_longer_as_it_was_cited(client: Client) -> None:
    sources = {state: make_evidence() for state in ("there", "moved", "gone", "changed", "not_read")}
    entry = log(make_measure(), sources=[source.key for source in sources.values()])
    for state, source in sources.items():
        make_capture(source, state=state)
    report = entry.report.slug

    lost = keys(f"evidence/?report={report}&address=lost")

    assert set(lost) == {sources[state].key for state in ("moved", "gone", "changed")}
    assert keys(f"evidence/?report={report}&address=not_read") == [sources["not_read"].key]
    assert "no longer at" not in client.get("/", {"report": report}).content.decode()
    client.force_login(make_user())
    page = client.get("/", {"report": report}).content.decode()
    assert "sources are no longer at their addresses as they were cited" in page
    listed = client.get("/sources/", {"report": report, "address": "lost"})
    assert sorted(row.lost for row in listed.context["rows"]) == ["Changed in substance", "Gone", "Moved"]
    assert "at its address: changed in substance" in compact(listed.content.decode())
