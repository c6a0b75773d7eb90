"""While a development is logged its source is found as one types, or begun by its address, and never lost."""

import pytest
from django.test import Client

from measures.models import Entry, Evidence, Measure, Report
from tests.factories import give_role, make_evidence, make_measure, make_report, make_user
from tests.test_pages_log import sent, signed_in, toward

pytestmark = pytest.mark.django_db

NOWHERE = "https://lamps.example.org/lit"


@pytest.fixture
def report() -> Report:
    return make_report()


@pytest.fixture
def first(report: Report) -> Measure:
    return make_measure(report, parties=("NORTHSHORE",))


@pytest.fixture
def writer() -> Client:
    return signed_in(make_user())


@pytest.mark.parametrize(
    "typed", ["lighthouse po", "LAMPS", "http://www.post.example.org/lamps/", "post.example.org/lamps"]
)
def test_a_source_is_found_by_words_as_they_are_typed_or_by_its_address_however_written(writer, typed):
    existing = make_evidence(publisher="Lighthouse Post", title="Lamps", url="https://post.example.org/lamps")
    make_evidence(publisher="Ferry News")

    finding = writer.get("/log/sources/", {"find": typed}).context["finding"]

    assert [source.key for source in finding.found] == [existing.key]
    assert finding.new is None


def test_what_is_cited_already_stays_ticked_and_is_not_offered_twice(writer):
    cited, other = make_evidence(publisher="Lighthouse Post"), make_evidence(publisher="Lighthouse News")

    finding = writer.get("/log/sources/", {"find": "lighthouse", "cites": [cited.key]}).context["finding"]

    assert [source.key for source in finding.cited] == [cited.key]
    assert [source.key for source in finding.found] == [other.key]


def test_the_only_publisher_that_is_known_of_a_host_is_suggested_and_not_filled_in(writer, report, first):
    unknown = writer.get("/log/sources/", {"find": NOWHERE}).context["finding"]
    make_evidence(publisher="Lamp Gazette", url="https://www.lamps.example.org/dark")
    existing = writer.get("/log/sources/", {"find": NOWHERE}).context["finding"]

    assert (unknown.new.url, unknown.new.publisher) == (NOWHERE, "")
    assert existing.new.publisher == "Lamp Gazette"
    form = writer.post("/log/", sent(writer, report, toward(first), act="enter", find=NOWHERE)).context["form"]
    publisher = form.rows["sources"].forms[0]["publisher"]
    assert (publisher.value(), "“Lamp Gazette”. Is this one too?" in publisher.help_text) == (None, True)

    make_evidence(publisher="Dark Gazette", url="https://www.lamps.example.org/dusk")

    assert writer.get("/log/sources/", {"find": NOWHERE}).context["finding"].new.publisher == ""


def test_a_hidden_source_is_neither_found_nor_gives_its_publishers_name():
    make_evidence(publisher="Secret Desk", url=NOWHERE, marking="internal", cited_within="internal")
    measure = make_measure()
    writer = signed_in(give_role(make_user(role="reader"), measure.report))

    finding = writer.get("/log/sources/", {"find": NOWHERE}).context["finding"]

    assert not finding.found
    assert finding.new.publisher == ""
    assert not writer.get("/log/sources/", {"find": "secret"}).context["finding"].found


def test_only_who_may_log_finds_sources_and_who_was_signed_out_is_told(client):
    make_evidence(publisher="Lighthouse Post")

    answer = client.get("/log/sources/", {"find": "lighthouse"})

    assert answer.status_code == 401
    assert "what you typed is kept" in answer.content.decode()
    assert signed_in(make_user(role="reader")).get("/log/sources/", {"find": "lighthouse"}).status_code == 403


def test_without_a_script_enter_begins_a_new_source_at_the_pasted_address(writer, report, first):
    values = sent(writer, report, toward(first), act="enter", find=NOWHERE)

    form = writer.post("/log/", values).context["form"]

    row = form.rows["sources"].forms[0]
    assert (row["url"].value(), row["publisher"].value(), row.is_open) == (NOWHERE, None, True)
    assert form.find == ""


def test_enter_previews_where_nothing_was_looked_for(writer, report, first):
    values = sent(writer, report, toward(first), act="enter", find="lamps", found="lamps")

    assert writer.post("/log/", values).context["page"].preview is not None
    assert not Entry.objects.exists()


def test_a_pasted_address_that_is_on_record_is_cited_when_it_is_saved(writer, report, first):
    existing = make_evidence(url="https://post.example.org/lamps")

    writer.post("/log/", sent(writer, report, toward(first), find="http://post.example.org/lamps/?utm_source=mail"))

    assert Entry.objects.get().citations.get().evidence == existing


def test_a_pasted_address_that_is_not_on_record_is_not_lost_when_it_is_saved(writer, report, first):
    answer = writer.post("/log/", sent(writer, report, toward(first), find=NOWHERE))

    assert answer.status_code == 400
    assert "This address is new here: describe the source" in answer.content.decode()
    assert answer.context["form"].rows["sources"].forms[0]["url"].value() == NOWHERE
    assert not Entry.objects.exists()
    assert not Evidence.objects.exists()
