"""Writes digests and briefs as mails: each for its recipient, on their day and in their language."""

from collections.abc import Sequence

from django.utils import translation

from measures.wing import from_wings
from measures.wings.digests.contents import sections_for
from measures.wings.digests.messages import ComposedMail, digest_message
from measures.wings.digests.models import Digest
from measures.wings.digests.notices import NOTICES
from measures.wings.digests.recipients import Recipient, recipients_of


def compose(digests: Sequence[Digest]) -> list[ComposedMail]:
    """The mails of digests and briefs; what several recipients are told from is read once for all of them."""
    recipients = recipients_of(digests)
    for recipient in recipients:
        recipient.digest.composed_for = recipient.audience.signature
    reminded = [compose_digest(each) for each in recipients if each.digest.brief_of is None]
    asked_for = [each for each in recipients if each.digest.brief_of]
    return [*reminded, *from_wings(lambda wing: wing.compose_briefs(asked_for))]


def compose_digest(recipient: Recipient) -> ComposedMail:
    """The mail of a digest, if any line is due: what was shown lately is counted, but sends no mail by itself."""
    digest = recipient.digest
    with translation.override(recipient.user.language):
        sections = sections_for(recipient)
        digest.counts = {section.name: section.count for section in sections}
        digest.memories = [memory for section in sections for memory in section.memories]
        digest.memories += [(NOTICES, str(notice.pk), "", 1) for notice in recipient.notices]
        if not any(section.shown for section in sections):
            return ComposedMail(digest, None)
        groups = (group for section in sections for group in section.groups)
        reports = {group.report.slug: group.report for group in groups if group.report}
        in_order = sorted(reports.values(), key=lambda report: (report.is_fictional, report.slug))
        return ComposedMail(
            digest, digest_message(digest, recipient.reminders.schedule, in_order, {"sections": sections})
        )
