"""Words for acts need acts: that somebody offered, answered or withdrew something, only the record says.

Each report is read in one language, today and on one past day; CBM_LONG_TESTS=1 reads both in both, on two more days.
"""

import os
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from measures.library.read import read_library
from measures.models import Measure
from measures.operations.drafts import BearingDraft
from tests.conftest import FIXTURES
from tests.factories import get, log, make_evidence, make_measure
from tests.markup import words_of

WORDS = {
    "en": re.compile(r"\b(offered|answered|withdr[ae]wn?|withdraws?|taken? back)\b", re.IGNORECASE),
    "zh-hans": re.compile("迈步|采取步骤|回应|收回|撤回"),
}
# What the pages say of the words themselves, or of what could be.
EXPLAINED = ("公开的提议与回应", "对等回应", "已被替代或撤回的来源")
IS_LONG = os.environ.get("CBM_LONG_TESTS") == "1"
DAYS = ("", "2023-06-01", *(("2019-01-01", "2025-04-15") if IS_LONG else ()))
READ = [("zhao-2020", "en"), ("two-shores", "zh-hans")]
if IS_LONG:
    READ += [("zhao-2020", "zh-hans"), ("two-shores", "en")]


class Texts(HTMLParser):
    """The texts of a page's main part."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page[page.index("<main") : page.index("</main>")])

    def handle_data(self, data: str) -> None:
        if text := " ".join(data.split()):
            self.found.append(text)


def texts_in(content: Any) -> Iterator[str]:
    """All texts of a library, in their order."""
    if isinstance(content, str):
        yield " ".join(content.split())
    elif isinstance(content, dict | list):
        for each in content.values() if isinstance(content, dict) else content:
            yield from texts_in(each)


@cache
def record_texts() -> str:
    """All that the reports and their records say themselves, which stands as written."""
    return " ".join(text for path in sorted(FIXTURES.glob("*.yaml")) for text in texts_in(read_library(path).content))


def spoken_words(text: str) -> str:
    """What a page says of the record without the label or the dot before it: “Milestone: …”."""
    return re.sub("^(·|[^:：]{1,20}[:：]) ?", "", text)


def addresses(slug: str) -> Iterator[str]:
    yield from ("/", "/measures/", "/ambiguities/", "/changes/", f"/reports/{slug}/")
    yield f"/reports/{slug}/codebook/"
    yield from (f"/measures/{key}/" for key in Measure.objects.filter(report__slug=slug).values_list("key", flat=True))


@pytest.mark.parametrize(("slug", "language"), READ)
def test_no_page_says_of_a_step_what_the_record_does_not(reports: None, slug: str, language: str) -> None:
    client = Client(headers={"accept-language": language})
    written = record_texts()
    wrong = []
    for day in DAYS:
        for address in addresses(slug):
            parameters = {"from": "2018-01-02", "to": day} if address == "/changes/" else {"as_of": day}
            answer = client.get(address, {"report": slug, **(parameters if day else {})})
            assert answer.status_code == 200, address
            for text in filter(WORDS[language].search, Texts(answer.content.decode()).found):
                if spoken_words(text) not in written and not any(each in text for each in EXPLAINED):
                    wrong.append((address, day, text))

    assert wrong == []


@pytest.mark.parametrize(
    ("language", "words"), [("en", "no further step found (our assessment)"), ("zh-hans", "未见后续举措（本站评估）")]
)
def test_what_is_judged_from_absence_is_our_reading(reports: None, language: str, words: str) -> None:
    client = Client(headers={"accept-language": language})

    for address in ("/measures/", "/measures/zhao-2020-US-3/", "/changes/"):
        parameters = {"report": "zhao-2020", "from": "2026-05-21", "to": "2026-05-22"}
        assert words in client.get(address, parameters).content.decode().lower()


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "is_act"), [("suspended", True), ("stalled", False)])
def test_only_a_status_that_an_act_changed_is_said_to_be_by_somebodys_act(status: str, is_act: bool) -> None:
    measure = make_measure()
    party = measure.parties.get().code
    bearing = BearingDraft(on=measure.key, direction="away", status=status, changed_by=party)
    entry = log(measure, bears_on=[bearing], sources=[make_evidence().key])

    for address in (f"/measures/{measure.key}/", f"/journal/{entry.key}/"):
        assert ("by the act of" in words_of(Client().get(address).content.decode())) == is_act
    [change] = get("changes/", report=measure.report.slug, **{"from": "1950-01-01"})["statuses"]
    assert change["is_ours"] != is_act
