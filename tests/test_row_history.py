"""The row history: what was changed, by whom, before and after, whichever way it was changed."""

import logging
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, connections, models, transaction
from django.test import Client

from cbm_tracker.attribution import Actor, RequestIdFilter, acting
from cbm_tracker.celery import app
from measures.models import (
    Addressing,
    Indicator,
    Link,
    Marking,
    Measure,
    Owner,
    PartialDate,
    Report,
    RowChange,
)
from measures.operations.accounts import invite_user, revise_user
from measures.operations.editing import revise
from measures.operations.markings import tighten_marking
from measures.operations.nouns import MEASURE
from measures.operations.responsibility import name_owner, release_owner
from tests.factories import (
    client_of,
    log,
    make_ambiguity,
    make_date,
    make_evidence,
    make_measure,
    make_milestone,
    make_party,
    make_report,
    make_user,
)

pytestmark = pytest.mark.django_db


def changes_of(row: models.Model) -> list[tuple[Any, Any]]:
    """What the history says of a row, the first change first."""
    changes = RowChange.objects.filter(table=row._meta.db_table, row=row.pk).order_by("pk")
    return list(changes.values_list("before", "after"))


def latest() -> RowChange:
    return RowChange.objects.order_by("pk")[RowChange.objects.count() - 1]


class TestThroughOperations:
    def test_a_revision_is_there_field_by_field(self):
        measure, editor = make_measure(), make_user(role="editor")
        changes = {"title": "New", "description": "Longer", "due_on": PartialDate(2027, 5), "review_every_days": 90}

        revise(MEASURE, measure, changes=changes, version=1, by=editor)

        assert changes_of(measure) == [
            (
                {"title": measure.title, "description": "", "due_on": None, "review_every_days": 180}
                | {"due_on_set_by_id": None},
                {"title": "New", "description": "Longer", "due_on": "2027-05", "review_every_days": 90}
                | {"due_on_set_by_id": editor.pk},
            )
        ]
        assert latest().measures == [measure.pk]

    def test_an_owner_who_is_named_and_released_is_there(self):
        measure, editor, owner = make_measure(), make_user(role="editor"), make_user()

        names = name_owner(measure, user=owner, role="reviewer", by=editor)
        release_owner(Owner.objects.get(pk=names.pk), by=editor)

        values = {"measure_id": measure.pk, "user_id": owner.pk, "role": "reviewer", "named_by_id": editor.pk}
        assert changes_of(names) == [(None, values), (values, None)]

    def test_a_tightened_marking_is_there_for_all_that_was_tightened(self):
        measure = make_measure()
        source = make_evidence()
        entry = log(measure, sources=[source.key])

        tighten_marking(source, marking=Marking.INTERNAL, by=make_user(role="editor"))
        tighten_marking(measure, marking=Marking.PARTICIPANTS, by=make_user(role="editor"))

        assert changes_of(source) == [({"marking": "public"}, {"marking": "internal"})]
        assert changes_of(entry) == [({"marking": "public"}, {"marking": "internal"})]
        assert changes_of(measure) == [({"marking": "public"}, {"marking": "participants"})]

    def test_an_account_is_there_from_its_invitation_on_without_its_password(self):
        administrator = make_user(role="administrator")

        user = invite_user("wei@example.org", name="Wei", role="contributor", by=administrator)
        user.set_password("a-long-enough-secret")
        user.save()
        revise_user(user, changes={"is_active": False}, by=administrator)

        invited = {"email": "wei@example.org", "name": "Wei", "role": "contributor", "is_participant": False}
        assert changes_of(user) == [
            (None, {**invited, "is_active": True, "is_named_in_public": False}),
            ({"is_active": True}, {"is_active": False}),
        ]


