"""What is there when a schedule is over, read from the record and from whoever was sent something."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from django.db.models import Count, Q

from measures.models import Entry, EntryKind, Evidence, FetchOutcome, Review, User
from measures.wings.digests.models import Digest
from measures.wings.webhooks.models import Delivery
from tests.faults.feeds import News
from tests.faults.hooks import Receivers
from tests.faults.mail import Sink
from tests.load.verdict import faults_of_record
from tests.schedules.checker import FinalState, KeptEntry


def final_state(
    writers: Sequence[User], sink: Sink, receivers: Receivers, news: News, found: Iterable[str]
) -> FinalState:
    """Read everything; `found` is what went wrong before."""
    checks = Entry.objects.filter(author__in=writers, kind=EntryKind.CHECK).values_list("author__name")
    delivered = Delivery.objects.filter(outcome=FetchOutcome.DELIVERED).select_related("webhook")
    return FinalState(
        entries=entries_of(writers),
        sources=list(Evidence.objects.filter(title__startswith="File Writer").values_list("title", flat=True)),
        reviews=list(Review.objects.filter(note__startswith="Review Writer").values_list("note", flat=True)),
        checks=dict(checks.annotate(times=Count("pk")).order_by("author__name")),
        mails_due=mails_due(),
        mails_taken=sink.taken,
        calls_due={(row.webhook.name, row.message_id): row.message_id for row in delivered},
        calls_taken={
            (name, message): Counter({message: times})
            for name, taken in receivers.taken.items()
            for ids in taken.values()
            for message, times in ids.items()
        },
        faults=list(chain(found, faults_of_record(), news.faults(), receivers.faults())),
    )


def entries_of(writers: Sequence[User]) -> dict[str, KeptEntry]:
    """What writers and libraries have written, but for checks, which have no words."""
    theirs = Q(author__in=writers) | Q(title__startswith="Loaded with version")
    rows = Entry.objects.filter(theirs).exclude(kind=EntryKind.CHECK).select_related("redaction")
    return {row.key: KeptEntry(row.title, row.marking, row.is_redacted) for row in rows}


def mails_due() -> dict[str, list[str]]:
    due: dict[str, list[str]] = {}
    rows = Digest.objects.filter(nothing_to_say=False).order_by("pk")
    for email, message_id in rows.values_list("recipient__email", "message_id"):
        due.setdefault(email, []).append(message_id)
    return due
