"""What the overview says first: the summary, what is latest, and what each side says on the report's subjects."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models.sql.compiler import SQLCompiler
from django.test import Client

from measures.analysis.first_screen import FirstScreen, first_screen
from measures.models import PUBLIC, TEAM, Measure, PartialDate, Party, Subject
from measures.operations.drafts import AssessmentDraft
from tests.factories import (
    TODAY,
    compare,
    get,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_party,
    make_report,
    make_subject,
    mentioned,
    not_in_text,
    say,
    summarise,
    text_draft,
)
from tests.markup import words_of

NORTH, SOUTH = "NORTHSHORE", "SOUTHSHORE"
pytestmark = pytest.mark.django_db


@pytest.fixture
def measure() -> Measure:
    make_party(SOUTH)
    return make_measure(make_report("calm"), code="LAMP-1", parties=[NORTH, SOUTH])


def glance(measure: Measure, audience: Any = PUBLIC, **days: Any) -> FirstScreen:
    sides = list(Party.objects.filter(code__in=(NORTH, SOUTH)).order_by("code"))
    return first_screen(measure.report, audience, sides=sides, on=days.get("as_of") or TODAY, **days)


def shown(path: str = "/?report=calm", **headers: str) -> str:
    return words_of(Client(headers=headers).get(path).content.decode())


def said(found: FirstScreen) -> dict[str, list[str]]:
    """By subject, what each side says, in its words or ours."""
    return {
        each.subject.code: ["" if side.statement is None else side.statement.row.quotation for side in each.sides]
        for each in found.statements
    }


def test_the_newest_summary_by_the_day_stands_first_with_what_came_after_it(measure: Measure) -> None:
    summarise(measure.report, as_of=date(2026, 3, 1), text="The lamps are out.")
    summarise(measure.report, as_of=date(2026, 9, 1), text="The lamps are lit.")
    log(measure, occurred="2026-09")
    log(measure, occurred="2026-10")
    log(measure, occurred="2026-11-01")

    now, then = glance(measure), glance(measure, as_of=date(2026, 5, 1))

    assert now.summary and then.summary
    assert (now.summary.title, now.since_summary) == ("The lamps are lit.", 2)
    assert (then.summary.title, then.since_summary) == ("The lamps are out.", 0)
    assert "The lamps are lit. Summary" in shown()
    assert "2 developments since that day" in shown()


def test_nothing_is_said_of_what_came_since_a_summary_if_nothing_did(measure: Measure) -> None:
    summarise(measure.report, as_of=date(2026, 9, 1), text="The lamps are lit.")

    assert "The lamps are lit. Summary" in shown()
    assert "since that day" not in shown()


def test_a_hidden_summary_stands_first_for_those_who_may_read_it_only(measure: Measure) -> None:
    summarise(measure.report, as_of=date(2026, 3, 1), text="The lamps are out.")
    summarise(measure.report, as_of=date(2026, 9, 1), text="The lamps are lit.", marking="internal")

    assert [found.summary and found.summary.title for found in (glance(measure), glance(measure, TEAM))] == [
        "The lamps are out.",
        "The lamps are lit.",
    ]
    assert "The lamps are lit." not in shown()


def test_without_a_summary_the_latest_official_development_stands_first(measure: Measure) -> None:
    source = [make_evidence().key]
    log(measure, occurred="2026-09-01", title="The office lit the lamps", sources=source)
    log(measure, occurred="2026-10-01", title="A paper wrote of lamps", track="press_analysis", sources=source)

    assert "The office lit the lamps The latest official development" in shown()


def test_a_development_without_a_source_that_its_reader_sees_stands_neither_first_nor_among_the_latest(
    measure: Measure,
) -> None:
    log(measure, occurred="2026-09-01", title="The office lit the lamps", sources=[make_evidence().key])
    hidden = make_evidence(marking="internal").key
    log(measure, occurred="2026-09-02", title="A test", sources=[])
    told = log(measure, occurred="2026-09-03", title="A rumour", marking="internal", sources=[hidden])

    assert "The office lit the lamps The latest official development" in shown()
    assert [entry.title for entry in glance(measure).developments] == ["The office lit the lamps"]
    assert glance(measure, TEAM).latest_official == told


def test_developments_of_the_last_twelve_months_are_counted_and_changed_statuses_named(measure: Measure) -> None:
    source = make_evidence().key
    log(measure, occurred="2025-01-01", status="agreed", sources=[source])
    log(measure, occurred="2026-05-01", status="suspended", sources=[source], direction="away")
    log(measure, occurred="2026-06-01", status="suspended", sources=[source], direction="background")

    found = glance(measure)

    assert found.lately == 2
    assert [(turn.code, turn.status, str(turn.occurred)) for turn in found.turns] == [
        ("LAMP-1", "suspended", "2026-05-01")
    ]
    assert "LAMP-1 suspended ( 1 May 2026 )" in shown()


def test_what_is_only_background_is_not_among_the_latest(measure: Measure) -> None:
    source = [make_evidence().key]
    entry = log(measure, occurred="2026-09-01", sources=source)
    log(measure, occurred="2026-10-01", direction="background", sources=source)

    assert glance(measure).developments == [entry]


def test_no_score_stands_on_the_first_screen(reports: None) -> None:
    text = Client().get("/?report=zhao-2020").content.decode()

    assert 'class="level' not in text
    assert "data-figure" not in text


def test_a_side_says_what_its_last_text_says_for_itself_or_for_both(measure: Measure) -> None:
    subject = make_subject(measure.report, "lamps")
    for day, words in (("2023-05-01", "old words"), ("2024-05-01", "new words")):
        development = log(measure, occurred=day)
        compare(
            development,
            text_draft(NORTH, mentioned(subject, quotation=words), day=PartialDate.parse(day)),
            text_draft(SOUTH, mentioned(subject, voice="other", quotation="they say"), day=PartialDate.parse(day)),
        )
    elsewhere = mentioned(subject, quotation="lamps of a ship", in_another_connection=True)
    compare(
        log(measure, occurred="2024-09-01"),
        text_draft(NORTH, elsewhere, day=PartialDate.parse("2024-09-01")),
        text_draft(SOUTH, not_in_text(subject), day=PartialDate.parse("2024-09-01")),
    )

    assert said(glance(measure)) == {"lamps": ["new words", ""]}
    assert said(glance(measure, as_of=date(2023, 12, 31))) == {"lamps": ["old words", ""]}
    assert "North Shore “" not in shown()
    assert "No statement found" in shown()


def test_a_newer_statement_that_is_filed_there_stands_for_a_subject(measure: Measure) -> None:
    subject = make_subject(measure.report, "lamps")
    development = log(measure, occurred="2023-05-01")
    day = PartialDate.parse("2023-05-01")
    north = text_draft(NORTH, mentioned(subject, quotation="we light them"), day=day)
    compare(development, north, text_draft(SOUTH, not_in_text(subject), day=day))
    say(measure.report, "2025-05-01", "The lamps stay lit.", subjects=[subject.key])

    assert said(glance(measure)) == {"lamps": ["The lamps stay lit.", ""]}
    assert said(glance(measure, as_of=date(2024, 1, 1))) == {"lamps": ["we light them", ""]}


def test_a_statement_stands_under_no_subject_but_those_it_is_filed_under(measure: Measure) -> None:
    signals = make_subject(measure.report, "signals")
    horns = make_subject(measure.report, "horns", parent=signals)
    for subject in (signals, horns):
        subject.measures.add(measure)
    say(measure.report, "2025-05-01", "The horn is old.", on=[measure.key])
    say(measure.report, "2025-06-01", "The horn is loud.", subjects=[horns.key])

    assert said(glance(measure)) == {"signals": ["", ""], "horns": ["The horn is loud.", ""]}


def test_the_words_of_a_side_are_no_members_of_a_legislature_and_none_that_others_give_it(measure: Measure) -> None:
    subjects = [make_subject(measure.report, "lamps").key]
    say(measure.report, "2025-05-01", "The lamps stay lit.", subjects=subjects)
    say(measure.report, "2025-06-01", "Douse them.", subjects=subjects, authority="legislature")
    say(measure.report, "2025-07-01", "They might go.", subjects=subjects, authority="unnamed_official")
    say(measure.report, "2025-08-01", "They agree.", subjects=subjects, voice="of_the_other")

    assert said(glance(measure)) == {"lamps": ["The lamps stay lit.", ""]}


def test_joint_words_stand_with_each_side_that_signed(measure: Measure) -> None:
    subjects = [make_subject(measure.report, "lamps").key]
    say(measure.report, "2025-05-01", "We both light them.", parties=[NORTH, SOUTH], subjects=subjects, voice="both")
    say(measure.report, "2025-06-01", "We light ours.", whose=SOUTH, subjects=subjects)

    assert said(glance(measure)) == {"lamps": ["We both light them.", "We light ours."]}


def test_words_in_another_language_have_our_translation_beside_them(measure: Measure) -> None:
    subjects = [make_subject(measure.report, "lamps").key]
    translated = {"quotation_language": "zh-hans", "translation": "The lamps stay lit."}
    say(measure.report, "2025-05-01", "灯一直亮着。", subjects=subjects, **translated)

    text = shown()
    assert "灯一直亮着。" in text
    assert "Our translation: The lamps stay lit." in text.replace(" :", ":")


def test_subjects_stand_in_the_order_of_the_report_and_silent_ones_are_folded(measure: Measure) -> None:
    first, second = make_subject(measure.report, "first"), make_subject(measure.report, "second")
    say(measure.report, "2025-05-01", "The lamps stay lit.", subjects=[second.key])

    assert list(said(glance(measure))) == [first.code, second.code]
    text = shown()
    assert text.index("What second is") < text.index("1 subject without a statement") < text.index("What first is")


@pytest.mark.parametrize(("day", "months"), [("2025-06-01", 0), ("2025-05-31", 0), ("2025-07-01", 13)])
def test_statements_that_are_more_than_twelve_months_apart_say_so(measure: Measure, day: str, months: int) -> None:
    subjects = [make_subject(measure.report, "lamps").key]
    say(measure.report, "2024-06-01", "The lamps stay lit.", subjects=subjects)
    say(measure.report, day, "The lamps are bright.", whose=SOUTH, subjects=subjects)

    [found] = glance(measure).statements

    assert found.months_apart == months
    assert ("13 months apart" in shown()) == bool(months)


def test_words_of_an_earlier_administration_say_so(measure: Measure) -> None:
    lamps, horns = make_subject(measure.report, "lamps"), make_subject(measure.report, "horns")

    def texts_of(day: str, subject: Subject, north: str) -> None:
        words = {"day": PartialDate.parse(day)}
        compare(
            log(measure, occurred=day),
            text_draft(NORTH, mentioned(subject), administration=north, **words),
            text_draft(SOUTH, mentioned(subject), **words),
        )

    texts_of("2024-06-01", lamps, "Ash administration")
    say(measure.report, "2024-12-01", "The lamps are bright.", whose=SOUTH, subjects=[lamps.key])
    assert not glance(measure).statements[0].sides[0].is_of_earlier_administration

    texts_of("2024-09-01", horns, "Birch administration")

    assert [side.is_of_earlier_administration for side in glance(measure).statements[0].sides] == [True, False]
    assert "an earlier administration" in shown()


def test_hidden_words_of_a_side_are_in_nobody_elses_overview(measure: Measure) -> None:
    subject = make_subject(measure.report, "lamps")
    texts = (text_draft(NORTH, mentioned(subject, quotation="unheard words")), text_draft(SOUTH, not_in_text(subject)))
    compare(log(measure, occurred="2023-05-01"), *texts, marking="internal")

    assert said(glance(measure)) == {"lamps": ["", ""]}
    assert said(glance(measure, TEAM)) == {"lamps": ["unheard words", ""]}
    assert "unheard words" not in shown()


def test_ambiguities_are_counted_by_how_many_sides_have_spoken(measure: Measure) -> None:
    above = make_ambiguity(measure.report, "A")
    elements = [make_ambiguity(measure.report, f"A{number}", parent=above) for number in (1, 2, 3)]
    for element, whose in ((elements[0], NORTH), (elements[0], SOUTH), (elements[1], NORTH)):
        say(measure.report, "2026-05-01", "So.", whose=whose, on=[element.key])
    log(measure, assessments=[AssessmentDraft(on=elements[2].key, level=1)])

    found = glance(measure).standpoints

    assert (found.of_all, found.of_some, found.of_none) == (1, 1, 1)


def test_a_report_without_entries_says_what_to_do() -> None:
    make_report("calm")

    assert "Nothing is recorded yet" in shown()


def test_three_parties_stand_beside_each_other() -> None:
    for code in (NORTH, SOUTH, "ISLANDS"):
        make_party(code)
    measure = make_measure(make_report("calm"), parties=[NORTH, SOUTH, "ISLANDS"])
    lamps = make_subject(measure.report, "lamps")
    for code in (NORTH, SOUTH, "ISLANDS"):
        say(measure.report, "2025-05-01", f"Said by {code}.", whose=code, subjects=[lamps.key])

    text = shown()

    assert text.index("Said by ISLANDS.") < text.index("Said by NORTHSHORE.") < text.index("Said by SOUTHSHORE.")


def test_the_api_says_the_same(measure: Measure) -> None:
    lamps, day = make_subject(measure.report, "lamps"), str(TODAY - timedelta(days=30))
    log(measure, occurred=day, sources=[make_evidence().key])
    say(measure.report, day, "The lamps stay lit.", subjects=[lamps.key])
    summarise(measure.report, as_of=date(2026, 9, 1), text="The lamps are lit.")

    found = get("dashboard/", report="calm")["glance"]

    assert (found["summary"]["text"], found["developments_since_summary"]) == ("The lamps are lit.", 1)
    assert found["latest"][0]["account"] == {"kind": "press", "parties": [], "comparison": ""}
    [subject] = found["subjects"]
    assert [side["quotation"] for side in subject["sides"]] == ["The lamps stay lit.", ""]


def test_the_overview_compiles_none_of_its_queries_anew(measure: Measure, monkeypatch: pytest.MonkeyPatch) -> None:
    log(measure, occurred="2026-10-01", sources=[make_evidence().key])
    shown()
    compiled: list[str] = []
    setup = SQLCompiler.pre_sql_setup

    def counted(self: SQLCompiler, *args: Any, **kwargs: Any) -> Any:
        if not self.query.subquery:
            compiled.append(self.query.model.__name__)
        return setup(self, *args, **kwargs)

    monkeypatch.setattr(SQLCompiler, "pre_sql_setup", counted)
    shown()

    # What developments bear on is fetched along with them.
    assert compiled == ["Bearing"]
