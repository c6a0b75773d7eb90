"""Imports and libraries through the API: looked at, mapped, settled, written, undone; and only by those who may."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from measures.library.imports.worker import work_on
from measures.models import Import, Measure, Report
from measures.operations.editing import revise
from measures.operations.nouns import MEASURE
from tests.conftest import FIXTURES
from tests.factories import client_of, fields_of, keys, make_report, make_user
from tests.tables import workbook

TABLE = "Code,Headline,Country,Due date\r\nA-1,Resume the talks,Northland,2027\r\nA-2,Notify,Southland,\r\n"
COLUMNS = {"columns": {"Headline": "title"}}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]


@pytest.fixture
def client() -> APIClient:
    return client_of(make_user(role="editor"))


def send(client: APIClient, text: str = TABLE, **values: str) -> dict[str, Any]:
    sent = {"file": SimpleUploadedFile("measures.csv", text.encode()), "report": "fresh", **values}
    answer = client.post("/api/v1/imports/", sent, format="multipart")
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def post(client: APIClient, address: str, body: dict[str, Any], status: int) -> dict[str, Any]:
    answer = client.post(f"/api/v1/imports/{address}", body, format="json")
    assert answer.status_code == status, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_columns_by_which_rows_are_known_are_chosen(client: APIClient) -> None:
    job = send(client, "Title,Country,Note\r\nTalks,Northland,first\r\nTalks,Northland,second\r\n")
    assert job["counts"]["new"] == 2

    job = post(client, f"{job['key']}/look/", {"identity": ["Title", "Country"]}, 200)
    assert (job["counts"]["new"], job["counts"]["rejected"]) == (1, 1)
    fault = post(client, f"{job['key']}/look/", {"identity": ["Nowhere"]}, 400)
    assert fault["errors"] == [{"field": "identity", "messages": ["There is no column “Nowhere”."]}]
    assert client.get(f"/api/v1/imports/{job['key']}/").json()["mapping"]["identity"] == ["Title", "Country"]
    assert post(client, f"{job['key']}/look/", {"identity": []}, 200)["counts"]["new"] == 2


@pytest.mark.parametrize("name", ["title", "author"])
def test_what_is_said_of_a_new_report_is_refused_where_it_is_there(name: str, client: APIClient) -> None:
    make_report("here")
    file = SimpleUploadedFile("measures.csv", TABLE.encode())

    answer = client.post("/api/v1/imports/", {"file": file, "report": "here", name: "Fresh"}, format="multipart")

    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["errors"]] == [name]
    assert not Import.objects.exists()


def test_the_same_title_of_a_report_that_is_there_is_no_other_report(client: APIClient) -> None:
    for _again in range(2):
        send(client, title="A fresh report")

    assert [report.title for report in Report.objects.all()] == ["A fresh report"]


def test_a_table_is_looked_at_mapped_written_and_undone(client: APIClient) -> None:
    job = send(client, title="A fresh report")
    assert job["counts"] == {}

    job = post(client, f"{job['key']}/look/", COLUMNS, 200)
    assert (job["counts"]["read"], job["counts"]["new"]) == (2, 2)
    assert not Measure.objects.exists()
    assert post(client, f"{job['key']}/acts/", {"act": "write"}, 202)["state"] == "waiting"
    work_on(Import.objects.get().pk)

    assert keys("measures/", client, report="fresh") == ["fresh-A-1", "fresh-A-2"]
    assert client.get(f"/api/v1/imports/{job['key']}/").json()["state"] == "applied"
    for _click in range(2):
        assert post(client, f"{job['key']}/acts/", {"act": "undo"}, 202)["state"] == "undoing"
    work_on(Import.objects.get().pk)
    undone = client.get(f"/api/v1/imports/{job['key']}/").json()
    assert (undone["state"], undone["counts"]["deleted"]) == ("undone", 2)
    assert post(client, f"{job['key']}/acts/", {"act": "undo"}, 409)["code"] == "import_not_written"
    assert not Measure.objects.exists()


def in_conflict(client: APIClient) -> tuple[dict[str, Any], dict[str, Any]]:
    """An import of which one row is in conflict, by its title; and that row."""
    first = send(client)
    post(client, f"{first['key']}/look/", {**COLUMNS, "profile_name": "ours"}, 200)
    post(client, f"{first['key']}/acts/", {"act": "write"}, 202)
    work_on(Import.objects.get().pk)
    editor = make_user(role="editor")
    revise(MEASURE, Measure.objects.get(code="A-1"), changes={"title": "Ours"}, version=1, by=editor)
    job = send(client, TABLE.replace("talks", "talks soon"), profile="ours")
    [row] = client.get(f"/api/v1/imports/{job['key']}/rows/?outcome=conflict").json()["results"]
    return job, row


def test_rows_are_listed_by_what_becomes_of_them_and_conflicts_are_decided(client: APIClient) -> None:
    job, row = in_conflict(client)

    assert (job["counts"]["conflict"], job["counts"]["unchanged"]) == (1, 1)
    assert row["before"] == {"title": "Ours"}
    assert row["fields"]["title"] == "Resume the talks soon"
    decided = post(client, f"{job['key']}/look/", {"decisions": {str(row["number"]): "take"}}, 200)
    assert (decided["counts"]["conflict"], decided["counts"]["changed"]) == (0, 1)


def test_a_conflict_is_decided_field_by_field_and_what_is_no_decision_is_refused(client: APIClient) -> None:
    first = send(client)
    post(client, f"{first['key']}/look/", {**COLUMNS, "profile_name": "ours"}, 200)
    post(client, f"{first['key']}/acts/", {"act": "write"}, 202)
    work_on(Import.objects.get().pk)
    ours = {"title": "Ours", "due_on": "2030"}
    revise(MEASURE, Measure.objects.get(code="A-1"), changes=ours, version=1, by=make_user(role="editor"))
    job = send(client, TABLE.replace("talks", "talks soon").replace("2027", "2028"), profile="ours")

    decisions = {"2": {"title": "take", "due_on": "keep"}}
    decided = post(client, f"{job['key']}/look/", {"decisions": decisions}, 200)
    refused = post(client, f"{job['key']}/look/", {"decisions": {"2": {"title": "skip"}}}, 400)

    assert (decided["counts"]["conflict"], decided["counts"]["changed"]) == (0, 1)
    assert "decisions" in str(refused["errors"])
    [row] = client.get(f"/api/v1/imports/{job['key']}/rows/?outcome=changed").json()["results"]
    assert row["before"] == {"title": "Ours"}


@pytest.mark.parametrize(
    ("decision", "left"), [({"title": "take"}, 0), ({"*": "keep"}, 0), ({"due_on": "take"}, 1), ("keep", 0)]
)
def test_a_conflict_is_decided_by_field_too(decision: Any, left: int, client: APIClient) -> None:
    job, row = in_conflict(client)
    index = str(row["number"])

    decided = post(client, f"{job['key']}/look/", {"decisions": {index: decision}}, 200)

    assert decided["decisions"] == {index: decision}
    assert decided["counts"].get("conflict", 0) == left


@pytest.mark.parametrize("decision", ["maybe", 7, ["take"], {"title": "maybe"}, {"title": "skip"}])
def test_what_is_no_decision_is_named(decision: Any, client: APIClient) -> None:
    job, row = in_conflict(client)
    index = str(row["number"])

    answer = client.post(f"/api/v1/imports/{job['key']}/look/", {"decisions": {index: decision}}, format="json")

    [names] = fields_of(answer)
    assert names.startswith(f"decisions.{index}")
    assert Import.objects.get(key=job["key"]).decisions == {}


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"file": SimpleUploadedFile("a.csv", b"%PDF-1.4")}, "file"),
        ({"file": SimpleUploadedFile("a.csv", b"a,b\r\n1,2\r\n"), "marking": "secret"}, "marking"),
        ({}, "file"),
    ],
)
def test_what_cannot_be_looked_at_is_a_400_that_names_it(sent: dict[str, Any], field: str, client: APIClient) -> None:
    answer = client.post("/api/v1/imports/", {"report": "fresh", **sent}, format="multipart")

    assert answer.status_code == 400
    assert field in answer.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize("role", ["reader", "contributor"])
def test_only_editors_import_through_the_api(role: str) -> None:
    make_report("fresh")
    client = client_of(make_user(role=role))

    assert client.get("/api/v1/imports/").status_code == 403
    answer = client.post("/api/v1/imports/", {"report": "fresh"}, format="multipart")

    assert answer.status_code == 403


def test_a_library_is_loaded_by_its_text_and_a_dry_run_writes_nothing() -> None:
    client = client_of(make_user(role="administrator"))
    text = (FIXTURES / "launch-notification.yaml").read_text(encoding="utf-8")

    looked = client.post("/api/v1/libraries/?dry_run=true", {"text": text}, format="json").json()
    assert not Report.objects.exists()
    loaded = client.post("/api/v1/libraries/", {"text": text}, format="json").json()

    assert looked == loaded
    assert next(each for each in loaded if each["kind"] == "measures")["added"] == 5
    assert Report.objects.get().slug == "launch-notification"


def test_only_administrators_load_libraries_and_faults_are_named(client: APIClient) -> None:
    administrator = client_of(make_user(role="administrator"))

    assert client.post("/api/v1/libraries/", {"text": "library: 1"}, format="json").status_code == 403
    answer = administrator.post("/api/v1/libraries/", {"text": "library: 1"}, format="json")

    assert answer.status_code == 400
    assert "line 1" in answer.content.decode()


GARBLED = "Code;Headline;Country\nA-1;Café;Northland\n"


def looked_at(client: APIClient, content: bytes, name: str = "measures.csv", **values: str) -> Any:
    sent = {"file": SimpleUploadedFile(name, content), "report": "fresh", **values}
    return client.post("/api/v1/imports/", sent, format="multipart")


def test_encoding_and_delimiter_are_said_otherwise_and_kept_in_the_profile(client: APIClient) -> None:
    content = GARBLED.replace("\n", "\r\n").encode("mac_roman")
    job = looked_at(client, content, encoding="cp1252", delimiter=",").json()
    assert [column["name"] for column in job["found"]["columns"]] == ["Code;Headline;Country"]

    job = post(client, f"{job['key']}/look/", {"delimiter": ";", "encoding": ""}, 200)
    assert job["mapping"]["way"] == {"delimiter": ";"}
    assert job["found"]["way"] == {"encoding": "mac_roman", "delimiter": ";"}
    parameters = {"encoding": "mac_roman", **COLUMNS, "profile_name": "theirs"}
    job = post(client, f"{job['key']}/look/", parameters, 200)

    assert [column["sample"] for column in job["found"]["columns"]] == [["A-1"], ["Café"], ["Northland"]]
    assert job["counts"]["new"] == 1
    again = looked_at(client, content, profile="theirs").json()
    assert again["mapping"]["way"] == {"delimiter": ";", "encoding": "mac_roman"}
    assert again["counts"]["new"] == 1


def test_the_sheet_of_a_workbook_is_chosen_among_those_that_are_not_hidden(client: APIClient, tmp_path: Path) -> None:
    content = workbook(tmp_path, {"Cover": ["Notes"], "Steps": ["Code", "Title", "Country"], "Old": ["Title"]})
    job = looked_at(client, content, "steps.xlsx").json()
    assert job["found"]["choices"] == {"sheet": ["Cover", "Steps"]}

    job = post(client, f"{job['key']}/look/", {"sheet": "Steps"}, 200)

    assert job["mapping"]["columns"] == {"Code": "code", "Title": "title", "Country": "party"}
    assert job["found"]["way"] == {"sheet": "Steps"}


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"sheet": "Nowhere"}, "There is no sheet"),
        ({"sheet": "Old"}, "is hidden"),
        ({"encoding": "cp1252"}, "does not apply to a table of this kind"),
        ({"delimiter": ";"}, "does not apply to a table of this kind"),
        ({"encoding": "latin-9"}, "not a valid choice"),
        ({"delimiter": "x"}, "not a valid choice"),
    ],
)
def test_a_choice_that_a_workbook_does_not_have_is_named(
    options: dict[str, str], found: str, client: APIClient, tmp_path: Path
) -> None:
    content = workbook(tmp_path, {"Steps": ["Code", "Title", "Country"], "Old": ["Title"]})
    job = looked_at(client, content, "steps.xlsx").json()

    for answer in (
        client.post(f"/api/v1/imports/{job['key']}/look/", options, format="json"),
        looked_at(client, content, "steps.xlsx", **options),
    ):
        assert fields_of(answer) == set(options)
        assert found in answer.content.decode()
    assert Import.objects.get().mapping["way"] == {}


@pytest.mark.parametrize(
    ("options", "field"),
    [({"encoding": "utf-16-le"}, "encoding"), ({"sheet": "A"}, "sheet"), ({"encoding": "utf-8-sig"}, "encoding")],
)
def test_a_choice_that_does_not_fit_a_text_is_named(options: dict[str, str], field: str, client: APIClient) -> None:
    answer = looked_at(client, GARBLED.encode("cp1252"), **options)

    assert fields_of(answer) == {field}
    assert not Import.objects.exists()


def test_the_header_row_is_chosen_with_the_table_and_afterwards(client: APIClient) -> None:
    job = send(client, "North,South,East\r\nWhat,Who,When\r\nResume,Northland,2027\r\n", header_row="2")
    assert [column["name"] for column in job["found"]["columns"]] == ["What", "Who", "When"]

    job = post(client, f"{job['key']}/look/", {"header_row": 1}, 200)
    refused = client.post(f"/api/v1/imports/{job['key']}/look/", {"header_row": 9}, format="json")

    assert [column["name"] for column in job["found"]["columns"]] == ["North", "South", "East"]
    assert fields_of(refused) == {"header_row"}


def test_a_long_table_is_looked_at_by_a_worker(client: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("measures.library.imports.look.MOST_AT_ONCE", 10)
    job = send(client)
    assert (job["state"], job["counts"], job["found"]) == ("looking", {}, {})
    assert post(client, f"{job['key']}/look/", {}, 409)["code"] == "import_under_way"
    work_on(Import.objects.get().pk)

    assert post(client, f"{job['key']}/look/", COLUMNS, 202)["state"] == "looking"
    work_on(Import.objects.get().pk)

    job = client.get(f"/api/v1/imports/{job['key']}/").json()
    assert (job["state"], job["counts"]["new"], job["total"]) == ("looked_at", 2, 2)


def test_a_worker_that_cannot_read_a_table_says_why(client: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("measures.library.imports.look.MOST_AT_ONCE", 10)
    job = looked_at(client, GARBLED.encode("cp1252"), encoding="utf-8-sig").json()

    work_on(Import.objects.get().pk)

    job = client.get(f"/api/v1/imports/{job['key']}/").json()
    assert (job["state"], job["problem"]) == ("failed", "This file is not in UTF-8: byte 29 cannot be read, in line 2.")
    post(client, f"{job['key']}/look/", {"encoding": ""}, 202)
    work_on(Import.objects.get().pk)
    assert client.get(f"/api/v1/imports/{job['key']}/").json()["found"]["rows"] == 1


def test_a_written_table_is_not_looked_at_again(client: APIClient) -> None:
    job = send(client)
    post(client, f"{job['key']}/look/", COLUMNS, 200)
    post(client, f"{job['key']}/acts/", {"act": "write"}, 202)
    work_on(Import.objects.get().pk)

    assert post(client, f"{job['key']}/look/", COLUMNS, 409)["code"] == "import_written"
    assert Import.objects.get().state == "applied"


def test_the_order_of_dates_and_what_goes_for_rows_that_do_not_say_are_told(client: APIClient) -> None:
    job = send(client, "Code,Title,Due date\r\nA-1,Resume the talks,03/04/2027\r\n")
    assert job["counts"]["rejected"] == 1

    parameters = {"order": "month_first", "party_kind": "organisation", "defaults": {"party": "The commission"}}
    job = post(client, f"{job['key']}/look/", parameters, 200)

    [row] = client.get(f"/api/v1/imports/{job['key']}/rows/").json()["results"]
    assert (row["outcome"], row["fields"]["due_on"]) == ("new", "2027-03-04")
    refused = client.post(f"/api/v1/imports/{job['key']}/look/", {"defaults": {"title": "x"}}, format="json")
    assert fields_of(refused) == {"defaults.title"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"PK\x03\x04 no archive", "damaged"), (b"<!doctype html><p>x", "a web page")],
    ids=["empty", "damaged", "page"],
)
def test_a_file_that_is_refused_is_named(content: bytes, reason: str, client: APIClient) -> None:
    sent = {"report": "new", "file": SimpleUploadedFile("table", content)}

    answer = client.post("/api/v1/imports/", sent, format="multipart")

    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["field"] == "file"
    assert reason in error["messages"][0]
