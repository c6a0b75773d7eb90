"""Nobody reads a word that is not for them, nor the name of somebody who did not agree, in whatever form it is asked.

With `CBM_LONG_TESTS=1` every reader asks for everything; otherwise for a row at each of a share of the routes.
"""

import os
import re
from collections.abc import Iterable, Iterator

import pytest
from django.conf import settings
from pytest_django.plugin import DjangoDbBlocker

from measures.views.reading import KEPT_REPORT
from tests.leaks import LeakReader, LeakyRecord, all_addresses, make_readers, word_of
from tests.readings import comparable
from tests.shared_rows import made_once
from tests.unpacking import text_of

LONG = os.environ.get("CBM_LONG_TESTS") == "1"
# Of the routes one in so many, for strangers and for the others, and about so many rows of each.
STRANGERS, OTHERS, OF_EACH = (1, 1, 10_000) if LONG else (5, 40, 1)
HIDDEN = {word_of("one", "internal"), word_of("closed", "internal")}
# The moment of an answer, in an address too.
MOMENTS = re.compile(rb"\d{4}-\d\d-\d\d[T ]|\d\d(:|%3A)\d\d((:|%3A)\d\d(\.\d+)?)?|\d{8}T\d{6}Z")
# New secrets, and files with their moment packed, whose words the other tests look at.
NEVER_THE_SAME = re.compile("/accounts/2fa/|format=pdf")
# Whoever is of the team of all reports may be chosen there by an editor of one.
CHOOSES_PEOPLE = re.compile(r"/codings/new/|/measures/(new|[\w-]+/owners)/")
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def record(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[LeakyRecord]:
    yield from made_once(LeakyRecord, django_db_blocker)


def addresses_for(reader: LeakReader, routes: Iterable[list[str]]) -> Iterator[str]:
    """Where a reader looks: at their secret addresses, or at those of these routes."""
    yield from reader.secrets
    for addresses in routes:
        if not reader.secrets and (addresses[0].startswith("/api/") or not reader.only_api):
            yield from addresses[:: max(1, len(addresses) // OF_EACH)]


def leaks_to(reader: LeakReader, addresses: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Where a reader finds a word or a name that is not for them."""
    for address in addresses:
        answer = reader.client.get(address)
        assert answer.status_code < 500, address
        said = f"{answer.headers}\n{text_of(answer.getvalue())}".lower()
        forbidden = reader.forbidden
        if CHOOSES_PEOPLE.fullmatch(address) and reader.names:
            forbidden = {word for word in forbidden if not word.startswith("quim")}
        yield from ((address, word) for word in sorted(forbidden) if word in said)


def answers_to(reader: LeakReader, addresses: Iterable[str]) -> dict[str, bytes]:
    """What a reader whose session has shown no page yet is answered, without what differs from moment to moment."""
    if settings.SESSION_COOKIE_NAME in reader.client.cookies:
        session = reader.client.session
        session.pop(KEPT_REPORT, None)
        session.save()
    asked = [address for address in addresses if not NEVER_THE_SAME.search(address)]
    return {address: MOMENTS.sub(b"", comparable(reader.client.get(address).getvalue())) for address in asked}


def test_no_word_and_no_name_reaches_whom_it_is_not_for(record: LeakyRecord) -> None:
    record.plant_hidden()
    routes = list(all_addresses(record))

    leaks = [
        (who, address, word)
        for place, (who, reader) in enumerate(make_readers(record).items())
        for address, word in leaks_to(
            reader, addresses_for(reader, routes[place % OTHERS :: OTHERS] if place else routes[::STRANGERS])
        )
    ]

    assert leaks == []


def test_hidden_rows_change_no_byte_of_an_answer(record: LeakyRecord) -> None:
    routes = list(all_addresses(record))
    readers = [reader for reader in make_readers(record).values() if not reader.may_read & HIDDEN]
    asked = [list(addresses_for(reader, routes[place % OTHERS :: OTHERS])) for place, reader in enumerate(readers)]
    before = [answers_to(reader, addresses) for reader, addresses in zip(readers, asked, strict=True)]

    record.plant_hidden()

    after = [answers_to(reader, addresses) for reader, addresses in zip(readers, asked, strict=True)]
    changed = [
        address for old, new in zip(before, after, strict=True) for address in old if old[address] != new[address]
    ]
    assert changed == []
    assert sum(map(len, before)) > len(routes) // OTHERS


def test_what_is_forbidden_is_found_where_it_may_be_read(record: LeakyRecord) -> None:
    """An editor is shown each of these words and names, and every form is unpacked."""
    record.plant_hidden()
    readers = make_readers(record)
    editor = readers["an editor"]
    planted = [word_of(*each) for each in (("one", "participants"), ("one", "internal"), ("two", "internal"))]
    looked_for = {each.lower() for each in (*planted, *HIDDEN, *editor.names)}
    brief = "/api/v1/brief/?report=report-one&from=2020-01-01&format="
    forms = {form: text_of(editor.client.get(f"{brief}{form}").getvalue()).lower() for form in ("html", "docx", "pdf")}
    lists = [f"/api/v1/{each}/{form}" for each in ("entries", "dates", "owners") for form in ("", "?format=xlsx")]
    said = "".join(text_of(editor.client.get(address).getvalue()).lower() for address in lists)

    assert {word for word in looked_for if word not in said} == set()
    assert [form for form, text in forms.items() if "vexonepublic" not in text] == []
