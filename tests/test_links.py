"""Addresses of sources are asked now and then, politely, and never inside anybody's own network."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as project

from measures.intake.links import ask
from measures.models import LinkCheck
from measures.operations.link_checks import LinkAnswer, check_link, links_due
from measures.tasks import check_links
from tests.factories import make_evidence
from tests.sites import Site, in_turn, page, redirect

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("path", "state", "text"),
    [
        ("/there", "answers", "200"),
        ("/moved", "answers", "200"),
        ("/nowhere", "gone", "404"),
        ("/broken", "fails", "500 Internal Server Error"),
        ("/round", "fails", "more than 5"),
        ("/file", "not_asked", "no web address"),
        ("/no-head", "answers", "200"),
    ],
)
def test_an_address_answers_in_one_word(site: Site, path: str, state: str, text: str) -> None:
    site.pages = {
        "/there": page("Here."),
        "/moved": redirect("/there"),
        "/broken": page("", status=500),
        "/round": redirect("/round"),
        "/file": redirect("file:///etc/passwd"),
        "/no-head": in_turn(page("", status=405), page("Here.")),
    }

    answer = ask(f"{site.url}{path}")

    assert (answer.state, answer.text in text) == (state, True)


def answering(state: str) -> Any:
    return lambda url: LinkAnswer(state, "said")  # type: ignore[arg-type]


@pytest.mark.django_db
def test_an_address_that_fails_is_asked_after_1_2_4_days_up_to_30_and_anew_once_it_answers() -> None:
    source, waits, at = make_evidence(), [], NOW
    for _ in range(7):
        row = check_link(source, at=at, ask=answering("fails"))
        waits.append((row.due_at - at).days)
        at = row.due_at
    row = check_link(source, at=at, ask=answering("answers"))

    assert waits == [1, 2, 4, 8, 16, 30, 30]
    assert (row.failures, (row.due_at - at).days, row.state, row.answer) == (0, 30, "answers", "said")
    assert LinkCheck.objects.get() == row


@pytest.mark.django_db
def test_an_address_that_brings_down_whoever_asks_it_is_not_asked_first_again() -> None:
    source, other = (make_evidence(key=f"waits-{host}", url=f"https://{host}.example/") for host in ("a", "b"))

    def brought_down(url: str) -> LinkAnswer:
        raise SystemExit

    for days in (1, 2):
        at = NOW + days * DAY
        with pytest.raises(SystemExit):
            check_link(source, at=at, ask=brought_down)

    assert links_due(at=NOW + 2 * DAY) == [other]
    check_link(source, at=NOW, ask=answering("answers"))
    with pytest.raises(SystemExit):
        check_link(source, at=NOW + 30 * DAY, ask=brought_down)
    row = LinkCheck.objects.get(evidence=source)
    assert (row.state, row.answer, row.checked_at, row.due_at) == ("answers", "said", NOW, NOW + 31 * DAY)


@pytest.mark.django_db
def test_due_are_those_that_wait_and_never_two_of_one_host() -> None:
    # With keys of their own: sources that wait alike come in the order of their keys.
    of_one_host = [(f"waits-{index}", f"https://example.org/of-one-host/{index}") for index in (1, 2)]
    first, second = (make_evidence(key=key, url=url) for key, url in of_one_host)
    other = make_evidence(key="waits-3", url="https://example.net/")
    make_evidence(url="")

    assert links_due(at=NOW) == [first, other]
    check_link(first, at=NOW, ask=answering("answers"))
    assert links_due(at=NOW) == [second, other]
    for source in (second, other):
        check_link(source, at=NOW, ask=answering("gone"))
    assert links_due(at=NOW) == []
    assert links_due(at=NOW + DAY) == [second, other]


@pytest.mark.django_db
def test_the_task_asks_and_notes(site: Site) -> None:
    source = make_evidence(url=f"{site.url}/404")

    check_links()

    assert LinkCheck.objects.get(evidence=source).state == "gone"
    assert site.requests == [("HEAD", "/404")]


def test_a_laptop_asks_nobody_of_its_own_accord() -> None:
    assert project.CBM_FETCH is False
    assert "check-links" not in project.CELERY_BEAT_SCHEDULE
    assert {"sweep-files", "remove-stray-files"} <= set(project.CELERY_BEAT_SCHEDULE)
