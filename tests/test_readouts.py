"""The parties' texts of a meeting beside each other: said of both, in both, in one side's only, or in neither."""

from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

import pytest

from measures.analysis.readouts import Comparison, Hindrance, Meeting, meetings_of, texts_on_subject, with_naming
from measures.analysis.stored_texts import holds_words, passages_with, pieces_of, words_at, words_of_file
from measures.models import PUBLIC, TEAM, Entry, Measure, PartialDate, Report, TextFinding
from measures.operations.drafts import FindingDraft, JudgementDraft
from measures.operations.entries import correct_entry
from measures.operations.redactions import redact_entry
from tests.factories import (
    TODAY,
    compare,
    draft_of,
    log,
    make_measure,
    make_party,
    make_subject,
    make_user,
    mentioned,
    not_in_text,
    text_draft,
)

NORTH, SOUTH = "NORTHSHORE", "SOUTHSHORE"


@pytest.fixture
def development(db: None) -> Entry:
    make_party(SOUTH)
    return log(make_measure(parties=[NORTH, SOUTH]))


@dataclass(frozen=True)
class Case:
    """What the texts of each side say, of which kind those of the south are, our judgement, and how they compare."""

    north: list[Any]
    south: list[Any]
    state: Comparison
    kind: str = "readout"
    judgement: str = ""
    hindrances: tuple[Hindrance, ...] = ()


OWN, OTHER, BOTH, TEXT = "own", "other", "both", "text"
NOT, FILED, UNREAD, ELSEWHERE = "not_in_text", "filed_under", "not_looked_for", "elsewhere"
KIND = (Hindrance.KIND_OF_TEXT,)
CASES = [
    Case([BOTH], [NOT], Comparison.SAID_OF_BOTH),
    Case([BOTH], [ELSEWHERE], Comparison.SAID_OF_BOTH),
    Case([BOTH], [NOT], Comparison.NOT_COMPARABLE, kind="broadcast", hindrances=KIND),
    Case([OTHER], [NOT], Comparison.OF_THE_OTHER),
    Case([OTHER], [NOT], Comparison.NOT_COMPARABLE, kind="fact_sheet", hindrances=KIND),
    Case([BOTH], [UNREAD], Comparison.NOT_COMPARABLE, hindrances=(Hindrance.NOT_LOOKED_FOR,)),
    Case([BOTH], [FILED], Comparison.NOT_COMPARABLE, hindrances=(Hindrance.FILED_UNDER,)),
    Case([BOTH], [NOT, UNREAD], Comparison.NOT_COMPARABLE, hindrances=(Hindrance.NOT_LOOKED_FOR,)),
    Case([OWN], [TEXT], Comparison.NOT_JUDGED),
    Case([OWN], [TEXT], Comparison.SAME, judgement="same"),
    Case([BOTH], [BOTH], Comparison.NOT_THE_SAME, judgement="not_the_same"),
    Case([OWN, NOT], [NOT, OWN], Comparison.NOT_JUDGED),
    Case([OWN], [NOT], Comparison.ONE_SIDE),
    Case([TEXT], [NOT], Comparison.ONE_SIDE, kind="joint_text"),
    Case([OWN], [NOT], Comparison.ONE_SIDE, kind="outcomes"),
    Case([OWN], [NOT], Comparison.NOT_COMPARABLE, kind="fact_sheet", hindrances=KIND),
    Case([OWN], [NOT], Comparison.NOT_COMPARABLE, kind="broadcast", hindrances=KIND),
    Case([NOT], [NOT], Comparison.NEITHER),
    Case([NOT], [ELSEWHERE], Comparison.NEITHER),
    Case([NOT], [NOT], Comparison.NOT_COMPARABLE, kind="summary", hindrances=(Hindrance.IN_NEITHER, *KIND)),
    Case([NOT], [NOT], Comparison.NEITHER, judgement="same"),
    Case([NOT], [FILED], Comparison.NOT_COMPARABLE, hindrances=(Hindrance.FILED_UNDER,)),
    Case([UNREAD], [UNREAD], Comparison.NOT_COMPARABLE, hindrances=(Hindrance.NOT_LOOKED_FOR,)),
]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("turned", [False, True])
def test_how_two_sides_texts_compare(development: Entry, case: Case, turned: bool) -> None:
    report = development.report
    subject, other = make_subject(report), make_subject(report)

    def finding(found: str) -> FindingDraft:
        if found in (NOT, UNREAD):
            return FindingDraft(subject=subject.key, state=found)
        if found == FILED:
            return FindingDraft(subject=subject.key, state=found, filed_under=other.key)
        return mentioned(subject, OWN if found == ELSEWHERE else found, in_another_connection=found == ELSEWHERE)

    first, second = (SOUTH, NORTH) if turned else (NORTH, SOUTH)
    texts = [text_draft(first, finding(found)) for found in case.north]
    texts += [text_draft(second, finding(found), kind=case.kind) for found in case.south]
    judgements = [JudgementDraft(subject=subject.key, sameness=case.judgement, sentence="J")] if case.judgement else []

    compare(development, *texts, judgements=judgements)

    row = meeting_of(development).row(subject)
    assert (row.state, tuple(row.hindrances)) == (case.state, case.hindrances)
    assert [side.party.code for side in row.sides] == [NORTH, SOUTH]
    assert row.see_under == ([other] if FILED in case.south else [])


