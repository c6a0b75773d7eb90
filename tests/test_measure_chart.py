"""The timeline of a measure as a picture: whole by itself, for those who may read it, of the day that is shown."""

import xml.etree.ElementTree as ET

import pytest
from django.test import Client

from measures.models import Marking, Measure, User
from tests.factories import log, make_evidence, make_measure, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure() -> Measure:
    measure, source = make_measure(title="A ferry timetable"), [make_evidence().key]
    log(measure, occurred="2025-03-01", title="The first sailing", sources=source)
    log(measure, occurred="2026-03-01", title="The second sailing", sources=source)
    log(measure, occurred="2026-04-01", title="Known to the team", marking=Marking.INTERNAL, sources=source)
    return measure


def picture(measure: Measure, user: User | None = None, language: str = "en", **parameters: str) -> str:
    client = Client(headers={"accept-language": language})
    if user:
        client.force_login(user)
    answer = client.get(f"/measures/{measure.key}/timeline.svg", parameters)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/svg+xml"
    text = answer.content.decode()
    ET.fromstring(text)
    return text


def test_it_says_what_it_shows_of_which_day_and_whose_it_is(measure: Measure) -> None:
    text = " ".join(picture(measure, as_of="2026-06-30").split())

    assert f"A ferry timetable ({measure.code}): who acted, and when" in text
    assert "State as of 30 June 2026." in text and f"/measures/{measure.key}/" in text
    assert str(measure.report.words("title")) in text
    assert "The first sailing" in text and "The second sailing" in text


def test_it_shows_what_its_reader_may_read_as_of_the_day(measure: Measure) -> None:
    assert "Known to the team" not in picture(measure)
    assert "Known to the team" in picture(measure, make_user())
    assert "The second sailing" not in picture(measure, as_of="2026-01-01")


def test_there_is_none_without_an_act_or_of_a_measure_that_is_hidden(measure: Measure) -> None:
    hidden, empty = make_measure(measure.report, marking=Marking.INTERNAL), make_measure(measure.report)
    log(hidden, occurred="2025-03-01", marking=Marking.INTERNAL)

    for each in (hidden, empty):
        assert Client().get(f"/measures/{each.key}/timeline.svg").status_code == 404
        assert "timeline.svg" not in Client().get(f"/measures/{empty.key}/").content.decode()


def test_long_titles_are_folded_also_in_chinese(measure: Measure) -> None:
    Measure.objects.filter(pk=measure.pk).update(title="Lamps & boats " * 12, title_zh_hans="灯与船" * 30)

    english, chinese = picture(measure), picture(measure, language="zh-hans")

    assert english.count('class="heading"') == 3 and "Lamps &amp; boats" in english
    assert chinese.count('class="heading"') == 3
