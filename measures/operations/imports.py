"""Writing the rows of a table: measures in bulk, statuses as entries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched, groupby
from operator import itemgetter
from typing import Any

from django.db.models import Max

from measures.analysis.seals import WrittenEntry
from measures.models import (
    Bearing,
    Citation,
    Direction,
    Entry,
    EntryKind,
    Evidence,
    Import,
    Measure,
    Owner,
    OwnerRole,
    PartialDate,
    Party,
    Report,
    Review,
    ReviewState,
    SourceKind,
    User,
)
from measures.operations.copying import copy_rows, fresh_keys
from measures.operations.evidence import random_key
from measures.operations.journal import append

COLUMNS = ("title", "title_zh_hans", "description", "description_zh_hans", "kind", "due_on", "review_every_days")
EXTRA = "extra."
# Of one entry: more than that nobody reads, nor should a worker hold at once.
MOST_BEARINGS = 5_000

type Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewMeasure:
    """A row that becomes a measure."""

    number: int
    code: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class ChangedMeasure:
    """A row that changes some fields of a measure; further fields are called ``extra.NAME``."""

    number: int
    measure: Measure
    fields: Fields


def add_parties(names: Mapping[str, str], kind: str) -> None:
    """Add parties by code and name; whoever is there stays as they are."""
    rows = [Party(code=code, name=name, kind=kind) for code, name in sorted(names.items())]
    Party.objects.bulk_create(rows, ignore_conflicts=True)


def add_measures(report: Report, rows: Sequence[NewMeasure], *, marking: str, by: User | None) -> list[Measure]:
    """Add measures after the last of a report, in the order of their rows."""
    last = report.measures.aggregate(last=Max("position"))["last"] or 0
    measures = [
        Measure(
            pk=pk,
            report=report,
            key=f"{report.slug}-{row.code}",
            code=row.code,
            position=place,
            marking=marking,
            extra=row.fields.get("extra", {}),
            **columns_of(row.fields, by),
        )
        for pk, (place, row) in zip(fresh_keys(Measure, len(rows)), enumerate(rows, start=last + 1), strict=True)
    ]
    copy_rows(measures)
    address({measure.pk: row.fields["parties"] for measure, row in zip(measures, rows, strict=True)})
    name_owners(((measure, row.fields.get("owner")) for measure, row in zip(measures, rows, strict=True)), by)
    return measures


def columns_of(fields: Fields, by: User | None) -> dict[str, Any]:
    """The values of the columns among the fields."""
    found = {name: fields[name] for name in COLUMNS if name in fields}
    if "due_on" in found:
        found["due_on"] = PartialDate.parse(found["due_on"]) if found["due_on"] else None
        found["due_on_set_by"] = by
    return found


def change_measures(rows: Sequence[ChangedMeasure], *, by: User | None) -> None:
    """Change fields of measures, raising their versions; one that was withdrawn is so no longer."""
    parties = {row.measure.pk: row.fields["parties"] for row in rows if "parties" in row.fields}
    for row in rows:
        for name, value in columns_of(row.fields, by).items():
            setattr(row.measure, name, value)
        extra = {name.removeprefix(EXTRA): text for name, text in row.fields.items() if name.startswith(EXTRA)}
        row.measure.extra = {name: text for name, text in (row.measure.extra | extra).items() if text}
        row.measure.version += 1
        row.measure.withdrawn_at = None
    changed = [*COLUMNS, "due_on_set_by", "extra", "version", "withdrawn_at"]
    Measure.objects.bulk_update([row.measure for row in rows], changed, batch_size=500)
    Measure.parties.through.objects.filter(measure__in=parties).delete()
    address(parties)
    name_owners(((row.measure, row.fields.get("owner")) for row in rows), by)


def address(parties: Mapping[int, Iterable[str]]) -> None:
    through = Measure.parties.through
    copy_rows([through(measure_id=measure, party_id=code) for measure, codes in parties.items() for code in codes])


def name_owners(named: Iterable[tuple[Measure, str | None]], by: User | None) -> None:
    wanted = [(measure, email) for measure, email in named if email]
    users = {user.email: user for user in User.objects.filter(email__in={email for _, email in wanted})}
    Owner.objects.bulk_create(
        [
            Owner(measure=measure, user=users[email], named_by=by or users[email], role=OwnerRole.COORDINATOR)
            for measure, email in wanted
        ],
        ignore_conflicts=True,
    )


def source_of(job: Import, *, at: datetime) -> Evidence:
    """The imported file as a source, accepted by whoever imports it: it says what it says."""
    if job.evidence:
        return job.evidence
    known = Evidence.objects.filter(file=job.file, marking=job.marking).first()
    evidence = known or Evidence.objects.create(
        key=random_key("source"),
        kind=SourceKind.FILE,
        title=job.file_name,
        publisher=job.report.title[:300],
        file=job.file,
        file_name=job.file_name,
        marking=job.marking,
        recorded_by=job.by,
    )
    if known is None:
        Review.objects.create(
            evidence=evidence,
            state=ReviewState.ACCEPTED,
            reviewer=job.by,
            reviewer_name=str(job.by or job.file_name),
            is_self_review=True,
            recorded_at=at,
        )
    return evidence


def log_statuses(job: Import, statuses: Iterable[tuple[str, int, int]], *, on: date, at: datetime) -> None:
    """Log one entry for each status that rows were mapped to, citing the imported file.

    The statuses come in order, each with the measure and the number of a row, as many as there are: what an entry
    would hold beyond MOST_BEARINGS goes into another one, so that each can be read, and sealed, in one piece.
    """
    for status, rows in groupby(statuses, key=itemgetter(0)):
        for batch in batched(rows, MOST_BEARINGS):
            job.evidence = source_of(job, at=at)
            numbers = {measure: number for _, measure, number in batch}
            append(job.report, job.marking, [entry_for(job, status, numbers, job.evidence, on)])


def entry_for(job: Import, status: str, numbers: Mapping[int, int], evidence: Evidence, on: date) -> WrittenEntry:
    entry = Entry(
        key=random_key("entry"),
        report=job.report,
        kind=EntryKind.ASSESSMENT,
        occurred=PartialDate.of(on),
        title=f"Imported from {job.file_name}",
        title_zh_hans=f"导入自{job.file_name}",
        author=job.by,
        author_name=str(job.by or job.file_name)[:200],
        marking=job.marking,
    )
    bearings = [
        Bearing(
            entry=entry,
            measure=measure,
            direction=Direction.BACKGROUND,
            status=status,
            note=f"Imported from {job.file_name}, row {number}",
            note_zh_hans=f"导入自{job.file_name}，第{number}行",
        )
        for measure in Measure.objects.filter(pk__in=numbers).only("key")
        for number in [numbers[measure.pk]]
    ]
    return WrittenEntry(entry, bearings=bearings, citations=[Citation(entry=entry, evidence=evidence)])
