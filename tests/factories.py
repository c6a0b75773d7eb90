"""Small makers of what a test needs; what goes into the journal goes through the operations."""

import gzip
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from io import BytesIO
from itertools import count
from typing import Any

from django.db import transaction
from rest_framework.test import APIClient

from measures.analysis.history import History
from measures.analysis.standing import standing_of
from measures.models import (
    Addressing,
    Ambiguity,
    AnnouncedDate,
    Capture,
    Entry,
    EntryKind,
    Evidence,
    Kind,
    Measure,
    Milestone,
    PartialDate,
    Party,
    Proposal,
    Report,
    ReportRole,
    Review,
    ReviewState,
    Role,
    Scope,
    SourceAddress,
    Standing,
    Strength,
    Subject,
    User,
)
from measures.models.evidence import comparable_url
from measures.models.markings import AUDIENCES
from measures.operations.announced_dates import DATE
from measures.operations.clock import clock
from measures.operations.credentials import create_token
from measures.operations.drafts import (
    AssessmentDraft,
    BearingDraft,
    EntryDraft,
    FindingDraft,
    MentionDraft,
    ReadoutsDraft,
    StatementDraft,
    TextDraft,
    comparison_draft,
    summary_draft,
)
from measures.operations.editing import add_row
from measures.operations.entries import log_development, write_summary
from measures.operations.evidence import review_evidence
from measures.operations.files import store_bytes
from measures.operations.journal import append_reviews
from measures.operations.proposals import write_or_propose
from measures.wings.intake.captures import PageCopy, keep_copy
from measures.wings.intake.models import Candidate, Feed

serials = count(1)

TODAY = date(2026, 11, 25)
FICTIONAL = "Fictional: no real party, place, person or event is meant."


def make_party(code: str = "NORTHSHORE", **fields: Any) -> Party:
    return Party.objects.get_or_create(code=code, defaults={"name": code.title(), **fields})[0]


def make_user(role: str = Role.CONTRIBUTOR, **fields: Any) -> User:
    index = next(serials)
    return User.objects.create_user(
        fields.pop("email", f"user{index}@example.org"),
        fields.pop("password", None),
        **{"name": f"User {index}", "role": role, **fields},
    )


def give_role(user: User, report: Report, role: str = Role.EDITOR) -> User:
    """A role for one report; the user anew, who knows of it."""
    ReportRole.objects.create(user=user, report=report, role=role, given_by=user)
    return User.objects.get(pk=user.pk)


def make_participant(**fields: Any) -> User:
    return make_user(role=Role.READER, is_participant=True, **fields)


def make_report(slug: str = "", **fields: Any) -> Report:
    slug = slug or f"report-{next(serials)}"
    levels = {str(level): {"en": f"Level {level}"} for level in range(4)}
    return Report.objects.create(
        **{"slug": slug, "title": f"Report {slug}", "disclaimer": FICTIONAL, "levels": levels, **fields}
    )


def make_ambiguity(report: Report, code: str = "", **fields: Any) -> Ambiguity:
    index = next(serials)
    code = code or f"A{index}"
    return Ambiguity.objects.create(
        **{"report": report, "code": code, "key": f"{report.slug}-{code}", "position": index}
        | {"title": f"What {code} is"}
        | fields
    )


def make_measure(
    report: Report | None = None,
    *,
    code: str = "",
    parties: Sequence[str] = ("NORTHSHORE",),
    addresses: Sequence[Ambiguity] = (),
    status: str = "",
    **fields: Any,
) -> Measure:
    """A measure with its standings; with a status it also has the development that set it."""
    report = report or make_report()
    index = next(serials)
    code = code or f"M{index}"
    kind = Kind.UNILATERAL if len(parties) == 1 else Kind.JOINT
    addressed = [make_party(party) for party in parties]
    with transaction.atomic():
        measure = Measure.objects.create(
            **{"report": report, "code": code, "key": f"{report.slug}-{code}", "position": index, "kind": kind}
            | {"title": f"Measure {code}"}
            | fields
        )
        measure.parties.add(*addressed)
        for ambiguity in addresses:
            Addressing.objects.create(measure=measure, ambiguity=ambiguity, strength=Strength.PRIMARY, basis="report")
        nothing_yet = History(measure, bearings=(), all_bearings=(), assessments=(), marks=(), milestones=())
        Standing.objects.bulk_create(standing_of(nothing_yet.read_by(audience)) for audience in AUDIENCES)
    if status:
        log(measure, status=status, sources=[make_evidence().key])
    return Measure.objects.get(pk=measure.pk)


