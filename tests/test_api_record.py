"""The loaded reports, read through the API."""

import pytest

from tests.factories import get, keys

pytestmark = pytest.mark.django_db


def test_perception_and_dashboard_show_each_side(reports: None) -> None:
    perceived = get("ambiguities/two-shores-N1/perception/")
    overview = get("dashboard/", report="two-shores")["overview"]
    past = get("dashboard/", report="two-shores", as_of="2023-03-01")["overview"]

    own, other = perceived["cells"]
    assert (own["sides"], own["statements"]) == (["NORTHSHORE"], [])
    assert (other["sides"], [each["key"] for each in other["statements"]]) == (["SOUTHSHORE"], ["two-shores-ST-05"])
    assert len(overview["measures"]) == sum(row["count"] for row in overview["by_kind"])
    assert "two-shores-EV-14" in [entry["key"] for entry in overview["moved"]]
    assert past["moved"] == []


def test_the_real_report_reads_as_it_was_loaded(reports: None) -> None:
    listed = get("measures/", report="zhao-2020", count="true")

    assert listed["count"] == len(listed["results"]) == 14
    assert get("reports/zhao-2020/")["disclaimer"]
    assert "CN" in [party["key"] for party in get("parties/")["results"]]
    assert keys("ambiguities/", report="zhao-2020", q="missile")
