"""Controls that no other file proves: doors, sessions, passwords, headers, what the repository holds and claims."""

import re
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from measures.operations.accounts import deactivate_user
from measures.tasks import forget_sessions
from tests.factories import make_measure, make_report, make_user
from tests.servers import ROOT

PASSWORD = "a harbour at the end of May"
pytestmark = pytest.mark.django_db


def signed_in(email: str, password: str = PASSWORD, door: str = "/accounts/login/", **extra: Any) -> Client:
    """A client that has tried to sign in."""
    client = Client(**extra)
    client.post(door, {"login": email, "password": password})
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/accounts/password/change/").status_code == 200


@pytest.fixture
def limited(settings: Any) -> None:
    """The rates that hold where tests do not switch them off."""
    settings.ACCOUNT_RATE_LIMITS = {}


def test_wrong_passwords_shut_an_account_for_a_while_and_no_other(limited: None) -> None:
    user, other = make_user(password=PASSWORD), make_user(password=PASSWORD)
    for number in range(5):
        signed_in(user.email, f"guess {number}", REMOTE_ADDR=f"192.0.2.{number}")

    assert not is_signed_in(signed_in(user.email, REMOTE_ADDR="192.0.2.100"))
    assert is_signed_in(signed_in(other.email, REMOTE_ADDR="192.0.2.101"))


def test_one_address_guesses_ten_times_a_minute_whoever_it_tries(limited: None) -> None:
    users = [make_user(password=PASSWORD) for _ in range(11)]
    for user in users[:10]:
        signed_in(user.email, "a guess", REMOTE_ADDR="198.51.100.7")

    assert not is_signed_in(signed_in(users[10].email, REMOTE_ADDR="198.51.100.7"))
    assert is_signed_in(signed_in(users[10].email, REMOTE_ADDR="198.51.100.8"))


def test_the_admin_has_no_door_of_its_own() -> None:
    answer = Client().get("/admin/login/?next=/admin/")
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")

    reader = Client()
    reader.force_login(make_user(role="editor"))
    assert reader.get("/admin/", follow=True).status_code == 403


def test_a_new_password_is_asked_for_by_mail_ten_times_at_most(limited: None) -> None:
    user = make_user(password=PASSWORD)
    for _ in range(8):
        Client(REMOTE_ADDR="203.0.113.5").post("/accounts/password/reset/", {"email": user.email})

    assert 0 < len(mail.outbox) <= 5


def test_a_stranger_is_not_told_whether_there_is_an_account() -> None:
    user = make_user(password=PASSWORD)

    answers = {
        Client().post("/accounts/password/reset/", {"email": email}, follow=True).content.decode()
        for email in (user.email, "nobody@example.org")
    }
    refusals = {
        re.sub(r"csrfmiddlewaretoken.*?>|value=\".*?\"", "", text)
        for email in (user.email, "nobody@example.org")
        for text in [Client().post("/accounts/login/", {"login": email, "password": "x"}).content.decode()]
    }

    assert len({re.sub(r"csrfmiddlewaretoken.*?>", "", text) for text in answers}) == 1
    assert len(refusals) == 1


def test_nobody_signs_up() -> None:
    Client().post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD})

    assert not is_signed_in(signed_in("new@example.org"))


@pytest.mark.parametrize("password", ["short one", "password1234", "195738264017", "wei.keeper@example"])
def test_a_password_that_is_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, make_user(email="wei.keeper@example.org", name="Wei Keeper"))


def test_a_password_is_kept_as_its_argon2_hash() -> None:
    assert make_user(password=PASSWORD).password.startswith("argon2$argon2id$")


def test_signing_in_gives_a_new_session_and_a_new_password_ends_the_others() -> None:
    user, here = make_user(password=PASSWORD), Client()
    here.get("/accounts/login/")
    here.cookies["sessionid"] = "a-session-that-somebody-else-chose"

    here.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    elsewhere = signed_in(user.email)
    assert here.cookies["sessionid"].value != "a-session-that-somebody-else-chose"
    changed = {"oldpassword": PASSWORD, "password1": f"{PASSWORD} anew", "password2": f"{PASSWORD} anew"}
    here.post("/accounts/password/change/", changed)

    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_whoever_is_deactivated_is_signed_out_at_once() -> None:
    user = make_user(password=PASSWORD)
    client = signed_in(user.email)
    assert is_signed_in(client)

    deactivate_user(user, by=make_user(role="administrator"))

    assert not is_signed_in(client)
    assert not is_signed_in(signed_in(user.email))


def test_sessions_that_are_over_are_forgotten() -> None:
    signed_in(make_user(password=PASSWORD).email)
    signed_in(make_user(password=PASSWORD).email)
    over = Session.objects.first()
    Session.objects.filter(pk=over.pk).update(expire_date=timezone.now() - timedelta(days=1))

    forget_sessions()

    assert Session.objects.count() == 1


