"""Whatever the API accepts, every page and list that shows it answers.

`CBM_LONG_TESTS=1` tries many more.
"""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from measures.access import TEAM
from measures.models import Measure, Report
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
WORD = st.text("ABCxyz019-", min_size=1, max_size=8)
DATE = st.sampled_from(["2024", "1900", "2024-02", "2024-02-29", "2026-01-01", "9999-12-31", "0001"])
ANY = st.none() | st.booleans() | st.integers(-5, 40_000) | TEXT | st.lists(TEXT, max_size=2)


def some(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


MEASURES = some(
    {"code": WORD, "kind": st.just("unilateral"), "title": TEXT, "parties": st.just(["NORTHSHORE"])},
    {
        "title_zh_hans": TEXT, "description": TEXT, "source_heading": TEXT, "source_paragraph": st.integers(0, 32767),
        "due_on": DATE, "review_every_days": st.integers(1, 3650),
        "extra": st.dictionaries(TEXT, ANY | TEXT, max_size=3), "marking": st.sampled_from(["public", "internal"]),
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
    {"code": WORD, "doers": st.sampled_from(["each", "together"]), "type": st.just("dialogue"), "title": TEXT},
    {"title_zh_hans": TEXT, "beyond_report": st.booleans()},
)
CHANGES = st.dictionaries(
    st.sampled_from(["title", "title_zh_hans", "description", "due_on", "review_every_days"]), ANY | DATE, max_size=3
)


BODIES = {
    "measures": MEASURES, "evidence": EVIDENCE, "entries": ENTRIES, "milestones": MILESTONES, "changes": CHANGES,
    "why": TEXT,
}  # fmt: skip


def posted(client: APIClient, address: str, body: dict[str, Any]) -> bool:
    """Whether a body was accepted; it is refused in words otherwise."""
    answer = client.post(f"/api/v1/{address}/", body)
    assert answer.status_code in (201, 400, 409), answer.content
    return bool(answer.status_code == 201)


@MANY
@given(sent=st.fixed_dictionaries(BODIES))
def test_what_is_accepted_is_shown(sent: dict[str, Any]) -> None:
    first, second, cited = make_measure(), None, make_evidence()
    report: Report = first.report
    editor = make_user(role="editor")
    client = client_of(editor)
    client.raise_request_exception = False

    if posted(client, "measures", {"report": report.slug, **sent["measures"]}):
        second = Measure.objects.get(report=report, code=sent["measures"]["code"].strip())
    on = second or first
    posted(client, "evidence", sent["evidence"])
    bearing = {"on": on.key, "direction": "toward", "about": "NORTHSHORE", "note": sent["why"]}
    posted(client, "entries", {"report": report.slug, **sent["entries"], "bears_on": [bearing], "sources": [cited.key]})
    posted(client, "milestones", {"measure": on.key, **sent["milestones"]})
    if second:
        link = {"source": first.key, "target": second.key, "relation": "related", "basis": "ours", "why": sent["why"]}
        posted(client, "links", link)
    changed = client.patch(f"/api/v1/measures/{on.key}/", sent["changes"], headers={"If-Match": '"1.x"'})
    assert changed.status_code in (200, 400, 412), changed.content

    # A row that cannot be shown is named by its address.
    reader = Reader(TEAM, editor)
    reader.answers(reader.addresses(report))