OTHERS: dict[type, Any] = {
    str: lambda value: f"{value}x",
    bool: lambda value: not value,
    int: lambda value: value - 1 if value > 1000 else value + 100,
    dict: lambda value: {**value, "more": "one"},
    PartialDate: lambda value: PartialDate(value.year - 1),
}
NOT_FOLLOWED = {
    "measures_ambiguity": {"search"},
    "measures_announceddate": {"announced_for_by", "recorded_at"},
    "measures_datefinding": {"put_off_to_by", "recorded_at"},
    "measures_feed": {
        "added_at",
        "due_at",
        "read_at",
        "failing_since",
        "failures",
        "tried_at",
        "tried_outcome",
        "etag",
        "last_modified",
        "last_text",
    },
    # Its key never changes.
    "measures_indicator": {"key"},
    "measures_measure": {"due_by", "from_library", "search", "added_at"},
    # The database fills it in: it is the measure's.
    "measures_measure_parties": {"report_id"},
    "measures_owner": {"named_at"},
    # A redaction leaves a trace of its own.
    "measures_evidence": {
        "search",
        "recorded_at",
        "cited_within",
        "waits_for_review",
        "redaction_id",
        "copies_redaction_id",
    },
    "measures_objection": {"recorded_at"},
    "measures_report": {"added_at"},
    "measures_reportrole": {"given_at", "given_by_id"},
    # Written once, but for its withdrawal.
    "measures_textsearch": {"recorded_at", "until_by", "replaces_id", "corrected_by_id"},
    "measures_user": {"password", "last_login", "language", "time_zone", "joined_at"},
}