def make_milestone(measure: Measure, **fields: Any) -> Milestone:
    index = next(serials)
    return Milestone.objects.create(
        **{"measure": measure, "key": f"{measure.key}-m{index}", "position": index, "doers": "together"}
        | {"type": "dialogue", "title": f"Milestone {index}"}
        | fields
    )


def make_evidence(*, state: str = ReviewState.ACCEPTED, **fields: Any) -> Evidence:
    """A source, accepted unless said otherwise; `pending` is one without a review."""
    index = next(serials)
    evidence = Evidence.objects.create(
        **{"key": f"source-{index}", "title": f"Source {index}", "publisher": "Institute for Calm Waters"}
        | {"url": f"https://example.org/{index}"}
        | fields
    )
    if state != ReviewState.PENDING:
        make_review(evidence, state=state)
    return evidence


def make_review(evidence: Evidence, **fields: Any) -> Review:
    """What a library made of a source."""
    review = Review(evidence=evidence, **{"state": ReviewState.ACCEPTED, "reviewer_name": "Library", **fields})
    with transaction.atomic():
        append_reviews([review])
    return review


def make_capture(evidence: Evidence, *, text: str = "The ferries sail at dawn.", state: str = "there") -> Capture:
    """A copy of what was at the address of a source."""
    page = text.encode()
    copy = PageCopy(gzip.compress(f"WARC/1.1\r\n{evidence.url}\r\n{text}".encode()), sha256(page).hexdigest(), text)
    moment = clock()
    address = SourceAddress.objects.create(
        evidence=evidence, url=evidence.url, due_at=moment, ended_at=moment, read_at=moment, state=state, outcome="read"
    )
    store_bytes(copy.file, BytesIO(copy.warc))
    with transaction.atomic():
        return keep_copy(address, copy)


def make_feed(report: Report, **fields: Any) -> Feed:
    """A feed that is switched on, unless said otherwise."""
    index = next(serials)
    return Feed.objects.create(
        **{"report": report, "key": f"feed-{index}", "title": f"News of office {index}", "is_on": True}
        | {"url": f"https://example.org/feeds/{index}", "language": "en", "publisher": "Harbour Office"}
        | fields
    )


def make_candidate(report: Report, *, published: str = "2026-11-20", **fields: Any) -> Candidate:
    """Something that came in and waits, of no feed unless one is given."""
    index = next(serials)
    values = {"url": f"https://example.org/news/{index}", "title": f"News {index}", "language": "en", **fields}
    day = PartialDate.parse(published) if published else None
    address = comparable_url(values["url"])
    return Candidate.objects.create(**{"report": report, "address": address, "published": day} | values)


def draft_of(
    measure: Measure, *, direction: str = "toward", status: str = "", about: str = "none", **fields: Any
) -> EntryDraft:
    """A development that bears on a measure; other fields are those of `EntryDraft`."""
    values = {
        "occurred": "2024-04-23",
        "title": "A ferry timetable was published",
        "narrative": "The harbour office published it.",
        "track": "official",
        "claim": "reported",
        "bears_on": [BearingDraft(on=measure.key, direction=direction, status=status, about=about)],
        "marking": measure.marking,
        "reason": "It was wrong.",
        **fields,
    }
    values["occurred"] = PartialDate.parse(str(values["occurred"]))
    values["assessments"] = [with_reason(each) for each in fields.get("assessments", ())]
    return EntryDraft(**values)


def with_reason(assessment: AssessmentDraft) -> AssessmentDraft:
    """An assessment with why it changed, since people are asked for that."""
    return assessment if assessment.why_changed else replace(assessment, why_changed="It was looked at anew.")


def make_date(
    report: Report, when: str = "", *, by: User | None = None, on: date = TODAY, **fields: Any
) -> AnnouncedDate:
    """A date ahead, announced for a day, a month, a year or without one."""
    said = {"title": "Talks", "as_worded": "“in autumn”", "announced_for": PartialDate.parse(when) if when else None}
    added: AnnouncedDate = add_row(DATE, report, values=said | fields, by=by or make_user(), on=on)
    return added


def make_subject(report: Report, code: str = "", **fields: Any) -> Subject:
    index = next(serials)
    code = code or f"subject-{index}"
    return Subject.objects.create(
        **{"report": report, "code": code, "key": f"{report.slug}-{code}", "position": index}
        | {"title": f"What {code} is", "looked_for": {"en": [code]}}
        | fields
    )


def text_draft(
    party: str, *findings: FindingDraft, source: str = "", marking: str = "public", **fields: Any
) -> TextDraft:
    """A readout that a party gave out and that was read whole, of a new source of this marking unless one is given."""
    words: dict[str, Any] = {
        "source": source or make_evidence(marking=marking).key,
        "party": party,
        "issuer": "Harbour Office",
        "language": "en",
        "kind": "readout",
        "extent": "whole",
        "day": PartialDate.parse("2024-05-01"),
        "findings": findings,
    }
    return TextDraft(**(words | fields))


