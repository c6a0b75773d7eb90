"""The feeds of a library: what is new is added, switched off; what differs brought up to date, what is gone removed."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from measures.models import Feed, Report
from measures.operations.catalogue import LoadOutcome, LoadTally, difference, merge
from measures.operations.feeds import NOTHING_READ, REVISABLE
from measures.operations.updating import raise_versions


def load_feeds(report: Report, feeds: Sequence[Feed], *, at: datetime) -> LoadTally:
    """Make the feeds of a library what stands; what people have edited or removed stays so.

    A feed whose address is read already is left out: an address is read once for a report.
    """
    taken = dict(Feed.objects.standing().filter(report=report).values_list("url", "key"))
    rows = [row for row in feeds if taken.get(row.url, row.key) == row.key]
    tally = merge(rows, identity=["key"], texts=REVISABLE)
    raise_versions(Feed, tally.changed_rows)
    Feed.objects.filter(pk__in=tally.changed_rows).update(**NOTHING_READ)
    as_loaded = Feed.objects.filter(report=report, added_by=None, version=F("loaded_version"))
    as_loaded.filter(pk__in=[row.pk for row in rows]).exclude(removed_at=None).update(removed_at=None)
    gone = list(as_loaded.filter(removed_at=None).exclude(key__in=[row.key for row in feeds]))
    as_loaded.filter(pk__in=[row.pk for row in gone]).update(removed_at=at)
    tally.withdrawn = len(gone)
    tally.differences += [difference(row, LoadOutcome.WITHDRAWN, row) for row in gone]
    return tally
