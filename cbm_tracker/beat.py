"""The beat's schedule, which goes on when the clock of its machine is set back.

Celery remembers when each task ran last. If the clock was a day ahead meanwhile, it would wait for a day, even when it
is started anew: no digest would go out.
"""

from datetime import datetime

from celery.beat import PersistentScheduler


class SteadyScheduler(PersistentScheduler):
    """Takes what ran later than now as run now."""

    latest: datetime | None = None

    def setup_schedule(self) -> None:
        super().setup_schedule()
        self.take_back_future_runs(self.app.now())

    def tick(self, *args: object, **kwargs: object) -> float:
        now = self.app.now()
        if self.latest is not None and now < self.latest:
            self.take_back_future_runs(now)
            # The next runs are computed anew.
            self._heap = None
        self.latest = now
        seconds: float = super().tick(*args, **kwargs)
        return seconds

    def take_back_future_runs(self, now: datetime) -> None:
        for entry in self.schedule.values():
            entry.last_run_at = min(entry.last_run_at, now)
