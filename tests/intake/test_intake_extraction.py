"""What feeds and pages say is found in another process, whatever they are written in and whatever they try."""

import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from measures.models import PartialDate
from measures.wings.intake import extraction
from measures.wings.intake.extraction import FeedItem, read_feed, read_page, says_not_found
from measures.wings.intake.feed_parsing import day_of, plain
from measures.wings.intake.web import Answer, Exchange, FetchError, fetch
from tests.sites import HTML, XML, Listener, Site, page

URL = "https://example.org/news/"
AT = datetime(2026, 12, 1, 12, tzinfo=UTC)
TALK, TALK_ZH = "North Shore and South Shore talk about the lighthouse", "北岸与南岸就灯塔举行磋商"


def answered(body: str | bytes, kind: str = HTML) -> Answer:
    content = body.encode() if isinstance(body, str) else body
    headers = [("Content-Type", kind)]
    return Answer(URL, 200, content, [Exchange(URL, "", "", [], 200, "", headers, content, AT)])


def items_of(answer: Answer) -> list[FeedItem]:
    return read_feed(answer)[0]


RSS_1 = f"""<?xml version="1.0" encoding="gb2312"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="{URL}"><title>北岸公报</title><link>{URL}</link><dc:language>zh-CN</dc:language></channel>
<item rdf:about="{URL}1"><title>{TALK_ZH}</title><link>{URL}1</link><dc:date>2026-11-20T00:30:00+08:00</dc:date>
<description>双方同意事先通报检修。</description></item>
<item rdf:about="{URL}2"><title>无日期之公告</title><link>{URL}2</link></item></rdf:RDF>"""
RSS_2 = f"""<rss version="2.0"><channel><title>Notices</title><language>en</language>
<item><title>{TALK} &amp;amp; more</title><link>1</link><pubDate>Mon, 02 Nov 2026 00:30:00 +0800</pubDate>
<description>&lt;p&gt;Both &lt;b&gt;agree&lt;/b&gt;.&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;
&lt;p&gt;Again.</description></item>
<item><title>Without a day</title><guid>{URL}2</guid></item>
<item><title>No address of the web</title><link>javascript:alert(1)</link></item>
<item><title>A password</title><link>https://me:secret@example.org/</link></item>
<item><link>{URL}untitled</link></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Notices</title>
<entry><title type="html">&lt;i&gt;{TALK}&lt;/i&gt;</title><link href="../3"/><updated>2026-10-01T08:00:00Z</updated>
<published>2026-09-30T23:00:00Z</published><content type="html">&lt;p&gt;One.&lt;/p&gt;</content></entry>
<entry xml:lang="zh"><title>{TALK_ZH}</title><link href="{URL}4"/><updated>2026-10-01T08:00:00Z</updated></entry>
</feed>"""


@pytest.mark.parametrize(
    ("answer", "items"),
    [
        (
            answered(RSS_1.encode("gb18030"), XML),
            [
                FeedItem(f"{URL}1", TALK_ZH, PartialDate(2026, 11, 20), "zh-CN", "双方同意事先通报检修。"),
                FeedItem(f"{URL}2", "无日期之公告", None, "zh-CN", ""),
            ],
        ),
        (
            answered(RSS_2, "application/rss+xml"),
            [
                FeedItem(f"{URL}1", f"{TALK} & more", PartialDate(2026, 11, 2), "en", "Both agree.\nAgain."),
                FeedItem(f"{URL}2", "Without a day", None, "en", ""),
            ],
        ),
        (
            answered(ATOM, "text/plain"),
            [
                FeedItem("https://example.org/3", TALK, PartialDate(2026, 9, 30), "en", "One."),
                FeedItem(f"{URL}4", TALK_ZH, PartialDate(2026, 10, 1), "zh", ""),
            ],
        ),
        (answered(RSS_2[: RSS_2.index("<item><title>No addr") - 30], XML), None),
        (answered('<rss version="2.0"><channel><title>Nothing yet</title></channel></rss>', XML), []),
    ],
    ids=["RSS 1.0 in GB 18030", "RSS 2.0", "Atom", "RSS 2.0, cut off", "empty"],
)
def test_a_feed_of_any_kind_is_read(answer: Answer, items: list[FeedItem] | None) -> None:
    found = items_of(answer)

    if items is None:
        assert [item.title for item in found][:1] == [f"{TALK} & more"]
    else:
        assert found == items


