"""What a digest contains: its sections, in their order."""

from collections.abc import Sequence

from measures.wing import from_wings
from measures.wings.digests import news, notices, reminders, team
from measures.wings.digests.recipients import Recipient
from measures.wings.digests.sections import Section

# Those of the core; the wings have theirs.
SECTIONS: Sequence[type[Section]] = (
    notices.NoticesSection,
    reminders.OverdueSection,
    reminders.DueSoonSection,
    reminders.UncheckedSection,
    team.DatesSection,
    team.ReviewsSection,
    news.NewsSection,
    team.ProposalsSection,
)


def all_sections() -> Sequence[type[Section]]:
    return [*SECTIONS, *from_wings(lambda wing: wing.sections)]


def sections_for(recipient: Recipient) -> list[Section]:
    """The sections that the recipient wants, or gets as one of the team, and that have something in them."""
    sections = [section(recipient) for section in all_sections() if is_wanted(section, recipient)]
    return [section for section in sections if section.count]


def is_wanted(section: type[Section], recipient: Recipient) -> bool:
    """Whether they may get a section and have not switched it off, if they can."""
    is_on: bool = getattr(recipient.reminders, section.name, True)
    return is_on and (not section.needs or recipient.may_somewhere(section.needs))
