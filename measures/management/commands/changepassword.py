"""Sets a password for somebody, as Django does, and notes it in their account log."""

from django.contrib.auth.management.commands.changepassword import Command as DjangoCommand

from measures.models import AccountEventKind, User
from measures.operations.account_log import note_event


class Command(DjangoCommand):
    def handle(self, *args: object, **options: object) -> str | None:
        done = super().handle(*args, **options)
        note_event(User.objects.get(email=options["username"]), AccountEventKind.PASSWORD_CHANGED)
        return done
