"""Saving lists under names."""

from collections.abc import Mapping

from measures import access
from measures.models import SavedView, User
from measures.operations.evidence import random_key
from measures.operations.transactions import in_one_transaction

REVISABLE = ("name", "filters")


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
def revise_view(view: SavedView, *, changes: Mapping[str, str], by: User) -> SavedView:
    """Rename a view, or change what it shows."""
    access.require(by, "revise_view", view.user)
    view = SavedView.objects.select_for_update().get(pk=view.pk)
    changed = [name for name in REVISABLE if name in changes and getattr(view, name) != changes[name].strip()]
    for name in changed:
        setattr(view, name, changes[name].strip())
    if changed:
        view.full_clean(exclude=["user"])
        view.save(update_fields=changed)
    return view


@in_one_transaction
def delete_view(view: SavedView, *, by: User) -> None:
    """Delete a view; a second time changes nothing."""
    access.require(by, "revise_view", view.user)
    SavedView.objects.filter(pk=view.pk).delete()
