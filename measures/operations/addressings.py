"""Saying which ambiguities a measure addresses, and taking that back; what a library says stays."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from measures import access
from measures.errors import LinkOfReportError
from measures.models import Addressing, Basis, Measure, Strength, User
from measures.operations.faults import Faults, faults
from measures.operations.locks import lock_measures
from measures.operations.rows import column_values
from measures.operations.transactions import in_one_transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressingDraft:
    """An ambiguity that a measure should dispel, by its key."""

    ambiguity: str
    strength: str
    basis: str = Basis.OURS
    why: str = ""
    why_zh_hans: str = ""


@in_one_transaction
def address_ambiguities(measure: Measure, drafts: Sequence[AddressingDraft], *, by: User) -> list[Addressing]:
    """Say which ambiguities of its report a measure addresses, all or none; each once."""
    access.require(by, "revise_measure", measure)
    lock_measures([measure.pk])
    there = {row.key: row for row in measure.report.ambiguities.filter(key__in=[draft.ambiguity for draft in drafts])}
    addressed = set(measure.addressings.values_list("ambiguity__key", flat=True))
    with faults() as found:
        for index, draft in enumerate(drafts):
            ambiguity, at = there.get(draft.ambiguity), f"{index}."
            if ambiguity is None:
                found.add_unknown(f"{at}ambiguity", draft.ambiguity)
            elif ambiguity.key in addressed:
                found.add(f"{at}ambiguity", _("The measure addresses this ambiguity already."))
            elif draft.strength == Strength.WHOLE_SET and not ambiguity.is_set:
                found.add(f"{at}strength", _("This is no set of ambiguities: choose primary or secondary."))
            found.require_choice(f"{at}strength", draft.strength, Strength)
            found.require_choice(f"{at}basis", draft.basis, Basis)
            check_basis(measure, draft.basis, at, found)
            addressed.add(draft.ambiguity)
    return Addressing.objects.bulk_create(
        Addressing(measure=measure, ambiguity=there[draft.ambiguity], **column_values(draft, Addressing))
        for draft in drafts
    )


def check_basis(measure: Measure, basis: str, at: str, found: Faults) -> None:
    """What a report says, its library says; of a report without one, those who write it here do."""
    if is_from_library(measure, basis):
        found.add(f"{at}basis", _("Only a library can record what the report says."))


@in_one_transaction
def stop_addressing(measure: Measure, ambiguity: str, *, by: User) -> None:
    """Take back that a measure addresses an ambiguity; a second time changes nothing."""
    access.require(by, "revise_measure", measure)
    lock_measures([measure.pk])
    row = measure.addressings.filter(ambiguity__key=ambiguity).first()
    if row is not None:
        refuse_from_library(measure, row.basis)
        row.delete()


def refuse_from_library(measure: Measure, basis: str) -> None:
    """What the library of a report says, only its next version takes back."""
    if is_from_library(measure, basis):
        raise LinkOfReportError


def is_from_library(measure: Measure, basis: str) -> bool:
    """Whether a connection is the report's own, and the report came with a library."""
    return basis == Basis.REPORT and bool(measure.report.library_version)
