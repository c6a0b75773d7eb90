"""The application of the API."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """What the record says, for programs, and the ways to add to it."""

    name = "api"
