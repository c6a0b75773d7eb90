"""Keeps an entry from being more widely readable than what it names, and from attributing off-the-record words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from measures.analysis.seals import EntryRows
from measures.models import Marking, SourceKind
from measures.models.markings import is_within
from measures.operations.faults import Faults


def check_readership(rows: EntryRows, found: Faults) -> None:
    """Refuse an invalid marking, or one that shows somebody what they may not read."""
    marking = rows.entry.marking
    if marking not in Marking.values:
        found.add("marking", _("“%(value)s” is not a marking.") % {"value": marking})
        return
    for key, narrower in referenced_rows(rows):
        if not is_within(marking, narrower):
            found.add(
                "marking",
                _("This entry names %(key)s, which fewer people may read: choose a narrower marking.") % {"key": key},
            )


def referenced_rows(rows: EntryRows) -> Iterator[tuple[str, str]]:
    """The key and marking of every row that an entry names."""
    assessments = [each.assessment for each in rows.assessments]
    measures = [row.measure for row in (*rows.bearings, *assessments)]
    places = [place for each in rows.statements for place in each.places]
    measures += [place.measure for place in places if place.measure]
    measures += [mark.milestone.measure for mark in rows.marks if mark.milestone_id]
    entries = [ground.entry for each in rows.assessments for ground in each.grounds]
    entries += [rows.entry.responds_to, rows.entry.corrects, rows.entry.of]
    entries += [row.development for row in rows.related]
    entries += [entry for each in rows.statements for entry in each.referred]
    for row in (*measures, *entries):
        if row is not None:
            yield row.key, row.marking
    grounds = [ground.citation for each in rows.assessments for ground in each.grounds]
    for citation in (*rows.citations, *grounds):
        if citation is not None:
            yield citation.evidence.key, citation.evidence.marking


def check_notes(rows: EntryRows, found: Faults) -> None:
    """Refuse a party's words that stand in a note of a dialogue, where nothing is attributed."""
    for index, said in enumerate(rows.statements):
        citation = getattr(said.statement, "citation", None)
        if citation and citation.evidence.kind == SourceKind.DIALOGUE_NOTE:
            words = _("A note of a dialogue cannot be the source of a party’s words: it attributes nothing.")
            found.add(f"statements.{index}.source", words)
