"""The address of a source is one of http or https, and contains no user name or password; an older one is only read."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from measures.library.load import load_library
from measures.library.read import LibraryError
from measures.models import Entry, Evidence
from measures.operations.drafts import SourceDraft
from measures.operations.evidence import record_evidence
from tests.conftest import FIXTURES
from tests.factories import client_of, fields_of, log, make_evidence, make_measure, make_user

pytestmark = pytest.mark.django_db

RULE = "Enter an address that begins with http:// or https://, without user name or password."
REFUSED = [
    "ftp://example.org/note",
    "https://user:secret@example.org/note",
    "https://user@example.org/",
    "HTTP://user:@example.org/",
]
TAKEN = ["https://example.org/note", "HTTP://example.org/@user?mail=a@example.org#@"]


def draft(url: str, **fields: str) -> SourceDraft:
    return SourceDraft(title="A note", publisher="Harbour office", url=url, **fields)


@pytest.mark.parametrize("url", REFUSED)
@pytest.mark.parametrize("field", ["url", "archive_url"])
def test_others_are_refused_with_the_field_named(url: str, field: str) -> None:
    source = draft(**{"url": "https://example.org/", field: url})

    with pytest.raises(ValidationError) as raised:
        record_evidence(source, by=make_user())
    answer = client_of(make_user()).post("/api/v1/evidence/", {"title": "T", "publisher": "P", field: url})

    assert raised.value.message_dict[field] == [RULE]
    assert answer.status_code == 400 and field in fields_of(answer)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("url", TAKEN)
def test_addresses_of_the_web_are_taken(url: str) -> None:
    assert record_evidence(draft(url), by=make_user()).url == url


def test_a_development_brings_no_other_address_either() -> None:
    measure = make_measure()
    client = Client()
    client.force_login(make_user())
    sent = {"title": "A note", "publisher": "P", "url": REFUSED[1], "kind": "press", "grade": "B", "credibility": "2"}

    with pytest.raises(ValidationError) as raised:
        log(measure, sources=[draft(REFUSED[1])])
    form_key = client.get("/sources/new/").context["form_key"]
    page = client.post("/sources/new/", {**sent, "marking": "public", "form_key": form_key})

    assert raised.value.message_dict == {"sources.0.url": [RULE]}
    assert page.status_code == 400 and RULE in page.content.decode()
    assert not Entry.objects.exists() and not Evidence.objects.exists()


@pytest.mark.parametrize("url", REFUSED[:2])
def test_a_library_with_another_is_refused(tmp_path: Path, url: str) -> None:
    library = tmp_path / "library.yaml"
    text = (FIXTURES / "two-shores.yaml").read_text()
    library.write_text(text.replace("https://example.org/two-shores/south/fog-signals", url))

    with pytest.raises(LibraryError, match="contains no user name or password"):
        load_library(library)

    assert not Evidence.objects.exists()


def test_an_older_one_is_read_as_text_and_its_source_is_still_judged() -> None:
    measure = make_measure()
    source = make_evidence(url=REFUSED[1], archive_url=REFUSED[0])
    entry = log(measure, sources=[source.key])
    editor = client_of(make_user(role="editor"))

    for address in (f"/sources/{source.key}/", f"/journal/{entry.key}/"):
        page = Client().get(address).content.decode()
        assert REFUSED[1] in page and f'href="{REFUSED[1]}"' not in page and f'href="{REFUSED[0]}"' not in page
    answer: Any = editor.patch(
        f"/api/v1/evidence/{source.key}/", {"grade": "A", "archive_url": ""}, headers={"If-Match": "*"}
    )

    assert answer.status_code == 200 and answer.json()["url"] == REFUSED[1]
