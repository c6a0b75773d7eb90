"""Whose views are set side by side is decided by what the reader may see, never by what is hidden."""

from typing import Any

import pytest

from measures.analysis.sides import sides_of
from measures.models import PUBLIC, TEAM, Measure
from measures.operations.drafts import BearingDraft, ViewDraft
from tests.factories import get, log, make_ambiguity, make_evidence, make_measure, make_party, make_report
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


def see(measure: Measure, on: Any, **fields: Any) -> None:
    """A view of the third shore's."""
    view = ViewDraft(on=on.key, whose=EAST, provenance="our_reading", text="Seen from the east", **fields)
    bearing = BearingDraft(on=on.key, direction="background")
    log(measure, bears_on=[bearing], views=[view], sources=[make_evidence(marking="internal").key], marking="internal")


def test_a_hidden_view_adds_no_side_for_whom_it_is_hidden_from(measure: Measure) -> None:
    ambiguity = measure.addressings.get().ambiguity
    stranger = Reader(PUBLIC, None)
    parameters = stranger.addresses(measure.report)
    before = stranger.answers(parameters)

    hidden = make_measure(measure.report, parties=[EAST], addresses=[ambiguity], marking="internal")
    see(hidden, hidden)
    see(measure, measure)
    see(measure, ambiguity)

    after = stranger.answers(parameters)
    assert {address: after[address] for address in before} == before
    assert [side.code for side in sides_of(measure.report, PUBLIC)] == [NORTH, SOUTH]
    perception = get(f"ambiguities/{ambiguity.key}/perception/")["perception"]
    assert perception["missing"] == [NORTH, SOUTH]


def test_whoever_may_read_a_measure_sees_its_parties_as_sides(measure: Measure) -> None:
    make_measure(measure.report, parties=[EAST], marking="internal")

    assert [side.code for side in sides_of(measure.report, TEAM)] == [EAST, NORTH, SOUTH]
