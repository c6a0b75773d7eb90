"""What people are asked of an assessment of ours, beside the rules for entries of any kind."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from measures.analysis.seals import (
    FORMATS,
    PRESENT_FORMAT,
    AssessmentRows,
    Content,
    EntryRows,
    sorted_contents,
    view_content,
)
from measures.models import Assessment, Audience, Entry, User
from measures.models.bearings import TargetedRow
from measures.models.journal import entries_latest_first
from measures.operations.faults import Faults

WHAT_IT_IS_ON = ("measure_id", "ambiguity_id", "about_id", "about_both")


def check_reason_for_change(rows: EntryRows, audience: Audience, found: Faults, *, on: date) -> None:
    """An assessment whose level or direction is another than that of the one before says why.

    What corrects one is compared with it.
    """
    asked = {
        index: each.assessment
        for index, each in enumerate(rows.assessments)
        if not each.assessment.why_changed.strip() and (each.assessment.measure or each.assessment.ambiguity)
    }
    if not asked:
        return
    counting = Entry.objects.visible_to(audience).counting(as_of=min(rows.entry.occurred.last, on))
    on_these = Q(measure__in=[assessment.measure_id for assessment in asked.values() if assessment.measure_id])
    on_these |= Q(ambiguity__in=[assessment.ambiguity_id for assessment in asked.values() if assessment.ambiguity_id])
    of_ours = Assessment.objects.of_ours().filter(on_these, entry__in=counting.order_by().values("pk"))
    latest = of_ours.order_by(*WHAT_IT_IS_ON, *entries_latest_first("entry")).distinct(*WHAT_IT_IS_ON)
    before = {tuple(target_columns(row).values()): row for row in latest}
    for index, assessment in asked.items():
        earlier = before.get(tuple(target_columns(assessment).values()))
        if earlier is not None and is_changed(assessment, earlier):
            found.add(f"assessments.{index}.why_changed", _("Our level or direction changes: say why."))


def needs_agreement(rows: EntryRows) -> bool:
    """Whether a second member has to agree: the report asks for it, and an assessment of ours is made or changed."""
    if not rows.entry.report.needs_agreement:
        return False
    corrected = rows.entry.corrects
    before = corrected.assessments.of_ours().prefetch_related("grounds") if corrected else ()
    return assessments_in(rows.assessments) != assessments_in(
        AssessmentRows(assessment, list(assessment.grounds.all())) for assessment in before
    )


def assessments_in(assessments: Iterable[AssessmentRows]) -> list[Content]:
    """All that the assessments of ours among some assessments say, in a fixed order."""
    ours = (each for each in assessments if each.assessment.whose_id is None)
    return sorted_contents([view_content(each, FORMATS[PRESENT_FORMAT].view) for each in ours])


def check_assessment(rows: EntryRows, by: User, found: Faults) -> None:
    """A dissent is from an assessment of ours that somebody else wrote."""
    for dissent in rows.dissents:
        entry = rows.entry.responds_to
        if entry is None:
            continue
        if entry.author_id == by.pk:
            found.add("on", _("You wrote this assessment: correct it instead."))
        if not entry.assessments.of_ours().filter(**target_columns(dissent)).exists():
            found.add("on", _("This entry has no assessment of ours on this, about these actions."))


def target_columns(row: TargetedRow) -> dict[str, object]:
    """The columns that say what a row is on and about whose actions, to find others like it."""
    return {name: getattr(row, name) for name in WHAT_IT_IS_ON}


def is_changed(assessment: Assessment, before: Assessment) -> bool:
    """Whether two assessments differ in their level, in what stands in its place, or in their direction."""
    return any(getattr(assessment, name) != getattr(before, name) for name in ("level", "nothing", "direction"))
