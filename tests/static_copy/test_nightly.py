"""The copies of all public reports, made anew each day."""

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.utils import timezone

from measures.models import Measure, Role
from measures.operations.markings import mark_report
from measures.wings.static_copy import nightly, publishing, tasks
from measures.wings.static_copy.editions import BeingMadeError
from measures.wings.static_copy.tasks import publish_report, wake_for_copies
from tests.factories import log, make_measure, make_report, make_user
from tests.static_copy.copies import contents, soon

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(settings: Any, tmp_path: Path) -> Path:
    settings.CBM_PUBLISH = str(tmp_path / "copies")
    return tmp_path / "copies"


@pytest.fixture
def measure() -> Measure:
    return make_measure(make_report("shoals"))


def on(at: datetime, asked: list[str] | None = None) -> None:
    """One tick, with a worker that does at once what it wakes for, or only a list of that."""
    act = publish_report.run if asked is None else asked.append
    woken = mock.patch.object(publish_report, "apply_async", lambda given, **_: act(*given))
    clocks = [mock.patch(f"{each}.clock", timezone.now) for each in (tasks.__name__, "measures.wings.briefs.api")]
    with time_machine.travel(at, tick=False), woken, clocks[0], clocks[1]:
        wake_for_copies(at=at)


def made_for(root: Path, slug: str = "shoals") -> datetime:
    return datetime.fromisoformat(json.loads((root / slug / "copy.json").read_bytes())["at"])


def test_each_day_has_its_copy_made_once(measure: Measure, root: Path) -> None:
    log(measure, title="Vexentry")
    day = soon(9)
    asked: list[str] = []

    on(day)
    on(day + timedelta(seconds=60), asked)
    first = made_for(root)
    on(day + timedelta(days=1))

    assert asked == []
    assert (first.hour, first.minute, first.date()) == (0, 0, day.date())
    assert made_for(root) == first + timedelta(days=1)
    assert b"Vexentry" in contents(root)["shoals/tables/entries.csv"]


def test_the_copy_of_a_report_that_is_hidden_is_deleted_at_the_next_tick(measure: Measure, root: Path) -> None:
    other, day = make_measure(make_report("reefs")), soon(9)
    on(day)
    (root / "letter.txt").write_text("Of somebody else")

    mark_report(measure.report, marking="internal", by=make_user(Role.ADMINISTRATOR))
    on(day + timedelta(minutes=1))

    assert {path.name for path in root.iterdir()} == {other.report.slug, "letter.txt"}


def test_a_copy_that_failed_is_tried_again_later(measure: Measure, root: Path) -> None:
    day, asked, again = soon(9), list[str](), list[str]()

    def fail(edition: object) -> Any:
        raise OSError("No space left on device")

    with mock.patch.object(publishing, "files_of", fail), pytest.raises(OSError, match="No space"):
        on(day)
    begun = nightly.fresh_folder(root / "shoals")
    os.utime(begun, times=(day.timestamp(), day.timestamp()))
    on(day + timedelta(minutes=1), asked)
    on(day + timedelta(seconds=nightly.LONGEST), again)
    on(day + timedelta(hours=1))

    assert (asked, again) == ([], ["shoals"])
    assert made_for(root).date() == day.date()
    assert not begun.exists()


def test_two_workers_do_not_make_the_same_copy_at_once(measure: Measure, root: Path) -> None:
    root.mkdir()
    day = soon(9)

    with publishing.held(root):
        on(day)
        with pytest.raises(BeingMadeError), publishing.held(root):
            pytest.fail("Two hold it.")

    assert list(root.iterdir()) == []


def test_without_a_folder_nothing_is_made(measure: Measure, settings: Any) -> None:
    settings.CBM_PUBLISH = ""
    asked: list[str] = []

    on(soon(9), asked)

    assert asked == []
