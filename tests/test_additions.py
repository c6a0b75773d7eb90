"""Measures and milestones are added and revised together: all or none, with what is wrong said of each row."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from measures.errors import NotAllowedError, VersionConflictError
from measures.models import Marking, Measure, Milestone, PartialDate, Report, Role, User
from measures.operations.additions import MeasureDraft, MilestoneDraft, add_measures, add_milestones
from measures.operations.batches import Revision
from measures.operations.editing import revise_together
from measures.operations.nouns import MEASURE, MILESTONE
from tests.factories import get, make_measure, make_milestone, make_party, make_report, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user(role=Role.EDITOR)


@pytest.fixture
def report() -> Report:
    make_party("NORTHSHORE")
    make_party("SOUTHSHORE")
    return make_report("two-ferries")


def draft(code: str, **fields: Any) -> MeasureDraft:
    row = {"report": "two-ferries", "code": code, "kind": "unilateral", "title": f"Measure {code}"}
    return MeasureDraft(**{**row, "parties": ["NORTHSHORE"], **fields})


def step(measure: Measure | str, code: str, **fields: Any) -> MilestoneDraft:
    key = measure if isinstance(measure, str) else measure.key
    return MilestoneDraft(measure=key, code=code, doers="party", type="study", title="A study", **fields)


def revised(measure: Measure, **changes: Any) -> Revision:
    return Revision(measure.key, 1, changes)


def faults_of(drafts: Sequence[MeasureDraft], by: User) -> set[str]:
    """Where something is wrong: the place of the draft, and the field."""
    with pytest.raises(ValidationError) as refused:
        add_measures(drafts, by=by)
    return set(refused.value.message_dict)


class TestMeasures:
    def test_they_are_added_at_the_end_of_their_report(self, editor: User, report: Report) -> None:
        first = make_measure(report, code="N-1")

        added = add_measures(
            [
                draft("N-2", due_on=PartialDate.parse("2027-03"), extra={"desk": "ferries"}),
                draft("N-3", kind="joint", parties=["NORTHSHORE", "SOUTHSHORE"], marking="internal"),
                draft("N-1a", parent=first.key),
            ],
            by=editor,
        )

        assert [row.key for row in added] == ["two-ferries-N-2", "two-ferries-N-3", "two-ferries-N-1a"]
        in_order = report.measures.order_by("position").values_list("code", flat=True)
        assert list(in_order) == ["N-1", "N-2", "N-3", "N-1a"]
        assert get("measures/two-ferries-N-2/")["due_last_day"] == "2027-03-31"
        assert [party.code for party in added[1].parties.order_by("code")] == ["NORTHSHORE", "SOUTHSHORE"]
        assert added[2].parent == first

    def test_they_are_revised_by_their_versions(self, editor: User) -> None:
        one, other = make_measure(), make_measure()

        rows = revise_together(
            MEASURE, [revised(other, title="Other"), revised(one, due_on=PartialDate.parse("2028"))], by=editor
        )

        assert [(row.key, row.version) for row in rows] == [(other.key, 2), (one.key, 2)]
        assert (rows[0].title, str(rows[1].due_on)) == ("Other", "2028")

    def test_what_is_wrong_is_said_of_each_row_and_nothing_is_written(self, editor: User, report: Report) -> None:
        taken = make_measure(report, code="N-1")
        drafts = [
            draft("N-2"),
            draft("N-1"),
            draft("N-3", parties=["NOWHERE"]),
            draft("N-2"),
            draft("N-4", kind="joint"),
            draft("N-5", report="nope"),
            draft("N-6", parent="two-ferries-nope"),
            draft("N-7", parties=["NORTHSHORE", "SOUTHSHORE"]),
        ]

        assert faults_of(drafts, editor) == {
            "1.code", "2.parties.0", "3.code", "4.parties", "5.report", "6.parent", "7.parties",
        }  # fmt: skip
        assert Measure.objects.get() == taken

    def test_a_part_is_read_by_no_more_people_than_its_whole(self, editor: User, report: Report) -> None:
        whole = make_measure(report, code="N-1", marking=Marking.INTERNAL)

        assert faults_of([draft("N-1a", parent=whole.key)], editor) == {"0.marking"}

    def test_of_stale_rows_the_present_versions_are_told(self, editor: User) -> None:
        one, other = make_measure(), make_measure()
        revise_together(MEASURE, [revised(one, title="New")], by=editor)

        with pytest.raises(VersionConflictError) as stale:
            revise_together(MEASURE, [revised(other, title="Other"), revised(one, title="Newer")], by=editor)

        assert [(error["index"], error["key"], error["current"]) for error in stale.value.more["errors"]] == [
            (1, one.key, 2)
        ]
        assert Measure.objects.get(pk=other.pk).version == 1

    def test_a_row_is_named_once_and_is_known(self, editor: User) -> None:
        measure = make_measure()
        row = revised(measure, title="New")

        with pytest.raises(ValidationError) as refused:
            revise_together(MEASURE, [row, row, Revision("nope", 1, {"title": "New"})], by=editor)

        assert set(refused.value.message_dict) == {"1.key", "2.key"}
        assert Measure.objects.get().version == 1

    def test_only_editors_add_and_revise(self, report: Report) -> None:
        measure, contributor = make_measure(), make_user()

        with pytest.raises(NotAllowedError):
            add_measures([draft("N-1")], by=contributor)
        with pytest.raises(NotAllowedError):
            revise_together(MEASURE, [revised(measure, title="New")], by=contributor)

        assert Measure.objects.get().title == measure.title

    def test_many_rows_cost_no_more_queries(
        self, editor: User, report: Report, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(60):
            added = add_measures([draft(f"N-{index}") for index in range(200)], by=editor)
        with django_assert_max_num_queries(30):
            rows = revise_together(MEASURE, [revised(each, title="New") for each in added], by=editor)

        assert len(added) == len(rows) == 200


class TestMilestones:
    def test_they_are_added_and_revised(self, editor: User) -> None:
        measure = make_measure()

        [added] = add_milestones([step(measure, "m1", party="NORTHSHORE")], by=editor)
        [row] = revise_together(MILESTONE, [Revision(added.key, 1, {"title": "Two"})], by=editor)

        assert (added.key, added.party_id, added.beyond_report) == (f"{measure.key}-m1", "NORTHSHORE", True)
        assert (row.title, row.version) == ("Two", 2)
        assert get(f"measures/{measure.key}/")["standing"]["milestone_count"] == 1

    def test_whoever_has_to_meet_one_is_addressed_by_its_measure(self, editor: User) -> None:
        measure = make_measure()
        make_party("SOUTHSHORE")
        drafts = [step(measure, "m1", party="SOUTHSHORE"), step(measure, "m2"), step("nope", "m3")]

        with pytest.raises(ValidationError) as refused:
            add_milestones(drafts, by=editor)

        assert set(refused.value.message_dict) == {"0.party", "1.party", "2.measure"}
        assert not Milestone.objects.exists()

    def test_only_editors_revise_them(self) -> None:
        milestone = make_milestone(make_measure())

        with pytest.raises(NotAllowedError):
            revise_together(MILESTONE, [Revision(milestone.key, 1, {"title": "New"})], by=make_user())

        assert Milestone.objects.get().title == milestone.title