def mentioned(subject: Subject, voice: str = "own", **fields: Any) -> FindingDraft:
    """One passage of a text that mentions a subject."""
    words = {"act": "proposed", "sentence": "They propose it.", "quotation": "we propose it"}
    return FindingDraft(subject=subject.key, mentions=[MentionDraft(**{"voice": voice, **words, **fields})])


def not_in_text(subject: Subject) -> FindingDraft:
    return FindingDraft(subject=subject.key, state="not_in_text")


def compare(development: Entry, *texts: TextDraft, by: User | None = None, on: date = TODAY, **fields: Any) -> Entry:
    """Compare the texts about a development; other fields are those of `ReadoutsDraft`, but for the marking."""
    marking = fields.pop("marking", development.marking)
    readouts = ReadoutsDraft(of=development.key, texts=texts, **fields)
    draft = comparison_draft(readouts, marking=marking)
    return log_development(development.report, draft, by=by or make_user(), on=on)


def summarise(report: Report, *, by: User | None = None, on: date = TODAY, **fields: Any) -> Entry:
    """A summary of the report as of a day."""
    draft = summary_draft(**{"as_of": on, "written_on": on, "text": "Calm.", "text_zh_hans": "平静。", **fields})
    return write_summary(report, draft, by=by or make_user(), on=on)


def say(
    report: Report,
    day: str,
    quotation: str,
    *,
    whose: str = "NORTHSHORE",
    by: User | None = None,
    marking: str = "public",
    **fields: Any,
) -> Entry:
    """What a party says on a day, by itself; other fields are those of its `StatementDraft`."""
    occurred = PartialDate.parse(day)
    usual: dict[str, Any] = {"parties": [whose], "authority": "ministry", "speaker": "A keeper", "said_on": occurred}
    words = {"quotation": quotation, "quotation_language": "en", "acts": ["states"]}
    draft = EntryDraft(
        kind=EntryKind.STATEMENT,
        occurred=occurred,
        marking=marking,
        sources=[make_evidence().key],
        statements=[StatementDraft(**{**usual, **words, **fields})],
    )
    return log_development(report, draft, by=by or make_user(), on=TODAY)


def log(
    measure: Measure, *, by: User | None = None, on: date = TODAY, agreed_by: User | None = None, **fields: Any
) -> Entry:
    """Log a `draft_of` a measure."""
    draft = draft_of(measure, **fields)
    return log_development(measure.report, draft, by=by or make_user(), on=on, agreed_by=agreed_by)


def accept(entry: Entry) -> None:
    """Have somebody else accept the sources of an entry."""
    for citation in entry.citations.select_related("evidence"):
        review_evidence(citation.evidence, by=make_user(role="editor"), state=ReviewState.ACCEPTED)


def make_proposal(measure: Measure, *, by: User | None = None, level: int = 2, **fields: Any) -> Proposal:
    """An assessment of a measure that waits, though nothing else has to in its report."""
    report = Report.objects.get(pk=measure.report_id)
    report.needs_agreement = True
    assessment = AssessmentDraft(on=measure.key, level=level)
    proposal = write_or_propose(
        report, draft_of(measure, assessments=[assessment], **fields), by=by or make_user(), on=TODAY
    )
    assert isinstance(proposal, Proposal)
    return proposal


def standing(measure: Measure, audience: str = "public") -> Standing:
    """The stored standing of a measure for an audience."""
    return Standing.objects.get(measure=measure, audience=audience)


def make_token(user: User, scope: str = Scope.WRITE, **fields: Any) -> str:
    """The secret of a new token of a user."""
    return create_token(user, scope=scope, **{"name": f"token {next(serials)}", **fields})[1]


def client_of(user: User, scope: str = Scope.WRITE, **fields: Any) -> APIClient:
    """A client that calls the API with a token of a user."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(user, scope, **fields)}")
    return client


def get(address: str, client: APIClient | None = None, **parameters: Any) -> Any:
    """What the API answers below its root, to anybody unless a client is given."""
    answer = (client or APIClient()).get(f"/api/v1/{address}", parameters)
    assert answer.status_code == 200, answer.content
    return answer.json()


def keys(address: str, client: APIClient | None = None, **parameters: Any) -> list[str]:
    """The keys of the rows of a list."""
    return [row["key"] for row in get(address, client, **parameters)["results"]]


def fields_of(answer: Any) -> set[str]:
    """The fields that a problem names."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    return {error["field"] for error in answer.json()["errors"]}
