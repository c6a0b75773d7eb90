"""What entries bring as rows: they say what the readings say, of any day, and hold nothing that is hidden or gone."""

from typing import Any

import pytest

from measures.models import Entry, Role
from measures.operations.developments import correct_entry
from measures.operations.drafts import BearingDraft, ViewDraft
from tests.factories import (
    TODAY,
    client_of,
    draft_of,
    fields_of,
    get,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_report,
    make_user,
)

DAYS: list[dict[str, str]] = [{}, {"as_of": "2023-06-30"}, {"as_of": "2024-12-02"}]
REPORTS = ["zhao-2020", "two-shores"]


def rows(address: str, client: Any = None, **parameters: Any) -> list[Any]:
    found: list[Any] = get(address, client, page_size=500, **parameters)["results"]
    return found


@pytest.mark.parametrize("report", REPORTS)
def test_the_history_of_statuses_is_what_changed(report: str, reports: None) -> None:
    changed = get("changes/", report=report, **{"from": "1950-01-01"})

    history = rows("statuses/", report=report)

    def seen(row: Any, day: str) -> tuple[Any, ...]:
        return row["on"], row[day], row["before"], row["after"], row["entry"], row["is_ours"]

    assert sorted(seen(row, "counts_from") for row in history) == sorted(
        seen(row, "day") for name in ("statuses", "states") for row in changed[name]
    )


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("report", REPORTS)
def test_a_status_holds_until_the_next(report: str, day: dict[str, str], reports: None) -> None:
    measures = rows("measures/", report=report, parts="true", **day)

    holding = {row["on"]: row["after"] for row in rows("statuses/", report=report, **day) if row["until"] is None}

    standings = {row["key"]: row["standing"] and row["standing"]["status"] for row in measures}
    assert {key: status for key, status in standings.items() if status} == {
        key: status for key, status in holding.items() if key in standings
    }


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("report", REPORTS)
def test_the_latest_views_are_those_of_the_standings(report: str, day: dict[str, str], reports: None) -> None:
    measures = rows("measures/", report=report, parts="true", **day)
    latest = rows("views/", report=report, latest="true", **day)
    others = rows("views/", report=report, latest="false", **day)

    said = ("whose", "about", "level", "nothing", "direction", "text", "entry", "occurred")
    standing = [
        (row["key"], *(view[name] for name in said))
        for row in measures
        for view in (row["standing"] or {"views": []})["views"]
    ]
    on_measures = [(row["on"], *(row[name] for name in said)) for row in latest if row["on_kind"] == "measure"]
    assert sorted(map(str, on_measures)) == sorted(map(str, standing))
    assert len(latest) + len(others) == get("views/", report=report, count="true", **day)["count"]


@pytest.mark.django_db
def test_what_was_corrected_brings_nothing_any_more_and_is_still_known_to_have() -> None:
    measure, editor = make_measure(), make_user(role=Role.EDITOR)
    sources = [make_evidence().key]
    entry = log(measure, occurred="2024-01-01", by=editor, status="under_discussion", sources=sources)
    before = str(Entry.objects.get(pk=entry.pk).recorded_at)
    correct_entry(entry, draft_of(measure, occurred="2024-01-01", direction="away"), by=editor, on=TODAY)
    parameters = {"report": measure.report.slug}

    assert [row["direction"] for row in rows("bearings/", **parameters)] == ["away"]
    assert rows("statuses/", **parameters) == []
    assert [row["direction"] for row in rows("bearings/", known_at=before, **parameters)] == ["toward"]
    assert [row["after"] for row in rows("statuses/", known_at=before, **parameters)] == ["under_discussion"]


@pytest.mark.django_db
def test_what_is_hidden_is_in_no_row_and_no_count() -> None:
    report = make_report()
    shown, hidden = make_measure(report), make_measure(report, marking="internal")
    log(shown, status="under_discussion", occurred="2024-01-01")
    log(shown, status="in_progress", occurred="2024-02-01", marking="internal")
    both = [BearingDraft(on=hidden.key, direction="toward"), BearingDraft(on=shown.key, direction="away")]
    log(shown, marking="internal", bears_on=both)
    part = make_measure(report, parent=hidden)
    log(part, views=[ViewDraft(on=part.key, whose="independent", level=1)])
    team, counts = client_of(make_user()), {}

    for address in ("bearings/", "statuses/", "views/"):
        public = get(address, report=report.slug, count="true")
        assert public["count"] == len(public["results"])
        assert hidden.key not in str(public["results"]).replace(part.key, "")
        counts[address] = public["count"], get(address, team, report=report.slug, count="true")["count"]
    assert counts == {"bearings/": (2, 5), "statuses/": (1, 2), "views/": (1, 1)}
    assert [row["until"] for row in rows("statuses/", report=report.slug)] == [None]
    assert [row["before"] for row in rows("statuses/", team, report=report.slug)] == ["under_discussion", ""]
    assert {row["on"]: row["whole"] for row in rows("views/", report=report.slug)} == {part.key: part.key}
    assert {row["on"]: row["whole"] for row in rows("views/", team, report=report.slug)} == {part.key: hidden.key}


@pytest.mark.django_db
def test_rows_are_narrowed_by_what_they_say() -> None:
    report = make_report()
    ambiguity, measure = make_ambiguity(report), make_measure(report, parties=["NORTHSHORE"])
    part, source = make_measure(report, parent=measure), make_evidence()
    views = [
        ViewDraft(on=measure.key, whose="independent", about="NORTHSHORE", level=2),
        ViewDraft(on=measure.key, whose="NORTHSHORE", about="NORTHSHORE", text="W", provenance="our_reading"),
        ViewDraft(on=part.key, whose="independent", nothing="nothing_found"),
        ViewDraft(on=ambiguity.key, whose="NORTHSHORE", text="W", provenance="our_reading"),
    ]
    log(measure, occurred="2024-03-01", views=views, sources=[source.key])

    def found(**filters: str) -> list[tuple[str, str]]:
        return sorted((row["on"], row["whose"]) for row in rows("views/", report=report.slug, **filters))

    assert found(whose="independent") == sorted([(measure.key, "independent"), (part.key, "independent")])
    assert found(state="level") == [(measure.key, "independent")]
    assert found(state="nothing_found") == [(part.key, "independent")]
    assert found(state="words_only", measure=measure.key) == [(measure.key, "NORTHSHORE")]
    assert found(ambiguity=ambiguity.key) == [(ambiguity.key, "NORTHSHORE")]
    assert (part.key, "independent") in found(measure=measure.key)
    assert found(about="none") == sorted([(part.key, "independent"), (ambiguity.key, "NORTHSHORE")])
    assert found(about="NORTHSHORE", level="2") == [(measure.key, "independent")]
    assert found(occurred_after="2024-03-01") == []
    assert len(found(occurred_after="2024-02-29", occurred_before="2024-03-02")) == 4
    [row] = rows("views/", report=report.slug, state="level")
    assert (row["sources"], row["counts_from"]) == ([source.key], "2024-03-01")


@pytest.mark.django_db
def test_what_a_filter_names_must_be_there_for_the_reader() -> None:
    hidden = make_measure(marking="internal")
    client = client_of(make_user(role=Role.READER))

    for address in ("views/", "bearings/", "statuses/"):
        assert fields_of(client.get(f"/api/v1/{address}", {"measure": hidden.key})) == {"measure"}
