"""An entry is never more widely readable than what it bears on, cites, responds to or rests on."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from measures.analysis.seals import WrittenEntry
from measures.models import Marking
from measures.models.markings import is_within, party_of
from measures.operations.faults import Faults


def check_readership(written: WrittenEntry, found: Faults) -> None:
    """Refuse a marking that is none, or that lets somebody read of what they may not read."""
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
    entries += [written.entry.responds_to, written.entry.corrects]
    for row in (*measures, *entries):
        if row is not None:
            yield row.key, row.marking
    grounds = [ground.citation for each in written.views for ground in each.grounds]
    for citation in (*written.citations, *grounds):
        if citation is not None:
            yield citation.evidence.key, citation.evidence.marking
