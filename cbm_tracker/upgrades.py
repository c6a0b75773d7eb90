"""From which versions a database or a backup is brought up to date: those at the ends of what migrations replace."""

from collections.abc import Collection

from django.db import connections
from django.db.migrations.loader import MigrationLoader

from cbm_tracker.privileges import OWNER
from measures.upgrading.taking_away import TAKING_AWAY, counts

type Key = tuple[str, str]

WAY_FROM_IN_BETWEEN = (
    "It was made by a version between two that this one brings up to date, commits 62d23dc and 859465f: bring it up to "
    "date with commit 859465f first (see “Upgrade” in docs/operations.md)."
)


def is_in_between(applied: Collection[Key], loader: MigrationLoader) -> bool:
    """Whether some of the migrations that one replaces were applied, and some were not."""
    return any(len({key in applied for key in migration.replaces}) > 1 for migration in loader.replacements.values())


def present_keys(applied: Collection[Key], loader: MigrationLoader) -> set[Key]:
    """Migrations as they are called here: where one is replaced, the one that replaces it."""
    replacing = {old: new for new, migration in loader.replacements.items() for old in migration.replaces}
    return {replacing.get(key, key) for key in applied}


def rows_that_go(loader: MigrationLoader) -> dict[str, int]:
    """How many rows of earlier versions this one takes away when it migrates, by what they are."""
    if TAKING_AWAY in loader.applied_migrations:
        return {}
    with connections[OWNER].cursor() as cursor:
        return counts(cursor)
