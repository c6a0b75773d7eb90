"""What candidates may concern, in which order they come, and which of them are the same news."""

from datetime import UTC, date, datetime, timedelta

import pytest

from measures.models import Role
from measures.operations.redactions import redact_entry
from measures.wings.intake.models import ReportWord
from measures.wings.intake.ranking import group_near_titles, rank
from tests.factories import TODAY, log, make_candidate, make_measure, make_subject, make_user

pytestmark = pytest.mark.django_db
MORNING = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)


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


def test_what_the_record_has_of_a_measure_finds_it():
    measure = make_measure(title="Exchange ferry timetables")
    log(measure, title="Lighthouse keepers met", narrative="They spoke of foghorns.")
    candidate = make_candidate(measure.report, title="Foghorns heard again")

    rank([candidate.pk], on=TODAY)

    assert candidate.matches.get().words == ["Foghorns"]


@pytest.mark.parametrize("act", ["later", "redacted"])
def test_nothing_is_found_by_what_is_not_on_record(act: str):
    measure = make_measure(title="Exchange ferry timetables")
    candidate = make_candidate(measure.report, title="Foghorns heard again")
    entry = log(measure, narrative="They spoke of foghorns.")
    if act == "redacted":
        rank([candidate.pk], on=TODAY)
        redact_entry(entry, by=make_user(role=Role.ADMINISTRATOR), reason="A name")

    rank([candidate.pk], on=date(2020, 1, 1) if act == "later" else TODAY)

    assert not candidate.matches.exists()
    assert not ReportWord.objects.filter(word="foghorn").exists()


def test_a_word_that_comes_in_every_day_counts_for_less_than_a_rare_one():
    ferries = make_measure(title="Exchange ferry timetables")
    lamps = make_measure(ferries.report, title="Exchange lamp timetables")
    for _ in range(20):
        make_candidate(ferries.report, title="Ferry again", found_at=MORNING)
    candidate = make_candidate(ferries.report, title="A ferry with a lamp", found_at=MORNING)

    rank([candidate.pk], on=TODAY)

    assert [match.measure for match in candidate.matches.all()] == [lamps, ferries]


@pytest.mark.parametrize(
    ("title", "has_little"),
    [
        ("Harbour office reads the ferry timetable aloud again", False),
        ("Bakery wins the great prize of five villages", True),
        ("News of the bakery, the mill, five villages and a school", True),
        ("港务局宣读渡轮时刻表", False),
        ("面包店赢得五个村庄大奖", True),
        # Too short to tell what they are about.
        ("News", False),
        ("Bakery wins a prize", False),
    ],
)
def test_what_shares_less_than_one_rare_word_has_little_in_common(title: str, has_little: bool):
    measure = make_measure(title="Exchange ferry timetables and news", title_zh_hans="交换渡轮时刻表")
    make_measure(measure.report, title="Exchange lamps", title_zh_hans="交换灯")
    language = "en" if title.isascii() else "zh-hans"
    for language_of_news in ("en", "zh-hans"):
        for _ in range(20):
            make_candidate(measure.report, title="News", language=language_of_news, found_at=MORNING)
    candidate = make_candidate(measure.report, title=title, language=language, found_at=MORNING)
    bearing = make_candidate(measure.report, title="Exchange ferry timetables", text=f"{title} " * 2, language=language)

    rank([candidate.pk, bearing.pk], on=TODAY)

    candidate.refresh_from_db()
    bearing.refresh_from_db()
    assert candidate.has_little_in_common is has_little
    assert not bearing.has_little_in_common


def test_what_a_record_gains_is_no_longer_little_in_common():
    measure = make_measure(title="Exchange ferry timetables")
    title = "Bakery wins the great prize of five villages"
    before, after = (make_candidate(measure.report, title=title, found_at=MORNING) for _ in range(2))
    for _ in range(20):
        make_candidate(measure.report, title="News", found_at=MORNING)
    rank([before.pk], on=TODAY - timedelta(days=1))
    log(measure, title="The bakery won", narrative="The bakery of five villages won the prize.", occurred=str(TODAY))

    rank([after.pk], on=TODAY)

    before.refresh_from_db()
    after.refresh_from_db()
    assert (before.has_little_in_common, after.has_little_in_common) == (True, False)


def test_each_change_of_one_page_is_news_of_its_own():
    first = make_candidate(make_measure().report, title="Notices of the harbour office", url="https://example.org/n")
    again = make_candidate(first.report, title="Notices of the harbour office", url=first.url, address="changed")

    group_near_titles([again.pk])

    again.refresh_from_db()
    assert again.near_to is None


def test_what_comes_again_after_two_months_is_news():
    old = make_candidate(make_measure().report, title="Weekly list of notices", found_at=MORNING - timedelta(days=61))
    new = make_candidate(old.report, title="Weekly list of notices", found_at=MORNING)
    newer = make_candidate(old.report, title="Weekly list of notices", found_at=MORNING + timedelta(days=1))

    group_near_titles([newer.pk, new.pk])

    assert [each.near_to for each in old.report.candidates.order_by("found_at")] == [None, None, new]
