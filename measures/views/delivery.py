"""What became of reminder mail: a digest or a brief in a line, and the administrators' queue."""

from dataclasses import dataclass
from typing import Self

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from measures.digests.queue import refused_addresses, troubled_digests
from measures.models import Cadence, Digest
from measures.models.written_dates import written_date
from measures.operations.reminders import retry_digest
from measures.views.acts import writer_of, writers_only
from measures.views.reading import ReadingRequest
from measures.whole_numbers import whole_number

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class DigestRow:
    """A digest or a brief in a log: what it said, when, why, and with what result."""

    digest: Digest
    what: str
    why: str
    result: str

    @classmethod
    def of(cls, digest: Digest) -> Self:
        names = section_names()
        counts = [f"{names[name]} {count}" for name, count in digest.counts.items() if name in names]
        brief = [_("Brief: %(report)s") % {"report": digest.brief_of.words("title")}] if digest.brief_of else []
        return cls(digest, " · ".join(brief + counts), why(digest), result(digest))


def section_names() -> dict[str, str]:
    return {
        "notices": _("For you"),
        "overdue": _("Overdue"),
        "due_soon": _("Due soon"),
        "unchecked": _("Unchecked"),
        "dates": _("Dates to watch"),
        "inbox": _("Inbox"),
        "feeds": _("Feeds that fail"),
        "reviews": _("Waiting for my review"),
        "news": _("New"),
        "happened": _("Developments"),
    }


def why(digest: Digest) -> str:
    cadence = str(Cadence(digest.cadence).label)
    if digest.caught_up_with is None:
        return cadence
    return _("%(cadence)s, late: due on %(day)s") % {"cadence": cadence, "day": written_date(digest.caught_up_with)}


def result(digest: Digest) -> str:
    if digest.nothing_to_say:
        return _("Nothing new to tell, nothing sent")
    if digest.sent_at:
        return _("Sent")
    if digest.parked_at:
        return _("Given up: %(problem)s") % {"problem": digest.problem}
    return _("Tried again later: %(problem)s") % {"problem": digest.problem} if digest.problem else _("Waiting")


@writers_only("retry_digest")
def queue(request: ReadingRequest) -> HttpResponse:
    """The digests and briefs that could not be sent and the addresses that refuse mail, for administrators."""
    page = Paginator(troubled_digests(), PAGE_SIZE).get_page(request.GET.get("page", "1"))
    rows = [DigestRow.of(digest) for digest in page.object_list]
    context = {"page": page, "rows": rows, "refused": refused_addresses()[:PAGE_SIZE]}
    return render(request, "measures/reminder_queue.html", context)


@require_POST
@writers_only("retry_digest")
def retry(request: ReadingRequest) -> HttpResponseRedirect:
    """Try a digest again."""
    sent = request.POST.get("digest", "")
    digest = get_object_or_404(Digest, pk=whole_number(sent))
    retry_digest(digest, by=writer_of(request))
    messages.success(request, _("It will be tried again within a minute."))
    return redirect("reminder_queue")
