"""One box searches the whole record, in both languages, as of a day and for its reader; page and API alike."""

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from rest_framework.test import APIClient

from measures.access import audience_of
from measures.analysis.found_words import marker_for
from measures.analysis.synonyms import MOST_ALTERNATIVES, names_of, with_other_names
from measures.analysis.word_search import MOST_SHOWN, FoundKind, developments_with, find_words
from measures.models import PUBLIC, Entry, Marking, Measure, PartialDate, Report, Role, Term, Words
from measures.operations.drafts import AssessmentDraft, FindingDraft, StatementDraft
from measures.operations.entries import correct_entry
from measures.operations.redactions import redact_entry
from measures.templatetags.record import marked
from measures.views.destinations import MOST_PAGES
from tests.factories import (
    TODAY,
    client_of,
    compare,
    draft_of,
    fields_of,
    get,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_participant,
    make_party,
    make_report,
    make_subject,
    make_user,
    mentioned,
    text_draft,
)
from tests.files import signed_in
from tests.markup import compact
from tests.test_search import ODD

pytestmark = pytest.mark.django_db


def speak(measure: Measure, text: str, **fields: Any) -> Entry:
    """Log a development of this title with a party's statement in the same words."""
    statements = [said(measure, text)]
    return log(measure, **{"title": text, "statements": statements, "sources": [make_evidence().key], **fields})


def said(measure: Measure, quotation: str, **fields: Any) -> StatementDraft:
    """What a party says of a measure."""
    usual: dict[str, Any] = {"parties": ["NORTHSHORE"], "authority": "ministry", "speaker": "A spokesman"}
    words = {"quotation": quotation, "quotation_language": "en", "acts": ["states"], "on": [measure.key]}
    return StatementDraft(**{**usual, **words, "said_on": PartialDate.parse("2024-04-23"), **fields})


@pytest.fixture
def measure() -> Measure:
    """A measure on lamps, with something of every kind that speaks of them, in both languages."""
    report = make_report("calm")
    ambiguity = make_ambiguity(report, code="A1", title="What lamps mean", title_zh_hans="灯光的含义")
    measure = make_measure(
        report, code="LAMP-1", title="Agree on lamps", title_zh_hans="商定灯光", addresses=[ambiguity]
    )
    make_party("SOUTHSHORE")
    source = make_evidence(
        key="notice", title="Notice on lamps", title_zh_hans="灯光通告", author="A. Keeper", publisher="Harbour Office"
    )
    words = said(measure, "We light the lamps.", translation_zh_hans="我们点亮灯光")
    log(measure, title="Lamps were lit", title_zh_hans="点亮了灯光", sources=[source.key], statements=[words])
    meeting = log(measure, title="A meeting was held")
    subject = make_subject(report, "light")
    compare_texts(meeting, mentioned(subject, sentence="On lamps.", sentence_zh_hans="谈到灯光。"))
    return measure


def compare_texts(meeting: Entry, finding: FindingDraft) -> Entry:
    """Compare a text that a finding is in with one of the other side."""
    return compare(meeting, text_draft("NORTHSHORE", finding), text_draft("SOUTHSHORE"))


def counts(typed: str, client: APIClient | None = None, **parameters: Any) -> dict[str, int]:
    groups = get("search/", client, q=typed, **parameters)["groups"]
    return {group["kind"]: len(group["hits"]) for group in groups if group["hits"]}


def hits(typed: str, kind: str, client: APIClient | None = None, **parameters: Any) -> list[Any]:
    groups = get("search/", client, q=typed, **parameters)["groups"]
    return next(group["hits"] for group in groups if group["kind"] == kind)


def page(typed: str, client: Client | None = None, **parameters: str) -> str:
    answer = (client or Client()).get("/search/", {"q": typed, **parameters})
    assert answer.status_code == 200
    return compact(answer.content.decode())


@pytest.mark.parametrize("typed", ["lamp", "LAMPS", "灯光", "“灯光”"])
def test_everything_of_every_kind_is_found_in_either_language(measure: Measure, typed: str) -> None:
    found = counts(typed)

    assert found == {"measures": 1, "ambiguities": 1, "developments": 1, "statements": 2, "sources": 1}


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("keeper", "sources"),
        ("harbour office notice", "sources"),
        ("LAMP-1", "measures"),
        ('"light the lamps"', "statements"),
    ],
)
def test_a_source_is_found_by_its_author_and_a_statement_by_its_own_words(
    measure: Measure, typed: str, kind: str
) -> None:
    assert counts(typed) == {kind: 1}


