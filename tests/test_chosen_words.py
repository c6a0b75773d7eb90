"""An editor chooses which statement answers an ambiguity; whoever may not read it has the latest."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from measures.errors import NotAllowedError
from measures.models import Ambiguity, ChosenWords, Entry, Evidence, Report, Role, RowChange, Statement, User
from measures.operations.chosen_words import choose_words, take_latest_words
from measures.operations.entries import correct_entry
from measures.operations.markings import tighten_marking
from measures.operations.redactions import redact_entry
from measures.operations.redrafting import draft_of_entry
from tests.factories import TODAY, client_of, get, make_evidence, make_participant, make_party, make_report, make_user
from tests.test_unclear import EAST, NORTH, SOUTH, cells_of, make_point, page, say

pytestmark = pytest.mark.django_db
WHY, WHY_ZH = "It says what the lamps are for.", "这段话说明了灯的用途。"
EARLY, LATE = "Our lamps warn ships.", "Our lamps are bright."


@pytest.fixture
def report() -> Report:
    for code in (NORTH, SOUTH, EAST):
        make_party(code)
    return make_report("calm")


@pytest.fixture
def point(report: Report) -> Ambiguity:
    return make_point(report, "LAMPS", NORTH)


@pytest.fixture
def source() -> Evidence:
    return make_evidence(title="The harbour master’s speech")


@pytest.fixture
def early(point: Ambiguity, source: Evidence) -> Entry:
    """The earlier of two statements."""
    entry = say(point, source, EARLY, "2024-01-01")
    say(point, source, LATE, "2024-06-01")
    return entry


@pytest.fixture
def editor() -> User:
    return make_user(role=Role.EDITOR)


def key_of(entry: Entry) -> str:
    return Statement.objects.get(entry=entry).key


def choose(point: Ambiguity, entry: Entry, by: User, **fields: Any) -> ChosenWords:
    given = {"bearer": NORTH, "role": "own", "statement": key_of(entry), "why": WHY, "why_zh_hans": WHY_ZH}
    return choose_words(point, **(given | fields), by=by)


def chosen(point: Ambiguity, **parameters: str) -> Any:
    """What the API says of the choice for what the North says."""
    return get(f"ambiguities/{point.key}/perception/", **parameters)["cells"][0]["choice"]


def test_the_chosen_words_stand_before_the_latest_with_the_reason(point: Ambiguity, early: Entry, editor: User) -> None:
    assert (cells_of(point)["own"], chosen(point)) == ([LATE, EARLY], None)

    choose(point, early, editor)

    assert cells_of(point)["own"] == [EARLY, LATE]
    assert chosen(point) == {"statement": key_of(early), "why": WHY, "why_zh_hans": WHY_ZH}
    for text in (page("/ambiguities/?report=calm"), page(f"/ambiguities/{point.key}/")):
        assert f"Chosen by an editor: {WHY}" in text
    assert LATE not in page("/ambiguities/?report=calm")
    chinese = Client().get(f"/ambiguities/{point.key}/", headers={"accept-language": "zh-hans"}).content.decode()
    assert WHY_ZH in chinese


def test_another_choice_takes_its_place_and_both_are_in_the_row_history(
    point: Ambiguity, early: Entry, source: Evidence, editor: User
) -> None:
    other = say(point, source, "Our lamps are for ferries.", "2024-02-01", about=SOUTH)
    choose(point, early, editor)
    row = choose(point, other, editor, why="It names them.", why_zh_hans="")

    assert cells_of(point)["own"] == ["Our lamps are for ferries.", LATE]
    take_latest_words(point, bearer=NORTH, role="own", by=editor)
    take_latest_words(point, bearer=NORTH, role="own", by=editor)

    assert cells_of(point)["own"] == [LATE, EARLY]
    changes = RowChange.objects.filter(table="measures_chosenwords", row=row.pk).order_by("pk")
    assert [each.after and each.after["why"] for each in changes] == [WHY, "It names them.", None]
    assert changes[1].before == {"statement_key": key_of(early), "why": WHY, "why_zh_hans": WHY_ZH}


def test_whoever_may_not_read_the_chosen_words_has_the_latest_and_no_reason(
    point: Ambiguity, early: Entry, editor: User
) -> None:
    choose(point, early, editor)
    tighten_marking(early, marking="internal", by=editor)

    assert (cells_of(point)["own"], chosen(point)) == ([LATE], None)
    assert WHY not in page(f"/ambiguities/{point.key}/") + page("/ambiguities/?report=calm")
    team = client_of(make_user()).get(f"/api/v1/ambiguities/{point.key}/perception/").json()["cells"][0]
    assert [row["quotation"] for row in team["statements"]] == [EARLY, LATE]
    assert team["choice"]["why"] == WHY


def test_as_of_a_day_before_they_were_said_the_latest_by_then_stands_there(
    point: Ambiguity, early: Entry, source: Evidence, editor: User
) -> None:
    last = Statement.objects.get(quotation=LATE).entry
    say(point, source, "Our lamps are new.", "2024-09-01")
    choose(point, last, editor)

    assert cells_of(point)["own"] == [LATE, "Our lamps are new."]
    assert (cells_of(point, as_of="2024-03-01")["own"], chosen(point, as_of="2024-03-01")) == ([EARLY], None)
    assert chosen(point, as_of="2024-06-01") is not None


def test_a_choice_goes_with_a_correction_and_ends_with_a_redaction(
    point: Ambiguity, early: Entry, editor: User
) -> None:
    choose(point, early, editor)
    draft = draft_of_entry(early, reason="A word was missing.")
    [words] = draft.statements
    changed = replace(draft, statements=[replace(words, quotation="Our lamps warn all ships.")])
    corrected = correct_entry(early, changed, by=editor, on=TODAY)

    assert cells_of(point)["own"] == ["Our lamps warn all ships.", LATE]
    redact_entry(corrected, by=make_user(role=Role.ADMINISTRATOR), reason="It harms somebody.")

    assert (cells_of(point)["own"], chosen(point)) == ([LATE], None)


def test_words_of_the_other_side_may_be_chosen_for_its_cell_only(
    point: Ambiguity, early: Entry, source: Evidence, editor: User
) -> None:
    theirs = say(point, source, "They look for us.", "2024-02-01", parties=[SOUTH])
    elsewhere = say(make_point(point.report, "HORNS", NORTH), source, "Our horns are loud.")
    doubtful = say(point, source, "A committee wonders.", authority="legislature")
    for entry in (theirs, elsewhere, doubtful):
        with pytest.raises(ValidationError, match="this side on this ambiguity"):
            choose(point, entry, editor)
    for fields in ({"role": "third"}, {"bearer": SOUTH}, {"why": " "}, {"statement": "ST-0"}):
        with pytest.raises(ValidationError):
            choose(point, early, editor, **fields)
    assert not ChosenWords.objects.exists()

    choose(point, theirs, editor, role="other")

    assert cells_of(point)["other"] == ["They look for us."]
    assert "They look for us." not in cells_of(point)["others"]


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR])
def test_only_editors_choose(point: Ambiguity, early: Entry, editor: User, role: str) -> None:
    by = make_user(role=role)
    address = f"/ambiguities/{point.key}/words/{NORTH}/own/"
    sent = {"statement": key_of(early), "why": WHY}

    with pytest.raises(NotAllowedError):
        choose(point, early, by)
    assert client_of(by).post(address, sent).status_code in (302, 403)
    for client in (Client(), signed_in(by), signed_in(make_participant())):
        assert client.post(address, sent).status_code in (302, 403)
        assert "Choose the words" not in client.get(f"/ambiguities/{point.key}/").content.decode()
    assert not ChosenWords.objects.exists()
    choose(point, early, editor)
    with pytest.raises(NotAllowedError):
        take_latest_words(point, bearer=NORTH, role="own", by=by)
    assert signed_in(by).post(f"{address}latest/").status_code == 403
    assert ChosenWords.objects.count() == 1


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_form_chooses_and_a_button_goes_back_to_the_latest(point: Ambiguity, early: Entry, editor: User) -> None:
    client, address = signed_in(editor), f"/ambiguities/{point.key}/words/{NORTH}/own/"
    assert address in client.get(f"/ambiguities/{point.key}/").content.decode()
    assert EARLY in client.get(address).content.decode()
    missing = client.post(address, {"statement": key_of(early), "why": ""})
    assert (missing.status_code, ChosenWords.objects.count()) == (400, 0)

    assert client.post(address, {"statement": key_of(early), "why": WHY}).status_code == 302

    assert cells_of(point)["own"] == [EARLY, LATE]
    assert WHY in client.get(address).content.decode()
    assert "latest/" in client.get(f"/ambiguities/{point.key}/").content.decode()
    assert client.post(f"{address}latest/").status_code == 302
    assert not ChosenWords.objects.exists()
    assert client.get(f"/ambiguities/{point.key}/words/{SOUTH}/own/").status_code == 404


def test_where_the_point_is_what_worries_a_side_all_its_words_stand_in_its_cell(
    point: Ambiguity, early: Entry, source: Evidence
) -> None:
    say(point, source, "Their lamps dazzle us.", "2024-08-01", about=SOUTH)
    say(point, source, "They worry too much.", "2024-08-02", parties=[SOUTH], about=NORTH)
    say(point, source, "We worry, too.", "2024-08-03", parties=[SOUTH])
    assert cells_of(point)["own"] == [LATE, EARLY]

    Ambiguity.objects.filter(pk=point.pk).update(is_worry=True)

    found = cells_of(point)
    assert found["own"] == ["Their lamps dazzle us.", LATE]
    assert (found["other"], found["others"]) == (["They worry too much."], ["We worry, too."])
    assert "What the side that it concerns says worries it" in page(f"/ambiguities/{point.key}/")


def test_the_record_has_words_of_what_worries_china(reports: None) -> None:
    for code in ("A1", "A2", "A3"):
        cell = get(f"ambiguities/zhao-2020-{code}/perception/")["cells"][0]
        assert (cell["bearer"], len(cell["statements"])) == ("CN", 2)
