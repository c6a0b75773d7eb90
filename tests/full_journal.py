"""A record in which every column of the journal has something to say."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from unittest.mock import patch

from django.db import transaction

from measures.analysis.seals import AssessmentRows
from measures.models import Ambiguity, Entry, Evidence, Measure, PartialDate, Review, SourceAddress, User
from measures.operations.clock import clock
from measures.operations.drafts import (
    AssessmentDraft,
    BearingDraft,
    DissentDraft,
    EntryDraft,
    FindingDraft,
    JudgementDraft,
    MarkDraft,
    ReferenceDraft,
    StatementDraft,
    UnreadTextDraft,
    summary_draft,
)
from measures.operations.entries import confirm_unchanged, correct_entry, dissent_from, write_summary
from measures.operations.files import examine, keep_file, store_bytes
from measures.operations.journal import ChainEnd
from measures.operations.locks import lock_sources_chain
from measures.operations.redactions import redact_entry
from measures.operations.rows import RowsOfDraft
from tests.clocks import take_any_moment
from tests.factories import (
    TODAY,
    compare,
    log,
    make_ambiguity,
    make_capture,
    make_evidence,
    make_measure,
    make_milestone,
    make_party,
    make_report,
    make_subject,
    make_user,
    mentioned,
    not_in_text,
    text_draft,
)


def write_everything() -> None:
    """Chains in which every column of the journal has something to say."""
    make_party("SOUTHSHORE")
    measure = make_measure(parties=["NORTHSHORE", "SOUTHSHORE"])
    other, author = make_measure(measure.report, parties=["NORTHSHORE", "SOUTHSHORE"]), make_user()
    ambiguities = [make_ambiguity(measure.report), make_ambiguity(measure.report)]
    milestones = [make_milestone(measure, doers="each"), make_milestone(other, doers="each")]
    sources = [make_evidence().key, make_evidence().key]
    first = log(
        measure,
        by=author,
        sources=sources,
        milestones=[MarkDraft(on=milestones[0].key, state="met", party="NORTHSHORE")],
        bears_on=[
            BearingDraft(on=measure.key, direction="toward", status="in_progress", changed_by="NORTHSHORE"),
            BearingDraft(on=ambiguities[0].key, direction="murkier", concern="up", state="raised"),
        ],
        assessments=[
            AssessmentDraft(on=measure.key, level=1, text="Lit.", sources=sources[:1]),
            AssessmentDraft(on=measure.key, about="both", nothing="nothing_found"),
            AssessmentDraft(on=ambiguities[1].key, level=1, text="Murky."),
        ],
    )
    rests = AssessmentDraft(on=other.key, level=2, rests_on=[first.key], sources=sources[1:])
    second = log(other, by=author, responds_to=first.key, assessments=[rests])
    correction = EntryDraft(
        occurred=PartialDate(2024, 5),
        title="As it really was",
        narrative="Corrected.",
        reason="It was wrong.",
        track="official",
        claim="reported",
        bears_on=[BearingDraft(on=other.key, direction="away")],
    )
    correct_entry(second, correction, by=author, on=TODAY)
    confirm_unchanged([measure, other], by=author, on=TODAY)
    otherwise = DissentDraft(on=measure.key, about="both", level=1, text="It was found.", text_zh_hans="有。")
    dissent_from(first, otherwise, by=make_user(), on=TODAY)
    dissent_from(
        first, DissentDraft(on=ambiguities[1].key, nothing="nothing_found", text="Clear."), by=make_user(), on=TODAY
    )
    ours = AssessmentDraft(on=other.key, level=1, in_short="Lit.", in_short_zh_hans="已点亮。")
    log(other, by=author, assessments=[ours], agreed_by=make_user())
    say_everything(measure, ambiguities[0], sources, author)
    record_view(measure, "NORTHSHORE", sources, author)
    compare_everything(first, log(measure))
    summary = {"as_of": date(2026, 11, 1), "written_on": TODAY, "text": "Lit.", "text_zh_hans": "点亮。"}
    write_summary(measure.report, summary_draft(**summary, rests_on=[first.key]), by=author, on=TODAY)
    seal_later(make_evidence(state="pending"), note="Read.", recorded_at=datetime(2026, 1, 1, tzinfo=UTC))
    make_capture(make_evidence(state="pending"))
    SourceAddress.objects.create(evidence=make_evidence(), url="https://example.org/elsewhere", due_at=clock())
    unused = BytesIO(b"A text of no source.")
    file = examine(unused)
    store_bytes(file, unused)
    keep_file(file, unused)
    make_evidence(marking="internal")
    log(measure, marking="internal")
    redact_entry(log(measure), by=make_user(role="administrator"), reason="A private name stood in it.")
    make_report()
    make_evidence()


def say_everything(measure: Measure, ambiguity: Ambiguity, sources: list[str], author: User) -> None:
    """What two parties said, where every column has something to say."""
    words: dict[str, Any] = {
        "parties": ["NORTHSHORE"],
        "authority": "leader",
        "speaker": "The harbour master",
        "said_on": PartialDate(2026, 3),
        "quotation": "The strait is open.",
        "quotation_language": "en",
        "acts": ["proposes"],
    }
    subject = make_subject(measure.report).key
    filed = StatementDraft(
        **words, about="SOUTHSHORE", to=["SOUTHSHORE"], published_on=PartialDate(2026, 4), source=sources[0],
        also_in=[sources[1]], subjects=[subject], on=[measure.key, ambiguity.key],
    )  # fmt: skip
    said = log(measure, by=author, statements=[filed], sources=sources)
    reference = ReferenceDraft(how="repeats", statement=said.statements.get().key)
    to_entry = ReferenceDraft(how="answers", entry=said.key)
    again = StatementDraft(**words, refers_to=[reference, to_entry])
    other = replace(filed, about="NORTHSHORE", parties=["SOUTHSHORE"], acts=["asks"])
    log(measure, by=author, statements=[again, other], sources=sources)


def record_view(measure: Measure, whose: str, sources: list[str], author: User) -> Entry:
    """A development with what an earlier version recorded as the view of a party, as no operation does any more."""
    words = {"provenance": "official_statement", "quotation": "Lit.", "quotation_language": "en", "speaker": "A keeper"}

    def as_recorded(made: RowsOfDraft, *args: Any) -> AssessmentRows:
        rows = of_ours(made, *args)
        for name, value in {"whose_id": whose, "level": None, "why_changed": "", **words}.items():
            setattr(rows.assessment, name, value)
        return rows

    of_ours = RowsOfDraft.assessment
    view = AssessmentDraft(on=measure.key, about="SOUTHSHORE", level=1, text="They are lit.", sources=sources[:1])
    with patch.object(RowsOfDraft, "assessment", as_recorded):
        return log(measure, by=author, assessments=[view], sources=sources)


def seal_later(source: Evidence, **fields: Any) -> None:
    """A review that was sealed after it was recorded, as an upgrade sealed those that were there."""
    review = Review(evidence=source, state="accepted", reviewer_name="Library", sealed_at=clock(), **fields)
    with transaction.atomic():
        take_any_moment()
        ChainEnd.of(lock_sources_chain(source.marking)).seal_upon(review)
        review.save()


def compare_everything(development: Entry, related: Entry) -> None:
    """Two texts of a meeting beside each other, in which every column has something to say."""
    subjects = [make_subject(development.report), make_subject(development.report)]
    once = mentioned(subjects[0], paragraph=1)
    twice = replace(once, mentions=[*once.mentions, *once.mentions])
    filed = FindingDraft(subject=subjects[1].key, state="filed_under", filed_under=subjects[0].key)
    compare(
        development,
        text_draft("NORTHSHORE", twice, filed),
        text_draft("SOUTHSHORE", not_in_text(subjects[0])),
        related=[related.key],
        unread_texts=[UnreadTextDraft(party="NORTHSHORE", title="Remarks", day=PartialDate(2024, 5))],
        judgements=[JudgementDraft(subject=subjects[0].key, sameness="same", sentence="Both.")],
    )
