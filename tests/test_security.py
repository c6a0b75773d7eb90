"""Controls that no other file proves: doors, sessions, passwords, headers, what the repository holds and claims."""

import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from cbm_tracker.throttling import FormThrottle
from measures.models import User
from measures.operations.accounts import revise_user
from measures.operations.credentials import create_secret_url
from measures.operations.sign_in_attempts import SignInAttempts
from measures.tasks import forget_sessions
from tests.factories import make_measure, make_report, make_token, make_user
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
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip"}
    settings.CBM_THROTTLE = True
    cache.clear()


NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_five_wrong_passwords_from_one_address_are_the_last_for_five_minutes(limited: None) -> None:
    user, other = make_user(password=PASSWORD), make_user(password=PASSWORD)
    with time_machine.travel(NOON, tick=False) as clock:
        for index in range(5):
            signed_in(user.email, f"guess {index}", REMOTE_ADDR="192.0.2.7")
        clock.shift(61)

        assert not is_signed_in(signed_in(user.email, REMOTE_ADDR="192.0.2.7"))
        assert is_signed_in(signed_in(other.email, REMOTE_ADDR="192.0.2.7"))
        clock.shift(300)

        assert is_signed_in(signed_in(user.email, REMOTE_ADDR="192.0.2.7"))


def guessed_by_strangers(email: str, times: int) -> None:
    for index in range(times):
        SignInAttempts(account=email, address=f"192.0.2.{index}").note_failure()


def test_strangers_slow_an_account_by_a_minute_at_most_and_no_other(limited: None) -> None:
    user, other = make_user(password=PASSWORD), make_user(password=PASSWORD)
    with time_machine.travel(NOON, tick=False) as clock:
        guessed_by_strangers(user.email, 200)

        assert not is_signed_in(signed_in(user.email, REMOTE_ADDR="198.51.100.1"))
        assert is_signed_in(signed_in(other.email, REMOTE_ADDR="198.51.100.2"))
        clock.shift(61)

        assert is_signed_in(signed_in(user.email, REMOTE_ADDR="198.51.100.1"))


def test_the_pause_that_strangers_cause_grows(limited: None) -> None:
    email = make_user(password=PASSWORD).email
    pauses = []
    with time_machine.travel(NOON, tick=False):
        for _ in range(13):
            guessed_by_strangers(email, 1)
            pauses.append(SignInAttempts(account=email, address="198.51.100.1").seconds_to_wait())

    assert pauses[:5] == [0] * 5
    assert pauses[5:] == sorted(pauses[5:])
    assert 0 < pauses[5] < 5 < pauses[-1] <= 61


def test_whoever_has_signed_in_from_an_address_does_not_wait_for_strangers(limited: None) -> None:
    user = make_user(password=PASSWORD)
    signed_in(user.email, REMOTE_ADDR="198.51.100.1")

    guessed_by_strangers(user.email, 200)

    assert not is_signed_in(signed_in(user.email, REMOTE_ADDR="198.51.100.9"))
    assert is_signed_in(signed_in(user.email, REMOTE_ADDR="198.51.100.1"))


def test_a_try_that_comes_too_soon_is_429_and_says_how_long_to_wait(limited: None) -> None:
    user = make_user(password=PASSWORD)
    with time_machine.travel(NOON, tick=False):
        guessed_by_strangers(user.email, 200)

        answer = Client().post("/accounts/login/", {"login": user.email, "password": PASSWORD})

    assert answer.status_code == 429
    assert "Too many attempts. Try again in 61 seconds." in answer.content.decode()
    assert user.email in answer.content.decode()


def test_what_is_counted_names_nobody(limited: None) -> None:
    attempts = SignInAttempts(account="wei@example.org", address="192.0.2.7")

    assert not any(
        "wei" in key or "192" in key for key in (attempts.address_key, attempts.account_key, attempts.known_address_key)
    )


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


