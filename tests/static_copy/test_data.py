"""The data of a copy: tables, library, briefs, and proofs that need nobody."""

import base64
import csv
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from measures.models import Entry, Measure, Role
from measures.operations.redactions import redact_entry
from measures.wings.checkpoints.operations import sign_heads
from tests.factories import log, make_evidence, make_measure, make_report, make_user
from tests.static_copy.copies import contents, publish, soon
from tests.unpacking import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def signing(settings: Any, tmp_path: Path) -> None:
    settings.CBM_SIGNING_KEY = base64.b64encode(bytes(range(32))).decode()
    settings.CBM_SIGNED_HEADS = str(tmp_path / "signed-heads.json")


@pytest.fixture
def measure() -> Measure:
    return make_measure(make_report("shoals"))


@pytest.fixture
def entry(measure: Measure) -> Entry:
    return log(measure, title="Vexentry", occurred="2026-11-01", sources=[make_evidence(title="Vexsource").key])


def signed_copy(folder: Path) -> Path:
    sign_heads(at=datetime.now(UTC))
    return publish(folder, soon(), slug="shoals")


def rows_of(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"tables/{table}").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def verify(folder: Path, key: str, public: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-I", "verify_entry.py", ".", key, public]
    return subprocess.run(command, cwd=folder / "proofs", capture_output=True, text=True, check=False)


def test_its_tables_are_those_of_the_package_beside_them(entry: Entry, tmp_path: Path) -> None:
    folder = signed_copy(tmp_path / "copy")

    package = json.loads((folder / "tables/datapackage.json").read_text(encoding="utf-8"))

    names = {path.name for path in (folder / "tables").iterdir()}
    assert names == {"datapackage.json", *(each["path"] for each in package["resources"])}
    for each in package["resources"]:
        if each["format"] == "csv" and (rows := rows_of(folder, each["path"])):
            assert list(rows[0]) == [field["name"] for field in each["schema"]["fields"]], each["path"]
    assert [row["title"] for row in rows_of(folder, "entries.csv")] == ["Vexentry"]
    assert [row["title"] for row in rows_of(folder, "evidence.csv")] == ["Vexsource"]
    [line] = (folder / "tables/entries.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["title"] == "Vexentry"


def test_it_has_the_library_and_the_brief_in_both_languages(measure: Measure, entry: Entry, tmp_path: Path) -> None:
    files = contents(signed_copy(tmp_path / "copy"))

    library = yaml.safe_load(files["library.yaml"])
    assert [each["title"]["en"] for each in library["measures"]] == [measure.title]
    assert b"Vexentry" not in files["library.yaml"]
    for brief in ("brief-en.pdf", "brief-zh-hans.pdf"):
        assert files[brief].startswith(b"%PDF")
        assert "Vexentry" in text_of(files[brief]), brief


def test_an_entry_is_proven_from_the_folder_alone(entry: Entry, tmp_path: Path) -> None:
    folder = signed_copy(tmp_path / "copy")
    [head] = json.loads((folder / "proofs/checkpoints.json").read_text(encoding="utf-8"))

    proven = verify(folder, entry.key, head["key"])
    kept = folder / f"proofs/{entry.key}.json"
    kept.write_text(kept.read_text(encoding="utf-8").replace("Vexentry", "Vexalteration"), encoding="utf-8")
    altered = verify(folder, entry.key, head["key"])

    assert (proven.returncode, proven.stderr) == (0, "")
    assert "Vexentry" in proven.stdout
    assert head["note"] in proven.stdout
    assert altered.returncode == 1
    assert "not what was sealed" in altered.stderr


def test_the_data_of_the_next_copy_is_without_what_was_redacted(measure: Measure, entry: Entry, tmp_path: Path) -> None:
    other = log(measure, title="Vexother")
    before = contents(signed_copy(tmp_path / "copy"))

    redact_entry(entry, by=make_user(Role.ADMINISTRATOR), reason="A private name stood in it.")
    after = contents(publish(tmp_path / "copy", soon(), slug="shoals"))

    assert f"proofs/{entry.key}.json" in before.keys() - after.keys()
    assert f"proofs/{other.key}.json" in after
    assert [name for name, content in after.items() if "vexdevelopment" in text_of(content).lower()] == []


def test_a_copy_has_no_proofs_of_what_was_not_signed_by_then(entry: Entry, tmp_path: Path) -> None:
    sign_heads(at=datetime.now(UTC) + timedelta(days=5))

    files = contents(publish(tmp_path / "copy", soon(), slug="shoals"))

    assert [name for name in files if name.startswith("proofs/")] == []
    assert b"Signed checkpoints" not in files["index.html"]


def test_an_archive_finds_every_file_that_the_folder_says_it_has(entry: Entry, tmp_path: Path) -> None:
    folder = signed_copy(tmp_path / "copy")

    crate: dict[str, Any] = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))

    described = {each["@id"]: each for each in crate["@graph"]}
    parts = {each["@id"] for each in described["./"]["hasPart"]}
    assert [part for part in sorted(parts) if not (folder / part).exists() or part not in described] == []
    assert {"index.html", "en/", "zh-hans/", "tables/datapackage.json", "library.yaml", "brief-en.pdf"} <= parts
    assert described["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    assert described["tables/entries.csv"]["encodingFormat"] == "text/csv"
