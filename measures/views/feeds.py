"""The feeds that are read for a report, one of them with its readings, and the forms to add, edit and remove one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from measures import access
from measures.analysis.incoming import with_yield
from measures.errors import RuleError
from measures.forms.feeds import FeedEditForm, FeedForm
from measures.forms.fields import RecordForm
from measures.intake.feed_reading import Trial, try_feed
from measures.models import Feed, FetchOutcome, Party
from measures.operations.clock import clock
from measures.operations.feeds import VALUES, FeedDraft, add_feed, remove_feed, revise_feed
from measures.views.acts import require_act, writer_of, writers_only
from measures.views.keeping import ActTarget, ConfirmedAct, act_once, confirm_act
from measures.views.reading import Reading, ReadingRequest, query

READINGS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class FeedsOfSide:
    """The feeds of one side's official voice, or of nobody's."""

    party: Party | None
    feeds: Sequence[Feed]
    is_unreadable: bool = False

    @property
    def switched_on(self) -> int:
        return sum(feed.is_on for feed in self.feeds)

    @property
    def failing(self) -> int:
        return sum(feed.failing_since is not None for feed in self.feeds)


@writers_only("read_feeds")
def feeds(request: ReadingRequest) -> HttpResponse:
    """The feeds of a report by side: what is watched, when it was read, and what became of what it brought."""
    reading = request.reading
    if reading.report is None:
        return render(request, "measures/empty.html")
    require_act(request, reading.report)
    rows = with_yield(Feed.objects.standing().filter(report=reading.report)).order_by("title", "key")
    context = {
        "sides": list(by_side(list(rows), reading)),
        "is_off": not settings.CBM_FETCH,
        "may_change": access.allows(request.user, "add_feed", reading.report),
    }
    return render(request, "measures/feeds.html", context)


def by_side(rows: Sequence[Feed], reading: Reading) -> Iterator[FeedsOfSide]:
    """The feeds of every side, also of one that has none, and the others."""
    for side in reading.sides:
        of_side = [feed for feed in rows if feed.party_id == side.code]
        yield FeedsOfSide(side, of_side, side.code in reading.unreadable)
    codes = {side.code for side in reading.sides}
    if others := [feed for feed in rows if feed.party_id not in codes]:
        yield FeedsOfSide(None, others)


@writers_only("read_feeds")
def feed(request: ReadingRequest, key: str) -> HttpResponse:
    """One feed with its latest readings."""
    return feed_page(request, feed_for(request, key))


def feed_for(request: ReadingRequest, key: str) -> Any:
    """The feed with this key, if the reader may see it; the page is then about its report."""
    seen = with_yield(Feed.objects.standing().visible_to(request.reading.audience))
    row = get_object_or_404(seen.select_related("report", "party", "added_by"), key=key)
    require_act(request, row)
    request.reading = request.reading.of(row.report)
    return row


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
def new_feed(request: ReadingRequest) -> HttpResponse:
    """Add a feed to a report, switched off."""
    reading, by = request.reading, writer_of(request)
    report = reading.report
    if report is None:
        return render(request, "measures/empty.html")
    require_act(request, report)
    form = FeedForm(request.POST or None, sides=reading.parties.values())
    words = _("It is switched off at first: you then see what would come in from it.")
    act = ConfirmedAct(_("Add a feed"), words, _("Save"))

    def add() -> Feed:
        return add_feed(report, FeedDraft(**form.cleaned_data), by=by)

    return act_once(request, feeds_target(reading), form, act, add, page="feed")


@writers_only("revise_feed")
def edit_feed(request: ReadingRequest, key: str) -> HttpResponse:
    """Change what a feed is, and what of it comes in."""
    row = feed_for(request, key)
    present = {name: getattr(row, name) for name in (*VALUES, "version")} | {"party": row.party_id}
    form = FeedEditForm(request.POST or None, initial=present, sides=request.reading.parties.values())
    act = ConfirmedAct(_("Edit the feed"), _("At a new address it is read anew."), _("Save"))

    def revise() -> Feed:
        changes = dict(form.cleaned_data)
        return revise_feed(row, changes=changes, version=changes.pop("version"), by=writer_of(request), at=clock())

    return act_once(request, feed_target(row, request.reading), form, act, revise, page="feed")


@writers_only("remove_feed")
def delete_feed(request: ReadingRequest, key: str) -> HttpResponse:
    """Remove a feed."""
    row = feed_for(request, key)
    act = ConfirmedAct(
        _("Remove the feed"), _("It is read no longer. What came in from it stays."), _("Remove the feed")
    )

    def done() -> str:
        remove_feed(row, by=writer_of(request), at=clock())
        return _("Removed.")

    form = RecordForm(request.POST if request.method == "POST" else None)
    return confirm_act(request, feeds_target(request.reading), form, act, done)


def feeds_target(reading: Reading) -> ActTarget:
    """The page of all feeds of the report."""
    page, overview = reverse("feeds") + query(reading.kept), reverse("overview") + query(reading.kept)
    return ActTarget(str(reading.report), _("Feeds"), page, _("Back to the feeds"), _("Overview"), overview)


def feed_target(row: Feed, reading: Reading) -> ActTarget:
    page, above = reverse("feed", args=[row.key]), reverse("feeds") + query(reading.kept)
    return ActTarget(str(row), str(row), page, _("Back to the feed"), _("Feeds"), above)
