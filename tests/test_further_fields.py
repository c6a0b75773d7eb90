"""Further fields of a measure hold texts: whatever writes them, and where the database held something else."""

import json
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from measures.models import Measure
from measures.operations.additions import MeasureDraft, add_measures
from tests.factories import make_measure, make_party, make_report, make_user

pytestmark = pytest.mark.django_db


def test_texts_are_kept_as_they_are_and_shown_everywhere() -> None:
    extra = {"Remark": "first", "备注": "第一", "Colon: one": "a:b", "Empty": ""}
    make_party()
    draft = MeasureDraft(
        report=make_report().slug, code="X-1", kind="unilateral", title="T", parties=["NORTHSHORE"], extra=extra
    )

    [measure] = add_measures([draft], by=make_user(role="editor"))

    measure.refresh_from_db()
    assert measure.extra == extra
    for address in (
        f"/measures/{measure.key}/?show=method",
        "/measures/",
        "/measures/?format=csv",
        f"/api/v1/measures/{measure.key}/",
    ):
        answer = Client().get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200, address
        assert address == "/measures/" or "第一" in content.decode()


def test_the_database_refuses_what_is_no_text() -> None:
    measure = make_measure()

    for extra in ({"Count": 5}, {"": "x"}, ["a"]):
        with pytest.raises(IntegrityError), transaction.atomic():
            Measure.objects.filter(pk=measure.pk).update(extra=extra)


def test_what_was_held_before_becomes_texts() -> None:
    migration = import_module("measures.migrations.0002_changed_tables")
    held = {"Count": 5, "Flag": False, "Nothing": None, "Nested": {"a": [1]}, "": "unnamed", "Remark": "first"}
    as_texts = migration.FURTHER_FIELDS_ARE_TEXTS.replace("measures_measure AS measure", "held AS measure")

    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE held (extra jsonb) ON COMMIT DROP")
        for each in (held, ["a"], {"Remark": "kept"}, {}):
            cursor.execute("INSERT INTO held VALUES (%s)", [json.dumps(each)])
        cursor.execute(as_texts)
        cursor.execute("SELECT extra FROM held ORDER BY extra::text")
        found = [json.loads(extra) for (extra,) in cursor.fetchall()]

    assert {"Remark": "kept"} in found
    assert found.count({}) == 2
    assert {"Count": "5", "Flag": "false", "Nested": '{"a": [1]}', "?": "unnamed", "Remark": "first"} in found
