"""A month stays a month: no page, file or mail makes the last day of it of a development that is known to the month."""

import re

import pytest
from django.test import Client

from measures.models import Measure, Status
from measures.operations.drafts import AssessmentDraft
from measures.operations.responsibility import watch_measure
from tests.factories import log, make_ambiguity, make_evidence, make_measure, make_report, make_user
from tests.markup import words_of

pytestmark = pytest.mark.django_db

# The last day of the month in any of the ways in which days are written.
FALSE_DAY = re.compile(r"31 Oct|Oct(ober)? 31|2025年10月31日")
MONTHS = {"en": re.compile(r"Oct(ober)? 2025"), "zh-hans": re.compile("2025年10月(?!3)")}
PAGES = (
    "/?report={report}",
    "/measures/?report={report}",
    "/measures/{measure}/",
    "/ambiguities/{ambiguity}/",
    "/journal/?report={report}",
    "/journal/{entry}/",
    "/changes/?report={report}&from=2025-01-02",
    "/reminders/next/",
)


@pytest.fixture
def keys() -> dict[str, str]:
    """What an agreement of October 2025 is found by: it bears on a measure and an ambiguity, and is assessed."""
    report = make_report()
    measure, ambiguity = make_measure(report), make_ambiguity(report)
    entry = log(
        measure,
        occurred="2025-10",
        status=Status.AGREED,
        about="NORTHSHORE",
        sources=[make_evidence(published=None).key],
        assessments=[AssessmentDraft(on=ambiguity.key, level=1, text="They speak of a pause.")],
    )
    return {"report": report.slug, "measure": measure.key, "ambiguity": ambiguity.key, "entry": entry.key}


@pytest.mark.parametrize("language", MONTHS)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_shows_the_month(keys: dict[str, str], address: str, language: str) -> None:
    reader = make_user(language=language)
    watch_measure(Measure.objects.get(key=keys["measure"]), by=reader)
    client = Client(headers={"accept-language": language})
    client.force_login(reader)

    page = words_of(client.get(address.format(**keys)).content.decode())

    assert MONTHS[language].search(page)
    assert not FALSE_DAY.search(page)


def test_the_preview_of_a_development_shows_the_month(keys: dict[str, str]) -> None:
    client = Client()
    client.force_login(make_user())
    bearing = {"bears_on-rows": "1", "bears_on-0-on": keys["measure"], "bears_on-0-direction": "away"}
    what = {"title": "A pause", "narrative": "So they say.", "occurred": "Oct 2025", "language": "en"}
    kept = {"track": "official", "claim": "reported", "marking": "public", "report": keys["report"], "act": "preview"}

    page = words_of(client.post("/log/", {**bearing, **what, **kept}).content.decode())

    assert "October 2025 Today" in page
    assert not FALSE_DAY.search(page)
