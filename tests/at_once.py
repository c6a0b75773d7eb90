"""Two who act at the same time, each on a connection of their own: one is held where the other is to meet them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import connections

PATIENCE = 20


class Act(threading.Thread):
    """Somebody who acts at the same time, on a connection of their own."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self.act = act
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self.act()
        except BaseException as error:  # noqa: BLE001 (a thread has nobody else to tell)
            self.error = error
        finally:
            connections.close_all()

    def waits(self) -> None:
        """Long enough for what does not wait to be done."""
        self.join(1.5)
        assert self.is_alive()

    def ends(self) -> None:
        self.join(PATIENCE)
        assert not self.is_alive()
        assert self.error is None


class Gate:
    """Holds whoever comes through for the first time until it is opened."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.reached, self.opened = threading.Event(), threading.Event()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not self.reached.is_set():
            self.reached.set()
            assert self.opened.wait(PATIENCE)
        return self.function(*args, **kwargs)

    def is_reached(self) -> None:
        assert self.reached.wait(PATIENCE)


@contextmanager
def held(owner: Any, name: str) -> Iterator[Gate]:
    """Hold the first who calls a function of this name, until the gate is opened or the block ends."""
    gate = Gate(getattr(owner, name))
    with patch.object(owner, name, gate):
        try:
            yield gate
        finally:
            gate.opened.set()
