"""Stops the private services that a killed `make run` left behind (`make stop`)."""

import sys

from django.conf import settings

from cbm_tracker.embedded.services import stop_abandoned


def main() -> None:
    if settings.CBM_VAR.is_dir() and not stop_abandoned(settings.CBM_VAR):
        sys.exit("The services are in use: end “make run”, or whatever uses them, first.")


if __name__ == "__main__":
    main()
