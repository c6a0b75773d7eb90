"""What candidates may concern, in which order they come, and which of them are the same news."""

from datetime import date

import pytest

from measures.intake.ranking import group_near_titles, rank
from tests.factories import make_candidate, make_measure, make_subject

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 28)


def test_a_candidate_is_matched_by_its_words_in_either_language():
    measure = make_measure(title="Exchange ferry timetables", title_zh_hans="交换渡轮时刻表")
    subject = make_subject(measure.report, title="Ferries", looked_for={"en": ["ferry"], "zh-hans": ["渡轮"]})
    english = make_candidate(measure.report, title="Harbour office prints a ferry timetable")
    chinese = make_candidate(measure.report, title="港务局公布渡轮时刻表")
    other = make_candidate(measure.report, title="Bakery wins a prize")

    rank([english.pk, chinese.pk, other.pk], on=TODAY)

    assert {match.measure or match.subject for match in english.matches.all()} == {measure, subject}
    assert chinese.matches.get(measure=measure).words == ["渡轮时刻表"]
    assert not other.matches.exists()
    english.refresh_from_db()
    assert english.score > 0


def test_the_later_of_two_titles_that_are_nearly_the_same_stands_below_the_first():
    first = make_candidate(make_measure().report, title="Two shores agree on a ferry timetable")
    second = make_candidate(first.report, title="Two shores agree on ferry timetable")
    other = make_candidate(first.report, title="Two shores agree on nothing at all this summer")

    group_near_titles([second.pk, other.pk])

    second.refresh_from_db()
    other.refresh_from_db()
    assert (second.near_to, other.near_to) == (first, None)
