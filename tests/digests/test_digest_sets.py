"""A digest of very many measures: it counts them all, and stays small."""

import csv
import os
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from measures.models import Addressee, Kind, Measure, Owner, User
from measures.operations.clock import clock
from measures.operations.standing import restate
from measures.operations.transactions import in_one_transaction
from measures.wings.digests.compose import compose
from measures.wings.digests.models import Digest
from tests.factories import make_measure, make_party, make_report, make_user

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
SETS = "CBM_SETS"
KEV = "cisa-kev.csv"
MOST_BYTES = 100_000


def target_dates() -> list[tuple[str, str]]:
    """The title and target date of each row of the set that CBM_SETS names the folder of."""
    path = Path(os.environ.get(SETS, "../shared/sets")) / KEV
    if not path.is_file():
        pytest.skip(f"{SETS} names no folder with {KEV}.")
    with path.open(newline="", encoding="utf-8") as file:
        return [(row["vulnerabilityName"], row["dueDate"]) for row in csv.DictReader(file)]


def owner_of(rows: Sequence[tuple[str, str]]) -> User:
    """Somebody who answers for one measure for each title and target date."""
    report, owner = make_report(), make_user()
    Measure.objects.bulk_create(
        Measure(
            report=report,
            code=f"K{index}",
            key=f"{report.slug}-K{index}",
            position=index,
            kind=Kind.UNILATERAL,
            title=title,
            due_on=due_on,
        )
        for index, (title, due_on) in enumerate(rows, start=1)
    )
    measures = list(Measure.objects.filter(report=report))
    party = make_party()
    Addressee.objects.bulk_create(Addressee(measure=measure, party=party) for measure in measures)
    in_one_transaction(restate)([measure.pk for measure in measures])
    Owner.objects.bulk_create(Owner(measure=measure, user=owner, named_by=owner) for measure in measures)
    return owner


def said_on(day: date, owner: User) -> tuple[str, int]:
    """The text of the owner's digest of a day, and the size of the whole mail."""
    digest = Digest(recipient=owner, due_on=day, covers_since=LONG_AGO, claimed_at=clock())
    [composed] = compose([digest])
    assert composed.message is not None
    return composed.message.body, len(composed.message.message().as_bytes())


@pytest.mark.parametrize(("day", "overdue", "due_soon"), [(date(2025, 8, 26), 1393, 6), (date(2025, 9, 1), 1396, 4)])
def test_known_exploited_vulnerabilities_are_counted_to_the_last_and_told_in_few_bytes(day, overdue, due_soon):
    rows = target_dates()
    owner = owner_of(rows)

    text, size = said_on(day, owner)

    assert len(rows) == 1404
    assert f"Overdue: {overdue}\n" in text and f"Due soon: {due_soon}\n" in text
    assert f"and {overdue - 20} more" in text
    assert size < MOST_BYTES


def test_target_dates_around_a_day_are_counted_to_the_last_and_told_in_few_bytes():
    day = date(2025, 8, 26)
    offsets = [*(-1 - index % 900 for index in range(1393)), 0, 1, 3, 5, 6, 7, 8, 9, 12, 30, 400]
    owner = owner_of([("A vulnerability of some product " * 4, str(day + timedelta(offset))) for offset in offsets])
    make_measure(due_on="2025-01-01")

    text, size = said_on(day, owner)

    assert "Overdue: 1393\n" in text and "Due soon: 6\n" in text
    assert size < MOST_BYTES
