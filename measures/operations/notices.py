"""Notices for one person's next digest: never about what they did themselves."""

from collections.abc import Sequence

from measures.analysis.seals import EntryRows
from measures.models import Notice, NoticeKind, Owner, Review, User


def notify_owners(owners: Sequence[Owner], *, by: User | None) -> None:
    """Notify people that they answer for measures now; a command leaves out who did it."""
    Notice.objects.bulk_create(
        Notice(
            user=owner.user,
            kind=NoticeKind.MADE_OWNER,
            measure=owner.measure,
            by_name=str(by or ""),
            made_at=owner.named_at,
        )
        for owner in owners
        if owner.user != by
    )


def notify_recorder(review: Review, *, by: User) -> None:
    """Notify a source's recorder of a review."""
    recorder = review.evidence.recorded_by
    if recorder is not None and recorder.pk != by.pk:
        Notice.objects.create(
            user=recorder,
            kind=NoticeKind.SOURCE_REVIEWED,
            review=review,
            by_name=str(by),
            made_at=review.recorded_at,
        )


def notify_owners_of_assessments(rows: EntryRows, *, by: User) -> None:
    """Notify the owners of measures when an assessment on them, or on their parts, changes."""
    measures = {
        row.assessment.measure
        for row in rows.assessments
        if row.assessment.measure is not None and row.assessment.whose_id is None
    }
    wholes = {measure.parent_id or measure.pk: measure for measure in measures}
    Notice.objects.bulk_create(
        Notice(
            user_id=owner,
            kind=NoticeKind.VIEW_CHANGED,
            measure=measure,
            entry=rows.entry,
            by_name=str(by),
            made_at=rows.entry.recorded_at,
        )
        for measure in wholes.values()
        for owner in measure.owner_pks  # type: ignore[attr-defined]  # see `Lookup`
        if owner != by.pk
    )
