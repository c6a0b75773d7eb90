"""Whatever the API and the operations accept, every page and list that shows it answers.

`CBM_LONG_TESTS=1` tries many more.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from measures.access import TEAM
from measures.errors import RuleError
from measures.models import PartialDate, Report, User
from measures.operations.additions import MeasureDraft, MilestoneDraft, add_measures, add_milestones
from measures.operations.connections import link_measures
from tests.factories import client_of, make_evidence, make_measure, make_user
from tests.readings import Reader

MANY = settings(
    max_examples=60 if os.environ.get("CBM_LONG_TESTS") == "1" else 2,
    phases=[Phase.generate],
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
pytestmark = pytest.mark.django_db

TEXT = st.text(min_size=1, max_size=20) | st.sampled_from(
    ["=1+1", "<b>", "导弹", "\u202e", "a" * 400, "\r\n", "{{ x }}"]
)
# As it comes to operations: pages, tables and libraries refuse a NUL byte before, and the API is sent one here.
WRITTEN = TEXT.filter(lambda text: "\0" not in text)
WORD = st.text("ABCxyz019-", min_size=1, max_size=8)
DATE = st.sampled_from(["2024", "1900", "2024-02", "2024-02-29", "2026-01-01", "9999-12-31", "0001"])


def some(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


MEASURES = some(
    {"code": WORD, "kind": st.just("unilateral"), "title": WRITTEN, "parties": st.just(["NORTHSHORE"])},
    {
        "title_zh_hans": WRITTEN, "description": WRITTEN, "source_heading": WRITTEN,
        "source_paragraph": st.integers(0, 32767),
        "due_on": DATE.map(PartialDate.parse), "review_every_days": st.integers(1, 3650),
        "extra": st.dictionaries(WRITTEN, WRITTEN, max_size=3), "marking": st.sampled_from(["public", "internal"]),
    },
)  # fmt: skip
EVIDENCE = some(
    {
        "title": TEXT,
        "publisher": TEXT,
        "grade": st.just("B"),
        "credibility": st.integers(1, 6),
        "kind": st.just("press"),
    },
    {"published": DATE, "accessed": DATE, "origin": TEXT, "url": TEXT.map(lambda text: f"https://example.org/{text}")},
)
ENTRIES = some(
    {"occurred": DATE, "title": TEXT, "narrative": TEXT, "track": st.just("expert"), "claim": st.just("reported")},
    {"title_zh_hans": TEXT, "narrative_zh_hans": TEXT, "language": st.sampled_from(["en", "zh-hans"])},
)
MILESTONES = some(
    {"code": WORD, "doers": st.sampled_from(["each", "together"]), "type": st.just("dialogue"), "title": WRITTEN},
    {"title_zh_hans": WRITTEN, "beyond_report": st.booleans()},
)


BODIES = {
    "measures": MEASURES, "evidence": EVIDENCE, "entries": ENTRIES, "milestones": MILESTONES, "why": WRITTEN,
}  # fmt: skip


def posted(client: APIClient, address: str, body: dict[str, Any]) -> None:
    """A body is accepted; or it is refused in words."""
    answer = client.post(f"/api/v1/{address}/", body)
    assert answer.status_code in (201, 400, 409), answer.content


def added[Row](add: Callable[..., Sequence[Row]], draft: object, by: User) -> Row | None:
    """The row of a draft, if it was accepted; it is refused in words otherwise."""
    try:
        [row] = add([draft], by=by)
    except (ValidationError, RuleError):
        return None
    return row


@MANY
@given(sent=st.fixed_dictionaries(BODIES))
def test_what_is_accepted_is_shown(sent: dict[str, Any]) -> None:
    first, cited = make_measure(), make_evidence()
    report: Report = first.report
    editor = make_user(role="editor")
    client = client_of(editor)
    client.raise_request_exception = False

    second = added(add_measures, MeasureDraft(report=report.slug, **sent["measures"]), editor)
    on = second or first
    posted(client, "evidence", sent["evidence"])
    bearing = {"on": on.key, "direction": "toward", "about": "NORTHSHORE", "note": sent["why"]}
    posted(client, "entries", {"report": report.slug, **sent["entries"], "bears_on": [bearing], "sources": [cited.key]})
    added(add_milestones, MilestoneDraft(measure=on.key, **sent["milestones"]), editor)
    if second:
        with suppress(ValidationError):
            link_measures(first, second, relation="related", why=sent["why"], by=editor)

    # A row that cannot be shown is named by its address.
    reader = Reader(TEAM, editor)
    reader.answers(reader.addresses(report))
