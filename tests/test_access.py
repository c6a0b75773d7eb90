"""Every role, marking and act, both ways, through the API, or on its page where the API does not do it.

What is expected stands in a table here, written by hand and independent of `measures.access`.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from pytest_django.plugin import DjangoDbBlocker

from measures.models import (
    Entry,
    Evidence,
    Link,
    Measure,
    MilestoneMark,
    Owner,
    Redaction,
    Review,
    RowChange,
    Watch,
)
from tests.access import (
    MARKINGS,
    World,
    client_for,
    development,
    make_worlds,
    user_of,
)
from tests.factories import (
    log,
    make_measure,
    make_milestone,
    make_user,
)
from tests.shared_rows import made_once
from tests.test_two_editors import filled

pytestmark = pytest.mark.usefixtures("db")

# What becomes of an act on a row of each marking, P T I X: (y)es; (n)ot allowed; (h)idden, as if it did not exist;
# a (f)ault in the body, as of an unknown key or a marking that one cannot give; (a)sk to sign in.
ROLES = ("reader", "participant", "contributor", "editor", "administrator")
WRITES = ("n n n n", "n n n n", "y y y f", "y y y f", "y y y f")
REVIEWS = ("n h h h", "n n h h", "y y y h", "y y y h", "y y y h")
EDITS = ("n h h h", "n n h h", "n n n h", "y y y h", "y y y h")
# Nothing is narrower than internal.
TIGHTENS = ("n h h h", "n n h h", "n n n h", "y y f h", "y y f h")
OF_EDITORS = ("n h h", "n n h", "n n n", "y y y", "y y y")
ON_ROWS: dict[str, tuple[str, ...]] = {
    "log": WRITES,
    "record": WRITES,
    "cite": WRITES,
    "review": REVIEWS,
    "judge anew": REVIEWS,
    "correct": EDITS,
    "tighten an entry": TIGHTENS,
    "tighten a source": TIGHTENS,
    # Its page is for administrators, whatever there is.
    "redact": ("n n n n", "n n n n", "n n n n", "n n n n", "y y y h"),
}
# No measure was released to a party.
ON_MEASURES: dict[str, tuple[str, ...]] = {
    "revise": OF_EDITORS,
    "tighten a measure": ("n h h", "n n h", "n n n", "y y f", "y y f"),
    "mend a milestone": OF_EDITORS,
    "own": OF_EDITORS,
    "release": OF_EDITORS,
    "link": ("n n n", "n n n", "n n n", "y y y", "y y y"),
    "check": ("n n n", "n n n", "y y y", "y y y", "y y y"),
    "mark": ("n h h", "n n h", "y y y", "y y y", "y y y"),
    "watch": ("y h h", "y y h", "y y y", "y y y", "y y y"),
}
NOBODY = {"anonymous": "a a a a", "deactivated": "a a a a"}
NEW_SOURCE = {"title": "T", "publisher": "P", "url": "https://example.org/new"}
ANSWERS = {"y": (200, 201, 204), "n": (403,), "h": (404,), "f": (400,), "a": (401,)}
# A page leads on when it is done, and to the form for signing in.
ANSWERS_OF_PAGES = {**ANSWERS, "y": (302,), "a": (302,)}
CELLS = [
    (act, role, marking, expected)
    for acts, markings in ((ON_ROWS, "PTIX"), (ON_MEASURES, "PTI"))
    for act, row in acts.items()
    for role, cells in {**dict(zip(ROLES, row, strict=True)), **NOBODY}.items()
    for marking, expected in zip(markings, cells.split(), strict=False)
]
WRITTEN: list[type[Model]] = [Entry, Evidence, Review, Redaction, MilestoneMark, Watch, Owner, Link, RowChange]
COUNTS = f"SELECT {', '.join(f'(SELECT count(*) FROM {model._meta.db_table})' for model in WRITTEN)}"

type Sent = tuple[str, str, dict[str, Any]]


def on_row(act: str, world: World, marking: str) -> Sent:
    """The request that does an act on an entry or a source of this marking."""
    correction = development(world.measure, marking=marking)
    del correction["report"]
    correction["reason"] = "It was wrong."
    entry, source = f"entries/{world.entry.key}/", f"evidence/{world.source.key}/"
    return {
        "log": ("POST", "entries/", development(world.measure, marking=marking)),
        "cite": ("POST", "entries/", development(world.measure, marking=marking, sources=[world.source.key])),
        "record": ("POST", "evidence/", {**NEW_SOURCE, "marking": marking}),
        "correct": ("POST", f"{entry}correction/", correction),
        "review": ("POST", f"{source}reviews/", {"state": "accepted"}),
        "judge anew": ("PATCH", source, {"grade": "A"}),
        "tighten an entry": ("POST", f"/journal/{world.entry.key}/marking/", {"marking": "internal"}),
        "tighten a source": ("POST", f"/sources/{world.source.key}/marking/", {"marking": "internal"}),
        "redact": ("POST", f"/journal/{world.entry.key}/redact/", {"reason": "A private name."}),
    }[act]


def on_measure(act: str, measure: Measure) -> Sent:
    """The request that does an act on a measure."""
    address, milestone = f"measures/{measure.key}/", make_milestone(measure).key
    owner, other = make_user(), make_measure(measure.report)
    if act == "release":
        Owner.objects.create(measure=measure, user=owner, role="reviewer", named_by=owner)
    link = {"target": other.key, "relation": "enables", "basis": "ours", "why": "W"}
    met = {"state": "met", "occurred": "2024-06", "title": "They met", "narrative": "They did."}
    return {
        "check": ("POST", "checks/", {"measures": [measure.key]}),
        "mark": ("POST", f"milestones/{milestone}/marks/", {**met, "marking": measure.marking}),
        "mend a milestone": ("POST", f"/edit/milestones/{milestone}/", {"title": "Other"}),
        "watch": ("PUT", f"{address}watch/", {}),
        "revise": ("POST", f"/edit/measures/{measure.key}/", {"title": "Other"}),
        "tighten a measure": ("POST", f"/{address}marking/", {"marking": "internal"}),
        "link": ("POST", f"/{address}links/", link),
        "own": ("POST", f"{address}owners/", {"user": str(owner.pk), "role": "coordinator"}),
        "release": ("DELETE", f"{address}owners/{owner.pk}/", {}),
    }[act]


def rows_written() -> tuple[int, ...]:
    """How many rows there are of each model that these acts write."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
        return cursor.fetchone()


