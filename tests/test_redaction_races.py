"""A redaction or a tightening beside who writes at the same moment: whoever is second knows what the first has done."""

from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest

from measures.analysis.verification import verify
from measures.errors import RedactedEntryError
from measures.models import Capture, Entry, Marking, Proposal, User
from measures.operations import entries, proposals, redactions
from measures.operations.clock import clock
from measures.operations.drafts import AssessmentDraft
from measures.operations.markings import tighten_marking
from measures.operations.proposals import write_or_propose
from measures.operations.redactions import redact_entry, redact_source
from measures.wings.intake import captures
from measures.wings.intake.captures import SOURCES
from tests.at_once import Act, held
from tests.factories import TODAY, draft_of, log, make_evidence, make_measure, make_report, make_user
from tests.files import kept
from tests.sites import Site, page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("storage")]

REASON = "A private name stood in it."


@pytest.fixture
def administrator() -> User:
    return make_user(role="administrator")


@pytest.fixture
def cited(site: Site) -> Entry:
    """An entry that cites an address of which no copy has been made."""
    site.pages |= {"/ferry": page("<p>The ferries sail.</p>"), "/robots.txt": page("", status=404)}
    return log(make_measure(), sources=[make_evidence(url=f"{site.url}/ferry").key])


def take_copies() -> None:
    SOURCES.plan(at=clock())
    SOURCES.fetch_waiting(until=monotonic() + 10)


type Taking = Callable[[Entry, User], Any]


def take_source(entry: Entry, by: User) -> Any:
    return redact_source(entry.citations.get().evidence, by=by, reason=REASON)


def take_entry(entry: Entry, by: User) -> Any:
    return redact_entry(entry, by=by, reason=REASON)


@pytest.mark.parametrize(("take", "at"), [(take_source, "source_files"), (take_entry, "measures_touched_by")])
def test_no_copy_is_kept_of_what_is_being_redacted(
    cited: Entry, administrator: User, storage: Any, take: Taking, at: str
) -> None:
    with held(redactions, at) as gate:
        redacting = Act(lambda: take(cited, administrator))
        gate.is_reached()
        copying = Act(take_copies)
        copying.waits()
    redacting.ends()
    copying.ends()

    assert not Capture.objects.exists()
    assert kept(storage) == []
    assert verify().faults == []


@pytest.mark.parametrize("take", [take_source, take_entry])
def test_a_copy_that_is_being_kept_goes_with_what_is_redacted_after_it(
    cited: Entry, administrator: User, storage: Any, take: Taking
) -> None:
    with held(captures, "keep_copy") as gate:
        copying = Act(take_copies)
        gate.is_reached()
        redacting = Act(lambda: take(cited, administrator))
        redacting.waits()
    copying.ends()
    redacting.ends()

    assert not Capture.objects.recorded().exists()
    assert kept(storage) == []
    assert verify().faults == []


def test_a_copy_is_sealed_with_what_its_source_was_tightened_to_meanwhile(cited: Entry) -> None:
    source, editor = cited.citations.get().evidence, make_user(role="editor")

    with held(captures, "lock_markings_shared") as gate:
        copying = Act(take_copies)
        gate.is_reached()
        Act(lambda: tighten_marking(source, marking=Marking.INTERNAL, by=editor)).ends()
    copying.ends()

    assert Capture.objects.get().chain.marking == Marking.INTERNAL
    assert verify().faults == []


def test_a_source_is_tightened_once_its_copy_is_kept(cited: Entry) -> None:
    source, editor = cited.citations.get().evidence, make_user(role="editor")

    with held(captures, "keep_copy") as gate:
        copying = Act(take_copies)
        gate.is_reached()
        tightening = Act(lambda: tighten_marking(source, marking=Marking.INTERNAL, by=editor))
        tightening.waits()
    copying.ends()
    tightening.ends()

    assert Capture.objects.get().chain.marking == Marking.PUBLIC
    assert verify().faults == []


def test_a_writer_who_cites_a_source_that_is_being_redacted_cites_it_as_redacted(administrator: User) -> None:
    measure, source = make_measure(), make_evidence()

    with held(redactions, "source_files") as gate:
        redacting = Act(lambda: redact_source(source, by=administrator, reason=REASON))
        gate.is_reached()
        writing = Act(lambda: log(measure, sources=[source.key]))
        writing.waits()
    redacting.ends()
    writing.ends()

    assert Entry.objects.get().citations.get().evidence.is_redacted
    assert sources_toward(measure) == 0


def test_a_redaction_counts_for_what_is_being_written_on_its_source(administrator: User) -> None:
    measure, source = make_measure(), make_evidence()

    with held(entries, "append_to") as gate:
        writing = Act(lambda: log(measure, sources=[source.key]))
        gate.is_reached()
        redacting = Act(lambda: redact_source(source, by=administrator, reason=REASON))
        redacting.waits()
    writing.ends()
    redacting.ends()

    assert sources_toward(measure) == 0


def sources_toward(measure: Any) -> int:
    count: int = measure.standings.get(audience="public").sources_toward
    return count


def test_a_proposal_is_not_kept_of_an_entry_that_is_redacted_meanwhile(administrator: User) -> None:
    entry, propose = proposing()

    with held(proposals, "refuse_files") as gate:
        writing = Act(propose)
        gate.is_reached()
        redact_entry(entry, by=administrator, reason=REASON)
    writing.join()

    assert isinstance(writing.error, RedactedEntryError)
    assert not Proposal.objects.exists()


def test_a_proposal_that_is_being_kept_goes_with_the_entry(administrator: User) -> None:
    entry, propose = proposing()

    with held(proposals, "body_of") as gate:
        writing = Act(propose)
        gate.is_reached()
        redacting = Act(lambda: redact_entry(entry, by=administrator, reason=REASON))
        redacting.waits()
    writing.ends()
    redacting.ends()

    assert not Proposal.objects.exists()


def proposing() -> tuple[Entry, Callable[[], object]]:
    """An entry, and the act that proposes to put another in its place."""
    measure, writer = make_measure(make_report(needs_agreement=True)), make_user(role="editor")
    entry = log(measure)
    ours = AssessmentDraft(on=measure.key, level=2)
    draft = draft_of(measure, assessments=[ours], reason="More exact.")
    return entry, lambda: write_or_propose(measure.report, draft, corrects=entry, by=writer, on=TODAY)
