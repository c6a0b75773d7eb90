"""The seals of the loaded records can be computed again from what the database holds."""

import hashlib
import json
import re

from measures.analysis.sealed_rows import rows_of_entry
from measures.analysis.seals import FORMATS, PRESENT_FORMAT, EntryRows, content_of
from measures.models import Entry, Review
from tests.servers import ROOT


def stored(entry: Entry) -> EntryRows:
    """An entry with all that comes with it, as the database holds it."""
    return rows_of_entry(Entry.objects.select_related("report", "chain", "responds_to", "corrects").get(pk=entry.pk))


def test_an_outsider_can_compute_the_seals_again(reports: None) -> None:
    for slug in ("zhao-2020", "two-shores"):
        seal = bytes(32)
        entries = list(Entry.objects.filter(report__slug=slug).order_by("sequence"))
        assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))
        for entry in entries:
            content = json.dumps(content_of(stored(entry)), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
            commitment = hashlib.sha256(bytes(entry.salt) + content.encode()).digest()
            seal = hashlib.sha256(seal + commitment).digest()
            assert bytes(entry.commitment) == commitment
            assert bytes(entry.seal) == seal


def test_an_outsider_can_compute_the_seals_of_reviews_again(reports: None) -> None:
    seal = bytes(32)
    reviews = list(Review.objects.filter(chain__kind="sources", chain__marking="public").order_by("sequence"))

    assert [review.sequence for review in reviews] == list(range(1, len(reviews) + 1)) != []
    for review in reviews:
        content = json.dumps(content_of(review), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        seal = hashlib.sha256(seal + hashlib.sha256(bytes(review.salt) + content.encode()).digest()).digest()
        assert bytes(review.seal) == seal


NAMES_OF_FORMAT_1 = {
    "key", "report", "first_marking", "sequence", "kind", "occurred", "recorded_at", "library_as_of", "title",
    "title_zh_hans", "narrative", "narrative_zh_hans", "language", "track", "claim", "baseline", "author_name",
    "responds_to", "corrects", "bearings", "views", "citations", "marks",
}  # fmt: skip
NAMES_SINCE_FORMAT_2 = {"seal_format", "name_commitment"}
NAMES_SINCE_FORMAT_4 = {"of", "related", "texts", "unread_texts", "judgements"}
NAMES_SINCE_FORMAT_5 = {"reasons", "dissents", "written_on", "agreed_by_name_commitment", "statements"}


def test_a_format_holds_what_it_held_when_it_was_made(reports: None) -> None:
    entry = stored(Entry.objects.filter(report__slug="two-shores").earliest("sequence"))
    assert entry.entry.seal_format == PRESENT_FORMAT

    present = content_of(entry)
    entry.entry.seal_format = 1

    assert set(content_of(entry)) == NAMES_OF_FORMAT_1
    later = NAMES_SINCE_FORMAT_2 | NAMES_SINCE_FORMAT_4 | NAMES_SINCE_FORMAT_5
    assert set(present) == NAMES_OF_FORMAT_1 - {"author_name"} | later


def test_the_name_of_who_wrote_is_sealed_under_a_salt_of_its_own(reports: None) -> None:
    entry, review = Entry.objects.all()[0], Review.objects.all()[0]

    for row, name in ((entry, entry.author_name), (review, review.reviewer_name)):
        commitment = hashlib.sha256(bytes(row.name_salt) + name.encode()).digest()
        assert bytes(row.name_commitment) == commitment
        assert bytes(row.name_salt) != bytes(row.salt)


def test_the_document_says_what_came_with_each_format() -> None:
    text = (ROOT / "docs/journal.md").read_text()
    described = {int(number) for number in re.findall(r"from format (\d+)", text)}

    assert set(FORMATS) - {1} - described == set()
