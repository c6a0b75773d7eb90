"""Ownership of measures, and watching them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from measures import access
from measures.errors import MeasureDoneWithError
from measures.models import DONE_WITH, TEAM, Measure, Owner, OwnerRole, Standing, User, Watch
from measures.operations.batches import Revision, as_single_row, refuse_repeated, revise_rows, wrong_row
from measures.operations.faults import faults
from measures.operations.locks import lock_measures, lock_row, require_version
from measures.operations.notices import notify_owners
from measures.operations.transactions import in_one_transaction


@dataclass(frozen=True, slots=True)
class OwnerDraft:
    """Who should answer for a measure, and in which role."""

    measure: Measure
    user: User
    role: str = OwnerRole.COORDINATOR


@dataclass(frozen=True, slots=True)
class OwnerRevision:
    """A new role of an owner, and the version that the writer has read."""

    owner: Owner
    role: str
    version: int | None


@in_one_transaction
def name_owners(drafts: Sequence[OwnerDraft], *, by: User | None) -> list[Owner]:
    """Make people answer for open measures, all or none; a command acts in their own name."""
    if by is not None:
        access.require(by, "name_owner", *(draft.measure for draft in drafts))
    measures = {draft.measure.pk for draft in drafts}
    lock_measures(measures)
    refuse_done_with(drafts)
    pairs = [(draft.measure.pk, draft.user.pk) for draft in drafts]
    present = set(Owner.objects.filter(measure__in=measures).values_list("measure", "user"))
    with faults() as found:
        refuse_repeated(pairs, "user", found)
        for index, draft in enumerate(drafts):
            found.require_choice(f"{index}.role", draft.role, OwnerRole)
            if pairs[index] in present:
                found.add(f"{index}.user", _("This person already owns the measure."))
    owners = [
        Owner(measure=draft.measure, user=draft.user, role=draft.role, named_by=by or draft.user) for draft in drafts
    ]
    Owner.objects.bulk_create(owners)
    notify_owners(owners, by=by)
    return owners


def done_with_among(measures: Iterable[Measure]) -> set[int]:
    """Those of some measures that are closed, by primary key."""
    standings = Standing.objects.filter(measure__in=measures, audience=TEAM.name, status__in=DONE_WITH)
    return set(standings.values_list("measure", flat=True))


def refuse_done_with(drafts: Sequence[OwnerDraft]) -> None:
    done_with = done_with_among({draft.measure for draft in drafts})
    error = MeasureDoneWithError()
    error.more["errors"] = [
        wrong_row(index, draft.measure.key, "measure", error)
        for index, draft in enumerate(drafts)
        if draft.measure.pk in done_with
    ]
    if error.more["errors"]:
        raise error


def name_owner(measure: Measure, *, user: User, role: str, by: User) -> Owner:
    """Make someone answer for an open measure."""
    with as_single_row():
        return name_owners([OwnerDraft(measure, user, role)], by=by)[0]


@in_one_transaction
def revise_owners(revisions: Sequence[OwnerRevision], *, by: User) -> list[Owner]:
    """Change the roles of owners, all or none."""
    access.require(by, "name_owner", *(revision.owner for revision in revisions))
    lock_measures({revision.owner.measure_id for revision in revisions})
    present = Owner.objects.filter(pk__in=[revision.owner.pk for revision in revisions])
    rows = {str(row.pk): row for row in present.select_related("measure", "user")}
    with faults() as found:
        refuse_repeated([revision.owner.pk for revision in revisions], "user", found)
        for index, revision in enumerate(revisions):
            found.require_choice(f"{index}.role", revision.role, OwnerRole)
            if str(revision.owner.pk) not in rows:
                found.add(f"{index}.user", _("This person does not own the measure."))
    changes = [Revision(str(row.owner.pk), row.version, {"role": row.role}) for row in revisions]
    changed = [row for row, _names in revise_rows(changes, rows, ["role"])]
    Owner.objects.bulk_update(changed, ["role", "version"])
    return [rows[revision.key] for revision in changes]


def revise_owner(owner: Owner, *, role: str, version: int, by: User) -> Owner:
    """Change an owner's role."""
    with as_single_row():
        return revise_owners([OwnerRevision(owner, role, version)], by=by)[0]


@in_one_transaction
def release_owner(owner: Owner, *, by: User, version: int | None = None) -> None:
    """End somebody's ownership of a measure; they may do so themselves."""
    access.require(by, "release_owner", owner)
    lock_row(owner.measure)
    present = Owner.objects.filter(pk=owner.pk).first()
    if present is not None:
        require_version(present, version)
        present.delete()


@in_one_transaction
def release_owners(owners: Sequence[Owner], *, by: User) -> None:
    """End people's ownership of measures, all or none."""
    for owner in owners:
        access.require(by, "release_owner", owner)
    lock_measures({owner.measure_id for owner in owners})
    Owner.objects.filter(pk__in=[owner.pk for owner in owners]).delete()


@in_one_transaction
def watch_measures(measures: Sequence[Measure], *, by: User) -> None:
    """Follow measures in one's reminder digests; a second time changes nothing."""
    access.require(by, "watch_measure", *measures)
    watches = [Watch(measure=measure, user=by) for measure in measures]
    Watch.objects.bulk_create(watches, ignore_conflicts=True)


def watch_measure(measure: Measure, *, by: User) -> Watch:
    """Follow a measure."""
    watch_measures([measure], by=by)
    return Watch.objects.get(measure=measure, user=by)


@in_one_transaction
def unwatch_measure(measure: Measure, *, by: User) -> None:
    """Stop following a measure."""
    access.require(by, "watch_measure", measure)
    Watch.objects.filter(measure=measure, user=by).delete()
