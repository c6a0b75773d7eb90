"""After a session under the Chatham House Rule nothing tells who was there, in no table, file, log, mail or backup."""

import io
import logging
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from cbm_tracker.attribution import RequestIdFilter, RequestIdMiddleware
from cbm_tracker.backup.contents import Manifest
from cbm_tracker.backup.write import back_up
from cbm_tracker.logs import JsonFormatter
from measures.analysis.attributions import finder_for
from measures.analysis.verification import verify
from measures.models import Circle, DialogueSession, PartialDate, SessionNote, User
from measures.operations.circles import make_circle, name_in_circle
from measures.operations.session_notes import (
    NoteLineDraft,
    add_line,
    amend_line,
    clear_note,
    finish_note,
    show_note,
    strike_line,
    write_note,
)
from measures.operations.sessions import (
    AgendaItemDraft,
    FollowUpDraft,
    add_follow_up,
    close_session,
    hold_session,
    plan_session,
    set_agenda,
)
from measures.unattributed import is_unattributed
from tests.dialogues import session_draft
from tests.factories import TODAY, client_of, log, make_measure, make_report, make_token, make_user
from tests.test_taking_back import places_of

pytestmark = pytest.mark.django_db(transaction=True)

# Ten people who are invented, each with an office and an institution; the first two have accounts here.
PEOPLE = [
    ("Orla Vennquist", "Harbour Commissioner", "Northshore Pilotage Board"),
    ("Teodor Maskelyn", "Signals Fellow", "Southshore Lantern School"),
    ("Ilse Brandrup", "Deputy Tidemaster", "Bureau of Slack Water"),
    ("Casimir Ottway", "Dean of Soundings", "Academy of Low Tides"),
    ("Wrenna Holloquist", "Keeper of Buoys", "Buoyage Inspectorate"),
    ("Anselm Pikkering", "Chartmaster General", "Office of Drowned Charts"),
    ("Dagny Ferrowhite", "Secretary for Fog", "Fog Signal Ministry"),
    ("Lucan Estermont", "Senior Moorings Fellow", "Moorings Foundation"),
    ("Petra Quillfeather", "Interpreter to the Strait", "Guild of Strait Interpreters"),
    ("Rufus Aldergate", "Rapporteur of Wrecks", "Wreck Registry"),
]
TITLE, SAID, STRUCK = "Quorvane ferries", "Both spoke of zelbric fog.", "Somebody asked about mivrant bells."


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """All that is logged, from DEBUG on, as it would be written."""
    stream, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(stream), root.level
    handler.setFormatter(JsonFormatter())
    handler.addFilter(RequestIdFilter())
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.setLevel(level)
    root.removeHandler(handler)


def asked_for[Made](user: User, act: Callable[[], Made], path: str = "/sessions/acts/") -> Made:
    """What an act makes within a request of somebody to an address of sessions, with an id of their own choice."""
    request = RequestFactory().post(path, headers={"X-Request-ID": f"of-{user.pk}"})
    request.user = user
    made = []

    def answer(_request: Any) -> HttpResponse:
        made.append(act())
        return HttpResponse()

    RequestIdMiddleware(answer)(request)
    return made[0]


def rows_about(user: User) -> set[tuple[str, str]]:
    """Every row that points at an account, or holds its name or address, and every signed-in browser."""
    pointing = """
        SELECT conrelid::regclass::text, attname FROM pg_constraint
        JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey)
        WHERE contype = 'f' AND confrelid = 'measures_user'::regclass
    """
    tables = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    with connection.cursor() as cursor:
        cursor.execute(pointing)
        columns = cursor.fetchall()
        cursor.execute(tables)
        names = [name for (name,) in cursor.fetchall()]
        found: set[tuple[str, str]] = set()
        for table in names:
            where = [f'"{column}" = %(pk)s' for owner, column in columns if owner == table]
            where += ["to_jsonb(kept)::text ILIKE ANY (%(words)s)", f"'{table}' = 'django_session'"]
            words = [f"%{user.name}%", f"%{user.email}%"]
            query = f"SELECT to_jsonb(kept)::text FROM {table} AS kept WHERE {' OR '.join(where)}"
            cursor.execute(query, {"pk": user.pk, "words": words})
            found |= {(table, row) for (row,) in cursor.fetchall()}
    return found


