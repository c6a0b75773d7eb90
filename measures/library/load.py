"""Loads a library into the database: adds what is missing, brings its texts up to date, corrects its own entries."""

import re
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from measures.errors import OlderLibraryError
from measures.library import record
from measures.library.load_catalogue import load_catalogue
from measures.library.load_record import load_record
from measures.library.read import Library, LibraryError, read_library
from measures.library.references import refuse_unknown_codings, refuse_unknown_sources
from measures.models import Marking, Report
from measures.operations.catalogue import Tallies, lock_for_loading
from measures.operations.clock import clock
from measures.operations.locks import lock_libraries
from measures.operations.transactions import in_one_transaction
from measures.wing import wings


def load_library(path: Path, *, dry_run: bool = False, older: bool = False, marking: str = Marking.PUBLIC) -> Tallies:
    """Load a file in one transaction; see `load_content`."""
    return load_content(read_library(path), dry_run=dry_run, older=older, marking=marking)


@in_one_transaction
def load_content(
    library: Library, *, dry_run: bool = False, older: bool = False, marking: str = Marking.PUBLIC
) -> Tallies:
    """Load a library and return what was added, changed, withdrawn or left alone, kind by kind.

    Raises LibraryError with the line of every fault, and OlderLibraryError where a later version is loaded, unless
    `older` says that this is meant; then, as with `dry_run`, nothing is written. The marking is that of a new report;
    one that is here keeps its own.
    """
    content = library.content
    tallies: Tallies = {}
    lock_libraries()
    if not (dry_run or older) and (loaded := later_version(library)):
        raise OlderLibraryError(loaded=loaded)
    refuse_unknown_sources(library)
    sources = record.source_rows(library.slug, content.get("record", {}).get("sources", []))
    tally_of_sources, recorded_here = lock_for_loading(library.slug, sources, accepted_by=library.author_name)
    report = loaded_report(library) if library.is_record_only else load_catalogue(library, tallies, marking)
    if "record" in content:
        tallies["sources"] = tally_of_sources
        load_record(library, report, recorded_here, tallies)
    refuse_unknown_codings(library)
    for wing in wings():
        tallies |= wing.load(report, content, at=clock())
    if dry_run:
        transaction.set_rollback(True)
    return tallies


def later_version(library: Library) -> str:
    """The version of the catalogue, or the day of the record, that is loaded and later than the library's own."""
    content = library.content
    report = Report.objects.filter(slug=library.slug).first()
    if report is None:
        return ""
    if not library.is_record_only and version_key(report.library_version) > version_key(content.get("version", "")):
        return report.library_version
    as_of = content.get("record", {}).get("as_of", "")
    if as_of and report.record_as_of and report.record_as_of.isoformat() > as_of:
        return report.record_as_of.isoformat()
    return ""


def version_key(version: str) -> list[tuple[int, str]]:
    """A sort key for versions: dates, numbers and texts as people count them, so that 10 comes after 9."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.findall(r"\d+|\D+", version)]


def loaded_report(library: Library) -> Report:
    report = Report.objects.filter(slug=library.slug).first()
    if report is None:
        message = _("This report has not been loaded yet: load its catalogue first.")
        raise LibraryError([library.fault(["report"], message)])
    return report
