"""What stands in the log: which request it belongs to, through Celery too, and nothing that is secret or personal."""

import io
import json
import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest
from celery.contrib.testing.worker import start_worker
from django.conf import settings as configured
from django.db import IntegrityError
from django.test import Client
from rest_framework.test import APIClient

from cbm_tracker.attribution import Actor, RequestIdFilter, acting, current
from cbm_tracker.celery import app
from cbm_tracker.logs import JsonFormatter, LineFormatter
from cbm_tracker.secrecy import scrubbed
from measures.models import User
from measures.operations.credentials import create_secret_url
from measures.wings.digests.mail_urls import Purpose
from tests.digests.test_digest_sending import MailServer, digest_for, mail_server, send_all  # noqa: F401 (a fixture)
from tests.factories import make_measure, make_token, make_user

PASSWORD = "correct-horse-battery-staple"


@pytest.fixture(params=[LineFormatter, JsonFormatter])
def log_text(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """All that is logged, from DEBUG on, as it would be written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(request.param())
    handler.addFilter(RequestIdFilter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.setLevel(level)
    root.removeHandler(handler)


def fail_with_what_a_row_says(user: User) -> None:
    """An error whose text and traceback hold what the database told of a row."""
    try:
        User.objects.create_user(user.email, None, name=user.name)
    except IntegrityError:
        logging.getLogger("measures").exception("It was refused.")


@pytest.mark.django_db(transaction=True)
def test_a_whole_journey_leaves_nothing_secret_or_personal_in_the_log(
    log_text: io.StringIO,
    mail_server: MailServer,  # noqa: F811
) -> None:
    user = make_user(email="wei.keeper@example.org", name="Wei Keeper", password=PASSWORD)
    token, (_, secret) = make_token(user), create_secret_url(user, name="Mine", kind="calendar")
    measure = make_measure()
    links = [Purpose("stop", user.pk).url, Purpose("checked", user.pk, measure.key).url]
    client = Client(raise_request_exception=False)

    for password in ("another-wrong-password", PASSWORD):
        client.post("/accounts/login/", {"login": user.email, "password": password})
    client.post("/accounts/password/reset/", {"email": user.email})
    [mail] = mail_server.wait(1)
    reset = next(word for word in str(mail.get_body()).split() if "/reset/key/" in word)
    for address in (reset, reset.replace("key/1", "key/9"), *links, *(link[:-3] for link in links)):
        client.get("/" + address.split("/", 3)[3])
    Client(enforce_csrf_checks=True).post(reset, {"password1": PASSWORD})
    for brought in (token, f"{token}x"):
        api = APIClient(raise_request_exception=False)
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {brought}")
        api.get("/api/v1/users/me/", {"q": user.email})
        api.post("/api/v1/tokens/", {"name": "Of Wei Keeper", "scope": "everything"})
    for kind in (f"calendars/{secret}.ics", f"calendars/{secret}x.ics", f"feeds/{secret}.atom"):
        client.get(f"/api/v1/{kind}")
    mail_server.answers[user.email] = f"550 5.1.1 <{user.email}>: nobody here"
    send_all([digest_for(measure, user)])
    fail_with_what_a_row_says(user)

    found = log_text.getvalue()
    assert found.count("\n") > 10
    reset_key = reset.rstrip("/").rsplit("/", 1)[1]
    signed = [link.rstrip("/").rsplit("/", 1)[1] for link in links]
    secrets = [PASSWORD, "another-wrong-password", token, secret, reset_key, *signed, user.password]
    assert [each for each in (*secrets, user.email, "Wei") if each in found] == []


def test_every_logger_writes_through_what_keeps_secrets_out() -> None:
    logging_ = configured.LOGGING
    assert list(logging_["handlers"]) == logging_["root"]["handlers"] == ["stderr"]
    assert all(logger["handlers"] == [] for logger in logging_["loggers"].values())
    assert {each["()"] for each in logging_["formatters"].values()} == {
        "cbm_tracker.logs.LineFormatter",
        "cbm_tracker.logs.JsonFormatter",
    }


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("postgresql://cbm_app:s3cret@db/cbm", "postgresql://cbm_app:…@db/cbm"),
        ("GET /api/v1/calendars/abc.ics?x=1", "GET /api/v1/calendars/…?x=1"),
        ("Not Found: /reminders/stop/1.:abc/", "Not Found: /reminders/stop/…/"),
        ("Not Found: /accounts/let-in/WzEs:abc/", "Not Found: /accounts/let-in/…/"),
        ("{'Authorization': 'Bearer abc'}", "{'Authorization': 'Bearer …'}"),
        ("to <wei@example.org>, wei+x@mail.example.org", "to <…@…>, …@…"),
        ("refused\nDETAIL:  Key (name)=(Wei) is there.\n\nThe above", "refused\nDETAIL: …\n\nThe above"),
        ("Task measures.tasks.tick[5f0c] succeeded at 12:00", "Task measures.tasks.tick[5f0c] succeeded at 12:00"),
        ("worker@host ready", "worker@host ready"),
    ],
)
def test_what_is_taken_out_of_a_line_and_what_stays(text: str, kept: str) -> None:
    assert scrubbed(text) == kept


def test_a_line_of_json_says_when_where_and_for_which_request(caplog: Any) -> None:
    record = logging.LogRecord("measures", logging.WARNING, "", 0, "It rests for %d s.", (5,), None)
    with acting(Actor(request_id="r-1", command="measures.tasks.tick")):
        RequestIdFilter().filter(record)

    line = JsonFormatter().format(record)

    assert "\n" not in line
    found = json.loads(line)
    assert found.pop("at").endswith("+00:00")
    assert found == {
        "level": "WARNING",
        "logger": "measures",
        "request": "r-1",
        "command": "measures.tasks.tick",
        "message": "It rests for 5 s.",
    }


@pytest.mark.django_db
def test_a_refused_request_is_told_of_with_its_id(log_text: io.StringIO) -> None:
    Client().get("/no/such/page", headers={"X-Request-ID": "r-404"})

    [line] = [line for line in log_text.getvalue().splitlines() if "Not Found" in line]
    assert "r-404" in line


@pytest.mark.django_db(transaction=True)
def test_the_request_goes_with_the_message_to_the_worker_and_on() -> None:
    seen: list[Actor | None] = []

    @app.task(name="tests.note_who_acts")
    def note_who_acts(again: bool) -> None:
        seen.append(current.get())
        if again:
            note_who_acts.apply_async((False,))

    app.control.purge()
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
        with acting(Actor(request_id="r-1")):
            note_who_acts.apply_async((True,))
        for _ in range(300):
            if len(seen) == 2:
                break
            time.sleep(0.1)

    assert seen == [Actor(request_id="r-1", command="tests.note_who_acts")] * 2
