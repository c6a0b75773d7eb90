"""Keeps an entry from being more widely readable than what it names, and from attributing off-the-record words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from measures.analysis.seals import EntryRows, ViewRows
from measures.models import Evidence, Marking, SourceKind
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
                _("Fewer people may read %(key)s, which this entry names: choose a narrower marking.") % {"key": key},
            )


def referenced_rows(rows: EntryRows) -> Iterator[tuple[str, str]]:
    """The key and marking of every row that an entry names."""
    views = [each.view for each in rows.views]
    measures = [row.measure for row in (*rows.bearings, *views)]
    places = [place for each in rows.statements for place in each.places]
    measures += [place.measure for place in places if place.measure]
    measures += [mark.milestone.measure for mark in rows.marks if mark.milestone_id]
    entries = [ground.entry for each in rows.views for ground in each.grounds]
    entries += [rows.entry.responds_to, rows.entry.corrects, rows.entry.of]
    entries += [row.development for row in rows.related]
    entries += [entry for each in rows.statements for entry in each.referred]
    for row in (*measures, *entries):
        if row is not None:
            yield row.key, row.marking
    grounds = [ground.citation for each in rows.views for ground in each.grounds]
    for citation in (*rows.citations, *grounds):
        if citation is not None:
            yield citation.evidence.key, citation.evidence.marking


def check_notes(rows: EntryRows, found: Faults) -> None:
    """Refuse a party's view or words that rest only on notes of a dialogue, where nothing is attributed."""
    for index, each in enumerate(rows.views):
        sources = sources_of_view(each, rows)
        if each.view.whose_id and sources and all(source.kind == SourceKind.DIALOGUE_NOTE for source in sources):
            words = _(
                "A note of a dialogue cannot be the only source of a party’s view, since what an expert says is not "
                "the government’s reading. Cite the government’s own words, or leave the view out."
            )
            found.add(f"views.{index}.whose", words)
    for index, said in enumerate(rows.statements):
        citation = getattr(said.statement, "citation", None)
        if citation and citation.evidence.kind == SourceKind.DIALOGUE_NOTE:
            words = _("A note of a dialogue is never the source of a party’s words, since nothing in it is attributed.")
            found.add(f"statements.{index}.source", words)


def sources_of_view(each: ViewRows, rows: EntryRows) -> list[Evidence]:
    """The sources that a view names; if none, all that its entry cites, and the entries it rests on."""
    evidence = [ground.citation.evidence for ground in each.grounds if ground.citation]
    if evidence:
        return evidence
    earlier = [ground.entry for ground in each.grounds if ground.entry]
    cited = [citation.evidence for entry in earlier for citation in entry.citations.all()]
    return [citation.evidence for citation in rows.citations] + cited