def test_statements_are_of_parties_and_name_the_entry_that_they_came_with(measure: Measure) -> None:
    log(measure, assessments=[AssessmentDraft(on=measure.key, level=1, text="Lamps, as we read them.")])

    mention, words = hits("lamps", "statements")

    assert (words["day"], words["found_in"][0]["field"]) == ("2024-04-23", "quotation")
    assert words["url"].endswith(f"/api/v1/entries/{words['key']}/")
    [statement] = APIClient().get(words["url"]).json()["statements"]
    assert (statement["parties"], statement["quotation"]) == (["NORTHSHORE"], "We light the lamps.")
    assert (mention["party"], mention["on"]) == ("NORTHSHORE", "calm-light")
    assert mention["url"].endswith(f"/api/v1/readouts/{mention['key']}/")
    assert APIClient().get(mention["url"]).status_code == 200


def test_the_marks_say_where_the_words_are(measure: Measure) -> None:
    [hit] = hits("lamp", "measures")
    [chinese] = hits("灯光", "developments")

    found = {text["field"]: [text["text"][start:end] for start, end in text["marks"]] for text in hit["found_in"]}
    assert found == {"title": ["lamps"], "code": ["LAMP"], "key": ["LAMP"]}
    assert [text["text"] for text in chinese["found_in"]] == ["点亮了灯光"]
    assert chinese["found_in"][0]["marks"] == [[3, 5]]


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [
        ("missile", "Missiles carried", "[Missiles] carried"),
        ("carry", "Missiles carried", "Missiles [carried]"),
        ("carr", "Missiles carried", "Missiles [carried]"),
        ("US", "The U.S. text", "The [U.S.] text"),
        ('"golden dome"', "A dome, the Golden Dome", "A dome, the [Golden Dome]"),
        ("golden dome", "A dome, the Golden Dome", "A [dome], the [Golden] [Dome]"),
        ("long-range", "long range and long ranges", "[long range] and [long ranges]"),
        ("导弹 渡轮", "渡轮不载运导弹防御设备", "[渡轮]不载运[导弹]防御设备"),
        ("NMD系统", "ＮＭＤ系统", "[ＮＭＤ系统]"),
        ("<b>", "A <b>lamp</b>", "A <[b]>lamp</[b]>"),
        ("the", "Of the lamp", "Of [the] lamp"),
        ("lamp", "Of ferries", "Of ferries"),
    ],
)
def test_words_are_marked_as_they_are_found(typed: str, text: str, expected: str) -> None:
    found = marker_for(typed, [text]).marked(Words(text, "en"))

    assert "".join(f"[{part}]" if is_mark else part for part, is_mark in found.parts) == expected


def test_a_long_text_is_cut_to_what_is_around_the_first_word() -> None:
    text = "One word after another. " * 40 + "Here a lamp burns. " + "And so it goes on. " * 40
    found = marker_for("lamp", [text]).marked(Words(text, "en")).excerpt

    assert len(found.words.text) < 250
    assert found.words.text.startswith("…") and found.words.text.endswith("…")
    [(start, end)] = found.marks
    assert found.words.text[start:end] == "lamp"


def test_what_stands_in_a_text_is_no_markup(measure: Measure) -> None:
    log(measure, title="<script>alert(1)</script> & <b>lantern</b>")

    text = page("lantern", report="calm")

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;<mark>lantern</mark>&lt;/b&gt;" in text
    assert "<script>alert" not in text
    assert "<script>alert" not in page("<script>alert(1)</script>", report="calm")


def test_a_text_in_another_language_is_marked_with_it() -> None:
    with translation.override("zh-hans"):
        text = marker_for("lamp", ["A lamp"]).marked(Words("A lamp", "en"))

        assert marked(text) == '<span lang="en">A <mark>lamp</mark></span>'


