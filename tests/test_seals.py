"""The seals of the loaded records can be computed again from what the database holds."""

import hashlib
import json

from measures.analysis.seals import WrittenEntry, WrittenView, content_of
from measures.models import Entry


def stored(entry: Entry) -> WrittenEntry:
    """An entry with all that comes with it, as the database holds it."""
    return WrittenEntry(
        Entry.objects.select_related("report", "chain", "responds_to", "corrects").get(pk=entry.pk),
        bearings=list(entry.bearings.all()),
        views=[WrittenView(view, list(view.grounds.all())) for view in entry.views.all()],
        citations=list(entry.citations.all()),
        marks=list(entry.marks.all()),
    )


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
