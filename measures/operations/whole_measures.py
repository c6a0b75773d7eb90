"""Adding a measure together with what hangs on it: its parts, milestones, indicators, what it addresses, its owner."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError

from measures.models import Measure, OwnerRole, User
from measures.operations.additions import MeasureDraft, MilestoneDraft, add_measures, add_milestones
from measures.operations.addressings import AddressingDraft, address_ambiguities
from measures.operations.batches import as_single_row
from measures.operations.editing import add_row
from measures.operations.nouns import INDICATOR
from measures.operations.responsibility import OwnerDraft, name_owners
from measures.operations.transactions import in_one_transaction

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeMeasureDraft:
    """A measure and what hangs on it; parts and milestones say where they belong once it is there."""

    measure: MeasureDraft
    parts: Sequence[MeasureDraft] = ()
    milestones: Sequence[MilestoneDraft] = ()
    addressings: Sequence[AddressingDraft] = ()
    indicators: Sequence[Mapping[str, str]] = ()
    owners: Sequence[User] = ()


@contextmanager
def below(name: str) -> Iterator[None]:
    """Name the faults of rows by where these stand in the whole."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError({f"{name}.{path}": texts for path, texts in error.message_dict.items()}) from error


@in_one_transaction
def add_whole_measure(draft: WholeMeasureDraft, *, by: User) -> Measure:
    """Add a measure with all that hangs on it, or nothing."""
    with as_single_row():
        [measure] = add_measures([draft.measure], by=by)
    parts = [
        replace(part, parent=measure.key, code=part.code or f"{measure.code}{letter}")
        for part, letter in zip(draft.parts, LETTERS, strict=False)
    ]
    with below("parts"):
        add_measures(parts, by=by)
    with below("milestones"):
        add_milestones([replace(each, measure=measure.key) for each in draft.milestones], by=by)
    with below("addressings"):
        address_ambiguities(measure, draft.addressings, by=by)
    for place, values in enumerate(draft.indicators):
        with below(f"indicators.{place}"):
            add_row(INDICATOR, measure, values=values, by=by)
    with below("owners"):
        name_owners([OwnerDraft(measure, owner, OwnerRole.COORDINATOR) for owner in draft.owners], by=by)
    return measure