@pytest.mark.parametrize("reader", [None, "participant", Role.CONTRIBUTOR])
def test_each_reader_finds_and_counts_what_they_may_read(reader: str | None) -> None:
    report = make_report("calm")
    for marking in Marking:
        hidden = make_measure(report, marking=marking, title="A lantern")
        source = make_evidence(marking=marking, title="A lantern")
        words = said(hidden, "A lantern.")
        log(hidden, title="A lantern was lit", sources=[source.key], statements=[words], marking=marking)
    user = make_participant() if reader == "participant" else make_user(role=reader) if reader else None
    client = client_of(user) if user else APIClient()
    seen = sum(audience_of(user).may_read(marking) for marking in Marking) if user else 1

    found = counts("lantern", client, report="calm")

    assert found == dict.fromkeys(["measures", "developments", "statements", "sources"], seen)


def test_words_that_are_found_do_not_name_the_hidden_measure_under_which_they_are_filed(measure: Measure) -> None:
    assert "LAMP-1" in page("lamps", report="calm")

    Measure.objects.filter(pk=measure.pk).update(marking="internal")

    assert [hit["on"] for hit in hits("lamps", "statements")] == ["calm-light", None]
    assert "LAMP-1" not in page("lamps", report="calm")


def test_a_hidden_report_is_not_searched() -> None:
    make_measure(make_report("calm", marking="internal"), title="A lantern")

    assert counts("lantern") == {}
    assert counts("lantern", client_of(make_user())) == {"measures": 1}
    assert fields_of(APIClient().get("/api/v1/search/", {"q": "lantern", "report": "calm"})) == {"report"}
    assert Client().get("/search/", {"q": "lantern", "report": "calm"}).status_code == 404


def test_of_a_private_record_a_stranger_learns_nothing(measure: Measure, settings: Any) -> None:
    settings.CBM_PUBLIC_READING = False

    answer = Client().get("/search/", {"q": "lamps"})

    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/search/%3Fq%3Dlamps")  # type: ignore[attr-defined]
    assert APIClient().get("/api/v1/search/", {"q": "lamps"}).status_code == 401
    assert counts("lamps", client_of(make_user()))["measures"] == 1


def test_what_was_redacted_is_gone(measure: Measure) -> None:
    entry = speak(measure, "A private name", narrative="A private name")
    subject = make_subject(measure.report, "name")
    readouts = compare_texts(entry, mentioned(subject, sentence="A private name"))
    assert counts("private") == {"developments": 1, "statements": 2}

    for each in (entry, readouts):
        redact_entry(each, by=make_user(role=Role.ADMINISTRATOR), reason="A private name stood in it.")

    assert counts("private") == {}
    assert not Entry.objects.filter(search__holds="private").exists()


def test_what_was_corrected_is_not_found_and_its_correction_is(measure: Measure) -> None:
    author = make_user()
    wrong = speak(measure, "One buoy", by=author)
    statements = [said(measure, "Two buoys.")]
    right = draft_of(measure, title="Two buoys", statements=statements, sources=[make_evidence().key])

    right = correct_entry(wrong, right, by=author, on=TODAY)  # type: ignore[assignment]

    assert [hit["key"] for hit in hits("buoy", "developments")] == [right.key]
    assert [hit["key"] for hit in hits("buoy", "statements")] == [right.key]
    struck = "/journal/?q=buoy&amp;kind=development&amp;counting=false"
    assert struck in page("buoy", report="calm")
    assert wrong.key in Client().get(struck.replace("&amp;", "&")).content.decode()


def test_of_a_past_day_what_had_happened_by_it_is_found(measure: Measure) -> None:
    early = log(measure, occurred="2023-05-01", title="A bell rang")
    log(measure, occurred="2025-05-01", title="A bell rang again")

    assert [hit["key"] for hit in hits("bell", "developments", as_of="2024-01-01")] == [early.key]
    assert counts("bell", known_at="2020-01-01") == {}
    assert counts("lamps", as_of="2020-01-01") == {"measures": 1, "ambiguities": 1}
    assert "A <mark>bell</mark> rang again" not in page("bell", report="calm", as_of="2024-01-01")


