"""The inbox, and the feeds that fill it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from measures import access
from measures.analysis.found_words import phrases_marked
from measures.errors import RuleError
from measures.forms.keeping import RedactForm
from measures.models import Bearing, Entry, EntryKind, FetchOutcome, Party, Report, User, Words
from measures.operations.clock import clock
from measures.operations.editing import revise
from measures.publishing.filter_forms import ME
from measures.views.acts import back_from, button_form, reauthenticated_only, writer_of, writers_only
from measures.views.exports import chosen_format, export_page
from measures.views.filter_fields import (
    FilterChoice,
    choices_of,
    hidden_fields,
    list_filters,
    parameters_of,
    problems_of,
    without,
)
from measures.views.keeping import ActTarget, ConfirmedAct, confirm_act, list_target
from measures.views.pages import around_rows, paged
from measures.views.reading import Reading, ReadingRequest, for_report, query, row_for
from measures.wings.intake.feed_reading import FeedTrial, try_feed
from measures.wings.intake.filters import NOBODY, CandidateFilters
from measures.wings.intake.forgetting import redact_candidate
from measures.wings.intake.lists import CandidateSerializer
from measures.wings.intake.models import (
    Candidate,
    CandidateMatch,
    CandidateQuerySet,
    CandidateState,
    DropReason,
    Feed,
)
from measures.wings.intake.operations import FEED, assign_candidate, drop_candidate, remove_feed, undo_decision
from measures.wings.intake.readings import with_yield

PAGE_SIZE = 30
# The filters that the form offers.
OFFERED = ("q", "state", "feed", "assigned", "sort")
MOST_MATCHES = 5
SORTS = {
    "score": (gettext_lazy("Likeliest first"), ("-score", "-found_at", "-id")),
    "found": (gettext_lazy("Latest first"), ("-found_at", "-id")),
}
# How long the last decision is shown with a button to undo it.
UNDO_SHOWN = timedelta(days=1)
MOST_DEVELOPMENTS = 20
# The value of `show` that asks for what the inbox folds.
LITTLE = "little"


@writers_only("read_candidates")
@for_report
def inbox(request: ReadingRequest, report: Report) -> HttpResponseBase:
    """What came in for a report and waits, or what was decided; the list alone where a script asks for it."""
    reading = request.reading
    asked = parameters_of(request.GET, reading)
    parameters = asked.copy()
    parameters.setdefault("state", CandidateState.WAITING)
    # By its number, so that no row is joined to its report.
    del parameters["report"]
    rows = Candidate.objects.visible_to(reading.audience).filter(report=report)
    filters = list_filters(CandidateFilters, parameters, rows, reading, "show", looks_up_late=True)
    sort = parameters.get("sort", "score")
    order = SORTS.get(sort, SORTS["score"])[1]
    if chosen_format(request) and not problems_of(filters):
        return export_page(request, reading, CandidateSerializer, filters.qs.order_by(*order))
    part = inbox_part(filters, parameters)
    page = paged(asked, part.rows.only("score", "found_at"), order, PAGE_SIZE)
    if not page.rows:
        filters.form.look_up()
    context = {
        "part": part,
        "part_url": request.path + query(part.other_part(asked)),
        "rows": candidate_rows(with_all_shown(page.rows)),
        "last": last_decided(reading, writer_of(request)),
        "reasons": DropReason.choices,
        "may_redact": access.allows(request.user, "redact_candidate"),
        "here": request.get_full_path(),
        **around_rows(request, asked, filters, page, problems_of(filters)),
        **inbox_filter_form(filters, parameters, reading, sort),
        "hidden": hidden_fields(filters, asked, OFFERED) + ([("show", LITTLE)] if part.is_little else []),
    }
    context["is_part"] = "HX-Request" in request.headers
    fragment = "#results" if context["is_part"] else ""
    answer = render(request, f"intake/inbox.html{fragment}", context, status=400 if context["problems"] else 200)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


@dataclass(frozen=True, slots=True)
class InboxPart:
    """The rows of the inbox that are shown, how many there are, and how many have little in common and are folded."""

    rows: CandidateQuerySet
    count: int
    folded: int = 0
    is_little: bool = False

    def other_part(self, asked: QueryDict) -> list[tuple[str, object]]:
        """The parameters of what is folded or, from there, of the rest."""
        kept = [pair for pair in without(asked) if pair[0] != "show"]
        return kept if self.is_little else [*kept, ("show", LITTLE)]


def inbox_part(filters: CandidateFilters, parameters: QueryDict) -> InboxPart:
    """All that a search or filter finds; of what waits else, what is likely, or what has little in common if asked."""
    rows: CandidateQuerySet = filters.qs
    if parameters.getlist("state") != [CandidateState.WAITING]:
        return InboxPart(rows, rows.count())
    waiting = Candidate.objects.waiting()
    if {*parameters}.intersection(filters.form.fields) - {"state"}:
        return InboxPart(rows.heading(waiting), rows.count())
    little = Q(has_little_in_common=True)
    counts = rows.aggregate(likely=Count("pk", filter=~little), little=Count("pk", filter=little))
    if parameters.get("show") == LITTLE:
        return InboxPart(rows.filter(little).heading(waiting), counts["little"], is_little=True)
    return InboxPart(rows.likely().heading(waiting.likely()), counts["likely"], counts["little"])


def with_all_shown(page: Sequence[Candidate]) -> list[Candidate]:
    """The rows of a page with all that the inbox shows of them: found first, so that many joins delay no long list."""
    matches = CandidateMatch.objects.select_related("measure", "ambiguity", "subject").order_by("-score", "pk")
    near = Candidate.objects.waiting().order_by("-found_at", "-id")
    along = ("feed", "sent_by", "assigned_to", "decided_by", "entry", "near_to")
    rows = Candidate.objects.select_related(*along).prefetch_related(
        Prefetch("matches", matches), Prefetch("near", near)
    )
    shown = rows.in_bulk([row.pk for row in page])
    return [shown[row.pk] for row in page]


def candidate_rows(candidates: Sequence[Candidate]) -> list[dict[str, object]]:
    """Candidates with the words marked by which they may concern something, and those of nearly the same title."""
    rows = []
    for each in candidates:
        matches = list(each.matches.all())[:MOST_MATCHES]
        phrases = {phrase for match in matches for phrase in match.words}
        text = Words(each.text, each.reading_language)
        rows.append(
            {
                "candidate": each,
                "title": phrases_marked(each.title_in_language, phrases),
                "excerpt": phrases_marked(text, phrases).excerpt if each.text else None,
                "matches": matches,
                "near": list(each.near.all()) if each.near_to_id is None and each.is_waiting else [],
            }
        )
    return rows


def last_decided(reading: Reading, user: User) -> Candidate | None:
    """What this person decided last in the report, if it was lately."""
    since = timezone.now() - UNDO_SHOWN
    own = Candidate.objects.filter(report=reading.report, decided_by=user, decided_at__gt=since)
    return own.select_related("entry", "decided_by").order_by("-decided_at", "-pk").first()


def inbox_filter_form(
    filters: CandidateFilters, parameters: QueryDict, reading: Reading, sort: str
) -> dict[str, object]:
    feeds = Feed.objects.filter(report=reading.report).standing()
    assigned = [(ME, _("Me")), (NOBODY, _("Nobody"))]
    return {
        "q": parameters.get("q", ""),
        "states": choices_of(filters.form, "state", parameters),
        "feeds": [FilterChoice(feed.key, str(feed), parameters.get("feed") == feed.key) for feed in feeds],
        "assigned": [FilterChoice(value, label, parameters.get("assigned") == value) for value, label in assigned],
        "sorts": [FilterChoice(name, str(label), name == sort) for name, (label, _order) in SORTS.items()],
    }


def candidate_for(request: ReadingRequest, number: int) -> Candidate:
    return row_for(request, Candidate.objects.visible_to(request.reading.audience).select_related("report"), pk=number)


def back_to_inbox(request: ReadingRequest) -> HttpResponseRedirect:
    """Back to the list that an act was done in."""
    return redirect(back_from(request) if request.POST.get("next") else reverse("inbox") + query(request.reading.kept))


@require_POST
@writers_only("decide_candidate")
def drop(request: ReadingRequest, number: int) -> HttpResponseRedirect:
    """Drop a candidate as not relevant."""
    candidate = candidate_for(request, number)
    try:
        drop_candidate(candidate, reason=request.POST.get("reason", ""), by=writer_of(request), at=clock())
    except RuleError as error:
        messages.error(request, str(error))
    except ValidationError:
        messages.error(request, _("Choose why it is not relevant."))
    return back_to_inbox(request)


@require_POST
@writers_only("decide_candidate")
def undo(request: ReadingRequest, number: int) -> HttpResponseRedirect:
    """Let a candidate wait again."""
    try:
        undo_decision(candidate_for(request, number), by=writer_of(request))
    except RuleError as error:
        messages.error(request, str(error))
    return back_to_inbox(request)


@require_POST
@writers_only("decide_candidate")
def assign(request: ReadingRequest, number: int) -> HttpResponseRedirect:
    """Assign a candidate to the member of the team with this email address, or to nobody."""
    candidate = candidate_for(request, number)
    email = request.POST.get("to", "").strip().lower()
    to = User.objects.filter(email=email, is_active=True).first() if email else None
    try:
        if email and to is None:
            messages.error(request, _("There is no active user “%(value)s”.") % {"value": email})
        else:
            assign_candidate(candidate, to=to, by=writer_of(request))
    except RuleError as error:
        messages.error(request, str(error))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return back_to_inbox(request)


@writers_only("decide_candidate")
def cite(request: ReadingRequest, number: int) -> HttpResponse:
    """Choose the development to which a candidate is added as a source: those it may concern, or found by words."""
    candidate = candidate_for(request, number)
    words = request.GET.get("q", "").strip()
    entries = Entry.objects.visible_to(request.reading.audience).counting()
    entries = entries.filter(report=candidate.report, kind=EntryKind.DEVELOPMENT)
    if not access.is_editor(request.user, candidate):
        entries = entries.filter(author=writer_of(request))
    if words:
        entries = entries.filter(search__holds=words)
    else:
        concerned = entries.filter(pk__in=bearing_on(candidate.matches.all()).values("entry"))
        entries = concerned if concerned.exists() else entries
    context = {
        "candidate": candidate,
        "words": words,
        "entries": entries.latest_first()[:MOST_DEVELOPMENTS],
    }
    return render(request, "intake/cite_candidate.html", context)


def bearing_on(matches: QuerySet[CandidateMatch]) -> QuerySet[Bearing]:
    """What developments do to the measures and ambiguities that a candidate may concern."""
    measures, ambiguities = matches.exclude(measure=None), matches.exclude(ambiguity=None)
    on_measures, on_ambiguities = (
        Q(measure__in=measures.values("measure")),
        Q(ambiguity__in=ambiguities.values("ambiguity")),
    )
    return Bearing.objects.filter(on_measures | on_ambiguities)


@writers_only("send_candidate")
@for_report
def bookmarklet(request: ReadingRequest, report: Report) -> HttpResponse:
    """A bookmark that opens the form of a development with the address, title and selected words of a page."""
    log = request.build_absolute_uri(reverse("log"))
    return render(request, "intake/bookmarklet.html", {"code": bookmark_code(log, report.slug)})


def bookmark_code(log: str, slug: str) -> str:
    """What the bookmark runs in the page that somebody reads; it sends nothing but opens an address."""
    parts = {
        "url": "location.href",
        "title": "document.title",
        "words": "getSelection().toString().slice(0,1000)",
    }
    asked = "".join(f"+'&{name}='+encodeURIComponent({value})" for name, value in parts.items())
    return f"javascript:void open('{log}?report={slug}'{asked},'_blank','noopener')"


READINGS_SHOWN = 20


@writers_only("read_feeds")
@for_report
def feeds(request: ReadingRequest, report: Report) -> HttpResponse:
    """The feeds of a report by side: what is watched, when it was tried, and what became of what it brought."""
    rows = with_yield(Feed.objects.standing().filter(report=report)).order_by("title", "key")
    context = {
        "sides": list(by_side(list(rows), request.reading)),
        "is_off": not settings.CBM_FETCH,
        "may_change": access.allows(request.user, "add_feed", report),
    }
    return render(request, "intake/feeds.html", context)


def by_side(rows: Sequence[Feed], reading: Reading) -> Iterator[dict[str, object]]:
    """The feeds of every side's official voice, also of one that has none, and the others."""
    for side in reading.sides:
        of_side = [feed for feed in rows if feed.party_id == side.code]
        yield feeds_of_side(side, of_side, is_unreadable=side.code in reading.unreadable)
    codes = {side.code for side in reading.sides}
    if others := [feed for feed in rows if feed.party_id not in codes]:
        yield feeds_of_side(None, others)


