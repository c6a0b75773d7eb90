"""Requests and replies on record: what was asked of a named party, and what answered it, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.analysis.requests import (
    AddresseeWords,
    EarlierGovernment,
    Reply,
    ReplyKind,
    RequestOnRecord,
    RequestsReading,
    requests_on_record,
)
from measures.lists.paging import PageRow
from measures.models import Party, ReferenceBasis, Report, Statement, Subject
from measures.models.texts import in_sentence
from measures.publishing.spreadsheets import FORMATS
from measures.views.exports import FORMAT, file_link
from measures.views.filter_fields import parameters_of
from measures.views.pages import paged_among
from measures.views.reading import Reading, ReadingRequest, for_report, query, reading_page
from measures.views.statements import StatementRow, statement_rows


@dataclass(frozen=True, slots=True)
class LabelledStatement:
    """A statement beside or below a request, with what is to be said of it there."""

    label: str
    row: StatementRow


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as the page shows it."""

    row: StatementRow
    governments: Sequence[str]
    earlier: Sequence[LabelledStatement]
    replies: Sequence[LabelledStatement]
    beside: Sequence[LabelledStatement]
    not_found: Sequence[str]


@dataclass(frozen=True, slots=True)
class SubjectRows:
    """The requests on a subject, and where the subject has its page."""

    subject: Subject | None
    url: str
    requests: Sequence[RequestRow]


PAGE_SIZE = 10
# By the place of the subject, the newest first.
BY_SUBJECT = ("place", "-said_last", "-key")
# Statements as the page shows them, by primary key.
type Shown = dict[int, StatementRow]


@reading_page(travels=True)
@for_report
def requests(request: ReadingRequest, report: Report) -> HttpResponse:
    """What was asked on record, by subject, as of a day."""
    reading = request.reading
    found = requests_on_record(report, reading.sides, reading.searched, reading.audience, **reading.days)
    page = paged_among(parameters_of(request.GET, reading), keys_in_order(found), BY_SUBJECT, PAGE_SIZE)
    here = found.only(page.rows)
    statements = {each.pk: each for each in here.statements}
    shown = {row.statement.pk: row for row in statement_rows(statements.values(), reading)}
    context = {
        "subjects": [
            SubjectRows(
                each.subject,
                reverse("subject", args=[each.subject.key]) + query(reading.day_kept) if each.subject else "",
                [shown_request(row, shown, reading) for row in each.requests],
            )
            for each in here.subjects
        ],
        "among_several": [shown[each.pk] for each in here.among_several],
        "exports": files_of(report, reading),
        **page.links,
    }
    return render(request, "measures/requests.html", context, status=400 if page.problems else 200)


def keys_in_order(found: RequestsReading) -> list[PageRow[str]]:
    """The keys of what was asked, by subject and the newest first; what was put among several states comes last."""
    groups = [*([row.statement for row in each.requests] for each in found.subjects), found.among_several]
    return [
        PageRow((place, each.said_last.isoformat(), each.key), each.key)
        for place, group in enumerate(groups)
        for each in group
    ]


def files_of(report: Report, reading: Reading) -> list[dict[str, str]]:
    """The reading as a file of each kind, as the API answers it."""
    parameters = {"report": report.slug, **reading.day_kept}
    return [file_link(each, reverse("api-requests") + query({**parameters, FORMAT: each})) for each in FORMATS]


def shown_request(request: RequestOnRecord, shown: Shown, reading: Reading) -> RequestRow:
    def governments(statement: Statement) -> list[str]:
        return [government_in_words(each, statement, reading) for each in request.governments[statement.key]]

    return RequestRow(
        shown[request.statement.pk],
        governments(request.statement),
        [LabelledStatement(" ".join(governments(each)), shown[each.pk]) for each in request.earlier],
        [LabelledStatement(reply_in_words(each), shown[each.statement.pk]) for each in request.replies],
        [labelled for each in request.addressees for labelled in words_beside(each, shown)],
        [each.not_found for each in request.addressees if each.is_looked_for],
    )


def government_in_words(government: EarlierGovernment, request: Statement, reading: Reading) -> str:
    """By, or to, which government it was put that is on record for that day and has gone since."""
    if government.party in request.parties:
        words = _("Put by an earlier government (%(party)s: %(government)s).")
    else:
        words = _("Put to an earlier government (%(party)s: %(government)s).")
    party: Party | str = reading.parties.get(government.party, government.party)
    return words % {"party": party, "government": government.words}


def reply_in_words(reply: Reply) -> str:
    """What a reply is, and who says that it is one; of a similar form of words nobody says so but we."""
    parts = [str(reply.kind.label)]
    if reply.kind != ReplyKind.SIMILAR_FORM or reply.basis == ReferenceBasis.OURS:
        parts.append(in_sentence(reply.basis.label))
    return _(", ").join(parts)


def words_beside(addressee: AddresseeWords, shown: Shown) -> list[LabelledStatement]:
    """What it says on the subject, marked where that addresses no state."""
    later = [LabelledStatement(label_beside(each, is_earlier=False), shown[each.pk]) for each in addressee.later]
    earlier = [LabelledStatement(label_beside(each, is_earlier=True), shown[each.pk]) for each in addressee.earlier]
    return [*later, *earlier]


def label_beside(statement: Statement, *, is_earlier: bool) -> str:
    if is_earlier:
        return _("Earlier on the subject") if statement.to else _("Earlier on the subject, to no state")
    return _("On the subject") if statement.to else _("On the subject, to no state")
