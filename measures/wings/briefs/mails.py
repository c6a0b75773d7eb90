"""Briefs by mail: the link to the brief of a report and, attached if its recipient wants it, what of it is public."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from functools import cache
from subprocess import SubprocessError
from typing import cast

from django.core.mail import EmailMultiAlternatives
from django.db.models import prefetch_related_objects
from django.utils import translation

from measures.analysis.periods import ChangesBy
from measures.errors import RuleError, TooManyMeasuresError
from measures.models import PUBLIC, Report
from measures.publishing.site_urls import list_url
from measures.wings.briefs.choice import BriefChoice, developments_in
from measures.wings.briefs.options import BriefFormat, BriefLanguage, BriefOptions
from measures.wings.briefs.render import MEDIA_TYPES, brief_file
from measures.wings.digests.messages import ComposedMail, digest_message
from measures.wings.digests.models import BriefSubscription, Digest, Schedule
from measures.wings.digests.recipients import Recipient
from measures.wings.digests.sections import NamedReport

logger = logging.getLogger(__name__)

# A brief cannot be made without a Chinese face, by a faulty template or process, or of too many measures.
NOT_MADE = (RuleError, TooManyMeasuresError, SubprocessError, RuntimeError, OSError)


def compose_briefs(recipients: Sequence[Recipient]) -> list[ComposedMail]:
    """The mails of briefs; none to whoever wants it no longer or may no longer read the report.

    What several recipients are sent is computed once for all of them.
    """
    prefetch_related_objects([recipient.user for recipient in recipients], "brief_subscriptions")
    count, make_file = cache(count_of_brief), cache(file_of_brief)
    composed = []
    for recipient in recipients:
        brief, subscription, options = recipient.digest, subscription_of(recipient), mailed_options(recipient)
        if subscription is None or not recipient.audience.may_read(options.report.marking, options.report.pk):
            brief.counts = {}
            composed.append(ComposedMail(brief, None))
            continue
        form = subscription.attachment
        brief.counts, file = {"happened": count(options)}, make_file(replace(options, audience=PUBLIC), form)
        with translation.override(recipient.user.language):
            message = brief_message(brief, subscription.schedule, options, is_attached=file is not None)
        if file is not None:
            message.attach(options.file_name(form), file, MEDIA_TYPES[BriefFormat(form)])
        composed.append(ComposedMail(brief, message))
    return composed


def subscription_of(recipient: Recipient) -> BriefSubscription | None:
    rows = recipient.user.brief_subscriptions.all()
    return next((row for row in rows if row.report_id == recipient.digest.brief_of_id), None)


def mailed_options(recipient: Recipient) -> BriefOptions:
    """What stands in the brief: always the same, since its period and its moment are on its row."""
    brief, report = recipient.digest, cast(Report, recipient.digest.brief_of)
    first, last = brief.covers_since.astimezone(UTC).date(), brief.claimed_at.astimezone(UTC).date()
    choice = BriefChoice(first, last, brief.claimed_at)
    return BriefOptions(report, recipient.audience, choice, BriefLanguage(recipient.user.language))


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
    brief: Digest, schedule: Schedule, options: BriefOptions, *, is_attached: bool
) -> EmailMultiAlternatives:
    """The mail in the active language."""
    report, choice = NamedReport.of(options.report), options.choice
    period = {"from": str(choice.first), "to": str(choice.last)}
    context = {
        "report": report,
        "first": choice.first,
        "last": choice.last,
        "is_attached": is_attached,
        "brief_url": options.address,
        "changes_url": list_url("changes", options.report, **period, by=ChangesBy.RECORDING.value),
    }
    return digest_message(brief, schedule, [report], context | brief.counts)
