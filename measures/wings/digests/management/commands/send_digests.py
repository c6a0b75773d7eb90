"""Plans and sends reminder digests, briefs and mails of redactions, without the worker."""

from datetime import date
from itertools import batched

from django.core.management.base import BaseCommand, CommandParser

from measures.operations.clock import clock
from measures.wings.digests.compose import compose
from measures.wings.digests.digest_outbox import DIGESTS
from measures.wings.digests.models import Digest
from measures.wings.digests.outbox import TOGETHER
from measures.wings.digests.plan import all_due, plan_digests
from measures.wings.digests.redaction_outbox import REDACTION_MAILS
from measures.wings.digests.token_outbox import TOKEN_MAILS


class Command(BaseCommand):
    help = "Sends the reminder digests and briefs that are due: now, or by the end of a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="a day, written 2026-11-30")
        parser.add_argument("--dry-run", action="store_true", help="print what would be sent, and write nothing")

    def handle(self, *args: object, on: date | None = None, dry_run: bool = False, **options: object) -> None:
        if dry_run:
            self.show(on)
        else:
            self.send(on)

    def show(self, on: date | None) -> None:
        for digests in batched(all_due(at=clock(), on=on), TOGETHER):
            for composed in compose(digests):
                digest, message = composed.digest, composed.message
                self.stdout.write(f"To {digest.recipient.email}, due on {digest.due_on}:")
                self.stdout.write(
                    f"{message.subject}\n\n{message.body}" if message else "nothing to say, nothing sent\n"
                )

    def send(self, on: date | None) -> None:
        at = clock()
        TOKEN_MAILS.plan(at=at)
        for outbox in (REDACTION_MAILS, TOKEN_MAILS):
            for mail_ids in outbox.chunks_to_send(at=at):
                outbox.send_waiting(mail_ids, at=at)
        plan_digests(at=at, on=on)
        for digest_ids in DIGESTS.chunks_to_send(at=at):
            DIGESTS.send_waiting(digest_ids, at=at)
            for digest in Digest.objects.filter(pk__in=digest_ids).select_related("recipient").order_by("pk"):
                self.stdout.write(f"{digest.recipient.email}: {describe_outcome(digest)}")


def describe_outcome(digest: Digest) -> str:
    if digest.nothing_to_say:
        return "nothing to say, nothing sent"
    if digest.sent_at:
        return "sent"
    return f"not sent: {digest.problem}" if digest.problem else "being sent by a worker"
