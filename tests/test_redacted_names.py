"""A person's name that was redacted is nowhere any more, and the chains of what they wrote still verify."""

from datetime import date
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction
from django.test import Client

from measures.analysis.verification import verify
from measures.errors import NotAllowedError, OwnAccountError, RedactedRowError
from measures.models import Entry, IdempotencyKey, Notice, Redaction, ReviewState, Role, User
from measures.models.people import NAME_REMOVED
from measures.operations import journal
from measures.operations.accounts import revise_user
from measures.operations.announced_dates import record_finding, withdraw_finding
from measures.operations.clock import clock
from measures.operations.credentials import create_secret_url, create_token
from measures.operations.evidence import review_evidence
from measures.operations.names import redact_name
from measures.operations.redactions import redact_entry
from measures.operations.responsibility import name_owner
from measures.operations.saved_views import save_view
from measures.wings.digests.models import Digest, ReminderSettings
from tests.factories import TODAY, get, log, make_date, make_evidence, make_measure, make_user, summarise
from tests.test_searches import search
from tests.test_taking_back import REASON, kept_elsewhere, places_of
from tests.test_verification import tamper

pytestmark = pytest.mark.django_db(transaction=True)

NAME, FORMER = "Zqorvux Wrenling", "Zqorvux Formerly"
WORD = "zqorvux"
NAMES = ["name", "email"]


@pytest.fixture
def administrator() -> User:
    return make_user(role=Role.ADMINISTRATOR, name="A. Keeper")


@pytest.fixture
def person(administrator: User) -> User:
    """An editor who wrote and did whatever this tracker keeps a name with."""
    person = make_user(role=Role.EDITOR, name=FORMER, email=f"{WORD}@old.example.org")
    person = revise_user(person, changes={"name": NAME, "email": f"{WORD}@example.org"}, by=administrator)
    measure = make_measure()
    log(measure, by=person)
    summarise(measure.report, by=person)
    review_evidence(make_evidence(), by=person, state=ReviewState.ACCEPTED)
    search(measure.report, by=person)
    record_finding(make_date(measure.report, by=person), by=person, on=TODAY, kind="nothing_found")
    others = record_finding(make_date(measure.report), by=make_user(), on=TODAY, kind="nothing_found")
    withdraw_finding(others, by=person, at=clock())
    name_owner(measure, user=make_user(), role="reviewer", by=person)
    create_token(person, name=f"{WORD.title()} Wrenling’s script of {NAME}", scope="read")
    create_secret_url(person, name=f"For {NAME}", kind="calendar")
    save_view(person, name=f"By {NAME}", page="journal", filters=f"q={NAME.replace(' ', '+')}")
    save_view(person, name=f"Of {NAME}", page="journal", filters="")
    save_view(person, name="Mine", page="measures", filters=f"owner={WORD}%40example.org")
    EmailAddress.objects.create(user=person, email=person.email)
    ReminderSettings.objects.create(user=person, refusal=f"550 <{person.email}>: unknown")
    Digest.objects.create(
        recipient=person, due_on=date(2020, 1, 1), covers_since=clock(), claimed_at=clock(), problem=person.email
    )
    LogEntry.objects.create(
        user=administrator, content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk),
        object_repr=NAME, action_flag=CHANGE,
    )  # fmt: skip
    kept_elsewhere(person, NAME)
    return person


def deactivated(person: User, administrator: User) -> User:
    return revise_user(person, changes={"is_active": False}, by=administrator)


def test_the_name_of_somebody_who_left_is_nowhere(person: User, administrator: User, storage: Path) -> None:
    person = deactivated(person, administrator)
    assert len(places_of(WORD)) >= 15

    redaction = redact_name(person, by=administrator, reason=REASON)

    assert places_of(WORD) == set()
    assert verify().faults == []
    assert (redaction.kind, redaction.key, redaction.by_name) == ("name", str(person.pk), "A. Keeper")
    person.refresh_from_db()
    assert (person.name, str(person), person.is_active) == (NAME_REMOVED, "a person whose name was removed", False)
    assert {entry.author_name for entry in Entry.objects.filter(author=person)} == {NAME_REMOVED}
    assert set(Notice.objects.exclude(by_name="").values_list("by_name", flat=True)) == {NAME_REMOVED}
    assert IdempotencyKey.objects.get().status == 410
    with pytest.raises(RedactedRowError):
        redact_name(person, by=administrator, reason=REASON)
    with pytest.raises(RedactedRowError):
        revise_user(person, changes={"is_active": True}, by=administrator)


def test_whoever_stays_keeps_their_account_and_writes_under_their_present_name(
    person: User, administrator: User
) -> None:
    person = revise_user(person, changes={"name": "Robin Reed", "email": "robin@example.org"}, by=administrator)

    redact_name(person, by=administrator, reason=REASON)

    assert places_of(WORD) == set()
    person.refresh_from_db()
    assert (person.name, person.email, person.is_active) == ("Robin Reed", "robin@example.org", True)
    assert log(make_measure(), by=person).author_name == "Robin Reed"
    assert verify().faults == []


