"""Keeps an entry from being more widely readable than what it names, and from attributing off-the-record words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from measures.analysis.seals import WrittenEntry, WrittenView
from measures.models import Evidence, Marking, SourceKind
from measures.models.markings import is_within, party_of
from measures.operations.faults import Faults


def check_readership(written: WrittenEntry, found: Faults) -> None:
    """Refuse an invalid marking, or one that shows somebody what they may not read."""
    marking = written.entry.marking
    if marking not in Marking.values and not party_of(marking):
        found.add("marking", _("“%(value)s” is not a marking.") % {"value": marking})
        return
    for key, narrower in named_by(written):
        if not is_within(marking, narrower):
            found.add("marking", _("Fewer people may read %(key)s, which this entry names.") % {"key": key})


def named_by(written: WrittenEntry) -> Iterator[tuple[str, str]]:
    """The key and marking of every row that an entry names."""
    views = [each.view for each in written.views]
    measures = [row.measure for row in (*written.bearings, *views)]
    measures += [mark.milestone.measure for mark in written.marks if mark.milestone_id]
    entries = [ground.entry for each in written.views for ground in each.grounds]
    entries += [written.entry.responds_to, written.entry.corrects, written.entry.of]
    entries += [row.development for row in written.related]
    for row in (*measures, *entries):
        if row is not None:
            yield row.key, row.marking
    grounds = [ground.citation for each in written.views for ground in each.grounds]
    for citation in (*written.citations, *grounds):
        if citation is not None:
            yield citation.evidence.key, citation.evidence.marking


def check_notes(written: WrittenEntry, found: Faults) -> None:
    """Refuse a party's view that rests only on notes of a dialogue, where nothing is attributed."""
    for index, each in enumerate(written.views):
        sources = sources_of_view(each, written)
        if each.view.whose_id and sources and all(source.kind == SourceKind.DIALOGUE_NOTE for source in sources):
            found.add(f"views.{index}.whose", _("A note of a dialogue cannot be the only source of a party’s view."))


def sources_of_view(each: WrittenView, written: WrittenEntry) -> list[Evidence]:
    """The sources that a view names; if none, all that its entry cites, and the entries it rests on."""
    named = [ground.citation.evidence for ground in each.grounds if ground.citation]
    if named:
        return named
    earlier = [ground.entry for ground in each.grounds if ground.entry]
    cited = [citation.evidence for entry in earlier for citation in entry.citations.all()]
    return [citation.evidence for citation in written.citations] + cited
