"""The pages of an import: look, map, settle, write, undo; and only editors do so."""

from typing import Any
from unittest.mock import Mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from measures.models import Measure, Party, Report
from measures.operations.editing import revise
from measures.operations.nouns import MEASURE
from measures.wings.imports.models import Import, ImportProfile, ImportState
from measures.wings.imports.worker import work_on
from tests.factories import keys, make_report, make_user
from tests.markup import compact

TABLE = (
    "Code,Headline,Country,Due date,Status\r\n"
    "A-1,Resume the talks,Northland,2027,Open\r\n"
    "A-2,Notify,Southland,,Shut\r\n"
)
WORDS = {"value-status-0": "-", "value-status-1": "-"}
# As a spreadsheet program writes a workbook that has a password.
PROTECTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make_user(role="editor"))
    return client


@pytest.fixture
def act_on(monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any) -> Any:
    """Acts on an import, and lets the worker do at once what it was woken for."""
    monkeypatch.setattr("measures.wings.imports.tasks.work_on_import.delay", work_on)

    def act(client: Client, job: Import, act: str) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"/imports/{job.key}/act/", {"act": act})

    return act


def upload(client: Client, text: str = TABLE, **values: str) -> Import:
    sent = {"file": SimpleUploadedFile("measures.csv", text.encode()), "marking": "public", **values}
    answer = client.post("/imports/", sent)
    assert answer.status_code == 302, answer.content.decode()
    return Import.objects.latest("pk")


def look(client: Client, job: Import, **values: str) -> str:
    columns = {"column-0": "code", "column-1": "title", "column-2": "party", "column-3": "due_on", "column-4": "-"}
    sent = {"look": "1", "order": "day_first", "party_kind": "state", **columns, **WORDS, **values}
    return client.post(f"/imports/{job.key}/", sent, follow=True).content.decode()


def test_a_newcomer_maps_columns_and_words_sees_the_rows_and_writes_them(client: Client, act_on: Any) -> None:
    job = upload(client, slug="fresh", title="A fresh report")
    page = client.get(f"/imports/{job.key}/").content.decode()
    assert "What the columns mean" in page
    assert not Measure.objects.exists()

    page = look(client, job, **{"column-4": "status"})
    assert "“Open” is not one of our statuses" in page
    page = look(client, job, **{"column-4": "status", "value-status-0": "in_progress", "value-status-1": "implemented"})
    assert "Write 2 rows" in page
    act_on(client, job, "write")

    job.refresh_from_db()
    assert job.state == ImportState.APPLIED
    assert keys("measures/", report="fresh") == ["fresh-A-1", "fresh-A-2"]
    assert Report.objects.get(slug="fresh").title == "A fresh report"


def test_a_mapping_is_kept_and_used_for_the_next_table(client: Client) -> None:
    make_report("here")
    job = upload(client, report="here")
    look(client, job, profile_name="ours")

    again = upload(client, report="here", profile=str(ImportProfile.objects.get(name="ours").pk))

    assert again.counts["new"] == 2


def test_conflicts_are_settled_row_by_row(client: Client, act_on: Any) -> None:
    make_report("here")
    job = upload(client, report="here")
    look(client, job)
    act_on(client, job, "write")
    editor = make_user(role="editor")
    for code in ("A-1", "A-2"):
        revise(MEASURE, Measure.objects.get(code=code), changes={"title": f"Ours {code}"}, version=1, by=editor)
    newer = upload(client, TABLE.replace("talks", "talks soon").replace("Notify", "Notify all"), report="here")
    page = look(client, newer)
    assert newer.rows.filter(outcome="conflict").count() == 2
    assert "Ours A-1" in page
    assert "Resume the talks soon" in page

    page = client.post(
        f"/imports/{newer.key}/settle/", {"row-2": "take", "row-3": "keep"}, follow=True
    ).content.decode()
    assert "Decisions saved" in page
    act_on(client, newer, "write")

    assert Measure.objects.get(code="A-1").title == "Resume the talks soon"
    assert Measure.objects.get(code="A-2").title == "Ours A-2"


