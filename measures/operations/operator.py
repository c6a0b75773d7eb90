"""Saying who runs this tracker."""

from collections.abc import Mapping

from measures import access
from measures.models import Operator, User
from measures.operations.faults import faults
from measures.operations.locks import require_version
from measures.operations.transactions import in_one_transaction
from measures.operations.updating import apply_changes, save_next_version


@in_one_transaction
def describe_operator(*, changes: Mapping[str, str], version: int | None = None, by: User) -> Operator:
    """Change what is said of who runs this tracker, if nobody else has since the writer read it as `version`."""
    access.require(by, "describe_operator")
    Operator.objects.bulk_create([Operator()], ignore_conflicts=True)
    operator = Operator.objects.select_for_update().get()
    require_version(operator, version)
    changed = apply_changes(operator, changes, operator.bilingual_columns())
    with faults() as found:
        found.check(operator, changed)
    if changed:
        save_next_version(operator, changed)
    return operator
