"""Connects the parts once Django is up."""

from django.apps import AppConfig
from django.core.checks import register
from django.db.backends.signals import connection_created

from cbm_tracker.attribution import attribute_on
from cbm_tracker.checks import check_bucket


class CbmTrackerConfig(AppConfig):
    """The assembly: every database statement is attributed to somebody."""

    name = "cbm_tracker"

    def ready(self) -> None:
        connection_created.connect(attribute_on)
        register(check_bucket, "files", deploy=True)
