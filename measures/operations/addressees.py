"""Refuses another kind or other parties of a measure where something was recorded with the present ones.

What the team may not read stands in nobody's way, or a refusal would tell of it.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.models import TEAM, Bearing, Doers, Entry, Kind, Link, Measure, Milestone, MilestoneMark, Relation, View
from measures.models.measures import fault_of_parties
from measures.operations.faults import Faults
from measures.operations.standing import restate

# What is about a party's actions.
ABOUT: tuple[Any, ...] = (Bearing, View)
ADDRESSING = {"kind", "parties"}


def check_addressees(measure: Measure, found: Faults, changed: Mapping[str, Any]) -> None:
    """The rules for a new kind, other addressed parties, or others that a measure needs to be complete."""
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
        if View.objects.visible_to(TEAM).filter(measure=measure, whose=None).exists():
            found.add("kind", _("The measure has been assessed as one of its present kind, so it stays."))
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
        words = _("This measure and another reciprocate each other, which follows from their parties.")
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
