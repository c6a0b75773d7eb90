"""A page of the measures that hold some words, in English and in Chinese."""

import json
from collections.abc import Iterator

from bench import live
from bench.findings import Finding
from bench.measuring import compare
from bench.rows.measure_list import LIST
from bench.stage import Stage

# One measure in forty.
ENGLISH, CHINESE = "common register rescue drills", "共同登记 救援演练"


def findings(stage: Stage) -> Iterator[Finding]:
    by_hand = live.page("AND m.search @@ search_query(%(words)s)")
    for language, words in {"English": ENGLISH, "Chinese": CHINESE}.items():
        values = {**stage.placeholders, "words": words}
        parameters = {"report": stage.report.slug, "q": words}
        if json.loads(stage.one(by_hand, values))["results"] != (
            stage.get(LIST, **parameters).content["results"] or None
        ):
            raise RuntimeError("The answers that are compared are not the same.")
        costs = compare(
            {
                "ours": lambda parameters=parameters: stage.get(LIST, **parameters),
                "limit": lambda values=values: stage.one(by_hand, values),
            },
            times=10,
        )
        yield Finding(f"search page, {language}", costs.pop("ours"), costs, "limit", 2, is_plotted=words == ENGLISH)
