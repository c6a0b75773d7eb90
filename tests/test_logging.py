"""What may be logged and by whom: each rule lets the right thing through and refuses the rest; then nothing changed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from measures.errors import (
    NotAllowedError,
)
from measures.models import (
    Entry,
    Evidence,
    User,
)
from measures.operations.drafts import AssessmentDraft, BearingDraft, SourceDraft
from tests.factories import (
    give_role,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_participant,
    make_report,
    make_user,
    standing,
)

pytestmark = pytest.mark.django_db


def test_one_development_bears_on_several_measures_and_an_ambiguity() -> None:
    report = make_report()
    first, second, ambiguity = make_measure(report), make_measure(report), make_ambiguity(report)

    entry = log(
        first,
        bears_on=[
            BearingDraft(on=first.key, direction="toward", about="NORTHSHORE", status="under_discussion"),
            BearingDraft(on=second.key, direction="away", about="none"),
            BearingDraft(on=ambiguity.key, direction="murkier", concern="up"),
        ],
        sources=[SourceDraft(title="Notice", publisher="Harbour", url="https://example.org/notice", grade="B")],
    )

    assert entry.bearings.count() == 3
    assert (standing(first).status, standing(first).latest_direction) == ("under_discussion", "toward")
    assert (standing(second).status, standing(second).latest_direction) == ("", "away")
    assert standing(first).sources_toward == 1
    assert Evidence.objects.get().recorded_by == entry.author


def test_a_development_is_logged_in_eighteen_statements(django_assert_max_num_queries: Any) -> None:
    measure = make_measure()
    log(measure)
    author = make_user()

    # Begin and end; locks of markings, addresses, chain and measure; what is named; six inserts; the history.
    with django_assert_max_num_queries(18):
        log(
            measure,
            bears_on=[BearingDraft(on=measure.key, direction="toward")],
            assessments=[AssessmentDraft(on=measure.key, level=1)],
            sources=[SourceDraft(title="Notice", publisher="Harbour", url="https://example.org/notice", grade="B")],
            by=author,
        )


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a day to come": ({"occurred": "2026-11-26"}, "occurred"),
    "no narrative": ({"narrative": " "}, "narrative"),
    "no title": ({"title": ""}, "title"),
    "an unknown track": ({"track": "gossip"}, "track"),
    "nothing that it bears on": ({"bears_on": []}, "bears_on"),
    "an unknown key": ({"bears_on": [BearingDraft(on="nowhere", direction="toward")]}, "bears_on.0.on"),
    "an unknown source": ({"sources": ["nowhere"]}, "sources.0"),
    "a source without an address": ({"sources": [SourceDraft(publisher="P", title="T")]}, "sources.0.url"),
    "an unknown grade": (
        {"sources": [SourceDraft(publisher="P", title="T", url="https://example.org/g", grade="Z")]},
        "sources.0.grade",
    ),
    "an unknown marking": ({"marking": "secret"}, "marking"),
    "a marking that rows no longer have": ({"marking": "released:NORTHSHORE"}, "marking"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_what_is_wrong_with_a_development_is_named_by_its_field(fault: str) -> None:
    fields, field = WRONG[fault]
    measure = make_measure()

    with pytest.raises(ValidationError) as raised:
        log(measure, **fields)

    assert field in raised.value.message_dict
    assert not Entry.objects.exists()
    assert not Evidence.objects.exists()


BEARINGS = {
    "an unknown direction": ({"direction": "sideways"}, "direction"),
    "an unknown party": ({"direction": "toward", "about": "NOWHERE"}, "about"),
    "an unknown status": ({"direction": "toward", "status": "done"}, "status"),
    "agreed without a source": ({"direction": "toward", "status": "agreed"}, "status"),
    "a concern about a measure": ({"direction": "toward", "concern": "up"}, "concern"),
}


@pytest.mark.parametrize("fault", BEARINGS)
def test_what_is_wrong_with_a_bearing_is_named(fault: str) -> None:
    fields, field = BEARINGS[fault]
    measure = make_measure()

    with pytest.raises(ValidationError) as raised:
        log(measure, bears_on=[BearingDraft(on=measure.key, **fields)])

    assert f"bears_on.0.{field}" in raised.value.message_dict
    assert not Entry.objects.exists()


ASSESSMENTS: dict[str, tuple[dict[str, Any], str]] = {
    "a level of 4": ({"level": 4}, "level"),
    "neither a level nor nothing": ({"text": "Words."}, "level"),
    "a level and nothing": ({"level": 1, "nothing": "nothing_found"}, "nothing"),
    "an assessment without anything": ({}, "level"),
    "nothing of an unknown kind": ({"nothing": "nobody_asked"}, "nothing"),
    "an unknown direction": ({"level": 1, "direction": "sideways"}, "direction"),
    "an unknown party": ({"level": 1, "about": "NOWHERE"}, "about"),
    "an unknown earlier entry": ({"level": 1, "rests_on": ["nowhere"]}, "rests_on"),
    "a source that is not cited": ({"level": 1, "sources": ["nowhere"]}, "sources"),
}


@pytest.mark.parametrize("fault", ASSESSMENTS)
def test_what_is_wrong_with_an_assessment_is_named(fault: str) -> None:
    fields, field = ASSESSMENTS[fault]
    measure = make_measure()

    with pytest.raises(ValidationError) as raised:
        log(measure, assessments=[AssessmentDraft(on=measure.key, **fields)])

    assert f"assessments.0.{field}" in raised.value.message_dict
    assert not Entry.objects.exists()


def test_the_same_thing_twice_in_one_entry_is_refused() -> None:
    measure = make_measure()
    bearing = BearingDraft(on=measure.key, direction="toward")
    assessment = AssessmentDraft(on=measure.key, level=1)

    with pytest.raises(ValidationError) as raised:
        log(measure, bears_on=[bearing, bearing], assessments=[assessment, assessment])

    assert set(raised.value.message_dict) == {"bears_on.1.on", "assessments.1.on"}


def test_a_known_address_is_not_recorded_twice() -> None:
    existing = make_evidence(url="https://example.org/known")
    twice = SourceDraft(title="T", publisher="P", url="https://example.org/known")

    with pytest.raises(ValidationError, match=existing.key):
        log(make_measure(), sources=[twice])


def test_a_hidden_key_is_answered_as_one_that_does_not_exist() -> None:
    hidden, measure = make_measure(marking="internal"), make_measure()
    writer = give_role(make_user(role="reader"), measure.report)

    messages = []
    for key in (hidden.key, "nowhere"):
        with pytest.raises(ValidationError) as raised:
            log(measure, by=writer, bears_on=[BearingDraft(on=key, direction="toward")])
        messages.append(str(raised.value.message_dict).replace(key, "KEY"))

    assert messages[0] == messages[1]


def test_an_entry_is_never_more_widely_readable_than_what_it_names() -> None:
    source = make_evidence(marking="internal")
    measure = make_measure(marking="internal")

    for fields in ({"sources": [source.key]}, {"bears_on": [BearingDraft(on=measure.key, direction="toward")]}):
        with pytest.raises(ValidationError) as raised:
            log(make_measure(measure.report), **fields)
        assert "marking" in raised.value.message_dict
    assert log(measure, sources=[source.key], marking="internal").marking == "internal"


@pytest.mark.parametrize(
    "who", [lambda: make_user(role="reader"), make_participant, lambda: make_user(is_active=False)]
)
def test_readers_participants_and_the_deactivated_log_nothing(who: Callable[[], User]) -> None:
    with pytest.raises(NotAllowedError):
        log(make_measure(), by=who())

    assert not Entry.objects.exists()
