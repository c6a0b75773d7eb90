"""The menu of a member's work, and other lists of pages to go to: those of the core, and those that wings add."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from measures import access
from measures.models import Report, User
from measures.publishing.dashboard import waiting_counts
from measures.views.reading import Reading
from measures.wing import MenuEntry, wings

MENU = (
    MenuEntry("reviews", _("To review"), "log_development", place=20),
    MenuEntry("proposals", _("Proposals"), "read_proposals", place=30),
    MenuEntry("me", _("My measures and reminders"), "log_development", place=40),
    MenuEntry("workload", _("Who answers for what"), "read_workload", place=50),
    MenuEntry("new_report", _("New report"), "add_report", place=100),
    MenuEntry("libraries", _("Add a report"), "load_report", place=110),
    MenuEntry("reports", _("Reports and parties"), "add_report", place=120),
    MenuEntry("people", _("People"), "manage_users", place=130),
)
# What is asked for all reports, whichever is being read.
OF_NO_REPORT = {"add_report", "load_report", "manage_users"}


@dataclass(frozen=True, slots=True)
class Work:
    """Where a member works on a report, and how much waits there for them."""

    entries: Sequence[tuple[MenuEntry, int]] = ()

    @property
    def waiting(self) -> int:
        return sum(count for _entry, count in self.entries)


def work_of(reader: access.Reader, reading: Reading) -> Work:
    """The menu of work; proposals only where a second member has to agree."""
    report = reading.report
    offered = menu_for(reader, report, (MENU, *(wing.menu for wing in wings())))
    if report is None or not isinstance(reader, User) or not offered:
        return Work()
    if not report.needs_agreement:
        offered = [each for each in offered if each.page != "proposals"]
    counts = waiting_counts(reader, report, reading.audience)
    return Work([(each, counts.get(each.page, 0)) for each in offered])


def menu_for(reader: access.Reader, report: Report | None, entries: Iterable[Iterable[MenuEntry]]) -> list[MenuEntry]:
    """Those of some entries that the reader may go to, in their order."""
    found = chain.from_iterable(entries)
    return sorted((each for each in found if is_offered(each, reader, report)), key=attrgetter("place"))


def is_offered(entry: MenuEntry, reader: access.Reader, report: Report | None) -> bool:
    return not entry.act or access.allows(reader, entry.act, None if entry.act in OF_NO_REPORT else report)