def test_nobody_is_written_to_who_has_no_account() -> None:
    Client().post("/accounts/password/reset/", {"email": "nobody@example.org"})

    assert mail.outbox == []


def test_the_address_in_a_mail_is_the_sites_own(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.CBM_SITE_URL = "https://tracker.example.org"
    user = make_user(password=PASSWORD)

    Client().post("/accounts/password/reset/", {"email": user.email}, headers={"Host": "evil.example:9999"})

    [message] = mail.outbox
    assert "https://tracker.example.org/accounts/password/reset/key/" in message.body
    assert "evil" not in message.body


def test_nobody_signs_up() -> None:
    Client().post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD})

    assert not is_signed_in(signed_in("new@example.org"))


@pytest.mark.parametrize(
    "password",
    [
        "short one",
        "password1234",
        "195738264017",
        "wei.keeper@example",
        "aaaaaaaaaaaa",
        "correcthorse",
        "Passw0rd1234",
        "WeiKeeper2026",
        "qwertyuiop12",
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, make_user(email="wei.keeper@example.org", name="Wei Keeper"))


@pytest.mark.parametrize("password", [PASSWORD, "lamp otter ferry 42", "高山流水遇知音也難得", "x7!Kq" * 300])
def test_a_password_that_is_hard_to_guess_is_taken(password: str) -> None:
    validate_password(password if len(password) >= 12 else password * 2, make_user())


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


def keys_of(user: User) -> set[str]:
    """Which keys of somebody still work: a token, a secret address."""
    kinds = {"token": user.access_tokens, "address": user.secret_urls}
    return {kind for kind, rows in kinds.items() if rows.filter(revoked_at=None).exists()}


def with_keys(**fields: Any) -> User:
    user = make_user(password=PASSWORD, **fields)
    make_token(user)
    create_secret_url(user, name="Calendar", kind="calendar")
    return user


@pytest.mark.parametrize(("ticked", "left"), [({"revoke": "on"}, set()), ({}, {"token", "address"})])
def test_a_changed_password_revokes_tokens_and_addresses_if_wished(ticked: dict[str, str], left: set[str]) -> None:
    user = with_keys()
    client = signed_in(user.email)
    assert 'name="revoke" id="id_revoke" checked' in client.get("/accounts/password/change/").content.decode()

    anew = f"{PASSWORD} anew"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": anew, "password2": anew, **ticked})

    assert is_signed_in(signed_in(user.email, anew))
    assert keys_of(user) == left


def test_a_reset_password_ends_sessions_tokens_and_addresses_unasked() -> None:
    user = with_keys()
    elsewhere, client = signed_in(user.email), Client()
    client.post("/accounts/password/reset/", {"email": user.email})
    address = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[0].body)
    assert address

    form = client.get(address.group(), follow=True)
    anew = f"{PASSWORD} anew"
    client.post(form.redirect_chain[-1][0], {"password1": anew, "password2": anew})

    assert is_signed_in(signed_in(user.email, anew))
    assert not is_signed_in(elsewhere)
    assert keys_of(user) == set()
    TOTP.activate(user, generate_totp_secret())
    assert not is_signed_in(signed_in(user.email, anew))


def test_what_was_deactivated_does_not_come_back_by_itself() -> None:
    user, administrator = with_keys(), make_user(role="administrator")
    client = signed_in(user.email)
    TOTP.activate(user, generate_totp_secret())

    revise_user(user, changes={"is_active": False}, by=administrator)
    revise_user(user, changes={"is_active": True}, by=administrator)

    assert not is_signed_in(client)
    assert not is_signed_in(signed_in(user.email))
    assert keys_of(user) == set() and not Authenticator.objects.exists()


def test_whoever_is_let_in_again_is_sent_the_address_where_they_choose_a_password() -> None:
    user, administrator = make_user(password=PASSWORD), Client()
    administrator.force_login(make_user(role="administrator"))
    for act in ("deactivate", "invite"):
        administrator.post(f"/people/{user.pk}/{act}/")

    [message] = mail.outbox
    assert message.to == [user.email]


