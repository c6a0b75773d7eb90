"""The functions of the database mean the tables of the record, whatever else somebody names alike."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from measures.models import Assessment, Entry, Measure, Redaction, RowChange
from measures.operations.drafts import AssessmentDraft
from measures.operations.editing import revise
from measures.operations.nouns import MEASURE
from tests.factories import log, make_measure, make_user

OURS = """
    SELECT oid::regprocedure::text, coalesce(proconfig, '{}'), prosecdef, prosqlbody IS NOT NULL FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace ORDER BY 1
"""
FIXED = "search_path=pg_catalog, public, pg_temp"


def run(database: BaseDatabaseWrapper, *statements: str) -> None:
    with transaction.atomic(using=database.alias), database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_every_function_has_a_fixed_search_path_or_is_bound_when_it_is_created(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(OURS)
        functions = cursor.fetchall()

    assert {"redact_entry(bigint,bigint,text)", "guard_entry()", "is_redacted(bigint)"} <= {row[0] for row in functions}
    assert [name for name, settings, _, is_bound in functions if FIXED not in settings and not is_bound] == []
    # With its owner's rights none runs that is merely bound: what it calls would be looked up by the caller's path.
    assert [name for name, settings, runs_as_owner, _ in functions if runs_as_owner and FIXED not in settings] == []


@pytest.fixture
def entry(transactional_db: None) -> Entry:
    measure = make_measure()
    assessment = AssessmentDraft(on=measure.key, about="NORTHSHORE", level=1)
    return log(measure, assessments=[assessment])


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_a_temporary_table_of_redactions_opens_nothing_to_the_owner(entry: Entry) -> None:
    shadow = f"CREATE TEMPORARY TABLE measures_redaction ON COMMIT DROP AS SELECT {entry.pk}::bigint AS entry_id"
    blank = (
        "UPDATE measures_entry SET title = '', title_zh_hans = '', narrative = '', narrative_zh_hans = '', salt = ''"
    )

    for statement in (blank, "DELETE FROM measures_view", "DELETE FROM measures_bearing"):
        with pytest.raises(IntegrityError, match="written once"):
            run(connections["owner"], shadow, statement)

    assert Entry.objects.get().title == entry.title
    assert Assessment.objects.count() == 1


def test_a_temporary_table_of_accounts_makes_nobody_an_administrator(entry: Entry) -> None:
    reader = make_user(role="reader")
    shadow = f"""
        CREATE TEMPORARY TABLE measures_user ON COMMIT DROP AS
        SELECT {reader.pk}::bigint AS id, 'Somebody else' AS name, 'administrator' AS role, true AS is_active
    """

    with pytest.raises(ProgrammingError, match="Only an active administrator"):
        run(connection, shadow, f"SELECT redact_entry({entry.pk}, {reader.pk}, 'made up')")

    assert not Redaction.objects.exists()


def test_a_temporary_table_of_the_row_history_hides_no_change(transactional_db: None) -> None:
    measure = make_measure()
    shadow = "CREATE TEMPORARY TABLE measures_rowchange (LIKE measures_rowchange INCLUDING ALL) ON COMMIT DROP"

    run(connection, shadow, f"UPDATE measures_measure SET title = 'Another' WHERE id = {measure.pk}")

    assert RowChange.objects.filter(table="measures_measure", after__title="Another").count() == 1
    revise(
        MEASURE, Measure.objects.get(), changes={"title": "A third"}, version=measure.version, by=make_user("editor")
    )
    assert RowChange.objects.filter(table="measures_measure").count() == 2
