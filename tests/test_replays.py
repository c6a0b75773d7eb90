"""A past day of a report with very many measures: a worker replays it, and readers come again until it has."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from cbm_tracker.backup.contents import LEFT_OUT
from measures.analysis.past import standings_of_report
from measures.models import PUBLIC, TEAM, Audience, Measure, Replay, ReplayedStanding, Report, Role, RowChange
from measures.operations import replays
from measures.operations.clock import clock
from measures.operations.editing import revise
from measures.operations.markings import tighten_marking
from measures.operations.nouns import MEASURE
from measures.operations.redactions import redact_copies, redact_entry
from measures.operations.replays import forget_replays, replay_batch, request_replay, waiting_replays
from measures.tasks import make_replay
from tests.factories import client_of, log, make_evidence, make_measure, make_representative, make_user

pytestmark = pytest.mark.usefixtures("reports")
DAY = "2024-12-02"
READERS: dict[str, Callable[[], APIClient]] = {
    "public": APIClient,
    "team": lambda: client_of(make_user()),
    "party:NORTHSHORE": lambda: client_of(make_representative("NORTHSHORE")),
}
READINGS = ["dashboard/", "coverage/"]
PAGES = ["/standing/", "/ambiguities/"]


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report of four measures counts as very large, and two are replayed at a time."""
    monkeypatch.setattr(replays, "AT_ONCE", 3)
    monkeypatch.setattr(replays, "BATCH", 2)


def shores() -> Report:
    return Report.objects.get(slug="two-shores")


def measure() -> Measure:
    return Measure.objects.get(key="two-shores-NORTH-1")


def ask(reading: str, client: APIClient | None = None, **days: Any) -> Any:
    days = days or {"as_of": DAY}
    return (client or APIClient()).get(f"/api/v1/{reading}", {"report": "two-shores", **days})


def work() -> None:
    for replay_id in waiting_replays():
        make_replay(replay_id)


