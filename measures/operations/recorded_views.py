"""What earlier versions recorded as a party's view: it stays with its entry, and can become a statement."""

from measures.analysis.seals import AssessmentRows, EntryRows
from measures.models import Assessment, Entry, Ground
from measures.models.records import value_columns
from measures.operations.drafts import EntryDraft


def keeps_recorded_views(draft: EntryDraft, corrected: Entry | None) -> bool:
    """Whether an entry is corrected that has recorded views, and they stay."""
    if corrected is None or draft.drops_recorded_views:
        return False
    return corrected.assessments.recorded_of_parties().exists()


def recorded_views_of(corrected: Entry, rows: EntryRows) -> list[AssessmentRows]:
    """The recorded views of an entry as they stand in its correction, unsaved: their words, without a level."""
    cited = {citation.evidence_id: citation for citation in rows.citations}
    found = []
    recorded = corrected.assessments.recorded_of_parties().select_related("measure", "ambiguity")
    for assessment in recorded.prefetch_related("grounds__citation").order_by("pk"):
        values = {name: getattr(assessment, name) for name in value_columns(Assessment)} | {"level": None}
        target = {"measure": assessment.measure, "ambiguity": assessment.ambiguity}
        copy = Assessment(
            entry=rows.entry, whose_id=assessment.whose_id, about_id=assessment.about_id, **target, **values
        )
        grounds = [
            Ground(
                assessment=copy,
                entry_id=ground.entry_id,
                citation=cited.get(ground.citation.evidence_id, ground.citation) if ground.citation else None,
            )
            for ground in assessment.grounds.all()
        ]
        found.append(AssessmentRows(copy, grounds))
    return found