def meeting_of(development: Entry, **parameters: Any) -> Meeting:
    [meeting] = meetings_of(development.report, TEAM, about=development, **parameters)
    return meeting


@pytest.mark.parametrize(
    ("south", "state"), [(OWN, Comparison.NOT_THE_SAME), (BOTH, Comparison.NOT_THE_SAME), (NOT, Comparison.ONE_SIDE)]
)
def test_a_subject_takes_the_passages_of_those_below_it(development: Entry, south: str, state: Comparison) -> None:
    """One side's words stand under the subject itself, the other's under one two steps below."""
    whole = make_subject(development.report)
    part = make_subject(development.report, parent=make_subject(development.report, parent=whole))
    found = not_in_text(part) if south == NOT else mentioned(part, south)
    texts = [text_draft(NORTH, mentioned(whole)), text_draft(SOUTH, not_in_text(whole), found)]
    judgement = JudgementDraft(subject=whole.key, sameness="not_the_same", sentence="J")

    compare(development, *texts, judgements=[judgement] if state == Comparison.NOT_THE_SAME else [])

    meeting = meeting_of(development)
    assert meeting.row(whole).state == state
    assert [len(side.mentions) for side in meeting.filed(whole)] == [1, 0]


def test_our_judgement_stands_only_below_what_both_texts_hold(development: Entry) -> None:
    """A passage that counts under another subject is compared there, so nothing here is the same or not."""
    subject, other = make_subject(development.report), make_subject(development.report)
    filed = FindingDraft(subject=subject.key, state=FILED, filed_under=other.key)
    judgement = JudgementDraft(subject=subject.key, sameness="not_the_same", sentence="J")

    compare(development, text_draft(NORTH, filed), text_draft(SOUTH, mentioned(subject)), judgements=[judgement])

    row = meeting_of(development).row(subject)
    assert (row.state, row.judgement) == (Comparison.NOT_COMPARABLE, None)


def test_subjects_stand_in_the_order_of_how_their_texts_compare(development: Entry) -> None:
    subjects = [make_subject(development.report) for _ in range(4)]
    north = [not_in_text(subjects[0]), mentioned(subjects[1]), mentioned(subjects[2], BOTH), mentioned(subjects[3])]
    south = [not_in_text(subjects[0]), not_in_text(subjects[1]), not_in_text(subjects[2]), mentioned(subjects[3])]

    compare(development, text_draft(NORTH, *north), text_draft(SOUTH, *south))

    rows = meeting_of(development).rows
    assert [row.subject for row in rows] == [subjects[2], subjects[3], subjects[1], subjects[0]]
    assert [side.mentions for row in rows[1:2] for side in row.sides if not side.mentions] == []


