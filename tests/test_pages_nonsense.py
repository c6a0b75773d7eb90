"""Forms answer whatever is sent: they refuse what cannot be meant, and no page fails."""

from itertools import cycle, islice
from urllib.parse import urlsplit

import html5lib
import pytest
from django.db import transaction
from django.test import Client

from tests.factories import make_user
from tests.visits import addresses

pytestmark = pytest.mark.django_db

NONSENSE = (
    "0001", "9999-12-31", "-1", "9" * 30, "\x00", "中文" * 3000, "NaN", "1e999", "true", "nope", "", "[]", "2024-05",
)  # fmt: skip
# How often each form is sent, with other words in other fields each time.
TIMES = 4
FIELDS = ("input", "select", "textarea", "button")


def forms_of(client: Client, page: str) -> dict[str, set[str]]:
    """The names of the fields of each form on a page that posts, by the address it posts to."""
    found: dict[str, set[str]] = {}
    answer = client.get(page)
    if answer.status_code != 200 or answer.streaming:
        return found
    for form in html5lib.parse(answer.content.decode(), namespaceHTMLElements=False).iter("form"):
        if form.get("method", "").lower() == "post":
            names = {each.get("name", "") for kind in FIELDS for each in form.iter(kind)}
            found[form.get("action") or page] = names - {"", "csrfmiddlewaretoken"}
    return found


def test_no_form_falls_over_nonsense(reports: None) -> None:
    reader = make_user(role="administrator")
    client = Client(raise_request_exception=False)
    client.force_login(reader)
    forms: dict[str, tuple[str, set[str]]] = {}
    for page in addresses(reader):
        forms |= {urlsplit(to).path: (to, names) for to, names in forms_of(client, page).items()}
    words, fallen = cycle(NONSENSE), {}

    for to, names in forms.values():
        for body in ({}, *(dict(zip(sorted(names), islice(words, len(names)), strict=True)) for _ in range(TIMES))):
            before = transaction.savepoint_create()
            answer = client.post(to, body)
            transaction.savepoint_rollback(before)
            if answer.status_code >= 500:
                fallen[to] = body, answer.exc_info
            client.force_login(reader)

    assert len(forms) > 50
    assert fallen == {}
