"""Invite the first administrator of a new tracker, who then invites the others (docker-compose.yml)."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from measures.models import User
from measures.operations.accounts import first_administrator


class Command(BaseCommand):
    help = (
        "While no administrator can sign in: makes the one whom CBM_FIRST_ADMINISTRATOR names, and prints a link "
        "with which they choose a password, once and within three days. Otherwise it does nothing."
    )

    def handle(self, *args: object, **options: object) -> None:
        name, email = settings.CBM_FIRST_ADMINISTRATOR
        if not email:
            return
        try:
            user = first_administrator(email, name=name)
        except ValidationError as error:
            raise CommandError(f"CBM_FIRST_ADMINISTRATOR: {' '.join(error.messages)}") from error
        if user:
            self.stdout.write(f"{user.name} is the first administrator, and begins here: {first_address(user)}")


def first_address(user: User) -> str:
    """Where they choose a password, as by a mail of invitation; without passwords, where they sign in."""
    if settings.CBM_PASSWORDS:
        key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
        path = reverse("account_reset_password_from_key", kwargs=key)
    else:
        path = reverse("account_login")
    return f"{settings.CBM_SITE_URL}{path}"
