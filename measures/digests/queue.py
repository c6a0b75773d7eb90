"""What became of digests: a person's own, and what waits, rests or was given up."""

from django.db.models import F, Q, QuerySet

from measures.models import Digest, ReminderSettings, User


def digests_of(user: User) -> QuerySet[Digest]:
    """The digests of a person, the latest first, without their bytes."""
    return Digest.objects.filter(recipient=user).defer("message", "memories").order_by("-due_on", "-pk")


def troubled_digests() -> QuerySet[Digest]:
    """Those that were given up or could not be sent yet, unless a newer one of the same person took their place."""
    troubled = Digest.objects.filter(sent_at=None, nothing_to_say=False).exclude(problem="")
    return (
        troubled.filter(Q(parked_at__isnull=False) | Q(recipient__is_active=True))
        .exclude(recipient__digests__due_on__gt=F("due_on"))
        .select_related("recipient")
        .defer("message", "memories")
        .order_by(F("parked_at").desc(nulls_last=True), "due_on", "pk")
    )


def refused_addresses() -> QuerySet[ReminderSettings]:
    """The addresses that get no more mail because their mail server refused it."""
    return (
        ReminderSettings.objects.filter(refused_at__isnull=False).select_related("user").order_by("-refused_at", "pk")
    )
