"""Documents cost a processor each: strangers get so many a minute, and so many at once, on pages as in the API."""

from threading import Event, Thread

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory

from cbm_tracker.throttling import FileThrottle, FormThrottleMiddleware
from measures.errors import CrowdedError
from measures.models import User
from measures.wings.briefs import answers
from measures.wings.briefs.answers import place_for
from tests.factories import make_measure, make_report, make_user
from tests.files import signed_in

pytestmark = pytest.mark.django_db
STRANGER = AnonymousUser()


def test_strangers_files_are_counted_on_pages_and_those_of_others_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(FileThrottle, "THROTTLE_RATES", {"address": "2/min"})
    middleware = FormThrottleMiddleware(lambda _request: HttpResponse())

    def asked(address: str, user: User | AnonymousUser = STRANGER) -> int:
        request = RequestFactory().get(address)
        request.user = user
        return middleware(request).status_code

    assert [asked("/brief/?format=pdf") for _ in range(3)] == [200, 200, 429]
    assert asked("/measures/?format=xlsx") == 429
    assert asked("/brief/") == 200
    assert asked("/brief/?format=pdf", make_user("reader")) == 200


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "PATIENCE", 0.01)


@pytest.mark.usefixtures("impatient")
def test_while_another_is_made_strangers_are_asked_to_come_again_and_others_get_theirs() -> None:
    make_measure(make_report("calm"))
    address, reader = "/brief/?report=calm&format=docx", signed_in(make_user("reader"))
    with place_for(STRANGER):
        refused = [Client().get(address), Client().get(f"/api/v1{address}")]
        served = reader.get(address)

    assert [answer.status_code for answer in refused] == [503, 503]
    assert refused[1].json()["code"] == "crowded"
    assert {answer.headers["Retry-After"] for answer in refused} == {"3"}
    assert served.status_code == Client().get(address).status_code == 200


@pytest.mark.usefixtures("impatient")
def test_those_who_are_signed_in_make_two_at_once() -> None:
    reader = make_user("reader")

    with place_for(reader), place_for(reader), pytest.raises(CrowdedError), place_for(reader):
        pass

    with place_for(STRANGER):
        pass


def test_one_that_fails_leaves_its_place() -> None:
    with pytest.raises(ZeroDivisionError), place_for(STRANGER):
        raise ZeroDivisionError

    with place_for(STRANGER):
        pass


def test_whoever_comes_waits_a_moment_for_a_place() -> None:
    is_held, got = Event(), Event()

    def make_one() -> None:
        with place_for(STRANGER):
            is_held.set()
            got.wait(0.2)

    maker = Thread(target=make_one)
    maker.start()
    is_held.wait(5)
    with place_for(STRANGER):
        got.set()
    maker.join()
