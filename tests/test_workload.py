"""The owners' workload: every number is the API's and the count of its list, and it is for the team."""

import re
from html import unescape

import pytest
from django.test import Client

from measures.models import Report, User
from measures.operations.responsibility import name_owner
from measures.publishing.workload import OWNERS_KEYSET, owners_in, workloads
from measures.views import workload
from tests.factories import (
    TODAY,
    log,
    make_evidence,
    make_measure,
    make_participant,
    make_report,
    make_user,
)
from tests.test_dashboard import counted, figures_on, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user(role="editor", name="Ana")


@pytest.fixture(autouse=True)
def shared_out(editor: User) -> User:
    """A report whose measures are shared out between Ana and Wei, one of them to nobody, one to both."""
    report = make_report("calm")
    wei = make_user(name="Wei")
    late = make_measure(report, due_on="2020")
    done, shared, hidden = make_measure(report), make_measure(report), make_measure(report, marking="internal")
    make_measure(report)
    part = make_measure(report, parent=shared)
    for measure, user in [(late, wei), (done, wei), (shared, wei), (shared, editor), (hidden, editor)]:
        name_owner(measure, user=user, role="coordinator", by=editor)
    log(done, status="implemented", sources=[make_evidence().key])
    log(part, sources=[make_evidence(state="pending").key])
    log(late, sources=[make_evidence(state="pending").key])
    return wei


def test_every_number_is_the_count_of_the_list_it_leads_to(editor, client):
    client.force_login(editor)

    shown = figures_on(page(client, "/workload/?report=calm"))

    assert shown
    for name, address, count in shown:
        assert counted(page(client, address)) == count, (name, address)


def test_each_owner_stands_with_what_waits_and_nobody_comes_last(editor, shared_out):
    report = Report.objects.get(slug="calm")
    owners = list(owners_in(report, editor).order_by(*OWNERS_KEYSET))

    loads = workloads(report, editor, owners, on=TODAY, is_last=True)

    counts = {load.name: {figure.name.split(".")[1]: figure.count for figure in load.figures} for load in loads}
    assert list(counts) == ["Ana", "Wei", None]
    assert counts["Wei"] == {
        "answers_for": 3, "open": 2, "overdue": 1, "due_soon": 0, "unchecked": 0, "waiting": 2,
    }  # fmt: skip
    assert (counts["Ana"]["answers_for"], counts["Ana"]["unchecked"], counts["Ana"]["waiting"]) == (2, 1, 1)
    assert (counts[None]["answers_for"], counts[None]["open"]) == (1, 1)


def test_it_comes_in_pages_by_name_and_nobody_stands_on_the_last(editor, shared_out, client, monkeypatch):
    monkeypatch.setattr(workload, "PAGE_SIZE", 1)
    client.force_login(editor)
    shown, address = [], "/workload/?report=calm"

    while address:
        html = page(client, address)
        shown.append([name.strip() for name in re.findall(r'<th scope="row">\s*<[^>]+>([^<]+)', html)])
        following = re.search(r'href="([^"]+)" rel="next"', html)
        address = f"/workload/{unescape(following[1])}" if following else ""

    assert shown == [["Ana"], ["Wei", "No owner"]]


def test_a_cursor_that_was_not_made_here_is_refused(editor, client):
    client.force_login(editor)

    assert client.get("/workload/?report=calm&cursor=abc").status_code == 400


def test_a_list_says_whose_it_is_by_name_and_offers_what_nobody_answers_for(editor, shared_out, client):
    client.force_login(editor)

    assert "Owner: Wei" in page(client, f"/measures/?report=calm&owner={shared_out.pk}")
    assert "Owner: nobody" in page(client, "/measures/?report=calm&owner=none")
    assert "Owner: Wei" in page(client, f"/sources/?report=calm&owner={shared_out.pk}")


@pytest.mark.parametrize("who", ["a reader", "a participant"])
def test_it_is_for_the_team(who):
    outsider = make_user(role="reader") if who == "a reader" else make_participant()
    client = Client()
    client.force_login(outsider)

    assert client.get("/workload/?report=calm").status_code == 403
    assert "/workload/" not in page(client, "/?report=calm")


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get("/workload/?report=calm").status_code == 302
