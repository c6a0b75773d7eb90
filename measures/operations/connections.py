"""Linking measures, saying which ambiguities they address, and taking either back; what a library says stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures import access
from measures.errors import LinkOfReportError
from measures.models import (
    TEAM,
    Addressing,
    Assessment,
    Basis,
    Bearing,
    Doers,
    Entry,
    Kind,
    Link,
    LinkBasis,
    Measure,
    Milestone,
    MilestoneMark,
    Relation,
    Strength,
    User,
)
from measures.models.measures import fault_of_parties
from measures.operations.faults import Faults, faults
from measures.operations.locks import lock_measures, require_version
from measures.operations.rows import column_values
from measures.operations.standing import restate
from measures.operations.transactions import in_one_transaction


@in_one_transaction
def link_measures(
    source: Measure,
    target: Measure,
    *,
    relation: str,
    by: User,
    basis: str = LinkBasis.OURS,
    why: str = "",
    why_zh_hans: str = "",
) -> Link:
    """Say how one measure bears on another, and why: as our reading, or because of an agreement."""
    access.require(by, "link_measures", source, target)
    lock_measures({source.pk, target.pk})
    link = Link(source=source, target=target, relation=relation, basis=basis, why=why, why_zh_hans=why_zh_hans)
    with faults() as found:
        found.require_choice("relation", relation, Relation)
        found.require_choice("basis", basis, LinkBasis)
        check_basis(source, basis, "", found)
        found.require("why", why)
        if source == target:
            found.add("target", _("A measure cannot be linked to itself."))
        if Link.objects.filter(source=source, target=target, relation=relation).exists():
            found.add("target", _("There is already such a link."))
    link.save()
    return link


@in_one_transaction
def unlink_measures(link: Link, *, version: int | None = None, by: User) -> None:
    """Remove one of our links."""
    access.require(by, "link_measures", link)
    lock_measures({link.source_id, link.target_id})
    found = Link.objects.select_related("source__report").filter(pk=link.pk).first()
    if found is None:
        return
    require_version(found, version)
    refuse_from_library(found.source, found.basis)
    found.delete()


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


# What is about a party's actions.
ABOUT: tuple[Any, ...] = (Bearing, Assessment)
ADDRESSING = {"kind", "parties"}


def check_addressees(measure: Measure, found: Faults, changed: Mapping[str, Any]) -> None:
    """The rules for a new kind, other addressed parties, or others that a measure needs to be complete.

    What the team may not read stands in nobody's way, or a refusal would tell of it.
    """
    if not (ADDRESSING | {"needs_to_complete"}) & changed.keys():
        return
    before = list(measure.parties.all())
    parties = changed.get("parties", before)
    if fault := fault_of_parties(measure.kind, {party.code: party.kind for party in parties}):
        found.add("parties", fault)
    needed = changed.get("needs_to_complete", measure.needs_to_complete.all())
    if twice := [str(party) for party in needed if party in parties]:
        found.add(
            "needs_to_complete", _("The measure is already addressed to: %(names)s.") % {"names": ", ".join(twice)}
        )
    if "kind" in changed:
        check_kind(measure, found)
    if "parties" in changed:
        check_marked(measure, found)
        check_reciprocal(measure, found)
        for party in before:
            if party not in parties:
                check_removed(measure, party, found)


def check_kind(measure: Measure, found: Faults) -> None:
    """Our assessments of a unilateral measure are about its party; those of others about none in particular."""
    is_unilateral = measure.kind == Kind.UNILATERAL
    if is_unilateral != Measure.objects.filter(pk=measure.pk, kind=Kind.UNILATERAL).exists():
        if Assessment.objects.visible_to(TEAM).filter(measure=measure, whose=None).exists():
            found.add("kind", _("The measure was assessed as its present kind, so the kind stays."))
        together = Q(about_both=True, measure=measure)
        if is_unilateral and any(model._default_manager.visible_to(TEAM).filter(together).exists() for model in ABOUT):
            found.add("kind", _("Something is recorded on this measure about what the parties did together."))


def check_marked(measure: Measure, found: Faults) -> None:
    """A milestone that each party has to meet, or all together, was marked for the parties as they are."""
    marked = MilestoneMark.objects.visible_to(TEAM).filter(milestone__measure=measure).values("milestone")
    for milestone in measure.milestones.filter(pk__in=marked).exclude(doers=Doers.PARTY):
        words = _("The milestone “%(title)s” has been marked for the parties as they are.")
        found.add("parties", words % {"title": milestone})


def check_reciprocal(measure: Measure, found: Faults) -> None:
    """That one measure reciprocates another follows from the parties of both."""
    linked = Link.objects.visible_to(TEAM).filter(Q(source=measure) | Q(target=measure))
    if linked.filter(relation=Relation.RECIPROCATES).exists():
        words = _("This measure and another reciprocate each other by their parties.")
        found.add("parties", words)


def check_removed(measure: Measure, party: Any, found: Faults) -> None:
    """A party that has to meet a milestone, or whose actions something is recorded about, stays."""
    for milestone in Milestone.objects.filter(measure=measure, party=party):
        words = _("%(party)s has to meet the milestone “%(title)s”.")
        found.add("parties", words % {"party": party, "title": milestone})
    rows = [model._default_manager.filter(measure=measure, about=party).values("entry") for model in ABOUT]
    entries = Entry.objects.visible_to(TEAM).filter(Q(pk__in=rows[0]) | Q(pk__in=rows[1])).count()
    if entries:
        words = ngettext(
            "%(count)d entry on this measure is about what %(party)s did.",
            "%(count)d entries on this measure are about what %(party)s did.",
            entries,
        )
        found.add("parties", words % {"count": entries, "party": party})


def restate_addressed(altered: Mapping[Measure, Mapping[str, object]]) -> None:
    """Compute anew where measures stand that have another kind or other parties."""
    if measures := [measure.pk for measure, changed in altered.items() if ADDRESSING & changed.keys()]:
        restate(measures)
