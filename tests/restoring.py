"""`python -m tests.restoring backup.zip`: `manage.py restore` with tables as SQL from its input, to save migrating."""

import sys
from unittest.mock import patch

import django
from django.db import connections

import manage


def make_tables(manifest: object) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL check_function_bodies = off")
        cursor.execute(sys.stdin.read())


if __name__ == "__main__":
    django.setup()
    sys.argv.insert(1, "restore")
    with patch("cbm_tracker.backup.restore.make_tables", make_tables):
        manage.main()