@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, World]]:
    """A world of each marking."""
    yield from made_once(make_worlds, django_db_blocker)


@pytest.mark.parametrize(("act", "role", "marking", "expected"), CELLS)
def test_an_act_is_done_or_answered_as_it_should_be(
    worlds: dict[str, World], act: str, role: str, marking: str, expected: str
) -> None:
    names = MARKINGS[marking]
    user, is_on_row = user_of(role), act in ON_ROWS
    sent = on_row(act, worlds[marking], names) if is_on_row else on_measure(act, make_measure(marking=names))
    client, (method, address, body) = client_for(user), sent
    before = rows_written()

    if address.startswith("/"):
        if address.startswith("/edit/") and expected == "y":
            body = filled(client, address) | body
        answer, answers = client.post(address, body, format="multipart"), ANSWERS_OF_PAGES
    else:
        send, answers = getattr(client, method.lower()), ANSWERS
        answer = send(f"/api/v1/{address}", body, format="json", headers={"If-Match": "*"})

    assert answer.status_code in answers[expected], answer.content
    assert (before != rows_written()) == (expected == "y")
    assert ("/accounts/login/" in answer.headers.get("Location", "")) == (expected == "a" and answers != ANSWERS)


@pytest.mark.parametrize("marking", "PTI")
def test_writers_correct_what_they_wrote(marking: str) -> None:
    author, measure = make_user(), make_measure()
    entry = log(measure, by=author, marking=MARKINGS[marking])
    correction = development(measure, marking=MARKINGS[marking])
    del correction["report"]
    correction["reason"] = "It was wrong."

    answer = client_for(author).post(f"/api/v1/entries/{entry.key}/correction/", correction, format="json")

    assert answer.status_code == 201, answer.content
    assert Entry.objects.get(corrects=entry).marking == MARKINGS[marking]
