"""The report that somebody reads stays the one they read, on every page, until they choose another."""

import html
import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from measures.models import Measure, Report
from tests.factories import make_measure, make_report, make_user
from tests.markup import compact

pytestmark = pytest.mark.django_db

FRAME = 'class="is-fiction"'
# What is of no report by itself, and what is of whichever report one reads.
PAGES = [
    "/", "/measures/", "/ambiguities/", "/journal/", "/sources/", "/changes/", "/glossary/", "/log/",
    "/me/", "/reminders/", "/reminders/next/", "/reminders/sent/", "/addresses/", "/views/", "/reviews/",
    "/sources/new/", "/nowhere/", "/accounts/password/change/", "/accounts/logout/",
]  # fmt: skip


@pytest.fixture
def measure() -> Measure:
    """A measure of the fictional report, beside a report that comes first."""
    make_measure(make_report("calm", title="Calm waters"))
    return make_measure(make_report("shores", title="Two shores", is_fictional=True), code="S")


@pytest.fixture
def member() -> Client:
    client = Client()
    client.force_login(make_user(password="a long enough password"))
    return client


def text_of(client: Client, address: str) -> str:
    return compact(client.get(address).content.decode())


def links_of(text: str) -> set[str]:
    """Where the head and the foot of a page lead, the list of reports apart."""
    shell = re.sub(r'<details class="menu" name="menu">.*?</details>|<main.*?</main>', "", text, flags=re.DOTALL)
    found = {html.unescape(link) for link in re.findall(r'href="(/[^"]*)"', shell)}
    return {link for link in found if not link.startswith(("/static/", "/api/"))}


@pytest.mark.parametrize("address", PAGES)
def test_who_is_signed_in_stays_in_the_report_they_chose(measure: Measure, member: Client, address: str) -> None:
    assert FRAME not in text_of(member, address)

    member.get("/?report=shores")

    assert FRAME in text_of(member, address)


def test_a_row_of_a_report_chooses_it_too(measure: Measure, member: Client) -> None:
    member.get(f"/measures/{measure.key}/")

    assert FRAME in text_of(member, "/reminders/")


def test_the_address_decides_and_what_it_chose_stays(measure: Measure, member: Client) -> None:
    member.get("/?report=shores")

    assert FRAME not in text_of(member, "/measures/?report=calm")
    assert FRAME not in text_of(member, "/me/")


def test_what_is_saved_leads_back_into_the_same_report(measure: Measure, member: Client) -> None:
    member.get("/?report=shores")

    saved = member.post("/me/", {"language": "en", "time_zone": "UTC"}, follow=True)

    assert saved.redirect_chain == [("/me/", 302)]
    assert FRAME in saved.content.decode()


def test_a_report_that_may_no_longer_be_read_is_forgotten(measure: Measure, member: Client) -> None:
    member.get("/?report=shores")
    Measure.objects.filter(pk=measure.pk).delete()
    Report.objects.filter(slug="shores").update(slug="gone")

    assert FRAME not in text_of(member, "/measures/")

    Report.objects.filter(slug="gone").update(slug="shores")

    assert FRAME not in text_of(member, "/measures/")


@pytest.mark.parametrize("address", ["/?report=shores", "/measures/shores-S/", "/accounts/login/?report=shores"])
def test_every_link_around_a_page_leads_a_stranger_on_in_its_report(
    measure: Measure, client: Client, address: str
) -> None:
    links = links_of(text_of(client, address))

    assert {"/?report=shores", "/measures/?report=shores", "/reports/shores/codebook/"} <= links
    assert [link for link in links if FRAME not in text_of(client, link)] == []


@pytest.mark.parametrize("address", ["/?report=shores", "/measures/shores-S/", "/me/?report=shores"])
def test_every_link_around_a_page_names_its_report_whatever_was_read_elsewhere_meanwhile(
    measure: Measure, member: Client, address: str
) -> None:
    links = links_of(text_of(member, address))

    assert "/me/?report=shores" in links
    for link in links:
        member.get("/?report=calm")
        assert FRAME in text_of(member, link), link


def test_signing_in_from_a_report_fails_and_succeeds_within_it(measure: Measure, client: Client) -> None:
    user = make_user(password="a long enough password")
    [link] = [link for link in links_of(text_of(client, "/?report=shores")) if link.startswith("/accounts/login/")]
    form = text_of(client, link)
    [action] = re.findall(r'method="post" action="(/accounts/login/[^"]*)"', form)
    [following] = set(re.findall(r'name="next" value="([^"]*)"', form[form.index("<main") :]))

    failed = client.post(action, {"login": user.email, "password": "another password", "next": following})
    signed_in = client.post(action, {"login": user.email, "password": "a long enough password", "next": following})

    assert FRAME in failed.content.decode()
    assert signed_in.url == "/?report=shores"


def test_a_stranger_who_chooses_a_report_leaves_no_session(measure: Measure, client: Client) -> None:
    client.get("/?report=shores")
    client.get("/measures/")

    assert not Session.objects.exists()
    assert "sessionid" not in client.cookies


def test_a_tracker_of_one_report_names_it_in_no_link(client: Client) -> None:
    make_measure(make_report("calm"))

    assert {"/", "/measures/"} <= links_of(text_of(client, "/"))


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "Log a development in:"), ("zh-hans", "在以下报告中登记新动态：")]
)
def test_the_form_that_logs_names_its_report_above_and_on_its_buttons(
    measure: Measure, member: Client, language: str, heading: str
) -> None:
    member.cookies.load({"django_language": language})
    text = text_of(member, "/log/?report=shores")

    assert re.search(rf'<h1[^>]*>{heading} <span class="of-report">.*Two shores', text)
    assert re.search(r'value="save">[^<]*(<span lang="en">)?Two shores', text)
    assert "Two shores" not in text_of(member, "/log/?report=calm").partition("<main")[2]
