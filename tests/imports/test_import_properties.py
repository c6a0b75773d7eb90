"""Whatever a file holds, it is imported wholly, or refused in plain words with nothing written."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measures.models import Bearing, Entry, Measure, Party, Report
from measures.wings.imports.models import Import, Outcome
from tests.tables import HEADER, ROWS, run, table

CELLS = st.text(max_size=30) | st.sampled_from(
    [
        "A-1",
        "2027",
        "31.12.2027",
        "0000",
        "done",
        "Northland; Southland",
        ";",
        "=1+1",
        "<b>",
        "\x00",
        "x" * 600,
        "9" * 400,
    ]
)
TABLES = st.lists(st.tuples(*[CELLS] * len(HEADER)), max_size=8).map(lambda rows: table(*ROWS, *rows))
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "cp1252", "mac_roman"])
ENCODED_TABLES = st.tuples(TABLES, ENCODINGS).map(lambda each: each[0].encode(each[1], "replace"))
ANY_TEXT = st.text(st.characters(), max_size=9)
RECORDS = st.lists(
    st.dictionaries(
        st.sampled_from(HEADER) | ANY_TEXT, CELLS | ANY_TEXT | st.none() | st.floats() | st.lists(ANY_TEXT), max_size=5
    ),
    max_size=5,
).map(lambda records: json.dumps(records).encode())


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A table with some bytes put in, taken out or overwritten."""
    content = bytearray(draw(ENCODED_TABLES))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(content)))
        content[at : at + draw(st.integers(0, 9))] = draw(st.binary(max_size=9))
    return bytes(content)


def left() -> list[int]:
    return [model.objects.count() for model in (Report, Measure, Entry, Bearing, Party, Import)]


@pytest.mark.django_db
@given(content=ENCODED_TABLES | RECORDS | mutated() | st.binary(max_size=300))
@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
def test_a_file_is_imported_wholly_or_refused_and_nothing_written(
    content: bytes, tmp_path: Path, storage: Path
) -> None:
    file = tmp_path / "table"
    file.write_bytes(content)

    with transaction.atomic():
        try:
            found = run(file, "--apply")
        except CommandError:
            assert left() == [0] * 6
        else:
            assert found["read"] == sum(found[outcome] for outcome in Outcome.values) == len(found["rows"])
            assert found["new"] == Measure.objects.count()
            assert all(row["problems"] for row in found["rows"] if row["outcome"] == "rejected")
        transaction.set_rollback(True)
