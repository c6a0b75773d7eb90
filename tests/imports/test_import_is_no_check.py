"""Who imports a table has looked at no measure: it counts as checked only once a person looks."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from measures.analysis.past import with_standings
from measures.models import PUBLIC, Measure
from measures.operations.clock import clock
from measures.operations.entries import confirm_unchanged
from measures.operations.standing import rebuild_standings
from tests.factories import TODAY, get, keys, make_user, standing
from tests.files import signed_in
from tests.tables import run

pytestmark = pytest.mark.django_db


def checked_on(measure: Measure, **days: date) -> date | None:
    """The day on which a measure was last checked, replayed as of a day."""
    [found] = with_standings(Measure.objects.filter(pk=measure.pk), PUBLIC, **days)
    assert found.standing is not None
    return found.standing.last_checked


def test_what_a_table_brings_was_not_checked_stored_rebuilt_and_replayed(file: Path) -> None:
    run(file, "--apply")
    measure = Measure.objects.get(code="A-1")
    assert standing(measure).status == "implemented"

    assert standing(measure).last_checked is None
    assert checked_on(measure, as_of=clock().date() + timedelta(days=1)) is None
    rebuild_standings()
    assert standing(measure).last_checked is None


def test_pages_answers_and_filters_say_that_nobody_has_looked(file: Path) -> None:
    run(file, "--apply")

    assert get("measures/imported-A-2/")["standing"]["last_checked"] is None
    assert keys("measures/", unchecked="true") == ["imported-A-2", "imported-A-3"]
    page = signed_in(make_user()).get("/measures/imported-A-2/").content.decode()
    assert "Never checked" in " ".join(page.split())


def test_a_person_who_looks_has_checked_it(file: Path) -> None:
    run(file, "--apply")
    measure = Measure.objects.get(code="A-2")

    confirm_unchanged([measure], by=make_user(), on=TODAY)

    assert standing(measure).last_checked == clock().date()
    assert keys("measures/", unchecked="true") == ["imported-A-3"]
