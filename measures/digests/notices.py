"""What concerns one person: they were made owner, their source was reviewed, a view on their measure changed."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from measures.digests.mail_urls import measure_page_url, page_url
from measures.digests.sections import DigestLine, Item, Section, section_of
from measures.digests.shared import Recipient
from measures.models import Entry, Measure, Notice, NoticeKind, OwnerRole, Review, ReviewState, View
from measures.models.people import name_for_readers
from measures.models.written_dates import SHORT_MONTH, view_days_in_words, written_date

NOTICES = "notices"


def notices_section(follower: Recipient) -> Section:
    items = [item for notice in follower.notices for item in notice_items(notice, follower)]
    meaning = _("What others have done since your last digest that concerns you.")
    return section_of(NOTICES, _("For you"), meaning, items, lambda report: page_url("reminder_log"))


def entries_in_notices(follower: Recipient) -> set[int]:
    """The entries that notices are about."""
    return {notice.entry_id for notice in follower.notices if notice.entry_id and views_of(notice, follower)}


def notice_items(notice: Notice, follower: Recipient) -> Iterable[Item]:
    """What a notice says, if it still holds and the reader may read what it is about."""
    measure, review, entry = notice.measure, notice.review, notice.entry
    if notice.kind == NoticeKind.MADE_OWNER and measure and measure.pk in follower.shared.measures:
        if role := follower.owned.get(measure.pk):
            yield Item(measure.report, made_owner(measure, role, by_name=notice.by_name))
    elif notice.kind == NoticeKind.SOURCE_REVIEWED and review:
        if review.evidence_id in follower.shared.reviewed:
            yield Item(None, source_reviewed(review, by_name=notice.by_name))
    elif notice.kind == NoticeKind.VIEW_CHANGED and measure and entry and (views := views_of(notice, follower)):
        yield Item(measure.report, view_changed(measure, entry, views, by_name=notice.by_name))


def views_of(notice: Notice, follower: Recipient) -> Sequence[View]:
    """The views on the notice's measure in its entry, if that counts and they own the measure still."""
    whole = follower.shared.wholes.get(notice.measure_id or 0)
    if whole not in follower.owned:
        return []
    entry = next((row for row in follower.shared.entries if row.pk == notice.entry_id), None)
    return [view for view in entry.views.all() if view.measure_id == notice.measure_id] if entry else []


def made_owner(measure: Measure, role: str, *, by_name: str) -> DigestLine:
    facts = [_("You now own it: %(role)s") % {"role": OwnerRole(role).label}, *by_whom(by_name)]
    return DigestLine(measure_page_url(measure), measure.code, measure.words("title"), facts)


def source_reviewed(review: Review, *, by_name: str) -> DigestLine:
    source = review.evidence
    facts = [_("Your source: %(state)s") % {"state": ReviewState(review.state).label}, *by_whom(by_name)]
    title = source.shown_title.first or source.words("publisher")
    when = written_date(review.recorded_at.date(), SHORT_MONTH)
    return DigestLine(f"{page_url('source', source.key)}#reviews", when, title, facts)


def view_changed(measure: Measure, entry: Entry, views: Sequence[View], *, by_name: str) -> DigestLine:
    facts = [
        *(fact for view in views for fact in view_facts(view, entry)),
        str(entry.words("title")),
        *by_whom(by_name),
    ]
    url = page_url("entry", entry.key)
    return DigestLine(url, measure.code, measure.words("title"), [fact for fact in facts if fact])


def view_facts(view: View, entry: Entry) -> Iterable[str]:
    """What a view says and, of one that was written after the day that it is about, both days."""
    yield view_in_words(view)
    if view.written_on:
        yield view_days_in_words(entry.occurred, view.written_on)


def view_in_words(view: View) -> str:
    """Whose view, and its level if it has one."""
    whose = str(view.whose) if view.whose else _("Independent view")
    if view.level is None:
        return _("A view in words: %(whose)s") % {"whose": whose}
    return _("%(whose)s: level %(level)d") % {"whose": whose, "level": view.level}


def by_whom(name: str) -> list[str]:
    return [_("by %(name)s") % {"name": name_for_readers(name)}] if name else []
