"""The kind of a measure, and whom it is addressed to, are changed only where that makes no nonsense of the record."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from measures.models import Direction, Kind, Measure, Relation, Status
from measures.operations.connections import link_measures
from measures.operations.drafts import AssessmentDraft, BearingDraft, MarkDraft
from measures.operations.editing import revise
from measures.operations.nouns import MEASURE
from tests.factories import client_of, log, make_measure, make_milestone, make_party, make_report, make_user, standing

pytestmark = pytest.mark.django_db
SHARED = ["NORTHSHORE", "SOUTHSHORE"]
ABOUT_NORTH = {"about": "NORTHSHORE"}


def changed(measure: Measure, **changes: Any) -> Measure:
    return revise(MEASURE, measure, changes=changes, by=make_user(role="editor"))


def assessed(measure: Measure, about: str) -> None:
    log(measure, assessments=[AssessmentDraft(on=measure.key, about=about, level=2, confidence="high")])


def done_together(measure: Measure) -> None:
    log(measure, bears_on=[BearingDraft(on=measure.key, direction=Direction.TOWARD, about="both")])


def marked(measure: Measure) -> None:
    milestone = make_milestone(measure, doers="each")
    log(measure, milestones=[MarkDraft(on=milestone.key, state="met", party="NORTHSHORE")])


def linked(measure: Measure) -> None:
    link_measures(
        measure, make_measure(measure.report), relation=Relation.RECIPROCATES, why="W", by=make_user(role="editor")
    )


STANDS_IN_THE_WAY: list[tuple[str, Callable[[Measure], object], dict[str, Any], str]] = [
    ("nothing, but one is too many", lambda _: None, {"kind": Kind.UNILATERAL}, "parties"),
    ("nothing, but one is too few", lambda _: None, {"parties": ["NORTHSHORE"]}, "parties"),
    ("nothing, but it is addressed", lambda _: None, {"needs_to_complete": ["NORTHSHORE"]}, "needs_to_complete"),
    ("our level", lambda row: assessed(row, "none"), {"kind": Kind.UNILATERAL, "parties": ["NORTHSHORE"]}, "kind"),
    ("an act of both", done_together, {"kind": Kind.UNILATERAL, "parties": ["NORTHSHORE"]}, "kind"),
    (
        "an assessment of its acts",
        lambda row: assessed(row, "NORTHSHORE"),
        {"parties": ["SOUTHSHORE", "WESTSHORE"]},
        "parties",
    ),
    ("its act", lambda row: log(row, **ABOUT_NORTH), {"parties": ["SOUTHSHORE", "WESTSHORE"]}, "parties"),
    (
        "its milestone",
        lambda row: make_milestone(row, doers="party", party_id="NORTHSHORE"),
        {"parties": ["SOUTHSHORE", "WESTSHORE"]},
        "parties",
    ),
    ("a marked milestone of each", marked, {"parties": [*SHARED, "WESTSHORE"]}, "parties"),
    ("a reciprocal link", linked, {"parties": [*SHARED, "WESTSHORE"]}, "parties"),
]


@pytest.mark.parametrize(
    ("make", "changes", "field"), [case[1:] for case in STANDS_IN_THE_WAY], ids=[case[0] for case in STANDS_IN_THE_WAY]
)
def test_what_was_recorded_stands_in_the_way(
    make: Callable[[Measure], object], changes: dict[str, Any], field: str
) -> None:
    make_party("WESTSHORE")
    measure = make_measure(make_report(), parties=SHARED, kind=Kind.JOINT)
    make(measure)

    with pytest.raises(ValidationError) as refused:
        changed(measure, title="Another", **changes)

    assert list(refused.value.message_dict) == [field]
    present = Measure.objects.get(pk=measure.pk)
    assert (present.kind, present.party_codes, present.version) == (Kind.JOINT, SHARED, measure.version)


def test_the_kind_and_the_parties_change_together_and_the_standing_with_them() -> None:
    measure = make_measure(make_report(), parties=SHARED, kind=Kind.JOINT)
    milestone = make_milestone(measure, doers="party", party_id="SOUTHSHORE")
    log(measure, milestones=[MarkDraft(on=milestone.key, state="met", party="SOUTHSHORE")], about="SOUTHSHORE")
    at = f"/api/v1/measures/{measure.key}/"
    changes = {"kind": "unilateral", "parties": ["SOUTHSHORE"], "needs_to_complete": ["NORTHSHORE"]}

    changed(measure, **changes)

    shown = client_of(make_user()).get(at).json()
    assert {name: shown[name] for name in changes} == changes
    assessed(measure, "SOUTHSHORE")
    assert standing(measure).level == 2
    history = client_of(make_user()).get(f"{at}history/").json()["changes"]
    assert {(each["row"], each["field"]) for each in history} >= {
        ("measure", "kind"),
        ("measure_parties", ""),
        ("measure_needs_to_complete", ""),
    }


def test_the_page_says_at_the_field_what_stands_in_the_way() -> None:
    measure = make_measure(make_report(), parties=SHARED, kind=Kind.JOINT, status=Status.PROPOSED)
    log(measure, **ABOUT_NORTH)
    make_party("WESTSHORE")
    browser = Client()
    browser.force_login(make_user(role="editor"))
    at = f"/edit/measures/{measure.key}/"
    fields = browser.get(at).context["form"].initial
    sent = {name: "" if value is None else value for name, value in fields.items()}

    answer = browser.post(at, sent | {"parties": ["SOUTHSHORE", "WESTSHORE"], "explicit": "on"})

    assert answer.status_code == 400
    assert answer.context["form"].errors == {"parties": ["1 entry on this measure is about what Northshore did."]}
    assert measure.party_codes == SHARED