@pytest.fixture
def in_conflict(client: Client, act_on: Any) -> Import:
    """An import whose title and target date in row 2, and title in row 3, somebody here has changed too."""
    make_report("here")
    job = upload(client, report="here")
    look(client, job)
    act_on(client, job, "write")
    editor = make_user(role="editor")
    ours = {"A-1": {"title": "Ours A-1", "due_on": "2030"}, "A-2": {"title": "Ours A-2"}}
    for code, changes in ours.items():
        revise(MEASURE, Measure.objects.get(code=code), changes=changes, version=1, by=editor)
    text = TABLE.replace("talks", "talks soon").replace("2027", "2028").replace("Notify", "Notify all")
    newer = upload(client, text, report="here")
    look(client, newer)
    assert newer.rows.filter(outcome="conflict").count() == 2
    return newer


def test_conflicts_are_settled_field_by_field(client: Client, act_on: Any, in_conflict: Import) -> None:
    places = {name: place for place, name in enumerate(in_conflict.rows.get(row_number=2).in_conflict)}
    page = client.get(f"/imports/{in_conflict.key}/").content.decode()
    assert f'name="row-2-{places["due_on"]}"' in page

    client.post(f"/imports/{in_conflict.key}/settle/", {"row-2": "-", f"row-2-{places['title']}": "take"})
    assert in_conflict.rows.get(row_number=2).in_conflict == ["due_on"]
    client.post(f"/imports/{in_conflict.key}/settle/", {"row-2": "-", "row-2-0": "keep", "row-3": "skip"})
    act_on(client, in_conflict, "write")

    first = Measure.objects.get(code="A-1")
    assert (first.title, str(first.due_on)) == ("Resume the talks soon", "2030")
    assert Measure.objects.get(code="A-2").title == "Ours A-2"


@pytest.mark.parametrize(("decision", "title"), [("take", "Notify all"), ("keep", "Ours A-2")])
def test_all_conflicts_are_settled_at_once_but_for_those_decided(
    decision: str, title: str, client: Client, act_on: Any, in_conflict: Import
) -> None:
    client.post(f"/imports/{in_conflict.key}/settle/", {"row-2": "skip", "row-3": "-", "all": decision})
    act_on(client, in_conflict, "write")

    assert not in_conflict.rows.filter(outcome="conflict").exists()
    assert Measure.objects.get(code="A-1").title == "Ours A-1"
    assert Measure.objects.get(code="A-2").title == title


def test_an_import_is_undone_on_its_page_and_a_second_click_does_nothing_more(client: Client, act_on: Any) -> None:
    make_report("here")
    job = upload(client, report="here")
    look(client, job)
    act_on(client, job, "write")

    act_on(client, job, "undo")
    act_on(client, job, "undo")

    job.refresh_from_db()
    assert job.state == ImportState.UNDONE
    assert not Measure.objects.exists()


def test_a_page_that_shows_how_far_it_is_does_not_read_the_table_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_report("here")
    job = upload(client, report="here")
    look(client, job)
    Import.objects.filter(pk=job.pk).update(state=ImportState.RUNNING, done=1)
    monkeypatch.setattr("measures.wings.imports.jobs.file_on_disk", Mock(side_effect=AssertionError))

    page = client.get(f"/imports/{job.key}/").content.decode()

    assert "1 of 2 rows processed" in page
    assert "Cancel this import" in page


def test_the_rows_can_be_taken_home_as_a_file(client: Client) -> None:
    make_report("here")
    job = upload(client, TABLE + "A-3,,Northland,,\r\n", report="here")
    look(client, job)

    answer = client.get(f"/imports/{job.key}/rows.csv")

    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "title: The title is empty." in text
    assert answer.headers["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize(
    ("content", "values", "found"),
    [
        (b"%PDF-1.4 x", {"slug": "fresh"}, "not a table"),
        (b"", {"slug": "fresh"}, "empty"),
        (b"PK\x03\x04 cut off", {"slug": "fresh"}, "This workbook cannot be read"),
        (PROTECTED, {"slug": "fresh"}, "protected by a password"),
        (TABLE.encode(), {}, "Choose a report, or enter a short name for a new one."),
        (TABLE.encode(), {"slug": "here"}, "There is already a report with this short name"),
    ],
)
def test_what_cannot_be_imported_is_told_plainly(
    content: bytes, values: dict[str, str], found: str, client: Client
) -> None:
    make_report("here")
    sent = {"file": SimpleUploadedFile("measures.csv", content), "marking": "public", **values}

    answer = client.post("/imports/", sent)

    assert answer.status_code == 400
    assert found in answer.content.decode()
    assert not Import.objects.exists()