@pytest.mark.parametrize("body", ["", "<html><body><h1>Notices</h1></body></html>", "<rss"])
def test_what_is_no_feed_is_named(body: str) -> None:
    with pytest.raises(FetchError) as raised:
        items_of(answered(body, XML))

    assert (raised.value.outcome, raised.value.detail) == ("not_readable", "cannot be read as such")


def test_nothing_is_found_that_the_record_cannot_keep() -> None:
    """By a reader of broken XML too, which takes what a strict one refuses."""
    nul = "\0&#0;&#x0;&amp;#0;\ud800\x0b"
    for end in ("</channel></rss>", ""):
        [item] = items_of(
            answered(
                f'<rss version="2.0"><channel><language>e{nul}n</language><item><title>Lamp{nul}</title>'
                f"<link>{URL}?{nul}</link><pubDate>{nul}</pubDate><description>{nul}</description></item>"
                f"<item><title>Lamp{nul}</title><link>{URL}</link><description>{nul}</description></item>{end}".encode(
                    errors="surrogatepass"
                ),
                XML,
            )
        )
        assert "\0" not in f"{item}" and f"{item}".encode()
        assert (item.url, item.language, item.published) == (URL, "", None)


def test_entities_reach_no_file_and_no_site(site: Site, listener: Listener, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("whispered")
    for outside in ((tmp_path / "secret").as_uri(), f"{listener.url}/x", f"{site.url}/x"):
        site.pages["/feed"] = page(
            f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e SYSTEM "{outside}"><!ENTITY % p SYSTEM "{outside}"> %p;]>'
            f'<rss version="2.0"><channel><item><title>Lamp &e;</title><link>{URL}</link></item></channel></rss>', XML,
        )  # fmt: skip
        assert [item.title for item in items_of(fetch(f"{site.url}/feed"))] == ["Lamp &e;"]

    assert {path for _, path in site.requests} == {"/feed"}


def test_a_feed_that_grows_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    body = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]><rss version="2.0"><channel><item>'
        f"<title>&l9;</title><link>{URL}</link></item></channel></rss>"
    )

    assert [len(item.title) < 100 for item in items_of(answered(body, XML))] == [True]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-11-28", "2026-11-28"), ("2026-11-28T23:59:00-05:00", "2026-11-28"), ("2026-11", "2026-11"),
        ("2026", "2026"), ("2026/1/2 10:00", "2026-01-02"), ("2026年1月2日", "2026-01-02"), ("2026年1月", "2026-01"),
        ("Sat, 28 Nov 2026 00:10:00 +0800", "2026-11-28"), ("28 Nov 2026 10:00 GMT", "2026-11-28"), ("soon", ""),
        ("", ""), ("12026-01-01", ""), ("Mon, 02 Nov 26 10:00 GMT", "2026-11-02"),
    ],
)  # fmt: skip
def test_the_day_of_an_item_is_as_its_publisher_has_it(written: str, day: str) -> None:
    assert day_of({"published": written}) == day


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("0001-01-01", None), ("12026-01-01", None), ("1926-11-20", None), ("2099-01-01", None), ("2026-12-05", None),
        ("2026-12-04", PartialDate(2026, 12, 4)), ("2026-12", PartialDate(2026, 12)), ("2027", None),
        ("Mon, 02 Nov 2026 00:30:00 +0800", PartialDate(2026, 11, 2)),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_is_none(written: str, day: PartialDate | None) -> None:
    body = f"<item><title>A</title><link>{URL}</link><pubDate>{written}</pubDate></item>"

    [item] = items_of(answered(f'<rss version="2.0"><channel>{body}</channel></rss>', XML))

    assert item.published == day


def test_titles_lose_what_nobody_sees_and_items_without_a_use_are_counted() -> None:
    links = (f"{URL}1", "", "javascript:alert(1)", "data:text/html,a", "file:///a", "mailto:a@example.org")
    body = "".join(f"<item><title>La\u202emp \u2066one\u0085</title><link>{link}</link></item>" for link in links)

    items, left_out = read_feed(answered(f'<rss version="2.0"><channel>{body}</channel></rss>', XML))

    assert ([(item.title, item.url) for item in items], left_out) == ([("Lamp one", f"{URL}1")], 5)


def test_a_text_loses_its_markup_and_keeps_its_lines() -> None:
    assert plain("<p>One <b>t</b>wo</p><br/>a &lt; b &amp; <a href='x'>c</a> 3 < 4") == "One two\na < b & c 3 < 4"


PARAGRAPH = "<p>" + "The two shores agreed to tell each other before the lamp is repaired. " * 6 + "</p>"
PARAGRAPH_ZH = "<p>" + "两岸同意在检修灯塔之前互相通报，并公布检修的日期和期限。" * 8 + "</p>"


