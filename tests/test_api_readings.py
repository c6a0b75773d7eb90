"""Readings of a whole report through the API: as of a day, as known at a moment, and what changed."""

from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from measures.models import PartialDate, Role
from measures.operations.drafts import AssessmentDraft, BearingDraft, EntryDraft
from measures.operations.entries import correct_entry
from tests.exports import csv_rows
from tests.factories import (
    TODAY,
    client_of,
    fields_of,
    get,
    keys,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_user,
    say,
)

BEFORE = "2026-01-01T00:00:00Z"


def test_what_was_known_before_anything_was_recorded(reports: None) -> None:
    answer = get("dashboard/", report="two-shores", known_at=BEFORE)

    assert answer["known_at"].startswith("2026-01-01T00:00:00")
    text = str(answer)
    assert "two-shores-EV-" not in text
    assert "'level': 1" not in text


def test_changes_by_occurrence_and_by_recording(reports: None) -> None:
    parameters: dict[str, Any] = {"report": "two-shores", "from": "2025-04-15", "to": "2025-04-15"}

    happened = get("changes/", **parameters)
    recorded = get("changes/", **parameters, by="recording")

    assert [entry["key"] for entry in happened["entries"]] == ["two-shores-EV-10"]
    assert happened["statuses"] == [
        {
            "on": "two-shores-SOUTH-1",
            "day": "2025-04-15",
            "before": "in_progress",
            "after": "reversed",
            "entry": "two-shores-EV-10",
            "is_ours": False,
        }
    ]
    assert [(row["about"], row["before"], row["after"]) for row in happened["levels"]] == [("SOUTHSHORE", 1, 0)]
    assert happened["milestones"][0]["is_met"] is False
    assert {each["on"] for each in happened["assessments"]} == {"two-shores-SOUTH-1"}
    assert not any(recorded[name] for name in ("entries", "statuses", "levels", "milestones", "assessments", "reviews"))


def test_changes_of_one_measure(reports: None) -> None:
    parameters: dict[str, Any] = {"report": "zhao-2020", "from": "2023-11-06", "to": "2024-07-17"}

    found = get("changes/", **parameters, measure="zhao-2020-CO-3")

    assert [(row["on"], row["before"], row["after"]) for row in found["statuses"]] == [
        ("zhao-2020-CO-3", "in_progress", "suspended"),
        ("zhao-2020-CO-3", "under_discussion", "in_progress"),
    ]
    assert {row["on"] for row in get("changes/", **parameters)["statuses"]} >= {"zhao-2020-CO-3", "zhao-2020-US-3"}


@pytest.mark.parametrize(
    ("address", "parameters", "field"),
    [
        ("dashboard/", {}, "report"),
        ("dashboard/", {"report": "nope"}, "report"),
        ("dashboard/", {"as_of": "yesterday"}, "as_of"),
        ("dashboard/", {"known_at": "yesterday"}, "known_at"),
        ("dashboard/", {"severity": "high"}, "severity"),
        ("changes/", {}, "from"),
        ("changes/", {"from": "2025-02-30"}, "from"),
        ("changes/", {"from": "2025-02-01", "to": "2025-01-01"}, "from"),
        ("changes/", {"from": "2025-02-01", "to": "9999-12-31"}, "to"),
        ("changes/", {"from": "2025-02-01", "by": "chance"}, "by"),
        ("changes/", {"from": "2025-02-01", "as_of": "2025-03-01"}, "as_of"),
        ("changes/", {"from": "2025-02-01", "by": "recording", "known_at": BEFORE}, "known_at"),
        ("changes/", {"from": "2025-02-01", "measure": "zhao-2020-CO-3"}, "measure"),
    ],
)
def test_a_bad_parameter_is_named(reports: None, address: str, parameters: dict[str, str], field: str) -> None:
    given = {"report": "two-shores", **parameters} if field != "report" else parameters

    answer = APIClient().get(f"/api/v1/{address}", given)

    assert answer.status_code == 400
    assert field in fields_of(answer)


@pytest.mark.django_db
def test_a_hidden_measure_is_answered_like_an_unknown_one() -> None:
    measure = make_measure()
    hidden = make_measure(measure.report, code="H", marking="internal")
    parameters: dict[str, Any] = {"report": measure.report.slug, "from": "2024-01-02"}

    unseen, unknown = (
        APIClient().get("/api/v1/changes/", {**parameters, "measure": key}).content.decode().replace(key, "KEY")
        for key in (hidden.key, f"{measure.report.slug}-X")
    )

    assert unseen == unknown
    assert get("changes/", client_of(make_user()), **parameters, measure=hidden.key)["entries"] == []


