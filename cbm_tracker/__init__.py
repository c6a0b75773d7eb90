"""How the parts of the CBM Tracker are put together."""

from cbm_tracker.celery import app as celery_app

__all__ = ["celery_app"]
