"""Makes copies in tests, as of moments by which the record is old enough, and reads their files."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock
from urllib.parse import unquote, urlsplit

import time_machine
from django.core.management import call_command
from django.utils import timezone
from lxml import html

from measures.models import Entry

SLUG = "two-shores"


def soon(days: int = 8) -> datetime:
    """So many days after everything was recorded."""
    recorded = [row.recorded_at for row in Entry.objects.order_by("-recorded_at")[:1]]
    return (max([*recorded, timezone.now()]) + timedelta(days=days)).replace(microsecond=0)


def publish(folder: Path, at: datetime, *, slug: str = SLUG, on: datetime | None = None) -> Path:
    """A copy for a moment, made then or on a later day."""
    # The clock of the database does not travel along.
    clock = mock.patch("measures.wings.briefs.api.clock", timezone.now)
    with time_machine.travel(on or at, tick=False), clock:
        call_command("publish", str(folder), "--report", slug, "--at", at.astimezone(UTC).isoformat(), verbosity=0)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """All files by their paths."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def dead_links(folder: Path) -> Iterator[tuple[str, str]]:
    """Links within a copy that lead nowhere, with the page that has them."""
    trees = {path: html.fromstring(path.read_bytes()) for path in sorted(folder.rglob("*.html"))}
    names = {path: set(tree.xpath("//@id")) for path, tree in trees.items()}
    for path, tree in trees.items():
        for link in tree.xpath("//@href | //@src | //@action"):
            address = urlsplit(link)
            if address.scheme:
                continue
            target = (path.parent / unquote(address.path)).resolve() if address.path else path
            is_there = target.is_file() and folder in target.parents
            if not is_there or (address.fragment and address.fragment not in names.get(target, ())):
                yield str(path.relative_to(folder)), link
