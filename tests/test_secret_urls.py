"""Secret addresses: made, fetched without signing in, limited, and revoked."""

import logging
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client

from cbm_tracker.attribution import RequestIdFilter
from cbm_tracker.logs import LineFormatter
from measures.errors import NotAllowedError
from measures.models import PartialDate, SecretUrl, User, Watch
from measures.operations.credentials import create_secret_url, revoke_credential
from tests.factories import client_of, fields_of, log, make_measure, make_participant, make_report, make_user

pytestmark = pytest.mark.django_db

KINDS = ("calendar", "feed")


def make(user: User, kind: str = "calendar", filters: str = "", name: str = "Mine") -> Any:
    body = {"name": name, "kind": kind, "filters": filters}
    return client_of(user).post("/api/v1/secret-urls/", body)


def path_of(user: User, kind: str = "calendar", filters: str = "") -> str:
    """Where a new address of a user leads, on this site."""
    answer = make(user, kind, filters)
    assert answer.status_code == 201, answer.content
    return "/" + answer.json()["url"].split("/", 3)[3]


@pytest.mark.parametrize("kind", KINDS)
def test_an_address_needs_no_session_and_only_its_hash_is_kept(kind: str) -> None:
    user = make_user()
    measure = make_measure(due_on="2030")
    log(measure)

    path = path_of(user, kind)
    answer = Client().get(path)

    assert answer.status_code == 200
    assert measure.code in answer.content.decode().replace("\r\n ", "")
    secret = path.rpartition("/")[2].partition(".")[0]
    kept = SecretUrl.objects.values().get()
    assert kept["digest"] == sha256(secret.encode()).hexdigest()
    assert secret not in str(kept)
    assert kept["last_used_at"] is not None


@pytest.mark.parametrize("kind", KINDS)
def test_an_address_is_told_once_and_to_its_user_only(kind: str) -> None:
    user = make_user()
    path_of(user, kind)

    [listed] = client_of(user).get("/api/v1/secret-urls/").json()["results"]

    assert "url" not in listed
    assert (listed["kind"], listed["name"]) == (kind, "Mine")
    assert client_of(make_user()).get("/api/v1/secret-urls/").json()["results"] == []
    assert Client().get("/api/v1/secret-urls/").status_code == 401


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_fetched_is_kept_from_others(kind: str) -> None:
    answer = Client().get(path_of(make_user(), kind))

    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "private" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(("kind", "media_type"), [("calendar", "text/calendar"), ("feed", "application/atom+xml")])
def test_a_program_that_takes_nothing_else_gets_it(kind: str, media_type: str) -> None:
    answer = Client().get(path_of(make_user(), kind), headers={"Accept": media_type})

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(media_type)
    assert Client().get("/api/v1/calendars/x.ics", headers={"Accept": media_type}).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_revoked_or_shut_address_is_not_there(kind: str) -> None:
    user, ending = make_user(), {"calendar": "ics", "feed": "atom"}[kind]
    path = path_of(user, kind)
    key = SecretUrl.objects.get().key
    left = path_of(gone := make_user(), kind)

    assert Client().get(f"/api/v1/{kind}s/{'x' * 43}.{ending}").status_code == 404
    assert Client().get(path.replace(ending, {"ics": "atom", "atom": "ics"}[ending])).status_code == 404
    assert Client().get(path).status_code == 200
    assert client_of(make_user()).delete(f"/api/v1/secret-urls/{key}/").status_code == 404
    assert client_of(user).delete(f"/api/v1/secret-urls/{key}/").status_code == 204
    User.objects.filter(pk=gone.pk).update(is_active=False)

    for shut in (path, left):
        answer = Client().get(shut)
        assert (answer.status_code, answer.headers["Referrer-Policy"]) == (404, "no-referrer")


def test_only_its_user_or_an_administrator_revokes_an_address() -> None:
    address, _secret = create_secret_url(make_user(), name="Mine", kind="feed")

    with pytest.raises(NotAllowedError):
        revoke_credential(address, by=make_user("editor"))
    assert SecretUrl.objects.usable().exists()

    revoke_credential(address, by=make_user("administrator"))
    assert not SecretUrl.objects.usable().exists()


