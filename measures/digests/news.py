"""What is new since the last digest on what a person owns or watches."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from measures.digests.links import list_url
from measures.digests.reminders import Follower
from measures.digests.sections import Line, Mark, Section, groups_of
from measures.models import Bearing, Direction, Entry, EntryKind, Measure, MilestoneMark, Status, View, Words
from measures.models.texts import reading_language
from measures.models.written_dates import SHORT_MONTH, written_date


def news_section(follower: Follower, *, after: datetime, until: datetime) -> Section:
    measures = {measure.pk: measure for measure in with_parts(follower)}
    entries = entries_on(measures, follower, after=after, until=until)
    entries = entries.prefetch_related("bearings", "views", "marks__milestone")
    return Section(
        "news",
        _("New"),
        _("Recorded since your last digest, on what you own or watch."),
        groups_of(entries, lambda entry: line_of(entry, measures), lambda report: list_url("journal", report)),
    )


def with_parts(follower: Follower) -> QuerySet[Measure]:
    """The measures that are followed, and their parts: what bears on a part counts for its whole."""
    followed = Measure.objects.visible_to(follower.audience).followed_by(follower.user)
    parts = Measure.objects.visible_to(follower.audience).filter(parent__in=followed.values("pk"))
    return Measure.objects.filter(pk__in=followed.values("pk").union(parts.values("pk")))


def entries_on(
    measures: dict[int, Measure], follower: Follower, *, after: datetime, until: datetime
) -> QuerySet[Entry]:
    """The entries that count and say something of these measures; a check says that there is nothing new."""
    mine = {"entry": OuterRef("pk"), "measure__in": measures}
    marks = MilestoneMark.objects.filter(entry=OuterRef("pk"), milestone__measure__in=measures)
    entries: QuerySet[Entry] = (
        Entry.objects.counting()
        .visible_to(follower.audience)
        .filter(recorded_at__gt=after, recorded_at__lte=until)
        .exclude(kind=EntryKind.CHECK)
        .filter(Exists(Bearing.objects.filter(**mine)) | Exists(View.objects.filter(**mine)) | Exists(marks))
        .latest_first()
    )
    return entries


def line_of(entry: Entry, measures: dict[int, Measure]) -> Line:
    marks = marks_of(entry, measures)
    title = entry.words("title") or Words(str(EntryKind(entry.kind).label), reading_language())
    return Line(marks[0].url, written_date(entry.occurred, SHORT_MONTH), title, marks=marks)


def marks_of(entry: Entry, measures: dict[int, Measure]) -> list[Mark]:
    """What the entry says of each of these measures: which way it moves, else that somebody has a view of it."""
    marks: dict[int, Mark] = {}
    for bearing in entry.bearings.all():
        if bearing.measure_id in measures:
            label = str(Direction(bearing.direction).label)
            status = str(Status(bearing.status).label) if bearing.status else ""
            marks[bearing.measure_id] = Mark(bearing.direction, label, measures[bearing.measure_id], status)
    for view in entry.views.all():
        if view.measure_id in measures:
            marks.setdefault(view.measure_id, Mark("", _("View"), measures[view.measure_id]))
    for milestone_mark in entry.marks.all():
        pk = milestone_mark.milestone.measure_id
        if pk in measures:
            marks.setdefault(pk, Mark("", _("Milestone"), measures[pk]))
    return list(marks.values())
