"""The first year of a report's entries: what may be logged, and that what was recorded before stays readable."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from rest_framework.test import APIClient

from measures.access import TEAM
from measures.analysis.seals import AssessmentRows, EntryRows
from measures.library.load import load_library
from measures.library.read import LibraryError, read_library
from measures.models import Assessment, Bearing, Entry, Measure, PartialDate, Provenance, Report
from measures.operations.editing import revise
from measures.operations.entries import correct_entry
from measures.operations.evidence import random_key
from measures.operations.journal import append
from measures.operations.nouns import MEASURE
from tests.factories import (
    TODAY,
    client_of,
    draft_of,
    fields_of,
    get,
    log,
    make_measure,
    make_milestone,
    make_report,
    make_user,
)
from tests.readings import Reader
from tests.test_library import SMALL
from tests.test_pages_log import sent, signed_in, toward

pytestmark = pytest.mark.django_db
LONG_AGO = ["0001-01-01", "0001", "0002-06", "1899"]


def record_of_old(measure: Measure, occurred: str) -> Entry:
    """An entry as it could be recorded before reports had a first year."""
    entry = Entry(
        key=random_key("entry"), report=measure.report, kind="development", occurred=PartialDate.parse(occurred),
        title="Long ago", narrative="Long ago.", track="official", claim="reported", marking="public",
        author_name="Somebody", language="en",
    )  # fmt: skip
    bearing = Bearing(entry=entry, measure=measure, direction="toward", about_id="NORTHSHORE")
    assessment = Assessment(
        entry=entry, measure=measure, about_id="NORTHSHORE", level=1, direction="toward", confidence="low",
        provenance=Provenance.OUR_READING, text="Old.",
    )  # fmt: skip
    rows = EntryRows(entry, bearings=[bearing], assessments=[AssessmentRows(assessment)])
    return append(measure.report, "public", [rows])[0]


def body_of(measure: Measure, occurred: str) -> dict[str, Any]:
    return {
        "occurred": occurred, "title": "A notice", "narrative": "It was read out.",
        "track": "official", "claim": "reported", "bears_on": [{"on": measure.key, "direction": "toward"}],
    }  # fmt: skip


@pytest.mark.parametrize("occurred", LONG_AGO)
def test_an_entry_from_before_the_first_year_is_refused_with_its_field(occurred: str) -> None:
    measure, writer = make_measure(), make_user(role="editor")
    milestone, right = make_milestone(measure), log(measure, by=writer)
    page = signed_in(writer).post("/log/", sent(signed_in(writer), measure.report, toward(measure), occurred=occurred))
    mark = {"state": "met", "occurred": occurred, "title": "Met", "narrative": "It was.", "track": "official"}
    body = body_of(measure, occurred)
    answers = [
        client_of(writer).post("/api/v1/entries/", {**body, "report": measure.report.slug}),
        client_of(writer).post(f"/api/v1/entries/{right.key}/correction/", {**body, "reason": "It was wrong."}),
        client_of(writer).post(f"/api/v1/milestones/{milestone.key}/marks/", mark),
    ]

    assert page.status_code == 400
    assert "before 1900" in str(page.context["form"].entry.errors["occurred"])
    assert [answer.status_code for answer in answers] == [400, 400, 400]
    assert all("occurred" in fields_of(answer) for answer in answers)
    assert Entry.objects.count() == 1


def test_a_report_sets_an_earlier_first_year() -> None:
    measure = make_measure(make_report(first_year=1648))

    log(measure, occurred="1648-10-24")
    log(make_measure(), occurred="1900-01-01")

    with pytest.raises(ValidationError, match="before 1648"):
        log(measure, occurred="1647")
    assert Entry.objects.count() == 2


def test_target_dates_and_dates_of_sources_are_free() -> None:
    measure, editor = make_measure(), make_user(role="editor")
    source = {"title": "A treaty", "publisher": "An archive", "url": "https://example.org/1", "published": "0843"}

    made = client_of(editor).post("/api/v1/evidence/", {**source, "grade": "F", "credibility": 6, "kind": "press"})
    dated = revise(MEASURE, measure, changes={"due_on": "9999-12-31"}, version=measure.version, by=editor)

    assert (made.status_code, str(dated.due_on)) == (201, "9999-12-31")


def test_a_library_is_refused_with_the_line_of_the_entry_unless_it_sets_the_year(tmp_path: Path) -> None:
    early = SMALL.replace("occurred: '2019'", "occurred: '1868-12-11'")
    path = tmp_path / "small.yaml"

    path.write_text(early)
    with pytest.raises(LibraryError, match=r"line 24.*before 1900"):
        load_library(path)
    assert not Report.objects.exists()

    path.write_text(early.replace("{slug: small,", "{slug: small, first_year: 1868,"))
    load_library(path)
    assert (Report.objects.get().first_year, Entry.objects.count()) == (1868, 1)

    library = tmp_path / "written.yaml"
    library.write_bytes(APIClient().get("/api/v1/reports/small/library/").content)
    assert read_library(library).content["report"]["first_year"] == 1868
    assert get("reports/small/")["first_year"] == 1868


def test_what_was_recorded_before_stays_readable_on_every_page_and_can_be_corrected() -> None:
    measure, editor = make_measure(due_on="0001"), make_user(role="editor")
    log(measure)
    entries = [record_of_old(measure, occurred) for occurred in LONG_AGO]

    # Whatever is answered otherwise than well is named by its address.
    Reader(TEAM, editor).answers(Reader(TEAM, editor).addresses(measure.report))

    corrected = correct_entry(entries[0], draft_of(measure, occurred="2019"), by=editor, on=TODAY)
    assert corrected.corrects == entries[0]


def test_an_entry_of_long_ago_makes_no_page_longer() -> None:
    recent, old = make_measure(), make_measure()
    for measure in (recent, old):
        log(measure, occurred="2010")
    record_of_old(recent, "2000")
    record_of_old(old, "0002")

    for address in ("/?report={}", "/api/v1/dashboard/?report={}"):
        lengths = [len(Client().get(address.format(each.report.slug)).content) for each in (recent, old)]
        assert lengths[1] < 2 * lengths[0]
    lengths = [len(Client().get(f"/measures/{each.key}/").content) for each in (recent, old)]
    assert lengths[1] < 1.2 * lengths[0]
