"""Somebody reads all there is to read, others act on what this reader may not see, and no byte has changed."""

from dataclasses import dataclass

from hypothesis import strategies as some
from hypothesis.stateful import precondition, rule

from measures.models import Marking
from tests.machines.acts import Acts
from tests.machines.shores import AUDIENCES, Shores
from tests.readings import Reader

# To read everything takes seconds: a watcher reads one share of the addresses, and there are many watchers.
SHARES = 5


@dataclass(frozen=True)
class Watch:
    """What a reader was answered, and how many acts had been done then."""

    reader: Reader
    answers: dict[str, bytes]
    done: int


class WatchedMachine(Acts):
    """At any time one reader, or nobody, watches."""

    def __init__(self, shores: Shores) -> None:
        super().__init__(shores)
        self.watch: Watch | None = None

    def teardown(self) -> None:
        try:
            self.end_watch()
        finally:
            super().teardown()

    @precondition(lambda self: len(self.record.happenings) > 2)
    @rule(turn=some.integers(0, len(AUDIENCES) - 1), share=some.integers(0, SHARES - 1))
    def begin_watch(self, turn: int, share: int) -> None:
        """The next reader takes over from whom anything can be hidden; a last turn is nobody's."""
        self.end_watch()
        watchers = [each for each in self.shores.readers if not all(map(each.audience.may_read, Marking.values))]
        if turn < len(watchers):
            reader = watchers[turn]
            parameters = reader.addresses(self.shores.report)[share::SHARES]
            self.watcher, self.watch = reader.audience, Watch(reader, reader.answers(parameters), self.done)

    def end_watch(self) -> None:
        if self.watch and self.done > self.watch.done:
            now = self.watch.reader.answers(self.watch.answers)
            changed = [address for address, answer in self.watch.answers.items() if now[address] != answer]
            assert changed == [], self.watch.reader.audience.name
        self.watcher = self.watch = None
