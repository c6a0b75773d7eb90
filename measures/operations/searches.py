"""Saying what was searched: by a person, row by row, and by a library, all that its record names."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from measures import access
from measures.analysis.sides import sides_of
from measures.errors import VersionConflictError
from measures.models import PartialDate, Report, TextSearch, User
from measures.operations.catalogue import LoadOutcome, LoadTally, difference
from measures.operations.clock import clock
from measures.operations.evidence import random_key
from measures.operations.faults import faults
from measures.operations.locks import lock_row, require_version
from measures.operations.transactions import in_one_transaction

WORDS = ("texts", "texts_zh_hans")
CONTENT = ("party_id", "texts", "texts_zh_hans", "language", "since", "until", "throughout")


@in_one_transaction
def record_search(
    report: Report,
    *,
    by: User,
    on: date,
    party: str,
    texts: str,
    language: str,
    since: PartialDate,
    until: PartialDate,
    texts_zh_hans: str = "",
    throughout: bool = True,
) -> TextSearch:
    """Say which texts of one side were searched; it moves the day of the report, which a check does not."""
    access.require(by, "record_search", report)
    row = TextSearch(
        report=report,
        key=random_key(f"{report.slug}-search"),
        party_id=party,
        texts=texts,
        texts_zh_hans=texts_zh_hans,
        language=language,
        since=since,
        until=until,
        throughout=throughout,
        searched_on=on,
        searched_by=by,
        searched_by_name=str(by),
    )
    with faults() as found:
        if party not in {side.code for side in sides_of(report, access.audience_of(by))}:
            found.add_unknown("party", party)
        found.require("texts", texts)
        if until.first > on:
            found.add("until", _("This day is in the future."))
        if since.first > until.last:
            found.add("since", _("The first day cannot be after the last day."))
        found.check(row)
    row.save()
    return row


@in_one_transaction
def correct_search(row: TextSearch, *, changes: Mapping[str, str], version: int | None = None, by: User) -> TextSearch:
    """Correct the words that say which texts were searched: another row stands, and the one before is kept."""
    access.require(by, "correct_search", row)
    same = TextSearch.objects.select_for_update(of=("self",), no_key=True).filter(report=row.report_id, key=row.key)
    present = same.get(pk=row.pk)
    if present.withdrawn_at is not None:
        raise VersionConflictError(current=same.latest("pk").version)
    require_version(present, version)
    words = {name: changes.get(name, getattr(present, name)) for name in WORDS}
    if all(getattr(present, name) == text for name, text in words.items()):
        return present
    kept = {name: getattr(present, name) for name in (*CONTENT, "searched_on", "searched_by_id", "searched_by_name")}
    moment = clock()
    anew = TextSearch(
        **kept | words,
        key=row.key,
        report_id=row.report_id,
        replaces=present,
        corrected_by=by,
        recorded_at=moment,
        version=present.version + 1,
    )
    with faults() as found:
        found.require("texts", anew.texts)
        found.check(anew, WORDS)
    withdraw_searches([present], at=moment)
    anew.save(force_insert=True)
    return anew


@in_one_transaction
def withdraw_search(row: TextSearch, *, by: User) -> TextSearch:
    """Take back what was said to be searched: it is kept as it was present, and stands no longer."""
    access.require(by, "withdraw_search", row)
    locked = lock_row(row)
    if locked.withdrawn_at is None:
        locked.withdrawn_at = clock()
        locked.save(update_fields=["withdrawn_at"])
    return locked


def load_searches(report: Report, rows: Sequence[TextSearch], *, author_name: str, on: date, at: datetime) -> LoadTally:
    """Make what a library says was searched what stands: rows that differ, or that it no longer has, are withdrawn."""
    tally = LoadTally()
    ours = TextSearch.objects.standing().filter(report=report, searched_by=None)
    standing = {row.key: row for row in ours.select_for_update(of=("self",), no_key=True)}
    for row in rows:
        present = standing.pop(row.key, None)
        if present is not None and search_content(present) == search_content(row):
            tally.unchanged += 1
            continue
        if present is None:
            tally.added += 1
            tally.differences.append(difference(row, LoadOutcome.ADDED, row))
        else:
            tally.changed += 1
            tally.differences += [
                difference(present, LoadOutcome.CHANGED, row, name)
                for name in CONTENT
                if getattr(present, name) != getattr(row, name)
            ]
            withdraw_searches([present], at=at)
        row.report, row.searched_by_name, row.searched_on = report, author_name, on
        row.save()
    tally.withdrawn = len(standing)
    tally.differences += [difference(row, LoadOutcome.WITHDRAWN, row) for row in standing.values()]
    withdraw_searches(standing.values(), at=at)
    return tally


def search_content(row: TextSearch) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in CONTENT)


def withdraw_searches(rows: Any, *, at: datetime) -> None:
    TextSearch.objects.filter(pk__in=[row.pk for row in rows]).update(withdrawn_at=at)