def test_the_report_is_searched_first_and_all_of_them_with_one_click(measure: Measure) -> None:
    make_measure(make_report("storm", title="Stormy waters", is_fictional=True), title="Lamps in a storm")

    here, everywhere = page("lamps", report="calm"), page("lamps", report="calm", everywhere="true")

    assert "in a storm" not in here
    assert 'href="/search/?report=calm&amp;q=lamps&amp;everywhere=true"' in here
    assert "in a storm" in everywhere
    assert "Stormy waters" in everywhere and "fictional" in everywhere
    assert counts("lamps", report="storm") == {"measures": 1}
    assert counts("lamps")["measures"] == 2


def test_at_most_twenty_of_a_group_are_shown_and_the_list_has_all(measure: Measure) -> None:
    for number in range(MOST_SHOWN + 1):
        make_measure(measure.report, code=f"B{number}", title="A buoy")
        speak(measure, "A buoy was laid")

    found = {group["kind"]: group for group in get("search/", q="buoy")["groups"]}

    for kind in ("measures", "developments", "statements"):
        assert (len(found[kind]["hits"]), found[kind]["has_more"]) == (20, True)
    text = page("buoy", report="calm")
    assert text.count(">20+<") >= 3
    assert 'href="/measures/?q=buoy"' in text
    assert 'href="/journal/?q=buoy&amp;kind=development&amp;counting=true"' in text


def test_the_order_is_the_same_each_time_and_a_code_comes_first(measure: Measure) -> None:
    for number in range(9, 0, -1):
        make_measure(measure.report, code=f"L{number}", title="As LAMP 1", position=number)
        log(measure, title="A bell", occurred="2024-01-01")

    found = [hit["code"] for hit in hits("lamp-1", "measures")]

    assert found == ["LAMP-1", *(f"L{number}" for number in range(1, 10))]
    assert [hits("bell", "developments") for _ in range(3)].count(hits("bell", "developments")) == 3


@pytest.mark.parametrize("typed", ["!?", "，。", "“”", '""', "…", "  "])
def test_where_no_word_was_typed_nothing_is_found(measure: Measure, typed: str) -> None:
    assert all(group.hits == [] for group in find_words(typed, PUBLIC))
    assert "<mark>" not in page(typed, report="calm")


@pytest.mark.parametrize("typed", [*ODD, "lamps " * 2_000, " ".join(f"w{n}" for n in range(2_000))])
def test_whatever_is_typed_gets_a_plain_answer(measure: Measure, typed: str) -> None:
    # No page takes a NUL; that it is a bad request, it says in words.
    assert Client().get("/search/", {"q": typed}).status_code == (400 if "\0" in typed else 200)
    assert APIClient().get("/api/v1/search/", {"q": typed}).status_code == 200


def test_without_words_it_says_what_is_searched_and_the_api_asks_for_them(measure: Measure) -> None:
    text = page("", report="calm")

    assert "The search covers measures, ambiguities, developments, statements by parties, and sources" in text
    assert fields_of(APIClient().get("/api/v1/search/")) == {"q"}
    assert fields_of(APIClient().get("/api/v1/search/", {"q": "a", "kind": "b"})) == {"kind"}


def test_where_nothing_is_found_it_says_what_was_searched_and_to_which_day(measure: Measure) -> None:
    measure.report.record_as_of = TODAY
    measure.report.save(update_fields=["record_as_of"])

    text = page("unheard-of", report="calm")

    assert "Nothing contains “unheard-of”." in text
    assert "The record goes up to 25 November 2026" in text


