"""Every address that names no row, asked by everybody: who is let in, and that nobody reads what is hidden."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django.plugin import DjangoDbBlocker

from api.urls import ENDPOINTS
from measures.models import Report, SavedView, Scope
from measures.urls import urlpatterns as pages
from measures.wings.imports.models import Import, ImportProfile, ImportRow
from tests.factories import client_of, give_role, make_measure, make_proposal, make_report, make_user
from tests.files import signed_in
from tests.shared_rows import made_once
from tests.test_report_roles import WORD, hide_rows_in
from tests.wings import samples

pytestmark = pytest.mark.django_db

ACCOUNTS = ("reader", "editor of one report", "contributor", "editor", "administrator")
TOKENS = ("token for one report", "token for what is public", "token for what participants read")
# Who is let in: in the API as on pages, but for tokens, which only the API takes.
LET_IN = {
    "everybody": {"stranger", *ACCOUNTS, *TOKENS},
    "me": {*ACCOUNTS, *TOKENS},
    "account": {*ACCOUNTS},
    "team of a report": {*ACCOUNTS, "token for one report"} - {"reader"},
    "editors of a report": {"editor of one report", "editor", "administrator"},
    "team": {"contributor", "editor", "administrator"},
    "editors": {"editor", "administrator"},
    "administrators": {"administrator"},
}
DOORS = {
    "everybody": """
        api-ambiguities api-brief api-chains api-changes
        api-codes api-corrections api-dashboard api-dates
        api-dissents api-entries api-evidence-list api-heads api-links
        api-measures api-milestones api-all-owners api-parties api-readouts
        api-reports api-requests api-search api-searches api-source-chains api-subjects
        api-statements api-summaries api-terms docs public-calendar public-feed schema
        overview measures statements ambiguities journal search corrections
        corrections_feed follow brief changes then_and_now sources readouts redactions about dates
        glossary requests
        """,
    "me": "api-me",
    "account": """
        api-reminder-log api-reminder-preview api-reminders api-secret-urls
        api-snoozes api-tokens api-watches
        addresses me my_account_log my_reminders reminder_log reminder_preview reminder_preview_mail
        saved_views
        """,
    "team of a report": """
        api-proposals
        agenda bookmarklet feeds inbox log log_sources log_targets new_date proposals reviews workload
        """,
    "editors of a report": "imports new_feed new_measure",
    "team": "new_source",
    "editors": "new_report reports",
    "administrators": "describe_tracker invite libraries people reminder_queue",
}
# Where one may only send something.
FOR_WRITING = """
    api-candidates api-checks api-reminder-address
    address_works archive_parties bring_back_parties change_measures checks make_token retry_digest seen
    """
# Of pages, found while one types: a program asks for them.
PARTS = ("log_sources", "log_targets")
REPORT = "report=here"
# Found in what is hidden only.
OF_HIDDEN = "q=proposed"
OF_ONE_REPORT = """
    agenda bookmarklet brief dates feeds inbox log log_sources log_targets new_date
    new_feed new_measure proposals workload
    """
PARAMETERS = {
    "api-brief": REPORT, "api-changes": f"{REPORT}&from=2026-01-02", "api-dashboard": REPORT,
    "api-requests": REPORT,
    "api-search": OF_HIDDEN,
    "search": OF_HIDDEN,
    **dict.fromkeys([*OF_ONE_REPORT.split(), *chain.from_iterable(each.of_one_report for each in samples())], REPORT),
}  # fmt: skip


@dataclass
class Doors:
    """A public report and a hidden one, and everybody who may come."""

    here: Report
    hidden: Report
    clients: dict[str, Client]

    @classmethod
    def made(cls) -> "Doors":
        here, hidden = make_report("here"), make_report(f"{WORD}-1", marking="internal", title=f"{WORD} report")
        measure = make_measure(here, title="Ferries")
        hide_rows_in(hidden)
        make_proposal(measure)
        secret = make_measure(hidden, title=f"{WORD} proposed")
        make_proposal(secret, title=f"{WORD} proposal")
        editor = make_user("editor")
        for each in samples():
            each.plant(secret, {"coder": make_user(), "second": editor}, f"{WORD} planted")
        for report in (here, hidden):
            job = Import.objects.create(key=f"import-{report.slug}", report=report, file_name=report.slug, by=editor)
            ImportRow.objects.create(of=job, row_number=1, outcome="new", fields={"title": report.title})
        ImportProfile.objects.create(name=f"{WORD} columns", by=editor)
        SavedView.objects.create(
            user=editor, key="view-1", name=f"{WORD} view", page="measures", filters=f"q={WORD}", is_shared=True
        )
        roles = ("reader", "reader", "contributor", "editor", "administrator")
        readers = {name: make_user(role) for name, role in zip(ACCOUNTS, roles, strict=True)}
        readers["editor of one report"] = give_role(readers["editor of one report"], here)
        limits = ({"report": here}, {"audience": "public"}, {"audience": "participants"})
        tokens = [client_of(readers["administrator"], Scope.READ, **limit) for limit in limits]
        browsers = {name: signed_in(user) for name, user in readers.items()}
        return cls(here, hidden, {"stranger": Client(), **browsers, **dict(zip(TOKENS, tokens, strict=True))})


@pytest.fixture(scope="module")
def doors(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Doors]:
    yield from made_once(Doors.made, django_db_blocker)


def without_row(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    """The names and addresses that name no row."""
    for each in patterns:
        route = f"{before}{each.pattern}"
        if "<" in route or "^" in route:
            continue
        if isinstance(each, URLPattern):
            yield str(each.name), f"/{route}"
        else:
            yield from without_row(each.url_patterns, route)


ADDRESSES = {**dict(without_row(ENDPOINTS, "api/v1/")), **dict(without_row(list(pages)))}
KINDS = {
    name: kind
    for doors in (DOORS, *(each.doors for each in samples()))
    for kind, names in doors.items()
    for name in names.split()
}


def test_every_address_is_here() -> None:
    """A new one belongs to `DOORS`, under those whom docs/permissions.md lets in."""
    need_more = chain.from_iterable(each.need_more for each in samples())

    assert {*KINDS, *FOR_WRITING.split(), *need_more} == {*ADDRESSES}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_it_lets_in_whom_it_is_for_and_shows_nobody_what_is_hidden(doors: Doors, name: str) -> None:
    address, is_api = ADDRESSES[name], ADDRESSES[name].startswith("/api/")
    for who, client in doors.clients.items():
        if who in TOKENS and (not is_api or name in ("schema", "docs")):
            continue
        # It takes seconds to make, and is made of no row.
        if name == "schema" and who not in ("stranger", "administrator"):
            continue
        answer = client.get(f"{address}?{PARAMETERS.get(name, '')}")

        is_page = not is_api and name not in PARTS
        refused = (302 if is_page else 401) if who == "stranger" else 403
        assert answer.status_code == (200 if who in LET_IN[KINDS[name]] else refused), who
        if who not in LET_IN["team"]:
            assert WORD.encode() not in answer.getvalue(), who


def test_the_other_pages_show_nobody_what_is_hidden(doors: Doors) -> None:
    others = {address for _name, address in without_row(get_resolver().url_patterns)} - {*ADDRESSES.values()}
    for address in sorted(others):
        for who in ("stranger", "reader", "editor of one report"):
            answer = doors.clients[who].get(address, follow=True)
            assert WORD.encode() not in answer.getvalue(), (who, address)


class TestImports:
    """An editor of one report reads the imports into that report, and changes none."""

    def test_those_of_the_own_report_are_read(self, doors: Doors) -> None:
        client = doors.clients["editor of one report"]

        assert [job.key for job in client.get("/imports/").context["imports"]] == ["import-here"]
        assert b"Report here" in client.get("/imports/import-here/rows.csv").getvalue()
        for page in ("/imports/", "/imports/import-here/", "/imports/import-here/rows.csv"):
            answer = client.get(page)
            assert answer.status_code == 200
            assert b"<form" not in answer.getvalue().partition(b"<main")[2]

    @pytest.mark.parametrize("address", ["/imports/{}/", "/imports/{}/rows.csv"])
    def test_those_of_another_are_not_there(self, doors: Doors, address: str) -> None:
        statuses = {}
        for who in ("reader", "editor of one report", "contributor", "editor"):
            answer = doors.clients[who].get(address.format(f"import-{doors.hidden.slug}"))
            answer.getvalue()  # which closes the file
            statuses[who] = answer.status_code

        assert statuses == {"reader": 403, "editor of one report": 404, "contributor": 403, "editor": 200}

    def test_nothing_is_sent_there(self, doors: Doors) -> None:
        client = doors.clients["editor of one report"]

        answers = [
            client.post("/imports/", {"slug": "mine"}),
            client.post("/imports/import-here/", {"look": "1"}),
            client.post("/imports/import-here/act/", {"act": "write"}),
            client.post("/imports/import-here/drop/"),
        ]

        assert [answer.status_code for answer in answers] == [403] * len(answers)
        assert Import.objects.count() == 2


@pytest.mark.parametrize("name", ["agenda", "workload"])
def test_a_page_is_refused_for_a_report_in_which_one_has_no_role(doors: Doors, name: str) -> None:
    elsewhere = make_report("elsewhere")
    client = doors.clients["editor of one report"]

    for report, status in ((doors.here, 200), (elsewhere, 403)):
        assert client.get(f"/{name}/", {"report": report.slug}).status_code == status, report
