"""What a development can be about, in a report too long for a list: found as one types, or typed by its code."""

from typing import Any

import pytest
from django.test import Client

from measures.forms.targets import LISTED_MOST
from measures.models import Entry, Measure, Report
from tests.bulk import make_measures
from tests.factories import (
    give_role,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_milestone,
    make_party,
    make_report,
    make_user,
)
from tests.markup import compact
from tests.test_pages_acts import milestone_form
from tests.test_pages_log import sent

pytestmark = pytest.mark.django_db
MANY = LISTED_MOST + 1


@pytest.fixture
def report() -> Report:
    report = make_report()
    make_measures(report, MANY, [make_party("NORTHSHORE")], [make_ambiguity(report, "B6", title="Lamps")])
    return report


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make_user())
    return client


def found(client: Client, report: Report, words: str, **more: str) -> str:
    return client.get("/log/targets/", {"report": report.slug, "find": words, **more}).content.decode()


def logged(client: Client, report: Report, on: str, **more: str) -> Any:
    bearing = {"on": on, "direction": "toward", **more}
    return client.post("/log/", sent(client, report, bearing), follow=True)


@pytest.mark.parametrize("typed", ["M7", "m7", "{key}", "M7 M 7", "  M7   m 7 "])
def test_a_measure_is_named_by_its_code_its_key_or_as_it_was_found(client, report, typed):
    key = report.measures.get(code="M7").key

    logged(client, report, typed.format(key=key))

    assert Entry.objects.get().bearings.get().measure.key == key


def test_an_ambiguity_is_named_likewise(client, report):
    logged(client, report, "B6", direction="clearer")

    assert Entry.objects.get().bearings.get().ambiguity.code == "B6"


def test_words_alone_are_no_name_and_the_error_says_what_they_may_mean(client, report):
    make_measure(report, code="FERRY", title="Publish the timetable")

    page = logged(client, report, "timetable").content.decode()

    assert "Nothing here is called “timetable”. Enter the code of what you mean: FERRY Publish the timetable." in page
    assert '<a href="#id_bears_on-0-on">' in page
    assert not Entry.objects.exists()


def test_a_code_that_two_things_share_is_not_guessed(client, report):
    make_ambiguity(report, "M7")

    page = logged(client, report, "M7").content.decode()

    assert "Several things here are called “M7”: enter the key." in page
    assert not Entry.objects.exists()


def test_what_is_typed_is_found_by_code_words_and_chinese(client, report):
    make_measure(report, code="FERRY", title="Publish the timetable", title_zh_hans="公布渡轮时刻表")

    for typed in ("ferry", "time", "时刻"):
        assert "FERRY" in found(client, report, typed), typed
    assert found(client, report, "M1").index(">M1<") < found(client, report, "M1").index(">M10<")
    assert "No recorded item matches." in found(client, report, "zeppelin")


def test_who_may_not_read_a_measure_neither_finds_nor_names_it(client, report):
    hidden = make_measure(make_report(), code="SECRET", title="Hide the timetable", marking="internal")
    client.force_login(give_role(make_user(role="reader"), report))

    assert "SECRET" not in found(client, report, "timetable") + found(client, report, "SECRET")
    assert "Nothing here is called" in logged(client, report, hidden.key).content.decode()
    assert not Entry.objects.exists()


def test_who_may_not_write_finds_nothing(client, report):
    client.force_login(make_user(role="reader"))

    assert client.get("/log/targets/", {"report": report.slug}).status_code == 403
    assert Client().get("/log/targets/", {"report": report.slug}).status_code == 401


def test_what_a_link_and_a_correction_begin_with_is_shown_by_code_and_title(client, report):
    measure = report.measures.get(code="M7")
    entry = log(measure, by=make_user(role="editor"))
    client.force_login(entry.author)

    for address in (f"/log/?measure={measure.key}", f"/journal/{entry.key}/correct/"):
        assert 'value="M7 M 7"' in client.get(address).content.decode(), address


def test_a_milestone_is_found_by_its_measure_and_named_by_its_key(client, report):
    measures = list(report.measures.all())
    milestones = [make_milestone(measure) for measure in measures]
    client.force_login(make_user(role="editor"))

    page = found(client, report, "M7", of="milestones")
    marks = {"milestones-0-on": milestones[7].key, "milestones-0-state": "met"}
    client.post("/log/", sent(client, report, {"on": "M7", "direction": "toward"}, **marks))

    assert milestones[7].key in page
    assert Entry.objects.get().marks.get().milestone == milestones[7]


def test_a_source_of_a_milestone_is_found_by_its_words_and_named_as_it_was_found(client, report):
    source = make_evidence(title="", publisher="Lamp Gazette")
    hidden = make_evidence(title="Lamp notes", marking="internal")
    client.force_login(give_role(make_user(role="reader"), report))
    path = f"/milestones/{make_milestone(report.measures.get(code='M7')).key}/"

    page = found(client, report, "lamp", of="sources")
    form = milestone_form(client, path, source=f"{source.key} Lamp Gazette")
    client.post(path, form)

    assert source.key in page
    assert hidden.key not in page
    assert Entry.objects.get().citations.get().evidence == source
    assert "source" in client.post(path, form | {"source": hidden.key}).context["form"].errors


def test_the_journal_of_many_measures_takes_the_key_of_one(client, report):
    one = report.measures.get(code="M7")
    entry = log(one)
    other = log(report.measures.get(code="M8"))

    page = client.get("/journal/", {"report": report.slug, "measure": one.key}).content.decode()

    assert f'<input id="measure" name="measure" value="{one.key}"' in compact(page)
    assert f"/journal/{entry.key}/" in page
    assert f"/journal/{other.key}/" not in page
    assert '<select id="measure"' not in page


def test_the_form_weighs_no_more_for_more_measures(client):
    short = make_report()
    make_measures(short, 14, [make_party("NORTHSHORE")], [make_ambiguity(short)])
    few = len(client.get("/log/", {"report": short.slug}).content)
    make_measures(short, 500, [], [make_ambiguity(short)], start=100)

    many = len(client.get("/log/", {"report": short.slug}).content)

    assert Measure.objects.count() == 514
    assert many < few * 1.1
