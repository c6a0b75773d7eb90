"""Filters over the feeds that are read for a report."""

from django.utils.translation import gettext_lazy as _

from measures.models import FeedKind
from measures.publishing.filter_forms import find_parties
from measures.publishing.filter_kinds import RecordFilters, ReferenceFilter, YesOrNo, of_report, one_of


class FeedFilters(RecordFilters):
    """Feeds of a report: by whose voice they are, and by whether they are read."""

    report = of_report()
    party = ReferenceFilter(
        find_parties, "party", help_text=_("Code of the party whose official voice it is."), label=_("Party")
    )
    kind = one_of(FeedKind.choices, "kind")
    is_on = YesOrNo("is_on", help_text=_("Whether it is switched on."))
    failing = YesOrNo("failing_since", lookup_expr="isnull", exclude=True, help_text=_("Whether it fails."))