def test_a_subject_that_came_later_was_not_looked_for(development: Entry) -> None:
    compare(development, text_draft(NORTH), text_draft(SOUTH))

    later = make_subject(development.report)

    assert meeting_of(development).row(later).hindrances == [Hindrance.NOT_LOOKED_FOR]


def test_a_comparison_follows_the_correction_of_its_development(development: Entry) -> None:
    compared = compare(development, text_draft(NORTH), text_draft(SOUTH))

    corrected = correct(development)

    meeting = meeting_of(corrected)
    assert (meeting.entry, meeting.development) == (compared, corrected)
    assert meeting_of(development).entry == compared


def correct(entry: Entry) -> Entry:
    measure = Measure.objects.get(bearings__entry=entry)
    return correct_entry(entry, draft_of(measure), by=make_user(role="editor"), on=TODAY)


def test_as_of_a_day_before_its_latest_text_nothing_is_compared(development: Entry) -> None:
    late = text_draft(SOUTH, day=PartialDate.parse("2024-06-03"))
    compared = compare(development, text_draft(NORTH), late)

    assert str(compared.occurred) == "2024-06-03"
    assert meetings_of(development.report, TEAM, as_of=date(2024, 6, 2)) == []
    assert len(meetings_of(development.report, TEAM, as_of=date(2024, 6, 3))) == 1
    assert meetings_of(development.report, TEAM, known_at=development.recorded_at) == []


def test_a_text_whose_day_was_not_seen_does_not_date_a_comparison(development: Entry) -> None:
    unknown = text_draft(SOUTH, day=PartialDate.parse("2024-09"))

    compared = compare(development, text_draft(NORTH, day=PartialDate.parse("2024-01-01")), unknown)

    assert compared.occurred == development.occurred


def test_a_reader_sees_only_comparisons_that_they_may_read(development: Entry) -> None:
    compare(development, text_draft(NORTH), text_draft(SOUTH), marking="internal")

    assert meetings_of(development.report, PUBLIC) == []
    assert len(meetings_of(development.report, TEAM)) == 1


def test_a_redacted_comparison_counts_for_nothing(development: Entry) -> None:
    subject = make_subject(development.report)
    compared = compare(development, text_draft(NORTH, mentioned(subject)), text_draft(SOUTH))

    redact_entry(compared, by=make_user(role="administrator"), reason="A name stood in it.")

    assert meetings_of(development.report, TEAM) == []
    assert not TextFinding.objects.exists()
    assert compare(development, text_draft(NORTH), text_draft(SOUTH)).of == development


def test_what_a_side_says_over_time_marks_where_the_kind_of_text_changes(development: Entry) -> None:
    subject = make_subject(development.report)
    measure = Measure.objects.get(bearings__entry=development)
    later = log(measure, occurred="2024-08-01")
    fact_sheet = text_draft(NORTH, mentioned(subject), day=PartialDate.parse("2024-08-02"), kind="fact_sheet")
    compare(later, fact_sheet, text_draft(SOUTH, not_in_text(subject)))
    compare(development, text_draft(NORTH, mentioned(subject)), text_draft(SOUTH))

    north, south = texts_on_subject(subject, meetings_of(development.report, TEAM))

    assert (north.party.code, south.party.code) == (NORTH, SOUTH)
    assert [(str(each.day), each.is_of_another_kind) for each in north.mentioning] == [
        ("2024-05-01", False),
        ("2024-08-02", True),
    ]
    assert (list(north.others), list(south.mentioning)) == ([], [])
    assert {each.reading.state for each in south.others} == {"not_in_text", "not_looked_for"}


