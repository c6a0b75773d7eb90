"""Each page that anybody may read, beside a template without tags that gives the same HTML."""

from collections.abc import Iterator

from bench import plain
from bench.findings import Finding
from bench.measuring import compare
from bench.stage import Stage

MANY = 10_000
# Milliseconds of CPU.
MOST = {"overview": 1_200, "ambiguity": 2_000}


def findings(stage: Stage) -> Iterator[Finding]:
    report = {"report": stage.report.slug}
    for name, path in paths_of(stage).items():
        plain.keep_page(name, stage.get(path, **report).body.decode())
        costs = compare(
            {
                "ours": lambda path=path: stage.get(path, **report),
                "bare": lambda name=name: stage.get(f"/plain/pages/{name}/"),
            },
            times=10 if stage.count < MANY else 1,
            rounds=5 if stage.count < MANY else 1,
        )
        yield Finding(f"page: {name}", costs.pop("ours"), costs, "bare", most=MOST.get(name), is_plotted=False)


def paths_of(stage: Stage) -> dict[str, str]:
    measure = stage.report.measures.order_by("position", "key")[0]
    ambiguity = stage.report.ambiguities.order_by("position", "key")[0]
    return {
        "overview": "/",
        "measures": "/measures/",
        "measure": f"/measures/{measure.key}/",
        "ambiguities": "/ambiguities/",
        "ambiguity": f"/ambiguities/{ambiguity.key}/",
        "journal": "/journal/",
        "changes": "/changes/",
        "sources": "/sources/",
        "report": f"/reports/{stage.report.slug}/",
    }
