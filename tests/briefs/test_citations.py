"""Citations: read by the programs of others, the same for the same address, and leading to what was known then."""

import html
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.bibtex.bibparse import BibTeXParser
from citeproc.source.bibtex.latex import parse_latex
from citeproc.source.json import CiteProcJSON
from django.test import Client
from rest_framework.test import APIClient

from measures.models import Ambiguity, Entry, Evidence, Measure, PartialDate, Role
from measures.operations.drafts import AssessmentDraft
from measures.operations.entries import correct_entry
from measures.operations.evidence import review_evidence
from measures.operations.markings import tighten_marking
from measures.operations.redactions import redact_entry
from measures.wings.briefs.citations import ended, latex
from tests.clocks import record_by
from tests.factories import (
    client_of,
    compare,
    draft_of,
    fields_of,
    get,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_party,
    make_report,
    make_subject,
    make_user,
    mentioned,
    text_draft,
)
from tests.files import signed_in
from tests.readings import comparable

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER = datetime(2026, 10, 20, 12, tzinfo=UTC), datetime(2026, 11, 20, 12, tzinfo=UTC)
CITED_AT = "2026-10-28T12:00:00Z"
DAYS = {"as_of": "2026-10-28", "known_at": CITED_AT}
AWKWARD = "Fares & tides: 50% of #1_both ~ \\shores^2, $5"


@dataclass
class Shores:
    """One row of each kind that can be cited, recorded in October, and the addresses of their citations."""

    measure: Measure
    ambiguity: Ambiguity
    development: Entry
    comparison: Entry
    source: Evidence

    @property
    def addresses(self) -> dict[str, str]:
        return {
            f"measures/{self.measure.key}/": f"/measures/{self.measure.key}/",
            f"ambiguities/{self.ambiguity.key}/": f"/ambiguities/{self.ambiguity.key}/",
            f"entries/{self.development.key}/": f"/journal/{self.development.key}/",
            f"readouts/{self.comparison.key}/": f"/journal/{self.comparison.key}/",
            f"evidence/{self.source.key}/": f"/sources/{self.source.key}/",
        }


@pytest.fixture
def shores(monkeypatch: pytest.MonkeyPatch) -> Shores:
    record_by(lambda: OCTOBER, monkeypatch)
    report = make_report("shores", title_zh_hans="两岸报告")
    ambiguity = make_ambiguity(report, title_zh_hans="何谓平静")
    measure = make_measure(report, code="N-1", addresses=[ambiguity], title_zh_hans="公布时刻表")
    make_party("SOUTHSHORE")
    source = make_evidence(
        title="Summer timetable", title_zh_hans="夏季时刻表", original_title_language="zh", language="zh-hans",
        publisher="Harbour Office", publisher_zh_hans="港务局", recorded_at=OCTOBER,
        published=PartialDate.parse("2026-09-03"), accessed=PartialDate.parse("2026-10-01"),
    )  # fmt: skip
    fields: dict[str, Any] = {"title": AWKWARD, "title_zh_hans": "票价公布", "occurred": "2026-09"}
    calm = AssessmentDraft(on=ambiguity.key, nothing="nothing_found", text="Calm.")
    development = log(measure, sources=[source.key], assessments=[calm], **fields)
    subject = make_subject(report)
    sources = [make_evidence(recorded_at=OCTOBER).key for _ in range(2)]
    texts = [
        text_draft(party, mentioned(subject), source=key)
        for party, key in zip(("NORTHSHORE", "SOUTHSHORE"), sources, strict=True)
    ]
    return Shores(measure, ambiguity, development, compare(development, *texts), source)


def cite(address: str, client: APIClient | None = None, **parameters: str) -> Any:
    return get(f"{address}cite/", client, **{**DAYS, **parameters})


