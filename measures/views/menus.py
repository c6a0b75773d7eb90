"""The menu of a report, and other lists of pages to go to: those of the core, and those that wings add."""

from collections.abc import Iterable
from itertools import chain
from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from measures import access
from measures.models import Report
from measures.wing import MenuEntry, wings

MENU = (
    MenuEntry("proposals", _("Proposals"), "read_proposals", place=20),
    MenuEntry("workload", _("Workload"), "read_workload", place=60),
    MenuEntry("new_report", _("New report"), "add_report", place=80),
    MenuEntry("libraries", _("Add a report"), "load_report", place=90),
    MenuEntry("reports", _("Reports and parties"), "add_report", place=100),
    MenuEntry("people", _("People"), "manage_users", place=110),
)
# What is asked for all reports, whichever is being read.
OF_NO_REPORT = {"add_report", "load_report", "manage_users"}


def report_menu(reader: access.Reader, report: Report | None) -> list[MenuEntry]:
    """What the reader is offered beside the pages of a report; proposals only where a second member has to agree."""
    offered = menu_for(reader, report, (MENU, *(wing.menu for wing in wings())))
    return offered if report and report.needs_agreement else [each for each in offered if each.page != "proposals"]


def menu_for(reader: access.Reader, report: Report | None, entries: Iterable[Iterable[MenuEntry]]) -> list[MenuEntry]:
    """Those of some entries that the reader may go to, in their order."""
    found = chain.from_iterable(entries)
    return sorted((each for each in found if is_offered(each, reader, report)), key=attrgetter("place"))


def is_offered(entry: MenuEntry, reader: access.Reader, report: Report | None) -> bool:
    return not entry.act or access.allows(reader, entry.act, None if entry.act in OF_NO_REPORT else report)
