"""A client that a public generator makes of the description, used as it comes: nobody has to mend it by hand."""

import importlib
import subprocess
import sys
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django.live_server_helper import LiveServer

from measures.library.load import load_library
from measures.models import Entry, Evidence, Measure, Role
from tests.conftest import FIXTURES
from tests.factories import make_token, make_user

PACKAGE = "generated_client"


@pytest.fixture(scope="module")
def generated(description: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The client's module of a name; the generator fails where it would leave something out."""
    folder = tmp_path_factory.mktemp("client")
    config = folder / "config.yaml"
    # Types that the generator does not know: YAML and Atom go out as text, a WARC as bytes.
    known = "application/yaml: text/plain, application/atom+xml: text/plain, application/warc: application/octet-stream"
    config.write_text(f"post_hooks: []\ncontent_type_overrides: {{{known}}}\n")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(description), "--meta", "none"]
    command += ["--output-path", str(folder / PACKAGE), "--config", str(config), "--fail-on-warning"]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout[-4000:] + made.stderr[-4000:]

    sys.path.insert(0, str(folder))
    yield lambda name: importlib.import_module(f"{PACKAGE}.{name}")
    sys.path.remove(str(folder))


@pytest.fixture
def editor(transactional_db: None, live_server: LiveServer, generated: Any) -> Iterator[Any]:
    """The client of an editor, on a server that has the fictional report."""
    load_library(FIXTURES / "two-shores.yaml")
    client = generated("client").AuthenticatedClient(
        base_url=live_server.url, token=make_token(make_user(role=Role.EDITOR)), raise_on_unexpected_status=True
    )
    with client:
        yield client


def test_it_lists_page_by_page(generated: Any, editor: Any) -> None:
    measures_list: ModuleType = generated("api.measures.measures_list")

    found, cursor = [], None
    while True:
        further = {"cursor": cursor} if cursor else {}
        page = measures_list.sync(client=editor, report="two-shores", page_size=3, **further)
        found += [row.key for row in page.results]
        if page.next_ is None:
            break
        cursor = parse_qs(urlsplit(page.next_).query)["cursor"][0]

    whole = Measure.objects.filter(report__slug="two-shores", parent=None).order_by("position")
    assert found == [measure.key for measure in whole]
    assert len(found) > 3


def test_it_logs_a_development(generated: Any, editor: Any) -> None:
    models: ModuleType = generated("models")
    measure = Measure.objects.filter(report__slug="two-shores", parent=None)[0]
    draft = models.EntryDraft(
        report="two-shores",
        occurred="2026-03",
        title="A ferry timetable was published",
        narrative="The harbour office published it.",
        track=models.TrackEnum.OFFICIAL,
        claim=models.ClaimEnum.REPORTED,
        sources=[models.SourceDraft(title="Timetable", publisher="Harbour office", url="https://example.org/ferry")],
        bears_on=[models.BearingDraft(on=measure.key, direction=models.BearingDirectionEnum.TOWARD, about="none")],
    )

    entry = generated("api.entries.entries_create").sync(client=editor, body=draft, idempotency_key="once")

    assert entry.occurred == "2026-03"
    assert [bearing.on for bearing in entry.bears_on] == [measure.key]
    assert Entry.objects.get(key=entry.key).title == "A ferry timetable was published"


def test_it_is_told_what_is_wrong_with_a_draft(generated: Any, editor: Any) -> None:
    models = generated("models")
    words = {"narrative": "It ran.", "track": models.TrackEnum.OFFICIAL, "claim": models.ClaimEnum.REPORTED}
    draft = models.EntryDraft(report="two-shores", occurred="2026-03", title="", bears_on=[], **words)

    answer = generated("api.entries.entries_create").sync_detailed(client=editor, body=draft)

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "title" in {error.field for error in answer.parsed.errors}
    assert not Entry.objects.filter(occurred="2026-03").exists()


def test_it_revises_a_source_of_which_it_says_the_version(generated: Any, editor: Any) -> None:
    key = Evidence.objects.order_by("key")[0].key
    revise = generated("api.evidence.evidence_partial_update").sync_detailed
    body = generated("models").PatchedEvidenceRevision(accessed="2026-10")

    without_one = revise(key, client=editor, body=body, if_match="")
    read = generated("api.evidence.evidence_retrieve").sync_detailed(key, client=editor)
    with_it = revise(key, client=editor, body=body, if_match=read.headers["ETag"])
    with_an_old_one = revise(key, client=editor, body=body, if_match=read.headers["ETag"])

    assert (without_one.status_code, without_one.parsed.code) == (428, "version_required")
    assert (with_it.status_code, with_it.parsed.accessed) == (200, "2026-10")
    assert (with_an_old_one.status_code, with_an_old_one.parsed.code) == (412, "version_conflict")
