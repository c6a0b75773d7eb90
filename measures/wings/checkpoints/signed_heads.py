"""Checks that what was signed of the chains is still there as it was signed."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Self

from measures.analysis.seals import moment_as_text
from measures.analysis.verification import Fault
from measures.wings.checkpoints.models import Checkpoint, Origin
from measures.wings.checkpoints.readings import TreeHead, is_signed_note, leaves_of
from measures.wings.checkpoints.trees import roots_by_size


@dataclass(frozen=True, slots=True)
class SignedHead:
    """An origin and what was signed under it last, then or now; `checkpoints` is how many there were."""

    origin: str
    begun_at: str
    reason: str
    checkpoints: int
    size: int
    root: str
    key: str

    @classmethod
    def of(cls, origin: Origin, signed: list[Checkpoint]) -> Self:
        last, begun_at = signed[-1], moment_as_text(origin.begun_at)
        return cls(origin.name, begun_at, origin.reason, len(signed), last.size, bytes(last.root).hex(), last.key)

    @property
    def as_json(self) -> str:
        """The line in which it is pinned."""
        return json.dumps(asdict(self), ensure_ascii=False)


def signed_heads(pinned: Iterable[SignedHead] = ()) -> Iterator[SignedHead | Fault]:
    """Each origin as it is, with what is wrong with it and how it differs from pinned ones."""
    pins: dict[str, list[SignedHead]] = {}
    for pin in pinned:
        pins.setdefault(pin.origin, []).append(pin)
    for origin in Origin.objects.select_related("chain").order_by("pk"):
        signed = list(origin.checkpoints.order_by("size"))
        faults = [*faults_of_checkpoints(origin, signed), *compared(origin, signed, pins.pop(origin.name, []))]
        yield from (Fault(what, origin=origin.name) for what in faults)
        if signed:
            yield SignedHead.of(origin, signed)
    yield from (Fault("the pinned origin is gone", origin=name) for name in pins)


def faults_of_checkpoints(origin: Origin, signed: list[Checkpoint]) -> Iterator[str]:
    """What is wrong with the checkpoints of an origin; the chain of one that was stopped does not continue them."""
    for each in signed:
        if not is_signed_note(each.note, origin.name, TreeHead(each.size, bytes(each.root)), each.key):
            yield f"its checkpoint of {each.size} rows is not what was signed"
    for earlier, later in pairwise(signed):
        if later.signed_at < earlier.signed_at:
            yield f"its checkpoint of {later.size} rows was signed before that of {earlier.size}"
    if origin.stopped_at is None:
        roots = dict(enumerate(roots_by_size(leaves_of(origin.chain)), 1))
        for each in signed:
            if roots.get(each.size) != bytes(each.root):
                yield f"its chain does not begin with the {each.size} rows that were signed"


def compared(origin: Origin, signed: list[Checkpoint], pinned: list[SignedHead]) -> Iterator[str]:
    """How an origin differs from what was pinned of it."""
    for pin in pinned:
        until_then = [each for each in signed if each.size <= pin.size]
        if len(until_then) < pin.checkpoints:
            yield f"{pin.checkpoints} checkpoints of up to {pin.size} rows were pinned, and {len(until_then)} are there"
        elif SignedHead.of(origin, until_then) != pin:
            yield f"it is not as it was pinned with {pin.size} rows"
