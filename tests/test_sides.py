"""Whose words are set side by side is decided by what the reader may see, never by what is hidden."""

import pytest
from rest_framework.test import APIClient

from measures.analysis.sides import sides_of
from measures.models import PUBLIC, TEAM, Ambiguity, Measure, PartialDate
from measures.operations.drafts import EntryDraft, StatementDraft
from measures.operations.entries import log_development
from tests.factories import (
    TODAY,
    client_of,
    fields_of,
    keys,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_party,
    make_report,
    make_user,
)
from tests.readings import Reader

pytestmark = pytest.mark.django_db

NORTH, SOUTH, EAST = "NORTHSHORE", "SOUTHSHORE", "EASTSHORE"


@pytest.fixture
def measure() -> Measure:
    """A measure that both shores may read of, and that addresses an ambiguity; a third shore is known besides."""
    make_party(EAST)
    report = make_report()
    ambiguity = make_ambiguity(report, parent=make_ambiguity(report))
    return make_measure(report, parties=[NORTH, SOUTH], addresses=[ambiguity])


def say_in_the_east(on: Measure | Ambiguity) -> None:
    """Words of the third shore's that only the team may read."""
    occurred = PartialDate.parse("2024-04-23")
    words = StatementDraft(
        parties=[EAST], authority="ministry", speaker="A keeper", said_on=occurred, on=[on.key],
        quotation="Seen from the east", quotation_language="en", acts=["states"],
    )  # fmt: skip
    draft = EntryDraft(
        kind="statement", occurred=occurred, statements=[words], marking="internal",
        sources=[make_evidence(marking="internal").key],
    )  # fmt: skip
    log_development(on.report, draft, by=make_user(), on=TODAY)


def test_hidden_words_add_no_side_for_whom_it_is_hidden_from(measure: Measure) -> None:
    ambiguity = measure.addressings.get().ambiguity
    stranger = Reader(PUBLIC, None)
    parameters = stranger.addresses(measure.report)
    before = stranger.answers(parameters)

    hidden = make_measure(measure.report, parties=[EAST], addresses=[ambiguity], marking="internal")
    for each in (hidden, measure, ambiguity):
        say_in_the_east(each)

    after = stranger.answers(parameters)
    assert {address: after[address] for address in before} == before
    assert [side.code for side in sides_of(measure.report, PUBLIC)] == [NORTH, SOUTH]
    assert keys("ambiguities/", client_of(make_user()), unheard=EAST) == []
    assert fields_of(APIClient().get("/api/v1/ambiguities/", {"unheard": EAST})) == {"unheard"}


def test_whoever_may_read_a_measure_sees_its_parties_as_sides(measure: Measure) -> None:
    make_measure(measure.report, parties=[EAST], marking="internal")

    assert [side.code for side in sides_of(measure.report, TEAM)] == [EAST, NORTH, SOUTH]
