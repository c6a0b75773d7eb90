"""Makes migrations without words for readers, so that none is needed when only words change."""

from django.core.management.commands.makemigrations import Command as DjangoCommand

from cbm_tracker.autodetector import WordlessAutodetector


class Command(DjangoCommand):
    """Django's `makemigrations`."""

    autodetector = WordlessAutodetector