def followed_columns(trigger: str = "record_row_change") -> dict[str, set[str]]:
    """The columns that a trigger follows, by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, array_remove(string_to_array(encode(tgargs, 'escape'), '\\000'), '')"
            " FROM pg_trigger WHERE tgname = %s",
            [trigger],
        )
        return {table: set(arguments) for table, arguments in cursor.fetchall()}


def test_every_column_of_a_followed_table_is_followed_or_said_not_to_be():
    followed, added = followed_columns(), followed_columns("record_added_rows")
    tables = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}

    assert (len(followed), len(added)) == (33, 25)
    assert added.items() <= followed.items()
    for table, columns in followed.items():
        if table == "measures_entry":
            assert columns == {"marking", "place_in_day"}
            continue
        if table not in tables:
            # Of a wing that is left out.
            continue
        stored = {field.column for field in tables[table]._meta.concrete_fields if not field.primary_key}
        assert stored - columns - {"version", "loaded_version"} == NOT_FOLLOWED.get(table, set()), table


@pytest.fixture
def rows() -> list[models.Model]:
    """A row of each table whose columns are changed below."""
    report_of = make_measure(due_on=PartialDate(2027))
    other = make_measure(report_of.report)
    ambiguity = make_ambiguity(report_of.report)
    make_user(role="reader")
    return [
        report_of,
        make_evidence(published=PartialDate(2024)),
        Report.objects.get(),
        Addressing.objects.create(measure=report_of, ambiguity=ambiguity, strength="primary", basis="report"),
        Link.objects.create(source=report_of, target=other, relation="enables", basis="report"),
        make_milestone(report_of),
        Indicator.objects.create(measure=report_of, key="X1", position=1, name="Ferries", how_judged="Count them."),
        make_user(),
    ]


def other_value(row: models.Model, field: Any) -> Any:
    """Another value for a column, or the same where the database would not take one."""
    value = getattr(row, field.attname)
    if field.name == "copy_sha256":
        return "0" * 64
    if field.name == "address_withheld":
        return value
    if field.is_relation or value is None:
        return value
    for choice, _ in field.flatchoices or ():
        if choice not in (value, "party"):
            return choice
    return next((change(value) for kind, change in OTHERS.items() if isinstance(value, kind)), value)


@pytest.mark.parametrize("kind_of_change", ["bulk", "raw"])
def test_every_followed_column_is_there_with_before_and_after(rows: list[models.Model], kind_of_change: str):
    followed = followed_columns()
    seen = 0

    for row in rows:
        table = row._meta.db_table
        for field in row._meta.concrete_fields:
            new = other_value(row, field)
            if field.primary_key or field.column not in followed[table] or new == getattr(row, field.attname):
                continue
            stored = field.get_db_prep_save(new, connection)
            if kind_of_change == "bulk":
                type(row)._default_manager.filter(pk=row.pk).update(**{field.attname: new})
            else:
                with connection.cursor() as cursor:
                    cursor.execute(f'UPDATE {table} SET "{field.column}" = %s WHERE id = %s', [stored, row.pk])
            change = latest()
            assert (change.table, change.row) == (table, row.pk), field.column
            assert set(change.before) == set(change.after) == {field.column}
            assert change.before[field.column] == as_json(getattr(row, field.attname)), field.column
            assert change.after[field.column] == as_json(new), field.column
            seen += 1

    assert seen > 60


def as_json(value: Any) -> Any:
    return str(value) if isinstance(value, PartialDate) else value


def test_what_stays_the_same_leaves_nothing():
    measure = make_measure()
    before = RowChange.objects.count()

    Measure.objects.filter(pk=measure.pk).update(title=measure.title, version=7)

    assert RowChange.objects.count() == before


def test_whom_a_measure_is_addressed_to_is_there():
    measure = make_measure(parties=["NORTHSHORE"])

    measure.parties.set([make_party("SOUTHSHORE")])

    removed, added = RowChange.objects.filter(measures=[measure.pk]).order_by("pk")[1:3]
    assert removed.before["party_id"] == "NORTHSHORE"
    assert added.after["party_id"] == "SOUTHSHORE"


class TestWho:
    def test_the_api_names_the_user_of_a_token_and_the_request(self):
        row, editor = make_date(make_report()), make_user(role="editor")

        answer = client_of(editor).patch(
            f"/api/v1/dates/{row.key}/", {"title": "New"}, headers={"If-Match": "*", "X-Request-ID": "abc-1"}
        )

        change = latest()
        assert (change.by, change.request_id, change.command) == (editor, "abc-1", "")
        assert change.database_role == "cbm_app"
        assert answer.headers["X-Request-ID"] == "abc-1"

    def test_a_page_names_who_is_signed_in(self):
        measure, editor = make_measure(), make_user(role="editor")
        client = Client()
        client.force_login(editor)

        answer = client.post(f"/measures/{measure.key}/owners/", {"user": editor.pk, "role": "coordinator"})

        assert answer.status_code == 302
        change = RowChange.objects.get(table="measures_owner")
        assert (change.by, change.request_id) == (editor, answer.headers["X-Request-ID"])

    @pytest.mark.parametrize("sent", ["", "a b", "*/ DROP TABLE x; /*", "x" * 65, "%s"])
    def test_an_id_that_cannot_be_spoken_is_replaced(self, sent: str):
        answer = Client().get("/livez", headers={"X-Request-ID": sent})

        assert len(answer.headers["X-Request-ID"]) == 32

    def test_a_command_is_named(self):
        with acting(Actor(command="load_report")):
            make_user()
        assert latest().command == "load_report"

        make_user()
        assert latest().command == ""

    def test_a_task_is_named(self):
        @app.task(name="tests.make_somebody")
        def make_somebody() -> None:
            make_user()

        make_somebody.apply()
        assert latest().command == "tests.make_somebody"

        make_user()
        assert latest().command == ""

    def test_what_is_rolled_back_takes_nothing_of_the_attribution_along(self):
        with acting(Actor(request_id="r-1")):
            with transaction.atomic():
                make_user()
                transaction.set_rollback(True)
            make_user()

        assert latest().request_id == "r-1"


CHANGES = ["UPDATE measures_rowchange SET id = id", "DELETE FROM measures_rowchange", "TRUNCATE measures_rowchange"]
INVENTED = "INSERT INTO measures_rowchange (\"table\") VALUES ('x')"


@pytest.mark.parametrize("statement", [*CHANGES, INVENTED])
def test_the_application_may_only_read_the_history(statement: str):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
@pytest.mark.parametrize("statement", CHANGES)
def test_the_owner_of_the_tables_may_not_change_the_history(statement: str):
    make_measure()

    with pytest.raises(IntegrityError, match="written once"), transaction.atomic(using="owner"):
        connections["owner"].cursor().execute(statement)

    assert RowChange.objects.exists()


def test_a_log_line_names_its_request_or_command():
    def line() -> str:
        record = logging.LogRecord("cbm", logging.INFO, "", 0, "Hello", None, None)
        assert RequestIdFilter().filter(record)
        return logging.Formatter("%(acting)s: %(message)s").format(record)

    assert line() == "-: Hello"
    with acting(Actor(request_id="r-1")):
        assert line() == "r-1: Hello"
    with acting(Actor(command="tick")):
        assert line() == "tick: Hello"
