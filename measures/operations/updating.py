"""Updates columns of many rows in one statement, and raises each version once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Case, F, Model, PositiveIntegerField, When

from measures.models.records import Loaded, Versioned

BATCH = 500


def update_columns[Row: Model](changes: Iterable[tuple[Row, Collection[str]]]) -> None:
    """Save the named columns of locked rows of one model."""
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row, columns in changes:
        groups[tuple(sorted(columns))].append(row)
    for columns, rows in groups.items():
        type(rows[0])._default_manager.bulk_update(rows, columns, batch_size=BATCH)


def edit_columns[Row: Versioned](changes: Iterable[tuple[Row, Collection[str]]]) -> None:
    """Save the named columns of locked rows of one model, and give each row its next version along with them."""
    edits = [(row, {*columns, "version"}) for row, columns in changes]
    for row, _ in edits:
        row.version = F("version") + 1
    update_columns(edits)


def apply_changes(row: Model, changes: Mapping[str, object], allowed: Iterable[str]) -> list[str]:
    """Give a row what differs in the allowed columns, unsaved; answers in which."""
    changed = [name for name in allowed if name in changes and getattr(row, name) != changes[name]]
    for name in changed:
        setattr(row, name, changes[name])
    return changed


def save_next_version(row: Versioned, columns: Collection[str] = ()) -> None:
    """Save the named columns of one locked row, and give it its next version along with them."""
    row.version += 1
    row.save(update_fields=[*columns, "version"])


def save_values[Row: Versioned](row: Row, **values: object) -> Row:
    """Save these values of one locked row, and give it its next version along with them."""
    for name, value in values.items():
        setattr(row, name, value)
    save_next_version(row, values)
    return row


def raise_versions(model: type[Versioned], rows: Collection[int]) -> None:
    """Give locked rows that a library changed their next version, marked as the library's if nobody edited them."""
    raised: dict[str, object] = {"version": F("version") + 1}
    if issubclass(model, Loaded):
        is_as_left = When(version=F("loaded_version"), then=F("version") + 1)
        raised["loaded_version"] = Case(is_as_left, default=F("loaded_version"), output_field=PositiveIntegerField())
    model._default_manager.filter(pk__in=rows).update(**raised)
