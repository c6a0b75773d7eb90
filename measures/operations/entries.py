"""Writes entries: developments and their corrections, checks, comparisons of texts, summaries, dissents, milestones."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from measures import access
from measures.analysis.seals import EntryRows
from measures.errors import AgreementNeededError, AlreadyComparedError
from measures.models import (
    Bearing,
    Claim,
    CorrectionReason,
    Direction,
    Dissent,
    Entry,
    EntryKind,
    MarkState,
    Measure,
    Milestone,
    PartialDate,
    Report,
    SecondAgreement,
    Track,
    User,
)
from measures.operations.assessments import check_assessment, check_reason_for_change, needs_agreement, target_columns
from measures.operations.drafts import BearingDraft, DissentDraft, EntryDraft, JudgementDraft, MarkDraft, dissent_draft
from measures.operations.evidence import NewSources, random_key
from measures.operations.faults import Faults, faults
from measures.operations.files import NO_WORDS, KeptWords, stored, words_of_texts
from measures.operations.journal import append_to
from measures.operations.locks import lock_chain, lock_entry_in_force, lock_markings_shared, lock_measures
from measures.operations.lookup import Lookup
from measures.operations.notices import notify_owners_of_assessments
from measures.operations.readership import check_notes, check_readership
from measures.operations.recorded_views import keeps_recorded_views, recorded_views_of
from measures.operations.redrafting import draft_of_entry, readouts_of
from measures.operations.rows import note_not_looked_for, unsaved_entry
from measures.operations.rules import check_entry
from measures.operations.transactions import in_one_transaction
from measures.wing import wings


def log_development(report: Report, draft: EntryDraft, *, by: User, on: date, agreed_by: User | None = None) -> Entry:
    """Log one development with everything it bears on, in one act; `on` is the writer's today.

    Raises ValidationError with the path of every field that is wrong; then nothing is written.
    """
    access.require(by, "log_development", report)
    words = words_of_texts(draft, access.audience_of(by))
    return log_stored(report, draft.with_files(stored), words, by=by, on=on, agreed_by=agreed_by)


@in_one_transaction
def log_stored(
    report: Report, draft: EntryDraft, words: KeptWords, *, by: User, on: date, agreed_by: User | None
) -> Entry:
    """Log a development whose files are stored; `words` are those of the stored texts that it cites."""
    lock_markings_shared(draft.new_addresses)
    with faults() as found:
        rows = draft_rows(report, draft, by=by, on=on, found=found, words=words)
    return append_drafted(rows, by=by, agreed_by=agreed_by)


def correct_entry(entry: Entry, draft: EntryDraft, *, by: User, on: date, agreed_by: User | None = None) -> Entry:
    """Replace an entry, under exactly its marking; the old one stays and no longer counts.

    The draft is all that is said in its place: `draft_of_entry` makes it of what changes, and the rest stays as it was.
    """
    access.require(by, "correct_entry", entry)
    words = words_of_texts(draft, access.audience_of(by))
    return correct_stored(entry, draft.with_files(stored), words, by=by, on=on, agreed_by=agreed_by)


@in_one_transaction
def correct_stored(
    entry: Entry, draft: EntryDraft, words: KeptWords, *, by: User, on: date, agreed_by: User | None
) -> Entry:
    """Replace an entry by one whose files are stored; `words` are those of the stored texts that it cites."""
    lock_markings_shared(draft.new_addresses)
    locked = lock_entry_in_force(entry)
    with faults() as found:
        check_kind(draft.kind, locked, found)
        found.require("reason", draft.reason)
        if draft.marking != locked.marking:
            found.add("marking", _("A correction must keep the marking of what it corrects."))
        rows = draft_rows(locked.report, draft, by=by, on=on, found=found, words=words, corrects=locked)
    if keeps_recorded_views(draft, locked):
        rows.assessments += recorded_views_of(locked, rows)
    rows.entry.corrects = locked
    why = {"why": draft.reason, "why_zh_hans": draft.reason_zh_hans}
    rows.reasons = [CorrectionReason(report=locked.report, entry=rows.entry, corrected_on=on, **why)]
    return append_drafted(rows, by=by, agreed_by=agreed_by)


def check_kind(kind: str, corrected: Entry, found: Faults) -> None:
    """A comparison, a summary and a dissent are corrected by one of their kind each, and correct nothing else."""
    for apart, field, fault in (
        (
            EntryKind.READOUTS,
            "of",
            _("A comparison of texts corrects, and is corrected by, only another comparison."),
        ),
        (
            EntryKind.SUMMARY,
            "kind",
            _("A summary corrects, and is corrected by, only another summary."),
        ),
        (
            EntryKind.DISSENT,
            "kind",
            _("A dissent corrects, and is corrected by, only another dissent."),
        ),
    ):
        if (kind == apart) != (corrected.kind == apart):
            found.add(field, fault)


def narrative_of_check(report: Report, measures: Sequence[Measure], *, language: str) -> dict[str, str]:
    """What wings add to a check of measures, in the words of an entry."""
    found = (wing.narrative_of_check(report, measures, language=language) for wing in wings())
    return {name: words for each in found for name, words in each.items()}


@in_one_transaction
def confirm_unchanged(measures: Sequence[Measure], *, by: User, on: date, quotes_feeds: bool = False) -> list[Entry]:
    """Note that measures were checked without news: one entry for each report and marking.

    It may quote what the feeds read of each side; that they brought nothing confirms nothing by itself.
    """
    access.require(by, "confirm_unchanged", *measures)
    lock_markings_shared()
    groups: dict[tuple[Report, str], list[Measure]] = defaultdict(list)
    for measure in Measure.objects.filter(pk__in=[row.pk for row in measures]).select_related("report").order_by("key"):
        groups[measure.report, measure.marking].append(measure)
    # All chains, then all measures, before the first entry: see `locks`.
    in_order = sorted(groups, key=lambda group: (group[0].pk, group[1]))
    chains = {(report, marking): lock_chain(report, marking) for report, marking in in_order}
    lock_measures([measure.pk for measure in measures])
    entries = []
    for (report, marking), checked in groups.items():
        entry = Entry(
            key=random_key("entry"),
            report=report,
            kind=EntryKind.CHECK,
            occurred=PartialDate.of(on),
            language=by.language,
            marking=marking,
            author=by,
            author_name=str(by),
            **(narrative_of_check(report, checked, language=by.language) if quotes_feeds else {}),
        )
        bearings = [Bearing(entry=entry, measure=measure, direction=Direction.BACKGROUND) for measure in checked]
        entries += append_to(chains[report, marking], [EntryRows(entry, bearings=bearings)])
    return entries


def append_drafted(rows: EntryRows, *, by: User, agreed_by: User | None = None) -> Entry:
    """Append an entry to the journal, and notify those whom its assessments concern.

    Where the report asks for it, an assessment of ours needs a second member who has agreed.
    """
    if agreed_by is not None:
        rows.agreement = SecondAgreement(entry=rows.entry, agreed_by=agreed_by, agreed_by_name=str(agreed_by))
    elif needs_agreement(rows):
        raise AgreementNeededError
    chain = lock_chain(rows.entry.report, rows.entry.marking)
    if rows.entry.of is not None:
        refuse_second_comparison(rows.entry, rows.entry.of)
    [entry] = append_to(chain, [rows])
    if rows.assessments:
        notify_owners_of_assessments(rows, by=by)
    return entry


def refuse_second_comparison(entry: Entry, development: Entry) -> None:
    """One comparison of the texts about a development counts for each marking: asked under the lock of their chain."""
    counting = Entry.objects.counting().filter(marking=entry.marking).comparing([development.pk])
    others = counting if entry.corrects is None else counting.exclude(pk=entry.corrects.pk)
    if (other := others.first()) is not None:
        raise AlreadyComparedError(entry=other.key)


def draft_rows(
    report: Report,
    draft: EntryDraft,
    *,
    by: User,
    on: date,
    found: Faults,
    words: KeptWords = NO_WORDS,
    corrects: Entry | None = None,
) -> EntryRows:
    """Check a draft against every rule and build its rows; its new sources are recorded with it."""
    check_entry(draft, report, found, on=on, keeps_views=keeps_recorded_views(draft, corrects))
    refuse_other_statements(draft, corrects, found)
    lookup = Lookup(report, [draft], access.audience_of(by), words)
    new = NewSources(by, draft.marking)
    sources = new.cited_by(draft, lookup.evidence, found)
    rows = unsaved_entry(draft, sources, lookup, found)
    note_not_looked_for(rows, lookup)
    check_readership(rows, found)
    check_notes(rows, found)
    check_assessment(rows, by, found)
    check_reason_for_change(rows, access.audience_of(by), found, on=on)
    found.raise_if_any()
    new.keep()
    entry = rows.entry
    entry.key, entry.report, entry.author, entry.author_name = random_key("entry"), report, by, str(by)
    for each in rows.statements:
        each.statement.key = each.statement.key or random_key("statement")
    return rows


def refuse_other_statements(draft: EntryDraft, corrects: Entry | None, found: Faults) -> None:
    """A statement keeps its key when its entry is corrected; no other key can be given."""
    kept = set(corrects.statements.values_list("key", flat=True)) if corrects else set()
    for index, statement in enumerate(draft.statements):
        if statement.key:
            if statement.key not in kept:
                found.add_unknown(f"statements.{index}.key", statement.key)
            kept.discard(statement.key)


# Why a comparison is corrected of which a subject is judged.
JUDGED = {
    "reason": "Whether the texts say the same of a subject was judged.",
    "reason_zh_hans": "就某一主题各文本所言是否相同作出了判断。",
}


@in_one_transaction
def judge_subject(comparison: Entry, judgement: JudgementDraft, *, by: User, on: date) -> Entry:
    """Judge whether two sides' texts say the same of a subject, by a correction of their comparison."""
    readouts = readouts_of(comparison)
    others = [each for each in readouts.judgements if each.subject != judgement.subject]
    draft = draft_of_entry(comparison, readouts=replace(readouts, judgements=[*others, judgement]), **JUDGED)
    return correct_entry(comparison, draft, by=by, on=on)


