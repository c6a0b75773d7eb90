"""What became of digests and briefs: a person's own, and what waits, rests or was given up."""

from django.db.models import F, Q, QuerySet

from measures import access
from measures.models import Report, User
from measures.wings.digests.models import BriefSubscription, Digest, ReminderSettings


def digests_of(user: User) -> QuerySet[Digest]:
    """The digests and briefs of a person, the latest first, without their bytes; of reports that they may be sent."""
    readable = Report.objects.visible_to(access.audience_sent_to(user))
    mine = Digest.objects.filter(Q(brief_of=None) | Q(brief_of__in=readable), recipient=user)
    return mine.select_related("brief_of").defer("message", "memories").order_by("-due_on", "-pk")


def briefs_of(user: User) -> QuerySet[BriefSubscription]:
    """The briefs that a person gets by mail, of reports that they may be sent."""
    readable = Report.objects.visible_to(access.audience_sent_to(user))
    return BriefSubscription.objects.filter(user=user, report__in=readable).select_related("report")


def failing_digests() -> QuerySet[Digest]:
    """Those that were given up or could not be sent yet, unless a newer one of the same person took their place."""
    troubled = Digest.objects.filter(sent_at=None, nothing_to_say=False).exclude(problem="")
    return (
        troubled.filter(Q(parked_at__isnull=False) | Q(recipient__is_active=True))
        .not_overtaken()
        .select_related("recipient", "brief_of")
        .defer("message", "memories")
        .order_by(F("parked_at").desc(nulls_last=True), "due_on", "pk")
    )


def refused_addresses() -> QuerySet[ReminderSettings]:
    """The addresses that get no more mail because their mail server refused it."""
    return (
        ReminderSettings.objects.filter(refused_at__isnull=False).select_related("user").order_by("-refused_at", "pk")
    )
