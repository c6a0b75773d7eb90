"""A unilateral measure is addressed to one party: whoever writes, the database sees to it."""

import pytest
from django.db import IntegrityError

from measures.library.load import load_content
from measures.library.read import parse_library
from measures.models import Measure
from tests.factories import make_measure, make_party
from tests.test_library import SMALL

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = "A unilateral measure is addressed to one party"


def addressees(measure: Measure) -> list[str]:
    return [party.code for party in measure.parties.order_by("code")]


def test_no_second_party_joins_a_unilateral_measure() -> None:
    measure, other = make_measure(), make_party("SOUTHSHORE")

    with pytest.raises(IntegrityError, match=REFUSED):
        measure.parties.add(other)

    assert addressees(measure) == ["NORTHSHORE"]


def test_the_only_party_of_a_unilateral_measure_stays() -> None:
    measure = make_measure()

    with pytest.raises(IntegrityError, match=REFUSED):
        measure.parties.clear()

    assert addressees(measure) == ["NORTHSHORE"]


def test_a_measure_of_two_parties_becomes_no_unilateral_one() -> None:
    measure = make_measure(parties=("NORTHSHORE", "SOUTHSHORE"))

    with pytest.raises(IntegrityError, match=REFUSED):
        Measure.objects.update(kind="unilateral")

    measure.refresh_from_db()
    assert measure.kind == "joint"


def test_one_party_may_take_the_place_of_another_and_a_measure_may_go() -> None:
    measure, other = make_measure(), make_party("SOUTHSHORE")

    measure.parties.set([other])
    assert addressees(measure) == ["SOUTHSHORE"]

    measure.standings.all().delete()
    measure.delete()
    assert not Measure.objects.exists()


def test_a_library_is_held_to_it_whatever_its_file_let_through() -> None:
    library = parse_library("small.yaml", SMALL)
    load_content(library)
    library.content["parties"].append({"code": "YY", "name": {"en": "Y"}, "kind": "state"})
    library.content["measures"][0]["parties"].append("YY")

    with pytest.raises(IntegrityError, match=REFUSED):
        load_content(library)

    assert addressees(Measure.objects.get()) == ["XX"]
