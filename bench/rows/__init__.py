"""The rows of the table, in its order: each takes the stage and tells what it has found."""

from bench.rows import (
    dashboard,
    digests,
    export_csv,
    import_table,
    log_development,
    measure_list,
    not_modified,
    pages,
    past_day,
    ranking,
    search,
)

ROWS = (
    measure_list.findings,
    measure_list.last_page,
    search.findings,
    not_modified.findings,
    dashboard.findings,
    past_day.findings,
    pages.findings,
    export_csv.findings,
    # What is logged waits for reviews, of which digests would tell.
    digests.findings,
    log_development.findings,
    import_table.findings,
    ranking.findings,
)