def test_the_name_under_which_somebody_redacted_goes_too(administrator: User) -> None:
    former = make_user(role=Role.ADMINISTRATOR, name=NAME)
    redact_entry(log(make_measure()), by=former, reason=REASON)

    redact_name(deactivated(former, administrator), by=administrator, reason=REASON)

    assert sorted(Redaction.objects.values_list("by_name", flat=True)) == ["A. Keeper", NAME_REMOVED]


def test_what_was_sealed_with_the_name_keeps_it_until_it_is_redacted(
    administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, measure = make_user(role=Role.EDITOR, name=NAME), make_measure()
    monkeypatch.setattr(journal, "PRESENT_FORMAT", 1)
    first, second = log(measure, by=person), log(measure, by=person)
    monkeypatch.undo()
    log(measure, by=person)
    person = deactivated(person, administrator)
    redact_entry(first, by=administrator, reason=REASON)
    page = Client()
    page.force_login(administrator)
    shown = page.get(f"/people/{person.pk}/redact/").content.decode()
    assert second.key in shown and first.key not in shown

    redact_name(person, by=administrator, reason=REASON)
    names = list(Entry.objects.order_by("pk").values_list("author_name", flat=True))
    redact_entry(second, by=administrator, reason=REASON)

    assert names == [NAME_REMOVED, NAME, NAME_REMOVED]
    assert places_of(WORD) == set()
    assert verify().faults == []


def test_verifying_tells_of_names_that_were_removed_and_of_those_that_only_look_so(
    person: User, administrator: User, capsys: pytest.CaptureFixture[str]
) -> None:
    person = deactivated(person, administrator)
    redact_name(person, by=administrator, reason=REASON)

    call_command("verify_journal")
    assert f"name {person.pk}: redacted by A. Keeper" in capsys.readouterr().out

    other = log(make_measure())
    kept = Entry.objects.get(author=person, kind="development")
    tamper("UPDATE measures_entry SET author_name = 'Somebody' WHERE id = %s", kept.pk)
    tamper("UPDATE measures_entry SET author_name = %s, name_salt = '' WHERE id = %s", NAME_REMOVED, other.pk)
    assert {(fault.entry, fault.what) for fault in verify().faults} == {
        (other.key, "the name of who wrote it is not what was sealed"),
        (kept.key, "a redaction says that the name of who wrote it is gone, and it is not"),
        (kept.key, "the name of who wrote it is not what was sealed"),
    }


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_the_owner_of_the_tables_removes_no_name_without_a_redaction() -> None:
    log(make_measure())

    for statement in (
        f"UPDATE measures_entry SET author_name = '{NAME_REMOVED}', name_salt = ''",
        f"UPDATE measures_entry SET author_name = '{NAME}'",
    ):
        with pytest.raises(IntegrityError, match="written once"), transaction.atomic(using="owner"):
            connections["owner"].cursor().execute(statement)


def test_only_an_administrator_removes_a_name_of_another_and_says_why(person: User, administrator: User) -> None:
    for by in (make_user(role=Role.EDITOR), make_user(role=Role.READER)):
        with pytest.raises(NotAllowedError):
            redact_name(person, by=by, reason=REASON)
    with pytest.raises(ValidationError):
        redact_name(person, by=administrator, reason=" ")
    with pytest.raises(OwnAccountError):
        redact_name(administrator, by=administrator, reason=REASON)
    with pytest.raises(RedactedRowError):
        redact_name(make_user(), by=administrator, reason=REASON)

    assert not Redaction.objects.exists()


def test_on_the_page(person: User, administrator: User) -> None:
    entry = Entry.objects.get(author=person, kind="development")
    page = Client()
    page.force_login(administrator)

    answer = page.post(f"/people/{person.pk}/redact/", {"reason": REASON}, follow=True)

    assert answer.status_code == 200 and "Redacted." in answer.content.decode()
    assert "a person whose name was removed" in page.get(f"/journal/{entry.key}/").content.decode()
    User.objects.filter(pk=person.pk).update(is_named_in_public=True)
    chinese = Client().get(f"/journal/{entry.key}/", headers={"accept-language": "zh-hans"})
    assert "姓名已移除的人" in chinese.content.decode()
    deactivated(person, administrator)
    redact_name(person, by=administrator, reason=REASON)
    shown = page.get(f"/people/{person.pk}/").content.decode()
    assert "were removed" in shown and "Let them in again" not in shown
    assert REASON in page.get("/redactions/").content.decode()
    assert REASON not in Client().get("/redactions/").content.decode()
    assert get(f"entries/{entry.key}/")["author_name"] == NAME_REMOVED
