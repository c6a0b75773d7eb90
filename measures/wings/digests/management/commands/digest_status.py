"""Says how reminder mail stands: what was sent, what waits, what was given up and which addresses refuse."""

from datetime import timedelta

from django.core.management.base import BaseCommand

from measures.operations.clock import clock
from measures.wings.digests.models import Digest
from measures.wings.digests.queue import failing_digests, refused_addresses

LATELY = timedelta(days=7)


class Command(BaseCommand):
    help = "Says how reminder mail stands; ends with 1 where an administrator is needed."

    def handle(self, *args: object, **options: object) -> None:
        at = clock()
        last = Digest.objects.exclude(sent_at=None).order_by("-sent_at").first()
        lately = Digest.objects.filter(claimed_at__gt=at - LATELY)
        waiting = Digest.objects.waiting()
        facts = {
            "last sent": f"{last.sent_at:%Y-%m-%d %H:%M} UTC" if last else "never",
            "sent in 7 days": lately.exclude(sent_at=None).count(),
            "nothing to say in 7 days": lately.filter(nothing_to_say=True).count(),
            "waiting": waiting.filter(attempts=0).count(),
            "tried and resting": waiting.filter(attempts__gt=0).count(),
        }
        for name, value in facts.items():
            self.stdout.write(f"{name + ':':26}{value}")
        given_up = [digest for digest in failing_digests() if digest.parked_at]
        for digest in given_up:
            self.stdout.write(f"given up: {digest.recipient.email}, {digest.due_on}: {digest.problem}")
        for reminders in (refused := refused_addresses()):
            self.stdout.write(f"refused: {reminders.user.email}: {reminders.refusal}")
        if given_up or refused:
            self.stderr.write("See /reminders/queue/.")
            raise SystemExit(1)
