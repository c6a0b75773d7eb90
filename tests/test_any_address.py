"""Whatever stands in an address, no page and no answer is a fault of ours.

`CBM_LONG_TESTS=1` tries many more.
"""

import os
import re
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from measures.models import Report, Visit
from tests.factories import client_of, make_user

LONG = os.environ.get("CBM_LONG_TESTS") == "1"
MANY = settings(
    max_examples=2000 if LONG else 40,
    phases=[Phase.generate],
    deadline=None,
    database=None,
    print_blob=True,
    # The record that is read is made once, and the next example may well read it again.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
pytestmark = pytest.mark.usefixtures("reports")

ODD = [
    "\0", "two-shores\0", "0", "-1", "9" * 30, "1e400", "NaN", "0000", "0001", "0001-01-01", "0999-12-31", "9999-12-31",
    "2024-02-30", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "%00", "%", "\ud800", "\udfff", "导弹防御",
    "a" * 5000, "../../etc/passwd", "'", '"', "\\", "a:b:c:d:e:f:g", "=:", "[]", "{}", "\u202e", "\r\nX: y", ";",
    "true", "two-shores", "zhao-2020-US-3", "two-shores-NORTH-1", "me", "csv", "xlsx", "atom", "beginning", "recording",
    "jsonl", "²", "9" * 5000, "٣", "https://[::1",
    "NORTHSHORE",
]  # fmt: skip
ANYTHING = st.sampled_from(ODD) | st.text(max_size=12)
PARAMETERS = (
    "report", "as_of", "known_at", "q", "cursor", "page", "format", "kind", "status", "party", "owner", "ambiguity",
    "due_before", "due_after", "level", "about", "extra", "since", "until", "by", "find", "of", "measure",
    "changed_since", "page_size", "ordering", "latest_after", "occurred_after", "recorded_after",
    "count", "direction", "unheard", "outcome", "after", "draft", "next", "filters", "to_review",
)  # fmt: skip


def routes(resolver: URLResolver, before: str = "") -> list[str]:
    """Every address, with the parts that may be anything in angle brackets."""
    found = []
    for each in resolver.url_patterns:
        route = before + re.sub(
            r"\(\?P<(\w+)>[^)]*\)|[\^$\\]", lambda part: f"<{part[1]}>" if part[1] else "", str(each.pattern)
        )
        found += [route] if isinstance(each, URLPattern) else routes(each, route)
    return found


ROUTES = [f"/{route}" for route in routes(get_resolver())]


@st.composite
def addresses(draw: st.DrawFn) -> str:
    route = draw(st.sampled_from(ROUTES))
    path = re.sub(r"<[^>]*>", lambda _: in_address(draw(ANYTHING)), route)
    parameters = draw(st.dictionaries(st.sampled_from(PARAMETERS) | ANYTHING, ANYTHING, max_size=3))
    return f"{path}?{urlencode(parameters, errors='surrogatepass')}"


def in_address(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


@pytest.fixture
def readers(settings: object) -> list[Client]:
    """Nobody, and somebody who may read and do everything."""
    administrator = Client(raise_request_exception=False)
    administrator.force_login(make_user(role="administrator"))
    return [Client(raise_request_exception=False), administrator]


@MANY
@given(address=addresses())
def test_whatever_stands_in_an_address_is_answered(readers: list[Client], address: str) -> None:
    for client in readers:
        answer = client.get(address)
        assert answer.status_code < 500, address
        if answer.streaming:
            b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        *((f"/{door}/%00/", 404) for door in ("measures", "journal", "sources", "ambiguities", "files", "reports")),
        ("/measures/two-shores-NORTH-1%00/changes/", 404),
        ("/api/v1/measures/%00/", 404),
        ("/?q=%00", 400),
        ("/measures/?%00=1", 400),
        ("/?report=two-shores&as_of=0001-01-01", 400),
        ("/changes/?report=two-shores&from=0001-01-01", 400),
        ("/api/v1/dashboard/?report=two-shores&as_of=0001-01-01", 400),
        ("/api/v1/changes/?report=two-shores&from=0001-01-01", 400),
        ("/?report=two-shores&as_of=1000-01-01", 200),
        ("/api/v1/dashboard/?report=two-shores&as_of=1000-01-01", 200),
        ("/measures/" + "a" * 5000 + "/", 404),
        ("/measures/%ed%a0%80/", 404),
        ("/api/v1/links/" + "9" * 30 + "/", 404),
    ],
)
def test_what_names_nothing_is_not_found_and_what_cannot_be_read_is_refused(address: str, status: int) -> None:
    administrator = make_user(role="administrator")
    client = client_of(administrator) if address.startswith("/api/") else Client()

    assert client.get(address).status_code == status


def test_a_cookie_with_a_nul_byte_is_none() -> None:
    assert Client(HTTP_COOKIE='sessionid="abcdefgh\\000"').get("/").status_code == 200


def test_a_form_with_a_nul_byte_is_refused_in_plain_words() -> None:
    client = Client()
    client.force_login(make_user())

    answer = client.post("/seen/", {"report": "two-shores\0"})

    assert answer.status_code == 400
    assert "a character that no text can contain" in answer.content.decode()
    assert not Visit.objects.exists()


@pytest.mark.parametrize("until", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_nobody_has_seen_what_is_out_of_reach(until: str) -> None:
    user, report = make_user(), Report.objects.get(slug="two-shores")
    client = Client()
    client.force_login(user)

    assert client.post("/seen/", {"report": report.slug, "until": until}).status_code == 400
    assert not Visit.objects.exists()
