"""What the tests of the core are told of checkpoints."""

from measures.models import Chain, Report
from measures.operations.clock import clock
from measures.wings.checkpoints.models import Checkpoint, Origin
from tests.wings import WingSamples


def fill_origins(report: Report, rows: int) -> None:
    """Origins of one chain, each with a checkpoint, all but the last stopped."""
    chain = Chain.objects.create(report=report)
    origins = Origin.objects.bulk_create(
        Origin(chain=chain, name=f"example.org/{n}", begun_at=clock(), stopped_at=clock()) for n in range(rows)
    )
    Checkpoint.objects.bulk_create(
        Checkpoint(origin=origin, size=1, root=bytes(32), note="N", key="K", signed_at=clock()) for origin in origins
    )


class CheckpointSamples(WingSamples):
    lists = {"checkpoints/": fill_origins}
    without_a_page = ("checkpoints/",)
    pages = {"checkpoints": ["/checkpoints/"]}
    no_pages = ("checkpoint", "begin_origin")
    # They name chains, which everybody knows.
    not_watched = (
        "checkpoints", "checkpoint", "begin_origin", "api-checkpoints", "api-inclusion", "api-consistency",
    )  # fmt: skip
    doors = {"everybody": "api-checkpoints checkpoints"}
    need_more = ("api-consistency", "api-inclusion")
    # What is signed is held against its chain and what was pinned (`test_signed_heads.py`).
    not_sealed = {
        "measures_origin": {"chain_id", "name", "begun_at", "begun_by_id", "reason", "stopped_at"},
        "measures_checkpoint": {"origin_id", "size", "root", "note", "key", "signed_at"},
    }
    goes_with = {"nothing": {"origin": "name reason", "checkpoint": "note"}}

    def write_once(self) -> None:
        origin = Origin.objects.create(chain=Chain.objects.all()[0], name="example.org/journal", begun_at=clock())
        Checkpoint.objects.create(origin=origin, size=1, root=bytes(32), note="N", key="K", signed_at=clock())


SAMPLES = CheckpointSamples()
