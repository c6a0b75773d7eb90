"""The pages of a measure, an ambiguity and an entry: what they show to whom, as of which day, in how many queries."""

import os
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from measures.models import Ambiguity, Entry, Link, Measure, PartialDate
from measures.operations.drafts import AssessmentDraft, BearingDraft, EntryDraft, StatementDraft
from measures.operations.entries import correct_entry
from measures.operations.redactions import redact_entry
from tests.factories import (
    TODAY,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_milestone,
    make_report,
    make_user,
)

pytestmark = pytest.mark.django_db

IS_LONG = os.environ.get("CBM_LONG_TESTS") == "1"


def read(path: str, client: Client | None = None, **parameters: str) -> str:
    answer = (client or Client()).get(path, parameters)
    assert answer.status_code == 200
    return answer.content.decode()


def signed_in(**fields: str) -> Client:
    client = Client()
    client.force_login(make_user(**fields))
    return client


def words(page: str) -> str:
    """The text of a page as it is read."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def queries(path: str) -> int:
    client = Client()
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.usefixtures("reports")
class TestOnTheRecord:
    def test_every_measure_ambiguity_and_entry_has_its_page(self):
        """Of entries every fourth; with CBM_LONG_TESTS=1 each."""
        paths = [f"/measures/{key}/" for key in Measure.objects.values_list("key", flat=True)]
        paths += [f"/ambiguities/{key}/" for key in Ambiguity.objects.values_list("key", flat=True)]
        entries = list(Entry.objects.order_by("kind", "key").values_list("key", flat=True))
        paths += [f"/journal/{key}/" for key in (entries if IS_LONG else entries[::4])]

        for path in paths:
            page = read(path)
            assert page.count("<h1") == 1, path
            assert "verified" not in page.lower(), path

    def test_a_measure_says_how_strongly_it_is_urged_and_by_when(self):
        chinese = Client(headers={"accept-language": "zh-hans"})

        should, in_chinese = (
            words(read("/measures/two-shores-NORTH-1/")),
            read("/measures/two-shores-NORTH-1/", chinese),
        )
        none_given, unrecorded = read("/measures/zhao-2020-US-3/"), read("/measures/two-shores-COOP-1/")

        assert "verb: should timescale: within a year of the report" in should
        assert "用词： 应 时限： 报告发表后一年内" in words(in_chinese)
        assert "verb: should consider timescale: none given" in words(none_given)
        assert "timescale" not in unrecorded

    def test_the_sides_stand_beside_each_other_in_the_order_of_their_codes(self):
        play = read("/measures/zhao-2020-US-3/").partition('id="play"')[2]

        china, america = (words(each) for each in play.split("<h2>")[1:3])
        assert china.strip().startswith("China") and "奉行不首先使用核武器的政策" in china
        assert america.strip().startswith("United States") and "if you just declare it" in america

    def test_a_past_day_shows_the_status_of_that_day(self):
        assert "Suspended since" in words(read("/measures/zhao-2020-CO-3/", as_of="2024-07-20"))
        page = read("/measures/zhao-2020-CO-3/", as_of="2015-01-01")
        assert "Not checked by then" in words(page)
        assert "China No statement found United States No statement found" in words(page)
        assert "No statement found" not in words(read("/measures/zhao-2020-CO-3/"))

    def test_a_status_that_no_party_changed_is_said_as_our_assessment(self):
        assert "No further step found (our assessment). " in words(read("/measures/zhao-2020-US-3/"))
        assert "Reversed since 15 Apr 2025" in words(read("/measures/two-shores-SOUTH-1/"))

    def test_each_part_has_an_address_and_no_other_is_there(self):
        path = "/measures/zhao-2020-US-3/"

        parts = {show: read(path, show=show) for show in ("story", "statements", "sources", "method")}

        assert words(read(path)) == words(parts["story"])
        assert "What would count as a step" in parts["story"]
        assert "#zhao-2020-ST-" in parts["statements"]
        assert re.search(r'href="/sources/zhao-2020-[\w-]+/"', parts["sources"].partition('id="part"')[2])
        assert "In the report" in parts["method"]
        assert all(page.count('aria-current="page">') >= 1 for page in parts.values())
        assert Client().get(path, {"show": "everything"}).status_code == 404
        assert Client().get(path, {"show": "story", "cursor": "nope"}).status_code == 400

    def test_links_and_addressings_say_whose_they_are_and_why(self):
        text = words(read("/measures/zhao-2020-US-3/", show="method"))

        assert "CN-2 reciprocates US-3" in text
        assert "our reading" in text
        assert "It would turn present restraint into stated intent." in text
        assert "A Road Map to Start Dispelling Distrust, paragraph 3" in text

    def test_words_that_were_not_found_are_an_invitation_to_those_who_may_log(self):
        path = "/ambiguities/zhao-2020-B2/"

        assert "None found. China, searched:" in words(read(path))
        assert "whose=CN" not in read(path)
        invitation = "/log/?report=zhao-2020&amp;kind=statement&amp;ambiguity=zhao-2020-B2&amp;whose=CN"
        assert invitation in read(path, signed_in())

    def test_a_set_shows_its_elements_and_no_state_is_said_so(self):
        text = words(read("/ambiguities/zhao-2020-B/"))

        assert "No state recorded" in text
        assert "Reason for present restraint" in text

    def test_the_fictional_report_says_so_above_everything(self):
        assert "(fictional report) None of this happened" in words(read("/measures/two-shores-COOP-1/"))

    def test_buttons_stand_only_before_those_who_may_use_them(self):
        path = "/measures/zhao-2020-US-3/"
        anonymous, reader, contributor = read(path), read(path, signed_in(role="reader")), read(path, signed_in())
        editor = read(path, signed_in(role="editor"))

        assert "Checked, nothing new</button>" not in anonymous + reader
        assert "/watch/" in reader
        assert "/watch/" not in anonymous
        assert "Checked, nothing new</button>" in contributor
        assert "/edit/" not in contributor
        assert "/edit/" in editor
        assert "/owners/" in editor
        assert "/edit/" not in read(path, signed_in(role="editor"), as_of="2024-01-01")


def test_corrected_entries_stay_struck_and_redacted_ones_say_so():
    measure = make_measure()
    writer = make_user()
    entry = log(measure, by=writer, title="First wording")
    draft = EntryDraft(
        occurred=PartialDate.parse("2024-04-23"),
        title="Second wording",
        narrative="Mended.",
        reason="It was wrong.",
        track="official",
        claim="reported",
        bears_on=[BearingDraft(on=measure.key, direction="away")],
    )
    correction = correct_entry(entry, draft, by=writer, on=TODAY)
    other = log(measure, title="To be taken away")
    redact_entry(other, by=make_user(role="administrator"), reason="A name had to go.")

    page = read(f"/measures/{measure.key}/")

    assert "Story 1 Statements" in words(page)
    assert "Corrected: it no longer counts." in page
    assert "First wording" in read(f"/journal/{entry.key}/")
    assert f"/journal/{correction.key}/" in read(f"/journal/{entry.key}/")
    assert f"/journal/{entry.key}/" in read(f"/journal/{correction.key}/")
    redacted = read(f"/journal/{other.key}/")
    assert "A name had to go." in redacted
    assert "To be taken away" not in redacted


def test_what_a_reader_may_not_see_is_neither_shown_nor_counted():
    measure = make_measure()
    hidden = log(measure, title="Behind closed doors", marking="internal", sources=[make_evidence().key])
    secret = make_measure(measure.report, marking="internal")
    Link.objects.create(source=measure, target=secret, relation="enables", basis="ours")

    page = read(f"/measures/{measure.key}/")

    assert "Behind closed doors" not in page
    assert "Story Statements" in words(page)
    assert secret.code not in page
    assert Client().get(f"/measures/{secret.key}/").status_code == 404
    assert Client().get(f"/journal/{hidden.key}/").status_code == 404
    team = read(f"/measures/{measure.key}/", signed_in())
    assert "Behind closed doors" in team
    assert "Internal: the team" in read(f"/journal/{hidden.key}/", signed_in())


def test_the_queries_do_not_grow_with_the_rows():
    report = make_report()
    unclear = make_ambiguity(report, parent=make_ambiguity(report))
    measure = make_measure(report, parties=("NORTHSHORE", "SOUTHSHORE"), addresses=[unclear])
    paths = [f"/measures/{measure.key}/", f"/ambiguities/{unclear.key}/", f"/ambiguities/{unclear.parent.key}/"]

    def add_rows() -> Entry:
        other = make_measure(report, addresses=[unclear])
        Link.objects.create(source=measure, target=other, relation="related", basis="ours")
        make_measure(report, parent=measure)
        make_milestone(measure, doers="each")
        source = make_evidence()
        return log(
            measure,
            sources=[source.key],
            bears_on=[
                BearingDraft(on=measure.key, direction="toward"),
                BearingDraft(on=unclear.key, direction="clearer", about="NORTHSHORE"),
            ],
            assessments=[
                AssessmentDraft(on=key, level=1, text="So it is.", sources=[source.key], why_changed="Looked at anew.")
                for key in (measure.key, unclear.key)
            ],
            statements=[
                StatementDraft(
                    parties=[whose],
                    authority="ministry",
                    speaker="A keeper",
                    said_on=PartialDate.parse("2024-04-23"),
                    quotation=f"So it is, says {whose}.",
                    quotation_language="en",
                    acts=["states"],
                    about=about,
                    on=[measure.key, unclear.key],
                    source=source.key,
                )
                for whose, about in (("NORTHSHORE", "itself"), ("SOUTHSHORE", "NORTHSHORE"))
            ],
        )

    entry = add_rows()
    paths.append(f"/journal/{entry.key}/")
    before = [queries(path) for path in paths]
    for _ in range(4):
        add_rows()

    assert [queries(path) for path in paths] == before
