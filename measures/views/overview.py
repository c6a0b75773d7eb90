"""The first page of a report: what happened, the latest developments, what each side says, what needs attention."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from measures.analysis.first_screen import FirstScreen, first_screen
from measures.models import Claim, Report, User
from measures.models.partial_dates import is_within_reach
from measures.operations.clock import clock
from measures.operations.visits import mark_seen
from measures.publishing.dashboard import PersonalCounts, personal_counts
from measures.publishing.filters import LOST
from measures.views.acts import writer_of, writers_only
from measures.views.development_lines import development_lines
from measures.views.linked_counts import LinkedCount, LinkedCounts
from measures.views.menus import menu_for
from measures.views.next_steps import next_steps
from measures.views.reading import Reading, ReadingRequest, for_report, query, reading_page
from measures.views.statement_lines import subject_statement_rows
from measures.wing import MenuEntry, wings

# How many subjects are unfolded, with those below them.
SUBJECTS = 5


@reading_page(travels=True)
@for_report
def overview(request: ReadingRequest, report: Report) -> HttpResponse:
    """The first page: a report at a glance, as of a day."""
    reading = request.reading
    seen = first_screen(report, reading.audience, sides=reading.sides, on=reading.on, **reading.days)
    personal = personal_counts_for(reading)
    new = [entry for entry in seen.developments if personal is not None and personal.is_new(entry)]
    speaking, silent = ([each for each in seen.statements if each.is_silent == wanted] for wanted in (False, True))
    opened = next((at for at in range(SUBJECTS, len(speaking)) if not speaking[at].subject.parent_id), len(speaking))
    context = {
        "glance": seen,
        "developments": development_lines(seen.developments, reading, new=new),
        "subjects": subject_statement_rows(speaking[:opened], reading),
        "more_subjects": subject_statement_rows(speaking[opened:], reading),
        "silent": subject_statement_rows(silent, reading),
        "attention": attention(seen, reading),
        "pages": more_pages(reading),
        "next_steps": () if seen.entries else next_steps(report, reading),
        "mine": my_numbers(LinkedCounts(personal.figures, reading)) if personal else [],
        "news": news_of(personal, LinkedCounts(personal.figures, reading)) if personal else None,
    }
    return render(request, "measures/overview.html", context)


def personal_counts_for(reading: Reading) -> PersonalCounts | None:
    """What waits in the report for a signed-in reader who looks at the present."""
    if reading.is_past or reading.report is None or not isinstance(reading.reader, User):
        return None
    return personal_counts(reading.reader, reading.report, reading.audience, on=reading.on)


def my_numbers(counts: LinkedCounts) -> list[LinkedCount]:
    """What waits for this reader: only counts above 0."""
    found = counts.available(
        {
            "mine.overdue": _("overdue, among the measures you own or watch"),
            "mine.due_soon": _("due soon, among the measures you own or watch"),
            "mine.unchecked": _("unchecked, among the measures you own or watch"),
            "mine.reviews": _("sources to review"),
            "mine.inbox": _("waiting in the inbox"),
        }
    )
    return [linked for linked in found if linked.count]


def news_of(personal: PersonalCounts, counts: LinkedCounts) -> dict[str, object]:
    """What is new to a reader, since when, and up to when they can mark it as seen."""
    until = personal.newest.isoformat() if personal.newest and personal.newest > personal.since else ""
    return {"since": personal.since, "has_visited": personal.has_visited, "until": until, "all": counts("new")}


def attention(seen: FirstScreen, reading: Reading) -> list[LinkedCount]:
    """What is disputed, has nothing recorded or is no longer at its address, each with its list."""
    journal = {"kind": "development", "claim": Claim.DISPUTED.value, "occurred_after": seen.lately_since}
    disputed = reverse("journal") + query({**reading.kept, **journal})
    measures = reverse("measures") + query(reading.kept)
    words = ngettext(
        "development of the last twelve months is disputed",
        "developments of the last twelve months are disputed",
        seen.disputed,
    )
    nothing = ngettext(
        "measure has no recorded development", "measures have no recorded development", seen.without_development
    )
    lost = reverse("sources") + query({**reading.kept, "address": LOST})
    moved = ngettext(
        "source is no longer at its address as it was cited",
        "sources are no longer at their addresses as they were cited",
        seen.lost_sources,
    )
    found = [
        LinkedCount(seen.disputed, disputed, label=words),
        LinkedCount(seen.without_development, measures, label=nothing),
        LinkedCount(seen.lost_sources, lost, label=moved),
    ]
    return [linked for linked in found if linked.count]


OF_DATES = gettext_lazy("what sources announced, and what was found about it")
OF_TWO_DAYS = gettext_lazy("two days of this report side by side")
FURTHER = (
    MenuEntry("dates", gettext_lazy("Dates to watch"), "", 20, OF_DATES),
    MenuEntry("then_and_now", gettext_lazy("Then and now"), "", 30, OF_TWO_DAYS),
)


def more_pages(reading: Reading) -> list[dict[str, object]]:
    """The further pages, each with a line on what it shows."""
    pages = menu_for(reading.reader, reading.report, (FURTHER, *(wing.further_pages for wing in wings())))
    kept = query(reading.kept)
    return [{"name": each.label, "url": reverse(each.page) + kept, "shows": each.shows} for each in pages]


@require_POST
@writers_only("mark_seen")
def seen(request: ReadingRequest) -> HttpResponse:
    """Mark everything up to the newest entry on the page as seen; what was recorded after it stays new."""
    seen_by_them = Report.objects.visible_to(request.reading.audience)
    report = get_object_or_404(seen_by_them, slug=request.POST.get("report", ""))
    until = parse_seen_moment(request.POST.get("until", ""))
    if until is None:
        return HttpResponse(status=400)
    mark_seen(report, by=writer_of(request), until=until, at=clock())
    messages.success(request, _("Marked as seen. What is recorded from now on will show as new."))
    return redirect(reverse("overview") + query({"report": report.slug}))


def parse_seen_moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and is_aware(moment) and is_within_reach(moment.date()) else None
