"""Writes what was found into the documentation: a table and a plot."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.findings import Finding
from bench.plot import plot

ROOT = Path(__file__).parent.parent
PAGE, PICTURE = ROOT / "docs" / "performance.md", ROOT / "docs" / "images" / "performance.svg"
BEGIN, END = "<!-- Written by make bench: begin -->", "<!-- Written by make bench: end -->"
HEAD = "| work | CPU | of it in PostgreSQL | beside | ratio | aim | met |\n|---|--:|--:|---|--:|--:|---|"

# What was found, by the number of measures.
type Found = Mapping[int, Sequence[Finding]]


def write(found: Found, machine: str) -> None:
    """Put the table of the largest size and the plot of all into the documentation."""
    largest = max(found)
    section = "\n".join(
        [
            f"One run of `make bench` with {largest:,} measures on {machine}; milliseconds of CPU.",
            "",
            HEAD,
            *(row for finding in found[largest] for row in rows_of(finding)),
            "",
            "![CPU per answer by the number of measures](images/performance.svg)",
            "",
            "The same by the number of measures, in milliseconds of CPU:",
            "",
            *by_size(found),
        ]
    )
    page = PAGE.read_text()
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n{section}\n{END}{after}")
    PICTURE.write_text(plot(series_of(found)))


def by_size(found: Found) -> list[str]:
    """A line for each kind of work, with what it costs at each size: every size has measured them in the same order."""
    head = f"| work | {' | '.join(f'{size:,}' for size in found)} |\n|---|{'--:|' * len(found)}"
    alike = zip(*found.values(), strict=True)
    return [
        head,
        *(
            f"| {each[-1].work} | {' | '.join(formatted(finding.cost.milliseconds) for finding in each)} |"
            for each in alike
        ),
    ]


def rows_of(finding: Finding) -> list[str]:
    """A line for the aim, and one for each other that the work is held against."""
    others = sorted(finding.beside, key=lambda name: name != finding.against)
    first = (finding.work, formatted(finding.cost.milliseconds), formatted(finding.cost.database * 1000))
    lines = []
    for place, name in enumerate(others):
        left = first if place == 0 else ("", "", "")
        beside = f"{name}: {formatted(finding.beside[name].milliseconds)} ms"
        aim, met = ("", "")
        if name == finding.against and finding.aim_words:
            aim, met = finding.aim_words, "yes" if finding.is_met else "no"
        lines.append(f"| {' | '.join([*left, beside, f'{finding.ratio(name):.2f}', aim, met])} |")
    return lines


def formatted(milliseconds: float) -> str:
    return f"{milliseconds:,.1f}" if milliseconds < 100 else f"{milliseconds:,.0f}"


def series_of(found: Found) -> dict[str, dict[int, float]]:
    """The cost of each kind of work at each size."""
    series: dict[str, dict[int, float]] = {}
    for size, findings in found.items():
        for finding in findings:
            if finding.is_plotted:
                series.setdefault(finding.work, {})[size] = finding.cost.milliseconds
    return series