def hold_dialogue(circle: Circle, by: User, browser: Client | None = None) -> DialogueSession:
    """Plan, hold and record a session under the Chatham House Rule, with what is amended and struck on the way."""

    def asked[Made](act: Callable[[], Made]) -> Made:
        return asked_for(by, act)

    session = asked(lambda: plan_session(circle, session_draft(title=TITLE, month=PartialDate(2026, 10)), by=by))
    [item] = asked(lambda: set_agenda(session, [AgendaItemDraft(question="What is zelbric fog?")], by=by))
    asked(lambda: hold_session(session, on=TODAY, by=by))
    if browser is not None:
        send_draft_that_names_people(browser, session)
    find = finder_for(session)
    assert not any(find(text) for text in (SAID, STRUCK))
    lines = [NoteLineDraft(item=item.pk, part="points_raised", text=text) for text in (SAID, STRUCK)]
    for kind, side in (("side_note", "NORTHSHORE"), ("side_note", "SOUTHSHORE"), ("chairs_summary", "")):
        note = asked(lambda kind=kind, side=side: write_note(session, lines, kind=kind, of_side=side, by=by))
        finish(note, asked, by)
    follow_up = FollowUpDraft(text="Send the zelbric chart.", owner="outside", due_on=TODAY)
    asked(lambda: add_follow_up(session, follow_up, by=by))
    return asked(lambda: close_session(session, by=by))


def send_draft_that_names_people(browser: Client, session: DialogueSession) -> None:
    """A draft that tells who spoke is sent back to its writer, and kept nowhere; nor is what strangers send."""
    [item] = session.items.all()
    said = "\n".join(
        f"A Northshore official, {name}, {office} of the {body}, said so." for name, office, body in PEOPLE
    )
    page = f"/sessions/{session.key}/notes/NORTHSHORE/"
    for each in (browser, Client()):
        answer = each.post(page, {"version": 0, f"{item.pk}-points_raised": said}, headers={"X-Request-ID": "writing"})
        assert answer.status_code == (400 if each is browser else 302)
        assert "Northshore official" in answer.content.decode() or each is not browser


def finish(note: SessionNote, asked: Any, by: User) -> None:
    """Show a note, amend it and strike from it as somebody asked, and make it final."""
    asked(lambda: show_note(note, on=TODAY, by=by))
    said, struck = note.lines.all()
    asked(lambda: amend_line(said, text=SAID, by=by))
    asked(lambda: strike_line(struck, by=by))
    asked(lambda: add_line(note, NoteLineDraft(item=said.item_id, part="ideas", text="A zelbric bell."), by=by))
    asked(lambda: clear_note(note, cleared_by="one", by=by))
    asked(lambda: finish_note(note, on=TODAY + timedelta(15), by=by))


@pytest.fixture
def people() -> dict[str, User]:
    """The two participants with accounts, somebody of the circle who was not there, and the organiser."""
    first, second = (make_user(name=name, email=f"{name.split()[0].lower()}@example.org") for name, *_ in PEOPLE[:2])
    return {"was there": first, "was there too": second, "was not there": make_user(), "organiser": make_user()}


def test_nothing_tells_who_was_at_a_session(
    people: dict[str, User], logged: io.StringIO, storage: Path, tmp_path: Path
) -> None:
    make_report()  # the first, which a page is about unless another was chosen
    report, by = make_report(), people["organiser"]
    log(make_measure(report, parties=["NORTHSHORE", "SOUTHSHORE"]))
    circle = asked_for(by, lambda: make_circle(report, name="Strait talks", by=by))
    for name in ("was there", "was there too", "was not there"):
        asked_for(by, lambda name=name: name_in_circle(circle, user=people[name], by=by))
    browsers = {name: Client() for name in people}
    for name, browser in browsers.items():
        browser.force_login(people[name])
    program = client_of(people["was there too"])
    seen_before = shown_of_record(by, report.slug)
    before = {name: rows_about(user) for name, user in people.items()}
    logged.truncate(0)

    with CaptureQueriesContext(connection) as queries:
        session = hold_dialogue(circle, by, browsers["organiser"])
        open_pages(browsers["was there"], session)
        ask_api(program, session)

    assert {name: rows_about(user) for name, user in people.items()} == before
    assert not [query["sql"] for query in queries if "by=" in query["sql"] and "by= " not in query["sql"]]
    assert shown_of_record(by, report.slug) == seen_before
    made = back_up(tmp_path / "record.zip")
    backup = made.path
    call_command("export_report", report.slug, str(exported := tmp_path / "report.yaml"), "--team")
    texts = {"log": logged.getvalue(), "export": exported.read_text(), "backup": text_of(backup)}
    nowhere = [word for person in PEOPLE[2:] for word in person] + [
        word for person in PEOPLE[:2] for word in person[1:]
    ]
    assert places_of(*nowhere) == set()
    assert [(place, word) for place, text in texts.items() for word in nowhere if word in text] == []
    assert places_of(STRUCK) == set() and STRUCK not in texts["backup"]
    assert places_of(TITLE) == {"measures_dialoguesession"}
    assert places_of("zelbric") == {"measures_agendaitem", "measures_followup", "measures_noteline"}
    for user in people.values():
        assert not [word for word in (user.name, user.email, f"of-{user.pk}") if word in texts["log"]]
    assert not [word for word in (TITLE, session.key, circle.key, "zelbric") if word in texts["log"] + texts["export"]]
    assert (verify().faults, verify(made.manifest.heads).faults) == ([], [])
    assert circle.key in {head.circle for head in Manifest.from_json(made.manifest.as_json()).heads}


