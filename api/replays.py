"""Lists of measures as of a past day: standings replayed from the journal stand in for the stored ones."""

import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from api.statements import StandIn
from measures.models import Measure, Standing


def standings_as_replayed(measures: Iterable[Measure]) -> StandIn:
    """The standings of measures that were replayed, each under the number of its measure."""
    rows = [columns_of(measure.standing, measure.pk) for measure in measures]
    return StandIn(Standing, json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False))


def columns_of(standing: Standing, number: int) -> dict[str, Any]:
    """What the table would hold of a standing."""
    fields = standing._meta.concrete_fields
    held = {str(field.column): field.get_prep_value(field.value_from_object(standing)) for field in fields}
    return {**held, "id": number}
