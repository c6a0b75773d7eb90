#!/usr/bin/env python
"""Runs a management command, with the private services up where it needs them."""

import os
import signal
import sys
from contextlib import nullcontext

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import InterfaceError, OperationalError

from cbm_tracker.attribution import Actor, acting
from cbm_tracker.embedded import EmbeddedError
from cbm_tracker.embedded.services import services
from measures.operations.transactions import is_out_of_reach

NEED_NO_SERVICES = {
    "collectstatic", "compilemessages", "diffsettings", "findstatic", "help", "makemessages", "spectacular",
    "startapp", "startproject", "version", "--help", "-h", "--version",
}  # fmt: skip


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cbm_tracker.settings")
    # Ended in order too, so that services which are up for this command alone stop with it.
    signal.signal(signal.SIGTERM, lambda signal_number, frame: sys.exit(128 + signal_number))
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    try:
        needed = command not in NEED_NO_SERVICES and "--help" not in sys.argv and settings.CBM_EMBEDDED
        with services(settings.CBM_VAR) if needed else nullcontext(), acting(Actor(command=command)):
            execute_from_command_line(sys.argv)
    except (EmbeddedError, ImproperlyConfigured) as error:
        sys.exit(str(error))
    except (OperationalError, InterfaceError) as error:
        if not is_out_of_reach(error):
            raise
        sys.exit(f"The database cannot be reached ({error}): see whether it is up, and whether its address is right.")


if __name__ == "__main__":
    main()
