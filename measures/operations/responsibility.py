"""Naming who answers for a measure, and following one."""

from django.db import transaction

from measures import access
from measures.errors import MeasureDoneWithError
from measures.models import DONE_WITH, TEAM, Measure, Owner, Standing, User, Watch
from measures.operations.locks import lock_measure


@transaction.atomic
def name_owner(measure: Measure, *, user: User, role: str, by: User) -> Owner:
    """Make someone answer for an open measure."""
    access.require(by, "name_owner", measure)
    measure = lock_measure(measure)
    if Standing.objects.filter(measure=measure, audience=TEAM.name, status__in=DONE_WITH).exists():
        raise MeasureDoneWithError
    owner = Owner(measure=measure, user=user, role=role, named_by=by)
    owner.full_clean()
    owner.save()
    return owner


@transaction.atomic
def release_owner(owner: Owner, *, by: User) -> None:
    """Let somebody no longer answer for a measure; they may do so themselves."""
    access.require(by, "release_owner", owner)
    lock_measure(owner.measure)
    Owner.objects.filter(pk=owner.pk).delete()


@transaction.atomic
def watch_measure(measure: Measure, *, by: User) -> Watch:
    """Follow a measure in one's reminder digests; a second time changes nothing."""
    access.require(by, "watch_measure", measure)
    watch, _ = Watch.objects.get_or_create(measure=measure, user=by)
    return watch


@transaction.atomic
def unwatch_measure(measure: Measure, *, by: User) -> None:
    """Stop following a measure."""
    access.require(by, "watch_measure", measure)
    Watch.objects.filter(measure=measure, user=by).delete()