def test_no_report_is_chosen_for_whoever_imports(client: Client) -> None:
    make_report("here")

    answer = client.get("/imports/", {"report": "here"})

    assert answer.context["form"]["report"].value() is None
    assert "<details open><summary>A new report" in compact(answer.content.decode())


@pytest.mark.parametrize("name", ["slug", "title", "author"])
def test_a_chosen_report_and_a_new_one_are_refused(name: str, client: Client) -> None:
    make_report("here")
    file = SimpleUploadedFile("measures.csv", TABLE.encode())

    answer = client.post("/imports/", {"file": file, "marking": "public", "report": "here", name: "fresh"})

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [name]
    assert "already exists: leave this empty" in answer.content.decode()
    assert not Import.objects.exists()
    assert Report.objects.count() == 1


def test_the_first_form_takes_encoding_and_delimiter(client: Client) -> None:
    text = "Code;Headline;Country\r\nA-1;Talks, long ones;Zürich\r\nA-2;Talks, at last;Zürich\r\n"
    file = SimpleUploadedFile("measures.csv", text.encode("mac_roman"))
    new = {"marking": "public", "slug": "fresh"}

    client.post("/imports/", {"file": file, **new, "encoding": "mac_roman", "delimiter": ";"})

    job = Import.objects.get()
    assert job.mapping["way"] == {"encoding": "mac_roman", "delimiter": ";"}
    assert [column["name"] for column in job.found["columns"]] == ["Code", "Headline", "Country"]


@pytest.mark.parametrize(
    ("content", "form", "field"),
    [
        ("A-1,é".encode("cp1252"), {"encoding": "utf-8-sig"}, "encoding"),
        (b'[{"Code": "A-1"}]', {"encoding": "cp1252"}, "encoding"),
        (b'Code,Title\nA-1,"One\n', {}, "file"),
    ],
)
def test_the_first_form_says_at_which_field_a_table_cannot_be_read(
    content: bytes, form: dict[str, str], field: str, client: Client
) -> None:
    file = SimpleUploadedFile("measures.csv", content)

    answer = client.post("/imports/", {"file": file, "marking": "public", "slug": "fresh", **form})

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert not Report.objects.exists()


def test_columns_by_which_rows_are_known_are_chosen_and_kept(client: Client, act_on: Any) -> None:
    table = "Headline,Country,Note\r\nTalks,Northland,{note}\r\n"
    columns = {"column-0": "title", "column-1": "party", "column-2": "-"}
    job = upload(client, table.format(note="first"), slug="fresh")
    page = look(client, job, **columns)
    assert "all cells identify a row" in page
    assert "Columns that identify a row without a code" in page

    client.post(f"/imports/{job.key}/", values_sent(client, job, **columns, identity="column-0"))
    act_on(client, job, "write")
    again = upload(client, table.format(note="second"), report="fresh")

    assert Import.objects.get(pk=job.pk).mapping["identity"] == ["Headline"]
    assert client.get(f"/imports/{again.key}/").context["form"]["identity"].value() == ["column-0"]
    client.post(f"/imports/{again.key}/", values_sent(client, again, **columns))
    again.refresh_from_db()
    assert (again.counts["new"], again.counts["changed"]) == (0, 1)


@pytest.mark.parametrize("role", ["reader", "contributor"])
def test_only_editors_import(role: str) -> None:
    make_report("here")
    client = Client()
    client.force_login(make_user(role=role))
    sent = {"file": SimpleUploadedFile("measures.csv", TABLE.encode()), "marking": "public", "report": "here"}

    assert client.get("/imports/").status_code == 403
    assert client.post("/imports/", sent).status_code == 403
    assert not Import.objects.exists()


