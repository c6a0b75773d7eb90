"""The outbox of digests and briefs."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.core.mail import EmailMessage
from django.db import transaction

from measures import access
from measures.models import Notice
from measures.wings.digests.compose import compose
from measures.wings.digests.models import BriefSubscription, Digest, ReminderMemory
from measures.wings.digests.news import NEWS
from measures.wings.digests.notices import NOTICES
from measures.wings.digests.outbox import MESSAGES_KEPT, Outbox


class DigestOutbox(Outbox[Digest]):
    """Digests and briefs: composed many at a time, each for what its recipient may read."""

    kind = Digest
    related = ["recipient__reminders", "brief_of"]
    composed_fields = [*Outbox.composed_fields, "composed_for", "counts", "memories", "nothing_to_say"]

    def compose(self, mails: Sequence[Digest]) -> Iterator[tuple[Digest, EmailMessage]]:
        for digest, message in compose(mails):
            if message is None:
                digest.nothing_to_say = True
                self.after_sending(digest)
            else:
                yield digest, message

    def may_send(self, mail: Digest) -> bool:
        subscriptions = BriefSubscription.objects.filter(user=mail.recipient_id, report=mail.brief_of_id)
        is_wanted = mail.brief_of_id is None or subscriptions.exists()
        return is_wanted and mail.composed_for == access.audience_sent_to(mail.recipient).signature

    def after_sending(self, mail: Digest) -> None:
        """Note what the digest showed, so that it is repeated ever more rarely, and notices not at all."""
        notices = [int(item) for section, item, _fact, _times in mail.memories if section == NOTICES]
        Notice.objects.filter(pk__in=notices).update(told_at=mail.claimed_at)
        ReminderMemory.objects.bulk_create(
            [
                ReminderMemory(
                    user=mail.recipient, section=section, item=item, fact=fact, times=times, last_on=mail.day
                )
                for section, item, fact, times in mail.memories
                if section != NOTICES
            ],
            update_conflicts=True,
            unique_fields=["user", "section", "item"],
            update_fields=["fact", "times", "last_on"],
        )

    @transaction.atomic
    def forget_messages(self, *, at: datetime) -> int:
        """Drop the bytes of old messages, and what nobody will be told again; the rows stay."""
        forgotten = super().forget_messages(at=at)
        ReminderMemory.objects.filter(section=NEWS, last_on__lt=(at - MESSAGES_KEPT).date()).delete()
        Notice.objects.filter(told_at__lt=at - MESSAGES_KEPT).delete()
        return forgotten


DIGESTS = DigestOutbox()
