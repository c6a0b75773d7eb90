"""What is to come and has come as an iCalendar (RFC 5545): whole days, ids that last, no byte that changes alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Max, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration, vText

from measures.models import (
    AnnouncedDate,
    Audience,
    DateFinding,
    DateState,
    Entry,
    MarkState,
    Measure,
    MilestoneMark,
    PartialDate,
    Report,
    RowChange,
)
from measures.models.measures import MeasureQuerySet
from measures.models.partial_dates import LATEST_DAY
from measures.publishing.site_urls import absolute, host, measure_page_url, page_url

MEDIA_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//CBM Tracker//Target dates and milestones//EN"
REFRESHED_EVERY = timedelta(hours=12)
ONE_DAY = timedelta(days=1)
# The columns that a target date's event is made of: when one changes, the event changes.
SHOWN = ["due_on", "title", "title_zh_hans", "code"]
SHOWN_OF_DATE = ["announced_for", "title", "title_zh_hans"]


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One event: what it is about, when, and since when this has been so."""

    uid: str
    summary: str
    when: PartialDate
    url: str
    category: str
    report: Report
    since: datetime


def calendar_of(title: str, measures: MeasureQuerySet, audience: Audience) -> bytes:
    """The calendar of what these measures should reach and have reached, and of what was announced near them."""
    occasions = [*target_dates(measures), *milestones(measures, audience), *dates_ahead(measures, audience)]
    reports = {each.report.slug: each.report for each in occasions}
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, vText(title))
    disclaimers = "\n".join(f"{report}: {report.words('disclaimer')}" for _slug, report in sorted(reports.items()))
    for name in ("description", "x-wr-caldesc"):
        calendar.add(name, vText(disclaimers))
    for name in ("refresh-interval", "x-published-ttl"):
        calendar.add(name, vDuration(REFRESHED_EVERY), parameters={"VALUE": "DURATION"})
    if occasions:
        # The calendar's time: the last change of anything in it.
        calendar.add("last-modified", max(each.since for each in occasions).replace(microsecond=0))
    for event in events_of(occasions):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def target_dates(measures: MeasureQuerySet) -> Iterator[CalendarEvent]:
    """The target dates of measures, with the moment of the last change."""
    changes = RowChange.objects.filter(table=Measure._meta.db_table, row=OuterRef("pk"), after__has_any_keys=SHOWN)
    changed = Coalesce(Subquery(changes.order_by("-pk").values("at")[:1]), F("added_at"))
    dated: QuerySet[Any] = measures.exclude(due_on=None).annotate(changed_at=changed)
    for measure in dated.select_related("report").order_by("report__slug", "position", "pk"):
        yield CalendarEvent(
            uid=f"{measure.key}.target-date",
            summary=_("Target date: %(measure)s") % {"measure": measure},
            when=measure.due_on,
            url=measure_page_url(measure),
            category=_("Target date"),
            report=measure.report,
            since=measure.changed_at,
        )


def milestones(measures: MeasureQuerySet, audience: Audience) -> Iterator[CalendarEvent]:
    """When milestones were met, not met or undone, as far as that counts for the audience."""
    those = measures.order_by().values("pk")
    marks = MilestoneMark.objects.filter(
        Q(milestone__measure__in=those) | Q(milestone__measure__parent__in=those),
        audience.reads("milestone__measure__report", "milestone__measure__marking"),
        milestone__measure__withdrawn_at=None,
        entry__in=Entry.objects.counting().visible_to(audience),
    )
    related = marks.select_related("entry", "milestone__measure__report", "party")
    for mark in related.order_by("entry__key", "milestone__key", "party"):
        measure = mark.milestone.measure
        words = {"state": MarkState(mark.state).label, "milestone": mark.milestone, "code": measure.code}
        by = f" ({mark.party})" if mark.party else ""
        yield CalendarEvent(
            uid=f"{mark.entry.key}.{mark.milestone.key}.{mark.party_id or 'all'}",
            summary=_("%(state)s: %(code)s %(milestone)s") % words + by,
            when=mark.entry.occurred,
            url=absolute(f"/journal/{mark.entry.key}/"),
            category=_("Milestone"),
            report=measure.report,
            since=mark.entry.recorded_at,
        )


def dates_ahead(measures: MeasureQuerySet, audience: Audience) -> Iterator[CalendarEvent]:
    """What was announced that touches one of the measures, or no measure of their reports, by when it is due now."""
    of_reports = Q(report__in=measures.order_by().values("report"), measures=None)
    near = AnnouncedDate.objects.filter(of_reports | Q(measures__in=measures.order_by().values("pk"))).order_by()
    changes = RowChange.objects.filter(
        table=AnnouncedDate._meta.db_table, row=OuterRef("pk"), after__has_any_keys=SHOWN_OF_DATE
    )
    findings = DateFinding.objects.filter(date=OuterRef("pk")).order_by().values("date")
    moments = (
        Subquery(changes.order_by("-pk").values("at")[:1]),
        *(Subquery(findings.annotate(at=Max(name)).values("at")) for name in ("recorded_at", "withdrawn_at")),
    )
    seen = AnnouncedDate.objects.visible_to(audience).standing().filter(pk__in=near.values("pk"))
    # On which day they are read does not matter for when they are due.
    rows: QuerySet[Model] = seen.as_found(LATEST_DAY)
    dated = rows.annotate(changed_at=Greatest(F("recorded_at"), *moments)).select_related("report")
    for row in dated.exclude(due=None).order_by("report__slug", "key"):
        took_place = row.state == DateState.TOOK_PLACE
        words = {"label": DateState.TOOK_PLACE.label if took_place else _("Date ahead"), "title": row}
        # Its event lasts as long as the month or the year, and says why.
        pattern = (
            _("%(label)s: %(title)s") if took_place or row.due.day else _("%(label)s (day not looked up): %(title)s")
        )
        yield CalendarEvent(
            uid=f"{row.key}.date",
            summary=pattern % words,
            when=row.due,
            url=page_url("date", row.key),
            category=_("Date ahead"),
            report=row.report,
            since=row.changed_at,
        )


def events_of(occasions: Iterable[CalendarEvent]) -> Iterator[Event]:
    """Events of whole days; a month or a year lasts as long as it does."""
    site = host()
    for occasion in occasions:
        event = Event()
        event.add("uid", f"{occasion.uid}@{site}")
        # The moment it was last changed, not that of fetching: what has not changed has the same bytes.
        for name in ("dtstamp", "last-modified"):
            event.add(name, occasion.since.replace(microsecond=0))
        event.add("dtstart", occasion.when.first)
        event.add("dtend", day_after(occasion.when.last))
        event.add("summary", occasion.summary)
        event.add("description", description_of(occasion))
        event.add("url", occasion.url)
        event.add("categories", [occasion.category])
        event.add("transp", "TRANSPARENT")
        yield event


def day_after(day: date) -> date:
    """The end of an event is the day after it; Python's calendar has none after its last day."""
    return day + ONE_DAY if day < date.max else day


def description_of(occasion: CalendarEvent) -> str:
    """Its report, and the report's disclaimer."""
    parts: Sequence[object] = (occasion.report, occasion.report.words("disclaimer"), occasion.url)
    return "\n".join(str(each) for each in parts)
