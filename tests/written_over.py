"""Watches, in the database, that no edit of a measure is written over and no version is given twice."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg

# Of each change of what is a measure's own: its version before and after, and what it says.
WATCH = """
CREATE TABLE watched_edit (
    place bigserial, measure bigint, before integer, after integer, is_loaded boolean, description text
);
CREATE FUNCTION watch_edit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO watched_edit (measure, before, after, is_loaded, description)
    VALUES (NEW.id, OLD.version, NEW.version, current_query() LIKE '%command=load_report%', NEW.description);
    RETURN NULL;
END $$;
CREATE TRIGGER watch_edit AFTER UPDATE ON measures_measure FOR EACH ROW
WHEN ((OLD.title, OLD.description, OLD.extra, OLD.due_on, OLD.review_every_days, OLD.version)
    IS DISTINCT FROM (NEW.title, NEW.description, NEW.extra, NEW.due_on, NEW.review_every_days, NEW.version))
EXECUTE FUNCTION watch_edit();
"""
FORGET = """
DROP TRIGGER watch_edit ON measures_measure;
DROP FUNCTION watch_edit();
DROP TABLE watched_edit;
"""


@dataclass(slots=True)
class Edits:
    """What was seen: edits that raised no version, versions that were given twice, and how many there were."""

    unversioned: list[tuple[int, int]] = field(default_factory=list)
    twice: list[tuple[int, int]] = field(default_factory=list)
    count: int = 0


@contextmanager
def watched_edits() -> Iterator[Edits]:
    """Watch the edits of measures meanwhile."""
    edits = Edits()
    with psycopg.connect(os.environ["CBM_OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute(WATCH)
        try:
            yield edits
            # A library changes texts first, and then raises the version.
            unversioned = "SELECT measure, after FROM watched_edit WHERE after <> before + 1 AND NOT is_loaded"
            twice = """
                SELECT measure, after FROM watched_edit WHERE after <> before GROUP BY measure, after
                HAVING count(*) > 1
            """
            edits.unversioned = owner.execute(unversioned).fetchall()
            edits.twice = owner.execute(twice).fetchall()
            [(edits.count,)] = owner.execute("SELECT count(*) FROM watched_edit WHERE after > before").fetchall()
        finally:
            owner.execute(FORGET)
