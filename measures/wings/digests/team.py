"""What waits for somebody of the team, and what has failed for long."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures import access
from measures.models import DateState, Evidence, Words
from measures.models.written_dates import SHORT_MONTH, written_date
from measures.publishing.site_urls import page_url
from measures.wings.digests.sections import DigestLine, Item, LineAction, Section, reviews_url, short_date


class DatesSection(Section):
    """Dates ahead that have passed and nobody looked at, or that pass soon, of reports that they follow."""

    name = "dates"
    heading = gettext_lazy("Dates ahead")
    meaning = gettext_lazy(
        "Announced by sources: passed with the outcome unknown, due within thirty days, or in a month or year "
        "that is nearly over."
    )
    needs = "record_finding"
    page = "dates"
    filters = {}

    def items(self) -> Iterator[Item]:
        followed = {measure.report_id for measure in self.recipient.measures}
        for row in self.recipient.shared.dates_on(self.recipient.day):
            if row.report_id in followed and self.recipient.may(self.needs, row.report_id):
                yield Item(row, row.report, row.key, f"{row.state} {row.due}")

    def line(self, row: Any) -> DigestLine:
        facts = [str(DateState(row.state).label), str(row.words("as_worded"))]
        acts = [LineAction(_("Record what was found"), page_url("close_date", row.key))]
        before = written_date(row.due, SHORT_MONTH)
        return DigestLine(page_url("date", row.key), before, row.words("title"), facts, acts=acts)


class ReviewsSection(Section):
    """Sources that wait for a review by somebody other than their recorder."""

    name = "reviews"
    heading = gettext_lazy("Waiting for my review")
    meaning = gettext_lazy("Sources that others recorded, not yet accepted, disputed or retracted.")
    page = "reviews"

    def items(self) -> Iterator[Item]:
        for source in access.reviewable_among(self.recipient.user, self.recipient.shared.pending):
            if source.recorded_by_id != self.recipient.user.pk:
                yield Item(source, key=source.key)

    def line(self, source: Evidence) -> DigestLine:
        url = reviews_url(source)
        facts = [str(source.words("publisher")), source.as_read, _("Recorded by somebody else; you may review it")]
        title = source.shown_title.first or Words(source.key, "en")
        return DigestLine(
            url, short_date(source.recorded_at), title, [*filter(None, facts)], acts=[LineAction(_("Review it"), url)]
        )


class ProposalsSection(Section):
    """How many proposals wait for this member of the team: the number."""

    name = "proposals"
    heading = gettext_lazy("Proposals")
    meaning = gettext_lazy("Our assessments that wait for a second member of the team.")
    needs = "read_proposals"
    page = "proposals"
    page_label = gettext_lazy("Open the proposals")

    def items(self) -> Iterator[Item]:
        yield Item(None, count=self.recipient.shared.proposals_waiting_for(self.recipient.user))
