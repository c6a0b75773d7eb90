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
from measures.operations.developments import correct_entry
from measures.operations.drafts import BearingDraft, MarkDraft, SourceDraft, ViewDraft
from tests.factories import (
    TODAY,
    draft_of,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_milestone,
    make_report,
    make_representative,
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
            views=[ViewDraft(on=measure.key, whose="independent", level=1)],
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
    "a marking of a party that one does not speak for": ({"marking": "released:NORTHSHORE"}, "marking"),
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


VIEWS = {
    "a level of 4": ({"whose": "independent", "level": 4}, "level"),
    "neither a level nor nothing": ({"whose": "independent", "text": "Words."}, "level"),
    "a level and nothing": ({"whose": "independent", "level": 1, "nothing": "nothing_found"}, "nothing"),
    "a party that found nothing": (
        {"whose": "NORTHSHORE", "nothing": "nothing_found", "provenance": "our_reading"},
        "nothing",
    ),
    "a party's view without a source": (
        {"whose": "NORTHSHORE", "level": 1, "provenance": "official_statement"},
        "whose",
    ),
    "a party's view that nobody gave": ({"whose": "NORTHSHORE", "level": 1}, "provenance"),
    "a representative's view by the team": (
        {"whose": "NORTHSHORE", "level": 1, "provenance": "representative"},
        "provenance",
    ),
    "a view without anything": ({"whose": "NORTHSHORE", "provenance": "our_reading"}, "text"),
    "an unknown earlier entry": ({"whose": "independent", "level": 1, "rests_on": ["nowhere"]}, "rests_on"),
    "a source that is not cited": ({"whose": "independent", "level": 1, "sources": ["nowhere"]}, "sources"),
}


@pytest.mark.parametrize("fault", VIEWS)
def test_what_is_wrong_with_a_view_is_named(fault: str) -> None:
    fields, field = VIEWS[fault]
    measure = make_measure()

    with pytest.raises(ValidationError) as raised:
        log(measure, views=[ViewDraft(on=measure.key, **fields)])

    assert f"views.0.{field}" in raised.value.message_dict
    assert not Entry.objects.exists()


def test_the_same_thing_twice_in_one_entry_is_refused() -> None:
    measure = make_measure()
    bearing = BearingDraft(on=measure.key, direction="toward")
    view = ViewDraft(on=measure.key, whose="independent", level=1)

    with pytest.raises(ValidationError) as raised:
        log(measure, bears_on=[bearing, bearing], views=[view, view])

    assert set(raised.value.message_dict) == {"bears_on.1.on", "views.1.whose"}


def test_a_known_address_is_not_recorded_twice() -> None:
    existing = make_evidence(url="https://example.org/known")
    twice = SourceDraft(title="T", publisher="P", url="https://example.org/known")

    with pytest.raises(ValidationError, match=existing.key):
        log(make_measure(), sources=[twice])


def test_a_hidden_key_is_answered_as_one_that_does_not_exist() -> None:
    hidden = make_measure(marking="internal")
    speaker = make_representative()

    messages = []
    for key in (hidden.key, "nowhere"):
        with pytest.raises(ValidationError) as raised:
            log(make_measure(hidden.report), by=speaker, bears_on=[BearingDraft(on=key, direction="toward")])
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


@pytest.mark.parametrize("who", [lambda: make_user(role="reader"), lambda: make_user(is_active=False)])
def test_readers_and_the_deactivated_log_nothing(who: Callable[[], User]) -> None:
    with pytest.raises(NotAllowedError):
        log(make_measure(), by=who())

    assert not Entry.objects.exists()


def test_a_representative_speaks_for_one_party_and_sets_no_status() -> None:
    measure, speaker = make_measure(parties=["NORTHSHORE", "SOUTHSHORE"]), make_representative("NORTHSHORE")
    own = ViewDraft(on=measure.key, whose="NORTHSHORE", level=2, provenance="representative")

    entry = log(measure, by=speaker, views=[own], marking="released:NORTHSHORE")

    assert entry.views.get().level == 2
    assert standing(measure, "party:NORTHSHORE").views[0]["by_representative"]
    assert standing(measure).views == []
    for fields, field in (
        (
            {"views": [ViewDraft(on=measure.key, whose="SOUTHSHORE", level=2, provenance="our_reading")]},
            "views.0.whose",
        ),
        ({"views": [ViewDraft(on=measure.key, whose="independent", level=2)]}, "views.0.whose"),
        ({"status": "stalled"}, "bears_on.0.status"),
        ({"marking": "internal"}, "marking"),
        ({"milestones": [MarkDraft(on=make_milestone(measure).key, state="met")]}, "milestones"),
    ):
        with pytest.raises(ValidationError) as raised:
            log(measure, by=speaker, **fields)
        assert field in raised.value.message_dict


@pytest.mark.parametrize("about", ["SOUTHSHORE", "both", "none"])
def test_a_representative_logs_and_corrects_the_conduct_of_the_own_party_only(about: str) -> None:
    measure, speaker = make_measure(parties=["NORTHSHORE", "SOUTHSHORE"]), make_representative("NORTHSHORE")
    ambiguity = make_ambiguity(measure.report)
    entry = log(measure, by=speaker, about="NORTHSHORE", direction="either")
    theirs = [
        BearingDraft(on=measure.key, direction="away", about="NORTHSHORE"),
        BearingDraft(on=ambiguity.key, direction="murkier", about=about),
    ]

    for write in (
        lambda: log(measure, by=speaker, bears_on=theirs),
        lambda: correct_entry(entry, draft_of(measure, bears_on=theirs), by=speaker, on=TODAY),
    ):
        with pytest.raises(ValidationError) as raised:
            write()
        assert raised.value.message_dict == {
            "bears_on.1.about": [
                "You can log the conduct of Northshore only. On what others do, you can give your view."
            ]
        }

    assert Entry.objects.get() == entry
    assert standing(measure).latest_direction == "either"


def test_a_representative_gives_the_own_partys_view_of_what_the_other_side_does() -> None:
    measure, speaker = make_measure(parties=["NORTHSHORE", "SOUTHSHORE"]), make_representative("NORTHSHORE")
    view = ViewDraft(on=measure.key, whose="NORTHSHORE", about="SOUTHSHORE", level=0, provenance="representative")

    log(measure, by=speaker, bears_on=[], views=[view])

    [seen] = standing(measure).views
    assert (seen["whose"], seen["about"], seen["level"]) == ("NORTHSHORE", "SOUTHSHORE", 0)
    assert standing(measure).latest_direction == ""


def test_the_team_reads_and_writes_nothing_that_is_released_to_a_party() -> None:
    measure = make_measure()
    log(measure, by=make_representative("NORTHSHORE"), marking="released:NORTHSHORE")

    assert standing(measure, "team").latest_direction == ""
    assert standing(measure, "party:NORTHSHORE").latest_direction == "toward"
