"""Whoever may not do an act is told so, and nothing of what is wrong with what they sent; a hidden row is not there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.urls.resolvers import URLPattern
from pytest_django.plugin import DjangoDbBlocker
from rest_framework.permissions import SAFE_METHODS
from rest_framework.test import APIClient

from api.urls import urlpatterns
from api.views.common import RecordView
from measures.models import (
    Ambiguity,
    AnnouncedDate,
    DateFinding,
    Entry,
    Evidence,
    Indicator,
    Link,
    Measure,
    Milestone,
    Motivation,
    Owner,
    Proposal,
    Subject,
    Term,
    TextSearch,
    User,
)
from measures.operations.announced_dates import record_finding
from measures.operations.drafts import AssessmentDraft, DissentDraft
from measures.operations.entries import dissent_from
from measures.wings.intake.models import Candidate, Feed
from tests.factories import (
    TODAY,
    client_of,
    compare,
    log,
    make_ambiguity,
    make_candidate,
    make_date,
    make_evidence,
    make_feed,
    make_measure,
    make_milestone,
    make_party,
    make_proposal,
    make_report,
    make_subject,
    make_user,
    summarise,
    text_draft,
)
from tests.files import signed_in
from tests.shared_rows import made_once
from tests.test_searches import search
from tests.wings import joined, samples

pytestmark = pytest.mark.django_db

BROKEN = "{"


@dataclass
class World:
    """Rows of one marking, on which something can be done."""

    measure: Measure
    entry: Entry
    source: Evidence
    milestone: Milestone
    link: Link
    owner: Owner
    subject: Subject
    comparison: Entry
    search: TextSearch
    date: AnnouncedDate
    finding: DateFinding
    summary: Entry
    candidate: Candidate
    feed: Feed
    term: Term
    motivation: Motivation
    ambiguity: Ambiguity
    indicator: Indicator
    dissent: Entry
    proposal: Proposal
    of_wings: Mapping[str, Any]

    @classmethod
    def of(cls, marking: str) -> "World":
        report = make_report(marking=marking)
        measure = make_measure(report, marking=marking, addresses=[make_ambiguity(report)])
        source = make_evidence(marking=marking)
        other = make_measure(measure.report, marking=marking)
        user = make_user()
        entry = log(measure, sources=[source.key])
        sources = make_evidence(marking=marking), make_evidence(marking=marking)
        parties = "NORTHSHORE", make_party("SOUTHSHORE").code
        texts = [text_draft(party, source=row.key) for party, row in zip(parties, sources, strict=True)]
        return cls(
            measure,
            entry,
            source,
            make_milestone(measure),
            Link.objects.create(source=measure, target=other, relation="enables", basis="ours"),
            Owner.objects.create(measure=measure, user=user, role="reviewer", named_by=user),
            make_subject(measure.report),
            compare(entry, *texts),
            search(measure.report),
            date := make_date(measure.report, marking=marking),
            record_finding(date, kind="nothing_found", by=user, on=TODAY),
            summarise(measure.report, marking=marking),
            make_candidate(measure.report),
            make_feed(measure.report),
            Term.objects.create(
                report=measure.report, key=f"{marking}-ferry", position=1, term="Ferry", definition="D"
            ),
            measure.report.motivations.create(key=f"{marking}-X1", position=1, code="X1", statement="S"),
            make_ambiguity(measure.report),
            measure.indicators.create(key=f"{marking}-I", position=1, name="Ferries", how_judged="J"),
            dissent_from(
                log(measure, assessments=[AssessmentDraft(on=measure.key, level=1)]),
                DissentDraft(on=measure.key, level=0, text="No."),
                by=user,
                on=TODAY,
            ),
            make_proposal(measure),
            joined(each.named_rows(measure, marking) for each in samples()),
        )

    def named_in(self, route: str) -> dict[str, object]:
        """What an address below the API names of these rows."""
        rows: dict[str, Any] = {
            "dates": self.date,
            "entries": self.entry,
            "evidence": self.source,
            "incoming-feeds": self.feed,
            "measures": self.measure,
            "milestones": self.milestone,
            "readouts": self.comparison,
            "searches": self.search,
            "subjects": self.subject,
            "summaries": self.summary,
            "dissents": self.dissent,
            "proposals": self.proposal,
            "terms": self.term,
            "ambiguities": self.ambiguity,
        }
        names: dict[str, object] = {
            "user": self.owner.user_id,
            "finding": self.finding.pk,
            "key": "nothing",
            "code": "NORTHSHORE",
        }
        names["slug"] = self.measure.report.slug
        if row := rows.get(route.split("/", maxsplit=1)[0]):
            names["key"] = row.key
        return {name: value for name, value in names.items() if f":{name}>" in route}


@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, World]]:
    """A world of either marking."""
    yield from made_once(lambda: {marking: World.of(marking) for marking in ("public", "internal")}, django_db_blocker)


@dataclass(frozen=True)
class Endpoint:
    """One act through the API."""

    method: str
    route: str
    name: str
    act: str

    def __str__(self) -> str:
        return f"{self.method} {self.route}"

    @property
    def names_a_marked_row(self) -> bool:
        return "<" in self.route and not self.route.startswith("proposals/")

    def send(self, client: APIClient, world: World) -> Any:
        """A body that cannot be read."""
        address = reverse(self.name, kwargs=world.named_in(self.route))
        return client.generic(self.method, address, BROKEN, content_type="application/json")


def writing_views() -> Iterator[tuple[URLPattern, Any]]:
    for pattern in urlpatterns:
        view = getattr(pattern.callback, "view_class", None)
        if view is not None and issubclass(view, RecordView) and pattern.name:
            yield pattern, view


# For whoever signed in.
NOT_BY_ROLE = {"watch_measure"}
ENDPOINTS = [
    Endpoint(method, str(pattern.pattern), str(pattern.name), act)
    for pattern, view in writing_views()
    for method, act in view.acts.items()
    if method not in SAFE_METHODS and hasattr(view, method.lower()) and act not in NOT_BY_ROLE
]


def test_the_acts_of_the_api_are_found() -> None:
    assert {endpoint.act for endpoint in ENDPOINTS} >= {
        "log_development", "correct_entry", "confirm_unchanged", "record_evidence", "review_evidence",
        "revise_evidence", "meet_milestone", "record_search", "correct_search", "withdraw_search",
        "name_owner", "release_owner", "add_date", "revise_date", "record_finding", "withdraw_finding",
        "send_candidate",
    }  # fmt: skip


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_whoever_may_not_do_it_is_refused_before_the_body_is_read(worlds: dict[str, World], endpoint: Endpoint) -> None:
    world = worlds["public"]

    answer = endpoint.send(client_of(make_user(role="reader")), world)

    assert answer.status_code == 403, answer.content
    assert answer.json()["code"] == "not_allowed"
    assert endpoint.send(APIClient(), world).status_code == 401


@pytest.mark.parametrize("endpoint", [each for each in ENDPOINTS if each.method != "DELETE"], ids=str)
def test_whoever_may_do_it_hears_what_is_wrong(worlds: dict[str, World], endpoint: Endpoint) -> None:
    # A dissent is corrected only by whoever wrote it.
    by = worlds["public"].dissent.author if endpoint.route.startswith("dissents/") else None
    answer = endpoint.send(client_of(by or make_user(role="administrator")), worlds["public"])

    assert answer.json()["code"] in ("parse_error", "unsupported_media_type"), answer.content


@pytest.mark.parametrize("endpoint", [each for each in ENDPOINTS if each.names_a_marked_row], ids=str)
def test_what_is_hidden_is_not_there_whatever_was_sent(worlds: dict[str, World], endpoint: Endpoint) -> None:
    answer = endpoint.send(client_of(make_user(role="reader")), worlds["internal"])

    assert answer.status_code == 404, answer.content


# The pages on which something is done; what each of them names of the world.
PAGES = {
    "/log/": "",
    "/checks/": "",
    "/sources/new/": "",
    "/sources/{source}/review/": "source",
    "/sources/{source}/edit/": "source",
    "/journal/{entry}/correct/": "entry",
    "/journal/{entry}/compare/": "entry",
    "/journal/{comparison}/compare/": "comparison",
    "/journal/{entry}/marking/": "entry",
    "/journal/{entry}/redact/": "entry",
    "/sources/{source}/redact/": "source",
    "/sources/{source}/copies/redact/": "source",
    "/inbox/{candidate}/redact/": "",
    "/people/{person}/redact/": "",
    "/milestones/{milestone}/": "milestone",
    "/edit/measures/{measure}/": "measure",
    "/measures/{measure}/owners/": "measure",
    "/reports/new/": "",
    "/measures/new/?report={report}": "",
    "/measures/{measure}/addresses/": "measure",
    "/measures/{measure}/links/": "measure",
    "/reports/{report}/marking/": "report",
    "/edit/reports/{report}/": "report",
    "/edit/terms/{term}/": "term",
    "/edit/terms/{term}/withdraw/": "term",
    "/edit/terms/{term}/sign-off/": "term",
    "/add/terms/?report={report}": "",
    "/dates/new/?report={report}": "",
    "/dates/{date}/edit/": "date",
    "/dates/{date}/found/": "date",
    "/dates/{date}/marking/": "date",
    "/dates/{date}/withdraw/": "date",
    "/inbox/{candidate}/drop/": "",
    "/inbox/{candidate}/undo/": "",
    "/inbox/{candidate}/assign/": "",
    "/feeds/new/?report={report}": "",
    "/feeds/{feed}/edit/": "feed",
    "/feeds/{feed}/remove/": "feed",
    "/feeds/{feed}/switch/": "feed",
    **joined(each.acts_on_pages for each in samples()),
}


def post(client: Client, page: str, world: World) -> Any:
    names = ("source", "entry", "comparison", "milestone", "measure", "date", "feed", "term")
    keys = {name: getattr(world, name).key for name in names}
    keys |= {name: row.key for name, row in world.of_wings.items()}
    keys |= {"report": world.measure.report.slug, "candidate": str(world.candidate.pk)}
    keys["person"] = str(world.owner.user_id)
    return client.post(page.format(**keys), {"nothing": "of use"})


@pytest.mark.parametrize("page", PAGES)
def test_a_page_refuses_whoever_may_not_do_it_before_the_form_is_read(worlds: dict[str, World], page: str) -> None:
    world = worlds["public"]

    # A reader sees no feed, and what is hidden is nowhere.
    refusal = 404 if page == "/feeds/{feed}/edit/" else 403
    assert post(signed_in(make_user(role="reader")), page, world).status_code == refusal
    parameters = post(Client(), page, world)
    assert parameters.status_code == 401 or parameters["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_tells_whoever_may_do_it_what_is_wrong(worlds: dict[str, World], page: str) -> None:
    answer = post(signed_in(make_user(role="administrator")), page, worlds["public"])

    assert answer.status_code in (200, 302, 400), answer.content  # a preview, a message, or the form again
    assert not (answer.status_code == 302 and answer["Location"].startswith("/accounts/"))


@pytest.mark.parametrize("page", [page for page, names in PAGES.items() if names])
def test_a_page_about_a_hidden_row_is_none(worlds: dict[str, World], page: str) -> None:
    reader: User = make_user(role="reader")

    assert post(signed_in(reader), page, worlds["internal"]).status_code in (403, 404)
    assert post(signed_in(make_user(role="administrator")), page, worlds["internal"]).status_code != 404