@in_one_transaction
def write_summary(report: Report, draft: EntryDraft, *, by: User, on: date) -> Entry:
    """Write a summary of a report; what is shown is the latest by its day. `on` is the writer's today."""
    access.require(by, "write_summary", report)
    lock_markings_shared()
    with faults() as found:
        rows = draft_rows(report, draft, by=by, on=on, found=found)
    return append_drafted(rows, by=by)


@in_one_transaction
def dissent_from(assessment: Entry, dissent: DissentDraft, *, by: User, on: date, **given: object) -> Entry:
    """Dissent from an assessment of ours, under its marking; it moves no standing. `on` is the writer's today."""
    access.require(by, "dissent", assessment)
    lock_markings_shared()
    locked = lock_entry_in_force(assessment)
    draft = dissent_draft(dissent, assessment=locked.key, on=on, marking=locked.marking, **given)
    with faults() as found:
        rows = draft_rows(locked.report, draft, by=by, on=on, found=found)
        counting = Entry.objects.counting().filter(responds_to=locked, author=by)
        if Dissent.objects.filter(entry__in=counting, **target_columns(rows.dissents[0])).exists():
            found.add("on", _("You have dissented from this assessment already: correct your dissent."))
    return append_drafted(rows, by=by)


USUAL: dict[str, Any] = {"track": Track.OFFICIAL, "claim": Claim.REPORTED}
DIRECTIONS = {
    MarkState.MET: Direction.TOWARD,
    MarkState.UNDONE: Direction.AWAY,
    MarkState.NOT_MET: Direction.BACKGROUND,
}


@in_one_transaction
def meet_milestone(milestone: Milestone, *, by: User, on: date, state: str, party: str = "", **given: Any) -> Entry:
    """Log that a milestone was met (moves its measure toward), undone (away) or not met (background).

    `given` are the other fields of the entry.
    """
    access.require(by, "meet_milestone", milestone)
    measure = milestone.measure
    draft = EntryDraft(
        language=by.language,
        milestones=[MarkDraft(on=milestone.key, state=state, party=party)],
        bears_on=[
            BearingDraft(
                on=measure.key,
                direction=DIRECTIONS.get(MarkState(state), "") if state in MarkState else "",
                about=party or "both",
            )
        ],
        **USUAL | given,
    )
    return log_development(measure.report, draft, by=by, on=on)
