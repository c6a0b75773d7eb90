"""Every chart of the pages that the overview leads to has its numbers as a table, and both as files."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from measures.models import Report
from tests.exports import csv_rows
from tests.factories import make_report

CHARTS = {"standing": "statuses", "directions": "timeline", "matrix": "map"}
TABLES = {"levels": "/api/v1/views/", "exchanges": "/api/v1/reciprocity/"}
MEASURE = "/measures/two-shores-NORTH-1/"
SVG = "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize("page", CHARTS)
@pytest.mark.parametrize("parameters", [{}, {"as_of": "2024-06-01"}])
def test_the_file_of_a_chart_has_the_numbers_of_its_table(
    page: str, parameters: dict[str, str], reports: None, client: Client
) -> None:
    asked: dict[str, Any] = {"report": "zhao-2020", **parameters}
    table = client.get(f"/{page}/", asked).context[CHARTS[page]].table

    rows = csv_rows(client.get(f"/{page}/", {**asked, "format": "csv"}))

    assert list(rows[0])[: len(table.columns)] == list(table.columns)
    for row, shown in zip(rows, table.rows, strict=True):
        cells = [shown.head, *(str(number.count) for number in shown.counts), *shown.words]
        assert list(row.values())[: len(cells)] == cells
    assert rows[0]["Disclaimer"] == Report.objects.get(slug="zhao-2020").disclaimer


def test_the_levels_of_a_measure_are_a_file_as_well(reports: None, client: Client) -> None:
    page = client.get(MEASURE)

    rows = csv_rows(client.get(MEASURE, {"format": "csv"}))

    shown = page.context["page"]["levels"].table.rows
    assert [list(row.values())[:4] for row in rows] == [[row.head, *row.words] for row in shown]
    assert {*re.findall(r'href="\?format=(\w+)"', page.content.decode())} == {"csv", "svg"}


@pytest.mark.parametrize("page", ["/levels/", MEASURE])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_drawing_stands_alone(page: str, language: str, reports: None, client: Client) -> None:
    asked = {"report": "two-shores", "as_of": "2026-11-01", "format": "svg"}

    content = client.get(page, asked, headers={"Accept-Language": language}).content.decode()

    drawing = ET.fromstring(content)
    texts = ["".join(each.itertext()) for each in drawing.iter(f"{SVG.removesuffix('svg')}text")]
    day, note, source = texts[-3:]
    assert re.search(r"None of this happened|内容均未发生", note)
    assert re.search(r"as of 1 November 2026|截至2026年11月1日", day)
    assert source.endswith(f"testserver{page}?report=two-shores&as_of=2026-11-01")
    assert any(re.fullmatch(r"Our assessment|我们的评估", each) for each in texts)
    assert not re.search(r"class=|style=|<script|var\(", content)
    assert 'stroke-width="2.5"' in content


@pytest.mark.parametrize("page", [*CHARTS, "levels", "measures/zhao-2020-US-3"])
def test_a_chart_is_a_drawing_that_says_what_it_is(page: str, reports: None, client: Client) -> None:
    answer = client.get(f"/{page}/", {"report": "zhao-2020", "format": "svg"})

    drawing = ET.fromstring(answer.content)
    assert drawing.tag == SVG
    assert drawing.attrib["width"].isdecimal()
    assert drawing[0].text
    assert drawing[1].text == Report.objects.get(slug="zhao-2020").disclaimer
    assert (answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == ("image/svg+xml", "nosniff")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert re.search(r'filename="cbm-[\w-]+-zhao-2020-[\d-]+\.svg"', answer.headers["Content-Disposition"])


@pytest.mark.parametrize("page", [*CHARTS, *TABLES])
def test_a_page_leads_to_the_files_of_its_day(page: str, reports: None, client: Client) -> None:
    body = client.get(f"/{page}/", {"report": "two-shores", "as_of": "2025-04-15"}).content.decode()

    [url] = re.findall(r'href="([^"]+format=csv)"', body)
    url = url.replace("&amp;", "&")
    assert "report=two-shores" in url
    assert "as_of=2025-04-15" in url
    assert csv_rows(client.get(url if url.startswith("/") else f"/{page}/{url}"))


@pytest.mark.django_db
def test_what_is_not_there_has_no_file(client: Client) -> None:
    slug = make_report().slug

    assert client.get("/directions/", {"report": slug, "format": "svg"}).status_code == 404
    assert client.get("/directions/", {"report": slug, "format": "pdf"}).status_code == 404
