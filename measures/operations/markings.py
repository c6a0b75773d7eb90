"""Making a row readable to fewer people, together with everything that names it; a report to fewer or to more.

What names it is tightened too, instead of the act being refused: otherwise the row would stay readable until somebody
had tightened all that name it by hand, one at a time and in the right order.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet

from measures import access
from measures.errors import AddressTakenError, ArchivedReportError, FileTakenError, LooserMarkingError
from measures.models import (
    AnnouncedDate,
    Assessment,
    Bearing,
    Citation,
    Entry,
    Evidence,
    Ground,
    Marking,
    Measure,
    MilestoneMark,
    RelatedDevelopment,
    Report,
    Statement,
    StatementPlace,
    StatementReference,
    User,
)
from measures.models.markings import is_within
from measures.operations.faults import faults
from measures.operations.journal import measures_touched_by, resting_on
from measures.operations.locks import lock_markings_exclusive, lock_measures, lock_row, require_version
from measures.operations.mails import recall_mails
from measures.operations.standing import restate
from measures.operations.transactions import in_one_transaction
from measures.operations.updating import save_values

type Marked = AnnouncedDate | Entry | Evidence | Measure


@dataclass(slots=True)
class NarrowedRows:
    """The rows that become narrower together, by primary key."""

    entries: set[int] = field(default_factory=set)
    measures: set[int] = field(default_factory=set)
    evidence: set[int] = field(default_factory=set)
    dates: set[int] = field(default_factory=set)


@in_one_transaction
def mark_report(report: Report, *, marking: str, version: int | None = None, by: User) -> Report:
    """Open a report to more readers, or to fewer; within it each row's own marking still applies."""
    recall_mails()
    lock_markings_exclusive()
    access.require(by, "mark_report", report)
    report = lock_row(report)
    require_version(report, version)
    with faults() as found:
        found.require_choice("marking", marking, Marking)
    if report.archived_at:
        raise ArchivedReportError
    if marking != report.marking:
        save_values(report, marking=marking)
    return report


@in_one_transaction
def tighten_marking(row: Marked, *, marking: str, by: User) -> NarrowedRows:
    """Tighten a row and everything that names it; an entry stays in the chain of its first marking."""
    recall_mails()
    lock_markings_exclusive()
    row = type(row)._default_manager.get(pk=row.pk)
    access.require(by, "tighten_marking", row)
    if marking == row.marking:
        return NarrowedRows()
    with faults() as found:
        found.require_choice("marking", marking, Marking)
    if not is_within(marking, row.marking):
        raise LooserMarkingError
    reach = narrowed_rows(row, marking)
    if isinstance(row, Evidence):
        tighten_evidence(row, marking)
    Entry.objects.filter(pk__in=reach.entries).update(marking=marking)
    touched = {*reach.measures, *measures_touched_by(reach.entries)}
    if isinstance(row, Evidence):
        touched |= set(resting_on([row.pk, row.replaces_id]))
    lock_measures(touched)
    Measure.objects.filter(pk__in=reach.measures).update(marking=marking, version=F("version") + 1)
    AnnouncedDate.objects.filter(pk__in=reach.dates).update(marking=marking, version=F("version") + 1)
    restate(touched)
    return reach


def tighten_evidence(evidence: Evidence, marking: str) -> None:
    """Tighten a source, unless its address or its file is already recorded under that marking."""
    locked = lock_row(evidence)
    if locked.url and Evidence.objects.filter(url=locked.url, marking=marking).exists():
        raise AddressTakenError
    if locked.file_id and Evidence.objects.filter(file=locked.file_id, marking=marking).exists():
        raise FileTakenError
    locked.marking = marking
    locked.save(update_fields=["marking"])


def narrowed_rows(row: Marked, marking: str) -> NarrowedRows:
    """What becomes narrower when a row gets this marking: the row, its parts, and the entries that name them."""
    wider = [other for other in Marking.values if other != marking and is_within(marking, other)]
    reach = NarrowedRows()
    match row:
        case Entry():
            reach.entries = {row.pk}
        case Evidence():
            reach.evidence = {row.pk}
        case Measure():
            parts = Measure.objects.filter(parent=row, marking__in=wider)
            reach.measures = {row.pk, *parts.values_list("pk", flat=True)}
        case AnnouncedDate():
            reach.dates = {row.pk}
    while True:
        referring = Entry.objects.filter(referring_to_any_of(reach), marking__in=wider).exclude(pk__in=reach.entries)
        more = set(referring.values_list("pk", flat=True))
        if not more:
            break
        reach.entries |= more
    naming = AnnouncedDate.objects.filter(dates_naming_any_of(reach), marking__in=wider)
    reach.dates |= set(naming.values_list("pk", flat=True))
    return reach


def dates_naming_any_of(reach: NarrowedRows) -> Q:
    """Dates ahead that were announced by, were shown to have taken place by, touch or cite one of these rows."""
    return (
        Q(development__in=reach.entries)
        | Q(findings__development__in=reach.entries)
        | Q(measures__in=reach.measures)
        | Q(sources__in=reach.evidence)
    )


def naming_any_of(entries: Collection[int]) -> QuerySet[StatementReference]:
    """What statements refer to one of these entries, or to a statement that comes with one."""
    keys = Entry.objects.filter(pk__in=entries).values("key")
    statements = Statement.objects.filter(entry__in=entries).values("key")
    return StatementReference.objects.filter(Q(to_entry__in=keys) | Q(to_statement__in=statements))


def referring_to_any_of(reach: NarrowedRows) -> Q:
    """Entries that bear on, cite, respond to, rest on, compare the texts of or correct one of these rows.

    And those that one of them corrects.
    """
    measures, evidence, entries = reach.measures, reach.evidence, reach.entries
    grounds = Ground.objects.filter(Q(entry__in=entries) | Q(citation__evidence__in=evidence))
    return (
        Q(responds_to__in=entries)
        | Q(of__in=entries)
        | Q(pk__in=RelatedDevelopment.objects.filter(development__in=entries).values("entry"))
        | Q(corrects__in=entries)
        | Q(correction__in=entries)
        | Q(pk__in=Bearing.objects.filter(measure__in=measures).values("entry"))
        | Q(pk__in=Assessment.objects.filter(Q(measure__in=measures) | Q(grounds__in=grounds)).values("entry"))
        | Q(pk__in=StatementPlace.objects.filter(measure__in=measures).values("statement__entry"))
        | Q(pk__in=naming_any_of(entries).values("statement__entry"))
        | Q(pk__in=MilestoneMark.objects.filter(milestone__measure__in=measures).values("entry"))
        | Q(pk__in=Citation.objects.filter(evidence__in=evidence).values("entry"))
    )
