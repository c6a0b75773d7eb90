"""Where the workers and the beat of a schedule begin, likewise."""

import django

# Before anything of the product is imported.
django.setup()

from cbm_tracker.celery import app  # noqa: E402
from tests.schedules.planted import plant  # noqa: E402

__all__ = ["app"]

plant("tasks")
