"""What the doctor finds, against real servers, and what it does not find."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cbm_tracker import doctor
from cbm_tracker.doctor import Finding, accounts, configuration, files, findings, journal, postgresql, tables, workers
from measures.models import FileCheck, FileState, Role, StoredFile, Verification
from measures.operations.clock import clock
from tests.conftest import Sink
from tests.factories import make_user
from tests.sites import free_port

pytestmark = pytest.mark.django_db


def words(found: Iterable[Finding], kind: str = "") -> str:
    return "\n".join(finding.words for finding in found if kind in {"", finding.kind})


@pytest.fixture
def sound(settings: Any, smtp_sink: Sink) -> None:
    """A tracker with which nothing is wrong but that its tests keep nothing durable, and run no worker."""
    make_user(Role.ADMINISTRATOR)
    Verification.objects.create(verified_at=clock(), entries=0, faults=0)


@pytest.mark.usefixtures("sound")
def test_in_a_sound_tracker_it_finds_what_the_tests_alone_do_without() -> None:
    found = list(findings())

    assert {finding.kind for finding in found} == {"missing", "insecure"}
    assert [finding.words.split(":")[0] for finding in found] == [
        "No worker answers",
        *(f"PostgreSQL has {name} off" for name in ("fsync", "full_page_writes", "synchronous_commit")),
    ]


@pytest.mark.usefixtures("sound", "celery_worker_process")
@pytest.mark.django_db(transaction=True)
def test_with_a_worker_it_does_not_ask_for_one() -> None:
    # A worker of a busy machine may be late once.
    assert any(not words(workers()) for _ in range(15))


@pytest.mark.usefixtures("sound")
def test_the_command_says_each_and_how_many(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match=r"^Found: 4\.$"):
        call_command("doctor")

    assert "missing: No worker answers: start one" in capsys.readouterr().out


def test_the_command_says_that_it_found_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cbm_tracker.management.commands.doctor.findings", lambda: iter(()))

    call_command("doctor")

    assert capsys.readouterr().out == "Nothing was found.\n"


def test_a_broker_and_a_mail_server_that_are_away_are_named(settings: Any, smtp_sink: Sink) -> None:
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"
    settings.MAILERS["default"]["OPTIONS"]["port"] = free_port()

    assert "CBM_BROKER_URL names it" in words(findings(), "missing")
    assert "CBM_MAIL_URL names it" in words(findings(), "missing")


def test_without_a_database_it_says_so_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "parts_down", lambda: {"database"})

    with connection.execute_wrapper(refuse):
        assert "CBM_DATABASE_URL names it" in words(findings(), "missing")


def refuse(*_: object) -> None:
    raise AssertionError("the database was asked")


def test_nobody_who_administers_is_missing_and_in_production_one_alone_too(settings: Any) -> None:
    assert "Nobody is an administrator" in words(accounts())
    make_user(Role.ADMINISTRATOR, is_active=False)
    assert "Nobody is an administrator" in words(accounts())
    make_user(Role.ADMINISTRATOR)
    assert "administrator" not in words(accounts())

    settings.PRODUCTION = True
    settings.CBM_SECOND_FACTOR = [Role.ADMINISTRATOR]

    assert "one administrator only" in words(accounts(), "missing")
    assert "second factor, and that have none: 1" in words(accounts(), "insecure")


def test_in_production_it_says_what_django_finds_insecure(settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 0
    assert "security.W004" not in words(configuration())

    settings.PRODUCTION = True

    assert "security.W004" in words(configuration(), "insecure")


def test_a_journal_that_nobody_verifies_and_one_with_faults() -> None:
    assert "never verified" in words(journal(), "missing")
    Verification.objects.create(verified_at=clock() - timedelta(days=36), entries=1, faults=0)
    assert "verified last on" in words(journal(), "missing")
    Verification.objects.create(verified_at=clock(), entries=1, faults=2)
    assert "altered: 2 faults" in words(journal(), "insecure")


def test_files_that_were_changed_are_counted() -> None:
    file = StoredFile.objects.create(sha256="0" * 64, size=1, stored_at=clock())
    FileCheck.objects.create(file=file, state=FileState.SOUND, since=clock(), checked_at=clock())
    assert "Stored files" not in words(files())

    FileCheck.objects.update(state=FileState.MISSING)

    assert "were changed: 1." in words(files(), "missing")


def test_a_large_table_without_statistics_and_with_dead_rows_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LARGE_TABLES", "SELECT 'measures_entry', %s > 0, %s > 0")

    assert [finding.words.split(":")[0] for finding in tables()] == [
        "measures_entry has many dead rows",
        "PostgreSQL has no statistics of measures_entry",
    ]


def test_statistics_are_asked_for_of_tables_alone_that_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "PostgreSQL has no statistics of never_analysed"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE never_analysed (number integer)")
    assert asked not in words(tables(), "slow")

    monkeypatch.setattr(doctor, "LARGE_TABLE", -1)

    assert asked in words(tables(), "slow")


def test_a_database_that_does_not_fit_into_memory_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "KEPT_IN_MEMORY", 10**6)

    assert "raise shared_buffers" in words(postgresql(), "slow")


def test_a_finding_begins_with_its_kind() -> None:
    assert str(Finding("slow", "It waits.")) == "slow: It waits."
