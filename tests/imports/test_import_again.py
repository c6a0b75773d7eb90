"""A second table of a report is met as an acquaintance, and what would write nothing is not written."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from measures.errors import NothingToWriteError
from measures.models import Measure, Party
from measures.wings.imports.models import Import
from measures.wings.imports.worker import request_undoing, request_writing, work_on
from tests.factories import make_user
from tests.tables import counts, run

HEADER = "Nr;What to do;Shore;Response;Note"
ROWS = ("1;Resume the talks;Northland;supported;first", "2;Notify launches;Southland;noted;second")
MAPPING = (
    "--map=Nr=code", "--map=What to do=title", "--map=Shore=party", "--map=Response=status",
    "--value=status:supported=implemented", "--value=status:noted=in_progress",
)  # fmt: skip
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A table whose columns nobody could guess, written as its importer mapped it."""
    path = tmp_path / "steps.csv"
    path.write_text("\n".join(["The steps of both shores", HEADER, *ROWS]), encoding="utf-8")
    run(path, "--delimiter", "semicolon", "--header-row", "2", *MAPPING, "--apply")
    return path


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(make_user(role="editor"))
    return client


def sent_by_page(editor: Client, content: str, **fields: str) -> Import:
    upload = SimpleUploadedFile("steps.csv", content.encode())
    editor.post("/imports/", {"file": upload, "report": "imported", "marking": "public", **fields})
    return Import.objects.latest("pk")


def test_a_second_table_is_read_as_the_last_of_its_report(file: Path, editor: Client) -> None:
    text = file.read_text(encoding="utf-8")
    newer = text.replace("Notify launches", "Notify all launches").replace(";Note", ";Title")

    assert counts(run(file)) == {"read": 2, "unchanged": 2}
    assert sent_by_page(editor, text).counts["unchanged"] == 2
    # A column that is new keeps its name, whatever that is.
    job = sent_by_page(editor, newer)
    assert (job.counts["changed"], job.mapping["columns"]["What to do"], "Title" in job.mapping["columns"]) == (
        2,
        "title",
        False,
    )
    assert "“steps.csv”, the last table of this report" in " ".join(job.notes)


def test_nobody_has_to_take_it_as_last_time(file: Path, editor: Client) -> None:
    text = file.read_text(encoding="utf-8").partition("\n")[2]
    page = editor.get("/imports/")
    assert page.context["form"]["profile"].value() is None
    assert "As last time for this report" in page.content.decode()

    by_names = sent_by_page(editor, text, profile="-")

    assert "What to do" not in by_names.mapping["columns"]
    with pytest.raises(CommandError, match="Choose the column that is the title"):
        run(file, "--afresh")


def test_what_is_chosen_this_time_holds(file: Path) -> None:
    found = run(file, "--map", "Note=description", "--value=status:noted=no_longer_pursued")

    assert counts(found) == {"read": 2, "changed": 2}
    assert found["mapping"]["columns"]["Note"] == "description"
    assert found["mapping"]["values"]["status"] == {
        "supported": "implemented", "noted": "no_longer_pursued", "done": "implemented",
    }  # fmt: skip


def test_a_table_without_its_columns_is_read_by_their_names(file: Path, editor: Client) -> None:
    job = sent_by_page(editor, "Code,Title,Country\n1,Resume,Northland\n")

    assert job.mapping["columns"] == {"Code": "code", "Title": "title", "Country": "party"}
    assert job.counts["rejected"] == 0
    assert "last table" not in " ".join(job.notes)


def test_a_table_that_was_undone_or_of_another_report_is_no_last_one(file: Path, editor: Client) -> None:
    job = Import.objects.get()
    request_undoing(job, by=None)
    work_on(job.pk)

    with pytest.raises(CommandError, match="Choose the column that is the title"):
        run(file)
    with pytest.raises(CommandError, match="Choose the column that is the title"):
        run(file, slug="another")


def test_the_encoding_of_the_last_table_is_not_that_of_one_that_proves_its_own(tmp_path: Path) -> None:
    path = tmp_path / "steps.csv"
    text = "Nr,What,Shore\n1,Café für alle,Northland\n"
    path.write_bytes(text.encode("mac_roman"))
    mapping = ("--map=Nr=code", "--map=What=title", "--map=Shore=party")
    run(path, "--encoding", "mac_roman", *mapping, "--apply")
    assert counts(run(path)) == {"read": 1, "unchanged": 1}

    path.write_text(text, encoding="utf-8")

    assert counts(run(path)) == {"read": 1, "unchanged": 1}


