"""Editing what is this tracker's own about a measure: its texts, its target date and its review interval."""

from collections.abc import Mapping

from django.db import transaction

from measures import access
from measures.errors import VersionConflictError
from measures.models import Measure, User
from measures.operations.locks import lock_measure

REVISABLE = ("title", "title_zh_hans", "description", "description_zh_hans", "due_on", "review_every_days")


@transaction.atomic
def revise_measure(measure: Measure, *, changes: Mapping[str, object], version: int, by: User) -> Measure:
    """Change fields of a measure, if nobody else has since the writer read it as `version`."""
    access.require(by, "revise_measure", measure)
    measure = lock_measure(measure)
    if measure.version != version:
        raise VersionConflictError
    changed = [name for name in REVISABLE if name in changes and getattr(measure, name) != changes[name]]
    if not changed:
        return measure
    for name in changed:
        setattr(measure, name, changes[name])
    if "due_on" in changed:
        measure.due_on_set_by = by
    measure.version += 1
    measure.full_clean(exclude=["due_on_set_by", "report", "parent"])
    measure.save(update_fields=[*changed, "due_on_set_by", "version"])
    return measure