def set_by_others(items: list[dict[str, Any]], locale: str) -> list[str]:
    """The bibliography that a program of others makes of CSL-JSON."""
    style = CitationStylesStyle("harvard-cite-them-right", locale=locale, validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"].lower())]))
    return [str(entry) for entry in bibliography.bibliography()]


def read_by_others(bibtex: str) -> dict[str, dict[str, str]]:
    """The fields of BibTeX as a program of others reads them."""
    entries = BibTeXParser(StringIO(bibtex))
    return {
        key: {name: value if "url" in name else parse_latex(value, {}) for name, value in fields.items()}
        for key, fields in entries.items()
    }


def test_programs_of_others_read_the_citations_of_each_kind_in_both_languages(shores: Shores) -> None:
    items: list[dict[str, Any]] = []
    titles = {
        "en": [
            str(shores.measure), str(shores.ambiguity), AWKWARD, AWKWARD,
            *["夏季时刻表 [Summer timetable]"] * 2,
        ],
        "zh-hans": [
            "N-1 公布时刻表", f"{shores.ambiguity.code} 何谓平静", "票价公布", "票价公布", *["夏季时刻表"] * 2
        ],
    }  # fmt: skip
    for language, locale in (("en", "en-GB"), ("zh-hans", "zh-CN")):
        found = [cite(address, language=language) for address in shores.addresses]
        own = [item for each in found for item in each["csl"]]
        read = {key: fields for each in found for key, fields in read_by_others(each["bibtex"]).items()}

        lines = set_by_others(own, locale)

        assert [item["title"] for item in own] == titles[language]
        for item, line in zip(own, lines, strict=True):
            assert all(part in line for part in (item["author"][0]["literal"], item["title"], item["URL"]))
            fields = read[item["id"].lower()]
            assert (fields["title"], fields["url"]) == (item["title"].replace("~", "\xa0"), item["URL"])
            assert fields["date"] == "-".join(f"{part:02}" for part in item["issued"]["date-parts"][0])
        items += own
    assert len({item["id"] for item in items}) == len(items) == 12


def test_braces_are_written_so_that_those_around_them_still_match() -> None:
    assert latex("a {b\n c") == r"a \textbraceleft{}b c"


def test_a_chinese_title_that_ends_a_sentence_gets_no_second_stop() -> None:
    assert ended("公布了吗？") == "公布了吗？"


def test_the_text_is_what_goes_into_a_footnote(shores: Shores) -> None:
    [record, itself] = cite(f"evidence/{shores.source.key}/")["citations"]

    [development] = cite(f"entries/{shores.development.key}/")["citations"]

    site = "http://127.0.0.1:8000"
    address = f"{site}/sources/{shores.source.key}/?as_of=2026-10-28&known_at={CITED_AT}"
    assert record["text"] == (
        "CBM Tracker. “夏季时刻表 [Summer timetable].” Source. "
        f"State as of 28 October 2026, as known on 28 October 2026, 12:00 UTC. {address}"
    )
    assert itself["text"] == (
        "Harbour Office. “夏季时刻表 [Summer timetable].” 3 September 2026. Accessed 1 October 2026. "
        + shores.source.url
    )
    assert itself["text_zh_hans"] == f"港务局．夏季时刻表［EB/OL］．（2026-09-03）［2026-10-01］．{shores.source.url}"
    assert development["text_zh_hans"] == (
        "CBM Tracker．票价公布［DB/OL］．动态，2026年9月．两岸报告（2026-10-20）［2026-10-28］．"
        "截至2026年10月28日的情况，依据截至2026年10月28日12:00（协调世界时）的记录．"
        f"{site}/journal/{shores.development.key}/?as_of=2026-10-28&known_at={CITED_AT}"
    )


def test_a_citation_is_the_same_for_the_same_address_in_each_of_its_forms(shores: Shores) -> None:
    client, address = APIClient(), f"/api/v1/evidence/{shores.source.key}/cite/"
    kinds = {"csl": "application/vnd.citationstyles.csl+json", "bibtex": "application/x-bibtex"}

    whole, again = client.get(address, DAYS), client.get(address, DAYS)
    files = {name: client.get(address, DAYS, headers={"Accept": kind}) for name, kind in kinds.items()}

    assert whole.content == again.content
    assert json.loads(files["csl"].content) == whole.json()["csl"]
    assert files["bibtex"].content.decode() == whole.json()["bibtex"]
    for name, kind in kinds.items():
        assert files[name]["Content-Type"].partition(";")[0] == kind
        assert client.get(address, {**DAYS, "format": name}).content == files[name].content
        etag = files[name]["ETag"]
        assert client.get(address, {**DAYS, "format": name}, headers={"If-None-Match": etag}).status_code == 304
    assert fields_of(client.get(address, {"language": "both", "of": "all"})) == {"language", "of"}
    assert client.get(address, {"format": "ris"}).status_code == 406
    assert get(f"evidence/{shores.source.key}/cite/")["known_at"] > CITED_AT


def test_an_address_of_last_month_shows_last_month(shores: Shores, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a correction, a review, a redaction and a tightening; to the public, a participant and the team."""
    editor, busy = make_user(role=Role.EDITOR), make_measure(shores.measure.report)
    redacted, tightened = log(busy, title="A name stood in it"), log(busy, title="It is for few")
    readers = [Client(), signed_in(make_user(role=Role.READER)), signed_in(editor)]
    steady = list(shores.addresses.values())
    moved = [f"/measures/{busy.key}/", f"/journal/{redacted.key}/", f"/journal/{tightened.key}/"]

    def shown(reader: Client, address: str) -> str:
        answer = reader.get(address, DAYS)
        assert answer.status_code in (200, 404), answer.content
        return comparable(answer.content).decode() if answer.status_code == 200 else ""

    before = [[shown(reader, address) for address in steady] for reader in readers[::2]]
    assert all("It is for few" in shown(reader, address) for reader in readers for address in (moved[0], moved[2]))

    record_by(lambda: NOVEMBER, monkeypatch)
    wrong = draft_of(shores.measure, title="Put otherwise", occurred="2026-09")
    correct_entry(shores.development, wrong, by=editor, on=NOVEMBER.date())
    review_evidence(shores.source, by=editor, state="disputed", note="Read again.")
    log(shores.measure, title="It came later", sources=[shores.source.key], responds_to=shores.development.key)
    redact_entry(redacted, by=make_user(role=Role.ADMINISTRATOR), reason="A private name.")
    tighten_marking(tightened, marking="internal", by=editor)

    assert [[shown(reader, address) for address in steady] for reader in readers[::2]] == before
    assert "disputed" in readers[0].get(steady[-1]).content.decode().lower()
    assert "no longer counts" in readers[0].get(steady[2]).content.decode()
    for reader in readers:
        of_measure, of_redacted, of_tightened = (shown(reader, address) for address in moved)
        assert "A name stood in it" not in of_measure + of_redacted
        assert "removed its content" in of_redacted
        is_team = reader is readers[-1]
        assert ("It is for few" in of_measure, "It is for few" in of_tightened) == (is_team, is_team)
    [citation] = cite(f"entries/{redacted.key}/")["citations"]
    assert "“Redacted.”" in citation["text"]
    assert APIClient().get(f"/api/v1/entries/{tightened.key}/cite/", DAYS).status_code == 404
    assert cite(f"entries/{tightened.key}/", client_of(editor))["citations"]


def test_what_may_not_be_read_or_was_not_there_is_not_cited(shores: Shores) -> None:
    measure = make_measure(shores.measure.report, marking="internal")
    source = make_evidence(marking="internal", recorded_at=OCTOBER)
    hidden = {
        "measures/": ("measure", measure.key),
        "evidence/": ("source", source.key),
        "entries/": ("entry", log(measure, sources=[source.key]).key),
    }
    team = make_user()
    for address, (page, key) in hidden.items():
        api, cited = f"/api/v1/{address}{key}/cite/", f"/cite/{page}/{key}/"
        for reader in (Client(), signed_in(make_user(role=Role.READER))):
            assert [reader.get(each, DAYS).status_code for each in (api, cited)] == [404, 404]
        for each in (api, cited):
            assert "28 October 2026, 12:00 UTC; not public." in signed_in(team).get(each, DAYS).content.decode()
    assert "not public" not in cite(f"measures/{shores.measure.key}/", client_of(team))["bibtex"]

    before = {"known_at": "2026-10-20T11:59:59Z"}
    for address, page in shores.addresses.items():
        there = 200 if address.startswith(("measures/", "ambiguities/")) else 404
        assert Client().get(page, before).status_code == there
        assert APIClient().get(f"/api/v1/{address}cite/", before).status_code == there
    assert Client().get(f"/cite/report/{shores.measure.key}/").status_code == 404
    assert APIClient().get(f"/api/v1/readouts/{shores.development.key}/cite/").status_code == 404


def test_the_page_to_cite_a_row_leads_to_an_address_that_holds_still(shores: Shores) -> None:
    client, key = Client(), shores.development.key
    assert f"/cite/entry/{key}/" in client.get(f"/journal/{key}/").content.decode()

    moved = client.get(f"/cite/entry/{key}/")
    page = client.get(moved["Location"])
    text = html.unescape(page.content.decode())

    [day, moment] = re.findall(r"as_of=([-0-9]+)&known_at=([-0-9]+T[0-9:]+Z)", moved["Location"])[0]
    address = f"/journal/{key}/?as_of={day}&known_at={moment}"
    assert f'value="http://127.0.0.1:8000{address}"' in text or f">\nhttp://127.0.0.1:8000{address}</textarea>" in text
    assert client.get(address).status_code == 200
    for file, kind in re.findall(r'href="(/api/[^"]+format=(\w+))"', text):
        name = re.search(rf'id="{kind}"[^>]*>\n(.*?)</textarea>', text, re.DOTALL)
        assert name and client.get(file).content.decode().strip() == name[1].strip()
    of_report = client.get(f"/cite/source/{shores.source.key}/", {"report": "shores"})["Location"]
    assert of_report.endswith("Z&report=shores") and client.get(of_report).context["reading"].report.slug == "shores"
    client.cookies["django_language"] = "zh-hans"
    assert "永久网址" in client.get(moved["Location"]).content.decode()


@pytest.mark.parametrize(
    "moment", ["2026-10-20T12:00:00", "2026-10-20T25:00:00Z", "0001-01-01T00:00:00Z", "20261020T120000Z"]
)
def test_a_moment_that_is_none_is_named(moment: str) -> None:
    address = f"/cite/measure/{make_measure().key}/"

    answer = Client().get(address, {"known_at": moment})

    assert answer.status_code == 400
    assert "is not a day" in answer.content.decode()
