"""Makes the tracker ready to be looked at: migrated, with its reports and the demonstration accounts."""

from django.conf import settings
from django.core.management import BaseCommand, call_command

from cbm_tracker.processes import step
from measures.models import Report

LIBRARIES = ("zhao-2020.yaml", "zhao-2020-record.yaml", "two-shores.yaml")
FRONT_PAGE = "zhao-2020"


class Command(BaseCommand):
    help = "Migrate, load the reports under fixtures/, and create the demonstration accounts. Run twice, it works once."

    def handle(self, *args: object, **options: object) -> None:
        with step("Preparing the database"):
            call_command("migrate", verbosity=0)
        for name in LIBRARIES:
            with step(f"Loading {name}"):
                call_command("load_report", settings.BASE_DIR / "fixtures" / name, verbosity=0)
        if not Report.objects.filter(is_front_page=True).exists():
            call_command("choose_front_page", FRONT_PAGE, verbosity=0)
        call_command("create_demonstration")
