"""A list and a measure that the reader has already: 304, beside the list and the measure themselves."""

from collections.abc import Iterator
from http import HTTPStatus

from bench import live
from bench.findings import Finding
from bench.measuring import compare
from bench.rows.measure_list import LIST, STATUS
from bench.stage import Stage


def findings(stage: Stage) -> Iterator[Finding]:
    asked = {"report": stage.report.slug, "status": STATUS}
    etag = {"If-None-Match": stage.get(LIST, **asked).headers["ETag"]}
    by_hand = live.page(f"AND {live.STATUS_NOW} = %(status)s")
    known = {**stage.known, "status": STATUS}
    costs = compare(
        {
            "ours": lambda: stage.get(LIST, expect=HTTPStatus.NOT_MODIFIED, headers=etag, **asked),
            "limit": lambda: stage.one(by_hand, known),
            "in full": lambda: stage.get(LIST, **asked),
        },
        times=10,
    )
    yield Finding("304 for that list", costs.pop("ours"), costs, "limit", 0.15, is_plotted=False)
