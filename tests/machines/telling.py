"""What the model is told of an act that was done."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from measures.models import Entry, Evidence
from measures.operations.drafts import EntryDraft, MarkDraft
from tests.machines.record import Assessed, Happening, Marked, Moved, Said, Source

if TYPE_CHECKING:
    from tests.machines.acts import Acts


def happened(acts: "Acts", entry: Entry, occurred: str, who: str) -> Happening:
    """A new entry, with the sources that it cites."""
    row = Happening(entry.key, occurred, entry.recorded_at, entry.marking, who)
    for evidence in Evidence.objects.filter(citations__entry=entry):
        row.sources.append(evidence.key)
        if evidence.key not in acts.record.sources:
            sourced(acts, evidence)
    row.content = {*row.sources}
    acts.record.happenings[row.key] = row
    return row


def record_development(acts: "Acts", entry: Entry, draft: EntryDraft, who: str) -> None:
    """A development that was logged, or written in the place of another."""
    row, code_of = happened(acts, entry, str(draft.occurred), who), acts.shores.code_of
    row.bearings = [
        Moved(code_of(each.on), each.direction, each.status, each.state, each.concern) for each in draft.bears_on
    ]
    row.assessments = [Assessed(code_of(each.on), each.about, each.level) for each in draft.assessments]
    keys = dict(entry.statements.values_list("quotation", "key"))
    row.statements = [
        Said(code_of(on), whose, keys[each.quotation], each.quotation)
        for each in draft.statements
        for on, whose in zip(each.on, each.parties, strict=True)
    ]
    row.marks = [Marked(each.on, each.party, each.state) for each in draft.milestones]
    row.content |= {each.on for each in (*row.bearings, *row.assessments, *row.statements)}
    row.content |= {acts.record.goals[mark.milestone].measure for mark in row.marks}
    row.content |= {key for each in draft.assessments for key in (*each.rests_on, *each.sources)}
    row.around = {draft.responds_to} - {""}
    if entry.corrects:
        corrected = acts.record.happenings[entry.corrects.key]
        corrected.corrected_at = entry.recorded_at
        corrected.around.add(row.key)
        row.around.add(corrected.key)


def compared(acts: "Acts", entry: Entry, who: str) -> None:
    """Texts that were compared: they move nothing, and name the development that they are about."""
    row = happened(acts, entry, str(entry.occurred), who)
    row.around = {entry.of.key} if entry.of else set()


def checked(acts: "Acts", entry: Entry) -> None:
    row = happened(acts, entry, str(entry.occurred), "editor")
    row.bearings = [Moved(each.measure.code, "background") for each in entry.bearings.all() if each.measure]
    row.content |= {each.on for each in row.bearings}


def marked(acts: "Acts", entry: Entry, occurred: str, words: MarkDraft, moved: Moved) -> None:
    row = happened(acts, entry, occurred, "editor")
    row.bearings, row.marks = [moved], [Marked(words.on, words.party, words.state)]
    row.content.add(moved.on)


def sourced(acts: "Acts", evidence: Evidence) -> None:
    replaces = evidence.replaces.key if evidence.replaces else ""
    row = Source(evidence.key, evidence.marking, evidence.recorded_at, replaces, evidence.file_id)
    acts.record.sources[evidence.key] = row


def redacted(acts: "Acts", row: Happening) -> None:
    row.is_redacted, row.content = True, set()
    acts.hidings += 1


def tightened(acts: "Acts", reached: Iterable[str], marking: str) -> None:
    acts.record.tighten(reached, marking)
    acts.hidings += 1
