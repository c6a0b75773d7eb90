"""Dates ahead: what people edit of them, saying what was found of one, and taking back what was wrong."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures import access
from measures.errors import DateClosedError
from measures.models import (
    AnnouncedDate,
    Audience,
    DateFinding,
    DateFindingKind,
    Entry,
    EntryKind,
    Evidence,
    Measure,
    PartialDate,
    Report,
    User,
)
from measures.models.markings import is_within
from measures.operations.editing import Noun
from measures.operations.faults import Faults, faults
from measures.operations.locks import lock_markings_shared, lock_row
from measures.operations.transactions import in_one_transaction
from measures.operations.updating import save_values


def check_date(row: AnnouncedDate, found: Faults, changed: Mapping[str, Any]) -> None:
    """A date is never more widely readable than what it names."""
    marked: list[Measure | Evidence | Entry] = [*changed.get("measures", ()), *changed.get("sources", ())]
    if "development_id" in changed and row.development:
        marked.append(row.development)
    check_marking(row.marking, marked, "marking", found)


DATE = Noun(
    name="dates",
    model=AnnouncedDate,
    columns=(
        "title",
        "announced_for",
        "as_worded",
        "why",
        "development",
        "measures",
        "ambiguities",
        "subjects",
        "sources",
    ),
    columns_of_new=("marking",),
    together={"touches": ("measures", "ambiguities")},
    act="revise_date",
    act_to_add="add_date",
    random_key_of="date",
    ended_by="withdrawn_at",
    ended=DateClosedError,
    check=check_date,
    page="date",
    list_page="dates",
    before_adding=gettext_lazy("Add only what a source has announced."),
    before_editing=gettext_lazy("If it was put off, record that on its page."),
    hints={
        "announced_for": gettext_lazy(
            "A day, a month or a year: 2024-07-17, 2024-07 or 2024. Empty if the source gives none."
        ),
    },
    stamps=lambda by, on: {"added_on": on, "added_by": by, "added_by_name": str(by)},
    lock=lambda _rows: lock_markings_shared(),
)  # fmt: skip


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


def development_for(report: Report, key: str, audience: Audience, found: Faults) -> Entry | None:
    """The development of a key, if the writer may see it and it counts."""
    developments = Entry.objects.visible_to(audience).filter(report=report, kind=EntryKind.DEVELOPMENT)
    entry = developments.counting().filter(key=key).first()
    if entry is None:
        found.add_unknown("development", key)
    return entry


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