def test_what_would_write_nothing_is_not_written(file: Path, editor: Client) -> None:
    job = sent_by_page(editor, file.read_text(encoding="utf-8"))

    with pytest.raises(NothingToWriteError):
        request_writing(job, by=make_user(role="editor"))
    said = io.StringIO()
    call_command("import_table", file, "--report", "imported", "--apply", stdout=said)

    assert 'value="write"' not in editor.get(f"/imports/{job.key}/").content.decode()
    assert "There is nothing to write: no row is new or changed." in said.getvalue()
    assert Import.objects.filter(state="applied").count() == 1
    assert Import.objects.count() == 2


def test_a_header_without_rows_is_refused_by_the_command(tmp_path: Path) -> None:
    path = tmp_path / "steps.csv"
    path.write_text("Code,Title,Addressed to\n", encoding="utf-8")

    for arguments in ((), ("--apply",)):
        with pytest.raises(CommandError, match=r"steps\.csv: There are no rows below the header\."):
            run(path, *arguments)
    assert not Import.objects.exists()


def test_the_command_names_the_columns_that_may_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "steps.csv"
    path.write_text("Nr;What to do;Shore\n1;Resume;Northland\n", encoding="utf-8")

    with pytest.raises(CommandError) as raised:
        run(path)
    assert str(raised.value) == "--map: Choose the column that is the title.\nIts columns are: Nr, What to do, Shore."
    with pytest.raises(CommandError, match=r"There is no column “What”\.\nIts columns are: Nr, What to do, Shore"):
        run(path, "--map", "What=title")


NAMES = [f"Northland/Group {number}" for number in range(60)]


@pytest.fixture
def joint(tmp_path: Path) -> Path:
    Party.objects.create(code="NORTHLAND", name="Northland", kind="state")
    path = tmp_path / "joint.csv"
    path.write_text("\n".join(["Code,Title,Country", *(f"{n},Step,{name}" for n, name in enumerate(NAMES))]))
    return path


@pytest.mark.parametrize(("choice", "parties"), [("one", 60), ("several", 61)])
def test_names_that_may_be_several_are_decided_all_at_once(choice: str, parties: int, joint: Path) -> None:
    asked = run(joint)
    assert counts(asked) == {"read": 60, "rejected": 60}
    assert asked["found"]["joint_names"] == 60
    assert any(note.startswith("60 names may be one party or several") for note in asked["notes"])

    found = run(joint, "--joint-names", choice, "--apply")

    assert (counts(found), found["found"]["joint_names"]) == ({"read": 60, "new": 60}, 0)
    assert Party.objects.filter(pk__in=Measure.objects.values("parties")).count() == parties


def test_what_was_chosen_for_one_name_goes_before_what_is_chosen_for_all(joint: Path, editor: Client) -> None:
    text = joint.read_text(encoding="utf-8")
    upload = SimpleUploadedFile("steps.csv", text.encode())
    editor.post("/imports/", {"file": upload, "slug": "imported", "marking": "public"})
    job = Import.objects.get()
    form = editor.get(f"/imports/{job.key}/").context["form"]
    [first] = [field for field, word in form.words.items() if word == ("party", NAMES[0])]
    values = {name: form[name].value() or "" for name in form.fields}

    editor.post(f"/imports/{job.key}/", {"look": "1", **values, "joint_names": "several", first: NAMES[0]})

    job.refresh_from_db()
    assert job.counts["new"] == 60
    assert job.rows.filter(fields__parties__contains=["NORTHLAND"]).count() == 59
    shown = editor.get(f"/imports/{job.key}/").context["form"]
    assert shown["joint_names"].value() == "several"


def test_a_list_of_json_names_several_parties(tmp_path: Path) -> None:
    path = tmp_path / "steps.json"
    path.write_text('[{"Code": "1", "Title": "Resume", "Country": ["Ruritania, Republic of", "Southland"]}]')

    run(path, "--apply")

    assert set(Party.objects.values_list("name", flat=True)) == {"Ruritania, Republic of", "Southland"}
