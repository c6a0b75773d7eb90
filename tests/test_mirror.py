"""Both sides are treated alike: exchange them in a whole report, and its pages are the mirror image.

The same lines stand on both pages, the sides exchanged in words, addresses and colours; only their order may differ.
"""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from measures.library.load import load_library

pytestmark = pytest.mark.django_db

LIBRARY = Path("fixtures/two-shores.yaml")
# What is of one side, and what in its place is of the other.
OF_ONE = ("NORTH", "North", "north", "北岸", "side-1", "mark-1", "place-1")
OF_THE_OTHER = ("SOUTH", "South", "south", "南岸", "side-2", "mark-2", "place-2")
EXCHANGED = dict(zip(OF_ONE + OF_THE_OTHER, OF_THE_OTHER + OF_ONE, strict=True))
# Which lane of a plot and which shape a side has, and what seals the rows.
PLACES = re.compile(r' (?:y|y1|y2|d|transform)="[^"]*"|[0-9a-f]{64}|value="[A-Za-z0-9]{64}"|\d{4}-\d\d-\d\dT[\d:.]+Z')
PAGES = (
    "/?report=two-shores",
    "/measures/?report=two-shores",
    "/measures/two-shores-JOINT-1/",
    "/measures/two-shores-NORTH-1/",
    "/measures/two-shores-NORTH-1/?show=statements",
    "/statements/?report=two-shores",
    "/ambiguities/?report=two-shores",
    "/requests/?report=two-shores",
    "/journal/?report=two-shores",
    "/changes/?report=two-shores&from=2026-01-01",
    "/readouts/?report=two-shores",
)


def exchange(text: str) -> str:
    return re.sub("|".join(EXCHANGED), lambda found: EXCHANGED[found[0]], text)


def lines_of(text: str) -> Counter[str]:
    return Counter(" ".join(PLACES.sub("", line).split()) for line in re.split(r"\n|(?=<)", text) if line.strip())


def pages_of(library: Path, addresses: list[str], language: str) -> list[Counter[str]]:
    """The pages of a report that is loaded for them alone."""
    with transaction.atomic():
        load_library(library)
        answers = [Client().get(address, headers={"accept-language": language}) for address in addresses]
        transaction.set_rollback(True)
    assert [answer.status_code for answer in answers] == [200] * len(addresses)
    return [lines_of(answer.content.decode()) for answer in answers]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_report_with_its_sides_exchanged_is_the_mirror_image(tmp_path: Path, language: str) -> None:
    exchanged = tmp_path / "exchanged.yaml"
    exchanged.write_text(exchange(LIBRARY.read_text()))

    pages = pages_of(LIBRARY, list(PAGES), language)
    mirrored = pages_of(exchanged, [exchange(address) for address in PAGES], language)

    differing = {}
    for address, page, mirror in zip(PAGES, pages, mirrored, strict=True):
        expected = Counter({exchange(line): count for line, count in page.items()})
        if found := [*(expected - mirror), *(mirror - expected)]:
            differing[address] = found
    assert differing == {}
