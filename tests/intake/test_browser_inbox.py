"""From the inbox to a logged development in four clicks, with or without a script, and by the keyboard alone."""

from collections.abc import Callable

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Page, expect

from measures.models import Entry, Measure, Report, User
from measures.wings.intake.models import Candidate, CandidateMatch
from tests.browsing import sign_in
from tests.factories import make_candidate, make_measure, make_report

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def report() -> Report:
    return make_report("shores")


def came_in(report: Report, measure: Measure, title: str, score: float) -> Candidate:
    candidate = make_candidate(report, title=title, score=score, publisher="Harbour Office")
    CandidateMatch.objects.create(candidate=candidate, measure=measure, score=1.0, words=["timet"])
    return candidate


HEADLINES = {"en": "A ferry timetable is published", "zh-hans": "渡轮时刻表公布"}
NARRATIVES = {"en": "The harbour office published it.", "zh-hans": "港务局公布了新的渡轮时刻表，下月起实行。"}


@pytest.mark.parametrize(("has_script", "language"), [(True, "en"), (False, "zh-hans")])
def test_a_development_is_logged_in_four_clicks(
    open_page: Callable[..., Page], writer: User, report: Report, has_script: bool, language: str
) -> None:
    User.objects.filter(pk=writer.pk).update(language=language)
    measure = make_measure(report, code="F-1", title="Publish timetables")
    candidate = came_in(report, measure, HEADLINES[language], 1.0)
    page = open_page(java_script_enabled=has_script, locale={"en": "en-GB", "zh-hans": "zh-CN"}[language])
    sign_in(page, "/inbox/")

    with translation.override(language):
        page.locator("#results").get_by_role("link", name=gettext("Log"), exact=True).click()
        page.get_by_label(f"{gettext('What happened')} {gettext('required')}").fill(NARRATIVES[language])
        page.get_by_role("button", name="Publish timetables").click()
        page.locator("#bears_on-0").get_by_text(gettext("A step toward the recommendation")).click()
        page.get_by_role("button", name=gettext("Log it in:")).click()
    page.wait_for_url("**/journal/**")

    entry = Entry.objects.get()
    assert (entry.title, str(entry.occurred)) == (candidate.title, "2026-11-20")
    assert [bearing.measure for bearing in entry.bearings.all()] == [measure]
    assert [citation.evidence.url for citation in entry.citations.all()] == [candidate.url]
    candidate.refresh_from_db()
    assert (candidate.state, candidate.entry) == ("logged", entry)


def test_the_keyboard_drops_undoes_and_opens(open_page: Callable[..., Page], writer: User, report: Report) -> None:
    measure = make_measure(report)
    rows = [came_in(report, measure, f"Timetable {place}", 3.0 - place) for place in range(3)]
    page = open_page()
    sign_in(page, "/inbox/")
    focused = page.locator("[data-row-link]:focus")

    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(focused).to_have_text("Timetable 1")
    page.keyboard.press("x")
    expect(page.locator("[data-row]")).to_have_count(2)
    expect(focused).to_have_text("Timetable 2")
    page.keyboard.press("u")
    expect(page.locator("[data-row]")).to_have_count(3)
    page.keyboard.press("k")
    page.keyboard.press("s")
    page.wait_for_url("**/cite/")

    assert [Candidate.objects.get(pk=row.pk).version for row in rows] == [1, 3, 1]
