"""What an answer says of its version: ETag, If-None-Match, and what caches may keep."""

import pytest
from rest_framework.test import APIClient

from api.etags import etag_of
from measures.models import Role
from tests.factories import client_of, log, make_evidence, make_measure, make_user

pytestmark = pytest.mark.django_db


def test_an_etag_names_the_version_and_what_is_shown() -> None:
    assert etag_of(b"one", 3).startswith('"3.')
    assert etag_of(b"one") == etag_of(b"one")
    assert etag_of(b"one", 3) != etag_of(b"two", 3)


@pytest.mark.parametrize("existing", ["{etag}", "W/{etag}", '"other", {etag}', "*"])
def test_an_answer_that_the_reader_has_is_not_sent_again(existing: str) -> None:
    address = f"/api/v1/measures/{make_measure().key}/"
    etag = APIClient().get(address)["ETag"]

    same = APIClient().get(address, headers={"If-None-Match": existing.format(etag=etag)})

    assert (same.status_code, same.content, same["ETag"]) == (304, b"", etag)


def test_an_answer_that_has_changed_is_sent() -> None:
    measure = make_measure()
    address = f"/api/v1/measures/{measure.key}/"
    etag = APIClient().get(address)["ETag"]

    log(measure)
    changed = APIClient().get(address, headers={"If-None-Match": etag})

    assert changed.status_code == 200
    assert changed["ETag"] != etag


def test_what_a_reader_may_not_see_does_not_change_an_etag() -> None:
    measure = make_measure()
    address = f"/api/v1/measures/{measure.key}/"
    team, etag = client_of(make_user()), APIClient().get(address)["ETag"]
    for_team = team.get(address)["ETag"]

    log(measure, marking="internal")

    assert APIClient().get(address)["ETag"] == etag
    assert team.get(address)["ETag"] != for_team


@pytest.mark.parametrize(
    "address",
    [
        "dashboard/?report=two-shores",
        "changes/?report=two-shores&from=2025-04-15",
        "measures/two-shores-SOUTH-1/standing/",
        "measures/two-shores-SOUTH-1/history/",
        "ambiguities/two-shores-S1/perception/",
    ],
)
def test_a_reading_is_sent_once(reports: None, address: str) -> None:
    first = APIClient().get(f"/api/v1/{address}")
    same = APIClient().get(f"/api/v1/{address}", headers={"If-None-Match": first["ETag"]})
    other = APIClient().get(f"/api/v1/{address}", headers={"If-None-Match": '"another"'})

    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    assert (same["Vary"], same["Cache-Control"]) == (first["Vary"], first["Cache-Control"])
    assert "Content-Type" not in same.headers
    assert (other.status_code, other.content) == (200, first.content)


def test_what_is_wrong_has_no_etag() -> None:
    assert "ETag" not in APIClient().get("/api/v1/dashboard/").headers


def test_a_change_is_answered_whatever_the_writer_has() -> None:
    source = make_evidence()
    editor = client_of(make_user(role=Role.EDITOR))

    answer = editor.patch(
        f"/api/v1/evidence/{source.key}/", {"grade": "D"}, headers={"If-Match": '"1.x"', "If-None-Match": "*"}
    )

    assert answer.json()["grade"] == "D"


def test_what_somebody_is_shown_is_kept_for_nobody_else() -> None:
    for_anybody = APIClient().get("/api/v1/measures/")
    for_one = client_of(make_user()).get("/api/v1/measures/")

    assert (for_anybody["Cache-Control"], for_one["Cache-Control"]) == ("no-cache", "private, no-cache")
    assert {"Authorization", "Cookie"} <= {name.strip() for name in for_one["Vary"].split(",")}
