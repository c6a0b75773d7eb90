"""Plans and sends reminder digests without the worker."""

from datetime import date
from smtplib import SMTPException
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from measures.digests.compose import message_for
from measures.digests.plan import due_digests, plan_digests
from measures.digests.send import send_digest
from measures.models import Digest
from measures.operations.clock import clock


class Command(BaseCommand):
    help = "Sends the reminder digests that are due: now, or by the end of a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="a day, written 2026-11-30")
        parser.add_argument("--dry-run", action="store_true", help="print what would be sent, and write nothing")

    def handle(self, *args: object, on: date | None = None, dry_run: bool = False, **options: Any) -> None:
        if dry_run:
            self.show(on)
        else:
            self.send(on)

    def show(self, on: date | None) -> None:
        for digest in due_digests(at=clock(), on=on):
            message = message_for(digest)
            self.stdout.write(f"To {digest.recipient.email}, due on {digest.due_on}:")
            self.stdout.write(f"{message.subject}\n\n{message.body}" if message else "nothing to say, nothing sent\n")

    def send(self, on: date | None) -> None:
        at = clock()
        plan_digests(at=at, on=on)
        for digest in Digest.objects.to_send(at=at).select_related("recipient").order_by("pk"):
            try:
                send_digest(digest.pk, at=at)
            except (SMTPException, OSError) as error:
                self.stderr.write(f"{digest.recipient.email}: not sent, tried again later: {error}")
            else:
                self.stdout.write(f"{digest.recipient.email}: {outcome_of(digest)}")


def outcome_of(digest: Digest) -> str:
    digest.refresh_from_db(fields=["nothing_to_say", "sent_at"])
    if digest.nothing_to_say:
        return "nothing to say, nothing sent"
    return "sent" if digest.sent_at else "being sent by a worker"
