"""What the environment makes of the settings: production asks for all it lacks at once."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from cbm_tracker.environment import Environment, bucket, cache, database, mailer
from tests.servers import ROOT

BARE = {name: value for name, value in os.environ.items() if not name.startswith("CBM_")}
PRODUCTION = {
    "CBM_MODE": "production",
    "CBM_SECRET_KEY": "a-key-for-this-test",
    "CBM_DATABASE_URL": "postgresql://cbm_app:secret@db.example/cbm",
    "CBM_BROKER_URL": "redis://broker.example/0",
    "CBM_MAIL_URL": "smtp+tls://mail.example",
    "CBM_MAIL_FROM": "tracker@example.org",
    "CBM_ALLOWED_HOSTS": "tracker.example.org",
    "CBM_SITE_URL": "https://tracker.example.org",
}


def settings_of(environment: dict[str, str], *names: str) -> subprocess.CompletedProcess[str]:
    """Import the settings in a process of their own, and print some of them."""
    code = f"from django.conf import settings; print(*(getattr(settings, name) for name in {names!r}))"
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=BARE | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_names_every_variable_that_is_missing() -> None:
    found = settings_of({"CBM_MODE": "production", "CBM_MAIL_FROM": "tracker@example.org"}, "DEBUG").stderr

    missing = [name for name in PRODUCTION if name not in ("CBM_MODE", "CBM_MAIL_FROM")]
    assert all(name in found.splitlines()[-1] for name in missing)
    assert "CBM_MAIL_FROM" not in found.splitlines()[-1]


def test_production_is_private_and_encrypted() -> None:
    names = "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS"

    assert settings_of(PRODUCTION, *names).stdout.split() == ["True", "True", "True", "31536000"]
    assert settings_of(PRODUCTION, "CBM_PUBLIC_READING", "DEBUG").stdout.split() == ["False", "False"]
    assert settings_of(PRODUCTION | {"CBM_PUBLIC_READING": "on"}, "CBM_PUBLIC_READING").stdout.split() == ["True"]


def test_the_roles_that_need_a_second_factor_are_named_and_known() -> None:
    needed = settings_of(PRODUCTION | {"CBM_SECOND_FACTOR": "administrator, editor"}, "CBM_SECOND_FACTOR")
    wrong = settings_of(PRODUCTION | {"CBM_SECOND_FACTOR": "admin"}, "CBM_SECOND_FACTOR")

    assert needed.stdout.strip() == "['administrator', 'editor']"
    assert "CBM_SECOND_FACTOR holds any of" in wrong.stderr


def test_what_the_key_before_signed_is_taken_while_the_key_is_changed() -> None:
    sign = "from django.core.signing import Signer; print(Signer().{}({!r}))"

    def run(code: str, **keys: str) -> subprocess.CompletedProcess[str]:
        environment = BARE | PRODUCTION | {"DJANGO_SETTINGS_MODULE": "cbm_tracker.settings"} | keys
        command = [sys.executable, "-c", code]
        return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)

    signed = run(sign.format("sign", "5"), CBM_SECRET_KEY="the-old-key").stdout.strip()

    assert run(sign.format("unsign", signed), CBM_SECRET_KEY_BEFORE="the-old-key").stdout == "5\n"
    assert "BadSignature" in run(sign.format("unsign", signed)).stderr


def test_with_nothing_set_the_settings_start_and_write_nothing(tmp_path: Path) -> None:
    read = settings_of({"CBM_VAR": str(tmp_path / "var")}, "CBM_EMBEDDED", "CBM_PUBLIC_READING")

    assert read.stdout.split() == ["True", "True"]
    assert not (tmp_path / "var").exists()


def test_the_two_roles_may_not_be_one() -> None:
    found = settings_of(PRODUCTION | {"CBM_OWNER_DATABASE_URL": PRODUCTION["CBM_DATABASE_URL"]}, "DEBUG").stderr

    assert "two different roles" in found.splitlines()[-1]


@pytest.mark.parametrize(
    ("variables", "found"),
    [
        ({"CBM_MODE": "prod"}, "CBM_MODE is embedded or production"),
        ({"CBM_PUBLIC_READING": "maybe"}, "CBM_PUBLIC_READING is on or off"),
        ({"CBM_TICK": "0"}, "CBM_TICK is a number of seconds above 0"),
        ({"CBM_TICK": "inf"}, "CBM_TICK is a number of seconds above 0"),
        ({"CBM_TICK": "nan"}, "CBM_TICK is a number of seconds above 0"),
        ({"CBM_FILE_LIMIT_MB": "9" * 5000}, "CBM_FILE_LIMIT_MB is a whole number above 0"),
        ({"CBM_TICK": "soon"}, "CBM_TICK is a number of seconds above 0"),
        ({"CBM_FILE_LIMIT_MB": "0"}, "CBM_FILE_LIMIT_MB is a whole number above 0"),
        ({"CBM_FILE_LIMIT_MB": "25 MB"}, "CBM_FILE_LIMIT_MB is a whole number above 0"),
        ({"CBM_FIRST_ADMINISTRATOR": "wei@example.org"}, "CBM_FIRST_ADMINISTRATOR is a name and an address"),
        ({"CBM_FETCH_AGENT": "外交部"}, "CBM_FETCH_AGENT is written in plain ASCII"),
        ({"CBM_FETCH_NETWORKS": "here"}, "CBM_FETCH_NETWORKS holds networks"),
        ({"CBM_FETCH_NETWORKS": "10.0.0.0/8", "CBM_MODE": "production"}, "CBM_FETCH_NETWORKS is not for production"),
    ],
)
def test_a_value_that_means_nothing_is_refused(variables: dict[str, str], found: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=found):
        read_switches(Environment(variables))


def read_switches(environment: Environment) -> None:
    environment.flag("CBM_PUBLIC_READING", default=False)
    environment.seconds("CBM_TICK", 60)
    environment.whole_number("CBM_FILE_LIMIT_MB", 25)
    environment.person("CBM_FIRST_ADMINISTRATOR")
    environment.header("CBM_FETCH_AGENT")
    environment.networks("CBM_FETCH_NETWORKS")


def test_addresses_are_read() -> None:
    over_network = database("postgresql://me:p%40ss@db.example:5433/cbm?sslmode=require")
    over_socket = database("postgresql://me@/cbm?host=/run/postgresql")

    assert over_network["HOST"] == "db.example"
    assert over_network["PORT"] == "5433"
    assert over_network["PASSWORD"] == "p@ss"
    assert over_network["OPTIONS"] == {"sslmode": "require"}
    assert over_socket["HOST"] == "/run/postgresql"
    assert database("postgresql://me@db.example/cbm", password="p@s:s/w%41$")["PASSWORD"] == "p@s:s/w%41$"
    assert mailer("smtp+tls://me:p%40ss@mail.example")["OPTIONS"]["password"] == "p@ss"
    assert mailer("file:///var/a%20b")["OPTIONS"] == {"file_path": "/var/a b"}
    assert cache("redis+socket:///run/v.sock?virtual_host=3")["LOCATION"] == "unix:///run/v.sock?db=3"


BUCKET = {"CBM_S3_BUCKET": "files", "CBM_S3_KEY_ID": "tracker", "CBM_S3_SECRET_KEY": "secret"}


def test_files_are_in_the_folder_or_in_the_bucket_and_the_other_is_known_too() -> None:
    code = "CBM_FILES_IN", "STORAGES"
    folder = settings_of(PRODUCTION | BUCKET, *code).stdout
    there = settings_of(PRODUCTION | BUCKET | {"CBM_FILES_IN": "bucket"}, *code).stdout

    assert folder.startswith("folder ") and "'default': {'BACKEND': 'measures.storages.folder.FolderStorage'}" in folder
    assert there.startswith("bucket ") and "'default': {'BACKEND': 'measures.storages.bucket.BucketStorage'" in there
    assert all(f"'{place}':" in text for place in ("folder", "bucket") for text in (folder, there))


def test_a_bucket_is_told_where_it_is_and_with_which_key() -> None:
    at_amazon = bucket(Environment(BUCKET), is_in_use=True)
    elsewhere = bucket(Environment(BUCKET | {"CBM_S3_ENDPOINT": "https://s3.example.org"}), is_in_use=True)

    assert (at_amazon["region_name"], at_amazon.get("endpoint_url")) == ("us-east-1", None)
    assert elsewhere["endpoint_url"] == "https://s3.example.org"
    assert bucket(Environment({}), is_in_use=False) == {}


@pytest.mark.parametrize("missing", BUCKET)
@pytest.mark.parametrize("place", ["folder", "bucket"])
def test_a_bucket_without_its_key_or_name_is_refused_and_no_value_is_shown(place: str, missing: str) -> None:
    variables = {name: value for name, value in BUCKET.items() if name != missing}

    with pytest.raises(ImproperlyConfigured) as raised:
        bucket(Environment(variables), is_in_use=place == "bucket")

    assert str(raised.value) == f"Files in a bucket need these variables too: {missing}."


def test_an_endpoint_without_a_scheme_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="CBM_S3_ENDPOINT starts with https://"):
        bucket(Environment(BUCKET | {"CBM_S3_ENDPOINT": "s3.example.org:8333"}), is_in_use=True)


@pytest.mark.parametrize(("read", "url"), [(database, "mysql://db/cbm"), (mailer, "sendmail://localhost")])
def test_an_address_of_another_kind_is_refused(read: Any, url: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        read(url)


@pytest.mark.parametrize("read", [database, mailer, cache])
@pytest.mark.parametrize("place", ["host:port", "host:99999", "me:pa/ss@host", "[::1"])
def test_an_address_whose_port_or_host_is_none_is_refused_and_not_shown(read: Any, place: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="is no address") as refused:
        read(f"smtp://{place}/cbm")

    assert place not in str(refused.value) and "pa" not in str(refused.value).split()


@pytest.mark.parametrize(
    ("name", "value"),
    [("CBM_FETCH_HOST_PAUSE", "0"), ("CBM_MAIL_URL", "smtp://host:port"), ("CBM_PASSWORDS", "perhaps")],
)
def test_a_bad_value_ends_make_run_with_one_line(name: str, value: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cbm_tracker.run"]
    existing = BARE | {"CBM_VAR": str(tmp_path), name: value}

    ended = subprocess.run(command, env=existing, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (1, "", 1)
    assert ended.stderr.startswith(name)


def test_migrating_without_the_owners_address_says_so_in_one_line() -> None:
    ended = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        env=BARE | PRODUCTION,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stderr.startswith("CommandError: Migrating needs CBM_OWNER_DATABASE_URL")
    assert ended.stderr.count("\n") == 1