def feeds_of_side(party: Party | None, feeds: Sequence[Feed], *, is_unreadable: bool = False) -> dict[str, object]:
    return {
        "party": party,
        "feeds": feeds,
        "switched_on": sum(feed.is_on for feed in feeds),
        "failing": sum(feed.failing_since is not None for feed in feeds),
        "never_tried": sum(feed.tried_at is None for feed in feeds),
        "is_unreadable": is_unreadable,
    }


@writers_only("read_feeds")
def feed(request: ReadingRequest, key: str) -> HttpResponse:
    """One feed with its latest readings."""
    return feed_page(request, feed_for(request, key))


def feed_for(request: ReadingRequest, key: str) -> Any:
    seen = with_yield(Feed.objects.standing().visible_to(request.reading.audience))
    return row_for(request, seen.select_related("report", "party", "added_by"), key=key)


def feed_page(request: ReadingRequest, row: Any, trial: FeedTrial | None = None) -> HttpResponse:
    context = {
        "row": row,
        "readings": row.fetches.order_by("-due_at", "-pk")[:READINGS_SHOWN],
        "trial": trial,
        "is_read": trial is not None and trial.outcome == FetchOutcome.READ,
        "is_off": not settings.CBM_FETCH,
        "may_change": access.allows(request.user, "revise_feed", row),
    }
    return render(request, "intake/feed.html", context)


