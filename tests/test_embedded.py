"""The private services: roles, paths, versions, and what a SIGKILL leaves."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from cbm_tracker.embedded import EmbeddedError
from cbm_tracker.embedded.addresses import (
    broker_url,
    database_url,
    postgres_folder,
    secret_key,
    socket_folder,
    valkey_folder,
)
from cbm_tracker.embedded.folders import PRIVATE
from cbm_tracker.embedded.postgres import DURABLE, PostgresServer, major_version
from cbm_tracker.embedded.services import servers, services
from cbm_tracker.embedded.valkey import ValkeyServer
from cbm_tracker.processes import Supervisor
from tests.servers import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with a space in its name, whose services are stopped at the end."""
    var = tmp_path / "a folder" / "var"
    yield var
    for server in servers(var):
        server.stop()


def application(var: Path) -> psycopg.Connection:
    return psycopg.connect(database_url(var, "cbm_app"))


def kill(folder: Path, pid_file: str) -> None:
    pid = int((folder / pid_file).read_text().split()[0])
    os.kill(pid, signal.SIGKILL)


def valkey_pid(var: Path) -> int:
    ask = ["pgrep", "-f", str(ValkeyServer(valkey_folder(var)).socket)]
    found = subprocess.run(ask, capture_output=True, text=True, check=True)
    return int(found.stdout.split()[0])


def test_services_come_up_stop_and_keep_what_they_hold(folder: Path) -> None:
    with services(folder) as started:
        assert len(started) == 2
        with psycopg.connect(database_url(folder, "cbm_owner")) as link:
            link.execute("CREATE TABLE kept (word text)")
            link.execute("INSERT INTO kept VALUES ('still here')")
        with services(folder) as again:
            assert again == []
        assert all(server.is_running() for server in servers(folder))

    assert not any(server.is_running() for server in servers(folder))
    with services(folder), psycopg.connect(database_url(folder, "cbm_owner")) as link:
        assert link.execute("SELECT word FROM kept").fetchone() == ("still here",)


def test_the_application_role_may_make_nothing(folder: Path) -> None:
    with services(folder), application(folder) as link:
        for statement in ("CREATE TABLE mine ()", "CREATE ROLE mine", "CREATE DATABASE mine", "SET ROLE cbm_owner"):
            with pytest.raises(psycopg.Error), link.transaction():
                link.execute(statement)


def test_a_very_long_path_works_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    var = tmp_path / ("deep " * 20) / ("down " * 20)
    folders = [socket_folder(each(var)) for each in (postgres_folder, valkey_folder)]
    with services(var), application(var) as link:
        assert link.execute("SELECT 1").fetchone() == (1,)
        assert all(folder.is_dir() and tmp_path not in folder.parents for folder in folders)

    assert not any(folder.exists() for folder in folders)


def test_chinese_letters_are_letters(folder: Path) -> None:
    with services(folder), application(folder) as link:
        assert link.execute("SELECT '导弹' ~ '^[[:alpha:]]+$'").fetchone() == (True,)


def test_a_killed_postgresql_loses_nothing_that_was_committed(folder: Path) -> None:
    with services(folder):
        with psycopg.connect(database_url(folder, "cbm_owner")) as link:
            link.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
        kill(postgres_folder(folder) / "data", "postmaster.pid")

        assert PostgresServer(postgres_folder(folder), DURABLE).start()
        with psycopg.connect(database_url(folder, "cbm_owner")) as link:
            assert link.execute("SELECT count(*) FROM kept").fetchone() == (1000,)


def test_a_killed_postgresql_whose_process_number_went_to_a_stranger_starts(folder: Path) -> None:
    server = PostgresServer(postgres_folder(folder), DURABLE)
    server.start()
    kill(server.data, "postmaster.pid")
    for lock in (server.lock_file, server.sockets / ".s.PGSQL.5432.lock"):
        _, *rest = lock.read_text().splitlines()
        lock.write_text("\n".join([str(os.getpid()), *rest, ""]))

    assert not server.has_process()
    assert server.start()
    assert server.has_process()


