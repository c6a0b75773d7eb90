"""Briefs by mail: the link to the brief of a report and, attached if its recipient wants it, what of it is public."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from functools import cache
from subprocess import SubprocessError

from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from measures import access
from measures.analysis.brief_choice import BriefChoice, developments_in
from measures.analysis.periods import ChangesBy
from measures.briefs.options import BriefFormat, BriefLanguage, BriefOptions
from measures.briefs.render import MEDIA_TYPES, brief_file
from measures.digests.mail_urls import list_url, stop_url
from measures.digests.messages import Composed, digest_message
from measures.digests.sections import NamedReport
from measures.errors import RuleError
from measures.models import PUBLIC, Audience, BriefSubscription, Digest, Report
from measures.models.written_dates import written_date

logger = logging.getLogger(__name__)

# Of its Chinese face, the office's template, or the process that sets it.
NOT_MADE = (RuleError, SubprocessError, RuntimeError, OSError)


def compose_briefs(briefs: Sequence[Digest]) -> list[Composed]:
    """The mails of briefs; none to whoever wants it no longer or may no longer read the report.

    What several recipients are sent is computed once for all of them.
    """
    rows = BriefSubscription.objects.filter(user__in=[brief.recipient_id for brief in briefs])
    wanted = {(row.user_id, row.report_id): row for row in rows.select_related("user__reminders", "report")}
    count, make_file = cache(count_of_brief), cache(file_of_brief)
    composed = []
    for brief in briefs:
        audience = access.audience_sent_to(brief.recipient)
        row = wanted.get((brief.recipient_id, brief.brief_of_id or 0))
        if row is None or not audience.may_read(row.report.marking, row.report_id):
            composed.append(Composed(brief, audience.signature, None))
            continue
        options = mailed_options(brief, row.report, audience)
        happened, file = count(options), make_file(replace(options, audience=PUBLIC), row.attachment)
        with translation.override(brief.recipient.language):
            message = brief_message(brief, row, options, happened=happened, is_attached=file is not None)
        if file is not None:
            message.attach(options.file_name(row.attachment), file, MEDIA_TYPES[BriefFormat(row.attachment)])
        composed.append(Composed(brief, audience.signature, message, {"happened": happened}))
    return composed


def mailed_options(brief: Digest, report: Report, audience: Audience) -> BriefOptions:
    """What stands in the brief: always the same, since its period and its moment are on its row."""
    first, last = brief.covers_since.astimezone(UTC).date(), brief.claimed_at.astimezone(UTC).date()
    choice = BriefChoice(first, last, brief.claimed_at)
    return BriefOptions(report, audience, choice, BriefLanguage(brief.recipient.language))


def count_of_brief(options: BriefOptions) -> int:
    """How many developments of the period it counts."""
    counting = options.report.entries.visible_to(options.audience).counting(**options.choice.days)
    return developments_in(options.choice, counting, options.audience).count()


def file_of_brief(options: BriefOptions, form: str) -> bytes | None:
    """The file to attach; none if it is not wanted, not public or cannot be made, and the mail has only the link."""
    if form not in BriefFormat or not options.audience.may_read(options.report.marking, options.report.pk):
        return None
    try:
        return brief_file(options, BriefFormat(form))
    except NOT_MADE:
        logger.exception("No %s of the brief of %s could be made; only its link is sent.", form, options.report.slug)
        return None


def brief_message(
    brief: Digest, row: BriefSubscription, options: BriefOptions, *, happened: int, is_attached: bool
) -> EmailMultiAlternatives:
    """The mail in the active language."""
    report, choice = NamedReport.of(options.report), options.choice
    period = {"from": str(choice.first), "to": str(choice.last)}
    context = {
        "report": report,
        "first": written_date(choice.first),
        "last": written_date(choice.last),
        "happened": happened,
        "is_attached": is_attached,
        "brief_url": options.address,
        "changes_url": list_url("changes", options.report, **period, by=ChangesBy.RECORDING.value),
    }
    stop = stop_url(brief.recipient, options.report)
    return digest_message("brief", brief, context, row.schedule, reports=[report], stop=stop)
