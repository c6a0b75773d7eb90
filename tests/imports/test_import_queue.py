"""Imports are done by workers of their own, so that none of them keeps mails and webhooks waiting."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from cbm_tracker.celery import app
from measures.tasks import forget_sessions
from measures.wings.imports.models import Import, ImportState
from measures.wings.imports.tasks import work_on_import
from measures.wings.imports.worker import request_writing
from tests.conftest import process
from tests.factories import make_user
from tests.tables import ROWS, kept, table

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = ("celery", "--app", "cbm_tracker", "worker", "--concurrency", "1", "--loglevel", "WARNING")


def waiting_import(folder: Path) -> Import:
    file = folder / "measures.csv"
    file.write_text(table(*ROWS), encoding="utf-8")
    job = kept(file)
    request_writing(job, by=make_user(role="editor"))
    return job


def is_written(job: Import) -> bool:
    job.refresh_from_db()
    return job.state == ImportState.APPLIED


def becomes_true(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 60
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.2)
    return condition()


def test_an_import_waits_for_its_own_workers_and_nothing_waits_for_it(tmp_path: Path) -> None:
    app.control.purge()
    job = waiting_import(tmp_path)
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now())
    work_on_import.delay(job.pk)
    forget_sessions.delay()

    with process(*WORKER, "--queues", "celery"):
        assert becomes_true(lambda: not Session.objects.exists())
        assert not is_written(job)
    with process(*WORKER, "--queues", "imports"):
        assert becomes_true(lambda: is_written(job))


def test_a_worker_that_is_told_of_no_queue_leaves_nothing_lying(tmp_path: Path) -> None:
    app.control.purge()
    job = waiting_import(tmp_path)
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now())
    work_on_import.delay(job.pk)
    forget_sessions.delay()

    with process(*WORKER):
        assert becomes_true(lambda: is_written(job) and not Session.objects.exists())
