"""Lists on pages: every row once however deep, searched as one types, and no filter lost."""

import re
from html import unescape

import pytest
from django.test import Client

from measures.models import Measure
from measures.publishing.entry_filters import EntryFilters
from measures.publishing.filters import EvidenceFilters, RecordFilters
from measures.publishing.measure_filters import MeasureFilters
from measures.wings.intake.filters import CandidateFilters
from tests.bulk import make_record
from tests.factories import make_measure, make_report, make_user
from tests.markup import compact

pytestmark = pytest.mark.django_db


def codes(text: str) -> list[str]:
    return re.findall(r'<th scope="row"><a [^>]+><span class="code">([^<]+)', compact(text))


def linked(text: str, rel: str) -> str:
    """Where a page of the list says that the one before or after it is."""
    found = re.search(rf'<a href="([^"]+)" rel="{rel}"', text)
    return f"/measures/{unescape(found[1])}" if found else ""


def walk(client: Client, address: str, rel: str) -> list[list[str]]:
    """The codes on each page from an address on."""
    pages = []
    while address:
        text = client.get(address).content.decode()
        pages.append(codes(text))
        address = linked(text, rel)
    return pages


@pytest.mark.parametrize("sort", ["code", "latest", "due", "checked"])
def test_every_measure_stands_on_one_page_forwards_and_backwards(client: Client, sort: str) -> None:
    report = make_record(230)
    Measure.objects.filter(report=report, position__lt=110).update(due_on="2030-01")
    start = f"/measures/?sort={sort}"

    forwards = walk(client, start, "next")
    last = client.get(start)
    while linked(last.content.decode(), "next"):
        last = client.get(linked(last.content.decode(), "next"))
    backwards = walk(client, f"/measures/?{last.wsgi_request.META['QUERY_STRING']}", "prev")

    assert [len(page) for page in forwards] == [100, 100, 30]
    assert len({code for page in forwards for code in page}) == 230
    assert [code for page in reversed(backwards) for code in page] == [code for page in forwards for code in page]


def test_a_measure_that_is_added_meanwhile_pushes_none_onto_the_next_page(client: Client) -> None:
    report = make_record(101)
    first = client.get("/measures/").content.decode()

    make_measure(report, code="NEW", position=0)

    assert codes(client.get(linked(first, "next")).content.decode()) == ["M100"]


def test_pages_of_a_past_day_hold_every_measure_once(client: Client) -> None:
    make_record(120)

    pages = walk(client, "/measures/?as_of=2026-10-15&sort=latest", "next")

    assert [len(page) for page in pages] == [100, 20]
    assert len({code for page in pages for code in page}) == 120


@pytest.mark.parametrize("wrong", ["cursor=nonsense", "cursor=WzAsMV0", "sort=luck"])
@pytest.mark.parametrize("day", ["", "&as_of=2026-10-15"])
def test_a_cursor_or_an_order_that_is_none_is_named_and_the_first_page_shown(
    client: Client, wrong: str, day: str
) -> None:
    make_record(14)

    answer = client.get(f"/measures/?{wrong}{day}")

    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert len(codes(answer.content.decode())) == 14


def test_what_is_searched_for_as_one_types_is_answered_alone(client: Client) -> None:
    report = make_report()
    make_measure(report, code="N-1", title="Lamps on both piers")
    make_measure(report, code="N-2", title="A ferry timetable")

    part = client.get("/measures/?q=lamps", headers={"HX-Request": "true"})
    whole = client.get("/measures/?q=lamps")

    assert (codes(part.content.decode()), codes(whole.content.decode())) == (["N-1"], ["N-1"])
    assert "<html" not in part.content.decode()
    assert "<html" in whole.content.decode()
    assert "HX-Request" in part.headers["Vary"]


def filter_fields(client: Client, address: str, parameters: dict[str, str]) -> list[str]:
    """The fields of the form that filters a list."""
    text = client.get(address, parameters).content.decode()
    [form] = re.findall(r'<form\s+class="filters[^"]*".*?</form>', text, re.DOTALL)
    return re.findall(r"<(?:input|select)[^>]+>", compact(form))


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/measures/", MeasureFilters),
        ("/journal/", EntryFilters),
        ("/sources/", EvidenceFilters),
        ("/inbox/", CandidateFilters),
    ],
)
def test_a_filter_that_a_link_brings_is_not_lost_with_the_form(address: str, kind: type[RecordFilters]) -> None:
    report = make_report()
    client = Client()
    client.force_login(make_user())

    for name in kind.base_filters.keys() - {"report"}:
        fields = " ".join(filter_fields(client, address, {"report": report.slug, name: report.slug}))

        assert f'name="{name}"' in fields and 'name="report"' in fields, name


def test_the_measures_of_another_owner_stay_those_when_the_form_is_sent() -> None:
    report, reader, other = make_report(), make_user(), make_user()
    client = Client()
    client.force_login(reader)

    own, others = (
        [field for field in filter_fields(client, "/measures/", {"report": report.slug, **asked}) if '"owner"' in field]
        for asked in ({}, {"owner": str(other.pk)})
    )

    assert own == ['<input type="checkbox" name="owner" value="me">']
    assert others == [f'<input type="hidden" name="owner" value="{other.pk}">']
