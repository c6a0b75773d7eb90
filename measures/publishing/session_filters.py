"""Filters over dialogue sessions, their circles and follow-ups: whoever filters names only what they may read."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from measures.access import circles_of, follow_ups_for, sessions_for
from measures.lists.sessions import TRACKS
from measures.models import AttributionRule, FollowUp, FollowUpOwner, SessionState
from measures.publishing.filter_forms import RowFinder
from measures.publishing.filter_kinds import (
    RecordFilters,
    ReferenceFilter,
    YesOrNo,
    day_filter,
    of_report,
    of_subject,
    one_of,
)

OWN_KEY = _("Its own key; given several times, several rows.")
find_circles = RowFinder(lambda form: circles_of(form.reader))
find_sessions = RowFinder(lambda form: sessions_for(form.reader))
find_follow_ups = RowFinder(lambda form: follow_ups_for(form.reader))


def of_circle(path: str) -> ReferenceFilter:
    return ReferenceFilter(
        find_circles, path, help_text=_("Key of a circle in which you are named."), label=_("Circle")
    )


class CircleFilters(RecordFilters):
    """Circles of a report."""

    key = ReferenceFilter(find_circles, "key", help_text=OWN_KEY)
    report = of_report()


class SessionFilters(RecordFilters):
    """Sessions of a report or a circle, by how far they are, their rule, their track and their subjects."""

    key = ReferenceFilter(find_sessions, "key", help_text=OWN_KEY)
    report = of_report()
    circle = of_circle("circle__key")
    state = one_of(SessionState.choices, "state", label=_("State"))
    rule = one_of(AttributionRule.choices, "rule", label=_("Rule of attribution"))
    track = one_of(TRACKS, "track", label=_("Track"))
    subject = of_subject("subjects__key")


class FollowUpFilters(RecordFilters):
    """Follow-ups of a report, a circle or a session: open or done, by whom they are seen to, and by their day."""

    key = ReferenceFilter(find_follow_ups, "key", help_text=OWN_KEY)
    report = of_report("session__report")
    circle = of_circle("session__circle__key")
    session = ReferenceFilter(find_sessions, "session__key", help_text=_("Key of a session."))
    owner = one_of(FollowUpOwner.choices, "owner")
    open = YesOrNo(method="filter_open", help_text=_("Whether it is still to be done."))
    due_before = day_filter("due_on", "lt", help_text=_("Due before this day."))

    def filter_open(self, rows: QuerySet[FollowUp], name: str, value: bool) -> QuerySet[FollowUp]:
        return rows.filter(done_on__isnull=value)