@pytest.mark.django_db
def test_the_entries_of_a_measure_as_they_were_known() -> None:
    measure = make_measure()
    wrong = log(measure, occurred="2024-05-01")
    later = log(measure, occurred="2024-06-01")
    draft = EntryDraft(
        occurred=PartialDate.parse("2024-05-02"),
        title="A ferry timetable was announced",
        narrative="It was not published.",
        reason="It was wrong.",
        track="official",
        claim="reported",
        bears_on=[BearingDraft(on=measure.key, direction="either")],
    )
    right = correct_entry(wrong, draft, by=make_user(role=Role.EDITOR), on=TODAY)
    address = f"measures/{measure.key}/entries/"

    def found(**parameters: Any) -> list[tuple[str, str | None]]:
        return [(row["key"], row["correction"]) for row in get(address, **parameters)["results"]]

    assert found() == [(later.key, None), (right.key, None), (wrong.key, right.key)]
    assert found(as_of="2024-05-31") == [(right.key, None), (wrong.key, right.key)]
    assert found(known_at=later.recorded_at.isoformat()) == [(later.key, None), (wrong.key, None)]
    assert found(known_at=wrong.recorded_at.isoformat(), page_size=1) == [(wrong.key, None)]
    assert fields_of(APIClient().get(f"/api/v1/{address}", {"known_at": "then"})) == {"known_at"}


@pytest.mark.django_db
def test_a_source_that_is_replaced_later_counted_before() -> None:
    measure = make_measure()
    source = make_evidence()
    log(measure, sources=[source.key])
    existing = get(f"measures/{measure.key}/entries/")["results"][0]["recorded_at"]
    type(source).objects.filter(pk=make_evidence(replaces=source).pk).update(recorded_at="2999-01-01T00:00:00Z")

    now = get(f"measures/{measure.key}/standing/", as_of=str(TODAY))["standing"]
    then = get(f"measures/{measure.key}/standing/", known_at=existing)["standing"]

    assert (then["sources_toward"], now["sources_toward"]) == (1, 0)


@pytest.mark.django_db
def test_perception_as_it_was_known() -> None:
    measure = make_measure()
    ambiguity = make_ambiguity(measure.report)
    ours = AssessmentDraft(on=ambiguity.key, level=1)
    log(measure, bears_on=[BearingDraft(on=ambiguity.key, direction="clearer")], assessments=[ours])
    said = say(measure.report, "2024-05-01", "It is clear to us.", on=[ambiguity.key]).statements.get()

    now = get(f"ambiguities/{ambiguity.key}/perception/")
    then = get(f"ambiguities/{ambiguity.key}/perception/", known_at=BEFORE)

    assert (now["perception"]["clarity"], now["perception"]["independent"]["level"]) == ("clearer", 1)
    assert [each["key"] for each in now["others"]] == [said.key]
    assert (then["perception"]["clarity"], then["perception"]["independent"]) == (None, None)
    assert then["others"] == []


@pytest.mark.django_db
def test_a_development_of_a_month_stays_one_of_a_month() -> None:
    measure = make_measure()
    log(measure, occurred="2024-05", direction="toward")

    standing = get(f"measures/{measure.key}/")["standing"]
    past = get(f"measures/{measure.key}/standing/", as_of="2024-06-01")["standing"]
    report = measure.report.slug
    [row] = csv_rows(APIClient().get("/api/v1/measures/", {"report": report, "format": "csv"}))
    pages = [f"/measures/{measure.key}/", f"/measures/?report={report}", f"/measures/{measure.key}/?as_of=2024-06-01"]

    assert [(each["latest_occurred"], each["latest_counts_from"]) for each in (standing, past, row)] == [
        ("2024-05", "2024-05-31")
    ] * 3
    for address in pages:
        text = Client().get(address).content.decode()
        assert '<time datetime="2024-05">May 2024</time>' in text, address
        assert "31 May 2024" not in text, address


@pytest.mark.django_db
def test_a_development_of_a_month_is_found_by_the_day_that_it_counts_from() -> None:
    measure = make_measure()
    log(measure, occurred="2024-05", direction="toward")

    of_report = {"report": measure.report.slug}

    assert keys("measures/", **of_report, latest_after="2024-05-30") == [measure.key]
    assert keys("measures/", **of_report, latest_after="2024-05-31") == []
