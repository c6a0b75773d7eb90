"""A newer version of a library: its difference is shown first, what people logged is kept, measures are withdrawn."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from measures.analysis.verification import verify
from measures.errors import OlderLibraryError
from measures.library.load import load_content, version_key
from measures.library.read import Library, TextLoader, parse_library
from measures.models import Entry, Measure, Milestone, PartialDate, Report
from measures.operations.catalogue import LoadOutcome
from measures.operations.editing import revise
from measures.operations.nouns import MEASURE, MILESTONE
from tests.conftest import FIXTURES
from tests.factories import get, keys, log, make_user

pytestmark = pytest.mark.django_db


def newer() -> Library:
    """The fictional report with one measure under another title, one more, and one less."""
    text = (FIXTURES / "two-shores.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.load(text, Loader=TextLoader)
    content.pop("record")
    content["version"] = "2027-01-01"
    by_code = {measure["code"]: measure for measure in content["measures"]}
    by_code["NORTH-1"]["title"]["en"] = "Publish ferry timetables two months ahead"
    added = {**by_code["SOUTH-1"], "code": "SOUTH-2"}
    for hanging in ("milestones", "parts"):
        added.pop(hanging, None)
    content["measures"] = [added if each["code"] == "COOP-2" else each for each in content["measures"]]
    content["links"] = [link for link in content["links"] if "COOP-2" not in (link["from"], link["to"])]
    for subject in content["subjects"]:
        subject["touches"] = [code for code in subject.get("touches", ()) if code != "COOP-2"]
    return parse_library("newer.yaml", yaml.safe_dump(content, allow_unicode=True))


def older() -> Library:
    """The fictional report as it comes with the tracker, before `newer`."""
    return parse_library("older.yaml", (FIXTURES / "two-shores.yaml").read_text(encoding="utf-8"))


def fates(library: Library, **how: Any) -> set[tuple[str, str, str]]:
    tallies = load_content(library, **how)
    return {
        (each.fate, each.name.split()[0], each.field)
        for kind in ("measures", "reports")
        for each in tallies[kind].differences
    }


def test_the_difference_is_shown_before_anything_is_written(reports: None) -> None:
    found = fates(newer(), dry_run=True)

    assert found == {
        (LoadOutcome.ADDED, "SOUTH-2", ""),
        (LoadOutcome.CHANGED, "NORTH-1", "title"),
        (LoadOutcome.WITHDRAWN, "COOP-2", ""),
        (LoadOutcome.CHANGED, "Two", "version of its library"),
    }
    assert not Measure.objects.exclude(withdrawn_at=None).exists()
    assert Report.objects.get(slug="two-shores").library_version == "2026-10-31"


def test_an_upgrade_loses_no_entry_and_withdraws_what_is_gone(reports: None, client: Client) -> None:
    gone = Measure.objects.get(key="two-shores-COOP-2")
    entry = log(gone)
    entries = Entry.objects.count()

    load_content(newer())

    gone.refresh_from_db()
    assert gone.is_withdrawn
    assert Entry.objects.count() == entries
    assert "two-shores-COOP-2" not in keys("measures/", report="two-shores")
    assert "two-shores-SOUTH-2" in keys("measures/", report="two-shores")
    page = client.get(f"/measures/{gone.key}/").content.decode()
    assert "Withdrawn on" in page
    assert entry.title in page
    assert get(f"entries/{entry.key}/")["key"] == entry.key
    assert verify().faults == []


def test_what_the_library_has_again_is_recommended_again(reports: None) -> None:
    load_content(newer())

    found = fates(older(), older=True)

    assert (LoadOutcome.RECOMMENDED_AGAIN, "COOP-2", "") in found
    assert (LoadOutcome.WITHDRAWN, "SOUTH-2", "") in found
    assert "two-shores-COOP-2" in keys("measures/", report="two-shores")


def test_a_text_that_somebody_revised_is_kept_and_said_so(reports: None) -> None:
    measure = Measure.objects.get(key="two-shores-NORTH-1")
    revise(MEASURE, measure, changes={"title": "Our title"}, version=1, by=make_user(role="editor"))

    found = fates(newer())

    assert (LoadOutcome.KEPT, "NORTH-1", "title") in found
    assert Measure.objects.get(key="two-shores-NORTH-1").title == "Our title"


def test_only_the_fields_that_somebody_revised_are_kept(reports: None) -> None:
    measure = Measure.objects.get(key="two-shores-NORTH-1")
    revise(MEASURE, measure, changes={"due_on": PartialDate(2031)}, version=1, by=make_user(role="editor"))

    found = fates(newer())

    assert (LoadOutcome.CHANGED, "NORTH-1", "title") in found
    measure.refresh_from_db()
    assert (measure.title, str(measure.due_on)) == ("Publish ferry timetables two months ahead", "2031")


def test_what_a_library_changed_itself_is_not_taken_for_a_revision(reports: None, client: Client) -> None:
    client.force_login(make_user(role="administrator"))
    client.post("/libraries/", {"file_name": "newer.yaml", "text": newer().text, "load": "1"})
    measure = Measure.objects.get(key="two-shores-NORTH-1")
    changes = {"due_on": PartialDate(2031)}
    revise(MEASURE, measure, changes=changes, version=measure.version, by=make_user(role="editor"))

    found = fates(parse_library("newest.yaml", newer().text.replace("two months ahead", "a year ahead")))

    assert (LoadOutcome.CHANGED, "NORTH-1", "title") in found


def test_what_a_library_changes_gets_its_next_version_once_and_the_rest_keeps_theirs(reports: None) -> None:
    def versions() -> dict[str, int]:
        measures = Measure.objects.filter(code__in=["NORTH-1", "SOUTH-1", "SOUTH-2"])
        return dict(measures.values_list("code", "version"))

    load_content(newer())
    assert versions() == {"NORTH-1": 2, "SOUTH-1": 1, "SOUTH-2": 1}
    load_content(newer())
    assert versions() == {"NORTH-1": 2, "SOUTH-1": 1, "SOUTH-2": 1}
    load_content(older(), older=True)

    assert versions() == {"NORTH-1": 3, "SOUTH-1": 1, "SOUTH-2": 1}


def test_what_a_load_by_anybody_changed_is_not_taken_for_a_revision(reports: None) -> None:
    load_content(newer())
    load_content(older(), older=True)

    assert (LoadOutcome.CHANGED, "NORTH-1", "title") in fates(newer())
    assert Measure.objects.get(key="two-shores-NORTH-1").title == "Publish ferry timetables two months ahead"


def test_a_milestone_that_somebody_revised_is_kept_too(reports: None) -> None:
    milestone = Milestone.objects.filter(measure__code="NORTH-1").first()
    assert milestone is not None
    changes = {"title": "Our milestone"}
    revise(MILESTONE, milestone, changes=changes, version=milestone.version, by=make_user(role="editor"))
    library = parse_library("newer.yaml", newer().text)
    row = next(each for each in library.content["measures"] if each["code"] == "NORTH-1")["milestones"][0]
    row["title"]["en"] = "Another milestone"

    tally = load_content(library)["milestones"]

    milestone.refresh_from_db()
    assert (milestone.title, milestone.version) == ("Our milestone", 2)
    assert LoadOutcome.KEPT in {each.fate for each in tally.differences}


def test_an_older_version_is_loaded_only_if_that_is_meant(reports: None) -> None:
    load_content(newer())

    with pytest.raises(OlderLibraryError) as refused:
        load_content(older())
    assert refused.value.more == {"loaded": "2027-01-01"}
    assert Report.objects.get(slug="two-shores").library_version == "2027-01-01"
    load_content(older(), older=True)

    assert Report.objects.get(slug="two-shores").library_version == "2026-10-31"


def test_an_older_version_may_be_looked_at(reports: None) -> None:
    load_content(newer())

    assert (LoadOutcome.WITHDRAWN, "SOUTH-2", "") in fates(older(), dry_run=True)


def test_a_record_of_an_earlier_day_is_loaded_only_if_that_is_meant(reports: None) -> None:
    text = (FIXTURES / "zhao-2020-record.yaml").read_text(encoding="utf-8").replace("2026-10-10", "2026-10-09")

    with pytest.raises(OlderLibraryError):
        load_content(parse_library("older.yaml", text))


@pytest.mark.parametrize(
    ("earlier", "later"), [("9", "10"), ("2026-05-22", "2026-09-28"), ("1.9", "1.10"), ("1", "1.1")]
)
def test_versions_are_compared_as_their_authors_count(earlier: str, later: str) -> None:
    assert version_key(earlier) < version_key(later)


def test_the_command_goes_back_only_if_told_to(reports: None) -> None:
    load_content(newer())

    with pytest.raises(CommandError, match="Loaded is 2027-01-01; --older goes back"):
        call_command("load_report", FIXTURES / "two-shores.yaml")
    call_command("load_report", FIXTURES / "two-shores.yaml", "--older", verbosity=0)

    assert Report.objects.get(slug="two-shores").library_version == "2026-10-31"


def test_the_page_asks_before_it_goes_back(reports: None, client: Client) -> None:
    client.force_login(make_user(role="administrator"))
    load_content(newer())
    sent = {"file_name": "older.yaml", "text": older().text, "load": "1"}

    parameters = client.post("/libraries/", sent)
    assert parameters.status_code == 400
    assert "A later one is already loaded: 2027-01-01." in parameters.content.decode()
    assert Report.objects.get(slug="two-shores").library_version == "2027-01-01"
    gone_back = client.post("/libraries/", {**sent, "older": "on"})

    assert gone_back.status_code == 302
    assert Report.objects.get(slug="two-shores").library_version == "2026-10-31"


def test_a_measure_that_came_otherwise_is_not_withdrawn(reports: None) -> None:
    Measure.objects.filter(key="two-shores-COOP-2").update(from_library=False)

    load_content(newer())

    assert Measure.objects.get(key="two-shores-COOP-2").withdrawn_at is None


def test_a_withdrawn_measure_counts_nowhere(reports: None, client: Client) -> None:
    def counted() -> tuple[int, int]:
        listed = get("measures/", report="two-shores", count="true")["count"]
        return listed, len(get("dashboard/", report="two-shores")["overview"]["measures"])

    before = counted()
    Measure.objects.filter(key="two-shores-COOP-2").update(withdrawn_at=datetime.now(UTC))

    assert counted()[0] == before[0] - 1
    assert "COOP-2" not in client.get("/measures/?report=two-shores").content.decode()


def test_an_administrator_looks_and_then_loads(reports: None, client: Client) -> None:
    client.force_login(make_user(role="administrator"))
    file = SimpleUploadedFile("newer.yaml", newer().text.encode())

    looked = client.post("/libraries/", {"file": file})
    assert "Publish ferry timetables two months ahead" in looked.content.decode()
    assert not Measure.objects.filter(code="SOUTH-2").exists()
    loaded = client.post("/libraries/", {"file_name": "newer.yaml", "text": newer().text, "load": "1"})

    assert loaded.headers["Location"] == "/reports/two-shores/"
    assert Measure.objects.filter(code="SOUTH-2").exists()


def test_a_library_that_comes_with_the_tracker_is_chosen_by_name(reports: None, client: Client) -> None:
    client.force_login(make_user(role="administrator"))

    looked = client.post("/libraries/", {"shipped": "osce-cyber-2016"}).content.decode()

    assert "Share national views" in looked
    assert not Report.objects.filter(slug="osce-cyber-2016").exists()


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Choose a library or a file."),
        ({"file": SimpleUploadedFile("a.yaml", b"\xff\xfe\x00")}, "not text in UTF-8"),
        ({"file": SimpleUploadedFile("a.yaml", b"library: 1")}, "a.yaml, line 1"),
        ({"file": SimpleUploadedFile("a.yaml", b"a: \x00")}, "a.yaml"),
        ({"shipped": "../../etc/passwd"}, "Choose one of the options offered here."),
    ],
)
def test_what_cannot_be_loaded_is_told_plainly(sent: dict[str, Any], message: str, reports: None) -> None:
    client = Client()
    client.force_login(make_user(role="administrator"))

    answer = client.post("/libraries/", sent)

    assert answer.status_code == 400
    assert message in answer.content.decode()


@pytest.mark.parametrize("role", ["reader", "contributor", "editor"])
def test_only_administrators_add_reports(role: str, reports: None, client: Client) -> None:
    client.force_login(make_user(role=role))

    assert client.get("/libraries/").status_code == 403
    assert client.post("/libraries/", {"shipped": "osce-cyber-2016", "load": "1"}).status_code == 403
    assert not Report.objects.filter(slug="osce-cyber-2016").exists()


def test_the_command_says_what_differs(reports: None, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "newer.yaml").write_text(newer().text, encoding="utf-8")

    call_command("load_report", tmp_path / "newer.yaml", "--dry-run")

    words = capsys.readouterr().out
    assert "Changed: measure NORTH-1" in words
    assert "Withdrawn: measure COOP-2" in words
