"""Makes the tracker ready to be looked at: migrated, with its reports and the demonstration accounts."""

import time
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command

LIBRARIES = ("zhao-2020.yaml", "zhao-2020-record.yaml", "two-shores.yaml")


class Command(BaseCommand):
    help = "Migrate, load the reports under fixtures/, and create the demonstration accounts. Run twice, it works once."

    def handle(self, *args: Any, **options: Any) -> None:
        self.step("Preparing the database", "migrate", verbosity=0)
        for name in LIBRARIES:
            self.step(f"Loading {name}", "load_report", settings.BASE_DIR / "fixtures" / name, verbosity=0)
        call_command("create_demonstration")

    def step(self, text: str, command: str, *arguments: Any, **options: Any) -> None:
        """Say what is being done, and how long it took."""
        self.stdout.write(f"  {text} … ", ending="")
        self.stdout.flush()
        began = time.monotonic()
        call_command(command, *arguments, **options)
        self.stdout.write(f"{time.monotonic() - began:.1f} s")
