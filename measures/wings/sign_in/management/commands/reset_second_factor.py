"""Let somebody who has lost their second factors sign in with their password again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from measures.models import User
from measures.wings.sign_in.operations import reset_factors


class Command(BaseCommand):
    help = "Removes all passkeys and codes of a user, signs them out everywhere, and notes it in the log."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the user's email address")

    def handle(self, *args: object, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError(f"There is no user with the email address {options['email']}.")
        reset_factors(user)
