"""Dates to watch: adding one, changing what it says, saying what was found of it, and taking back what was wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from measures import access
from measures.errors import DateClosedError
from measures.models import (
    Ambiguity,
    AnnouncedDate,
    Audience,
    DateFinding,
    DateFindingKind,
    Entry,
    EntryKind,
    Evidence,
    Marking,
    Measure,
    PartialDate,
    Report,
    Subject,
    User,
)
from measures.models.markings import is_within
from measures.operations.evidence import random_key
from measures.operations.faults import Faults, faults
from measures.operations.locks import lock_markings_shared, lock_row, require_version
from measures.operations.rows import column_values
from measures.operations.transactions import in_one_transaction
from measures.operations.updating import apply_changes, save_next_version, save_values

TEXTS = ("title", "title_zh_hans", "as_worded", "as_worded_zh_hans", "why", "why_zh_hans", "announced_for")
RELATIONS = ("touches", "subjects", "development", "sources")
# The columns that people may revise of what a library has brought.
REVISABLE = (*TEXTS, "development_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateDraft:
    """A date to watch; `touches`, `subjects`, `development` and `sources` are keys."""

    title: str
    as_worded: str
    announced_for: PartialDate | None = None
    why: str = ""
    title_zh_hans: str = ""
    as_worded_zh_hans: str = ""
    why_zh_hans: str = ""
    touches: Sequence[str] = ()
    subjects: Sequence[str] = ()
    development: str = ""
    sources: Sequence[str] = ()
    marking: str = Marking.PUBLIC


@dataclass(frozen=True, slots=True)
class RelatedRows:
    """The rows that a date names."""

    measures: list[Measure] = field(default_factory=list)
    ambiguities: list[Ambiguity] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    sources: list[Evidence] = field(default_factory=list)
    development: Entry | None = None

    @property
    def marked(self) -> Iterable[Measure | Evidence | Entry]:
        return [*self.measures, *self.sources, *filter(None, [self.development])]

    @property
    def markings(self) -> list[str]:
        return [row.marking for row in self.marked]

    def keep_with(self, row: AnnouncedDate) -> None:
        row.measures.set(self.measures)
        row.ambiguities.set(self.ambiguities)
        row.subjects.set(self.subjects)
        row.sources.set(self.sources)


@in_one_transaction
def add_date(report: Report, draft: DateDraft, *, by: User, on: date) -> AnnouncedDate:
    """Add a date to watch."""
    lock_markings_shared()
    access.require(by, "add_date", report)
    row = AnnouncedDate(
        report=report,
        key=random_key(f"{report.slug}-date"),
        added_on=on,
        added_by=by,
        added_by_name=str(by),
        **column_values(draft, AnnouncedDate),
    )
    with faults() as found:
        related = rows_of_keys(report, asdict(draft), access.audience_of(by), found)
        check_date(row, related, found)
    row.development = related.development
    row.save()
    related.keep_with(row)
    return row


@in_one_transaction
def revise_date(
    row: AnnouncedDate, *, changes: Mapping[str, Any], version: int | None = None, by: User
) -> AnnouncedDate:
    """Change what a date says or names, if nobody else has since the writer read it as `version`."""
    lock_markings_shared()
    access.require(by, "revise_date", row)
    row = standing_date(row)
    require_version(row, version)
    keys_before = related_keys(row)
    kept = {name: changes.get(name, keys_before[name]) for name in RELATIONS}
    names = apply_changes(row, changes, TEXTS)
    with faults() as found:
        related = rows_of_keys(row.report, kept, access.audience_of(by), found, keys_before=keys_before)
        check_date(row, related, found)
    if names or any(sorted(kept[name]) != sorted(keys_before[name]) for name in RELATIONS):
        row.development = related.development
        save_next_version(row, [*names, "development"])
        related.keep_with(row)
    return row


@in_one_transaction
def withdraw_date(row: AnnouncedDate, *, by: User, at: datetime) -> None:
    """Take away a date that should not be here; it stays in what was known before."""
    access.require(by, "withdraw_date", row)
    row = lock_row(row)
    if row.withdrawn_at is None:
        # Edited since it was loaded: a library does not bring it back.
        save_values(row, withdrawn_at=at)


@in_one_transaction
def record_finding(
    row: AnnouncedDate,
    *,
    by: User,
    on: date,
    kind: str,
    found_on: date | None = None,
    development: str = "",
    put_off_to: PartialDate | None = None,
    note: str = "",
) -> DateFinding:
    """Say what was found of a date: it took place, it was put off, or nothing was found."""
    lock_markings_shared()
    access.require(by, "record_finding", row)
    row = standing_date(row)
    if row.findings.standing().filter(kind=DateFindingKind.TOOK_PLACE).exists():
        raise DateClosedError
    finding = DateFinding(
        date=row,
        kind=kind,
        found_on=found_on or on,
        put_off_to=put_off_to,
        note=note,
        language=by.language,
        recorded_on=on,
        recorded_by=by,
        recorded_by_name=str(by),
    )
    with faults() as found:
        found.require_choice("kind", kind, DateFindingKind)
        found.check(finding, ["note"])
        if finding.found_on > on:
            found.add("found_on", _("This day is in the future."))
        check_required_for_kind("development", development, kind, found, needed_by=DateFindingKind.TOOK_PLACE)
        check_required_for_kind("put_off_to", put_off_to, kind, found, needed_by=DateFindingKind.PUT_OFF)
        if development:
            finding.development = development_for(row.report, development, access.audience_of(by), found)
            check_marking(row.marking, filter(None, [finding.development]), "development", found)
    finding.save()
    return finding


@in_one_transaction
def withdraw_finding(finding: DateFinding, *, by: User, at: datetime) -> DateFinding:
    """Take back what was wrongly said of a date; it stays in what was known before."""
    access.require(by, "withdraw_finding", finding)
    finding = lock_row(finding)
    if finding.withdrawn_at is None:
        finding.withdrawn_at, finding.withdrawn_by_name = at, str(by)
        finding.save(update_fields=["withdrawn_at", "withdrawn_by_name"])
    return finding


def standing_date(row: AnnouncedDate) -> AnnouncedDate:
    """The date as it is now, locked until the end of the transaction, if it was not withdrawn."""
    row = lock_row(row, "report")
    if row.withdrawn_at is not None:
        raise DateClosedError
    return row


def related_keys(row: AnnouncedDate) -> dict[str, Any]:
    """The keys of all that a date names, as a draft has them."""
    return {
        "touches": sorted(each.key for each in (*row.measures.all(), *row.ambiguities.all())),
        "subjects": sorted(each.key for each in row.subjects.all()),
        "development": row.development.key if row.development else "",
        "sources": sorted(each.key for each in row.sources.all()),
    }


def rows_of_keys(
    report: Report,
    keys: Mapping[str, Any],
    audience: Audience,
    found: Faults,
    keys_before: Mapping[str, Any] | None = None,
) -> RelatedRows:
    """The rows of these keys that the writer may see; the development that a date names already may be corrected."""
    measures = list(Measure.objects.visible_to(audience).filter(report=report, key__in=keys["touches"]))
    ambiguities = list(report.ambiguities.filter(key__in=keys["touches"]))
    subjects = list(report.subjects.filter(key__in=keys["subjects"]))
    sources = list(Evidence.objects.marked_for(audience).filter(key__in=keys["sources"]))
    there: dict[str, list[Any]] = {"touches": [*measures, *ambiguities], "subjects": subjects, "sources": sources}
    for name, rows in there.items():
        found_keys = {row.key for row in rows}
        for place, key in enumerate(keys[name]):
            if key not in found_keys:
                found.add_unknown(f"{name}.{place}", key)
    development = None
    if keys["development"]:
        is_kept = keys_before is not None and keys_before["development"] == keys["development"]
        development = development_for(report, keys["development"], audience, found, is_kept=is_kept)
    return RelatedRows(measures, ambiguities, subjects, sources, development)


def development_for(
    report: Report, key: str, audience: Audience, found: Faults, *, is_kept: bool = False
) -> Entry | None:
    """The development of a key, if the writer may see it and it counts."""
    entries = Entry.objects.visible_to(audience).filter(report=report, kind=EntryKind.DEVELOPMENT)
    entry = (entries if is_kept else entries.counting()).filter(key=key).first()
    if entry is None:
        found.add_unknown("development", key)
    return entry


def check_date(row: AnnouncedDate, related: RelatedRows, found: Faults) -> None:
    found.require("title", row.title)
    found.require("as_worded", row.as_worded)
    found.check(row, ["title", "title_zh_hans", "as_worded", "as_worded_zh_hans"])
    found.require_choice("marking", row.marking, Marking)
    check_marking(row.marking, related.marked, "marking", found)


def check_marking(marking: str, rows: Iterable[Measure | Evidence | Entry], at: str, found: Faults) -> None:
    """Refuse a date that more people may read than what it names."""
    for row in rows:
        if not is_within(marking, row.marking):
            found.add(
                at, _("Fewer people may read %(key)s than this date: choose a narrower marking.") % {"key": row.key}
            )


def check_required_for_kind(name: str, value: object, kind: str, found: Faults, *, needed_by: DateFindingKind) -> None:
    """Refuse a finding that lacks what its kind needs, or has what does not fit."""
    may_have = {needed_by} | ({DateFindingKind.PUT_OFF} if name == "development" else set())
    if kind == needed_by and not value:
        found.add(name, _("This cannot be empty."))
    elif value and kind in DateFindingKind.values and kind not in may_have:
        found.add(name, _("This does not fit what was found: leave it empty."))
