#!/usr/bin/env python
"""Runs a management command, with the private services up where it needs them."""

import os
import sys
from contextlib import nullcontext

from django.conf import settings
from django.core.management import execute_from_command_line

from cbm_tracker.embedded import EmbeddedError
from cbm_tracker.embedded.services import services

NEED_NO_SERVICES = {
    "collectstatic", "compilemessages", "diffsettings", "findstatic", "help", "makemessages", "spectacular",
    "startapp", "startproject", "version", "--help", "-h", "--version",
}  # fmt: skip


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cbm_tracker.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    needed = command not in NEED_NO_SERVICES and "--help" not in sys.argv and settings.CBM_EMBEDDED
    try:
        with services(settings.CBM_VAR) if needed else nullcontext():
            execute_from_command_line(sys.argv)
    except EmbeddedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
