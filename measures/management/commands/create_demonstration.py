"""Makes the demonstration accounts, once, with what they own and watch, and what shows each wing."""

import os
import secrets

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from measures.management.demonstration_dissent import create_dissent
from measures.models import Measure, OwnerRole, Role, User
from measures.operations.accounts import invite_user
from measures.operations.responsibility import name_owner, watch_measure
from measures.wing import wings

ADMINISTRATOR = "admin@example.org"
TEAM = {"editor": Role.EDITOR, "analyst": Role.CONTRIBUTOR, "reader": Role.READER}
OWNED = {
    "editor": ["zhao-2020-JT-1", "two-shores-SOUTH-1"],
    "analyst": ["zhao-2020-US-3", "two-shores-NORTH-1"],
}
FORGOTTEN = "set a password with “.venv/bin/python manage.py changepassword admin@example.org”"
WATCHED = {"analyst": ["zhao-2020-CN-1", "two-shores-COOP-1", "two-shores-SOUTH-1"]}


class Command(BaseCommand):
    help = "Create the demonstration accounts and write their passwords to a file that only its owner reads."

    def handle(self, *args: object, **options: object) -> None:
        path = settings.CBM_VAR / "demonstration-accounts.txt"
        if User.objects.filter(email=ADMINISTRATOR).exists():
            where = f"their passwords are in {path}" if path.exists() else FORGOTTEN
            self.stdout.write(f"The demonstration accounts are there already; {where}.")
            return
        with transaction.atomic():
            accounts = create_accounts()
            passwords = "".join(f"{user.email}  {set_password(user)}\n" for user in accounts.values())
            give_measures(accounts)
            create_dissent(accounts["analyst"])
            for wing in wings():
                wing.demonstrate(accounts)
            path.parent.mkdir(parents=True, exist_ok=True)
            # Before the commit: accounts whose passwords nobody knows would be of no use.
            with open(path, "w", opener=lambda name, flags: os.open(name, flags, 0o600), encoding="utf-8") as file:
                file.write(passwords)
        self.stdout.write(f"{passwords}Also kept in {path}.")


def create_accounts() -> dict[str, User]:
    """One person for each role, and a participant."""
    admin = User.objects.create_superuser(ADMINISTRATOR, name="Demonstration admin")
    accounts = {"admin": admin}
    for who, role in TEAM.items():
        accounts[who] = invite_user(f"{who}@example.org", name=f"Demonstration {who}", role=role, by=admin)
    accounts["participant"] = invite_user(
        "participant@example.org", name="Demonstration participant", role=Role.READER, is_participant=True, by=admin
    )
    return accounts


def set_password(user: User) -> str:
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.save(update_fields=["password"])
    return password


def give_measures(accounts: dict[str, User]) -> None:
    """Let the editor and the analyst own and watch measures of both reports, so that their digests say something."""
    for who, keys in OWNED.items():
        for measure in measures_by_key(keys):
            name_owner(measure, user=accounts[who], role=OwnerRole.COORDINATOR, by=accounts["editor"])
    for who, keys in WATCHED.items():
        for measure in measures_by_key(keys):
            watch_measure(measure, by=accounts[who])


def measures_by_key(keys: list[str]) -> list[Measure]:
    measures = list(Measure.objects.filter(key__in=keys))
    if missing := sorted(set(keys) - {measure.key for measure in measures}):
        raise CommandError(f"Load both reports first: there is no measure {', '.join(missing)}.")
    return measures
