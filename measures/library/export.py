"""Writes the whole record of a report into an archive: every marking, the salts, the files, the history of markings."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfileobj

from django.db.models import Model
from django.utils.translation import gettext as _

from measures.analysis.files import copy_if_sound
from measures.library.archive import FILES, FORMAT, ROWS, ArchiveError, line, member, new_archive, not_as_stored
from measures.library.tables import (
    MARKINGS,
    PARTIES,
    PEOPLE,
    TABLES,
    Names,
    Row,
    Table,
    marking_changes,
    named_by,
    written,
    written_entry,
)
from measures.models import Entry, Party, Report, StoredFile, User
from measures.operations.transactions import in_one_snapshot

BATCH = 500


def export_record(slug: str, path: Path) -> dict[str, int]:
    """Write an archive, for operators only, and answer how many rows of each kind it has.

    It is the record at one moment, whatever is written meanwhile. Raises ArchiveError.
    """
    with in_one_snapshot():
        report = report_named(slug)
        with new_archive(path) as archive:
            return write(report, archive)


def report_named(slug: str) -> Report:
    report = Report.objects.filter(slug=slug).first()
    if report is None:
        raise ArchiveError(_("There is no report with the short name “%(slug)s”.") % {"slug": slug})
    return report


def write(report: Report, archive: zipfile.ZipFile) -> dict[str, int]:
    counts: dict[str, int] = {}
    with member(archive, ROWS) as stream:
        stream.write(line({"archive": FORMAT, "report": report.slug}))
        for name, row in rows_of(report):
            stream.write(line([name, row]))
            counts[name] = counts.get(name, 0) + 1
    for file in StoredFile.objects.filter(pk__in=sorted(named_by(report, StoredFile))).order_by("sha256"):
        write_file(file, archive)
    return counts


def rows_of(report: Report) -> Iterator[tuple[str, Row]]:
    """Every row of a report's record under the name of its table, those first that others refer to."""
    names = Names.of(report)
    for party in Party.objects.filter(pk__in=parties_of(report)).order_by("code"):
        yield PARTIES.name, written(party, PARTIES, names)
    for user in User.objects.filter(pk__in=people_of(report, names)).order_by("email"):
        yield PEOPLE.name, written(user, PEOPLE, names)
    for table in TABLES:
        for row in read(table, report):
            content = written_entry(row, names) if isinstance(row, Entry) else written(row, table, names)
            yield table.name, content
    for change in marking_changes(report, names):
        yield MARKINGS.name, change


def read(table: Table, report: Report) -> Iterator[Model]:
    rows = table.of(report).prefetch_related(*table.parties)
    return rows.select_related("chain").iterator(BATCH) if table.model is Entry else rows.iterator(BATCH)


def parties_of(report: Report) -> set[str]:
    """The parties that a record names, those included that its people speak for."""
    spoken_for = User.objects.filter(pk__in=named_by(report, User)).values_list("speaks_for", flat=True)
    related = {
        code
        for table in TABLES
        for relation in table.parties
        for code in table.of(report).order_by().values_list(relation, flat=True)
    }
    return (named_by(report, Party) | set(spoken_for) | related) - {None}


def people_of(report: Report, names: Names) -> set[int]:
    by_mail = {mail: pk for pk, mail in names.by_key[User].items()}
    tightened = {by_mail[change["by"]] for change in marking_changes(report, names) if change["by"]}
    return named_by(report, User) | tightened


def write_file(file: StoredFile, archive: zipfile.ZipFile) -> None:
    state, content = copy_if_sound(file)
    if content is None:
        raise ArchiveError(not_as_stored(file.sha256, state))
    with content, member(archive, f"{FILES}{file.sha256}") as stream:
        copyfileobj(content, stream)
