"""Extracts messages as Django does, and with them those of broken rules, which are docstrings."""

import json
from inspect import cleandoc
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandParser
from django.core.management.commands.makemessages import Command as DjangoCommand

from measures.errors import BusyError, RuleError, TooManyMeasuresError


class Command(DjangoCommand):
    """Django's `makemessages`; without options it brings the Chinese catalogue up to date."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(
            locale=["zh_Hans"], no_location=True, no_obsolete=True, no_wrap=True, ignore_patterns=["tests", "var"]
        )

    def process_files(self, file_list: list[Any]) -> None:
        super().process_files(file_list)
        entries = (f'\n\nmsgid {json.dumps(each, ensure_ascii=False)}\nmsgstr ""\n' for each in spoken_messages())
        with Path(settings.LOCALE_PATHS[0], "django.pot").open("a", encoding="utf-8") as template:
            template.writelines(entries)


def spoken_messages() -> list[str]:
    """What errors say; xgettext reads no docstrings."""
    families = (BusyError, RuleError, TooManyMeasuresError)
    return [cleandoc(error.__doc__ or "") for family in families for error in (family, *family.__subclasses__())]
