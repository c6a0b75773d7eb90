"""In a report that asks for it, an assessment of ours waits until a second member of the team agrees."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client

from measures.analysis.verification import verify
from measures.errors import (
    AgreementNeededError,
    NotAllowedError,
    ProposalSentBackError,
    ProposalSettledError,
    ProposerNotAllowedError,
    VersionConflictError,
)
from measures.models import Entry, IdempotencyKey, Measure, Proposal, SecondAgreement, User
from measures.models.people import NAME_REMOVED
from measures.operations.clock import clock
from measures.operations.draft_fields import body_of, read_draft
from measures.operations.drafts import (
    AssessmentDraft,
    EntryDraft,
    FileDraft,
    MarkDraft,
    PartialDate,
    SourceDraft,
    StatementDraft,
)
from measures.operations.editing import revise
from measures.operations.names import redact_name
from measures.operations.nouns import REPORT
from measures.operations.proposals import (
    agree_to_proposal,
    change_proposal,
    send_back_proposal,
    withdraw_proposal,
    write_or_propose,
)
from measures.operations.redactions import redact_entry
from measures.operations.repeats import claim
from measures.wings.intake.operations import log_candidate
from tests.factories import (
    TODAY,
    client_of,
    draft_of,
    get,
    log,
    make_candidate,
    make_evidence,
    make_measure,
    make_milestone,
    make_report,
    make_user,
)
from tests.files import signed_in
from tests.markup import compact

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure() -> Measure:
    return make_measure(make_report(needs_agreement=True), code="LAMP-1")


@pytest.fixture
def wei() -> User:
    return make_user(name="Wei")


@pytest.fixture
def lin() -> User:
    return make_user(name="Lin")


def assessing(measure: Measure, level: int = 2, **fields: Any) -> EntryDraft:
    return draft_of(measure, assessments=[AssessmentDraft(on=measure.key, level=level)], **fields)


def proposed(measure: Measure, *, by: User, level: int = 2, corrects: Entry | None = None, **fields: Any) -> Proposal:
    draft = assessing(measure, level, **fields)
    made = write_or_propose(measure.report, draft, corrects=corrects, by=by, on=TODAY)
    assert isinstance(made, Proposal)
    return made


def body_for_api(measure: Measure, **fields: Any) -> dict[str, Any]:
    return {"report": measure.report.slug, **body_of(assessing(measure, reason="")), **fields}


def test_it_waits_outside_the_journal_until_another_member_agrees(measure: Measure, wei: User, lin: User) -> None:
    source = SourceDraft(title="Notice", publisher="Harbour", url="https://example.org/notice", grade="B")
    proposal = proposed(measure, by=wei, sources=[source])
    assert not Entry.objects.exists()

    entry = agree_to_proposal(proposal, version=1, by=lin, on=TODAY)

    assert (entry.author, entry.author_name, entry.agreement.agreed_by_name) == (wei, "Wei", "Lin")
    assert entry.assessments.get().level == 2
    assert entry.citations.get().evidence.title == "Notice"
    assert not Proposal.objects.exists()
    assert get(f"entries/{entry.key}/", client_of(wei))["agreed_by"] == "Lin"
    assert "Agreed by" in Client().get(f"/journal/{entry.key}/").content.decode()
    assert verify().faults == []


def test_what_assesses_nothing_or_leaves_an_assessment_as_it_is_waits_for_nobody(measure: Measure, wei: User) -> None:
    said = StatementDraft(
        parties=["NORTHSHORE"], authority="ministry", speaker="A keeper", said_on=PartialDate.of(TODAY),
        quotation="Lit.", quotation_language="en", acts=["states"], on=[measure.key],
    )  # fmt: skip
    source = make_evidence().key
    plain = write_or_propose(measure.report, draft_of(measure, statements=[said], sources=[source]), by=wei, on=TODAY)
    assert isinstance(plain, Entry)
    assessed = log(measure, assessments=[AssessmentDraft(on=measure.key, level=2)], sources=[source],
                   agreed_by=make_user(), by=wei)  # fmt: skip

    same = assessing(measure, sources=[source], title="Another headline")
    corrected = write_or_propose(measure.report, same, corrects=assessed, by=wei, on=TODAY)

    assert isinstance(corrected, Entry)
    changed = replace(same, assessments=[replace(same.assessments[0], level=1)])
    for other in (changed, replace(same, assessments=())):
        assert isinstance(write_or_propose(measure.report, other, corrects=corrected, by=wei, on=TODAY), Proposal)


def test_only_another_member_agrees_to_what_they_have_read(measure: Measure, wei: User, lin: User) -> None:
    proposal = proposed(measure, by=wei)

    for by in (wei, make_user(role="reader")):
        with pytest.raises(NotAllowedError):
            agree_to_proposal(proposal, by=by, on=TODAY)
        with pytest.raises(NotAllowedError):
            send_back_proposal(proposal, words="No.", by=by)
    change_proposal(proposal, assessing(measure, 1), version=1, by=wei, on=TODAY)
    with pytest.raises(VersionConflictError):
        agree_to_proposal(proposal, version=1, by=lin, on=TODAY)
    with pytest.raises(NotAllowedError):
        change_proposal(proposal, assessing(measure), by=lin, on=TODAY)
    with pytest.raises(NotAllowedError):
        withdraw_proposal(proposal, by=lin)

    assert agree_to_proposal(proposal, version=2, by=lin, on=TODAY).assessments.get().level == 1
    with pytest.raises(ProposalSettledError):
        agree_to_proposal(proposal, by=lin, on=TODAY)


def test_it_is_sent_back_with_words_changed_and_waits_anew(measure: Measure, wei: User, lin: User) -> None:
    proposal = proposed(measure, by=wei)

    with pytest.raises(ValidationError):
        send_back_proposal(proposal, words=" ", by=lin)
    send_back_proposal(proposal, words="Too high.", by=lin)

    with pytest.raises(ProposalSentBackError):
        agree_to_proposal(proposal, by=make_user(), on=TODAY)
    changed = change_proposal(proposal, assessing(measure, 1), by=wei, on=TODAY)
    assert isinstance(changed, Proposal)
    assert (changed.key, changed.words, changed.is_sent_back) == (proposal.key, "", False)
    unassessed = change_proposal(proposal, draft_of(measure), by=wei, on=TODAY)
    assert isinstance(unassessed, Entry)
    assert not Proposal.objects.exists()


def test_the_rules_are_those_of_the_moment_and_nothing_is_lost(measure: Measure, wei: User, lin: User) -> None:
    proposal = proposed(measure, by=wei)
    log(measure, assessments=[AssessmentDraft(on=measure.key, level=0)], agreed_by=wei)
    Proposal.objects.update(body=body_of(replace(assessing(measure), assessments=[
        AssessmentDraft(on=measure.key, level=2)])))  # fmt: skip

    with pytest.raises(ValidationError) as found:
        agree_to_proposal(proposal, by=lin, on=TODAY)
    assert list(found.value.message_dict) == ["assessments.0.why_changed"]
    User.objects.filter(pk=wei.pk).update(role="reader")
    with pytest.raises(ProposerNotAllowedError):
        agree_to_proposal(proposal, by=lin, on=TODAY)

    assert Proposal.objects.get().version == 1
    withdraw_proposal(proposal, by=make_user(role="editor"))
    assert not Proposal.objects.exists()


def test_what_is_wrong_is_told_at_once_and_files_do_not_wait(measure: Measure, wei: User) -> None:
    with pytest.raises(ValidationError, match="level"):
        proposed(measure, by=wei, level=7)
    file = FileDraft(BytesIO(b"A text."), "a.txt")
    source = SourceDraft(title="Notice", publisher="Harbour", file=file, grade="B")
    with pytest.raises(ValidationError, match="Record the source with its file first"):
        proposed(measure, by=wei, sources=[source])
    candidate = make_candidate(measure.report)
    with pytest.raises(AgreementNeededError):
        log_candidate(candidate, measure.report, assessing(measure), by=wei, on=TODAY, at=clock())

    assert not Proposal.objects.exists()


def test_a_draft_is_the_same_after_it_has_waited(measure: Measure) -> None:
    source = SourceDraft(title="T", publisher="P", published=PartialDate(2024, 5), url="https://example.org/")
    marks = [MarkDraft(on=make_milestone(measure).key, state="met")]
    ours = AssessmentDraft(on=measure.key, level=1, written_on=TODAY, sources=["S"], rests_on=["E"])
    draft = draft_of(measure, assessments=[ours], sources=["S", source], milestones=marks)

    assert body_of(read_draft(EntryDraft, body_of(draft))) == body_of(draft)
    assert read_draft(EntryDraft, body_of(draft)).assessments[0].written_on == TODAY


def test_a_setting_is_not_switched_off_while_something_waits(measure: Measure, wei: User) -> None:
    proposal, editor = proposed(measure, by=wei), make_user(role="editor")

    with pytest.raises(ValidationError, match="decide on them first"):
        revise(REPORT, measure.report, changes={"needs_agreement": False}, by=editor)
    withdraw_proposal(proposal, by=wei)

    assert not revise(REPORT, measure.report, changes={"needs_agreement": False}, by=editor).needs_agreement


def test_who_agreed_is_sealed_and_goes_alone_or_with_the_entry(measure: Measure, wei: User, lin: User) -> None:
    entry = agree_to_proposal(proposed(measure, by=wei), by=lin, on=TODAY)
    for statement in (
        "UPDATE measures_secondagreement SET agreed_by_name = 'Wei'", "DELETE FROM measures_secondagreement",
    ):  # fmt: skip
        with pytest.raises(Exception, match=r"written once|permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
    administrator = make_user(role="administrator")
    waiting = proposed(measure, by=wei, corrects=entry, level=1)

    redact_name(lin, by=administrator, reason="They asked for it.")
    assert SecondAgreement.objects.get().agreed_by_name == NAME_REMOVED
    assert verify().faults == []
    redact_entry(entry, by=administrator, reason="A private name stood in it.")

    assert not SecondAgreement.objects.exists()
    assert not Proposal.objects.filter(pk=waiting.pk).exists()
    assert verify().faults == []


def test_a_program_proposes_changes_sends_back_and_agrees(measure: Measure, wei: User, lin: User) -> None:
    mine, theirs = client_of(wei), client_of(lin)

    made = mine.post("/api/v1/entries/", body_for_api(measure), format="json")
    assert made.status_code == 202, made.content
    key = made.json()["key"]
    assert made["Location"].endswith(f"/proposals/{key}/")
    assert made.json()["body"]["assessments"][0]["level"] == 2
    address = f"/api/v1/proposals/{key}/"
    tag = theirs.get(address)["ETag"]
    assert mine.post(f"{address}agree/", headers={"If-Match": tag}).status_code == 403
    assert (
        theirs.post(f"{address}send-back/", {"words": ""}, format="json", headers={"If-Match": tag}).status_code == 400
    )
    sent_back = theirs.post(f"{address}send-back/", {"words": "No."}, format="json", headers={"If-Match": tag})
    assert (sent_back.status_code, sent_back.json()["sent_back_by"]) == (200, "Lin")
    sent = {name: value for name, value in body_for_api(measure).items() if name not in ("report", "reason", "kind")}
    changed = mine.put(address, sent, format="json", headers={"If-Match": sent_back["ETag"]})
    assert (changed.status_code, changed.json()["version"]) == (202, 3)
    tag = theirs.get(address)["ETag"]
    logged = theirs.post(f"{address}agree/", headers={"If-Match": tag})

    assert (logged.status_code, logged.json()["agreed_by"]) == (201, "Lin"), logged.content
    assert theirs.get("/api/v1/proposals/").json()["results"] == []
    again = mine.post("/api/v1/entries/", body_for_api(measure), format="json").json()["key"]
    assert mine.delete(f"/api/v1/proposals/{again}/").status_code == 204


def test_outsiders_learn_nothing_of_it(measure: Measure, wei: User) -> None:
    proposal = proposed(measure, by=wei)
    pages = (f"/measures/{measure.key}/", "/journal/", "/measures/")

    assert "proposal" in signed_in(wei).get(pages[0]).content.decode().lower()
    for client, status in ((Client(), 401), (signed_in(make_user(role="reader")), 403)):
        for address in ("", f"{proposal.key}/"):
            assert client.get(f"/api/v1/proposals/{address}").status_code == status
        assert not any("proposal" in client.get(page).content.decode().lower() for page in pages)
    assert signed_in(make_user(role="reader")).get(f"/proposals/{proposal.key}/").status_code == 404
    assert signed_in(make_user(role="reader")).get("/proposals/").status_code == 403


def test_members_find_it_on_the_measure_and_in_one_list(measure: Measure, wei: User, lin: User) -> None:
    proposal, elsewhere = proposed(measure, by=wei), make_measure(measure.report)
    link = f"/proposals/{proposal.key}/"

    page = compact(signed_in(lin).get(f"/measures/{measure.key}/").content.decode())
    assert link in page
    assert '<span class="tag">1</span>' in page
    assert link in signed_in(lin).get(f"/proposals/?report={measure.report.slug}").content.decode()
    for browser, where in ((signed_in(wei), measure), (signed_in(lin), elsewhere)):
        shown = compact(browser.get(f"/measures/{where.key}/").content.decode())
        assert (link in shown) is (where == measure)
        assert ('<span class="tag">1</span>' in shown) is (where == elsewhere)


def test_people_propose_change_and_agree_on_pages(measure: Measure, wei: User, lin: User) -> None:
    mine, theirs = signed_in(wei), signed_in(lin)
    form = mine.get(f"/log/?measure={measure.key}")
    assert "waits as a proposal" in form.content.decode()
    sent = {
        "act": "save", "form_key": form.context["page"].form_key, "report": measure.report.slug, "title": "Lit",
        "narrative": "They are lit.", "occurred": "2026-11-01", "track": "official", "claim": "reported",
        "language": "en", "marking": "public", "bears_on-rows": "1", "bears_on-0-on": measure.key,
        "bears_on-0-direction": "toward", "assessments-rows": "1",
        "assessments-0-on": measure.key, "assessments-0-level": "2", "assessments-0-confidence": "moderate",
    }  # fmt: skip
    proposal_page = mine.post("/log/", sent, follow=True)
    proposal = Proposal.objects.get()
    assert proposal_page.redirect_chain == [(f"/proposals/{proposal.key}/", 302)]
    theirs.post(f"/proposals/{proposal.key}/send-back/", {"version": 1, "words": "Too high."})

    change = mine.get(f"/proposals/{proposal.key}/change/")
    assert "Too high." in change.content.decode()
    assert 'value="Lit"' in change.content.decode()
    changed = {**sent, "form_key": change.context["page"].form_key, "assessments-0-level": "1"}
    preview = mine.post(f"/proposals/{proposal.key}/change/", {**changed, "act": "preview"})
    assert preview.status_code == 200
    mine.post(f"/proposals/{proposal.key}/change/", changed)
    assert "Agree, and log it" not in mine.get(f"/proposals/{proposal.key}/").content.decode()
    assert theirs.post(f"/proposals/{proposal.key}/agree/", {"version": 1}).status_code == 400
    done = theirs.post(f"/proposals/{proposal.key}/agree/", {"version": 3}, follow=True)

    assert "Agreed. The entry below" in done.content.decode()
    assert Entry.objects.get().assessments.get().level == 1
    own = proposed(measure, by=wei, level=1)
    mine.post(f"/proposals/{own.key}/withdraw/")
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("is_agreed", [True, False])
def test_a_program_that_asks_again_is_told_that_its_proposal_is_settled(measure: Measure, is_agreed: bool) -> None:
    program, second = client_of(make_user(role="editor")), client_of(make_user(role="editor"))
    headers = {"Idempotency-Key": "k-1"}
    sent = body_for_api(measure)
    proposal = program.post("/api/v1/entries/", sent, format="json", headers=headers).json()
    address = f"/api/v1/proposals/{proposal['key']}/"
    if is_agreed:
        second.post(f"{address}agree/", headers={"If-Match": second.get(address)["ETag"]})
    else:
        program.delete(address, headers={"If-Match": program.get(address)["ETag"]})

    again = program.post("/api/v1/entries/", sent, format="json", headers=headers)

    entry = Entry.objects.first()
    assert (again.status_code, again.json()["code"]) == (409, "proposal_settled")
    assert again.json().get("entry") == (entry.key if entry else None)
    assert Entry.objects.count() == int(is_agreed)


def test_the_entry_of_a_settled_proposal_is_not_named_to_who_may_no_longer_read_it(measure: Measure) -> None:
    proposer, second = make_user(role="editor"), client_of(make_user(role="editor"))
    headers, sent = {"Idempotency-Key": "k-1"}, body_for_api(measure, marking="internal")
    proposal = client_of(proposer).post("/api/v1/entries/", sent, format="json", headers=headers).json()
    address = f"/api/v1/proposals/{proposal['key']}/"
    second.post(f"{address}agree/", headers={"If-Match": second.get(address)["ETag"]})
    User.objects.filter(pk=proposer.pk).update(role="reader")
    proposer.refresh_from_db()

    with pytest.raises(ProposalSettledError) as told:
        claim("k-1", digest=IdempotencyKey.objects.get(key="k-1").digest, by=proposer)

    assert Entry.objects.exists()
    assert told.value.more == {}
