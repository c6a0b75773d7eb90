"""Saving lists under names."""

from collections.abc import Mapping

from measures import access
from measures.models import SavedView, User
from measures.operations.evidence import random_key
from measures.operations.transactions import in_one_transaction
from measures.operations.updating import apply_changes


@in_one_transaction
def save_view(user: User, *, name: str, page: str, filters: str) -> SavedView:
    """Save a list as it is filtered and sorted; saving the same again returns the first."""
    access.require(user, "save_view")
    name = name.strip()
    existing = SavedView.objects.filter(user=user, name=name, page=page, filters=filters).first()
    if existing is not None:
        return existing
    view = SavedView(user=user, key=random_key("view"), name=name, page=page, filters=filters)
    view.full_clean()
    view.save()
    return view


@in_one_transaction
def revise_view(view: SavedView, *, changes: Mapping[str, object], by: User) -> SavedView:
    """Rename a view, change what it shows, share it with the team or stop sharing it."""
    for act in acts_of(changes):
        access.require(by, act, view.user)
    view = SavedView.objects.select_for_update().get(pk=view.pk)
    texts = {name: value.strip() for name, value in changes.items() if isinstance(value, str)}
    if changed := apply_changes(view, {**changes, **texts}, changes):
        view.full_clean(exclude=["user"])
        view.save(update_fields=changed)
    return view


def acts_of(changes: Mapping[str, object]) -> list[str]:
    """What somebody needs to be allowed for these changes."""
    acts = ["revise_view"] if changes.keys() != {"is_shared"} else []
    if "is_shared" in changes:
        acts.append("share_view" if changes["is_shared"] else "unshare_view")
    return acts


@in_one_transaction
def delete_view(view: SavedView, *, by: User) -> None:
    """Delete a view; a second time changes nothing."""
    access.require(by, "revise_view", view.user)
    SavedView.objects.filter(pk=view.pk).delete()
