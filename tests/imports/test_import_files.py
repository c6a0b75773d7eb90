"""Tables of every kind go through the whole import, from their bytes to measures."""

import io
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from measures.analysis.files import faults_of_files
from measures.models import Measure, StoredFile
from measures.wings.imports.jobs import receive
from measures.wings.imports.models import Import
from tests.factories import make_user
from tests.files import archive
from tests.tables import ROWS, counts, run, table

TABLE = table(*ROWS)
MARKUP = table(("A-1", "<b>Resume</b><script>x</script>", "Northland", "", "", "<!doctype html><html>"))
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("content", "measures"),
    [
        (TABLE.encode("utf-8-sig"), 3),
        (TABLE.encode("utf-16"), 3),
        (TABLE.encode("utf-16-le"), 3),
        (TABLE.replace("first", "推进军备控制谈判，恢复热线，提前通报发射。").encode("gb18030"), 3),
        (TABLE.replace("first", "café").encode("cp1252"), 3),
        (TABLE.replace("first", "café").replace("\r\n", "\r").encode("mac_roman"), 3),
        (TABLE.replace(",", "\t").encode(), 3),
        (TABLE.replace("first", "\x0c\x1afirst").encode(), 3),
        (MARKUP.encode(), 1),
        (b'[{"title": "<html>", "party": "Northland"}]', 1),
        (b'{"title": "One", "party": "Northland"}\n{"title": "Two", "party": "Northland"}\n', 2),
    ],
    ids=["bom", "utf-16", "utf-16-le", "gb18030", "cp1252", "mac-roman", "tsv", "control", "markup", "json", "lines"],
)
def test_a_table_of_any_kind_becomes_measures(content: bytes, measures: int, tmp_path: Path, storage: Path) -> None:
    file = tmp_path / "table"
    file.write_bytes(content)

    found = run(file, "--apply")

    assert counts(found) == {"read": measures, "new": measures}
    assert Measure.objects.count() == measures


def test_markup_in_a_cell_is_text(tmp_path: Path, storage: Path, client: Client) -> None:
    file = tmp_path / "table.csv"
    file.write_text(MARKUP, encoding="utf-8")

    run(file, "--apply")

    assert Measure.objects.get().title == "<b>Resume</b><script>x</script>"
    page = client.get("/measures/imported-A-1/").content.decode()
    assert "&lt;script&gt;x" in page
    assert "<script>x" not in page


def test_a_table_that_is_too_large_is_refused(tmp_path: Path, settings: Any) -> None:
    settings.CBM_TABLE_LIMIT_MB = 1
    file = tmp_path / "table.csv"
    file.write_text(table(*((f"A-{n}", "T", "N", "", "", "x" * 90_000) for n in range(13))), encoding="utf-8")

    with pytest.raises(CommandError, match="larger than 1 MB"):
        run(file, "--apply")

    assert not Measure.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_table_that_was_taken_is_no_fault_of_the_record(tmp_path: Path, storage: Path) -> None:
    file, pins, said = tmp_path / "table.csv", tmp_path / "heads.jsonl", io.StringIO()
    for slug, content in (("markup", TABLE.replace("first", "<body>").encode()), ("utf-16", TABLE.encode("utf-16-le"))):
        file.write_bytes(content)
        run(file, "--apply", slug=slug)

    call_command("verify_journal", "--write-heads", str(pins), stdout=said)

    assert "no fault" in said.getvalue()
    assert pins.exists()


def test_a_table_that_was_changed_since_is_a_fault_of_the_record(tmp_path: Path, storage: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(MARKUP, encoding="utf-8")
    run(file, "--apply")
    kept = StoredFile.objects.get()
    assert not list(faults_of_files())

    (storage / kept.path).chmod(0o600)
    (storage / kept.path).write_text(MARKUP.replace("Resume", "Refuse"), encoding="utf-8")

    assert list(faults_of_files()) == [(kept, "it is not what was stored")]


def test_a_workbook_is_judged_before_it_is_unpacked() -> None:
    content = io.BytesIO(archive(mimetype=bytes(90_000_000)))
    new, by = {"slug": "imported"}, make_user(role="editor")
    tracemalloc.start()

    with pytest.raises(ValidationError, match="This workbook cannot be read"):
        receive(content, "book.xlsx", report=None, new=new, profile=None, marking="public", by=by)

    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000
    assert not Import.objects.exists()
