"""One's saved views, saved from a list, renamed, shared and deleted; and those that the team shares."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from measures import access
from measures.access import Reader
from measures.forms.me import NameForm, SaveForm
from measures.models import SavedView, User
from measures.operations.saved_views import delete_view, revise_view, save_view
from measures.publishing.saved_views import check_saved_view, seen_views, url_of_view
from measures.views.acts import is_done, writer_of, writers_only
from measures.views.filter_fields import without
from measures.views.reading import ReadingRequest


def saving_of(page: str, parameters: QueryDict, reader: Reader) -> dict[str, object] | None:
    """What a list offers to those who may save views: theirs and the team's of it, and what saves this one."""
    if not access.allows(reader, "save_view"):
        return None
    filters = urlencode(without(parameters))
    mine, shared = mine_and_shared(seen_views(reader).filter(page=page), reader, shown=filters)
    return {"page": page, "filters": filters, "views": mine, "shared": shared}


@dataclass(frozen=True, slots=True)
class ViewLink:
    """A link to a saved view, which may be the list that is shown."""

    view: SavedView
    url: str
    is_shown: bool


def mine_and_shared(
    views: Iterable[SavedView], reader: Reader, shown: str = ""
) -> tuple[list[ViewLink], list[ViewLink]]:
    """Links to one's own views, and to those of others."""
    links = [ViewLink(view, url_of_view(view), view.filters == shown) for view in views]
    mine, shared = ([each for each in links if (each.view.user_id == reader.pk) == own] for own in (True, False))
    return mine, shared


def view_links(user: User) -> dict[str, object]:
    """What a page needs to list somebody's own views and those of others, and what may be done with them."""
    mine, shared = mine_and_shared(seen_views(user), user)
    return {
        "views": mine,
        "shared_views": shared,
        "may_share": access.allows(user, "share_view", user),
        "reads_shared": access.allows(user, "read_shared_views"),
        "may_unshare": access.allows(user, "unshare_view"),
    }


@writers_only("save_view")
def saved_views(request: ReadingRequest) -> HttpResponse:
    """All views of the user; when sent a name and a list, it saves that list."""
    user = writer_of(request)
    form = SaveForm(request.POST or None)
    if form.is_bound and form.is_valid() and (view := saved(form, request)):
        # What was saved before may be shared since.
        done = (
            _("Saved as “%(name)s”. The team sees it.")
            if view.is_shared
            else _("Saved as “%(name)s”. Only you see it.")
        )
        messages.success(request, done % {"name": view})
        return redirect(url_of_view(view))
    context = {"form": form if form.is_bound else None, "faults": form.faults, **view_links(user)}
    return render(request, "measures/saved_views.html", context, status=400 if form.errors else 200)


def saved(form: SaveForm, request: ReadingRequest) -> SavedView | None:
    """The saved view, or nothing if the form is not valid."""
    user, fields = writer_of(request), form.cleaned_data
    try:
        check_saved_view(fields["page"], fields["filters"], user, on=request.reading.today)
        return save_view(user, name=fields["called"], page=fields["page"], filters=fields["filters"])
    except ValidationError as error:
        form.add_error("called", error.messages)
        return None


def own_saved_view(request: ReadingRequest, key: str) -> SavedView:
    """One's own view; other people's are not found."""
    view: SavedView = get_object_or_404(SavedView, user=writer_of(request), key=key)
    return view


@writers_only("save_view")
def rename_view(request: ReadingRequest, key: str) -> HttpResponse:
    """Rename a view."""
    view, by = own_saved_view(request, key), writer_of(request)
    form = NameForm(request.POST or None, initial={"called": view.name})
    if is_done(form, lambda: revise_view(view, changes={"name": form.cleaned_data["called"]}, by=by), at="called"):
        messages.success(request, _("It is now called “%(name)s”.") % {"name": form.cleaned_data["called"]})
        return redirect("saved_views")
    context = {"form": form, "faults": form.faults, "view": view}
    return render(request, "measures/rename_view.html", context, status=400 if form.errors else 200)


@require_POST
@writers_only("save_view")
def share_view(request: ReadingRequest, key: str) -> HttpResponseRedirect:
    """Share a view with the team, or stop sharing it; a second click changes nothing."""
    user, is_shared = writer_of(request), bool(request.POST.get("shared"))
    view = seen_views(user).filter(key=key).first()
    if view is None and access.allows(user, "read_shared_views"):
        messages.info(request, _("This view is no longer shared, or is deleted."))
        return redirect("saved_views")
    if view is None:
        raise Http404(key)
    if not access.allows(user, "share_view" if is_shared else "unshare_view", view.user):
        raise PermissionDenied
    revise_view(view, changes={"is_shared": is_shared}, by=user)
    done = _("Shared with the team: “%(name)s”.") if is_shared else _("No longer shared with the team: “%(name)s”.")
    messages.success(request, done % {"name": view})
    return redirect("saved_views")


@require_POST
@writers_only("save_view")
def remove_view(request: ReadingRequest, key: str) -> HttpResponseRedirect:
    """Delete a view; a second click finds it gone."""
    view = SavedView.objects.filter(user=writer_of(request), key=key).first()
    if view is None:
        messages.info(request, _("This view no longer exists."))
    else:
        delete_view(view, by=writer_of(request))
        messages.success(request, _("Deleted: “%(name)s”.") % {"name": view})
    return redirect("saved_views")
