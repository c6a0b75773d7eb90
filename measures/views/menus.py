"""The pages to go to: the navigation, the menu of a member's work, the foot, and what only the search finds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from measures import access
from measures.models import Report, User
from measures.publishing.dashboard import waiting_counts
from measures.views.reading import Reading, query
from measures.wing import MenuEntry, wings

OF_MY_PAGE = _("account, password, passkey, language, time zone, reminders, e-mail, token")
NAVIGATION = (
    MenuEntry("overview", _("Overview"), words=_("home, front page, summary")),
    MenuEntry("measures", _("Measures"), words=_("recommendations, list, status")),
    MenuEntry("statements", _("Statements"), words=_("quotations, said, subjects")),
    MenuEntry("journal", _("Timeline"), words=_("journal, developments, news")),
    MenuEntry("sources", _("Sources"), words=_("evidence, documents")),
)
# Below “Statements”.
OF_STATEMENTS = (
    MenuEntry("statements", _("All statements")),
    MenuEntry("readouts", _("Meetings compared"), words=_("readouts, texts side by side")),
    MenuEntry("ambiguities", _("What is unclear"), words=_("ambiguities")),
    MenuEntry("requests", _("Requests and replies on record"), words=_("proposals, answers")),
)
MENU = (
    MenuEntry("reviews", _("To review"), "log_development", 20, words=_("accept, dispute, sources")),
    MenuEntry("proposals", _("Proposals"), "read_proposals", place=30),
    MenuEntry("me", _("My measures and reminders"), "log_development", 40, words=OF_MY_PAGE),
    MenuEntry("workload", _("Who answers for what"), "read_workload", place=50),
    MenuEntry("new_report", _("New report"), "add_report", place=100),
    MenuEntry("libraries", _("Add a report"), "load_report", 110, words=_("load, library, YAML, upload")),
    MenuEntry("reports", _("Reports and parties"), "add_report", place=120),
    MenuEntry("people", _("People"), "manage_users", 130, words=_("users, accounts, invite, roles")),
)
FOOT = (
    MenuEntry("codebook", _("About and method"), words=_("codebook, levels, what was searched"), is_of_report=True),
    MenuEntry("corrections", _("Corrections and objections"), words=_("mistakes, errors, complain")),
    MenuEntry("follow", _("Follow"), words=_("calendar, ICS, feed, RSS, Atom, subscribe")),
    MenuEntry("docs", _("API"), words=_("programs, JSON, OpenAPI, download")),
)
FOOT_WITHOUT_REPORT = (MenuEntry("about", _("Who runs it"), words=_("contact, operator, privacy")), FOOT[-1])
# Pages and acts that stand in no menu.
ELSEWHERE = (
    MenuEntry("log", _("Log a development"), "log_development", words=_("add, enter, new entry, event")),
    MenuEntry("new_source", _("Record a source"), "record_evidence", words=_("add, upload, file, link")),
    MenuEntry("changes", _("What changed"), words=_("new, latest, last week, last month")),
    MenuEntry("then_and_now", _("Then and now"), words=_("another day, as of, past, history, compare")),
    MenuEntry("dates", _("Dates ahead"), words=_("deadlines, coming, due")),
    MenuEntry("glossary", _("Glossary"), words=_("terms, definitions, dictionary")),
    MenuEntry("report", _("About this report"), words=_("author, publisher, disclaimer"), is_of_report=True),
    MenuEntry("me", _("My page"), "watch_measure", words=OF_MY_PAGE),
    MenuEntry("addresses", _("Calendars, feeds and tables"), "keep_secret_url", words=_("calendar, ICS, Excel, CSV")),
)
SIGN_IN = MenuEntry("account_login", _("Sign in"), words=_("log in, password, account"))

# What is asked for all reports, whichever is being read.
OF_NO_REPORT = {"add_report", "load_report", "manage_users", "record_evidence"}


@dataclass(frozen=True, slots=True)
class Work:
    """Where a member works on a report, and how much waits there for them."""

    entries: Sequence[tuple[MenuEntry, int]] = ()

    @property
    def waiting(self) -> int:
        return sum(count for _entry, count in self.entries)


def work_of(reader: access.Reader, reading: Reading) -> Work:
    """The menu of work, with how much waits at each page."""
    report = reading.report
    offered = menu_of_work(reader, report)
    if report is None or not isinstance(reader, User) or not offered:
        return Work()
    counts = waiting_counts(reader, report, reading.audience)
    return Work([(each, counts.get(each.page, 0)) for each in offered])


def menu_of_work(reader: access.Reader, report: Report | None) -> list[MenuEntry]:
    """Its entries; proposals only where a second member has to agree."""
    offered = menu_for(reader, report, (MENU, *(wing.menu for wing in wings())))
    return [each for each in offered if each.page != "proposals" or (report and report.needs_agreement)]


def menu_for(reader: access.Reader, report: Report | None, entries: Iterable[Iterable[MenuEntry]]) -> list[MenuEntry]:
    """Those of some entries that the reader may go to, in their order."""
    found = chain.from_iterable(entries)
    return sorted((each for each in found if is_offered(each, reader, report)), key=attrgetter("place"))


def is_offered(entry: MenuEntry, reader: access.Reader, report: Report | None) -> bool:
    return not entry.act or access.allows(reader, entry.act, None if entry.act in OF_NO_REPORT else report)


def address_of(entry: MenuEntry, reading: Reading) -> str:
    """The address of a page, which keeps the report and the day."""
    if entry.is_of_report and reading.report:
        return reverse(entry.page, args=[reading.report.slug]) + query(reading.day_kept)
    return reverse(entry.page) + query(reading.kept)
