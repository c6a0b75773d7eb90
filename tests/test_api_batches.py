"""Lists of measures, milestones and owners are written together: all or none, with what is wrong said of each row."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from measures.models import Marking, Measure, Milestone, Owner, Report, Role
from tests.factories import client_of, get, make_measure, make_milestone, make_party, make_report, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> APIClient:
    return client_of(make_user(role=Role.EDITOR))


@pytest.fixture
def report() -> Report:
    make_party("NORTHSHORE")
    make_party("SOUTHSHORE")
    return make_report("two-ferries")


def draft(code: str, **fields: Any) -> dict[str, Any]:
    row = {"report": "two-ferries", "code": code, "kind": "unilateral", "title": f"Measure {code}"}
    return {**row, "parties": ["NORTHSHORE"], **fields}


def places(answer: Any) -> list[tuple[int, str, str]]:
    """Where something is wrong: the place of the row, what it is called, and the field."""
    return [(error["index"], error["key"], error["field"]) for error in answer.json()["errors"]]


class TestMeasures:
    def test_they_are_added_at_the_end_of_their_report(self, editor: APIClient, report: Report) -> None:
        first = make_measure(report, code="N-1")
        rows = [
            draft("N-2", due_on="2027-03", extra={"desk": "ferries"}),
            draft("N-3", kind="joint", parties=["NORTHSHORE", "SOUTHSHORE"], marking="internal"),
            draft("N-1a", parent=first.key),
        ]

        added = editor.post("/api/v1/measures/", rows)

        assert added.status_code == 201
        assert [row["key"] for row in added.json()] == ["two-ferries-N-2", "two-ferries-N-3", "two-ferries-N-1a"]
        in_order = report.measures.order_by("position").values_list("code", flat=True)
        assert list(in_order) == ["N-1", "N-2", "N-3", "N-1a"]
        assert added.json()[0]["due_by"] == "2027-03-31"
        assert added.json()[1]["parties"] == ["NORTHSHORE", "SOUTHSHORE"]
        assert added.json()[2]["parent"] == first.key
        assert added.json() == [
            editor.get(f"/api/v1/measures/?parts=true&q={row['title']}").json()["results"][0] for row in rows
        ]

    def test_they_are_revised_by_their_versions(self, editor: APIClient) -> None:
        one, other = make_measure(), make_measure()

        revised = editor.patch(
            "/api/v1/measures/",
            [{"key": other.key, "version": 1, "title": "Other"}, {"key": one.key, "version": 1, "due_on": "2028"}],
        )

        assert [(row["key"], row["version"]) for row in revised.json()] == [(other.key, 2), (one.key, 2)]
        assert (revised.json()[0]["title"], revised.json()[1]["due_by"]) == ("Other", "2028-12-31")

    def test_what_is_wrong_is_said_of_each_row_and_nothing_is_written(self, editor: APIClient, report: Report) -> None:
        taken = make_measure(report, code="N-1")
        rows = [
            draft("N-2"),
            draft("N-1"),
            draft("N-3", parties=["NOWHERE"]),
            draft("N-2"),
            draft("N-4", kind="joint"),
            draft("N-5", report="nope"),
            draft("N-6", parent="two-ferries-nope"),
            draft("N-7", parties=["NORTHSHORE", "SOUTHSHORE"]),
        ]

        wrong = editor.post("/api/v1/measures/", rows)

        assert (wrong.status_code, wrong.json()["code"]) == (400, "invalid")
        assert sorted(places(wrong)) == [
            (1, "N-1", "code"),
            (2, "N-3", "parties.0"),
            (3, "N-2", "code"),
            (4, "N-4", "parties"),
            (5, "N-5", "report"),
            (6, "N-6", "parent"),
            (7, "N-7", "parties"),
        ]
        assert Measure.objects.get() == taken

    def test_a_wrong_shape_is_said_of_its_row_too(self, editor: APIClient, report: Report) -> None:
        wrong = editor.post("/api/v1/measures/", [draft("N-1"), draft("N 2", colour="red"), 3])

        assert sorted(places(wrong)) == [(1, "N 2", "code"), (1, "N 2", "colour"), (2, "", "")]
        assert not Measure.objects.exists()

    def test_a_part_is_read_by_no_more_people_than_its_whole(self, editor: APIClient, report: Report) -> None:
        whole = make_measure(report, code="N-1", marking=Marking.INTERNAL)

        wrong = editor.post("/api/v1/measures/", [draft("N-1a", parent=whole.key)])

        assert places(wrong) == [(0, "N-1a", "marking")]

    def test_of_stale_rows_the_present_versions_are_told(self, editor: APIClient) -> None:
        one, other = make_measure(), make_measure()
        editor.patch("/api/v1/measures/", [{"key": one.key, "version": 1, "title": "New"}])

        stale = editor.patch(
            "/api/v1/measures/",
            [{"key": other.key, "version": 1, "title": "Other"}, {"key": one.key, "version": 1, "title": "Newer"}],
        )

        assert (stale.status_code, stale.json()["code"]) == (412, "version_conflict")
        assert [(error["index"], error["key"], error["current"]) for error in stale.json()["errors"]] == [
            (1, one.key, 2)
        ]
        assert Measure.objects.get(pk=other.pk).version == 1

    def test_a_row_is_named_once_and_is_known(self, editor: APIClient) -> None:
        measure = make_measure()
        row = {"key": measure.key, "version": 1, "title": "New"}

        wrong = editor.patch("/api/v1/measures/", [row, row, {**row, "key": "nope"}, {"key": "no-version"}])
        refused = editor.patch("/api/v1/measures/", [row, row, {**row, "key": "nope"}])

        assert places(wrong) == [(3, "no-version", "version")]
        assert places(refused) == [(1, measure.key, "key"), (2, "nope", "key")]
        assert Measure.objects.get().version == 1

    @pytest.mark.parametrize("rows", [[], {}, [{"key": "k", "version": 1}] * 501])
    def test_a_list_has_its_limits(self, editor: APIClient, rows: Any) -> None:
        refused = editor.patch("/api/v1/measures/", rows)

        assert refused.json()["errors"] == [{"field": "", "messages": ["Send a list of 1 to 500 rows."]}]

    def test_only_editors_add_and_revise(self, report: Report) -> None:
        measure, contributor = make_measure(), client_of(make_user())

        added = contributor.post("/api/v1/measures/", [draft("N-1")])
        revised = contributor.patch("/api/v1/measures/", [{"key": measure.key, "version": 1, "title": "New"}])

        assert (added.status_code, revised.status_code) == (403, 403)
        assert Measure.objects.get().title == measure.title

    def test_a_trial_says_the_same_and_writes_nothing(self, editor: APIClient, report: Report) -> None:
        rows = [draft("N-1"), draft("N-2")]

        tried = editor.post("/api/v1/measures/?dry_run=true", rows)
        before = Measure.objects.count()
        done = editor.post("/api/v1/measures/", rows)

        assert (tried.status_code, before) == (201, 0)
        assert tried.json() == done.json()

    def test_many_rows_cost_no_more_queries(
        self, editor: APIClient, report: Report, django_assert_max_num_queries: Any
    ) -> None:
        rows = [draft(f"N-{index}") for index in range(200)]

        with django_assert_max_num_queries(60):
            added = editor.post("/api/v1/measures/", rows)
        revisions = [{"key": row["key"], "version": 1, "title": "New"} for row in added.json()]
        with django_assert_max_num_queries(30):
            revised = editor.patch("/api/v1/measures/", revisions)

        assert (added.status_code, revised.status_code) == (201, 200)


class TestMilestones:
    def test_they_are_added_and_revised(self, editor: APIClient) -> None:
        measure = make_measure()
        row = {"measure": measure.key, "code": "m1", "doers": "party", "party": "NORTHSHORE", "type": "study"}

        [added] = editor.post("/api/v1/milestones/", [{**row, "title": "A study"}]).json()
        [revised] = editor.patch("/api/v1/milestones/", [{"key": added["key"], "version": 1, "title": "Two"}]).json()

        assert (added["key"], added["party"], added["beyond_report"]) == (f"{measure.key}-m1", "NORTHSHORE", True)
        assert (revised["title"], revised["version"]) == ("Two", 2)
        assert get(f"measures/{measure.key}/")["standing"]["milestones"] == 1

    def test_whoever_has_to_meet_one_is_addressed_by_its_measure(self, editor: APIClient) -> None:
        measure = make_measure()
        make_party("SOUTHSHORE")
        row = {"measure": measure.key, "code": "m1", "doers": "party", "type": "study", "title": "A study"}

        wrong = editor.post(
            "/api/v1/milestones/",
            [{**row, "party": "SOUTHSHORE"}, {**row, "code": "m2"}, {**row, "code": "m3", "measure": "nope"}],
        )

        assert places(wrong) == [(0, "m1", "party"), (1, "m2", "party"), (2, "m3", "measure")]
        assert not Milestone.objects.exists()

    def test_only_editors_revise_them(self) -> None:
        milestone = make_milestone(make_measure())

        refused = client_of(make_user()).patch(
            f"/api/v1/milestones/{milestone.key}/", {"title": "New"}, headers={"If-Match": "*"}
        )

        assert refused.status_code == 403
        assert Milestone.objects.get().title == milestone.title


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

    def test_a_contributor_does_not_learn_whose_accounts_there_are(self) -> None:
        measure = make_measure()

        refused = client_of(make_user()).post("/api/v1/owners/", [{"measure": measure.key, "user": "who@example.org"}])

        assert refused.status_code == 403
