"""A page of a hundred measures of one status, as a program asks for it with its token; and the last page of all."""

import json
from collections.abc import Iterator

from bench import live
from bench.findings import Finding
from bench.measuring import compare
from bench.stage import Stage
from measures.lists.paging import Cursor

LIST = "/api/v1/measures/"
STATUS = "in_progress"


def findings(stage: Stage) -> Iterator[Finding]:
    by_hand, on_stored = (
        live.page(f"AND {live.STATUS_NOW} = %(status)s"),
        live.page("AND s.status = %(status)s", stored=True),
    )
    values = {**stage.placeholders, "status": STATUS}
    parameters = {"report": stage.report.slug, "status": STATUS}
    costs = compare(
        {
            "ours": lambda: stage.get(LIST, **parameters),
            "limit": lambda: stage.one(by_hand, values),
            "stored": lambda: stage.one(on_stored, values),
        },
        times=10,
    )
    answers = [json.loads(stage.one(sql, values))["results"] for sql in (by_hand, on_stored)]
    if any(answer != stage.get(LIST, **parameters).content["results"] for answer in answers):
        raise RuntimeError("The answers that are compared are not the same.")
    yield Finding("API list of 100, filtered, with token", costs.pop("ours"), costs, "limit", 1.0)


def last_page(stage: Stage) -> Iterator[Finding]:
    last = stage.report.measures.order_by("-position", "-key")[100 if stage.count > 100 else 0]
    cursor = str(Cursor((stage.report.slug, last.position, last.key), "report"))
    costs = compare(
        {
            "ours": lambda: stage.get(LIST, report=stage.report.slug, cursor=cursor),
            "first": lambda: stage.get(LIST, report=stage.report.slug),
        },
        times=10,
    )
    yield Finding("the last page, of the first", costs.pop("ours"), costs, "first", 1.1)
