"""The beat goes on when the clock of its machine is set."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from cbm_tracker.beat import SteadyScheduler
from cbm_tracker.celery import app

NOON = "2026-11-25T12:00:00Z"
EVERY = 60


class Beat(SteadyScheduler):
    """Notes what it would send."""

    def __init__(self, file: Path) -> None:
        self.sent: list[str] = []
        schedule = {name: {"task": name, "schedule": timedelta(seconds=EVERY)} for name in ("tick",)}
        schedule |= {"daily": {"task": "daily", "schedule": timedelta(days=1)}}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(app.conf, "beat_schedule", schedule)
            super().__init__(app, schedule_filename=str(file))

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        self.sent.append(entry.name)

    @property
    def producer(self) -> None:
        return None

    def run(self, traveller: time_machine.Traveller, seconds: float) -> list[str]:
        """What it sends in so many seconds."""
        self.sent.clear()
        while seconds > 0:
            pause = min(self.tick(), seconds) or 0.01
            traveller.shift(pause)
            seconds -= pause
        return list(self.sent)


def test_the_beat_sends_its_tick_each_minute(tmp_path: Path) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        assert Beat(tmp_path / "beat").run(traveller, 301).count("tick") == 5


@pytest.mark.parametrize("hours", [24, 1, -24])
def test_a_clock_that_was_set_and_is_right_again_stops_nothing(hours: int, tmp_path: Path) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        beat = Beat(tmp_path / "beat")
        beat.run(traveller, 70)
        traveller.shift(hours * 3600)
        assert "tick" in beat.run(traveller, 130)
        traveller.shift(-hours * 3600)

        assert beat.run(traveller, 301).count("tick") >= 4


def test_nor_does_it_where_the_beat_is_started_anew_meanwhile(tmp_path: Path) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        traveller.shift(86_400)
        ahead = Beat(tmp_path / "beat")
        ahead.run(traveller, 130)
        ahead.close()
        traveller.shift(-86_400)

        assert Beat(tmp_path / "beat").run(traveller, 301).count("tick") >= 4
