"""What all tests share: the database and what is left in it, a mail sink, a worker, a browser."""

import gc
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.core.management import call_command
from django.db import connections, reset_queries
from django.test import override_settings
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from cbm_tracker.celery import app
from cbm_tracker.embedded.folders import locked
from measures.storages import BUCKET
from tests.browsing import browser_type_launch_args, open_page, writer
from tests.clocks import any_moment
from tests.places import Place, new_place
from tests.saved_rows import FIXTURES, Tables, empty_the_tables, put_reports
from tests.servers import ROOT, copy_template
from tests.sites import encrypted_site, listener, names, site
from tests.tables import ROWS, table

if TYPE_CHECKING:
    from tests.buckets import Bucket

__all__ = [
    "FIXTURES",
    "any_moment",
    "browser_type_launch_args",
    "encrypted_site",
    "listener",
    "names",
    "open_page",
    "site",
    "writer",
]


# The tests of a wing need it.
collect_ignore = settings.CBM_WITHOUT


@pytest.fixture(scope="session", autouse=True)
def django_db_setup() -> None:
    """The database of this worker, for tests in other processes as well."""
    copy_template()


@pytest.fixture(scope="session", autouse=True)
def nothing_flushed() -> None:
    """What a transactional test has written stays until a test asks for other rows, or for none.

    Both connections are to one database, so that each mirrors what the other has; and mirrors are not flushed.
    """
    for alias, mirrored in (("default", "owner"), ("owner", "default")):
        connections[alias].settings_dict["TEST"]["MIRROR"] = mirrored


@pytest.fixture(scope="session", autouse=True)
def quick_settings() -> Iterator[None]:
    """Passwords are hashed at once, and static files looked for when one is asked for, not by each client of a test."""
    hashers = ["tests.passwords.QuickPasswordHasher", *settings.PASSWORD_HASHERS[1:]]
    with override_settings(PASSWORD_HASHERS=hashers, WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request in Chinese leaves its language with the thread; the next test starts in English all the same."""
    yield
    translation.deactivate()


# Each takes a minute or so: begun first, none is left over for one process at the end.
LONGEST = ("test_browser_axe", "test_compose", "test_faults", "test_run", "test_schedules")


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """A transactional test may use the owner's connection too; the longest tests come first, then reports."""
    for item in items:
        for mark in item.iter_markers("django_db"):
            if mark.kwargs.get("transaction"):
                mark.kwargs["databases"] = ["default", "owner"]
    with_reports = {item.path for item in items if asks_for_reports(item)}
    items.sort(key=lambda item: (item.path.stem not in LONGEST, item.path not in with_reports))


def asks_for_reports(item: pytest.Function) -> bool:
    return not {"loaded", "committed_reports"}.isdisjoint(item.fixturenames)


def commits(item: pytest.Function) -> bool:
    """Whether what a test writes is still there after it."""
    is_marked = any(mark.kwargs.get("transaction") for mark in item.iter_markers("django_db"))
    return is_marked or not {"transactional_db", "live_server"}.isdisjoint(item.fixturenames)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Function) -> None:
    """What tests before have left is there for those who ask for the reports; others begin with empty tables."""
    reset_queries()
    if not (asks_for_reports(item) or Tables.are_empty or Tables.are_in_use):
        empty_the_tables()
    if commits(item):
        Tables.are_empty = False


def pytest_collection_finish() -> None:
    """What is imported by now stays, so no search for garbage goes through it again; such searches are fewer, too."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.fixture
def reports(loaded: None, db: None) -> None:
    """The real report with its record, and the fictional one, loaded once for the tests of a module."""


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Both reports for all tests of a module, committed, and left for the next module that asks for them."""
    with django_db_blocker.unblock():
        put_reports()
    Tables.are_in_use = True
    yield
    Tables.are_in_use = False


@pytest.fixture
def committed_reports(transactional_db: None) -> None:
    """Both reports committed, for tests in which another process or thread reads them."""
    put_reports()


@pytest.fixture(scope="session")
def description() -> Path:
    """The description of the API, made without a warning by the first process of a run that asks for it.

    `test_it_is_valid_by_the_standard` validates it.
    """
    folder = Path(os.environ["CBM_VAR"]) / "description"
    path = folder / "schema.json"
    with locked(folder):
        if not path.exists():
            options = "--format", "openapi-json", "--file", str(path), "--fail-on-warn"
            call_command("spectacular", *options)
    return path


@pytest.fixture
def storage(settings: Any, tmp_path: Path) -> Path:
    """Where the files of one test are kept."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of a server that speaks S3, started for the first test that asks for it."""
    from tests.buckets import s3_server  # few tests need what it imports

    with s3_server() as endpoint:
        yield endpoint


@pytest.fixture
def bucket(s3: str, settings: Any, storage: Path) -> "Bucket":
    """A new bucket, in which the files of one test are kept; the folder is the other place."""
    from tests.buckets import new_bucket, use

    bucket = new_bucket(s3)
    use(settings, BUCKET, bucket)
    return bucket


@pytest.fixture
def file(tmp_path: Path, storage: Path) -> Path:
    """A table of three measures."""
    path = tmp_path / "measures.csv"
    path.write_text(table(*ROWS), encoding="utf-8")
    return path


@pytest.fixture
def place(transactional_db: None, tmp_path: Path) -> Iterator[Place]:
    """A new database, gone at the end of the test."""
    with new_place(tmp_path / "restored", Place) as place:
        yield place


class Sink:
    """Takes mail over SMTP and keeps it."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.port = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content or b""
        message = message_from_bytes(content if isinstance(content, bytes) else content.encode(), policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 OK"

    def wait(self, count: int, seconds: float = 30) -> list[EmailMessage]:
        """The messages, once there are so many."""
        deadline = time.monotonic() + seconds
        while len(self.messages) < count and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(self.messages) >= count, f"{len(self.messages)} messages of {count} after {seconds} s"
        return self.messages


@pytest.fixture
def smtp_sink(settings: Any) -> Iterator[Sink]:
    """A mail server in this process, to which the settings of this process point."""
    sink = Sink()
    with socket.socket() as probe:  # the controller connects to its own port at once, so 0 will not do
        probe.bind(("127.0.0.1", 0))
        sink.port = probe.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": sink.port},
        }
    }
    yield sink
    controller.stop()


@contextmanager
def process(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the tracker on this worker's database and broker, ended in order."""
    command = [sys.executable, "-m", *arguments]
    with subprocess.Popen(command, env=os.environ | environment, cwd=ROOT) as child:
        try:
            yield child
        finally:
            child.terminate()


@pytest.fixture
def celery_worker_process(smtp_sink: Sink, transactional_db: None) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker with a beat that ticks each second, whose mail goes to the sink."""
    app.control.purge()
    worker = ("celery", "--app", "cbm_tracker", "worker", "--concurrency", "1", "--loglevel", "WARNING")
    mail = f"smtp://127.0.0.1:{smtp_sink.port}"
    schedule = f"{os.environ['CBM_VAR']}/celerybeat-{os.getpid()}"
    beat = ("celery", "--app", "cbm_tracker", "beat", "--loglevel", "WARNING", "--schedule", schedule)
    with process(*worker, CBM_MAIL_URL=mail) as child, process(*beat, CBM_MAIL_URL=mail, CBM_TICK="1"):
        deadline = time.monotonic() + 30
        while not app.control.ping(timeout=0.5) and time.monotonic() < deadline:
            assert child.poll() is None, "the worker ended"
        yield child
