"""The agenda of a session: made from what the record suggests, and circulated as open questions to both sides."""

import re
from html import unescape
from io import BytesIO
from typing import Any

import docx
import pytest
from django.test import Client
from django.utils import timezone

from measures.models import DialogueSession, FollowUp, User
from measures.operations.sessions import (
    AgendaItemDraft,
    FollowUpDraft,
    add_follow_up,
    finish_follow_up,
    set_agenda,
)
from tests.dialogues import circle_for, held_session, organiser_of, planned_session
from tests.factories import TODAY, make_ambiguity, make_measure, make_representative, make_user

pytestmark = pytest.mark.django_db

NORTH, SOUTH = "NORTHSHORE", "SOUTHSHORE"


@pytest.fixture
def session() -> DialogueSession:
    """A planned session of a report with two sides."""
    return planned_session(title_zh_hans="渡轮")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def organiser(session: DialogueSession) -> Client:
    return signed_in(organiser_of(session.circle))


def address(session: DialogueSession, rest: str = "edit/") -> str:
    return f"/sessions/{session.key}/agenda/{rest}"


def rows_sent(session: DialogueSession, *rows: dict[str, Any], act: str = "save", **more: Any) -> dict[str, Any]:
    """What the form sends with these rows."""
    fields = {f"items-{place}-{name}": value for place, row in enumerate(rows) for name, value in row.items()}
    return {"version": session.version, "items-rows": len(rows), "act": act, **fields, **more}


def questions_in(page: str) -> list[str]:
    """What stands in the fields of questions."""
    found = re.findall(r'<textarea name="items-\d+-question"[^>]*>\s*([^<]*?)\s*</textarea>', page)
    return [unescape(each) for each in found if each]


def test_questions_are_added_cut_and_put_in_another_order(session: DialogueSession, organiser: Client) -> None:
    ambiguity = make_ambiguity(session.report)
    by = organiser_of(session.circle)
    first, second = set_agenda(session, [AgendaItemDraft(question=each) for each in ("Fog?", "Rain?")], by=by)
    session.refresh_from_db()

    rows = [
        {"item": first.pk, "question": "", "place": 1},
        {"item": second.pk, "question": "Rain, then?", "place": 2, "asks_more_of": NORTH},
        {"question": "Wind?", "question_zh_hans": "风？", "place": 1, "on": ambiguity.key, "rule": ""},
    ]
    answer = organiser.post(address(session), rows_sent(session, *rows))

    assert answer.status_code == 302, answer.content.decode()
    wind, rain = session.items.all()
    assert (wind.question, wind.question_zh_hans, wind.ambiguity) == ("Wind?", "风？", ambiguity)
    assert (rain.pk, rain.question, rain.asks_more_of_id) == (second.pk, "Rain, then?", NORTH)


def test_what_was_changed_meanwhile_is_not_written_over(session: DialogueSession, organiser: Client) -> None:
    set_agenda(session, [AgendaItemDraft(question="Fog?")], by=organiser_of(session.circle))

    answer = organiser.post(address(session), rows_sent(session, {"question": "Rain?"}))

    assert answer.status_code == 400 and "Rain?" in answer.content.decode()
    assert [item.question for item in session.items.all()] == ["Fog?"]


def test_faults_stand_at_the_question_that_has_them(session: DialogueSession, organiser: Client) -> None:
    rows = [{"question": "Fog?", "place": 2, "rule": ""}, {"question": "", "question_zh_hans": "雨？", "place": 1}]

    answer = organiser.post(address(session), rows_sent(session, *rows))

    assert answer.status_code == 400
    assert 'href="#id_items-1-question"' in answer.content.decode()
    assert not session.items.exists()


