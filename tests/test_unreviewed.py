"""What a person reported and nobody else has reviewed is listed without a direction, and says so."""

from datetime import UTC, datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from measures.models import PUBLIC, TEAM, Audience, Entry, EntryKind, Evidence, Measure, ReviewState, User
from measures.operations.entries import correct_entry
from measures.operations.evidence import review_evidence
from tests.copies import Copy
from tests.factories import TODAY, accept, draft_of, get, log, make_evidence, make_measure, make_review, make_user
from tests.markup import compact

pytestmark = pytest.mark.django_db

NOT_REVIEWED = "reported, not reviewed"
AWAY = "ur reading: away"


@pytest.fixture
def writer() -> User:
    return make_user(role="editor")


@pytest.fixture
def measure() -> Measure:
    return make_measure()


def is_unreviewed(entry: Entry, audience: Audience = PUBLIC, **known: Any) -> bool:
    rows: Any = Entry.objects.with_review(audience, **known)
    return bool(rows.get(pk=entry.pk).is_unreviewed)


def accepted_by(source: Evidence, reviewer: User) -> None:
    review_evidence(source, by=reviewer, state=ReviewState.ACCEPTED)


def test_what_rests_on_nothing_or_on_what_nobody_accepted_is_not_reviewed(writer, measure):
    pending = make_evidence(state="pending", recorded_by=writer)

    without, with_pending = log(measure, by=writer), log(measure, by=writer, sources=[pending.key])

    assert is_unreviewed(without)
    assert is_unreviewed(with_pending)


def test_it_is_reviewed_once_somebody_else_has_accepted_one_of_its_sources(writer, measure):
    sources = [make_evidence(state="pending", recorded_by=writer) for _ in range(2)]
    entry = log(measure, by=writer, sources=[source.key for source in sources])
    before = datetime.now(UTC)

    accepted_by(sources[1], make_user(role="editor"))

    assert not is_unreviewed(entry)
    assert is_unreviewed(entry, known_at=before)


def test_what_was_accepted_before_it_was_reported_says_nothing_of_it(writer, measure):
    """Whoever cites an old source beside a new claim has nobody's word for the claim."""
    graded, accepted = make_evidence(), make_evidence(state="pending")
    accepted_by(accepted, make_user(role="editor"))

    entry = log(measure, by=writer, sources=[graded.key, accepted.key])
    assert is_unreviewed(entry)

    accepted_by(accepted, make_user(role="editor"))
    assert not is_unreviewed(entry)


def test_a_correction_is_reviewed_anew(writer, measure):
    source = make_evidence(state="pending", recorded_by=writer)
    entry = log(measure, by=writer, sources=[source.key])
    accept(entry)

    corrected = correct_entry(entry, draft_of(measure, sources=[source.key]), by=writer, on=TODAY)

    assert is_unreviewed(corrected)
    accept(corrected)
    assert not is_unreviewed(corrected)


def test_a_librarys_grade_later_than_the_report_of_a_person_is_no_review_of_it(writer, measure):
    source = make_evidence(state="pending", recorded_by=writer)
    entry = log(measure, by=writer, sources=[source.key])

    make_review(source)

    assert is_unreviewed(entry)


def test_its_author_alone_cannot_make_it_reviewed(writer, measure):
    source = make_evidence(state="pending", recorded_by=make_user())
    entry = log(measure, by=writer, sources=[source.key])

    accepted_by(source, writer)

    assert is_unreviewed(entry)


def test_a_source_that_was_accepted_and_then_disputed_does_not_count(writer, measure):
    source = make_evidence()
    entry = log(measure, by=writer, sources=[source.key])
    accept(entry)
    assert not is_unreviewed(entry)

    review_evidence(source, by=make_user(role="editor"), state=ReviewState.DISPUTED, note="It is a rumour.")

    assert is_unreviewed(entry)


def test_a_source_that_a_reader_may_not_read_says_nothing_to_them(writer, measure):
    source = make_evidence(marking="internal")
    entry = log(measure, by=writer, sources=[source.key], marking="internal")
    accept(entry)

    assert is_unreviewed(entry, PUBLIC)
    assert not is_unreviewed(entry, TEAM)


def test_what_a_library_brings_its_authors_have_judged(reports):
    brought: Any = Entry.objects.filter(kind=EntryKind.DEVELOPMENT, author=None).with_review(PUBLIC)

    assert {row.is_unreviewed for row in brought} == {False}


@pytest.mark.parametrize("address", ["/journal/", "/measures/{key}/"])
def test_lists_show_it_without_a_direction_until_then(client, writer, measure, address):
    source = make_evidence(state="pending", recorded_by=writer)
    log(measure, by=writer, sources=[source.key], direction="away")

    def listed() -> str:
        return compact(client.get(address.format(key=measure.key), {"report": measure.report.slug}).content.decode())

    assert f'<span class="tag">{NOT_REVIEWED}</span>' in listed()
    assert AWAY not in ledger(listed())
    accepted_by(source, make_user(role="editor"))
    assert NOT_REVIEWED not in listed()
    assert AWAY in ledger(listed())


def ledger(page: str) -> str:
    """The list of developments on a page."""
    start = page.rindex("<ol class=")
    return page[start : page.index("</ol>", start)]


def test_the_api_says_of_an_entry_that_it_is_reported_and_not_reviewed(writer, measure):
    source = make_evidence(state="pending", recorded_by=writer)
    entry = log(measure, by=writer, sources=[source.key])
    copy = Copy("entries/", APIClient()).follow()
    before = get(f"entries/{entry.key}/")["is_unreviewed"]

    accepted_by(source, make_user(role="editor"))

    assert (before, get(f"entries/{entry.key}/")["is_unreviewed"]) == (True, False)
    # Who keeps a copy of the list is told.
    assert entry.key in copy.follow().news
    assert copy.rows[entry.key]["is_unreviewed"] is False
