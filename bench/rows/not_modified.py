"""A list and a measure that the reader has already: 304, beside the list and the measure themselves."""

from collections.abc import Iterator
from http import HTTPStatus

from bench import live
from bench.findings import Finding
from bench.measuring import compare
from bench.rows.measure_list import LIST, STATUS
from bench.stage import Stage


def findings(stage: Stage) -> Iterator[Finding]:
    parameters = {"report": stage.report.slug, "status": STATUS}
    etag = {"If-None-Match": stage.get(LIST, **parameters).headers["ETag"]}
    by_hand = live.page(f"AND {live.STATUS_NOW} = %(status)s")
    values = {**stage.placeholders, "status": STATUS}
    costs = compare(
        {
            "ours": lambda: stage.get(LIST, expect=HTTPStatus.NOT_MODIFIED, headers=etag, **parameters),
            "limit": lambda: stage.one(by_hand, values),
            "in full": lambda: stage.get(LIST, **parameters),
        },
        times=10,
    )
    yield Finding("304 for that list", costs.pop("ours"), costs, "in full", 0.6, is_plotted=False)
