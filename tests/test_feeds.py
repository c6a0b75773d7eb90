"""Feeds, read back by two parsers that share nothing: the entries, what became of them, and that it is always XML."""

from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import fromstring

import atoma
import feedparser
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measures.models import Entry
from measures.operations.credentials import create_secret_url
from measures.operations.entries import correct_entry
from measures.operations.redactions import redact_entry
from measures.publishing import feeds
from measures.publishing.feeds import add
from tests.clocks import record_by
from tests.factories import TODAY, draft_of, log, make_evidence, make_measure, make_user, say

pytestmark = pytest.mark.django_db


def address_of(filters: str = "", **user: Any) -> str:
    _address, secret = create_secret_url(make_user(**user), name="My feed", kind="feed", filters=filters)
    return f"/api/v1/feeds/{secret}.atom"


def fetched(path: str) -> bytes:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return answer.content


def entries(content: bytes) -> list[Any]:
    """What the first parser reads, after it agrees with the second on what there is."""
    first, second = feedparser.parse(content), atoma.parse_atom_bytes(content)
    assert not first.bozo
    assert [each.id for each in first.entries] == [each.id_ for each in second.entries]
    assert [each.title for each in first.entries] == [each.title.value for each in second.entries]
    return list(first.entries)


def test_a_feed_has_the_entries_that_were_recorded_last_first() -> None:
    measure = make_measure()
    logged = [log(measure, title=f"What happened, {index}") for index in range(3)]

    content = fetched(address_of())
    read = entries(content)

    assert [each.title for each in read] == [entry.title for entry in reversed(logged)]
    assert {each.author for each in read} == {"an analyst of this tracker"}
    assert all(measure.key in each.content[0].value for each in read)
    newest = atoma.parse_atom_bytes(content)
    assert newest.updated == logged[-1].recorded_at.astimezone(UTC).replace(microsecond=0)


def test_what_was_corrected_says_so_under_the_same_id(monkeypatch: pytest.MonkeyPatch) -> None:
    measure = make_measure()
    with monkeypatch.context() as earlier:
        record_by(lambda: datetime(2026, 11, 3, 9, tzinfo=UTC), earlier)
        entry = log(measure, by=(author := make_user()), title="The first account")
    path = address_of()
    [before] = entries(fetched(path))

    correction = correct_entry(entry, draft_of(measure, title="The second account"), by=author, on=TODAY)
    second, first = entries(fetched(path))

    assert first.id == before.id
    assert first.title == "Corrected: The first account"
    assert [tag.term for tag in first.tags] == ["corrected", "development"]
    assert any(link.rel == "related" and link.href.endswith(f"/{correction.key}/") for link in first.links)
    assert before.updated == "2026-11-03T09:00:00Z"
    assert first.updated == second.updated > before.updated
    assert second.title == "The second account"


def test_what_was_redacted_says_nothing_else() -> None:
    entry = log(make_measure(), title="Something secret", narrative="In so many words")
    path = address_of()

    redact_entry(entry, by=make_user("administrator"), reason="It named a person")
    content = fetched(path)
    [read] = entries(content)

    assert read.title == "Redacted"
    assert [tag.term for tag in read.tags] == ["redacted", "development"]
    assert b"secret" not in content
    assert b"so many words" not in content
    assert b"named a person" not in content


def test_a_feed_names_nothing_that_is_hidden() -> None:
    shown, hidden = make_measure(), make_measure(title="Not to be named", marking="internal")
    log(shown)
    log(hidden, title="Nor this")

    content = fetched(address_of(role="administrator"))

    assert len(entries(content)) == 1
    assert b"Not to be named" not in content
    assert b"Nor this" not in content


def test_markup_in_a_text_stays_text() -> None:
    log(make_measure(), title="<b>Bold</b> & more", narrative="<script>alert(1)</script>")

    content = fetched(address_of())
    [read] = atoma.parse_atom_bytes(content).entries

    assert read.title.value == "<b>Bold</b> & more"
    assert "<script>" not in read.content.value
    assert "&lt;script&gt;" in read.content.value


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_a_text_holds_a_feed_is_xml(text: str) -> None:
    element = feeds.Element("feed")
    add(element, "title", text, href=text)

    read = fromstring(feeds.tostring(element, encoding="utf-8"))

    assert len(read) == 1


def test_control_characters_do_not_break_a_feed() -> None:
    log(make_measure(title="Bell \x07 and\x0b\ufffe"), title="A \x01 title\x1f\uffff", narrative="One\x08\n\ntwo")

    [read] = entries(fetched(address_of()))

    assert read.title == "A  title"


def test_a_feed_speaks_its_users_language() -> None:
    log(make_measure(), title="In English", title_zh_hans="中文标题")
    log(make_measure(), title="Only in English")

    content = fetched(address_of(language="zh-hans"))
    untranslated, translated = entries(content)

    assert b'xml:lang="zh-hans"' in content
    assert translated.title == "中文标题"
    assert translated.title_detail.language == "zh-hans"
    assert untranslated.title_detail.language == "en"


def test_a_page_after_nothing_is_not_there() -> None:
    log(hidden := make_measure(marking="internal"))
    path = address_of(role="reader")

    assert Client().get(path, {"before": "nothing"}).status_code == 404
    assert Client().get(path, {"before": Entry.objects.get(bearings__measure=hidden).key}).status_code == 404


def test_a_feed_costs_the_same_queries_however_many_entries(django_assert_num_queries: Any) -> None:
    path = address_of()
    fetched(path)

    for _ in range(2):
        for _entry in range(5):
            measure = make_measure()
            log(measure, sources=[make_evidence().key])
            say(measure.report, "2026-10-01", "We keep the lamps.")
        # the address with its user; the entries with all they name; their bearings; their sources; words; by whom
        with django_assert_num_queries(6):
            fetched(path)
