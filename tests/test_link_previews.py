"""What a link to a page shows where it is shared: what strangers may read, in words, and else the product's name."""

import re
from html import unescape
from itertools import cycle
from typing import Any

import pytest
from django.test import Client

from measures.models import Entry, Marking
from tests.factories import log, make_measure, make_report, make_user
from tests.visits import PAGES

META = re.compile(r'<meta (?:name|property)="(description|og:[a-z_]+|twitter:card)" content="([^"]*)">')
CHINESE = {"headers": {"Accept-Language": "zh-CN"}}
LONGEST = 400


def preview(client: Client, address: str, **extra: Any) -> dict[str, str]:
    found = META.findall(client.get(address, **extra).content.decode())
    assert len({name for name, _ in found}) == len(found)
    return {name: unescape(content) for name, content in found}


@pytest.mark.usefixtures("reports")
def test_every_public_page_says_in_a_line_what_it_shows(client: Client) -> None:
    addresses = [each[0] for each in PAGES.values() if "{" not in each[0]]
    public = [address for address in addresses if client.get(address).status_code == 200]

    for address, extra in zip(public, cycle([{}, CHINESE]), strict=False):
        shown = preview(client, address, **extra)
        assert 20 < len(shown["description"]) <= LONGEST, address
        assert shown["og:description"] == shown["description"]
        assert shown["og:title"].strip(" ·") == shown["og:title"] != ""
        assert not re.search(r"[<>]|  |None", shown["og:title"] + shown["description"]), address
        assert shown["twitter:card"] == "summary"
        assert shown["og:type"] == "website"
    assert len(public) > 25


@pytest.mark.usefixtures("reports")
def test_a_preview_is_in_the_language_of_the_page(client: Client) -> None:
    english = preview(client, "/measures/zhao-2020-US-3/")
    chinese = preview(client, "/measures/zhao-2020-US-3/", **CHINESE)

    assert english["og:locale"] == "en_GB"
    assert english["description"].startswith("US-3 · Unilateral · ")
    assert chinese["og:locale"] == "zh_CN"
    assert re.search("[\u4e00-\u9fff]", chinese["og:title"])
    assert re.search("[\u4e00-\u9fff]", chinese["description"])


@pytest.mark.usefixtures("reports")
def test_a_preview_of_fiction_says_so_first(client: Client) -> None:
    entry = Entry.objects.filter(report__slug="two-shores", kind="development")[0]

    for address in ("/?report=two-shores", "/measures/two-shores-NORTH-1/", f"/journal/{entry.key}/"):
        assert preview(client, address)["description"].startswith("Fictional example: nothing here happened.")
    assert "Fictional" not in preview(client, "/?report=zhao-2020")["description"]


@pytest.mark.usefixtures("reports")
def test_the_preview_of_a_report_is_its_summary(client: Client) -> None:
    shown = preview(client, "/?report=zhao-2020")

    summary = Entry.objects.filter(report__slug="zhao-2020", kind="summary").latest("occurred")
    assert shown["description"][:200] == summary.title[:200]


@pytest.mark.django_db
def test_a_page_of_somebody_who_is_signed_in_gives_nothing_but_the_products_name(client: Client) -> None:
    measure = make_measure(make_report("calm"), title="Lamps on both shores", marking=Marking.INTERNAL)
    client.force_login(make_user())

    assert client.get(f"/measures/{measure.key}/").status_code == 200
    assert preview(client, f"/measures/{measure.key}/") == {"og:title": "CBM Tracker"}


@pytest.mark.django_db
def test_a_page_that_asks_to_sign_in_gives_nothing_but_the_products_name(client: Client, settings: Any) -> None:
    make_report("calm", title="Calm waters")
    on_a_public_tracker = preview(client, "/log/", follow=True)
    settings.CBM_PUBLIC_READING = False

    assert on_a_public_tracker == {"og:title": "CBM Tracker"}
    assert preview(client, "/?report=calm", follow=True) == {"og:title": "CBM Tracker"}
    assert preview(client, "/accounts/login/") == {"og:title": "CBM Tracker"}


@pytest.mark.django_db
def test_what_is_not_public_has_no_preview(client: Client) -> None:
    measure = make_measure(make_report("calm"), title="Lamps on both shores", marking=Marking.INTERNAL)

    assert preview(client, f"/measures/{measure.key}/") == {}


@pytest.mark.django_db
def test_what_nobody_has_reviewed_says_so_in_its_preview(client: Client) -> None:
    entry = log(make_measure(), title="The lamps were lit", narrative="So it was reported.")

    shown = preview(client, f"/journal/{entry.key}/")

    assert shown["og:title"].startswith("The lamps were lit · ")
    assert "reported, not reviewed" in shown["description"]
    assert shown["description"].endswith("So it was reported.")
