"""A marking becomes narrower only, and what names a row is never more widely readable than the row."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from measures.analysis.sealed_rows import entries_as_sealed, rows_of_entry
from measures.analysis.verification import verify
from measures.errors import AddressTakenError, LooserMarkingError, NotAllowedError
from measures.models import PUBLIC, TEAM, Chain, Entry, Evidence, Measure, PartialDate, Role, Standing, User
from measures.models.markings import is_within
from measures.operations.drafts import AssessmentDraft, BearingDraft, EntryDraft, MarkDraft, SourceDraft
from measures.operations.entries import confirm_unchanged, correct_entry
from measures.operations.evidence import record_evidence
from measures.operations.markings import tighten_marking
from measures.operations.readership import referenced_rows
from tests.factories import TODAY, get, log, make_evidence, make_measure, make_milestone, make_participant, make_user
from tests.replaying import standings_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user(role=Role.EDITOR)


@pytest.fixture
def measure() -> Measure:
    return make_measure()


def marking_of(row: Entry | Evidence | Measure) -> str:
    found: str = type(row)._default_manager.get(pk=row.pk).marking
    return found


def more_widely_readable() -> list[tuple[str, str]]:
    """Entries of the team's that somebody may read who may not read what they name."""
    return [
        (entry.key, key)
        for chain in Chain.objects.all()
        for entry in entries_as_sealed(chain)
        for key, marking in referenced_rows(rows_of_entry(entry))
        if not is_within(entry.marking, marking)
    ]


def assert_standings_are_replayed() -> None:
    for audience in (PUBLIC, TEAM):
        replayed = standings_of(Measure.objects.all(), audience)
        for stored in Standing.objects.filter(audience=audience.name):
            fresh = replayed[stored.measure_id]
            assert (stored.status, stored.latest_direction, stored.sources_toward, stored.assessments) == (
                fresh.status, fresh.latest_direction, fresh.sources_toward, fresh.assessments,
            )  # fmt: skip


def test_an_entry_is_tightened_within_its_chain_and_counts_for_fewer(measure: Measure, editor: User) -> None:
    entry = log(measure, status="in_progress")

    tighten_marking(entry, marking="internal", by=editor)

    assert marking_of(entry) == "internal"
    assert Entry.objects.get().chain.marking == "public"
    assert Standing.objects.get(measure=measure, audience="public").status == ""
    assert Standing.objects.get(measure=measure, audience="team").status == "in_progress"
    assert verify().faults == []
    assert get("entries/")["results"] == []


def test_a_marking_is_never_loosened(measure: Measure, editor: User) -> None:
    rows = [log(measure, marking="internal"), make_evidence(marking="internal"), make_measure(marking="internal")]

    for row in rows:
        for marking in ("public", "participants"):
            with pytest.raises(LooserMarkingError):
                tighten_marking(row, marking=marking, by=editor)
        assert not tighten_marking(row, marking="internal", by=editor).entries
        assert marking_of(row) == "internal"


@pytest.mark.parametrize("marking", ["secret", "released:NORTHSHORE"])
def test_a_marking_that_an_editor_cannot_give_is_refused(marking: str, measure: Measure, editor: User) -> None:
    entry = log(measure)

    with pytest.raises(ValidationError) as raised:
        tighten_marking(entry, marking=marking, by=editor)

    assert "marking" in raised.value.message_dict
    assert marking_of(entry) == "public"


def test_only_an_editor_tightens(measure: Measure) -> None:
    author = make_user()
    entry = log(measure, by=author)

    for by in (author, make_participant()):
        with pytest.raises(NotAllowedError):
            tighten_marking(entry, marking="internal", by=by)
    assert marking_of(entry) == "public"


def resting_on(measure: Measure, source: Evidence, entry: Entry) -> dict[str, Entry]:
    """Entries that name a measure, a source or an entry, each in one way."""
    other = make_measure(measure.report)
    earlier = AssessmentDraft(on=other.key, level=1, rests_on=[entry.key], sources=[source.key])
    view = AssessmentDraft(on=measure.key, level=1)
    elsewhere: dict[str, Any] = {"bears_on": [BearingDraft(on=other.key, direction="toward")]}
    return {
        "bears on": log(measure),
        "assessments": log(other, assessments=[view]),
        "marks": log(other, milestones=[MarkDraft(on=make_milestone(measure).key, state="met")]),
        "cites": log(other, sources=[source.key]),
        "rests on": log(other, assessments=[earlier], **elsewhere),
        "responds to": log(other, responds_to=entry.key),
        "nothing": log(other),
    }