@pytest.mark.parametrize("address", ["/", "/measures/", "/ambiguities/", "/sources/", "/journal/?as_of=2024-01-01"])
def test_the_box_stands_on_every_page_and_keeps_the_day(measure: Measure, address: str) -> None:
    text = compact(Client().get(address).content.decode())

    assert '<form class="find" role="search" action="/search/">' in text
    assert ('name="as_of" value="2024-01-01"' in text.partition('id="find-words"')[0]) == ("as_of" in address)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_queries_are_as_many_however_much_is_found(
    measure: Measure, rows: int, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        speak(make_measure(measure.report, title="A bell"), "A bell")

    # measures, ambiguities, developments, statements, mentions, sources; what is looked for, and the texts’ words
    with django_assert_num_queries(7):
        found = find_words("bell", PUBLIC)

    assert found[0].kind == FoundKind.MEASURES
    assert len(found[0].hits) == min(rows, MOST_SHOWN)


def test_the_search_of_the_journal_reads_its_indexes() -> None:
    with connection.cursor() as cursor:
        # Of a few rows each plan costs as much: only those are left that look words up.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")

    plan = developments_with("lighthouse", Entry.objects.all(), None).explain()

    assert "Bitmap Index Scan on entry_search" in plan


def make_term(report: Report, term: str, term_zh_hans: str = "", **fields: Any) -> Term:
    """A term of the glossary of a report."""
    usual = {"position": 1, "key": f"{report.slug}-{term}", "definition": "As the report uses it."}
    return Term.objects.create(report=report, term=term, term_zh_hans=term_zh_hans, **usual | fields)


@pytest.fixture
def hotline(measure: Measure) -> Term:
    """A term with other names, and a development that is told by each of them."""
    for title in ("A crisis line was laid", "Hotlines were tried in fog", "热线已试通"):
        log(measure, title=title)
    return make_term(measure.report, "crisis line (hotline, direct line)", "危机专线（热线）")


@pytest.mark.parametrize("typed", ["hotline", "Hotlines", "crisis line", "Crisis-line", "热线"])
def test_what_is_called_by_another_name_in_a_glossary_is_found_as_well(hotline: Term, typed: str) -> None:
    assert counts(typed, report="calm") == {"developments": 3}
    assert counts(f'"{typed}"', report="calm")["developments"] < 3


def test_what_was_searched_as_well_is_said_and_the_list_has_the_same(hotline: Term) -> None:
    text = page("hotline fog", report="calm")

    assert get("search/", q="hotline fog")["also"] == ["crisis line", "direct line", "危机专线", "热线"]
    assert 'Also searched: <span>crisis line</span><span>direct line</span><span><span lang="zh-Hans">' in text
    assert "Also searched" not in page("fog", report="calm") + page('"hotline"', report="calm")
    assert get("search/", q="fog")["also"] == get("search/", q="hotline OR fog")["also"] == []
    [address] = re.findall(r'href="(/journal/[^"]*counting=true)"', page("hotline", report="calm"))
    rows = Client().get(html.unescape(address)).content.decode()
    assert all(title in rows for title in ("A crisis line", "Hotlines were", "热线已试通"))


def test_the_glossary_of_a_hidden_report_or_of_another_one_widens_no_search(hotline: Term) -> None:
    make_term(make_report("storm", marking=Marking.INTERNAL), "fog (mist)")
    make_term(make_report("other"), "fog (haze)")

    assert get("search/", q="fog", report="calm")["also"] == []
    assert get("search/", q="fog")["also"] == ["haze"]
    assert get("search/", client_of(make_user()), q="fog")["also"] == ["haze", "mist"]


@pytest.mark.parametrize(
    ("term", "typed", "expected"),
    [
        ("missile defence (missile defense)", "the missile defence", 'the missile defence OR the "missile defense"'),
        ("missile defence (BMD)", "bmds", 'bmds OR "missile defence"'),
        ("missile defence (BMD)", "bmdx", "bmdx"),
        ("track 1 / track 2", "track 2", "track 2"),
        ("(", "(", "("),
        ("“x” (y)", "y", 'y OR "x"'),
        ("x (y)", "x" * 201, "x" * 201),
        ("x (x.y, .*)", "x²", "x²"),
    ],
)
def test_a_name_is_replaced_where_it_stands_whole(term: str, typed: str, expected: str) -> None:
    assert with_other_names(typed, [names_of(term, "")]).text == expected


def test_a_longer_name_goes_before_one_within_it_and_few_alternatives_are_searched() -> None:
    groups = [names_of("missile defence (shield)", "导弹防御"), names_of("theatre missile defence", "战区导弹防御")]
    many = names_of(f"a ({', '.join(f'b{number}' for number in range(50))})", "")

    assert [str(name) for name in with_other_names("战区导弹防御", groups).also] == ["theatre missile defence"]
    wider = with_other_names("a " * 90, [many])
    assert wider.text.count(" OR ") == len(wider.also) == MOST_ALTERNATIVES - 1


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("lamps OR bell", 2), ("lamp OR", 0), ("OR lamp", 1), ("OR", 0), ("bell OR lamps lit", 2), ("lamps or bell", 0),
        ('"lamps lit" OR bell', 1), ('"OR lit" OR bell', 2), ("bell OR OR lamps", 2), ("OR OR OR bell", 1),
        ("!? OR bell", 1),
    ],
)  # fmt: skip
def test_either_of_two_is_found(measure: Measure, typed: str, expected: int) -> None:
    log(measure, title="A bell rang")

    assert counts(typed).get("developments", 0) == expected


