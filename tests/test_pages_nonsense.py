"""Forms answer whatever is sent: they refuse what cannot be meant, and no page fails."""

import os
import re
from html import unescape
from itertools import cycle, islice
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.test import Client

from tests.factories import make_user
from tests.visits import addresses

pytestmark = pytest.mark.django_db

NONSENSE = (
    "0001", "9999-12-31", "-1", "9" * 30, "\x00", "中文" * 3000, "NaN", "1e999", "true", "nope", "", "[]", "2024-05",
    "²", "9" * 5000, "٣", "https://[::1", "[" * 5000, "\x0b", "a" * 5000,
)  # fmt: skip
# Of which pages the forms are sent: of all in the long form.
EVERY = 1 if os.environ.get("CBM_LONG_TESTS") == "1" else 4
# How often each form is sent, with other words in other fields each time.
TIMES = 2
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
ACTION, NAME = re.compile(r'\baction="([^"]+)"'), re.compile(r'\bname="([^"]+)"')


def forms_of(client: Client, page: str) -> dict[str, set[str]]:
    """The names of the fields of each form on a page that posts, by the address it posts to."""
    found: dict[str, set[str]] = {}
    answer = client.get(page)
    if answer.status_code != 200 or answer.streaming:
        return found
    for form, fields in FORM.findall(answer.content.decode()):
        if 'method="post"' in form:
            action = ACTION.search(form)
            found[unescape(action[1]) if action else page] = {*NAME.findall(fields)} - {"csrfmiddlewaretoken"}
    return found


def test_no_form_falls_over_nonsense(reports: None) -> None:
    reader = make_user(role="administrator")
    client = Client(raise_request_exception=False)
    client.force_login(reader)
    forms: dict[str, tuple[str, set[str]]] = {}
    for page in addresses(reader)[::EVERY]:
        forms |= {urlsplit(to).path: (to, names) for to, names in forms_of(client, page).items()}
    words, fallen = cycle(NONSENSE), {}

    for to, names in forms.values():
        for body in ({}, *(dict(zip(sorted(names), islice(words, len(names)), strict=True)) for _ in range(TIMES))):
            before = transaction.savepoint_create()
            answer = client.post(to, body)
            transaction.savepoint_rollback(before)
            if answer.status_code >= 500:
                fallen[to] = body, answer.exc_info
            if not client.session.get(SESSION_KEY):
                client.force_login(reader)

    assert len(forms) > 60 / EVERY
    assert fallen == {}