def test_those_of_a_circle_cannot_be_told_apart(people: dict[str, User]) -> None:
    by = people["organiser"]
    circle = make_circle(make_report(), name="Strait talks", by=by)
    make_measure(circle.report, parties=["NORTHSHORE", "SOUTHSHORE"])
    there, elsewhere = people["was there"], people["was not there"]
    for user in (there, elsewhere):
        asked_for(by, lambda user=user: name_in_circle(circle, user=user, by=by))
    session = hold_dialogue(circle, by)
    browser = Client()
    browser.force_login(there)
    open_pages(browser, session)
    Client().force_login(elsewhere)

    tables = {user: sorted(table for table, _row in rows_about(user)) for user in (there, elsewhere)}

    assert tables[there] == tables[elsewhere]
    assert "measures_circlemember" in tables[there]


def test_a_token_notes_no_use_at_addresses_of_sessions(people: dict[str, User]) -> None:
    user = people["was there"]
    token = make_token(user)
    program = APIClient(headers={"Authorization": f"Bearer {token}"})

    program.get("/api/v1/sessions/")
    assert user.access_tokens.get().last_used_at is None

    program.get("/api/v1/measures/")
    assert user.access_tokens.get().last_used_at is not None


@pytest.mark.parametrize(
    ("path", "is_nobodys"),
    [
        ("/sessions/", True),
        ("/sessions/session-a/notes/", True),
        ("/circles/circle-a/", True),
        ("/agenda/", True),
        ("/api/v1/sessions/session-a/", True),
        ("/api/v1/circles/", True),
        ("/accounts/sessions/", False),
        ("/measures/", False),
        ("/api/v1/measures/", False),
        ("/", False),
    ],
)
def test_addresses_at_which_nobody_is_written_down(path: str, is_nobodys: bool) -> None:
    assert is_unattributed(path) == is_nobodys


def open_pages(browser: Client, session: DialogueSession) -> None:
    """What a reader of the circle opens."""
    pages = ("/sessions/", f"/sessions/{session.key}/", f"/sessions/circles/{session.circle.key}/")
    for page in pages:
        assert browser.get(page, headers={"X-Request-ID": "reading"}).status_code == 200


def ask_api(program: APIClient, session: DialogueSession) -> None:
    """What a program of a reader of the circle asks for."""
    for address in ("/api/v1/sessions/", f"/api/v1/sessions/{session.key}/"):
        assert program.get(address).status_code == 200


def shown_of_record(user: User, report: str) -> list[bytes]:
    """What everything that counts or searches shows of a report."""
    browser = Client()
    browser.force_login(user)
    pages = [f"/api/v1/{name}/?report={report}" for name in ("measures", "entries", "dashboard", "heads")]
    pages += ["/api/v1/search/?q=zelbric", f"/api/v1/search/?q={TITLE.split(maxsplit=1)[0]}", "/api/v1/checkpoints/"]
    return [b"".join(browser.get(page)) for page in pages]


def text_of(archive: Path) -> str:
    """All members of an archive as one text."""
    with zipfile.ZipFile(archive) as members:
        return "\n".join(members.read(name).decode(errors="replace") for name in members.namelist())
