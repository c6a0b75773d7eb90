"""The metrics of imports."""

from django.db.models import Count

from measures.wing import Gauge
from measures.wings.imports.models import UNDER_WAY, Import, ImportState


def imports_gauge() -> Gauge:
    found = Import.objects.order_by("state").values_list("state").annotate(Count("pk"))
    figures = {**dict.fromkeys((*UNDER_WAY, ImportState.FAILED), 0), **dict(found)}
    return Gauge("cbm_imports", "Imports of tables by how far they have come.", figures)
