"""All figures of the dashboard of a report; also after many updates that nobody has vacuumed away."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import F

from bench.findings import Finding
from bench.measuring import compare
from bench.stage import Stage
from measures.analysis.sides import sides_of
from measures.models import TEAM, Standing
from measures.publishing.dashboard import dashboard_of

UPDATES = 100_000
# All figures, by hand on the stored rows; a generated report has no elements, so there are none of ambiguities.
BY_HAND = """
    WITH shown AS MATERIALIZED (
        SELECT m.id, m.kind, m.due_by, m.review_every_days, s.status, s.last_checked,
            s.is_contested, s.is_unsupported,
            s.status NOT IN ('implemented', 'no_longer_pursued') AS is_open,
            CASE m.kind WHEN 'unilateral' THEN (
                SELECT party_id FROM measures_measure_parties p WHERE p.measure_id = m.id LIMIT 1
            ) END AS party
        FROM measures_measure m
            JOIN measures_standing s ON s.measure_id = m.id AND s.audience = %(audience)s
            JOIN measures_report r ON r.id = m.report_id
        WHERE r.slug = %(report)s AND m.parent_id IS NULL AND m.withdrawn_at IS NULL AND m.marking = ANY (%(markings)s)
    ), followed AS MATERIALIZED (
        SELECT * FROM shown WHERE id IN (
            SELECT measure_id FROM measures_owner WHERE user_id = %(user)s
            UNION SELECT measure_id FROM measures_watch WHERE user_id = %(user)s
        )
    ), fresh AS MATERIALIZED (
        SELECT e.id FROM measures_entry e JOIN measures_report r ON r.id = e.report_id
        WHERE r.slug = %(report)s AND e.recorded_at > %(new_since)s AND e.marking = ANY (%(markings)s)
            AND NOT EXISTS (SELECT FROM measures_redaction d WHERE d.entry_id = e.id)
            AND NOT EXISTS (SELECT FROM measures_entry c WHERE c.corrects_id = e.id)
    )
    SELECT json_build_object(
        'measures', (SELECT count(*) FROM shown),
        'overdue', (SELECT count(*) FROM shown WHERE is_open AND due_by < %(today)s),
        'due_soon', (SELECT count(*) FROM shown WHERE is_open AND due_by BETWEEN %(today)s AND %(today)s::date + 7),
        'unchecked', (SELECT count(*) FROM shown WHERE is_open
            AND (last_checked IS NULL OR last_checked < %(today)s::date - review_every_days)),
        'contested', (SELECT count(*) FROM shown WHERE is_contested),
        'unsupported', (SELECT count(*) FROM shown WHERE is_unsupported),
        'statuses', (SELECT json_agg(json_build_array(status, kind, party, number)) FROM (
            SELECT status, kind, party, count(*) AS number FROM shown GROUP BY 1, 2, 3) AS by_status),
        'mine.overdue', (SELECT count(*) FROM followed WHERE is_open AND due_by < %(today)s),
        'mine.due_soon', (SELECT count(*) FROM followed
            WHERE is_open AND due_by BETWEEN %(today)s AND %(today)s::date + 7),
        'mine.unchecked', (SELECT count(*) FROM followed WHERE is_open
            AND (last_checked IS NULL OR last_checked < %(today)s::date - review_every_days)),
        'mine.reviews', (SELECT count(*) FROM measures_evidence e WHERE marking = ANY (%(markings)s)
            AND NOT EXISTS (SELECT FROM measures_review w WHERE w.evidence_id = e.id AND w.state <> 'pending')),
        'new', (SELECT count(*) FROM fresh),
        'newest', (SELECT max(recorded_at) FROM measures_entry e JOIN measures_report r ON r.id = e.report_id
            WHERE r.slug = %(report)s AND e.marking = ANY (%(markings)s))
    )
"""
SAME = (
    "measures", "overdue", "due_soon", "unchecked", "contested", "unsupported", "mine.overdue", "mine.due_soon",
    "mine.unchecked", "mine.reviews", "new",
)  # fmt: skip


def findings(stage: Stage) -> Iterator[Finding]:
    yield measured(stage, "dashboard, all figures")
    update_often(stage)
    yield measured(stage, f"the same after {UPDATES:,} updates without VACUUM")
    stage.vacuum()


def measured(stage: Stage, work: str) -> Finding:
    values = {
        **stage.placeholders,
        "user": stage.reader.pk,
        "new_since": stage.today - timedelta(days=14),
    }
    by_hand = stage.one(BY_HAND, values)
    ours = {name: figure.count for name, figure in figures(stage).items()}
    if any(ours[name] != by_hand[name] for name in SAME):
        raise RuntimeError("The figures that are compared are not the same.")
    times = max(1, 2000 // stage.count)
    rounds = 5 if stage.count < 10_000 else 1
    costs = compare(
        {"ours": lambda: figures(stage), "limit": lambda: stage.one(BY_HAND, values)}, times=times, rounds=rounds
    )
    return Finding(work, costs.pop("ours"), costs, "limit", 1.3, is_plotted="VACUUM" not in work)


def figures(stage: Stage) -> Any:
    sides = sides_of(stage.report, TEAM)
    return dashboard_of(stage.report, stage.reader, sides=sides, today=stage.today).figures


def update_often(stage: Stage) -> None:
    """Raise a counter of standings, some thousand at a time, and put it back."""
    keys = list(Standing.objects.order_by("pk").values_list("pk", flat=True)[:5000])
    done = 0
    while done < UPDATES:
        for step in (1, -1):
            Standing.objects.filter(pk__in=keys).update(milestones=F("milestones") + step)
            done += len(keys)
