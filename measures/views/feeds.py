"""The feeds that are read for a report, one of them with its readings, and the forms to add, edit and remove one."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from measures import access
from measures.analysis.incoming import with_yield
from measures.errors import RuleError
from measures.forms.feeds import FeedEditForm, FeedForm
from measures.intake.feed_reading import Trial, try_feed
from measures.models import Feed, FetchOutcome, Party, Report
from measures.operations.clock import clock
from measures.operations.feeds import VALUES, FeedDraft, add_feed, remove_feed, revise_feed
from measures.views.acts import button_form, writer_of, writers_only
from measures.views.keeping import ConfirmedAct, act_once, confirm_act, list_target, row_target
from measures.views.reading import Reading, ReadingRequest, for_report, row_for

READINGS_SHOWN = 20


@writers_only("read_feeds")
@for_report
def feeds(request: ReadingRequest, report: Report) -> HttpResponse:
    """The feeds of a report by side: what is watched, when it was read, and what became of what it brought."""
    rows = with_yield(Feed.objects.standing().filter(report=report)).order_by("title", "key")
    context = {
        "sides": list(by_side(list(rows), request.reading)),
        "is_off": not settings.CBM_FETCH,
        "may_change": access.allows(request.user, "add_feed", report),
    }
    return render(request, "measures/feeds.html", context)


def by_side(rows: Sequence[Feed], reading: Reading) -> Iterator[dict[str, Any]]:
    """The feeds of every side's official voice, also of one that has none, and the others."""
    for side in reading.sides:
        of_side = [feed for feed in rows if feed.party_id == side.code]
        yield feeds_of_side(side, of_side, is_unreadable=side.code in reading.unreadable)
    codes = {side.code for side in reading.sides}
    if others := [feed for feed in rows if feed.party_id not in codes]:
        yield feeds_of_side(None, others)


def feeds_of_side(party: Party | None, feeds: Sequence[Feed], *, is_unreadable: bool = False) -> dict[str, Any]:
    return {
        "party": party,
        "feeds": feeds,
        "switched_on": sum(feed.is_on for feed in feeds),
        "failing": sum(feed.failing_since is not None for feed in feeds),
        "is_unreadable": is_unreadable,
    }


@writers_only("read_feeds")
def feed(request: ReadingRequest, key: str) -> HttpResponse:
    """One feed with its latest readings."""
    return feed_page(request, feed_for(request, key))


def feed_for(request: ReadingRequest, key: str) -> Any:
    seen = with_yield(Feed.objects.standing().visible_to(request.reading.audience))
    return row_for(request, seen.select_related("report", "party", "added_by"), key=key)


def feed_page(request: ReadingRequest, row: Any, trial: Trial | None = None) -> HttpResponse:
    context = {
        "row": row,
        "outcome": FetchOutcome(row.outcome).label if row.outcome else "",
        "readings": row.fetches.order_by("-due_at", "-pk")[:READINGS_SHOWN],
        "trial": trial,
        "is_read": trial is not None and trial.outcome == FetchOutcome.READ,
        "is_off": not settings.CBM_FETCH,
        "may_change": access.allows(request.user, "revise_feed", row),
    }
    return render(request, "measures/feed.html", context)


@require_POST
@writers_only("revise_feed")
def preview_feed(request: ReadingRequest, key: str) -> HttpResponse:
    """Read a feed at once, and show what would come in."""
    row = feed_for(request, key)
    try:
        return feed_page(request, row, try_feed(row))
    except RuleError as error:
        messages.error(request, str(error))
        return redirect("feed", key)


@require_POST
@writers_only("revise_feed")
def switch_feed(request: ReadingRequest, key: str) -> HttpResponseRedirect:
    """Switch a feed on or off."""
    row, is_on = feed_for(request, key), "on" in request.POST
    revise_feed(row, changes={"is_on": is_on}, by=writer_of(request), at=clock())
    messages.success(request, _("Switched on. It is read within a minute.") if is_on else _("Switched off."))
    return redirect("feed", key)


@writers_only("add_feed")
@for_report
def new_feed(request: ReadingRequest, report: Report) -> HttpResponse:
    """Add a feed to a report, switched off."""
    reading = request.reading
    form = FeedForm(request.POST or None, sides=reading.parties.values())
    words = _("It is switched off at first: you then see what would come in from it.")
    act = ConfirmedAct(_("Add a feed"), words, _("Save"))

    def add() -> Feed:
        return add_feed(report, FeedDraft(**form.cleaned_data), by=writer_of(request))

    return act_once(request, list_target("feeds", reading), form, act, add, page="feed")


@writers_only("revise_feed")
def edit_feed(request: ReadingRequest, key: str) -> HttpResponse:
    """Change what a feed is, and what of it comes in."""
    row = feed_for(request, key)
    present = {name: getattr(row, name) for name in (*VALUES, "version")} | {"party": row.party_id}
    form = FeedEditForm(request.POST or None, initial=present, sides=request.reading.parties.values())
    act = ConfirmedAct(_("Edit the feed"), _("At a new address it is read anew."), _("Save"))

    def revise() -> Feed:
        return revise_feed(row, **form.revision, by=writer_of(request), at=clock())

    return act_once(request, row_target("feed", row, request.reading), form, act, revise, page="feed")


@writers_only("remove_feed")
def delete_feed(request: ReadingRequest, key: str) -> HttpResponse:
    """Remove a feed."""
    row, by = feed_for(request, key), writer_of(request)
    words = _("It is read no longer. What came in from it stays.")
    act = ConfirmedAct(_("Remove the feed"), words, _("Remove the feed"), _("Removed."))
    place = list_target("feeds", request.reading)
    return confirm_act(request, place, button_form(request), act, lambda: remove_feed(row, by=by, at=clock()))
