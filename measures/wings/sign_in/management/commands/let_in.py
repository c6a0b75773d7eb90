"""Let an administrator in who cannot sign in: the identity provider is gone, or nobody is linked to it yet."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from measures.models import Role, User
from measures.wings.sign_in.operations import key_to_let_in


class Command(BaseCommand):
    help = "Prints a link with which an administrator signs in, once and within 10 minutes, and notes it in the log."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the administrator's email address")

    def handle(self, *args: object, **options: Any) -> None:
        administrators = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
        user = administrators.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError(f"There is no active administrator with the email address {options['email']}.")
        self.stdout.write(f"{settings.CBM_SITE_URL}{reverse('let_in', args=[key_to_let_in(user)])}")
