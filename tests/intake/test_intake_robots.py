"""What a site lets programs fetch, as its robots.txt says it."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F

from measures.models import FetchHost
from measures.wings.intake.robots import is_allowed, require_allowed
from measures.wings.intake.web import FetchError
from tests.sites import Site, in_turn, page, raw

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
RULES = """
User-agent: other
User-agent: CBM-Tracker
Disallow: /closed/ # all of it
Allow: /closed/notices/
Disallow: /*/print$
Disallow: /灯
Crawl-delay: 9

User-agent: *
Disallow: /

user-agent: cbm-tracker
disallow: /*?page=*&all
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("", True), ("/", True), ("/closed/", False), ("/closed/a", False), ("/closed/notices/a", True),
        ("/closed", True), ("/a/print", False), ("/a/print/", True), ("/print/print", False), ("/print", True),
        ("/%E7%81%AF/1", False), ("/a?page=2&x&all=1", False), ("/a?page=2", True),
    ],
)  # fmt: skip
def test_the_longest_rule_that_fits_decides(path: str, allowed: bool) -> None:
    assert is_allowed(f"https://example.org{path}", RULES) is allowed


def test_where_nothing_is_said_of_us_what_is_said_of_all_holds() -> None:
    assert not is_allowed("https://example.org/a", "User-agent: *\nDisallow: /")
    assert is_allowed("https://example.org/a", "User-agent: *\nDisallow:")
    assert is_allowed("https://example.org/a", "User-agent: other\nDisallow: /")


def test_a_rule_of_wildcards_takes_no_time() -> None:
    assert is_allowed(f"https://example.org/{'a' * 900}", f"User-agent: *\nDisallow: /{'*a' * 400}*b")


def test_rules_for_very_many_programs_take_no_time() -> None:
    began = time.process_time()

    assert is_allowed("https://example.org/a", "\n".join(f"User-agent: {each}" for each in range(30_000)))

    assert time.process_time() - began < 2


@pytest.mark.django_db
def test_what_a_site_says_is_kept_for_a_day(site: Site) -> None:
    site.pages = {"/robots.txt": in_turn(page("User-agent: *\nDisallow: /a"), page("", status=404))}
    FetchHost.objects.create(name="here", free_at=NOW)

    with pytest.raises(FetchError) as raised:
        require_allowed(f"{site.url}/a", host="here")
    require_allowed(f"{site.url}/b", host="here")
    assert raised.value.outcome == "not_allowed"
    assert site.requests == [("GET", "/robots.txt")]

    FetchHost.objects.update(robots_read_at=F("robots_read_at") - timedelta(hours=25))
    require_allowed(f"{site.url}/a", host="here")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "outcome"), [(403, None), (410, None), (429, "refused"), (500, "no_answer"), (302, "no_answer")]
)
def test_a_site_without_rules_allows_all_and_one_that_fails_nothing(
    site: Site, status: int, outcome: str | None
) -> None:
    site.pages = {"/robots.txt": page("", status=status)}
    host = FetchHost.objects.create(name="here", free_at=NOW)

    if outcome is None:
        require_allowed(f"{site.url}/a", host="here")
    else:
        with pytest.raises(FetchError) as raised:
            require_allowed(f"{site.url}/a", host="here")
        assert raised.value.outcome == outcome
        host.refresh_from_db()
        assert host.robots_read_at is None


@pytest.mark.django_db
def test_endless_rules_are_not_read(site: Site) -> None:
    site.pages = {"/robots.txt": raw(b"HTTP/1.1 200 OK\r\n\r\n", b"Allow: /a\n" * 5000, endlessly=True)}
    FetchHost.objects.create(name="here", free_at=NOW)

    with pytest.raises(FetchError) as raised:
        require_allowed(f"{site.url}/a", host="here")

    assert raised.value.outcome == "too_large"
