"""Bring the data dictionary of a document up to date."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management import BaseCommand

from api.dictionary import with_dictionary
from api.urls import ENDPOINTS


class Command(BaseCommand):
    help = "Write the columns of the tables and their codes to the end of a document, docs/data.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: object, file: Path, **options: object) -> None:
        file.write_text(with_dictionary(file.read_text(), ENDPOINTS))
