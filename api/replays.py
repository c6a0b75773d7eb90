"""Lists of measures as of a past day: standings replayed from the journal stand in for the stored ones."""

import json
from collections.abc import Iterable
from typing import Any

from api.statements import StandIn
from measures.analysis.standing import VIEW_TEXTS, ViewFigures
from measures.models import Measure, Standing

FIELDS = Standing._meta.concrete_fields


def standings_as_replayed(measures: Iterable[Measure], *, in_words: bool = True) -> StandIn:
    """The standings of measures that were replayed, each under the number of its measure, with the words of views."""
    rows = [columns_of(measure.standing, measure.pk) for measure in measures]
    if not in_words:
        for row in rows:
            row["views"] = [without_words(view) for view in row["views"]]
    # Days, whole or partial, are written as their texts.
    return StandIn(Standing, json.dumps(rows, default=str, ensure_ascii=False))


def columns_of(standing: Standing, number: int) -> dict[str, Any]:
    """What the table would hold of a standing."""
    return {**{str(field.column): getattr(standing, field.attname) for field in FIELDS}, "id": number}


def without_words(view: ViewFigures) -> ViewFigures:
    return {name: value for name, value in view.items() if name not in VIEW_TEXTS}
