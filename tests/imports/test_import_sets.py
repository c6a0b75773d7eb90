"""Public tables of others import whole, by the command and on the page, and say what their publishers say.

They are not part of the project: `CBM_SETS` names the folder they are in.
"""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from measures.models import Measure, Party
from measures.wings.imports.models import Import, Outcome
from measures.wings.imports.worker import work_on
from tests.factories import make_user
from tests.tables import counts, run

SETS = Path(os.environ.get("CBM_SETS") or "named-by-nobody")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("storage"),
    pytest.mark.skipif(not SETS.is_dir(), reason="CBM_SETS names no folder with the public tables"),
]


@dataclass(frozen=True, slots=True)
class PublicTable:
    """A table, what somebody who knows it corrects in the mapping, and how many rows it has."""

    name: str
    rows: int
    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def arguments(self) -> Sequence[str]:
        """The same for the command."""
        columns = [f"--map={theirs}={ours}" for theirs, ours in self.columns.items()]
        words = [
            f"--value={name}:{theirs}={ours}"
            for name, existing in self.words.items()
            for theirs, ours in existing.items()
        ]
        return [*columns, *words]


KEV = PublicTable("cisa-kev.csv", 1404)
NDC = PublicTable(
    "unfccc-ndcs.csv",
    741,
    {"code": "party_code"},
    {"status": {"Active": "in_progress", "Archived": "no_longer_pursued"}},
)
UPR = PublicTable("upr-info-1-5.csv", 6094, {"To": "party", "Text": "title"})
TABLES = pytest.mark.parametrize("table", [KEV, NDC, UPR], ids=lambda table: table.name)


@TABLES
def test_the_command_imports_a_table_whole_and_again_changes_nothing(table: PublicTable) -> None:
    first = run(SETS / table.name, *table.arguments, "--apply")
    again = run(SETS / table.name, *table.arguments, "--apply")

    assert counts(first) == {"read": table.rows, "new": table.rows}
    assert counts(again) == {"read": table.rows, "unchanged": table.rows}
    assert Measure.objects.count() == table.rows


@TABLES
def test_the_page_imports_a_table_whole_and_again_changes_nothing(table: PublicTable) -> None:
    client = Client()
    client.force_login(make_user(role="editor"))

    first = on_the_page(client, table, slug="imported", title="Imported")
    work_on(first.pk)
    again = on_the_page(client, table, report="imported")

    assert counts(first.counts) == {"read": table.rows, "new": table.rows}
    assert counts(again.counts) == {"read": table.rows, "unchanged": table.rows}
    assert Measure.objects.count() == table.rows


def on_the_page(client: Client, table: PublicTable, **report: str) -> Import:
    """Send a table, correct the mapping that is offered, and ask for it to be written where there is anything to."""
    content = SimpleUploadedFile(table.name, (SETS / table.name).read_bytes())
    assert client.post("/imports/", {"file": content, "marking": "public", **report}).status_code == 302
    job = Import.objects.latest("pk")
    work_on(job.pk)
    address = f"/imports/{job.key}/"
    for corrected in (
        table.columns,
        {word: ours for existing in table.words.values() for word, ours in existing.items()},
    ):
        form = client.get(address).context["form"]
        offered = {name: form[name].value() or "" for name in form.fields}
        words = {name: corrected[each.label] for name, each in form.fields.items() if each.label in corrected}
        assert client.post(address, {"look": "1", **offered, **words}).status_code == 302
        work_on(job.pk)
    job.refresh_from_db()
    if job.counts[Outcome.NEW]:
        client.post(f"{address}act/", {"act": "write"})
    return job


def test_the_vulnerabilities_are_due_when_their_catalogue_says(client: Client) -> None:
    run(SETS / KEV.name, "--apply")

    due = Counter(str(date) for date in Measure.objects.values_list("due_on", flat=True))
    assert (len(due), due["2022-05-03"]) == (345, 174)
    assert Party.objects.filter(measures__isnull=False).distinct().count() == 230


def test_the_contributions_have_the_status_parties_and_languages_of_their_registry() -> None:
    run(SETS / NDC.name, *NDC.arguments, "--apply")

    languages = Counter(extra.get("language", "") for extra in all_extra())
    statuses = Counter(Measure.objects.values_list("bearings__status", flat=True))
    undated = [extra for extra in all_extra() if not extra.get("submissionDate")]
    assert Party.objects.filter(measures__isnull=False).distinct().count() == 196
    assert statuses == {"in_progress": 421, "no_longer_pursued": 320}
    assert len(undated) == 84
    assert languages == {
        "English": 550, "Spanish": 82, "French": 74, "Arabic": 14, "Russian": 14, "Chinese": 4, "": 3,
    }  # fmt: skip


def all_extra() -> list[dict[str, Any]]:
    return list(Measure.objects.values_list("extra", flat=True))
