"""Webhooks are called for what happened: signed, in order, once each, only for what their owner may be sent."""

import json
import time
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from standardwebhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from measures.errors import NotAllowedError
from measures.lists.fields import moment_text
from measures.models import Entry, User
from measures.operations.clock import clock
from measures.operations.credentials import revoke_keys
from measures.operations.entries import correct_entry
from measures.operations.markings import tighten_marking
from measures.operations.redactions import redact_entry
from measures.wings.webhooks import calls, events, tasks
from measures.wings.webhooks.calls import WEBHOOKS
from measures.wings.webhooks.models import (
    DELIVERIES_KEPT,
    FAILING_LONG,
    HELD_FOR,
    SECRETS_OVERLAP,
    Delivery,
    Webhook,
)
from measures.wings.webhooks.operations import (
    create_webhook,
    encrypt_webhooks_anew,
    remove_webhook,
    replace_secret,
    secrets_of,
    send_again,
    send_test,
    switch_webhook,
)
from measures.wings.webhooks.tasks import call_webhooks
from tests.factories import (
    TODAY,
    client_of,
    draft_of,
    fields_of,
    log,
    make_candidate,
    make_date,
    make_measure,
    make_report,
    make_user,
)
from tests.files import signed_in
from tests.sites import Site, in_turn, page
from tests.webhooks.calling import call, data_received, make_webhook, received

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_call_says_what_happened_and_is_signed(receiver: Site) -> None:
    webhook, secret = make_webhook(receiver)
    measure = make_measure()
    log(measure, title="The beacon was lit", status="under_discussion")
    entry = log(measure, title="The beacon was repaired", status="in_progress")

    call()
    call()

    _, _, logged, set_to = data_received(receiver)
    assert [event for event, _ in received(receiver)] == ["entry.logged", "measure.status_set"] * 2
    place = f"http://127.0.0.1:8000/journal/{entry.key}/", f"http://127.0.0.1:8000/api/v1/entries/{entry.key}/"
    assert (logged["key"], logged["url"], logged["api_url"]) == (entry.key, *place)
    assert set(logged) == {"key", "url", "api_url", "report", "after"}
    assert (logged["report"], logged["after"]["title"]) == (measure.report.slug, "The beacon was repaired")
    assert [each["status"] for each in logged["after"]["bears_on"]] == ["in_progress"]
    assert (set_to["key"], set_to["measure"], set_to["entry"]) == (measure.key, measure.key, entry.key)
    assert (set_to["before"]["status"], set_to["after"]["status"]) == ("under_discussion", "in_progress")
    first, headers = json.loads(receiver.contents[0]), dict(receiver.headers_received[0])
    assert first["timestamp"] == moment_text(Entry.objects.order_by("recorded_at")[0].recorded_at)
    assert headers["webhook-id"] == webhook.deliveries.get(number=1).message_id
    assert Verifier(secret).verify(receiver.contents[0], headers) == first
    with pytest.raises(WebhookVerificationError):
        Verifier(secret).verify(receiver.contents[0].replace(b"beacon", b"reason"), headers)
    with pytest.raises(WebhookVerificationError):
        Verifier("whsec_" + "b3RoZXI=").verify(receiver.contents[0], headers)
    with time_machine.travel(clock() + timedelta(minutes=6)), pytest.raises(WebhookVerificationError):
        Verifier(secret).verify(receiver.contents[0], headers)


def test_each_kind_of_event_is_called_for_if_it_was_chosen(receiver: Site) -> None:
    user, measure = make_user(), make_measure()
    entry = log(measure, by=user)
    make_webhook(receiver, user, events=["entry.corrected", "date.due"])
    correction = correct_entry(entry, draft_of(measure, title="Another title", reason="wrong"), by=user, on=TODAY)
    due = make_measure(report=measure.report, due_on=f"{TODAY + timedelta(days=1)}")
    coming = make_date(measure.report, announced_for=f"{TODAY + timedelta(days=1)}")

    with time_machine.travel(clock() + timedelta(days=2)):
        Webhook.objects.update(due_until=TODAY)
        call()

    assert set(received(receiver)) == {
        ("entry.corrected", correction.key),
        ("date.due", due.key),
        ("date.due", coming.key),
    }