def test_whoever_is_deactivated_is_signed_out_at_once() -> None:
    user = make_user(password=PASSWORD)
    client = signed_in(user.email)
    assert is_signed_in(client)

    revise_user(user, changes={"is_active": False}, by=make_user(role="administrator"))

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


def asked_from_another_site(address: str, method: str = "get", **headers: str) -> Any:
    return getattr(APIClient(), method)(address, headers={"Origin": "https://example.org", **headers})


def test_pages_of_other_sites_read_what_is_public_without_credentials() -> None:
    answer = asked_from_another_site("/api/v1/parties/")
    wanted = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}
    preflight = asked_from_another_site("/api/v1/parties/", "options", **wanted)

    for each in (answer, preflight):
        assert (each.status_code, each["Access-Control-Allow-Origin"]) == (200, "*")
        assert "Access-Control-Allow-Credentials" not in each
    assert "etag" in answer["Access-Control-Expose-Headers"]
    assert "if-none-match" in preflight["Access-Control-Allow-Headers"]
    assert "authorization" not in preflight["Access-Control-Allow-Headers"].lower()
    assert "POST" not in preflight["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("address", ["/", "/measures/", "/api/v1/calendars/x.ics", "/api/v1/tables/x.csv", "/livez"])
def test_pages_of_other_sites_read_nothing_else(address: str) -> None:
    assert "Access-Control-Allow-Origin" not in asked_from_another_site(address)


def test_strangers_send_so_many_forms_a_minute_and_those_who_are_signed_in_any_number(
    settings: Any, monkeypatch: Any
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "cbm_tracker.throttling.FormThrottleMiddleware"]
    monkeypatch.setattr(FormThrottle, "THROTTLE_RATES", {"forms": "2/min"})
    stranger, signed = Client(REMOTE_ADDR="192.0.2.8"), Client(REMOTE_ADDR="192.0.2.8")
    signed.force_login(make_user())

    answers = [stranger.post("/log/", {"narrative": "Typed"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert int(answers[2].headers["Retry-After"]) > 0
    assert stranger.get("/log/").status_code == 302
    assert Client(REMOTE_ADDR="192.0.2.9").post("/log/").status_code == 401
    assert signed.post("/reminders/", {}).status_code != 429


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
        r"(?im)^\s*(?:export )?\w*(?:SECRET|PASSWORD|TOKEN)\w*=(?!\$|''$|for-checks-only|building)\S*[^\s,]$"
    ),
}


def tracked() -> list[Path]:
    found = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in found.split("\0") if name and (ROOT / name).is_file()]


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
    names = re.findall(r"`(test_\w+)\.py::(test_\w+)`", docs)

    assert len(names) > 40
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")}
    missing = [
        f"{file}::{name}" for file, name in names if not re.search(rf"^def {name}\(", texts.get(file, ""), re.MULTILINE)
    ]
    assert missing == []
    rows = [
        line
        for line in docs.partition("## Ways in")[0].splitlines()
        if line.startswith("| ") and not line.startswith(("| threat", "| who", "|--"))
    ]
    assert [row for row in rows if "::test_" not in row] == []


def test_each_requirement_of_the_standard_is_met_or_the_docs_say_why_not() -> None:
    docs = (ROOT / "docs" / "security.md").read_text(encoding="utf-8").partition("## ASVS")[2]
    rows = re.findall(r"^\| ([\d.–]+) \| ([a-z ]+) \| (.+) \|$", docs, re.MULTILINE)
    first = [tuple(int(part) for part in number.partition("–")[0].split(".")) for number, _, _ in rows]

    assert len(rows) == docs.count("\n| ") - 1
    assert first == sorted(set(first))
    assert {chapter for chapter, *_ in first} == {5, 6, 7, 8, 9, 10, 16}
    assert {status for _, status, _ in rows} == {"met", "not met", "not applicable"}