def test_subjects_touch_measures_and_name_none_unless_a_passage_is_flagged(development: Entry) -> None:
    measure = Measure.objects.get(bearings__entry=development)
    subject = make_subject(development.report)
    subject.measures.add(measure)

    compare(development, text_draft(NORTH, mentioned(subject)), text_draft(SOUTH))
    assert [(each.key, each.is_named) for each in with_naming(measure.subjects.all(), TEAM)] == [(subject.key, False)]

    flagged = mentioned(subject, names_recommendation=True)
    compare(log(measure), text_draft(NORTH, flagged), text_draft(SOUTH))
    assert [each.is_named for each in with_naming(measure.subjects.all(), TEAM)] == [True]


def test_reading_costs_the_same_queries_however_many_meetings(
    development: Entry, django_assert_num_queries: Any
) -> None:
    measure, subject = Measure.objects.get(bearings__entry=development), make_subject(development.report)
    for index in range(4):
        compare(
            log(measure), text_draft(NORTH, mentioned(subject)), text_draft(SOUTH), related=[development.key][:index]
        )

    # comparisons; texts, findings, texts that were not read, judgements, related ones, their developments; subjects;
    # versions of the developments, and what corrects them
    with django_assert_num_queries(10):
        assert len([meeting.rows for meeting in meetings_of(development.report, TEAM)]) == 4


def test_the_real_comparisons_say_no_more_than_their_texts(reports: None) -> None:
    meetings = {meeting.entry.key: meeting for meeting in meetings_of(Report.objects.get(slug="zhao-2020"), PUBLIC)}
    busan = meetings["zhao-2020-RO-07"]

    assert len(meetings) == 9
    assert sum(len(meeting.texts) for meeting in meetings.values()) == 21
    mentions = TextFinding.objects.filter(state="mentions", text__entry__report__slug="zhao-2020")
    assert mentions.count() == 199
    assert busan.development.key == "zhao-2020-EV-093"
    assert Comparison.ONE_SIDE not in {row.state for row in busan.rows}
    for meeting, row in product(meetings.values(), (row for each in meetings.values() for row in each.rows)):
        if row.state in (Comparison.SAME, Comparison.NOT_THE_SAME, Comparison.NOT_JUDGED):
            assert all(side.mentions for side in row.sides), (meeting.entry, row.subject)


def test_words_are_found_in_a_stored_text_however_its_lines_are_broken() -> None:
    page = b"<head><title>T</title></head><body><p>They agreed on <b>one</b>\nline.</p><script>none</script></body>"
    text = words_of_file(page, "text/html")

    assert text is not None
    assert holds_words(text, "agreed on one line")
    assert not holds_words(text, "none")
    assert holds_words("双方商定\n一条 直通电话", "商定一条直通电话")
    assert words_of_file(b"%PDF", "application/pdf") is None


@pytest.mark.parametrize(
    ("words", "paragraphs"),
    [(["AI"], [2]), (["missile defen"], [1]), (["人工智能"], [3]), (["said"], [2]), (["DPRK"], []), ([], [])],
)
def test_a_word_of_capitals_is_looked_for_whole_any_other_as_part(words: list[str], paragraphs: list[int]) -> None:
    text = "Missile Defense was named.\n\nThe other side said AI.\n双方谈人工智能。\n"

    assert [passage.paragraph for passage in passages_with(words, text)] == paragraphs


@pytest.mark.parametrize(
    ("chosen", "quoted"),
    [
        ("", "A test call\u00a0is made."),
        ("test  call", "test call"),
        ("no words of it", "A test call\u00a0is made."),
    ],
)
def test_what_is_quoted_of_a_passage_is_what_was_chosen_or_the_sentence_with_the_words(
    chosen: str, quoted: str
) -> None:
    passage = "They met. A test call\u00a0is made. They left."

    assert words_at(["test call"], passage, chosen=chosen) == quoted


def test_a_chinese_passage_is_quoted_by_its_sentence_and_shows_the_words_in_it() -> None:
    passage = "双方会晤。双方商定每日试通。会后用茶。"

    assert words_at(["试通"], passage) == "双方商定每日试通。"
    assert pieces_of(["试通", "ABC"], passage) == [
        ("双方会晤。双方商定每日", False),
        ("试通", True),
        ("。会后用茶。", False),
    ]
