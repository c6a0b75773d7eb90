"""Owners are written together: all or none, with what is wrong said of each row."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from measures.models import Owner, Role
from tests.factories import client_of, get, make_measure, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> APIClient:
    return client_of(make_user(role=Role.EDITOR))


def places(answer: Any) -> list[tuple[int, str, str]]:
    """Where something is wrong: the place of the row, what it is called, and the field."""
    return [(error["index"], error["key"], error["field"]) for error in answer.json()["errors"]]


class TestOwners:
    def test_they_are_named_and_revised(self, editor: APIClient) -> None:
        measures, people = [make_measure(), make_measure()], [make_user(), make_user()]

        names = editor.post(
            "/api/v1/owners/",
            [{"measure": measures[0].key, "user": people[0].email.upper()},
             {"measure": measures[1].key, "user": str(people[1].pk), "role": "reviewer"}],
        )  # fmt: skip
        row = {"measure": measures[0].key, "user": people[0].pk, "role": "contributor", "version": 1}
        revised = editor.patch("/api/v1/owners/", [row])
        stale = editor.patch("/api/v1/owners/", [row])

        assert [(row["measure"], row["user"], row["role"]) for row in names.json()] == [
            (measures[0].key, people[0].pk, "coordinator"),
            (measures[1].key, people[1].pk, "reviewer"),
        ]
        assert [(row["role"], row["version"]) for row in revised.json()] == [("contributor", 2)]
        assert (stale.status_code, stale.json()["errors"][0]["current"]) == (412, 2)
        assert len(get("owners/")["results"]) == 2

    def test_what_is_wrong_is_said_of_each_row_and_nobody_is_named(self, editor: APIClient) -> None:
        measure, person = make_measure(), make_user()
        rows = [
            {"measure": measure.key, "user": person.email},
            {"measure": "nope", "user": "nobody@example.org"},
        ]

        wrong = editor.post("/api/v1/owners/", rows)
        twice = editor.post("/api/v1/owners/", [rows[0], rows[0]])

        assert places(wrong) == [(1, "nope", "measure"), (1, "nope", "user")]
        assert places(twice) == [(1, measure.key, "user")]
        assert not Owner.objects.exists()

    def test_nobody_is_named_for_what_is_done_with(self, editor: APIClient) -> None:
        done, still_open = make_measure(status="implemented"), make_measure()
        person = make_user()

        refused = editor.post(
            "/api/v1/owners/", [{"measure": row.key, "user": person.email} for row in (still_open, done)]
        )

        assert (refused.status_code, refused.json()["code"]) == (409, "measure_done_with")
        assert places(refused) == [(1, done.key, "measure")]
        assert not Owner.objects.exists()

    @pytest.mark.parametrize("rows", [[], {}, [{"measure": "m", "user": "u"}] * 501])
    def test_a_list_has_its_limits(self, editor: APIClient, rows: Any) -> None:
        refused = editor.post("/api/v1/owners/", rows)

        assert refused.json()["errors"] == [{"field": "", "messages": ["Send a list of 1 to 500 rows."]}]

    def test_a_wrong_shape_is_said_of_its_row_too(self, editor: APIClient) -> None:
        wrong = editor.post("/api/v1/owners/", [{"measure": "m", "colour": "red"}, 3])

        assert sorted(places(wrong)) == [(0, "m", "colour"), (0, "m", "user"), (1, "", "")]
        assert not Owner.objects.exists()

    def test_a_trial_says_the_same_and_writes_nothing(self, editor: APIClient) -> None:
        rows = [{"measure": make_measure().key, "user": make_user().email}]

        tried = editor.post("/api/v1/owners/?dry_run=true", rows)
        before = Owner.objects.count()
        done = editor.post("/api/v1/owners/", rows)

        assert (tried.status_code, before) == (201, 0)
        assert [row["user"] for row in tried.json()] == [row["user"] for row in done.json()]

    def test_a_contributor_does_not_learn_whose_accounts_there_are(self) -> None:
        measure = make_measure()

        refused = client_of(make_user()).post("/api/v1/owners/", [{"measure": measure.key, "user": "who@example.org"}])

        assert refused.status_code == 403
