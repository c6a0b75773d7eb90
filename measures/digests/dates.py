"""Dates to watch that have passed and nobody looked at, or that pass within thirty days: for the team."""

from typing import Any

from django.utils.translation import gettext as _

from measures import access
from measures.digests.mail_urls import list_url, page_url
from measures.digests.sections import DigestLine, Item, LineAction, Section, section_of
from measures.digests.shared import Recipient
from measures.models import DateState
from measures.models.written_dates import SHORT_MONTH, written_date


def dates_section(follower: Recipient) -> Section | None:
    """Those of reports in which they own or watch something."""
    if not access.allows_somewhere(follower.user, "record_finding"):
        return None
    reports = {measure.report_id for measure in follower.measures}
    items = [
        Item(
            row.report,
            None if follower.rests("dates", row.key, fact := f"{row.state} {row.due}") else date_line(row),
            row.key,
            fact,
        )
        for row in follower.dates
        if row.report_id in reports and access.allows(follower.user, "record_finding", row)
    ]
    meaning = _("Announced by sources: passed and not checked, or due within thirty days.")
    return section_of("dates", _("Dates to watch"), meaning, items, lambda report: list_url("dates", report))


def date_line(row: Any) -> DigestLine:
    facts = [str(DateState(row.state).label), str(row.words("as_worded"))]
    acts = [LineAction(_("Record what was found"), page_url("close_date", row.key))]
    return DigestLine(
        page_url("date", row.key), written_date(row.due, SHORT_MONTH), row.words("title"), facts, acts=acts
    )
