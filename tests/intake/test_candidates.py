"""What came in waits until a person logs it, adds it as a source or drops it; the team alone reads it."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from measures.errors import CandidateDecidedError, CandidateExistsError, NotAllowedError, VersionConflictError
from measures.models import TEAM, Entry, Report, Role, User
from measures.operations.clock import clock
from measures.operations.drafts import EntryDraft, SourceDraft
from measures.operations.entries import confirm_unchanged
from measures.wings.intake.filters import CandidateFilters
from measures.wings.intake.models import Candidate, CandidateMatch, DropReason
from measures.wings.intake.operations import (
    TEXT_KEPT,
    CandidateDraft,
    assign_candidate,
    cite_candidate,
    drop_candidate,
    log_candidate,
    send_candidate,
    undo_decision,
)
from tests.factories import (
    TODAY,
    client_of,
    draft_of,
    fields_of,
    give_role,
    log,
    make_ambiguity,
    make_candidate,
    make_evidence,
    make_feed,
    make_measure,
    make_participant,
    make_party,
    make_report,
    make_subject,
    make_user,
)
from tests.files import signed_in

pytestmark = pytest.mark.django_db


def drop(candidate: Candidate, *, by: User, reason: str = DropReason.OFF_TOPIC) -> list[Candidate]:
    return drop_candidate(candidate, reason=reason, by=by, at=clock())


def states(*rows: Candidate) -> list[str]:
    return [Candidate.objects.get(pk=row.pk).state for row in rows]


def draft_citing(candidate: Candidate, **fields: Any) -> EntryDraft:
    source = SourceDraft(title=candidate.title, publisher="Harbour Office", url=candidate.url)
    return draft_of(make_measure(candidate.report), sources=[source], **fields)


def body_of(draft: EntryDraft, report: Report) -> dict[str, Any]:
    bearing = draft.bears_on[0]
    return {
        "report": report.slug,
        "occurred": "2026-11-20",
        "title": draft.title,
        "narrative": draft.narrative,
        "track": draft.track,
        "claim": draft.claim,
        "bears_on": [{"on": bearing.on, "direction": bearing.direction}],
    }


def test_an_address_that_is_sent_waits_with_the_beginning_of_its_text() -> None:
    report, feeder = make_report(), make_user()
    draft = CandidateDraft(url="https://www.example.org/a/?utm_source=x", title="A", text="x" * (TEXT_KEPT + 1))

    candidate = send_candidate(report, draft, by=feeder)

    assert (candidate.state, candidate.sent_by, len(candidate.text)) == ("waiting", feeder, TEXT_KEPT)
    with pytest.raises(CandidateExistsError):
        send_candidate(report, CandidateDraft(url="http://example.org/a", title="B"), by=feeder)
    with pytest.raises(ValidationError) as wrong:
        send_candidate(report, CandidateDraft(url="ftp://example.org/", title=" "), by=feeder)
    assert set(wrong.value.message_dict) == {"url", "title"}
    assert Candidate.objects.count() == 1


def test_what_a_feed_brought_is_not_sent_again() -> None:
    report = make_report()
    here = make_candidate(report, feed=make_feed(report), url="https://example.org/a")

    with pytest.raises(CandidateExistsError) as taken:
        send_candidate(report, CandidateDraft(url="https://example.org/a#b", title="A"), by=make_user())

    assert taken.value.more == {"candidate": here.pk}
    send_candidate(make_report(), CandidateDraft(url="https://example.org/a", title="A"), by=make_user())


def test_a_candidate_is_given_to_a_member_of_the_team_and_to_nobody_else() -> None:
    candidate, wei = make_candidate(make_report()), make_user()

    assert assign_candidate(candidate, to=wei, version=1, by=make_user()).assigned_to == wei
    with pytest.raises(VersionConflictError):
        assign_candidate(candidate, to=None, version=1, by=wei)
    for outsider in (make_user(Role.READER), make_participant(), make_user(is_active=False)):
        with pytest.raises(ValidationError, match="Only a member of the team"):
            assign_candidate(candidate, to=outsider, by=wei)
    assert Candidate.objects.get().assigned_to == wei


def test_those_with_nearly_the_same_title_are_dropped_and_come_back_together() -> None:
    report, wei = make_report(), make_user()
    first = make_candidate(report)
    second, third = make_candidate(report, near_to=first), make_candidate(report, near_to=first)
    drop(third, by=wei, reason=DropReason.NOTHING_NEW)

    assert {row.pk for row in drop(first, by=wei)} == {first.pk, second.pk}

    assert states(first, second, third) == ["dropped"] * 3
    first.refresh_from_db()
    assert (first.decided_by, first.drop_reason) == (wei, "off_topic")
    undo_decision(first, by=make_user())
    assert states(first, second, third) == ["waiting", "waiting", "dropped"]


def test_a_weak_source_says_nothing_about_others_with_the_same_title() -> None:
    report, wei = make_report(), make_user()
    first = make_candidate(report)
    second = make_candidate(report, near_to=first)

    drop(first, by=wei, reason=DropReason.WEAK_SOURCE)

    assert states(first, second) == ["dropped", "waiting"]


def test_only_a_reason_of_the_list_drops_and_only_what_waits_is_decided() -> None:
    candidate, wei = make_candidate(make_report()), make_user()
    for reason in ("", "boring"):
        with pytest.raises(ValidationError):
            drop(candidate, by=wei, reason=reason)
    drop(candidate, by=wei)

    with pytest.raises(CandidateDecidedError):
        drop(candidate, by=wei)
    with pytest.raises(CandidateDecidedError):
        assign_candidate(candidate, to=wei, by=wei)
    with pytest.raises(CandidateDecidedError):
        log_candidate(candidate, candidate.report, draft_citing(candidate), by=wei, on=TODAY, at=clock())

    assert not Entry.objects.exists()


def test_logging_decides_a_candidate_in_the_same_transaction() -> None:
    candidate, wei = make_candidate(make_report()), make_user()
    with pytest.raises(ValidationError):
        log_candidate(candidate, candidate.report, draft_citing(candidate, title=""), by=wei, on=TODAY, at=clock())
    with pytest.raises(ValidationError, match="another report"):
        log_candidate(candidate, make_report(), draft_citing(candidate), by=wei, on=TODAY, at=clock())
    assert states(candidate) == ["waiting"]

    entry = log_candidate(candidate, candidate.report, draft_citing(candidate), by=wei, on=TODAY, at=clock())

    candidate.refresh_from_db()
    assert (candidate.state, candidate.entry, candidate.decided_by) == ("logged", entry, wei)
    undo_decision(candidate, by=wei)
    candidate.refresh_from_db()
    assert (candidate.state, candidate.entry) == ("waiting", None)
    assert Entry.objects.get() == entry


def test_a_source_is_added_by_a_correction_that_cites_its_address() -> None:
    wei = make_user()
    measure = make_measure()
    entry, candidate = log(measure, by=wei), make_candidate(measure.report, url="http://www.example.org/a")
    with pytest.raises(ValidationError, match="Cite the address"):
        cite_candidate(candidate, entry, draft_of(measure), by=wei, on=TODAY, at=clock())
    with pytest.raises(ValidationError, match="another report"):
        cite_candidate(make_candidate(make_report()), entry, draft_of(measure), by=wei, on=TODAY, at=clock())
    with pytest.raises(NotAllowedError):
        cite_candidate(candidate, entry, draft_of(measure), by=make_user(), on=TODAY, at=clock())
    assert Entry.objects.get() == entry

    source = make_evidence(url="https://example.org/a/")
    corrected = cite_candidate(candidate, entry, draft_of(measure, sources=[source.key]), by=wei, on=TODAY, at=clock())

    candidate.refresh_from_db()
    assert corrected.corrects == entry
    assert (candidate.state, candidate.entry, candidate.evidence) == ("cited", corrected, source)


@pytest.mark.parametrize("outsider", ["reader", "participant"])
def test_nobody_else_reads_sends_or_decides(outsider: str) -> None:
    candidate = make_candidate(make_report())
    user = make_participant() if outsider == "participant" else make_user(Role.READER)
    acts = [
        lambda: send_candidate(candidate.report, CandidateDraft(url="https://example.org/", title="A"), by=user),
        lambda: assign_candidate(candidate, to=None, by=user),
        lambda: drop(candidate, by=user),
        lambda: undo_decision(candidate, by=user),
        lambda: log_candidate(candidate, candidate.report, draft_citing(candidate), by=user, on=TODAY, at=clock()),
    ]
    for act in acts:
        with pytest.raises(NotAllowedError):
            act()
    assert client_of(user).post("/api/v1/candidates/", {}, format="json").status_code == 403
    assert states(candidate) == ["waiting"]


def test_a_feeder_sends_through_the_api() -> None:
    report, wei = make_report(), make_user()
    client = client_of(wei)
    draft = {"report": report.slug, "url": "https://example.org/a", "title": "A", "published": "2026-11-20"}

    sent = client.post("/api/v1/candidates/", draft, format="json")
    again = client.post("/api/v1/candidates/", draft, format="json")
    read_only = client_of(wei, scope="read").post("/api/v1/candidates/", draft, format="json")

    assert (sent.status_code, again.status_code, read_only.status_code) == (201, 409, 403)
    assert (again.json()["code"], again.json()["candidate"]) == ("came_in", sent.json()["id"])
    assert Candidate.objects.get().report == report


def test_an_entry_and_a_correction_name_the_candidate_that_they_decide() -> None:
    wei, report = make_user(), make_report()
    first, second = make_candidate(report), make_candidate(report)
    client, body = client_of(wei), body_of(draft_citing(first), report)

    unknown = client.post("/api/v1/entries/", {**body, "candidate": 1}, format="json")
    logged = client.post("/api/v1/entries/", {**body, "candidate": first.pk}, format="json")
    correction = {**body, "reason": "A further source.", "candidate": second.pk}
    correction.pop("report")
    source = {"title": "B", "publisher": "P", "url": second.url}
    at = f"/api/v1/entries/{logged.json()['key']}/correction/"
    cited = client.post(at, {**correction, "sources": [source]}, format="json")

    assert fields_of(unknown) == {"candidate"}
    assert (logged.status_code, cited.status_code) == (201, 201), cited.content
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.entry and second.entry and second.evidence
    assert (first.state, first.entry.key) == ("logged", logged.json()["key"])
    assert (second.state, second.entry.key) == ("cited", cited.json()["key"])
    assert second.evidence.key == cited.json()["sources"][0]["key"]


def test_the_team_of_another_report_names_no_candidate() -> None:
    candidate, measure = make_candidate(make_report()), make_measure()
    writer = give_role(make_user(Role.READER), measure.report)
    body = body_of(draft_citing(candidate), measure.report)

    answer = client_of(writer).post("/api/v1/entries/", {**body, "candidate": candidate.pk}, format="json")

    assert fields_of(answer) >= {"candidate"}


def test_a_check_may_quote_what_the_feeds_read_of_each_side() -> None:
    report, wei = make_report(), make_user()
    measure = make_measure(report, parties=["NORTHSHORE", "SOUTHSHORE"])
    north = make_party("NORTHSHORE")
    make_feed(report, party=north, read_at="2026-11-27T10:00Z")
    make_feed(report, party=north, failing_since="2026-11-20T10:00Z")
    make_feed(report, party=north, is_on=False)
    make_feed(make_report(), party=make_party("SOUTHSHORE"), read_at="2026-11-27T10:00Z")

    [entry] = confirm_unchanged([measure], by=wei, on=TODAY, quotes_feeds=True)
    [silent] = confirm_unchanged([measure], by=wei, on=TODAY)

    assert entry.narrative == (
        "Official pages read by feeds: Northshore: 2, last read on 27 November 2026, 1 of them fails; Southshore: none."
    )
    assert "2026年11月27日" in entry.narrative_zh_hans
    assert (silent.narrative, silent.narrative_zh_hans) == ("", "")
    body = {"measures": [measure.key], "quotes_feeds": True}
    answer = client_of(make_user(language="zh-hans")).post("/api/v1/checks/", body, format="json")
    [told] = answer.json()["entries"]
    assert (told["narrative"], told["narrative_zh_hans"]) == (entry.narrative_zh_hans, "")
    client = signed_in(wei)
    client.post("/checks/", {"measure": make_measure(report).key, "quotes_feeds": "true"})
    checked = Entry.objects.latest("recorded_at")
    assert "Northshore: 2" in client.get(f"/journal/{checked.key}/").content.decode()


def test_candidates_are_filtered() -> None:
    report, wei = make_report(), make_user()
    feed, measure, ambiguity = make_feed(report), make_measure(report), make_ambiguity(report)
    subject = make_subject(report)
    low = make_candidate(report, score=0.25, feed=feed, title="A ferry timetable")
    high = make_candidate(report, score=1.5, assigned_to=wei, text="The whole text.")
    other = make_candidate(make_report(), score=1.0)
    for target in ({"measure": measure}, {"ambiguity": ambiguity}, {"subject": subject}):
        CandidateMatch.objects.create(candidate=low, score=0.2, words=["ferry"], **target)
    drop(other, by=wei)

    def found(**parameters: str) -> list[int]:
        rows = Candidate.objects.visible_to(TEAM).order_by("-score", "-found_at", "-pk")
        filters = CandidateFilters(QueryDict(urlencode(parameters)), rows, reader=wei, on=TODAY, audience=TEAM)
        assert filters.form.is_valid(), filters.form.errors
        return [row.pk for row in filters.qs]

    assert found() == [high.pk, other.pk, low.pk]
    assert found(report=report.slug, state="waiting") == [high.pk, low.pk]
    assert found(feed=feed.key) == found(measure=measure.key) == found(subject=subject.key) == [low.pk]
    assert found(ambiguity=ambiguity.key) == found(q="ferries timetable") == [low.pk]
    assert found(assigned="me") == found(assigned=wei.email) == [high.pk]
    assert found(assigned="nobody") == [other.pk, low.pk]
    assert found(drop_reason="off_topic") == [other.pk]
    assert found(found_after="2100-01-01") == found(found_before="2000-01-01") == []
