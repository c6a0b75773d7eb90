"""Make an access token for the API from the command line."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from measures.errors import SecondFactorNeededError
from measures.models import Report, Scope, TokenReaders, User
from measures.models.credentials import USUAL_LIFE
from measures.operations.clock import clock
from measures.operations.credentials import create_token


class Command(BaseCommand):
    help = "Makes an access token for a user, and prints it: it is shown this once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the user's email address")
        parser.add_argument("--name", required=True, help="what the token is for")
        parser.add_argument("--scope", choices=Scope.values, default=Scope.READ)
        parser.add_argument(
            "--days", type=int, default=USUAL_LIFE.days, help="how long it works (365); 0: until it is revoked"
        )

        parser.add_argument("--report", metavar="SLUG", help="the one report that it is for")
        parser.add_argument("--audience", choices=TokenReaders.values, default="", help="whose rows it reads at most")

    def handle(self, *args: object, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].strip().lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user with the email address {options['email']}.")
        report = Report.objects.filter(slug=options["report"]).first()
        if report is None and options["report"]:
            raise CommandError(f"There is no report “{options['report']}”.")
        expires_at = clock() + timedelta(days=options["days"]) if options["days"] else None
        try:
            _token, secret = create_token(
                user,
                name=options["name"],
                scope=options["scope"],
                expires_at=expires_at,
                report=report,
                audience=options["audience"],
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except SecondFactorNeededError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(secret)
