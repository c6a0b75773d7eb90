"""What is new since the last digest on what a person owns or watches."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from measures.digests.mail_urls import list_url, page_url
from measures.digests.sections import DigestLine, Item, Mark, Section, section_of
from measures.digests.shared import OVERLAP, Recipient
from measures.models import Direction, Entry, EntryKind, Measure, Status, Words
from measures.models.texts import reading_language
from measures.models.written_dates import view_days_in_words

NEWS = "news"


def news_section(follower: Recipient, *, told_as_notices: Collection[int]) -> Section:
    """The entries recorded since the last digest, except those that a notice covers."""
    mine = followed_with_parts(follower)
    since, until = follower.digest.covers_since - OVERLAP, follower.digest.claimed_at
    looked_at_again = follower.digest.covers_until - OVERLAP
    items, late = [], []
    for entry in follower.shared.entries:
        if (
            not since < entry.recorded_at <= until
            or entry.pk in told_as_notices
            or (NEWS, entry.key) in follower.memories
        ):
            continue
        # What a library brought before their first digest was there when they came.
        if follower.is_first and entry.library_as_of is not None:
            continue
        if marks := marks_of(entry, mine):
            item = Item(entry.report, news_line(entry, marks), key=entry.key)
            items.append(item)
            late += [item] if entry.recorded_at > looked_at_again else []
    meaning = _("Recorded since your last digest about what you own or watch.")
    section = section_of(NEWS, _("New"), meaning, items, lambda report: list_url("journal", report))
    # Those that the next digest will look at again.
    return replace(section, remembered=late)


def followed_with_parts(follower: Recipient) -> dict[int, Measure]:
    """The measures that they follow, and their parts: what bears on a part counts for its whole."""
    followed = {measure.pk for measure in follower.measures}
    return {pk: follower.shared.rows[pk] for pk, whole in follower.shared.wholes.items() if whole in followed}


def news_line(entry: Entry, marks: list[Mark]) -> DigestLine:
    title = entry.words("title") or Words(str(EntryKind(entry.kind).label), reading_language())
    written_on = max((view.written_on for view in entry.views.all() if view.written_on), default=None)
    return DigestLine(page_url("entry", entry.key), view_days_in_words(entry.occurred, written_on), title, marks=marks)


def marks_of(entry: Any, mine: Mapping[int, Measure]) -> list[Mark]:
    """What the entry says about each of these measures: which way it moves, or else that somebody has a view on it."""
    marks: dict[int, Mark] = {}
    for bearing in entry.borne:
        if measure := mine.get(bearing["measure"]):
            status = Status(bearing["status"]).in_words if bearing["status"] else ""
            label = str(Direction(bearing["direction"]).label)
            marks[measure.pk] = Mark(bearing["direction"], label, measure, status)
    viewed, marked = (
        (view.measure_id for view in entry.views.all()),
        (mark["milestone__measure"] for mark in entry.marked),
    )
    for label, pks in ((_("View"), viewed), (_("Milestone"), marked)):
        for measure in (mine[pk] for pk in pks if pk in mine):
            marks.setdefault(measure.pk, Mark("", label, measure))
    return list(marks.values())
