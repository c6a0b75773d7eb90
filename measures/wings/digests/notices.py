"""What concerns one person: they were made owner, their source was reviewed, an assessment on their measure changed."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.models import (
    Assessment,
    Entry,
    Measure,
    Nothing,
    Notice,
    NoticeKind,
    OwnerRole,
    Review,
    ReviewState,
    Words,
)
from measures.models.bylines import PersonRole
from measures.models.people import name_for_readers
from measures.models.texts import in_sentence, reading_language
from measures.models.written_dates import days_of_assessment_in_words
from measures.publishing.site_urls import measure_page_url, page_url
from measures.wings.digests.sections import DigestLine, Item, Section, reviews_url, short_date

NOTICES = "notices"


class NoticesSection(Section):
    """The notices that still hold, of what their reader may read."""

    name = NOTICES
    heading = gettext_lazy("For you")
    meaning = gettext_lazy("What others did since your last digest that concerns you.")
    page = "reminder_log"

    def items(self) -> Iterator[Item]:
        for notice in self.recipient.notices:
            if self.still_holds(notice):
                yield Item(notice, notice.measure.report if notice.measure else None)

    def still_holds(self, notice: Notice) -> bool:
        owned, shared = self.recipient.owned, self.recipient.shared
        match notice.kind:
            case NoticeKind.MADE_OWNER:
                return notice.measure_id in owned and notice.measure_id in shared.measures
            case NoticeKind.SOURCE_REVIEWED:
                return notice.review is not None and notice.review.evidence_id in shared.reviewed
            case NoticeKind.VIEW_FORGOTTEN | NoticeKind.ADDRESS_FORGOTTEN:
                return True
            case _:
                return bool(self.recipient.assessments_in(notice))

    def line(self, notice: Notice) -> DigestLine:
        match notice:
            case Notice(kind=NoticeKind.MADE_OWNER, measure=Measure() as measure):
                role = OwnerRole(self.recipient.owned[measure.pk]).label
                facts = [_("You now own it: %(role)s") % {"role": role}]
                url, before, title = measure_page_url(measure), measure.code, measure.words("title")
            case Notice(kind=NoticeKind.SOURCE_REVIEWED, review=Review(evidence=source) as review):
                facts = [_("Your source: %(state)s") % {"state": ReviewState(review.state).label}]
                url, before = reviews_url(source), short_date(review.recorded_at)
                title = source.shown_title.first or source.words("publisher")
            case Notice(kind=NoticeKind.VIEW_FORGOTTEN | NoticeKind.ADDRESS_FORGOTTEN as kind):
                facts = [_("It searched for words that were redacted.")]
                url = page_url("saved_views" if kind == NoticeKind.VIEW_FORGOTTEN else "me")
                before, title = "", Words(str(NoticeKind(kind).label), reading_language())
            case Notice(measure=Measure() as measure, entry=Entry() as entry):
                assessments = self.recipient.assessments_in(notice)
                facts = [
                    *(fact for assessment in assessments for fact in assessment_facts(assessment, entry)),
                    str(entry.words("title")),
                ]
                url, before, title = page_url("entry", entry.key), measure.code, measure.words("title")
        if notice.by_name:
            is_of_team = self.recipient.user.is_team
            who = name_for_readers(notice.by_name) if is_of_team else PersonRole.ANALYST.label
            facts.append(_("by %(name)s") % {"name": who})
        return DigestLine(url, before, title, [fact for fact in facts if fact])


def assessment_facts(assessment: Assessment, entry: Entry) -> Iterable[str]:
    """Our level, or why there is none; of one written after the day that it is about, both days."""
    if assessment.level is None:
        yield _("Our assessment: %(nothing)s") % {"nothing": in_sentence(Nothing(assessment.nothing).label)}
    else:
        yield _("Our assessment: level %(level)d") % {"level": assessment.level}
    if assessment.written_on:
        yield days_of_assessment_in_words(entry.occurred, assessment.written_on)