TIGHTENED: dict[str, set[str]] = {
    "measure": {"bears on", "assessments", "marks", "rests on", "responds to"},
    "source": {"cites", "rests on", "responds to"},
    "entry": {"rests on", "responds to"},
}


@pytest.mark.parametrize("what", TIGHTENED)
def test_what_names_a_tightened_row_is_tightened_with_it(what: str, measure: Measure, editor: User) -> None:
    source = make_evidence()
    entry = log(measure, sources=[source.key])
    referring = resting_on(measure, source, entry)
    rows: dict[str, Entry | Evidence | Measure] = {"measure": measure, "source": source, "entry": entry}

    tighten_marking(rows[what], marking="participants", by=editor)

    assert marking_of(rows[what]) == "participants"
    assert {name for name, row in referring.items() if marking_of(row) == "participants"} == TIGHTENED[what]
    assert more_widely_readable() == []
    assert verify().faults == []
    assert_standings_are_replayed()


def test_parts_are_tightened_with_their_measure_and_its_version_is_raised(measure: Measure, editor: User) -> None:
    part = make_measure(measure.report, parent=measure)
    entry = log(part)

    tighten_marking(measure, marking="internal", by=editor)

    assert [marking_of(row) for row in (measure, part, entry)] == ["internal"] * 3
    assert Measure.objects.get(pk=measure.pk).version == measure.version + 1


def corrected(entry: Entry, measure: Measure, editor: User) -> Entry:
    draft = EntryDraft(
        occurred=PartialDate(2024, 5),
        title="As it really was",
        narrative="Corrected.",
        reason="It was wrong.",
        track="official",
        claim="reported",
        bears_on=[BearingDraft(on=measure.key, direction="away")],
        marking=marking_of(entry),
    )
    return correct_entry(entry, draft, by=editor, on=TODAY)


@pytest.mark.parametrize("choose", [lambda pair: pair[0], lambda pair: pair[1]])
def test_a_correction_and_what_it_corrects_are_tightened_together(
    choose: Callable[[list[Entry]], Entry], measure: Measure, editor: User
) -> None:
    entry = log(measure)
    pair = [entry, corrected(entry, measure, editor)]

    tighten_marking(choose(pair), marking="internal", by=editor)

    assert [marking_of(row) for row in pair] == ["internal", "internal"]


def test_the_correction_of_a_tightened_entry_is_hidden_from_the_start(measure: Measure, editor: User) -> None:
    entry = log(measure)
    tighten_marking(entry, marking="internal", by=editor)
    heads = get("heads/")

    newer = corrected(entry, measure, editor)

    assert (newer.marking, newer.chain.marking) == ("internal", "internal")
    assert get("heads/") == heads


def test_a_source_that_counts_for_fewer_restates_where_it_was_cited(measure: Measure, editor: User) -> None:
    replaced = make_evidence()
    log(measure, sources=[replaced.key])
    draft = SourceDraft(title="Newer", publisher="P", url="https://example.org/newer", replaces=replaced.key)
    newer = record_evidence(draft, by=make_user())
    assert Standing.objects.get(measure=measure, audience="public").sources_toward == 0

    tighten_marking(newer, marking="internal", by=editor)

    assert Standing.objects.get(measure=measure, audience="public").sources_toward == 1
    assert Standing.objects.get(measure=measure, audience="team").sources_toward == 0


def test_a_source_is_not_tightened_onto_another_of_the_same_address(editor: User) -> None:
    make_evidence(url="https://example.org/same", marking="internal")
    source = make_evidence(url="https://example.org/same")

    with pytest.raises(AddressTakenError):
        tighten_marking(source, marking="internal", by=editor)

    assert marking_of(source) == "public"


def test_a_check_takes_the_marking_that_its_measure_has_by_now(measure: Measure, editor: User) -> None:
    tighten_marking(measure, marking="internal", by=editor)

    [entry] = confirm_unchanged([measure], by=editor, on=TODAY)

    assert entry.marking == "internal"
