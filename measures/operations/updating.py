"""Changes columns of many rows: of each only those that are meant, and its version once, in the database."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import F, Model

from measures.models.records import Versioned

BATCH = 500


def update_columns[Row: Model](changes: Iterable[tuple[Row, Collection[str]]]) -> None:
    """Save the named columns of locked rows of one model; rows that have a version get the next one."""
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row, columns in changes:
        groups[tuple(sorted(columns))].append(row)
    for columns, rows in groups.items():
        manager = type(rows[0])._default_manager
        if columns:
            manager.bulk_update(rows, columns, batch_size=BATCH)
        if isinstance(rows[0], Versioned):
            manager.filter(pk__in=[row.pk for row in rows]).update(version=F("version") + 1)
