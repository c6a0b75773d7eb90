"""Who reads a report stays in it, whichever link they follow, until they choose another."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from measures.models import Report
from tests.factories import make_user
from tests.visits import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reports")]

FICTIONAL = "two-shores"
# What is no page of a report: files, the API, what is sent from elsewhere, and signing in.
ELSEWHERE = re.compile(r"/(static|api|accounts|feeds|calendars)/|.*[?&]format=|.*\.(atom|ics|xml|json|svg|txt)$")


def links_on(client: Client, address: str) -> set[str]:
    """The addresses of pages that a page links to, except those of another report that is chosen there."""
    page = client.get(address)
    if page.status_code != 200 or "text/html" not in page["Content-Type"]:
        return set()
    found = {unescape(href).split("#")[0] for href in re.findall(r'<a\b[^>]*?href="([^"]+)"', page.content.decode())}
    paths = {
        href if href.startswith("/") else urlsplit(address).path + href for href in found if href.startswith(("/", "?"))
    }
    return {path for path in paths if not ELSEWHERE.match(path) and is_of_fictional(path)}


def is_of_fictional(address: str) -> bool:
    chosen = parse_qs(urlsplit(address).query).get("report", [FICTIONAL])
    return chosen == [FICTIONAL] and "zhao-2020" not in address


def is_fictional(client: Client, address: str) -> bool:
    page = client.get(address, follow=True)
    return page.status_code != 200 or 'class="is-fiction"' in page.content.decode()


@pytest.fixture(params=["stranger", "editor"])
def reader(request: pytest.FixtureRequest) -> Client:
    client = Client()
    if request.param == "editor":
        client.force_login(make_user(role="editor"))
    return client


def test_every_link_in_the_fictional_report_leads_to_a_page_that_says_it_is_fictional(reader: Client) -> None:
    visits = [each for found in PAGES.values() for each in found if FICTIONAL in each and "{" not in each]
    starts = [each for each in visits if "as_of" not in each]

    links = set().union(*(links_on(reader, start) for start in starts))

    one_of_each = {resolve(urlsplit(link).path).view_name: link for link in sorted(links, reverse=True)}
    assert len(one_of_each) > 15
    # In another tab another report is read, which the session then keeps.
    reader.get("/corrections/?report=zhao-2020")
    lost = []
    for link in one_of_each.values():
        if not is_fictional(reader, link):
            lost.append(link)
            reader.get("/corrections/?report=zhao-2020")
    assert "\n".join(lost) == ""


def test_two_tabs_keep_a_report_each(client: Client) -> None:
    assert Report.objects.count() > 1
    client.force_login(make_user())

    fictional = client.get("/measures/?report=two-shores").content.decode()
    real = client.get("/measures/?report=zhao-2020").content.decode()

    assert 'href="/journal/?report=two-shores"' in fictional
    assert 'href="/journal/?report=zhao-2020"' in real