def test_a_page_is_read_with_its_text_day_and_links() -> None:
    found = read_page(
        answered(
            f'<?xml version="1.0" encoding="gb2312"?><!DOCTYPE html><html lang="zh-CN"><head><meta charset="gb2312">'
            f'<title>{TALK_ZH}</title><meta name="pubdate" content="2026-11-20"></head><body><nav><a href="/">首页</a>'
            f'<a href="2.html#top"> <b>第二</b>条 </a><a href="2.html">又</a><a href="mailto:a@example.org">信箱</a>'
            f'<a href="http://[bad">坏</a><a href="3.html"><img alt=""></a></nav><article><h1>{TALK_ZH}</h1>'
            f"{PARAGRAPH_ZH}{PARAGRAPH_ZH}</article><script>alert(1)</script></body></html>".encode("gb18030"),
            "text/html",
        )
    )  # fmt: skip

    assert (found.title, found.published, found.language) == (TALK_ZH, PartialDate(2026, 11, 20), "zh-CN")
    assert "两岸同意在检修灯塔之前互相通报" in found.text and "首页" not in found.text and "alert" not in found.text
    assert found.links == [("https://example.org/", "首页"), (f"{URL}2.html", "第二条")]


def test_a_page_that_is_a_list_has_links_and_a_plain_text_only_itself() -> None:
    index = "".join(f'<li><a href="/{each}">Notice {each}</a></li>' for each in (1, 2))
    listed, text = read_page(answered(f"<html><ul>{index}</ul></html>")), read_page(answered(TALK_ZH, "text/plain"))

    assert listed.links == [("https://example.org/1", "Notice 1"), ("https://example.org/2", "Notice 2")]
    assert listed.text.split() == ["Notice", "1", "Notice", "2"]
    assert (text.text, text.language, text.links) == (TALK_ZH, "zh", [])


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"%PDF-1.7 and no zero", "application/pdf"), (b"\0\1\2\3" * 99, "text/html"), (b"", "text/html")],
)
def test_what_is_no_page_is_named(body: bytes, kind: str) -> None:
    with pytest.raises(FetchError) as raised:
        read_page(answered(body, kind))

    assert raised.value.outcome == "not_readable"


@pytest.mark.parametrize(
    ("titles", "text", "is_none"),
    [
        ("404\nSorry", "", True), ("Notices", "Error 404\nTry the search.", True), ("404 Not Found", "nginx", True),
        ("Page not found | North Shore", "Sorry.", True), ("北岸公报", "抱歉，您访问的页面不存在。", True),
        ("北岸公报", "找不到您要的网页。", True), ("北岸：所谓密约不存在", "发言人说，从未有过这样的文件。", False),
        ("Lighthouse 404 is lit again", "", False), ("Page not found", PARAGRAPH, False), ("", "", False),
    ],
)  # fmt: skip
def test_a_short_page_that_says_that_it_is_none_is_none(titles: str, text: str, is_none: bool) -> None:
    assert says_not_found(titles, text) is is_none


@pytest.mark.parametrize(
    "piece", [" ", "\n", "<?xml ", "charset= "], ids=["blanks", "lines", "declarations", "charsets"]
)
def test_a_hostile_body_takes_no_time_of_this_process(piece: str) -> None:
    body = piece * (1_000_000 // len(piece)) + f"<html><body>{PARAGRAPH}"
    began = time.process_time()

    for read in (read_page, read_feed):
        with suppress(FetchError):
            read(answered(body))

    assert time.process_time() - began < 1


def test_a_page_that_is_too_deep_takes_down_nothing() -> None:
    found = read_page(answered("<html><body>" + "<div><b>" * 200_000 + PARAGRAPH * 3))

    assert isinstance(found.text, str)


@pytest.mark.parametrize(
    ("ends", "detail"),
    [
        ("kill -s SEGV $$", "cannot be read as such"),
        ("kill -s KILL $$", "takes too much"),
        ("exec sleep 60", "takes too"),
    ],
)
def test_however_its_process_ends_that_is_named(
    ends: str, detail: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "python"
    script.write_text(f"#!/bin/sh\nulimit -c 0\n{ends}\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    monkeypatch.setattr(extraction, "LONGEST_WAIT", 0.5)

    with pytest.raises(FetchError) as raised:
        read_page(answered("<html>" + "x" * 1_000_000))

    assert raised.value.outcome == "not_readable"
    assert raised.value.detail.startswith(detail)
