"""Files that come in through the API and the forms."""

import hashlib
import time
from pathlib import Path

import pytest
from django.test import Client

from measures.models import Evidence
from tests.factories import client_of, fields_of, make_user
from tests.files import (
    EXE,
    PDF,
    body_of,
    kept,
    signed_in,
    upload,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]


def test_the_api_takes_a_file_as_a_form_and_answers_where_it_is() -> None:
    answer = client_of(make_user()).post("/api/v1/evidence/", upload(published="2024-05"), format="multipart")

    assert answer.status_code == 201, answer.content
    file = answer.json()["file"]
    assert (file["name"], file["size"], file["media_type"]) == ("note.pdf", len(PDF), "application/pdf")
    assert file["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert body_of(Client().get(file["url"])) == PDF


@pytest.mark.parametrize("content", [EXE, b""], ids=["a program", "nothing"])
def test_the_api_names_the_file_that_it_refuses(content: bytes) -> None:
    answer = client_of(make_user()).post("/api/v1/evidence/", upload(content), format="multipart")

    assert answer.status_code == 400
    assert fields_of(answer) == {"file"}
    assert not Evidence.objects.exists()


def test_a_file_of_nothing_but_comments_is_refused_at_once() -> None:
    content, began = b"<!-- -->" * 27 + b"x", time.process_time()

    answer = client_of(make_user()).post("/api/v1/evidence/", upload(content), format="multipart")

    assert (answer.status_code, fields_of(answer)) == (400, {"file"})
    assert time.process_time() - began < 4


def test_only_whom_may_uploads(storage: Path) -> None:
    for client in (client_of(make_user(role="reader")), client_of(make_user(), scope="read")):
        assert client.post("/api/v1/evidence/", upload(), format="multipart").status_code == 403
    assert Client().post("/api/v1/evidence/", upload()).status_code == 401
    assert kept(storage) == []


class Body:
    """A body that nobody is to ask for."""

    def read(self, size: int = -1) -> bytes:
        raise AssertionError(size)

    readline = read


@pytest.mark.parametrize("address", ["/sources/new/", "/log/", "/api/v1/evidence/"])
def test_a_gigabyte_is_refused_by_its_length(address: str, storage: Path) -> None:
    announced = {"CONTENT_LENGTH": str(1 << 30), "CONTENT_TYPE": "multipart/form-data; boundary=x"}

    answer = signed_in(make_user()).post(address, **announced, **{"wsgi.input": Body()})

    assert answer.status_code == 413
    assert "25 MB" in answer.content.decode()
    assert kept(storage) == []
