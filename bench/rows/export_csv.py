"""All measures of a report as CSV, beside COPY of the same columns; the memory that it takes."""

from collections.abc import Iterator

from bench.findings import Finding
from bench.measuring import compare, peak
from bench.rows.measure_list import LIST
from bench.stage import Stage

BY_HAND = """
    COPY (
        SELECT m.key, r.slug, m.code, m.kind, m.title, m.title_zh_hans, m.description, m.description_zh_hans,
            (SELECT string_agg(party_id, '; ' ORDER BY party_id) FROM measures_measure_parties p
                WHERE p.measure_id = m.id) AS parties,
            (SELECT string_agg(a.key, '; ' ORDER BY a.key) FROM measures_addressing d
                JOIN measures_ambiguity a ON a.id = d.ambiguity_id WHERE d.measure_id = m.id) AS addresses,
            (SELECT string_agg(u.name, '; ' ORDER BY o.named_at, o.id) FROM measures_owner o
                JOIN measures_user u ON u.id = o.user_id WHERE o.measure_id = m.id) AS owners,
            m.source_heading, m.source_heading_zh_hans, m.source_paragraph, m.due_on, m.due_by, m.review_every_days,
            s.status, s.status_since, s.latest_direction, s.latest_on, s.latest_by, s.last_checked,
            s.sources_toward, s.sources_away, s.sources_either, s.milestones, s.milestones_met, s.is_unsupported,
            s.is_contested, s.level, m.marking, current_date AS as_of, r.disclaimer
        FROM measures_measure m JOIN measures_report r ON r.id = m.report_id
            JOIN measures_standing s ON s.measure_id = m.id AND s.audience = 'team'
        WHERE r.slug = 'generated' AND m.parent_id IS NULL AND m.withdrawn_at IS NULL
        ORDER BY m.position, m.key
    ) TO STDOUT (FORMAT csv, HEADER)
"""


# What is copied by hand; a file of all columns has what each side said and our assessment besides.
COLUMNS = (
    "key", "report", "code", "kind", "title", "title_zh_hans", "description", "description_zh_hans", "parties",
    "addresses", "owners", "source_heading", "source_heading_zh_hans", "source_paragraph", "due_on", "due_last_day",
    "review_every_days", "status", "status_since", "latest_direction", "latest_occurred", "latest_counts_from",
    "last_checked", "sources_toward", "sources_away", "sources_either", "milestone_count", "milestones_met",
    "is_unsupported", "is_contested", "level", "marking",
)  # fmt: skip


def findings(stage: Stage) -> Iterator[Finding]:
    def ours() -> int:
        return stage.stream(LIST, report=stage.report.slug, format="csv", fields=",".join(COLUMNS))

    def whole() -> int:
        return stage.stream(LIST, report=stage.report.slug, format="csv")

    def copied() -> int:
        with stage.link.cursor() as cursor, cursor.copy(BY_HAND) as blocks:
            return sum(len(block) for block in blocks)

    grown = peak(ours)
    contenders = {"ours": ours, "COPY": copied, "with all columns": whole}
    costs = compare(contenders, times=max(1, 1000 // stage.count), rounds=5)
    work = f"export of all measures as CSV (memory: {grown / 1e6:.0f} MB)"
    yield Finding(work, costs.pop("ours"), costs, "COPY", 2.5, is_plotted=False)
