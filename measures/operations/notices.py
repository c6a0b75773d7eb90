"""Notes what concerns one person, to be told in their next digest: never what they did themselves."""

from collections.abc import Sequence

from measures.analysis.seals import WrittenEntry
from measures.models import Notice, NoticeKind, Owner, Review, User


def notify_owners(owners: Sequence[Owner], *, by: User | None) -> None:
    """Tell people that they answer for measures now; no name is told of who made them so by a command."""
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
    """Tell whoever recorded a source what a reviewer made of it."""
    recorder = review.evidence.recorded_by
    if recorder is not None and recorder.pk != by.pk:
        Notice.objects.create(
            user=recorder,
            kind=NoticeKind.SOURCE_REVIEWED,
            review=review,
            by_name=str(by),
            made_at=review.recorded_at,
        )


def notify_owners_of_views(written: WrittenEntry, *, by: User) -> None:
    """Tell the owners of measures that a view on these, or on parts of them, changed."""
    measures = {row.view.measure for row in written.views if row.view.measure is not None}
    wholes = {measure.parent_id or measure.pk: measure for measure in measures}
    owners = Owner.objects.filter(measure__in=wholes).exclude(user=by).values_list("user", "measure")
    Notice.objects.bulk_create(
        Notice(
            user_id=user,
            kind=NoticeKind.VIEW_CHANGED,
            measure=wholes[measure],
            entry=written.entry,
            by_name=str(by),
            made_at=written.entry.recorded_at,
        )
        for user, measure in owners
    )