@pytest.mark.parametrize("address", ["/accounts/login/?next={}", "/i18n/setlang/?next={}"])
@pytest.mark.parametrize("away", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example"])
def test_nobody_is_led_to_another_site(address: str, away: str) -> None:
    user = make_user(password=PASSWORD)
    body = {"login": user.email, "password": PASSWORD, "language": "en", "next": away}

    answer = Client().post(address.format(away), body)

    assert "elsewhere" not in answer.headers.get("Location", "")


ADDRESSES = ["/", "/measures/", "/accounts/login/", "/admin/", "/api/v1/measures/", "/api/v1/nowhere/", "/livez", "/no"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_says_what_a_browser_may_do_with_it(address: str) -> None:
    make_measure(make_report())
    client = Client()
    client.force_login(make_user(role="administrator"))

    headers = client.get(address).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


SIGNED_PAGES = ["/", "/measures/", "/journal/", "/sources/", "/reviews/", "/log/", "/reminders/", "/admin/", "/no"]


@pytest.mark.parametrize("address", SIGNED_PAGES)
def test_no_cache_keeps_a_page_of_somebody_who_is_signed_in(address: str) -> None:
    make_measure(make_report())
    client = Client()
    client.force_login(make_user(role="administrator"))

    assert set(client.get(address).headers["Cache-Control"].split(", ")) >= {"no-store", "private"}


def test_what_is_public_says_of_caches_what_it_did_and_so_do_answers_of_the_api() -> None:
    measure = make_measure(make_report())
    stranger, signed = Client(), Client()
    signed.force_login(make_user())

    for address in ("/", f"/measures/{measure.key}/"):
        assert "Cache-Control" not in stranger.get(address).headers
    assert signed.get("/api/v1/measures/").headers["Cache-Control"] == "private, no-cache"
    table = signed.get("/api/v1/measures/?format=csv")
    assert table.getvalue() and table.headers["Cache-Control"] == "private, no-store"


def test_cookies_are_for_this_site_alone_and_the_session_is_out_of_reach_of_scripts() -> None:
    cookies = signed_in(make_user(password=PASSWORD).email).cookies

    assert cookies["sessionid"]["httponly"]
    assert cookies["sessionid"]["samesite"] == cookies["csrftoken"]["samesite"] == "Lax"


SECRETS = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY",
    "a key of a cloud": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a token of a forge": r"\b(?:gh[pousr]_\w{36}|glpat-[\w-]{20}|xox[baprs]-[\w-]{10,})",
    "a password in an address": r"://[^\s:/@{}$…\"']+:(?!…|p%40ss@|secret@|password@|s3cret@)[^\s@{}$\"'/]+@",
    # A line that ends with a comma is an argument in code.
    "a secret that is set": (
        r"(?im)^\s*(?:export )?\w*(?:SECRET|PASSWORD|TOKEN)\w*=(?!\$|for-checks-only|building)\S*[^\s,]$"
    ),
}


def tracked() -> list[Path]:
    told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in told.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="There is nothing to scan outside of a repository.")
def test_no_secret_is_kept_in_the_repository() -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{path.relative_to(ROOT)}: {what}: {match.group()[:60]}"
            for what, pattern in SECRETS.items()
            for match in re.finditer(pattern, text)
        ]

    assert found == []
    assert not [path for path in tracked() if path.name in (".env", "secret_key") or path.suffix in (".pem", ".key")]


@pytest.mark.parametrize(
    "secret",
    ["-----BEGIN PRIVATE " + "KEY-----", "smtp://me:hunter2" + "@mail.example", "export CBM_SECRET_KEY=" + "hunter2"],
)
def test_the_scan_finds_what_it_looks_for(secret: str) -> None:
    assert any(re.search(pattern, secret) for pattern in SECRETS.values())


@pytest.mark.parametrize("file", ["prod.txt", "dev.txt", "uv.txt"])
def test_every_package_is_pinned_by_its_version_and_hash(file: str) -> None:
    text = (ROOT / "requirements" / file).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]

    assert lines
    assert [line for line in lines if not re.match(r"[\w.\[\]-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)] == []
    assert "://" not in text


def test_each_control_of_the_docs_is_proved_by_a_test_that_there_is() -> None:
    docs = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = re.findall(r"`(test_\w+)\.py::(test_\w+)`", docs)

    assert len(named) > 40
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not re.search(rf"^def {name}\(", (ROOT / "tests" / f"{file}.py").read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert missing == []
    rows = [
        line
        for line in docs.splitlines()
        if line.startswith("| ") and not line.startswith(("| threat", "| who", "|--"))
    ]
    assert [row for row in rows if "::test_" not in row] == []