def test_the_record_suggests_and_what_is_ticked_becomes_a_question(session: DialogueSession, organiser: Client) -> None:
    ambiguity = make_ambiguity(
        session.report, parent=make_ambiguity(session.report), title="What the lamps are for", title_zh_hans="灯的用途"
    )
    today = str(timezone.localdate())
    measure = make_measure(session.report, parties=[NORTH, SOUTH], addresses=[ambiguity], due_on=today)
    shown = organiser.get(address(session)).content.decode()
    [suggested] = re.findall(r'name="suggestion" value="(coming:[^"]+)"', shown)

    sent = rows_sent(session, {"question": "Fog?"}, act="take", suggestion=suggested)
    page = organiser.post(address(session), sent)

    assert suggested == f"coming:{measure.key}" and "Target date" in shown
    assert questions_in(page.content.decode()) == ["Fog?", "How does each side see this today: What the lamps are for?"]
    assert "双方目前如何看待：灯的用途？" in page.content.decode()
    assert not session.items.exists()


def test_open_follow_ups_of_the_circle_come_first(session: DialogueSession) -> None:
    by = organiser_of(session.circle)
    held = held_session(session.circle)
    open_one, done = (
        add_follow_up(held, FollowUpDraft(text=text, owner="organisers"), by=by) for text in ("A chart", "A lamp")
    )
    finish_follow_up(done, on=TODAY, by=by)

    page = signed_in(by).get(address(session)).content.decode()

    assert questions_in(page) == ["What has come of this: A chart?"]
    row = {"question": "The chart?", "from_follow_up": open_one.key}
    assert signed_in(by).post(address(session), rows_sent(session, row)).status_code == 302
    assert session.items.get().from_follow_up == open_one
    assert "A chart" not in signed_in(by).get(address(session)).content.decode()
    assert FollowUp.objects.open().get() == open_one


def circulated(session: DialogueSession, *more_of: str) -> str:
    """The page of the circulated agenda, of questions of which each asks more of a side, or as much of each."""
    by = organiser_of(session.circle)
    drafts = [
        AgendaItemDraft(question=f"Question {place}?", question_zh_hans=f"第{place}问？", asks_more_of=side)
        for place, side in enumerate(more_of)
    ]
    set_agenda(session, drafts, by=by)
    return signed_in(by).get(address(session, "")).content.decode()


EVENLY = "The questions together ask as much of each side: 1 question asks as much of each side"
UNEVENLY = "The questions together do not ask as much of each side: 0 questions ask as much of each side"


@pytest.mark.parametrize(
    ("more_of", "sentence"),
    [
        (["", ""], "Every question asks as much of each side."),
        (["", NORTH, SOUTH], f"{EVENLY}, 1 more of Northshore, 1 more of Southshore."),
        ([SOUTH, SOUTH], f"{UNEVENLY}, 0 more of Northshore, 2 more of Southshore."),
    ],
)
def test_it_says_whether_it_asks_as_much_of_each_side(
    session: DialogueSession, more_of: list[str], sentence: str
) -> None:
    page = circulated(session, *more_of)

    assert sentence in page
    assert "Question 0?" in page and "第0问？" in page
    assert "与会者以个人身份发言，不代表任何政府。" in page


def test_the_file_has_both_languages_and_nothing_of_why(session: DialogueSession, organiser: Client) -> None:
    ambiguity = make_ambiguity(session.report)
    draft = AgendaItemDraft(question="Fog?", question_zh_hans="雾？", on=ambiguity.key)
    set_agenda(session, [draft], by=organiser_of(session.circle))

    answer = organiser.get(address(session, ""), {"format": "docx"})

    words = [paragraph.text for paragraph in docx.Document(BytesIO(answer.content)).paragraphs]
    assert any("Fog?" in each for each in words) and any("雾？" in each for each in words)
    assert not any("Sources" in each or "Comment" in each for each in words)
    assert organiser.get(address(session, ""), {"format": "odt"}).status_code == 404


def test_the_circle_reads_what_is_circulated_and_only_organisers_change_it() -> None:
    member, stranger = make_representative(NORTH), make_user()
    session = planned_session(circle_for(None, member))
    set_agenda(session, [AgendaItemDraft(question="Fog?")], by=organiser_of(session.circle))

    read = signed_in(member).get(address(session, ""))

    assert read.status_code == 200 and "Fog?" in read.content.decode()
    assert address(session) not in read.content.decode()
    assert signed_in(member).get(address(session)).status_code == 403
    assert signed_in(stranger).get(address(session, "")).status_code == 404
    assert signed_in(stranger).get(address(session)).status_code == 404
    assert Client().get(address(session)).status_code == 302