def test_encoding_and_delimiter_are_said_on_the_page_and_what_does_not_fit_is_told_there(client: Client) -> None:
    make_report("here")
    job = upload(client, "Code;Headline;Country\r\nA-1;Talks;Northland\r\n", report="here")
    assert client.get(f"/imports/{job.key}/").context["form"]["delimiter"].value() == "-"

    answer = client.post(f"/imports/{job.key}/", values_sent(client, job, encoding="utf-16"))
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["encoding"]
    client.post(f"/imports/{job.key}/", values_sent(client, job, delimiter=","))
    page = client.get(f"/imports/{job.key}/").content.decode()

    assert "Code;Headline;Country" in page
    assert "Choose the column that is the title." in page
    job.refresh_from_db()
    assert job.mapping["way"] == {"delimiter": ","}


def values_sent(client: Client, job: Import, **otherwise: str) -> dict[str, str]:
    """The form of a mapping as a page offers it, with some of it said otherwise."""
    form = client.get(f"/imports/{job.key}/").context["form"]
    return {"look": "1", **{name: form[name].value() or "" for name in form.fields}, **otherwise}


def test_a_long_table_is_looked_at_in_the_background_and_its_page_shows_how_far_that_is(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("measures.wings.imports.look.MOST_AT_ONCE", 10)
    make_report("here")
    job = upload(client, report="here")

    page = client.get(f"/imports/{job.key}/").content.decode()
    assert "0 rows read" in page
    assert "Cancel this import" in page
    work_on(job.pk)

    assert "What the columns mean" in client.get(f"/imports/{job.key}/").content.decode()


def test_rows_that_do_not_say_are_addressed_and_of_a_kind_as_the_page_is_told(client: Client, act_on: Any) -> None:
    make_report("here")
    job = upload(client, "Code,Title\r\nA-1,Resume the talks\r\n", report="here")
    page = client.get(f"/imports/{job.key}/").content.decode()
    assert "Addressed to: This row does not name the party addressed." in page

    client.post(
        f"/imports/{job.key}/",
        values_sent(client, job, default_party="Northland", party_kind="group", default_kind="joint"),
    )
    act_on(client, job, "write")

    measure = Measure.objects.get()
    assert (measure.kind, [(party.name, party.kind) for party in measure.parties.all()]) == (
        "joint", [("Northland", "group")],
    )  # fmt: skip


def test_owners_and_parties_of_other_names_are_proposed_and_matched_only_when_somebody_says_so(
    client: Client, act_on: Any
) -> None:
    make_report("here")
    wei = make_user(name="Wei Zhang", email="wei@example.org")
    Party.objects.create(code="NL", name="Northlands")
    job = upload(client, "Code,Title,Country,Owner\r\nA-1,Resume the talks,Northland,Zhang Wei\r\n", report="here")
    offered = client.get(f"/imports/{job.key}/").context["form"]
    assert {offered[name].label: offered[name].value() for name in offered.words} == {
        "Northland": "-", "Zhang Wei": "-",
    }  # fmt: skip
    assert (job.counts["rejected"], Party.objects.count()) == (1, 1)

    client.post(f"/imports/{job.key}/", values_sent(client, job, **{"match-0": "NL", "match-1": wei.email}))
    job.refresh_from_db()
    assert job.counts["new"] == 1
    client.post(f"/imports/{job.key}/", values_sent(client, job, **{"match-0": "-"}))
    job.refresh_from_db()
    assert job.mapping["values"]["party"]["Northland"] == ""
    client.post(f"/imports/{job.key}/", values_sent(client, job, **{"match-1": "NL"}))
    act_on(client, job, "write")

    measure = Measure.objects.get()
    assert [party.code for party in measure.parties.all()] == ["NL"]
    assert [owner.user for owner in measure.owners.select_related("user")] == [wei]


def test_a_word_that_stood_for_ours_can_stand_for_nothing_again(client: Client) -> None:
    make_report("here")
    job = upload(client, report="here")
    both = {"column-4": "status", "value-status-0": "in_progress", "value-status-1": "implemented"}
    look(client, job, **both)
    look(client, job, **both)
    job.refresh_from_db()
    assert job.counts["new"] == 2

    look(client, job, **{**both, "value-status-1": "-"})

    job.refresh_from_db()
    assert (job.counts["new"], job.counts["rejected"]) == (1, 1)
