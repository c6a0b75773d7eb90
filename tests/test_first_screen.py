"""What the overview says: the question and its answer, what is latest, where measures stand, what is unclear."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models.sql.compiler import SQLCompiler
from django.test import Client

from measures.analysis.first_screen import FIRST_LISTED, LISTED, FirstScreen, first_screen
from measures.analysis.statements import SubjectStatements, statements_on_subjects
from measures.models import PUBLIC, TEAM, Measure, PartialDate, Party, Report, Subject
from measures.operations.drafts import AssessmentDraft, BearingDraft
from tests.factories import (
    TODAY,
    compare,
    get,
    log,
    make_ambiguity,
    make_date,
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


def marks_in(page: str) -> list[str]:
    """By their places, the sides whose marks stand in strips, not in the key of them."""
    return re.findall(r'class="mark mark-(\d)"', page[page.index('class="strip"') :])


def on_subjects(measure: Measure, audience: Any = PUBLIC, **days: Any) -> list[SubjectStatements]:
    sides = list(Party.objects.filter(code__in=(NORTH, SOUTH)).order_by("code"))
    return statements_on_subjects(measure.report, sides, audience, **days)


def said(measure: Measure, audience: Any = PUBLIC, **days: Any) -> dict[str, list[str]]:
    """By subject, what each side says, in its words or ours."""
    return {
        each.subject.code: ["" if side.statement is None else side.statement.row.quotation for side in each.sides]
        for each in on_subjects(measure, audience, **days)
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
    assert "Suspended since 1 May 2026." in shown()


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

    assert said(measure) == {"lamps": ["new words", ""]}
    assert said(measure, as_of=date(2023, 12, 31)) == {"lamps": ["old words", ""]}


def test_a_newer_statement_that_is_filed_there_stands_for_a_subject(measure: Measure) -> None:
    subject = make_subject(measure.report, "lamps")
    development = log(measure, occurred="2023-05-01")
    day = PartialDate.parse("2023-05-01")
    north = text_draft(NORTH, mentioned(subject, quotation="we light them"), day=day)
    compare(development, north, text_draft(SOUTH, not_in_text(subject), day=day))
    say(measure.report, "2025-05-01", "The lamps stay lit.", subjects=[subject.key])

    assert said(measure) == {"lamps": ["The lamps stay lit.", ""]}
    assert said(measure, as_of=date(2024, 1, 1)) == {"lamps": ["we light them", ""]}


def test_a_statement_stands_under_no_subject_but_those_it_is_filed_under(measure: Measure) -> None:
    signals = make_subject(measure.report, "signals")
    horns = make_subject(measure.report, "horns", parent=signals)
    for subject in (signals, horns):
        subject.measures.add(measure)
    say(measure.report, "2025-05-01", "The horn is old.", on=[measure.key])
    say(measure.report, "2025-06-01", "The horn is loud.", subjects=[horns.key])

    assert said(measure) == {"signals": ["", ""], "horns": ["The horn is loud.", ""]}


def test_the_words_of_a_side_are_no_members_of_a_legislature_and_none_that_others_give_it(measure: Measure) -> None:
    subjects = [make_subject(measure.report, "lamps").key]
    say(measure.report, "2025-05-01", "The lamps stay lit.", subjects=subjects)
    say(measure.report, "2025-06-01", "Douse them.", subjects=subjects, authority="legislature")
    say(measure.report, "2025-07-01", "They might go.", subjects=subjects, authority="unnamed_official")
    say(measure.report, "2025-08-01", "They agree.", subjects=subjects, voice="of_the_other")

    assert said(measure) == {"lamps": ["The lamps stay lit.", ""]}


def test_joint_words_stand_with_each_side_that_signed(measure: Measure) -> None:
    subjects = [make_subject(measure.report, "lamps").key]
    say(measure.report, "2025-05-01", "We both light them.", parties=[NORTH, SOUTH], subjects=subjects, voice="both")
    say(measure.report, "2025-06-01", "We light ours.", whose=SOUTH, subjects=subjects)

    assert said(measure) == {"lamps": ["We both light them.", "We light ours."]}


def test_subjects_stand_in_the_order_of_the_report(measure: Measure) -> None:
    first, second = make_subject(measure.report, "first"), make_subject(measure.report, "second")
    say(measure.report, "2025-05-01", "The lamps stay lit.", subjects=[second.key])

    assert list(said(measure)) == [first.code, second.code]


@pytest.mark.parametrize(("day", "months"), [("2025-06-01", 0), ("2025-05-31", 0), ("2025-07-01", 13)])
def test_statements_that_are_more_than_twelve_months_apart_say_so(measure: Measure, day: str, months: int) -> None:
    subjects = [make_subject(measure.report, "lamps").key]
    say(measure.report, "2024-06-01", "The lamps stay lit.", subjects=subjects)
    say(measure.report, day, "The lamps are bright.", whose=SOUTH, subjects=subjects)

    [found] = on_subjects(measure)

    assert found.months_apart == months


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
    assert not on_subjects(measure)[0].sides[0].is_of_earlier_administration

    texts_of("2024-09-01", horns, "Birch administration")

    assert [side.is_of_earlier_administration for side in on_subjects(measure)[0].sides] == [True, False]


def test_hidden_words_of_a_side_are_in_nobody_elses_overview(measure: Measure) -> None:
    subject = make_subject(measure.report, "lamps")
    texts = (text_draft(NORTH, mentioned(subject, quotation="unheard words")), text_draft(SOUTH, not_in_text(subject)))
    compare(log(measure, occurred="2023-05-01"), *texts, marking="internal")

    assert said(measure) == {"lamps": ["", ""]}
    assert said(measure, TEAM) == {"lamps": ["unheard words", ""]}
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


def test_the_question_and_its_answer_stand_first(measure: Measure) -> None:
    Report.objects.update(aim="keeping the lamps lit", aim_zh_hans="让灯长明")
    make_measure(measure.report, code="LAMP-2")
    log(measure, occurred="2026-05-01", status="implemented", sources=[make_evidence().key])

    assert "2 recommendations on keeping the lamps lit. What has happened since?" in shown()
    assert "1 is carried out in full. On 1 no change of status is recorded." in shown()
    chinese = shown(**{"accept-language": "zh-hans"})
    assert "就让灯长明提出的2项建议。 此后有何动态？" in chinese
    assert "1项已全面落实。 另有1项未记录状态变化。" in chinese


def test_a_report_that_says_no_aim_asks_by_its_title(measure: Measure) -> None:
    assert f"{measure.report.title} What has happened since?" in shown()


def test_measures_stand_by_whom_they_ask_with_their_sentence(measure: Measure) -> None:
    report = measure.report
    for code, kind, parties in (
        ("S-1", "unilateral", [SOUTH]),
        ("N-1", "unilateral", [NORTH]),
        ("C-1", "cooperative", [NORTH, SOUTH]),
        ("J-1", "joint", [NORTH, SOUTH]),
    ):
        make_measure(report, code=code, title=f"About {code}", kind=kind, parties=parties)
    lamps = report.measures.get(code="N-1")
    short = {"in_short": "The lamps were counted.", "in_short_zh_hans": "已清点灯。"}
    log(lamps, assessments=[AssessmentDraft(on=lamps.key, about=NORTH, level=1, text="So.", **short)])

    text = shown()

    places = [text.index(f"About {code} {code}") for code in ("N-1", "S-1", "C-1", "J-1")]
    assert places == sorted(places)
    assert "The lamps were counted." in text
    assert text.index("Both, each helping the other") < places[2] < text.index("Both together") < places[3]


def test_a_mark_is_an_act_of_whoever_acted_and_says_nothing_of_its_direction(measure: Measure) -> None:
    for day, about in (("2024-05-01", NORTH), ("2025-05-01", "both"), ("2026-05-01", "none")):
        log(measure, occurred=day, about=about, title=f"On {day}", sources=[make_evidence().key])
    log(measure, occurred="2026-06-01", about=SOUTH, direction="background", sources=[make_evidence().key])
    log(measure, occurred="2026-07-01", about=SOUTH, title="A rumour", sources=[])

    page = Client().get("/?report=calm").content.decode()

    assert marks_in(page) == ["1", "1", "2", "0"]
    assert [act.entry for act in glance(measure).listed.acts] == [
        entry.key for entry in measure.report.entries.filter(title__startswith="On ").order_by("counts_from")
    ]
    assert "toward" not in page[page.index('class="strip"') : page.index("</svg>", page.index('class="strip"'))]
    assert f"2024, {Party.objects.get(code=NORTH).name}: On 2024-05-01" in page


def test_marks_are_hollow_where_both_acted_and_one_sides_text_alone_says_so(measure: Measure) -> None:
    subject, before = make_subject(measure.report), log(measure, occurred="2023-01-01")
    texts = {
        code: make_evidence(publisher=f"Office of {code}", kind="official_text", published="2026-06-01").key
        for code in (NORTH, SOUTH)
    }
    compare(before, *(text_draft(code, mentioned(subject), source=key) for code, key in texts.items()))

    def hollow(*sources: str, about: str = "both") -> int:
        log(measure, occurred="2026-05-01", about=about, sources=[*sources])
        return Client().get("/?report=calm").content.decode().count("mark-hollow")

    assert hollow(*texts.values()) == 0, "both texts say so"
    assert hollow(make_evidence().key) == 0, "the press says so"
    assert hollow(texts[NORTH], about=NORTH) == 0, "one side acted, and its text says so"
    assert hollow(texts[NORTH]) == 2
    assert hollow(texts[SOUTH]) == 4
    assert "2026, both, by one side’s text: " in shown()


def test_an_act_on_a_part_is_one_of_its_measure_and_a_hidden_one_nobodys(measure: Measure) -> None:
    part = make_measure(measure.report, parent=measure, code="LAMP-1a", parties=[NORTH])
    bears_on = [BearingDraft(on=each.key, direction="toward") for each in (measure, part)]
    log(measure, occurred="2026-05-01", bears_on=bears_on, sources=[make_evidence().key])
    log(measure, occurred="2026-06-01", marking="internal", sources=[make_evidence().key])

    assert len(glance(measure).listed.acts) == 1
    assert len(glance(measure, TEAM).listed.acts) == 2


def test_one_point_on_the_aims_of_each_side_has_the_words_of_both(measure: Measure) -> None:
    above = make_ambiguity(measure.report, "A")
    older, newer, half, theirs = (make_ambiguity(measure.report, f"A{number}", parent=above) for number in range(1, 5))
    for point in (older, newer, half, theirs):
        point.bearers.add(SOUTH if point is theirs else NORTH)
    for point, year in ((older, 2023), (newer, 2025), (theirs, 2024)):
        bearer = NORTH if point is not theirs else SOUTH
        other = SOUTH if bearer == NORTH else NORTH
        say(measure.report, f"{year}-05-01", f"Ours in {year}.", whose=bearer, on=[point.key], about="itself")
        say(measure.report, f"{year}-06-01", f"Theirs in {year}.", whose=other, on=[point.key], about=bearer)
    say(measure.report, "2026-05-01", "Alone.", on=[half.key], about="itself")

    text = shown()

    assert [point.ambiguity for point in glance(measure).points] == [newer, theirs]
    assert text.index("Ours in 2025.") < text.index("Theirs in 2025.")
    # North Shore’s words stand on the left, whatever their role.
    assert text.index("Theirs in 2024.") < text.index("Ours in 2024.")
    assert "Alone." not in text and "Ours in 2023." not in text


def test_a_long_report_lists_those_with_the_latest_developments_and_counts_the_rest(measure: Measure) -> None:
    for number in range(LISTED):
        make_measure(measure.report, code=f"X-{number}")
    log(measure, occurred="2026-05-01", status="under_discussion", sources=[make_evidence().key])

    found = glance(measure).listed

    assert (found.count, len(found.measures), found.measures[0]) == (LISTED + 1, FIRST_LISTED, measure)
    assert re.search(r"/measures/\?[^\"]*status=under_discussion", Client().get("/?report=calm").content.decode())


def test_what_lies_ahead_stands_with_its_day(measure: Measure) -> None:
    log(measure, sources=[make_evidence().key])
    make_date(measure.report, "2031-05", title="The lamps are counted")
    make_date(measure.report, "2031-06", title="The lamps are hidden", marking="internal")

    assert "May 2031 The lamps are counted" in shown()
    assert "The lamps are hidden" not in shown()


def test_three_parties_have_a_lane_each() -> None:
    for code in (NORTH, SOUTH, "ISLANDS"):
        make_party(code)
    measure = make_measure(make_report("calm"), parties=[NORTH, SOUTH, "ISLANDS"], kind="joint")
    log(measure, about="both", sources=[make_evidence().key])

    page = Client().get("/?report=calm").content.decode()

    assert marks_in(page) == ["1", "2", "3"]
    assert "Both together" not in page


def test_the_api_says_the_same(measure: Measure) -> None:
    lamps, day = make_subject(measure.report, "lamps"), str(TODAY - timedelta(days=30))
    log(measure, occurred=day, sources=[make_evidence().key])
    say(measure.report, day, "The lamps stay lit.", subjects=[lamps.key])
    summarise(measure.report, as_of=date(2026, 9, 1), text="The lamps are lit.")

    found = get("dashboard/", report="calm")["glance"]

    assert (found["summary"]["text"], found["developments_since_summary"]) == ("The lamps are lit.", 1)
    assert found["latest"][0]["account"] == {"kind": "press", "parties": [], "comparison": ""}
    assert [(row["measure"], row["status"]) for row in found["measures"]] == [(measure.key, "")]
    assert (found["unclear"], found["ahead"]) == ([], [])


def test_the_overview_compiles_few_of_its_queries_anew(measure: Measure, monkeypatch: pytest.MonkeyPatch) -> None:
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

    # What developments bear on is fetched along with them; measures and points are asked for anew.
    assert compiled == ["Bearing", "Measure", "Measure", "Ambiguity", "StatementPlace"]
