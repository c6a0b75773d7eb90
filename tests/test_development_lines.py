"""A development in one line: by whose account it is known, its sources, and where it points as we read it."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client
from rest_framework.test import APIClient

from measures.analysis.accounts import AccountKind, accounts_of
from measures.analysis.sides import reports_with_parties
from measures.analysis.word_search import FoundGroup, find_words
from measures.models import PUBLIC, TEAM, Entry, Measure
from measures.operations.redactions import redact_entry
from measures.views import search
from measures.views.development_lines import development_lines
from measures.views.reading import Reading
from tests.exports import csv_rows
from tests.factories import (
    TODAY,
    accept,
    compare,
    log,
    make_evidence,
    make_measure,
    make_party,
    make_subject,
    make_user,
    mentioned,
    text_draft,
)
from tests.markup import words_of

NORTH, SOUTH = "NORTHSHORE", "SOUTHSHORE"
ENTRIES = "/api/v1/entries/?format=csv"
pytestmark = pytest.mark.django_db


@pytest.fixture
def measure() -> Measure:
    make_party(SOUTH)
    return make_measure(parties=[NORTH, SOUTH])


@pytest.fixture
def texts(measure: Measure) -> dict[str, str]:
    """The keys of a text of each side that a comparison has read."""
    subject, development = make_subject(measure.report), log(measure, occurred="2023-01-01")
    texts = {
        code: make_evidence(publisher=f"Office of {code}", kind="official_text", published="2024-05-01").key
        for code in (NORTH, SOUTH)
    }
    compare(development, *(text_draft(code, mentioned(subject), source=key) for code, key in texts.items()))
    return texts


def account(measure: Measure, sources: Sequence[str], **fields: str) -> tuple[AccountKind, list[str]]:
    entry = log(measure, sources=sources, **fields)
    found = accounts_of([entry], PUBLIC)[entry.pk]
    row = next(each for each in csv_rows(APIClient().get(ENTRIES)) if each["key"] == entry.key)
    assert (row["account"], row["account_parties"]) == (found.kind, "; ".join(found.parties))
    return found.kind, list(found.parties)


def test_a_development_in_the_texts_of_both_sides_is_known_by_both(measure: Measure, texts: dict[str, str]) -> None:
    assert account(measure, [texts[SOUTH], texts[NORTH]]) == (AccountKind.TEXTS, [NORTH, SOUTH])


def test_one_sides_account_is_that_of_its_first_source(measure: Measure, texts: dict[str, str]) -> None:
    sources = [texts[SOUTH], texts[NORTH]]

    assert account(measure, sources, claim="one_side") == (AccountKind.TEXTS, [SOUTH])


def test_other_official_texts_of_a_publisher_are_those_of_its_side(measure: Measure, texts: dict[str, str]) -> None:
    publisher = f"Office of {NORTH}"
    other = make_evidence(publisher=publisher, kind="official_statement", published="2024-04-23").key
    news = make_evidence(publisher=publisher, kind="press", published="2024-04-23").key

    assert account(measure, [other]) == (AccountKind.TEXTS, [NORTH])
    assert account(measure, [news]) == (AccountKind.PRESS, []), "a broadcaster's news of others is not its side's text"


@pytest.mark.parametrize("published", [None, "2024-04-22", "2024-03", "2023"])
@pytest.mark.parametrize("is_unreviewed", [True, False])
def test_a_text_from_before_a_development_does_not_tell_of_it(
    measure: Measure, texts: dict[str, str], published: str | None, is_unreviewed: bool
) -> None:
    """Nor does one of which the day is not known; whoever cites it beside a rumour makes no text of the rumour."""
    older = make_evidence(publisher=f"Office of {NORTH}", kind="press", published=published)
    sources = [make_evidence(kind="press", published="2024-05-01").key] if is_unreviewed else []

    kind, parties = account(measure, [*sources, older.key])

    assert parties == []
    assert kind == (AccountKind.PRESS if is_unreviewed or published is None else AccountKind.OTHER)


def test_a_text_that_was_read_as_one_about_a_development_tells_of_it_whatever_its_day(measure: Measure) -> None:
    """An evening on one shore is the next morning on the other."""
    text = make_evidence(publisher="Office of the north", kind="official_text", published="2024-04-22")
    entry = log(measure, sources=[text.key])
    subject = make_subject(measure.report)
    compare(entry, text_draft(NORTH, mentioned(subject), source=text.key), text_draft(SOUTH, mentioned(subject)))

    assert accounts_of([entry], PUBLIC)[entry.pk].parties == [NORTH]
    later = log(measure, sources=[text.key], occurred="2024-04-23")
    assert accounts_of([later], PUBLIC)[later.pk].kind == AccountKind.OTHER


def test_a_publisher_of_both_sides_texts_is_of_neither(measure: Measure, texts: dict[str, str]) -> None:
    development, subject = log(measure, occurred="2023-02-01"), make_subject(measure.report)
    sources = {code: make_evidence(publisher="Strait Gazette").key for code in (NORTH, SOUTH)}
    compare(development, *(text_draft(code, mentioned(subject), source=key) for code, key in sources.items()))

    assert account(measure, [make_evidence(publisher="Strait Gazette").key]) == (AccountKind.PRESS, [])


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("official_statement", AccountKind.OFFICIAL),
        ("authorised_text", AccountKind.OFFICIAL),
        ("press", AccountKind.PRESS),
        ("analysis", AccountKind.OTHER),
    ],
)
def test_what_is_in_no_partys_text_is_known_by_its_kind_of_source(
    measure: Measure, kind: str, expected: AccountKind
) -> None:
    assert account(measure, [make_evidence(kind=kind).key]) == (expected, [])


def test_a_development_without_a_source_says_so(measure: Measure) -> None:
    assert account(measure, []) == (AccountKind.NONE, [])


def test_a_hidden_comparison_tells_nobody_else_whose_text_a_source_is(measure: Measure) -> None:
    development, subject = log(measure, occurred="2023-02-01"), make_subject(measure.report)
    keys = [make_evidence(published="2024-05-01").key for _ in range(2)]
    drafts = [text_draft(code, mentioned(subject), source=key) for code, key in zip((NORTH, SOUTH), keys, strict=True)]
    compare(development, *drafts, marking="internal")
    entry = log(measure, sources=[drafts[0].source])

    assert accounts_of([entry], PUBLIC)[entry.pk].kind == AccountKind.PRESS
    assert accounts_of([entry], TEAM)[entry.pk].parties == [NORTH]


def test_a_hidden_source_is_in_nobody_elses_line(measure: Measure) -> None:
    hidden = make_evidence(marking="internal")
    entry = log(measure, sources=[hidden.key], marking="internal")

    assert accounts_of([entry], PUBLIC)[entry.pk].sources == []
    assert accounts_of([entry], TEAM)[entry.pk].sources == [hidden]


def shown(entry: Entry) -> str:
    """What the public reads in the line of a development."""
    [report] = reports_with_parties(PUBLIC, on=TODAY)
    reading = Reading(AnonymousUser(), PUBLIC, TODAY, [report], report)
    [row] = development_lines(Entry.objects.filter(pk=entry.pk).for_lists(PUBLIC), reading)
    return words_of(render_to_string("measures/parts.html#development", {"row": row, "reading": reading}))


def test_sources_that_nobody_else_has_accepted_give_no_direction(measure: Measure) -> None:
    line = shown(log(measure, sources=[make_evidence(state="pending").key], title="The lamps were lit"))

    assert "The lamps were lit" in line
    assert "reported, not reviewed" in line
    assert "our reading" not in line


def test_an_accepted_development_says_where_it_points(measure: Measure) -> None:
    source = make_evidence(title="Lamps lit")
    entry = log(measure, sources=[source.key], title="The lamps were lit", occurred="2024-05")
    accept(entry)

    assert shown(entry) == (
        f"May 2024 by press reports The lamps were lit Our reading: toward {measure.title} {measure.code} "
        f"Lamps lit {source.publisher}"
    )


def test_of_several_sources_a_line_names_the_best_graded(measure: Measure) -> None:
    grades = {"poor": ("E", 5), "good": ("A", 2), "better": ("A", 1), "unjudged": ("F", 6)}
    sources = [make_evidence(title=f"A {name} one", grade=g, credibility=c).key for name, (g, c) in grades.items()]

    line = shown(log(measure, sources=sources))

    assert "A better one" in line
    assert "3 more sources" in line


def test_lines_cost_one_statement_however_many_there_are(
    measure: Measure, texts: dict[str, str], django_assert_num_queries: object
) -> None:
    for day in range(1, 9):
        log(measure, sources=[texts[NORTH]], occurred=f"2024-05-0{day}")
    entries = list(Entry.objects.select_related("redaction"))

    with django_assert_num_queries(1):  # type: ignore[operator]
        accounts_of(entries, PUBLIC)


def test_a_development_that_is_redacted_while_a_page_is_made_is_shown_without_its_sources(
    measure: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = log(measure, sources=[make_evidence().key], title="The lamps were lit")

    def find_and_redact(*words: Any, **reading: Any) -> list[FoundGroup]:
        found = find_words(*words, **reading)
        redact_entry(entry, by=make_user(role="administrator"), reason="A private name stood in it.")
        return found

    monkeypatch.setattr(search, "find_words", find_and_redact)
    answer = Client().get("/search/?q=lamps&everywhere=true")

    assert answer.status_code == 200
    assert "no source" in answer.content.decode()
    assert accounts_of([entry], PUBLIC)[entry.pk].sources == []
