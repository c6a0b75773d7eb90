"""Says what is missing, insecure or slow in a tracker that runs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cbm_tracker.doctor import findings


class Command(BaseCommand):
    help = "Say what is missing, insecure or slow, and what to do about it; exits with 1 if there is anything."
    # They are part of what it looks at.
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = sorted(map(str, findings()))
        for finding in found:
            self.stdout.write(finding)
        if found:
            raise CommandError(f"Found: {len(found)}.")
        self.stdout.write("Nothing was found.")
