"""What a site's robots.txt lets programs fetch, by RFC 9309."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from measures.models import FetchHost, FetchOutcome
from measures.operations.clock import clock
from measures.wings.intake.web import FetchError, Limits, fetch, percent_encoded

KEPT = timedelta(days=1)
LIMITS = Limits(seconds=15, bytes_received=500_000, bytes_unpacked=500_000)
# If a site refuses to show its rules, it has none.
NO_ROBOTS = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
# Fields of a group of rules.
AGENT, ALLOW, DISALLOW = "user-agent", "allow", "disallow"


def require_allowed(url: str, *, host: str) -> None:
    """Refuse an address that its site does not let programs fetch; what the site says is kept for a day."""
    row, at = FetchHost.objects.get(name=host), clock()
    if row.robots_read_at is None or row.robots_read_at < at - KEPT:
        row.robots, row.robots_read_at = robots_of(url), at
        row.save(update_fields=["robots", "robots_read_at"])
    if not is_allowed(url, row.robots):
        raise FetchError(FetchOutcome.NOT_ALLOWED)


def robots_of(url: str) -> str:
    """The robots.txt of an address's site; empty where there is none, and whoever cannot be reached forbids all."""
    try:
        # In UTF-8 by the standard.
        return fetch(urljoin(url, "/robots.txt"), limits=LIMITS).body.decode("utf-8-sig", "replace").replace("\0", "")
    except FetchError as error:
        if error.outcome == FetchOutcome.GONE or error.status in NO_ROBOTS:
            return ""
        raise


def is_allowed(url: str, robots: str) -> bool:
    """Whether the longest matching rule allows an address: of the rules for us or, without any, of those for all."""
    parts = urlsplit(url)
    path = percent_encoded((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    name = settings.CBM_FETCH_AGENT.partition("/")[0].lower()
    rules = list(rules_for(name, robots)) or list(rules_for("*", robots))
    fitting = [(len(pattern), field == ALLOW) for field, pattern in rules if matches_pattern(path, pattern)]
    return max(fitting, default=(0, True))[1]


def rules_for(name: str, robots: str) -> Iterator[tuple[str, str]]:
    """The rules of all groups for one program: of which field, and for which paths."""
    names, is_new = set[str](), True
    for line in robots.splitlines():
        field, _, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        field = field.lower()
        if field == AGENT:
            if is_new:
                names.clear()
            names.add(value.lower())
            is_new = False
        elif field in (ALLOW, DISALLOW):
            is_new = True
            if name in names:
                yield field, percent_encoded(value)


def matches_pattern(path: str, pattern: str) -> bool:
    """Whether a path begins as a pattern says, in which `*` is anything and `$` at the end is the end."""
    if not pattern:
        return False
    # A line break, which no path has, stands for the end.
    path, pattern = f"{path}\n", f"{pattern[:-1]}\n" if pattern.endswith("$") else pattern
    first, *parts = pattern.split("*")
    place = len(first) if path.startswith(first) else -1
    for part in parts:
        found = path.find(part, place) if place >= 0 else -1
        place = found + len(part) if found >= 0 else -1
    return place >= 0
