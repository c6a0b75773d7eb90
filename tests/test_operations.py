"""Each rule of the other acts: it lets the right thing through, it refuses the rest, and then nothing has changed."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from measures.errors import AlreadyCorrectedError, MeasureDoneWithError, NotAllowedError, VersionConflictError
from measures.models import DONE_WITH, Entry, EntryKind, Measure, Owner, PartialDate, Status
from measures.operations.drafts import BearingDraft, EntryDraft, SourceDraft
from measures.operations.editing import revise
from measures.operations.entries import confirm_unchanged, correct_entry, meet_milestone
from measures.operations.evidence import record_evidence, review_evidence
from measures.operations.nouns import MEASURE
from measures.operations.responsibility import name_owner, release_owner, unwatch_measure, watch_measure
from tests.factories import (
    TODAY,
    log,
    make_evidence,
    make_measure,
    make_milestone,
    make_participant,
    make_report,
    make_user,
    standing,
)

pytestmark = pytest.mark.django_db


def draft(measure: Measure, **fields: Any) -> EntryDraft:
    return EntryDraft(
        occurred=PartialDate(2024, 5),
        title="As it really was",
        narrative="Corrected.",
        reason="It was wrong.",
        track="official",
        claim="reported",
        bears_on=[BearingDraft(on=measure.key, direction="away")],
        **fields,
    )


def test_a_correction_takes_the_place_of_an_entry() -> None:
    measure, author = make_measure(), make_user()
    entry = log(measure, by=author)

    newer = correct_entry(entry, draft(measure), by=author, on=TODAY)

    assert list(Entry.objects.counting()) == [newer]
    assert standing(measure).latest_direction == "away"
    assert Entry.objects.get(pk=entry.pk).is_corrected
    with pytest.raises(AlreadyCorrectedError):
        correct_entry(entry, draft(measure), by=author, on=TODAY)


def test_a_correction_lets_go_of_measures_it_no_longer_bears_on() -> None:
    report = make_report()
    first, second, author = make_measure(report), make_measure(report), make_user()
    entry = log(first, by=author)

    correct_entry(entry, draft(second), by=author, on=TODAY)

    assert standing(first).latest_direction == ""


def test_only_its_author_or_an_editor_corrects_an_entry_and_its_marking_stays() -> None:
    measure = make_measure()
    entry = log(measure)

    with pytest.raises(NotAllowedError):
        correct_entry(entry, draft(measure), by=make_user(), on=TODAY)
    with pytest.raises(ValidationError) as raised:
        correct_entry(entry, draft(measure, marking="internal"), by=make_user(role="editor"), on=TODAY)
    assert "marking" in raised.value.message_dict
    assert correct_entry(entry, draft(measure), by=make_user(role="editor"), on=TODAY).corrects == entry


def test_a_check_says_that_several_measures_have_nothing_new() -> None:
    report = make_report()
    measures = [make_measure(report), make_measure(report)]

    (entry,) = confirm_unchanged(measures, by=make_user(), on=TODAY)

    assert entry.kind == EntryKind.CHECK
    for measure in measures:
        assert standing(measure).last_checked == Entry.objects.get().recorded_on
        assert standing(measure).latest_direction == ""
    with pytest.raises(NotAllowedError):
        confirm_unchanged(measures, by=make_participant(), on=TODAY)


def test_a_review_changes_what_counts() -> None:
    source = make_evidence(state="pending")
    measure = make_measure()
    log(measure, sources=[source.key], status="in_progress")
    assert (standing(measure).sources_toward, standing(measure).is_unsupported) == (1, True)

    review_evidence(source, by=make_user(), state="accepted")
    assert not standing(measure).is_unsupported

    review_evidence(source, by=make_user(), state="retracted", note="Withdrawn by its publisher.")
    assert (standing(measure).sources_toward, standing(measure).is_unsupported) == (0, True)


def test_a_claim_is_contested_only_by_what_is_newer_than_its_support() -> None:
    measure = make_measure()
    log(measure, occurred="2024-04-23", status="in_progress", sources=[make_evidence().key])
    log(measure, occurred="2024-04-23", direction="away", sources=[make_evidence().key])
    assert not standing(measure).is_contested

    log(measure, occurred="2024-04-24", direction="away", sources=[make_evidence().key])

    assert standing(measure).is_contested


def test_a_source_that_replaces_another_changes_what_counts_where_that_is_cited() -> None:
    replaced, report = make_evidence(), make_report()
    measure, other = make_measure(report), make_measure(report)
    log(measure, sources=[replaced.key])
    newer = SourceDraft(title="T", publisher="P", url="https://example.org/newer", replaces=replaced.key)

    log(other, sources=[newer])

    assert (standing(measure).sources_toward, standing(other).sources_toward) == (0, 1)


def test_a_reviewer_who_recorded_the_source_is_said_to_have() -> None:
    recorder = make_user()
    evidence = record_evidence(SourceDraft(title="T", publisher="P", url="https://example.org/r"), by=recorder)

    assert review_evidence(evidence, by=recorder, state="accepted").is_self_review
    assert not review_evidence(evidence, by=make_user(), state="accepted").is_self_review
    with pytest.raises(ValidationError, match="empty"):
        review_evidence(evidence, by=make_user(), state="disputed")
    with pytest.raises(NotAllowedError):
        review_evidence(evidence, by=make_user(role="reader"), state="accepted")


def test_an_editor_names_an_owner_once_and_for_open_measures_only() -> None:
    measure, editor, person = make_measure(), make_user(role="editor"), make_user()

    owner = name_owner(measure, user=person, role="coordinator", by=editor)

    with pytest.raises(ValidationError, match="already"):
        name_owner(measure, user=person, role="reviewer", by=editor)
    with pytest.raises(NotAllowedError):
        name_owner(measure, user=make_user(), role="reviewer", by=make_user())
    for status in DONE_WITH:
        with pytest.raises(MeasureDoneWithError, match="reopens it"):
            name_owner(make_measure(status=status), user=person, role="reviewer", by=editor)
    with pytest.raises(NotAllowedError):
        release_owner(owner, by=make_user())
    release_owner(owner, by=person)
    assert not Owner.objects.exists()


def test_anybody_with_an_account_watches_a_measure_once() -> None:
    measure, reader = make_measure(), make_user(role="reader")

    assert watch_measure(measure, by=reader) == watch_measure(measure, by=reader)
    unwatch_measure(measure, by=reader)
    assert not reader.watches.exists()


def test_a_milestone_is_met_and_undone_by_entries() -> None:
    measure = make_measure(parties=["NORTHSHORE", "SOUTHSHORE"])
    milestone = make_milestone(measure, doers="each")

    def mark(state: str, party: str) -> None:
        meet_milestone(
            milestone,
            by=make_user(),
            on=TODAY,
            state=state,
            party=party,
            occurred=PartialDate(2024, 1, 2 if state == "met" else 3),
            title="A drill",
            narrative="It was held.",
        )

    mark("met", "NORTHSHORE")
    assert standing(measure).milestones_met == 0
    mark("met", "SOUTHSHORE")
    assert (standing(measure).milestones_met, standing(measure).milestones) == (1, 1)
    mark("undone", "NORTHSHORE")
    assert standing(measure).milestones_met == 0
    with pytest.raises(ValidationError) as raised:
        mark("met", "")
    assert "milestones.0.party" in raised.value.message_dict


def test_a_revision_raises_the_version_and_refuses_an_older_one() -> None:
    measure, editor = make_measure(), make_user(role="editor")

    revised = revise(MEASURE, measure, changes={"due_on": PartialDate(2027, 6)}, version=1, by=editor)

    assert (revised.version, revised.due_on_set_by) == (2, editor)
    assert Measure.objects.get().due_by == date(2027, 6, 30)
    with pytest.raises(VersionConflictError):
        revise(MEASURE, measure, changes={"title": "Other"}, version=1, by=editor)
    with pytest.raises(ValidationError) as raised:
        revise(MEASURE, measure, changes={"review_every_days": 0}, version=2, by=editor)
    assert "review_every_days" in raised.value.message_dict
    with pytest.raises(NotAllowedError):
        revise(MEASURE, measure, changes={"title": "Other"}, version=2, by=make_user())
    assert Measure.objects.get().version == 2


def test_a_logged_entry_does_not_raise_the_version_of_its_measure() -> None:
    measure = make_measure()

    log(measure, status=Status.IN_PROGRESS)

    assert Measure.objects.get().version == 1
