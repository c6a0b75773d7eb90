"""A list as of a past day, beside that of today."""

from collections.abc import Iterator
from datetime import timedelta

from bench.findings import Finding
from bench.measuring import compare
from bench.rows.measure_list import LIST
from bench.stage import Stage


def findings(stage: Stage) -> Iterator[Finding]:
    past = str(stage.today - timedelta(days=400))
    lasting = {"report": stage.report.slug}
    contenders = {"ours": lambda: stage.get(LIST, as_of=past, **lasting), "today": lambda: stage.get(LIST, **lasting)}
    costs = compare(contenders, times=2, rounds=5 if stage.count < 10_000 else 1)
    yield Finding("list as of a past day, of today’s", costs.pop("ours"), costs, "today", 3)