def test_candidates_are_told_to_the_team_as_a_number(receiver: Site) -> None:
    report = make_report()
    make_webhook(receiver, events=["candidate.found"], report=report)
    Webhook.objects.update(candidates_until=clock() - timedelta(hours=1))
    make_candidate(report, found_at=clock() - timedelta(minutes=5))
    make_candidate(report, found_at=clock() - timedelta(minutes=4))

    call()
    call()

    (content,) = receiver.contents
    url = f"http://127.0.0.1:8000/inbox/?report={report.slug}"
    assert json.loads(content)["data"] == {"waiting": 2, "url": url}
    with pytest.raises(ValidationError, match="Only the team"):
        make_webhook(receiver, make_user("reader"), events=["candidate.found"])


def test_a_candidate_is_told_of_once_it_is_settled_and_once_only(receiver: Site) -> None:
    """Others may have been dated before it, and be seen later."""
    report = make_report()
    make_webhook(receiver, events=["candidate.found"], report=report)
    Webhook.objects.update(candidates_until=clock() - timedelta(hours=1))
    make_candidate(report, found_at=clock() - timedelta(seconds=20))

    call()
    assert receiver.contents == []
    for seconds in (60, 120):
        WEBHOOKS.plan(at=clock() + timedelta(seconds=seconds))
        WEBHOOKS.fetch_waiting(until=time.monotonic() + 60)

    assert len(receiver.contents) == 1


def test_nothing_is_called_for_that_its_owner_may_not_be_sent(receiver: Site) -> None:
    make_webhook(receiver, make_user("reader"), events=["entry.logged"])
    make_webhook(receiver, make_user("administrator"))
    measure, author = make_measure(), make_user()
    log(measure, by=author, marking="internal")
    shown = log(measure, by=author, marking="participants")
    hidden = log(make_measure(report=make_report(marking="internal")), by=author)
    WEBHOOKS.plan(at=clock())
    assert {row.key for row in Delivery.objects.all()} == {shown.key} != {hidden.key}

    tighten_marking(shown, marking="internal", by=make_user("editor"))
    WEBHOOKS.fetch_waiting(until=time.monotonic() + 60)

    assert receiver.contents == []
    assert Delivery.objects.get().outcome == "withheld"


def test_what_was_redacted_meanwhile_is_not_sent_and_a_webhook_without_owner_is_not_called(receiver: Site) -> None:
    user = make_user()
    webhook, _ = make_webhook(receiver, user, events=["entry.logged"])
    measure = make_measure()
    entry = log(measure)
    WEBHOOKS.plan(at=clock())
    redact_entry(entry, by=make_user("administrator"), reason="A private name stood in it.")
    call()
    assert receiver.contents == []

    log(measure)
    User.objects.filter(pk=user.pk).update(is_active=False)
    call()
    assert receiver.contents == [] and webhook.deliveries.count() == 1


def test_a_call_that_fails_is_made_again_with_the_same_id_and_holds_back_what_follows_on_the_same(
    receiver: Site, settings: Any
) -> None:
    settings.CBM_FETCH_PAUSE = 60
    receiver.pages["/hook"] = in_turn(page("Later.", status=503), page("Thanks."))
    user, measure = make_user(), make_measure()
    make_webhook(receiver, events=["entry.logged", "entry.corrected"])
    entry, other = log(measure, by=user), log(measure, by=user)
    WEBHOOKS.plan(at=clock())
    correct_entry(entry, draft_of(measure, title="Another title", reason="wrong"), by=user, on=TODAY)

    call()

    keys = [key for _, key in received(receiver)]
    assert keys == [entry.key, other.key]
    first, second, third = Delivery.objects.order_by("number")
    assert (first.status, first.ended_at, second.outcome, third.attempts) == (503, None, "delivered", 0)
    Delivery.objects.filter(number=1).update(next_attempt_at=clock())
    call()
    assert [event for event, _ in received(receiver)][2:] == ["entry.logged", "entry.corrected"]
    ids = [headers["webhook-id"] for headers in receiver.headers_received]
    assert ids[0] == ids[2] and len(set(ids)) == 3