@pytest.mark.parametrize("kind", KINDS)
def test_an_address_shows_at_most_what_participants_read(kind: str) -> None:
    report = make_report()
    measures = {
        marking: make_measure(report, code=f"CODE{n}", due_on="2030", marking=marking)
        for n, marking in enumerate(("public", "participants", "internal"))
    }
    for measure in measures.values():
        log(measure)

    def found(user: User) -> set[str]:
        text = Client().get(path_of(user, kind)).content.decode().replace("\r\n ", "")
        return {marking for marking, measure in measures.items() if measure.code in text or measure.key in text}

    assert found(make_user("reader")) == {"public"}
    assert found(make_user("administrator")) == {"public", "participants"}
    assert found(make_participant()) == {"public", "participants"}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_hidden_changes_no_byte(kind: str) -> None:
    report = make_report()
    make_measure(report, due_on="2030")
    path = path_of(make_user(), kind)
    before = Client().get(path)

    hidden = make_measure(report, due_on="2031", marking="internal")
    log(hidden)
    after = Client().get(path)

    assert (after.content, after.headers["ETag"]) == (before.content, before.headers["ETag"])


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_known_already_is_not_sent_again(kind: str) -> None:
    measure = make_measure(due_on="2030")
    path = path_of(make_user(), kind)
    etag = Client().get(path).headers["ETag"]

    same = Client().get(path, headers={"If-None-Match": etag})
    log(measure, title="Another")
    type(measure).objects.filter(pk=measure.pk).update(due_on=PartialDate(2031))
    changed = Client().get(path, headers={"If-None-Match": etag})

    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", etag)
    assert same.headers["Referrer-Policy"] == "no-referrer"
    assert changed.status_code == 200
    assert changed.headers["ETag"] != etag


@pytest.mark.parametrize("kind", KINDS)
def test_an_address_has_the_filters_of_its_list(kind: str) -> None:
    user = make_user()
    mine, other = make_measure(code="MINE", due_on="2030"), make_measure(code="OTHER", due_on="2030")
    for measure in (mine, other):
        log(measure)
    Watch.objects.create(measure=mine, user=user)

    for filters in ("followed=true", f"report={mine.report.slug}"):
        text = Client().get(path_of_named(user, kind, filters)).content.decode()
        assert mine.key in text
        assert other.key not in text


def path_of_named(user: User, kind: str, filters: str) -> str:
    return "/" + make(user, kind, filters, name=filters).json()["url"].split("/", 3)[3]


@pytest.mark.parametrize("kind", KINDS)
def test_filters_that_its_list_does_not_know_are_refused(kind: str) -> None:
    hidden = make_measure(marking="internal")
    refused = [make(make_user(), kind, filters) for filters in ("wind=north", "report=nowhere")]
    if kind == "feed":
        refused.append(make(make_user("reader"), kind, f"measure={hidden.key}"))

    for answer in refused:
        assert (answer.status_code, fields_of(answer)) == (400, {"filters"})
    assert not SecretUrl.objects.exists()


def test_what_an_address_was_made_for_can_be_hidden_later() -> None:
    measure = make_measure()
    path = path_of(make_user(), "feed", f"measure={measure.key}")
    assert Client().get(path).status_code == 200

    type(measure).objects.filter(pk=measure.pk).update(marking="internal")

    assert Client().get(path).status_code == 404


def test_a_name_is_used_once_until_it_is_revoked() -> None:
    user = make_user()
    make(user)

    assert make(user).status_code in (400, 409)
    revoke_credential(SecretUrl.objects.get(), by=user)
    assert make(user).status_code == 201


def test_a_secret_is_not_written_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(RequestIdFilter())
    caplog.handler.setFormatter(LineFormatter())
    with caplog.at_level(logging.WARNING):
        Client().get("/api/v1/calendars/told-to-nobody.ics")

    assert "told-to-nobody" not in caplog.text
    assert "/calendars/…" in caplog.text
