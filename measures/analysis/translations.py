"""Which texts lack their Chinese, and which Chinese nobody but its writer has read: a working translation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from measures.analysis.row_history import column_label
from measures.models import RowChange, TranslationCheck, TranslationState, User, row_number
from measures.models.translations import digest_of_texts


@dataclass(frozen=True, slots=True)
class Translation:
    """The state of one text of a row, and who has checked it, if somebody has."""

    field: str
    label: str
    state: TranslationState
    checked_by: User | None = None
    checked_at: datetime | None = None


def translations_of(rows: Sequence[Any], names: Sequence[str]) -> dict[Any, list[Translation]]:
    """By the primary keys of rows of one model, the state of each of these texts that is not empty."""
    checks = {
        (check.row, check.field, check.digest): check
        for check in TranslationCheck.objects.filter(
            table__in={row._meta.db_table for row in rows}, row__in=[row_number(row) for row in rows]
        ).select_related("checked_by")
    }
    return {row.pk: [found for name in names for found in translation_of(row, name, checks)] for row in rows}


def translation_of(row: Any, name: str, checks: dict[tuple[int, str, str], TranslationCheck]) -> list[Translation]:
    english, chinese = getattr(row, name), getattr(row, f"{name}_zh_hans")
    label = column_label(row._meta.get_field(name))
    if not english and not chinese:
        return []
    if not chinese:
        return [Translation(name, label, TranslationState.MISSING)]
    check = checks.get((row_number(row), name, digest_of_texts(english, chinese)))
    if check is None:
        return [Translation(name, label, TranslationState.WORKING)]
    return [Translation(name, label, TranslationState.CHECKED, check.checked_by, check.checked_at)]


def last_writer(row: Any, name: str) -> User | None:
    """Who wrote the present Chinese of a text, if the row history says."""
    changes = RowChange.objects.filter(table=row._meta.db_table, row=row_number(row))
    change = changes.filter(after__has_key=f"{name}_zh_hans").select_related("by").order_by("-pk").first()
    return change.by if change else None