def test_one_that_is_killed_while_it_starts_is_tried_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with services(folder):
        supervisor, launch = Supervisor([], servers(folder)[:1]), PostgresServer.launch

        def launch_and_kill(server: PostgresServer, binaries: Path) -> None:
            launch(server, binaries)
            kill(server.data, "postmaster.pid")
            time.sleep(0.5)

        monkeypatch.setattr(PostgresServer, "launch", launch_and_kill)
        kill(postgres_folder(folder) / "data", "postmaster.pid")
        supervisor.restart_ended()
        assert not servers(folder)[0].is_running()

        monkeypatch.setattr(PostgresServer, "launch", launch)
        supervisor.next_look = 0
        supervisor.restart_ended()
        assert servers(folder)[0].is_running()


def test_stopping_leaves_no_process(folder: Path) -> None:
    with services(folder):
        postgres = int((postgres_folder(folder) / "data" / "postmaster.pid").read_text().split()[0])
        processes = postgres, valkey_pid(folder)

    assert not any(os.path.exists(f"/proc/{process}/cwd") for process in processes)  # noqa: PTH110 (of a link)


def test_the_secret_key_is_made_once_for_its_owner_only(folder: Path) -> None:
    with services(folder):
        key = secret_key(folder)
    with services(folder):
        assert secret_key(folder) == key

    assert len(key) > 50
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600


def test_only_their_owner_reads_mails_files_and_backups_though_they_are_older_than_this_rule(folder: Path) -> None:
    for name in PRIVATE:
        (folder / name / "ab").mkdir(parents=True)
        (folder / name / "ab" / "kept").write_text("not for everybody")
        (folder / name / "elsewhere").symlink_to(folder / "users.lock")

    with services(folder):
        modes = {path.name: path.stat().st_mode & 0o777 for name in PRIVATE for path in (folder / name).rglob("*")}

    assert {(folder / name).stat().st_mode & 0o777 for name in PRIVATE} == {0o700}
    assert (modes["ab"], modes["kept"]) == (0o700, 0o600)
    assert modes["elsewhere"] == (folder / "users.lock").stat().st_mode & 0o777 != 0o600


def test_what_an_embedded_tracker_writes_is_for_its_owner_only(folder: Path) -> None:
    program = (
        "import django; django.setup(); from django.core.files.base import ContentFile; "
        "from django.core.files.storage import default_storage; from django.core.mail import send_mail; "
        "default_storage.save('ab/cd/abcd', ContentFile(b'x')); send_mail('A', 'B', None, ['c@example.org'])"
    )
    variables = {name: value for name, value in os.environ.items() if not name.startswith("CBM_")}
    with services(folder):
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, env={**variables, "CBM_VAR": str(folder)}, check=True)

    files = [path for name in PRIVATE for path in (folder / name).rglob("*")]
    assert {path.stat().st_mode & 0o777 for path in files if path.is_file()} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in files if path.is_dir()} == {0o700}
    assert len([path for path in files if path.is_file()]) == 2


def test_a_killed_valkey_comes_back_with_what_it_held(folder: Path) -> None:
    with services(folder):
        server = ValkeyServer(valkey_folder(folder))
        assert server.ask(b"SET word kept\r\n").startswith(b"+OK")
        os.kill(valkey_pid(folder), signal.SIGKILL)
        while server.is_running():
            time.sleep(0.01)

        assert server.start()
        assert server.ask(b"GET word\r\n") == b"$4\r\nkept\r\n"


def test_a_folder_of_another_major_version_is_refused(folder: Path) -> None:
    data = postgres_folder(folder) / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("17\n")

    with pytest.raises(EmbeddedError, match=r"written by PostgreSQL 17.*make a backup with the version that wrote it"):
        PostgresServer(postgres_folder(folder), DURABLE).start()


def test_an_old_postgresql_is_refused_by_its_version(tmp_path: Path) -> None:
    (tmp_path / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 15.20'\n")
    (tmp_path / "postgres").chmod(0o700)

    with pytest.raises(EmbeddedError, match=r"18 or newer is needed.*15\.20"):
        major_version(tmp_path)


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(EmbeddedError, match="cannot"), services(tmp_path / "file" / "var"):
        pass


def test_addresses_start_nothing(tmp_path: Path) -> None:
    assert database_url(tmp_path, "cbm_app").endswith("/postgres/run")
    assert broker_url(tmp_path, 3).endswith("virtual_host=3")
    assert list(tmp_path.iterdir()) == []