def test_a_receiver_that_wants_rest_gets_it_for_a_day_at_most_and_others_on_its_host_are_called(
    receiver: Site,
) -> None:
    receiver.pages["/resting"] = page("", status=429, Retry_After="99999999")
    user, now = make_user(), clock()
    resting, _ = make_webhook(receiver, user, name="resting", url=f"{receiver.url}/resting")
    other, _ = make_webhook(receiver, make_user(), name="other")
    send_test(resting, by=user, at=now)
    call()
    send_test(resting, by=user, at=now + timedelta(seconds=1))
    send_test(other, by=other.user, at=now)
    call()

    assert [path for _, path in receiver.requests] == ["/resting", "/hook"]
    tried, waiting = resting.deliveries.order_by("number")
    assert (tried.attempts, waiting.attempts) == (1, 0)
    assert WEBHOOKS.claim(at=now + timedelta(hours=23)) is None
    assert WEBHOOKS.claim(at=clock() + timedelta(hours=24, minutes=1))

    switch_webhook(resting, is_on=True, by=user, at=clock())
    receiver.pages["/resting"] = page("Thanks.")
    call()
    assert set(resting.deliveries.values_list("outcome", flat=True)) == {"delivered"}


def test_a_fault_at_one_webhook_holds_up_no_other(receiver: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    receiver.pages["/absurd"] = page("", status=503, Retry_After="Mon, 01 Jan 2024 00:00:00 +99999999999999")
    user = make_user()
    absurd, _ = make_webhook(receiver, user, name="absurd", url=f"{receiver.url}/absurd")
    faulty, _ = make_webhook(receiver, user, name="faulty")
    good, _ = make_webhook(receiver, user, name="good", events=["entry.logged"])
    due = events.of_due_days

    def due_or_fail(webhook: Webhook, *args: Any) -> Any:
        if webhook == faulty:
            raise ZeroDivisionError
        return due(webhook, *args)

    monkeypatch.setattr(events, "of_due_days", due_or_fail)
    send_test(absurd, by=user, at=clock() - timedelta(days=1))
    log(make_measure())

    call()

    assert absurd.deliveries.filter(event="test").get().status == 503
    assert good.deliveries.get().outcome == "delivered"
    assert not faulty.deliveries.exists()


def test_a_call_waits_no_longer_than_an_hour_for_an_earlier_one(receiver: Site) -> None:
    receiver.pages["/hook"] = page("Later.", status=503)
    measure = make_measure()
    make_webhook(receiver, events=["measure.status_set"])
    log(measure, status="in_progress")
    call()
    log(measure, status="stalled")
    call()
    assert len(receiver.contents) == 1
    Delivery.objects.filter(number=2).update(due_at=clock() - HELD_FOR)
    call()
    assert len(receiver.contents) == 2


def test_a_webhook_that_fails_for_days_or_is_gone_is_switched_off_and_goes_on_when_it_is_switched_on(
    receiver: Site,
) -> None:
    receiver.pages["/hook"] = in_turn(page("Gone.", status=410), page("No.", status=500), page("Thanks."))
    user, measure = make_user(), make_measure()
    webhook, _ = make_webhook(receiver, user, events=["entry.logged"])
    log(measure)
    call()
    webhook.refresh_from_db()
    assert webhook.switched_off_at and Delivery.objects.get().ended_at
    log(measure)
    call()
    assert len(receiver.contents) == 1

    switch_webhook(webhook, is_on=True, by=user, at=clock())
    Webhook.objects.update(failing_since=clock() - FAILING_LONG)
    call()
    webhook.refresh_from_db()
    assert webhook.switched_off_at

    switch_webhook(webhook, is_on=True, by=user, at=clock())
    call()
    webhook.refresh_from_db()
    assert (webhook.failing_since, len(receiver.contents)) == (None, 3)


def test_a_private_address_a_redirect_and_a_receiver_that_says_nothing_are_failures(receiver: Site) -> None:
    receiver.pages["/moved"] = page("", status=307, Location=f"{receiver.url}/hook")
    user = make_user()
    moved, _ = make_webhook(receiver, user, name="moved", url=f"{receiver.url}/moved")
    inside, _ = make_webhook(receiver, user, name="inside")
    Webhook.objects.filter(pk=inside.pk).update(url="http://127.0.0.1:9/hook")
    for webhook in (moved, inside):
        send_test(webhook, by=user, at=clock())
    call()
    assert [path for _, path in receiver.requests] == ["/moved"]
    assert moved.deliveries.get().outcome == "refused"
    assert inside.deliveries.get().outcome == "not_public"


NEVER = (
    "http://10.0.0.1/", "http://169.254.169.254/latest", "https://[::1]/", "http://127.1/", "http://0x7f.0.0.1/",
    "http://2130706433/", "http://[::ffff:192.168.0.1]/", "http://localhost/", "http://printer.local./", "http://db/",
    "https://hooks.example:8443/", "https://8.8.8.8:22/",
)  # fmt: skip


@pytest.mark.parametrize("url", NEVER)
def test_an_address_that_can_never_be_called_is_refused_when_it_is_given(url: str, settings: Any) -> None:
    settings.CBM_FETCH_NETWORKS = []
    user = make_user()

    answer = client_of(user).post(
        "/api/v1/webhooks/", {"name": "A", "url": url, "events": ["measure.status_set"]}, format="json"
    )
    on_page = signed_in(user).post("/webhooks/", {"called": "A", "url": url, "events": ["measure.status_set"]})

    assert (answer.status_code, fields_of(answer), on_page.status_code) == (400, {"url"}, 400)
    assert "at port 80 or 443" in on_page.content.decode()
    assert not Webhook.objects.exists()


def test_an_address_that_the_settings_let_through_is_taken(settings: Any) -> None:
    settings.CBM_FETCH_NETWORKS = [ip_network("127.0.0.0/8")]
    user, new = make_user(), {"on": TODAY, "at": clock(), "events": ["measure.status_set"]}

    for url in ("http://127.0.0.1:9000/hook", "http://localhost:9000/hook"):
        create_webhook(user, name=url, url=url, **new)
    with pytest.raises(ValidationError, match="port 80 or 443"):
        create_webhook(user, name="elsewhere", url="http://10.0.0.1/", **new)

    assert user.webhooks.count() == 2


def test_while_a_secret_is_replaced_calls_are_signed_with_both(receiver: Site) -> None:
    user = make_user()
    webhook, former = make_webhook(receiver, user)
    present = replace_secret(webhook, by=user, at=clock())
    send_test(webhook, by=user, at=clock())
    call()
    for secret in (former, present):
        Verifier(secret).verify(receiver.contents[0], dict(receiver.headers_received[0]))
    webhook.refresh_from_db()
    assert secrets_of(webhook, at=clock() + SECRETS_OVERLAP) == [present]
    assert former not in webhook.former_secret and present not in webhook.secret


def test_secrets_outlive_a_new_secret_key(receiver: Site, settings: Any) -> None:
    webhook, secret = make_webhook(receiver)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    encrypt_webhooks_anew()
    settings.SECRET_KEY_FALLBACKS = []
    webhook.refresh_from_db()
    assert secrets_of(webhook, at=clock()) == [secret]


def test_what_two_workers_find_is_sent_once_and_can_be_sent_again(receiver: Site) -> None:
    user = make_user()
    webhook, _ = make_webhook(receiver, user, events=["entry.logged"])
    moment = webhook.changes_until
    log(make_measure())
    call()
    Webhook.objects.update(changes_until=moment)
    call()
    delivery = webhook.deliveries.get()
    send_again(delivery, by=user)
    call()
    assert len(receiver.contents) == 2
    assert len({headers["webhook-id"] for headers in receiver.headers_received}) == 1


def test_a_moment_of_another_database_begins_anew(receiver: Site) -> None:
    make_webhook(receiver, events=["entry.logged"])
    log(make_measure())
    with connection.cursor() as cursor:
        # Long before any transaction that may be open beside this test.
        cursor.execute("UPDATE measures_trace SET xid = 1 WHERE kind = 'entry' AND is_new")
    Webhook.objects.update(changes_until="of another")
    call()
    assert receiver.contents == []
    entry = log(make_measure())
    call()
    assert list(received(receiver)) == [("entry.logged", entry.key)]


def test_old_calls_and_removed_webhooks_are_forgotten(receiver: Site) -> None:
    user = make_user()
    webhook, _ = make_webhook(receiver, user)
    send_test(webhook, by=user, at=clock())
    call()
    remove_webhook(webhook, by=user, at=clock())
    WEBHOOKS.forget(at=clock())
    assert webhook.deliveries.exists()
    WEBHOOKS.forget(at=clock() + DELIVERIES_KEPT + timedelta(minutes=1))
    assert not Webhook.objects.exists()


def test_only_their_owner_changes_webhooks_and_a_lost_password_switches_them_off(receiver: Site) -> None:
    user, other = make_user(), make_user("administrator")
    webhook, _ = make_webhook(receiver, user)
    for act in (
        lambda: switch_webhook(webhook, is_on=False, by=other, at=clock()),
        lambda: replace_secret(webhook, by=other, at=clock()),
        lambda: send_test(webhook, by=other, at=clock()),
        lambda: remove_webhook(webhook, by=other, at=clock()),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert signed_in(other).get(f"/webhooks/{webhook.key}/").status_code == 404
    revoke_keys(user)
    webhook.refresh_from_db()
    assert webhook.switched_off_at
    with pytest.raises(ValidationError, match="Switch it on first"):
        send_test(webhook, by=user, at=clock())


def test_from_the_page_to_the_call_and_back(receiver: Site) -> None:
    user = make_user()
    client = signed_in(user)
    fields = {"called": "ours", "url": f"{receiver.url}/hook", "events": []}
    wrong = client.post("/webhooks/", fields)
    assert wrong.status_code == 400 and receiver.url in wrong.content.decode()
    made = client.post("/webhooks/", fields | {"events": ["entry.logged"]})
    webhook = Webhook.objects.get()
    (secret,) = secrets_of(webhook, at=clock())
    assert made.status_code == 201 and secret in made.content.decode()
    assert client.post("/webhooks/", fields | {"events": ["entry.logged"]}).status_code == 400
    address = f"/webhooks/{webhook.key}/"
    assert secret not in client.get(address).content.decode()
    client.post(f"{address}test/")
    call()
    assert "Delivered" in client.get(address).content.decode()
    client.post(f"{address}{webhook.deliveries.get().message_id}/again/")
    call()
    assert [json.loads(each)["type"] for each in receiver.contents] == ["test", "test"]
    client.post(f"{address}off/")
    assert "Switch on" in client.get(address).content.decode()
    client.post(f"{address}remove/")
    assert client.get(address).status_code == 404
    assert Entry.objects.count() == 0


def test_a_receiver_that_was_away_for_a_moment_is_called_again_within_seconds(
    receiver: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.pages["/hook"] = in_turn(page("", status=503), page("Thanks."))
    monkeypatch.setattr(tasks, "FIRST_PAUSE", timedelta(seconds=0.1))
    monkeypatch.setattr(calls, "FIRST_PAUSE", timedelta(seconds=0.1))
    webhook, _ = make_webhook(receiver)
    send_test(webhook, by=webhook.user, at=clock())

    call_webhooks()

    delivery = webhook.deliveries.get()
    assert (len(receiver.contents), delivery.outcome, delivery.next_attempt_at) == (2, "delivered", None)
    assert [WEBHOOKS.pause(n).total_seconds() for n in (2, 3, 4)] == [300, 600, 1200]
    assert timedelta(days=3.5) < sum((WEBHOOKS.pause(n) for n in range(1, 16)), timedelta()) < timedelta(days=4.5)


def test_slow_receivers_of_one_user_do_not_keep_those_of_others_waiting(
    receiver: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "SHARE", 0)
    paths, slow, at = ("first", "second", "third"), make_user(), clock() - timedelta(hours=1)
    for path in paths:
        receiver.pages[f"/{path}"] = page("Thanks.")
    hooks = [make_webhook(receiver, slow, name=path, url=f"{receiver.url}/{path}")[0] for path in paths[:2]]
    hooks.append(make_webhook(receiver, url=f"{receiver.url}/third")[0])
    for hours, webhook in enumerate(hooks):
        send_test(webhook, by=webhook.user, at=at + timedelta(minutes=hours))

    WEBHOOKS.fetch_waiting(until=time.monotonic() + 60)

    assert [path for _, path in receiver.requests] == ["/first", "/third", "/second"]


def test_a_call_that_would_never_be_made_is_refused_and_an_answer_says_whether_a_webhook_is_on(
    receiver: Site, settings: Any
) -> None:
    webhook, _ = make_webhook(receiver)
    client, address = client_of(webhook.user), f"/api/v1/webhooks/{webhook.key}/"
    assert client.get(address).json()["is_on"] is True
    assert client.patch(address, {"is_on": False}, format="json").json()["is_on"] is False
    switch_webhook(webhook, is_on=True, by=webhook.user, at=clock())
    settings.CBM_FETCH = False

    answer = client.post(f"{address}test/")

    assert (answer.status_code, answer.json()["code"]) == (409, "fetching_off")
    assert not webhook.deliveries.exists()
