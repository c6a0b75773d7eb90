"""The documents name what is there."""

import re
from pathlib import Path

import pytest

from tests.servers import ROOT

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
ROOMS = ("api", "bench", "cbm_tracker", "docker", "docs", "fixtures", "measures", "tests")
FILE_NAME = re.compile(r"`([\w./-]+\.(?:py|sql|html|yaml))[:`]")
FILES = {f"/{file.relative_to(ROOT)}" for room in ROOMS for file in (ROOT / room).rglob("*.*")}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_a_file_that_a_document_names_is_there(document: Path) -> None:
    names = set(FILE_NAME.findall(document.read_text()))

    assert {name for name in names if not any(file.endswith(f"/{name}") for file in FILES)} == set()
