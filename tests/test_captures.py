"""Copies of what is at the addresses of sources: sealed with reviews, for the team alone, and gone with a redaction."""

import pytest
from django.core.files.storage import default_storage

from measures.analysis.verification import verify
from measures.models import Capture, SourceAddress, SourceLink, StoredFile
from measures.operations.redactions import redact_entry
from tests.factories import client_of, log, make_capture, make_evidence, make_measure, make_review, make_user

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
