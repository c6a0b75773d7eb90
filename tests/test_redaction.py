"""What a redaction takes away, what stays for others, and that its reason is told to all who may read of the entry."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from measures.analysis.verification import verify
from measures.models import Citation, Entry, Evidence, Measure, Redaction, Role, User
from measures.operations.clock import clock
from measures.operations.drafts import AssessmentDraft
from measures.operations.redactions import redact_entry
from tests.factories import client_of, get, log, make_evidence, make_measure, make_user

pytestmark = pytest.mark.django_db

REASON = "A private name stood in it."


@pytest.fixture
def measure() -> Measure:
    return make_measure()


@pytest.fixture
def source() -> Evidence:
    return make_evidence(title="Ferry gazette")


@pytest.fixture
def administrator() -> User:
    return make_user(role="administrator", name="A. Keeper")


def resting_assessment(measure: Measure, cited: Entry, source: Evidence, **fields: Any) -> AssessmentDraft:
    values = {"level": 1, **fields}
    return AssessmentDraft(on=measure.key, rests_on=[cited.key], sources=[source.key], **values)


def assert_verified() -> None:
    connection.check_constraints()
    assert verify().faults == []


def test_an_entry_that_others_rest_on_is_redacted_and_what_they_say_stays(
    measure: Measure, source: Evidence, administrator: User
) -> None:
    cited = log(measure, sources=[source.key, make_evidence().key])
    resting = log(measure, assessments=[resting_assessment(measure, cited, source)], responds_to=cited.key)

    redact_entry(cited, by=administrator, reason=REASON)

    assert_verified()
    [assessment] = get(f"entries/{resting.key}/")["assessments"]
    assert assessment["rests_on"] == sorted([cited.key, source.key])
    # The other source of the redacted entry, on which nothing rests, is no longer known to have been cited.
    assert [row.evidence for row in Citation.objects.filter(entry=cited)] == [source]


def test_what_was_kept_for_others_goes_with_the_last_of_them(
    measure: Measure, source: Evidence, administrator: User
) -> None:
    cited = log(measure, sources=[source.key])
    others = [log(measure, assessments=[resting_assessment(measure, cited, source)]) for _ in range(2)]

    redact_entry(cited, by=administrator, reason=REASON)
    redact_entry(others[0], by=administrator, reason=REASON)
    assert Citation.objects.count() == 1
    redact_entry(others[1], by=administrator, reason=REASON)

    assert Citation.objects.count() == 0
    assert_verified()


def test_what_is_kept_for_a_hidden_entry_shows_to_nobody_else(
    measure: Measure, source: Evidence, administrator: User
) -> None:
    cited = log(measure, sources=[source.key])
    hidden = resting_assessment(measure, cited, source, text="Ferries may wait.")
    log(measure, sources=[source.key], assessments=[hidden], marking="internal")

    redact_entry(cited, by=administrator, reason=REASON)

    assert get(f"entries/{cited.key}/")["sources"] == []
    assert "Ferry gazette" not in Client().get(f"/journal/{cited.key}/").content.decode()
    page = Client().get(f"/sources/{source.key}/").content.decode()
    assert "Cited by 0 entries" in page
    assert cited.key not in page
    assert cited.key not in Client().get("/api/v1/evidence/?format=csv").getvalue().decode()
    assert_verified()


def test_no_new_assessment_rests_on_a_source_of_a_redacted_entry(
    measure: Measure, source: Evidence, administrator: User
) -> None:
    cited = log(measure, sources=[source.key])
    log(measure, assessments=[resting_assessment(measure, cited, source)])
    redact_entry(cited, by=administrator, reason=REASON)

    with pytest.raises(ValidationError) as raised:
        log(measure, assessments=[resting_assessment(measure, cited, source)])

    assert set(raised.value.message_dict) == {"assessments.0.sources"}


def test_who_redacted_an_entry_and_why_is_told_to_all_who_may_read_of_it(measure: Measure, administrator: User) -> None:
    entry = log(measure)
    redact_entry(entry, by=administrator, reason=REASON)

    found = get(f"entries/{entry.key}/")["redaction"]
    page = Client().get(f"/journal/{entry.key}/").content.decode()

    assert (found["entry"], found["redacted_by_role"], found["reason"]) == (entry.key, "administrator", REASON)
    assert REASON in page and "An administrator of this tracker removed its content" in page
    assert get(f"entries/{entry.key}/", client_of(administrator))["redaction"]["redacted_by_name"] == "A. Keeper"


def test_an_entry_that_stands_has_no_redaction_and_a_hidden_ones_is_not_told(
    measure: Measure, administrator: User
) -> None:
    entry, hidden = log(measure), log(measure, marking="internal")
    redact_entry(hidden, by=administrator, reason=REASON)

    assert get(f"entries/{entry.key}/")["redaction"] is None
    for address in (f"/api/v1/entries/{hidden.key}/", f"/journal/{hidden.key}/", "/api/v1/chains/", "/api/v1/entries/"):
        assert REASON not in Client().get(address).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_command_names_what_was_redacted_and_why(measure: Measure, administrator: User) -> None:
    entry = log(measure)
    redact_entry(entry, by=administrator, reason=REASON)
    found, document = StringIO(), StringIO()

    call_command("verify_journal", stdout=found)
    call_command("verify_journal", "--json", stdout=document)

    line = f"entry {entry.key}, sequence 1: redacted by A. Keeper on "
    assert line in found.getvalue() and f": {REASON}\n" in found.getvalue()
    assert "no fault found" in found.getvalue()
    [redaction] = json.loads(document.getvalue())["redactions"]
    assert (redaction["entry"], redaction["by"], redaction["reason"]) == (entry.key, "A. Keeper", REASON)


def redact_by_sql(entry: Entry, account: User) -> None:
    """What whoever has the application's password can call."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT redact_entry(%s, %s, %s)", [entry.pk, account.pk, REASON])


@pytest.mark.parametrize(
    "account",
    [{"role": Role.READER}, {"role": Role.EDITOR}, {"role": Role.ADMINISTRATOR, "is_active": False}],
    ids=["reader", "editor", "deactivated administrator"],
)
def test_the_database_refuses_to_redact_for_whoever_is_no_active_administrator(
    account: dict[str, Any], measure: Measure
) -> None:
    entry = log(measure)

    with pytest.raises(ProgrammingError, match="Only an active administrator redacts"):
        redact_by_sql(entry, make_user(**account))

    assert Entry.objects.get().title == entry.title
    assert not Redaction.objects.exists()


def test_the_database_reads_the_name_and_the_clock_itself(measure: Measure, administrator: User) -> None:
    entry, before = log(measure), clock()

    redact_by_sql(entry, administrator)

    redaction = Redaction.objects.get()
    assert (redaction.by, redaction.by_name) == (administrator, "A. Keeper")
    assert before < redaction.redacted_at < clock()
    assert_verified()


def test_nobody_calls_the_function_that_took_a_name_and_a_moment(measure: Measure, administrator: User) -> None:
    entry = log(measure)

    with pytest.raises(ProgrammingError, match="does not exist"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT redact_entry(%s, %s, 'Somebody else', 'made up', '1999-01-01')", [entry.pk, administrator.pk]
        )

    assert not Redaction.objects.exists()