def request(audience: Audience = PUBLIC, day: str = DAY) -> Replay | None:
    return request_replay(shores(), audience, as_of=date.fromisoformat(day), known_at=None, at=clock())


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("audience", READERS)
def test_a_program_comes_again_and_reads_what_replaying_at_once_says(
    reading: str, audience: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(measure(), marking="internal", occurred="2024-10-01", status="suspended", sources=[make_evidence().key])
    client = READERS[audience]()

    refused = ask(reading, client)
    again = ask(reading, client)
    work()
    answer = ask(reading, client).json()
    monkeypatch.setattr(replays, "AT_ONCE", 1_000)
    made, of_today = Replay.objects.get(), ask(reading, client, known_at=answer["known_at"]).json()
    Replay.objects.all().delete()
    at_once = ask(reading, client, as_of=DAY, known_at=answer["known_at"]).json()

    for each in (refused, again):
        assert (each.status_code, each.json()["code"], each["Retry-After"]) == (503, "being_replayed", "10")
    assert (made.audience, made.measures) == (audience, 5)
    assert answer == at_once
    assert answer != of_today


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_again_by_itself_and_then_says_by_what_was_recorded(client: Client, path: str) -> None:
    address = f"{path}?report=two-shores&as_of={DAY}"

    refused = client.get(address)
    chinese = client.get(address, headers={"accept-language": "zh-hans"})
    work()
    shown = client.get(address)

    assert (refused.status_code, refused["Retry-After"], refused["Refresh"]) == (503, "10", "10")
    assert "This page loads again by itself" in refused.text
    assert "正在推算" in chinese.text and "自动重新加载" in chinese.text
    assert shown.status_code == 200
    assert "Refresh" not in shown
    assert f"{Replay.objects.get().known_at:%Y-%m-%dT%H:%M}" in shown.text


def test_a_moment_that_was_chosen_is_replayed_as_such() -> None:
    chosen = {"as_of": DAY, "known_at": (clock() - timedelta(days=1)).isoformat()}

    first = ask("coverage/", **chosen)
    work()
    answer = ask("coverage/", **chosen)

    assert (first.status_code, answer.status_code) == (503, 200)
    # Who chooses none is shown another.
    assert ask("coverage/").status_code == 503


def test_a_moment_to_come_is_as_of_now() -> None:
    chosen = {"as_of": DAY, "known_at": "2100-01-01T00:00:00Z"}

    assert ask("coverage/", **chosen).status_code == 503
    work()

    assert ask("coverage/", **chosen).json()["known_at"] < "2100"


def test_today_and_reports_of_few_measures_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask("coverage/", format="json").status_code == 200
    monkeypatch.setattr(replays, "AT_ONCE", 5)

    assert ask("coverage/").status_code == 200

    assert not Replay.objects.exists()


def test_measures_that_a_reader_may_not_read_make_no_report_large() -> None:
    tighten_marking(measure(), marking="internal", by=make_user(role=Role.EDITOR))
    tighten_marking(Measure.objects.get(key="two-shores-SOUTH-1"), marking="internal", by=make_user(role=Role.EDITOR))

    assert ask("coverage/").status_code == 200
    assert ask("coverage/", client_of(make_user())).status_code == 503


def test_it_goes_on_where_a_worker_was_killed_and_shows_nothing_half_made() -> None:
    ask("coverage/")
    [replay_id] = waiting_replays()

    assert replay_batch(replay_id)
    half = ReplayedStanding.objects.count()
    refused = ask("coverage/")
    work()

    assert (half, refused.status_code) == (2, 503)
    assert ReplayedStanding.objects.filter(replay=replay_id).values("measure").distinct().count() == 5
    assert ask("coverage/").status_code == 200
    assert not replay_batch(replay_id)


def test_what_is_redacted_or_tightened_takes_every_replay_away() -> None:
    administrator = make_user(role=Role.ADMINISTRATOR)
    entry = log(measure(), occurred="2024-10-01", sources=[make_evidence().key])
    acts: list[Callable[[], object]] = [
        lambda: tighten_marking(entry, marking="participants", by=administrator),
        lambda: redact_entry(entry, by=administrator, reason="A name."),
        lambda: redact_copies(make_evidence(url="https://example.org/a"), by=administrator, reason="A name."),
    ]

    for act in acts:
        ask("coverage/")
        work()
        assert ReplayedStanding.objects.exists()
        act()
        assert not ReplayedStanding.objects.exists()
        assert ask("coverage/").status_code == 503


def test_what_was_edited_since_is_replayed_anew() -> None:
    editor = make_user(role=Role.EDITOR)
    ask("coverage/")
    work()

    revise(MEASURE, measure(), changes={"title": "Another title"}, by=editor)
    unchanged = ask("coverage/")
    make_measure(shores(), code="NEW")
    changed = ask("coverage/")
    work()

    assert (unchanged.status_code, changed.status_code) == (200, 503)
    assert ask("coverage/").status_code == 200
    assert Replay.objects.get().measures == 6


def test_what_other_reports_change_does_not_count() -> None:
    ask("coverage/")
    work()

    other = make_measure()

    assert RowChange.objects.filter(measures=[other.pk]).exists()
    assert ask("coverage/").status_code == 200


def test_nobody_is_shown_the_replay_of_another_audience() -> None:
    ask("coverage/", client_of(make_user()))
    work()

    assert ask("coverage/").status_code == 503
    assert ask("coverage/", client_of(make_representative("SOUTHSHORE"))).status_code == 503
    assert set(Replay.objects.values_list("audience", flat=True)) == {"team", "public", "party:SOUTHSHORE"}


def test_five_wait_at_most() -> None:
    requested = [request(day=f"2024-12-0{number}") for number in range(1, 7)]

    assert [each is None for each in requested] == [False] * 5 + [True]
    assert request(day="2024-12-01") is None
    work()
    assert request(TEAM) is not None


def test_after_an_hour_it_is_made_anew_and_after_a_day_it_goes() -> None:
    ask("coverage/")
    work()
    earlier = clock() - timedelta(minutes=61)
    Replay.objects.update(known_at=earlier, requested_at=earlier, made_at=earlier)

    assert ask("coverage/").status_code == 503
    work()
    replay = Replay.objects.get()
    forget_replays(at=replay.requested_at + timedelta(hours=23))
    assert ReplayedStanding.objects.count() == 5
    forget_replays(at=replay.requested_at + timedelta(hours=25))
    assert not ReplayedStanding.objects.exists()


def test_only_the_newest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("measures.models.standing.MOST_KEPT", 2)
    for day in ("2024-12-01", "2024-12-02", "2024-12-03"):
        request(day=day)
        work()
    waiting = request(day="2024-12-04")

    forget_replays(at=clock())

    assert [str(each.as_of) for each in Replay.objects.all()] == ["2024-12-02", "2024-12-03", "2024-12-04"]
    assert waiting is not None


def test_a_replayed_report_is_read_in_few_queries(django_assert_num_queries: Any) -> None:
    ask("coverage/")
    work()
    replay, report = Replay.objects.get(), shores()

    # How many measures there are, whether the replay holds, and the standings.
    days = {"as_of": replay.as_of, "known_at": replay.known_at}
    with django_assert_num_queries(3), standings_of_report(report, PUBLIC, **days):
        assert len(report.measures.whole().seen_by(PUBLIC)) == 5


def test_a_backup_leaves_them_out() -> None:
    assert {Replay._meta.db_table, ReplayedStanding._meta.db_table} <= set(LEFT_OUT)
