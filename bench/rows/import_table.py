"""A table imported as measures of a new report, beside COPY and INSERT … SELECT of the same rows; its memory."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command
from django.db import transaction

from bench.findings import Finding
from bench.measuring import compare, peak
from bench.stage import Stage

MOST_ROWS = 5_000
COLUMNS = ("code", "title", "description", "kind", "party_code", "due_on")
INTO_MEASURES = """
    WITH added AS (
        INSERT INTO measures_measure (
            report_id, key, code, position, kind, title, title_zh_hans, description, description_zh_hans, explicit,
            classification_basis, classification_why, classification_why_zh_hans, due_on, review_every_days, marking,
            extra, from_library, source_heading, source_heading_zh_hans, source_note,
            source_note_zh_hans, verb, timescale, timescale_zh_hans, version, loaded_version
        )
        SELECT r.id, 'bare-' || t.code, 'bare-' || t.code, 1000000 + row_number() OVER (), t.kind, t.title, '',
            t.description, '', true, '', '', '', t.due_on, 180, 'public', '{}', false, '', '', '', '', '', '', '', 1, 1
        FROM imported t, measures_report r WHERE r.slug = %(report)s
        ON CONFLICT DO NOTHING RETURNING id, code
    )
    INSERT INTO measures_measure_parties (measure_id, party_id)
    SELECT added.id, t.party_code FROM added JOIN imported t ON added.code = 'bare-' || t.code
"""


def findings(stage: Stage) -> Iterator[Finding]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "table.csv"
        row_count = write_table(file, stage)
        grown = peak(lambda: ours(file))
        costs = compare({"ours": lambda: ours(file), "COPY": lambda: by_hand(file, stage)}, times=1, rounds=3)
    work = f"import of a table of {row_count:,} rows (memory: {grown / 1e6:.0f} MB)"
    yield Finding(work, costs.pop("ours"), costs, "COPY", 4.5, is_plotted=False)


def write_table(file: Path, stage: Stage) -> int:
    row_count = min(stage.count, MOST_ROWS)
    with file.open("w", newline="", encoding="utf-8") as stream:
        lines = csv.writer(stream)
        lines.writerow(COLUMNS)
        for row in range(row_count):
            due_on = stage.today + timedelta(days=row % 700)
            description = "Fictional: the harbour offices tell each other about it."
            lines.writerow(
                [f"T-{row}", f"Share the log of pier {row}", description, "unilateral", "NORTHSHORE", due_on]
            )
    return row_count


def ours(file: Path) -> None:
    """Looked at, written with all rules, and undone."""
    with transaction.atomic():
        call_command("import_table", file, report="imported", title="A table", author="Nobody", apply=True, verbosity=0)
        transaction.set_rollback(True)


def by_hand(file: Path, stage: Stage) -> None:
    with stage.link.transaction(force_rollback=True):
        stage.link.execute(
            "CREATE TEMPORARY TABLE imported (code text, title text, description text, kind text, party_code text,"
            " due_on text) ON COMMIT DROP"
        )
        with stage.link.cursor() as cursor, cursor.copy("COPY imported FROM STDIN (FORMAT csv, HEADER)") as copy:
            copy.write(file.read_bytes())
        stage.link.execute(INTO_MEASURES, {"report": stage.report.slug})