def test_the_words_of_alternatives_are_marked_and_not_what_divides_them() -> None:
    found = marker_for("lamp OR bells", ["A bell OR a lamp or two"]).marked(Words("A bell OR a lamp or two", "en"))

    assert [part for part, is_mark in found.parts if is_mark] == ["bell", "lamp"]


def pages_found(typed: str, client: Client | None = None, **parameters: str) -> dict[str, str]:
    """The pages that a search names, by what they are called."""
    text = page(typed, client, report="calm", **parameters)
    shown = re.search(r'<nav class="below" aria-label="(?:Pages|页面)">(.*?)</nav>', text)
    found = re.findall(r'<a href="([^"]*)">(.*?)</a>', shown[1]) if shown else []
    return {re.sub("<[^>]*>", "", name): html.unescape(url).partition("?")[0] for url, name in found}


@pytest.mark.parametrize(
    ("typed", "name", "url"),
    [
        ("brief", "Brief", "/brief/"),
        ("pdf", "Brief", "/brief/"),
        ("打印", "Brief", "/brief/"),
        ("Glossary", "Glossary", "/glossary/"),
        ("术语", "Glossary", "/glossary/"),
        ("ics", "Follow", "/follow/"),
        ("last week", "What changed", "/changes/"),
        ("another day", "Then and now", "/then-and-now/"),
        ("api", "API", "/api/v1/docs/"),
        ("log in", "Sign in", "/accounts/login/"),
        ("method", "About and method", "/reports/calm/codebook/"),
    ],
)
def test_pages_are_found_by_their_names_and_usual_words(measure: Measure, typed: str, name: str, url: str) -> None:
    assert pages_found(typed)[name] == url
    assert Client().get(url).status_code == 200


@pytest.mark.parametrize(
    ("typed", "role", "name", "refused"),
    [
        ("import", Role.EDITOR, "Import a table", Role.CONTRIBUTOR),
        ("log a development", Role.CONTRIBUTOR, "Log a development", Role.READER),
        ("upload", Role.CONTRIBUTOR, "Record a source", Role.READER),
        ("invite", Role.ADMINISTRATOR, "People", Role.EDITOR),
        ("yaml", Role.ADMINISTRATOR, "Add a report", Role.EDITOR),
        ("password", Role.READER, "My page", None),
        ("log in", None, "Sign in", Role.READER),
    ],
)
def test_no_page_is_found_that_its_reader_may_not_open(
    measure: Measure, typed: str, role: Role | None, name: str, refused: Role | None
) -> None:
    client, other = (signed_in(make_user(role=each)) if each else Client() for each in (role, refused))

    found, none = pages_found(typed, client), pages_found(typed, other)

    assert client.get(found[name]).status_code == 200
    assert name not in none
    assert all(other.get(url).status_code == 200 for url in none.values())


def test_a_subject_is_found_by_the_words_that_are_looked_for(measure: Measure) -> None:
    subject = make_subject(
        measure.report, "fog", title="Fog signals", looked_for={"en": ["foghorn", "AI"], "zh-hans": ["雾号"]}
    )

    for typed in ("fog signals", "Foghorns", "ai", "雾号"):
        assert pages_found(typed) == {"Fog signals": f"/subjects/{subject.key}/"}
    assert pages_found("aide") == pages_found("fog sig") == {}


@pytest.mark.parametrize("typed", [*ODD, "²", "brief²", "(", "[a-", "a " * 29])
def test_whatever_is_typed_names_few_pages(measure: Measure, typed: str) -> None:
    if "\0" not in typed:
        assert len(pages_found(typed)) <= MOST_PAGES


def test_the_page_asks_once_for_the_glossary_and_the_subjects(hotline: Term) -> None:
    with CaptureQueriesContext(connection) as queries:
        page("hotline", report="calm")

    assert len([query for query in queries if 'FROM "measures_term"' in query["sql"]]) == 1
    assert len([query for query in queries if query["sql"].startswith('SELECT "measures_subject"')]) == 1
