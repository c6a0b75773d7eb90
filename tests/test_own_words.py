"""What a party said stands in its own words: with its entry, sealed, filtered, corrected, redacted."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client

from measures.analysis.verification import verify
from measures.models import (
    PUBLIC,
    Entry,
    EntryKind,
    Evidence,
    Measure,
    PartialDate,
    Party,
    Report,
    Statement,
    Subject,
    User,
)
from measures.operations.drafts import EntryDraft, ReferenceDraft, StatementDraft
from measures.operations.entries import correct_entry, log_development
from measures.operations.markings import tighten_marking
from measures.operations.redactions import redact_entry
from measures.operations.redrafting import draft_of_entry
from tests.factories import (
    TODAY,
    client_of,
    get,
    log,
    make_capture,
    make_evidence,
    make_measure,
    make_participant,
    make_party,
    make_subject,
    make_user,
)
from tests.markup import words_of

pytestmark = pytest.mark.django_db

WORDS = "The strait is open to all who keep its peace."


@pytest.fixture
def measure() -> Measure:
    make_party("SOUTHSHORE")
    return make_measure(code="BEACON-1")


@pytest.fixture
def report(measure: Measure) -> Report:
    return measure.report


@pytest.fixture
def source(measure: Measure) -> Evidence:
    return make_evidence(title="The harbour master’s speech")


@pytest.fixture
def subject(report: Report) -> Subject:
    return make_subject(report, "passage")


def said(**fields: Any) -> StatementDraft:
    """What the North Shore says of itself."""
    usual: dict[str, Any] = {
        "parties": ["NORTHSHORE"],
        "authority": "leader",
        "speaker": "The harbour master",
        "said_on": PartialDate.of(TODAY),
        "quotation": WORDS,
        "quotation_language": "en",
        "acts": ["states"],
    }
    return StatementDraft(**{**usual, **fields})


def statement_entry(report: Report, *statements: StatementDraft, by: User | None = None, **fields: Any) -> Entry:
    draft = EntryDraft(
        kind=EntryKind.STATEMENT,
        statements=list(statements),
        **{"occurred": PartialDate.of(TODAY), "sources": [], **fields},
    )
    return log_development(report, draft, by=by or make_user(), on=TODAY)


def listed(**query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = get("statements/", **query)["results"]
    return found


def test_a_day_on_which_somebody_spoke_is_logged_and_answered_as_it_was_sent(
    report: Report, measure: Measure, source: Evidence, subject: Subject
) -> None:
    entry = statement_entry(
        report,
        said(
            about="SOUTHSHORE", acts=["asks", "proposes"], to=["SOUTHSHORE", "all"], subjects=[subject.key],
            on=[measure.key], occasion="Speech on the pier", place="North Pier", speech="reported",
            as_quoted_by="The Gull", translation_zh_hans="海峡向所有维护和平者开放。", in_answer_to="A question",
        ),
        sources=[source.key],
    )  # fmt: skip

    [row] = listed()
    assert (row["entry"], row["report"], row["parties"]) == (entry.key, report.slug, ["NORTHSHORE"])
    assert (row["about"], row["acts"], row["to"]) == ("SOUTHSHORE", ["asks", "proposes"], ["SOUTHSHORE", "all"])
    assert (row["subjects"], row["on"], row["source"]) == ([subject.key], [measure.key], source.key)
    assert (row["quotation"], row["speech"], row["place"]) == (WORDS, "reported", "North Pier")
    assert get(f"statements/{row['key']}/") == row
    assert get(f"entries/{entry.key}/")["statements"] == [row]
    assert verify().faults == []


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"parties": []}, "statements.0.parties"),
        ({"parties": ["NOBODY"]}, "statements.0.parties.0"),
        ({"parties": ["NORTHSHORE", "NORTHSHORE"]}, "statements.0.parties.1"),
        ({"acts": []}, "statements.0.acts"),
        ({"acts": ["sings"]}, "statements.0.acts.0"),
        ({"to": ["NOBODY"]}, "statements.0.to.0"),
        ({"about": "NORTHSHORE"}, "statements.0.about"),
        ({"about": "party"}, "statements.0.about"),
        ({"about": "NOBODY"}, "statements.0.about"),
        ({"speaker": " "}, "statements.0.speaker"),
        ({"quotation": ""}, "statements.0.quotation"),
        ({"quotation": "word " * 61}, "statements.0.quotation"),
        ({"quotation_language": ""}, "statements.0.quotation_language"),
        ({"authority": "oracle"}, "statements.0.authority"),
        ({"said_on": PartialDate.parse("2030-01-01")}, "statements.0.said_on"),
        ({"published_on": PartialDate.parse("2001-01-01")}, "statements.0.published_on"),
        ({"subjects": ["nothing"]}, "statements.0.subjects.0"),
        ({"on": ["nothing"]}, "statements.0.on.0"),
        ({"key": "statement-made-up"}, "statements.0.key"),
        ({"refers_to": [ReferenceDraft(how="answers", entry=f"e{n}") for n in range(9)]}, "statements.0.refers_to"),
        ({"refers_to": [ReferenceDraft(how="answers")]}, "statements.0.refers_to.0.statement"),
        ({"refers_to": [ReferenceDraft(how="answers", statement="nothing")]}, "statements.0.refers_to.0.statement"),
        ({"refers_to": [ReferenceDraft(how="sings", entry="nothing")]}, "statements.0.refers_to.0.how"),
    ],
)
def test_what_is_wrong_is_named_by_its_field_and_nothing_is_kept(
    report: Report, source: Evidence, fields: dict[str, Any], path: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        statement_entry(report, said(**fields), sources=[source.key])

    assert path in refused.value.message_dict
    assert not Statement.objects.exists()


def test_words_need_a_source_and_move_nothing_by_themselves(report: Report, measure: Measure) -> None:
    with pytest.raises(ValidationError) as refused:
        statement_entry(report, said())

    assert set(refused.value.message_dict) == {"statements.0.source"}

    with pytest.raises(ValidationError) as refused:
        log_development(
            report,
            EntryDraft(kind=EntryKind.STATEMENT, occurred=PartialDate.of(TODAY), sources=[make_evidence().key]),
            by=make_user(),
            on=TODAY,
        )
    assert set(refused.value.message_dict) == {"statements"}


def test_words_of_a_joint_text_stand_with_each_party_and_of_others_with_none(report: Report, source: Evidence) -> None:
    make_party("EASTSHORE")
    statement_entry(report, said(parties=["NORTHSHORE", "SOUTHSHORE"]), sources=[source.key])
    statement_entry(report, said(parties=["EASTSHORE"], quotation="We watch the lamps."), sources=[source.key])
    statement_entry(report, said(voice="of_the_other", quotation="They will dim theirs."), sources=[source.key])

    assert [len(listed(party=code)) for code in ("NORTHSHORE", "SOUTHSHORE", "EASTSHORE")] == [2, 1, 1]
    assert [row["quotation"] for row in listed(party="SOUTHSHORE")] == [WORDS]
    assert [row["quotation"] for row in listed(voice="own", party="NORTHSHORE")] == [WORDS]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"about": "NORTHSHORE"}, ["of itself"]),
        ({"about": "SOUTHSHORE"}, ["of the other"]),
        ({"about": "itself"}, ["of itself"]),
        ({"about": "general"}, ["to all"]),
        ({"act": "asks"}, ["of the other"]),
        ({"to": "SOUTHSHORE"}, ["of the other"]),
        ({"to": "all"}, ["to all"]),
        ({"authority": "legislature"}, ["to all"]),
        ({"q": "to all"}, ["to all"]),
        ({"said_before": "2024-12-31"}, ["of itself"]),
        ({"said_after": "2025-01-01"}, ["to all", "of the other"]),
        ({"speaker": "BELL"}, ["of the other"]),
    ],
)
def test_statements_are_filtered(report: Report, source: Evidence, query: dict[str, str], expected: list[str]) -> None:
    log_day(report, source, "2024-06", quotation="of itself")
    log_day(
        report, source, "2025-06-01", quotation="of the other", about="SOUTHSHORE", acts=["asks"], to=["SOUTHSHORE"],
        speaker="The bellman",
    )  # fmt: skip
    log_day(report, source, "2025-06-02", quotation="to all", about="general", to=["all"], authority="legislature")

    assert [row["quotation"] for row in listed(**query)] == expected


def log_day(report: Report, source: Evidence, day: str, **fields: Any) -> Entry:
    draft = EntryDraft(
        kind=EntryKind.STATEMENT,
        occurred=PartialDate.parse(day),
        statements=[said(said_on=PartialDate.parse(day), **fields)],
        sources=[source.key],
    )
    return log_development(report, draft, by=make_user(), on=TODAY)


def test_an_unknown_filter_is_refused(report: Report) -> None:
    answer = client_of(make_user()).get("/api/v1/statements/", {"act": "sings"})

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["act"]


def test_a_correction_keeps_the_key_and_what_refers_to_it_follows(report: Report, source: Evidence) -> None:
    asked = statement_entry(report, said(acts=["asks"], to=["SOUTHSHORE"]), sources=[source.key])
    key = asked.statements.get().key
    reference = ReferenceDraft(how="answers", statement=key)
    answer = statement_entry(
        report, said(parties=["SOUTHSHORE"], quotation="We shall.", refers_to=[reference]), sources=[source.key]
    )

    draft = draft_of_entry(asked, reason="A comma")
    [statement] = draft.statements
    corrected = correct_entry(asked, draft, by=make_user(role="editor"), on=TODAY)

    assert statement.key == corrected.statements.get().key == key
    assert [row["entry"] for row in listed(party="NORTHSHORE")] == [corrected.key]
    [row] = listed(party="SOUTHSHORE")
    assert row["refers_to"] == [{"how": "answers", "manner": "words", "basis": "ours", "statement": key, "entry": ""}]
    assert draft_of_entry(answer).statements[0].refers_to == [reference]
    assert verify().faults == []


def test_a_correction_that_names_no_statements_leaves_them_and_an_empty_list_takes_them_away(
    report: Report, measure: Measure, source: Evidence
) -> None:
    entry = log(measure, statements=[said()], sources=[source.key])
    client = client_of(make_user(role="editor"))

    client.post(f"/api/v1/entries/{entry.key}/correction/", {"title": "Otherwise", "reason": "why"}, format="json")
    assert len(listed()) == 1

    latest = Entry.objects.get(corrects=entry)
    client.post(f"/api/v1/entries/{latest.key}/correction/", {"statements": [], "reason": "why"}, format="json")
    assert listed() == []


def test_redacted_words_are_nowhere_and_the_chain_verifies(report: Report, source: Evidence) -> None:
    entry = statement_entry(report, said(occasion="On the pier"), sources=[source.key])
    key = entry.statements.get().key
    answer = statement_entry(
        report,
        said(quotation="As said.", refers_to=[ReferenceDraft(how="repeats", statement=key)]),
        sources=[source.key],
    )

    redact_entry(entry, by=make_user(role="administrator"), reason="A person")

    assert [row["entry"] for row in listed()] == [answer.key]
    assert client_of(make_user()).get(f"/api/v1/statements/{key}/").status_code == 404
    assert [group["hits"] for group in get("search/", q="strait")["groups"]] == [[]] * 5
    assert verify().faults == []


def test_words_are_read_by_those_who_may_read_their_entry(report: Report, source: Evidence) -> None:
    entry = statement_entry(report, said(), sources=[source.key])
    key = entry.statements.get().key
    answer = statement_entry(
        report, said(quotation="Again.", refers_to=[ReferenceDraft(how="repeats", statement=key)]), sources=[source.key]
    )

    tighten_marking(entry, marking="participants", by=make_user(role="editor"))

    answer.refresh_from_db()
    assert answer.marking == "participants"
    assert listed() == []
    assert len(client_of(make_participant()).get("/api/v1/statements/").json()["results"]) == 2


def test_nobody_alters_words(report: Report, source: Evidence) -> None:
    entry = statement_entry(report, said(), sources=[source.key])

    for statement in ("UPDATE measures_statement SET quotation = 'other'", "DELETE FROM measures_statement"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert entry.statements.get().quotation == WORDS


def test_words_are_logged_by_the_api_with_a_development_and_by_themselves(
    report: Report, measure: Measure, source: Evidence
) -> None:
    words = {
        "parties": ["NORTHSHORE"], "authority": "ministry", "speaker": "A keeper", "said_on": str(TODAY),
        "quotation": WORDS, "quotation_language": "en", "acts": ["commits"],
    }  # fmt: skip
    body = {"report": report.slug, "occurred": str(TODAY), "sources": [source.key], "statements": [words]}
    client = client_of(make_user())

    alone = client.post("/api/v1/entries/", {**body, "kind": "statement"}, format="json")
    assert alone.status_code == 201, alone.content
    with_one = client.post(
        "/api/v1/entries/",
        {
            **body, "title": "Lamps", "narrative": "They were lit.", "track": "official", "claim": "reported",
            "bears_on": [{"on": measure.key, "direction": "toward"}],
        },
        format="json",
    )  # fmt: skip
    assert with_one.status_code == 201, with_one.content
    assert len(listed(act="commits")) == 2

    wrong = client.post("/api/v1/entries/", {**body, "kind": "check"}, format="json")
    assert wrong.status_code == 400
    assert "kind" in [error["field"] for error in wrong.json()["errors"]]


def test_what_was_said_is_read_as_of_a_day(report: Report, source: Evidence) -> None:
    log_day(report, source, "2025-03-01")

    assert listed(as_of="2025-02-28") == []
    assert len(listed(as_of="2025-03-01")) == 1


def test_a_page_shows_the_words_with_who_spoke_and_how_we_have_them(report: Report, source: Evidence) -> None:
    entry = statement_entry(
        report,
        said(acts=["asks"], to=["SOUTHSHORE"], occasion="Speech on the pier", translation_zh_hans="海峡开放。"),
        said(quotation="They watch.", speech="reported", as_quoted_by="The Gull", voice="both"),
        sources=[source.key],
    )
    key = entry.statements.first().key

    shown = words_of(Client().get("/statements/", {"report": report.slug}).content.decode())
    of_entry = words_of(Client().get(f"/journal/{entry.key}/").content.decode())
    in_chinese = words_of(
        Client(headers={"accept-language": "zh-hans"}).get("/statements/", {"report": report.slug}).content.decode()
    )

    for page in (shown, of_entry):
        assert f"“{WORDS}”" in page
        assert "“They watch.”" not in page
        assert "as quoted by The Gull" in page
    assert "no copy" in of_entry
    assert "asks, to SOUTHSHORE" in shown or "asks, to Southshore" in shown
    assert "海峡开放。" in in_chinese
    assert f'id="{key}"' in Client().get(f"/journal/{entry.key}/").content.decode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", "no copy"), (f"He said: {WORDS}", "found there word for word"), ("Fog.", "not found in the copy")],
)
def test_a_quotation_is_looked_for_in_the_copy_of_its_source(
    report: Report, source: Evidence, text: str, expected: str
) -> None:
    if text:
        make_capture(source, text=text)
    entry = statement_entry(report, said(), sources=[source.key])

    assert expected in words_of(Client().get(f"/journal/{entry.key}/").content.decode())


def test_a_party_that_only_words_name_is_known_and_used(report: Report, source: Evidence) -> None:
    for code in ("EASTSHORE", "WESTSHORE", "NOWHERE"):
        make_party(code)
    statement_entry(report, said(parties=["EASTSHORE"], to=["WESTSHORE"]), sources=[source.key])

    seen = set(Party.objects.visible_to(PUBLIC).values_list("code", flat=True))
    unused = set(Party.objects.unused().values_list("code", flat=True))

    assert {"EASTSHORE", "WESTSHORE"} <= seen
    assert unused.isdisjoint({"EASTSHORE", "WESTSHORE"})
    assert "NOWHERE" not in seen and "NOWHERE" in unused


def test_a_party_that_only_hidden_words_name_is_unknown_to_others(report: Report, source: Evidence) -> None:
    make_party("EASTSHORE")
    statement_entry(report, said(parties=["EASTSHORE"]), sources=[source.key], marking="participants")

    assert not Party.objects.visible_to(PUBLIC).filter(code="EASTSHORE").exists()
