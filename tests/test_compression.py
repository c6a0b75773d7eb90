"""Answers go out compressed to whom takes them so; ETags stay strong, and conditions work with what was received."""

import gzip
from collections.abc import Callable
from typing import Any

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from rest_framework.test import APIClient

from cbm_tracker.compression import CompressionMiddleware, coding_for
from measures.models import Role
from tests.exports import content_of
from tests.factories import client_of, make_evidence, make_measure, make_user

pytestmark = pytest.mark.django_db

UNPACKED: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_an_answer_is_compressed_as_its_reader_takes_it(coding: str) -> None:
    address = f"/api/v1/measures/{make_measure().key}/"
    plain = APIClient().get(address)

    answer = APIClient().get(address, headers={"Accept-Encoding": coding})

    assert answer["Content-Encoding"] == coding
    assert UNPACKED[coding](answer.content) == plain.content
    assert int(answer["Content-Length"]) == len(answer.content) < len(plain.content)
    assert "Accept-Encoding" in answer["Vary"]
    assert "Accept-Encoding" in plain["Vary"]
    assert not plain.has_header("Content-Encoding")


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_each_coding_has_a_strong_etag_of_its_own_by_which_it_is_not_sent_again(coding: str) -> None:
    address = f"/api/v1/measures/{make_measure().key}/"
    plain = APIClient().get(address)["ETag"]
    received = APIClient().get(address, headers={"Accept-Encoding": coding})["ETag"]

    same = APIClient().get(address, headers={"Accept-Encoding": coding, "If-None-Match": received})
    of_plain = APIClient().get(address, headers={"Accept-Encoding": coding, "If-None-Match": plain})

    assert received == f'{plain[:-1]}-{coding}"'
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", received)
    assert (of_plain.status_code, of_plain["ETag"]) == (304, plain)
    assert "Accept-Encoding" in same["Vary"]
    assert not same.has_header("Content-Encoding")


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_a_row_is_changed_in_the_version_that_was_received(coding: str) -> None:
    address = f"/api/v1/evidence/{make_evidence().key}/"
    editor = client_of(make_user(role=Role.EDITOR))
    received = editor.get(address, headers={"Accept-Encoding": coding})["ETag"]

    changed = editor.patch(address, {"accessed": "2026-10-01"}, headers={"If-Match": received})
    stale = editor.patch(address, {"accessed": "2026-10-02"}, headers={"If-Match": received})

    assert (changed.status_code, stale.status_code) == (200, 412)
    assert (changed.json()["accessed"], stale.json()["current"]) == ("2026-10-01", changed.json()["version"])


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_a_table_is_compressed_while_it_goes_out(coding: str) -> None:
    make_measure(title="渡轮时刻表")
    plain = content_of(APIClient().get("/api/v1/measures/?format=csv"))

    answer = APIClient().get("/api/v1/measures/?format=csv", headers={"Accept-Encoding": coding})

    assert (answer["Content-Encoding"], answer.has_header("Content-Length")) == (coding, False)
    assert UNPACKED[coding](content_of(answer)) == plain


def test_a_workbook_which_is_compressed_already_is_left_as_it_is() -> None:
    answer = APIClient().get("/api/v1/measures/?format=xlsx", headers={"Accept-Encoding": "br, gzip"})

    assert not answer.has_header("Content-Encoding")
    assert content_of(answer).startswith(b"PK")


def test_a_page_is_compressed_to_a_random_length_so_that_none_can_be_guessed_from_it() -> None:
    make_measure()

    answers = [Client().get("/glossary/", headers={"Accept-Encoding": "br, gzip"}) for _ in range(8)]

    assert {answer["Content-Encoding"] for answer in answers} == {"gzip"}
    assert gzip.decompress(answers[0].content).lstrip().lower().startswith(b"<!doctype html>")
    assert len({len(answer.content) for answer in answers}) > 1


def test_an_error_is_compressed_where_it_is_long_and_left_where_it_is_short() -> None:
    short = APIClient().get("/api/v1/nope/", headers={"Accept-Encoding": "br"})

    assert (short.status_code, short.has_header("Content-Encoding")) == (404, False)


@pytest.mark.parametrize(
    ("accepted", "media_type", "coding"),
    [
        ("", "application/json", ""),
        ("identity", "application/json", ""),
        ("gzip, deflate, br, zstd", "application/json", "br"),
        ("gzip, deflate, br, zstd", "text/html", "gzip"),
        ("GZip", "application/json", "gzip"),
        ("br;q=0.2, gzip;q=0.9", "application/json", "gzip"),
        ("br;q=0, gzip;q=0", "application/json", ""),
        ("*", "application/json", "br"),
        ("*;q=0", "text/csv", ""),
        ("br;q=nonsense", "application/json", ""),
        (";;,,;q=", "application/json", ""),
    ],
)
def test_the_coding_is_the_one_that_a_reader_likes_best(accepted: str, media_type: str, coding: str) -> None:
    assert coding_for(accepted, media_type) == coding


def through(response: Any) -> Any:
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    return CompressionMiddleware(lambda _request: response)(request)


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(b"a" * 499),
        HttpResponse(b"a" * 9000, content_type="image/png"),
        HttpResponse(b"a" * 9000, headers={"Content-Encoding": "br"}),
        HttpResponse(b"a" * 9000, status=206),
        HttpResponse(status=204),
    ],
    ids=["short", "picture", "compressed", "part", "nothing"],
)
def test_what_gains_nothing_goes_out_as_it_is(response: HttpResponse) -> None:
    content, coding = response.content, response.get("Content-Encoding")

    answer = through(response)

    assert (answer.content, answer.get("Content-Encoding")) == (content, coding)


def test_a_weak_etag_stays_as_it_is() -> None:
    answer = through(StreamingHttpResponse([b"a" * 9000], headers={"ETag": 'W/"abc"'}))

    assert answer["ETag"] == 'W/"abc"'
    assert gzip.decompress(content_of(answer)) == b"a" * 9000