@require_POST
@writers_only("revise_feed")
def preview_feed(request: ReadingRequest, key: str) -> HttpResponse:
    """Read a feed at once, and show what would come in."""
    row = feed_for(request, key)
    try:
        return feed_page(request, row, try_feed(row, by=writer_of(request)))
    except RuleError as error:
        messages.error(request, str(error))
        return redirect("feed", key)


@require_POST
@writers_only("revise_feed")
def switch_feed(request: ReadingRequest, key: str) -> HttpResponseRedirect:
    """Switch a feed on or off."""
    row, is_on = feed_for(request, key), "on" in request.POST
    revise(FEED, row, changes={"is_on": is_on}, by=writer_of(request))
    messages.success(request, _("Switched on. It is read within a minute.") if is_on else _("Switched off."))
    return redirect("feed", key)


@writers_only("remove_feed")
def delete_feed(request: ReadingRequest, key: str) -> HttpResponse:
    """Remove a feed."""
    row, by = feed_for(request, key), writer_of(request)
    words = _("It is no longer read. Its items stay.")
    act = ConfirmedAct(_("Remove the feed"), words, _("Remove the feed"), _("Removed."))
    place = list_target("feeds", request.reading)
    return confirm_act(request, place, button_form(request), act, lambda: remove_feed(row, by=by, at=clock()))


@writers_only("redact_candidate")
@reauthenticated_only
def redact_candidate_page(request: ReadingRequest, number: int) -> HttpResponse:
    """Remove what came in for good."""
    candidate, by = candidate_for(request, number), writer_of(request)
    form = RedactForm(request.POST or None)
    inbox = reverse("inbox") + query(request.reading.kept)
    title = str(candidate.title_in_language)
    place = ActTarget(title, str(number), inbox, _("Back to the inbox"), _("Overview"), reverse("overview"))
    warning = _("This cannot be undone. Its title, text and address are deleted for good, from every feed.")
    act = ConfirmedAct(_("Redact what came in"), warning, _("Remove its content"), _("Redacted."))
    return confirm_act(request, place, form, act, lambda: redact_candidate(candidate, by=by, **form.cleaned_data))
